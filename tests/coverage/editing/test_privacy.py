"""Phone and home: who reads them through the editing interface."""

import pytest

from coverage.models import Deputy, RiverChief
from tests import register
from tests.coverage.editing.conftest import ROLES, editor_of, editor_with, own_station

pytestmark = pytest.mark.django_db
DEPUTY_FIELDS = {"phone", "home_address"}


def seen(editor, slug: str, row) -> set[str]:
    body = editor("get", f"{slug}/{row.public_id}/").json()
    return DEPUTY_FIELDS & set(body)


def of_station(is_own: bool) -> Deputy:
    rows = Deputy.objects.order_by("code")
    station = own_station()
    return (
        rows.filter(group__station=station) if is_own else rows.exclude(group__station=station)
    ).first()


@pytest.mark.parametrize(
    ("role", "own", "other"),
    [
        ("deputy", False, False),
        ("patroller", False, False),
        ("gis_reader", False, False),
        ("coordinator", True, False),
        ("committee", True, True),
        ("administrator", True, True),
    ],
)
def test_who_sees_a_deputys_phone(role, own, other):
    editor = editor_with(role)
    assert seen(editor, "deputies", of_station(True)) == (DEPUTY_FIELDS if own else set())
    assert seen(editor, "deputies", of_station(False)) == (DEPUTY_FIELDS if other else set())


@pytest.mark.parametrize("role", ROLES[1:])
def test_who_sees_a_chiefs_phone(role):
    chief = RiverChief.objects.filter(level="village").order_by("code").first()
    expected = {"phone"} if role in ("committee", "administrator") else set()
    assert seen(editor_with(role), "river-chiefs", chief) == expected


def test_everybody_sees_the_own_phone():
    deputy, chief = Deputy.objects.first(), RiverChief.objects.first()
    unit = register.reference_unit()
    as_deputy = editor_of(register.user("deputy", unit, "a", deputy=deputy))
    assert seen(as_deputy, "deputies", deputy) == DEPUTY_FIELDS
    as_chief = editor_of(register.user("patroller", unit, "b", chief=chief))
    assert seen(as_chief, "river-chiefs", chief) == {"phone"}
    rows = as_deputy("get", "deputies/?limit=1000").json()["results"]
    assert [row["public_id"] for row in rows if "phone" in row] == [deputy.public_id]


def test_staff_of_another_unit_sees_nothing():
    other = register.unit()
    editor = editor_of(register.user("committee", other))
    assert editor("get", f"deputies/{Deputy.objects.first().public_id}/").status_code == 404
    assert editor("get", "deputies/").json()["count"] == 0


def test_staff_below_does_not_see_the_phone_of_a_chief_above():
    county = register.unit("990001", level="county")
    below = register.unit("990001001", parent=county)
    chief = RiverChief.objects.create(
        subdistrict=county, code="C", name="C", level="county", phone="1", valid_from=register.START
    )
    assert seen(editor_of(register.user("committee", below)), "river-chiefs", chief) == set()


def test_a_user_without_a_role_reads_nothing():
    assert editor_of(register.user(None))("get", "villages/").status_code == 403


def test_answers_are_never_kept_by_caches(committee):
    response = committee("get", "deputies/")
    assert response["Cache-Control"] == "private, no-store"


def test_a_refused_phone_is_not_repeated(committee):
    path = f"deputies/{Deputy.objects.first().public_id}/"
    response = committee("patch", path, {"phone": "0" * 31})
    assert response.status_code == 400
    assert response.json()["parameter"] == "phone"
    assert "0" * 20 not in response.content.decode()
