"""The admin follows the roles."""

import json

import pytest
from django.contrib.auth import get_user_model

from coverage.models import (
    CoverageSettings,
    Deputy,
    DutyRecord,
    Membership,
    Pairing,
    Patrol,
    PatrolRule,
    Scenario,
)
from geo.models import LiaisonStation, Subdistrict, Village
from tests import register
from tests.admin.conftest import client_of, form_of, own_station
from tests.admin.test_pages import address

pytestmark = pytest.mark.django_db
User = get_user_model()


def triangle(west: float, south: float) -> str:
    """Return GeoJSON text of a small triangle."""
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south]]
    return json.dumps({"type": "MultiPolygon", "coordinates": [[ring]]})


@pytest.mark.parametrize("role", ["deputy", "patroller", "gis_reader"])
def test_roles_without_an_office_stay_outside(role):
    deputy = Deputy.objects.first() if role == "deputy" else None
    client = client_of(register.user(role, register.reference_unit(), deputy=deputy))
    for page in ("/admin/", address(Village)):
        response = client.get(page)
        assert response.status_code == 302
        assert "/admin/login/" in response["Location"]


def test_the_committee_changes_a_village(committee):
    village = Village.objects.order_by("code").first()
    page = address(Village, f"{village.pk}/change/")
    values = form_of(committee, page) | {"population": "777"}
    response = committee.post(page, values)
    assert response.status_code == 302, response.context["errors"]
    village.refresh_from_db()
    assert village.population == 777
    assert village.history.latest().history_user.username == "committee"


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (triangle(11, 35), "lies outside the surroundings"),
        (triangle(35, 118), "look swapped"),
        ('{"type": "Point", "coordinates": [118.8, 35.1]}', ""),
        ("{", ""),
    ],
)
def test_wrong_geometries_are_questioned(committee, geometry, words):
    village = Village.objects.order_by("code").first()
    page = address(Village, f"{village.pk}/change/")
    response = committee.post(page, form_of(committee, page) | {"geom": geometry})
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert "geom" in errors
    assert words in str(errors["geom"])
    assert Village.objects.get(pk=village.pk).geom == village.geom


def test_a_confirmed_place_outside_is_kept(committee):
    village = Village.objects.order_by("code").first()
    page = address(Village, f"{village.pk}/change/")
    values = form_of(committee, page) | {"geom": triangle(11, 35), "confirm_outside": "on"}
    assert committee.post(page, values).status_code == 302
    village.refresh_from_db()
    assert village.geom.extent == pytest.approx((11, 35, 11.1, 35.1))


def test_other_trees_are_out_of_sight(committee):
    other = register.village(register.unit())
    assert other.name not in committee.get(address(Village, "?q=V1")).content.decode()
    for page in ("change", "history", "delete"):
        assert committee.get(address(Village, f"{other.pk}/{page}/")).status_code in (302, 403)
    version = other.history.first()
    response = committee.get(address(Village, f"{other.pk}/history/{version.pk}/"))
    assert response.status_code == 403


def test_units_above_are_shown_but_closed(committee):
    county = Subdistrict.objects.get(code="371327")
    page = address(Subdistrict, f"{county.pk}/change/")
    response = committee.get(page)
    assert response.status_code == 200
    assert not response.context["has_change_permission"]
    assert committee.post(page, {"name": "x"}).status_code == 403
    assert committee.post(address(Subdistrict, f"{county.pk}/delete/")).status_code == 403


def test_a_coordinator_changes_the_own_pairings_only(coordinator):
    own = Pairing.objects.filter(deputy__group__station=own_station()).first()
    other = Pairing.objects.exclude(deputy__group__station=own_station()).first()
    assert coordinator.get(address(Pairing, f"{own.pk}/change/")).context["has_change_permission"]
    page = address(Pairing, f"{other.pk}/change/")
    assert not coordinator.get(page).context["has_change_permission"]
    assert coordinator.post(page, {"code": "x"}).status_code == 403
    assert coordinator.get(address(Village, "add/")).status_code == 403


def test_a_coordinator_moves_the_station_and_nothing_else(coordinator):
    station = own_station()
    page = address(LiaisonStation, f"{station.pk}/change/")
    values = form_of(coordinator, page)
    assert set(values) <= {"geom", "position_note", "quality", "source", "as_of"}
    values |= {"position_note": "beside the gate", "name": "x"}
    assert coordinator.post(page, values).status_code == 302
    station.refresh_from_db()
    assert station.position_note == "beside the gate"
    assert station.name != "x"


def test_a_coordinator_cannot_bring_back_old_versions(coordinator):
    station = own_station()
    version = station.history.first()
    page = address(LiaisonStation, f"{station.pk}/history/{version.pk}/")
    assert coordinator.get(page).status_code == 200
    assert coordinator.post(page, {}).status_code == 403
    village = Village.objects.first()
    page = address(Village, f"{village.pk}/history/{village.history.first().pk}/")
    assert coordinator.post(page, {}).status_code == 403


def test_a_coordinator_reads_the_phones_of_the_own_station_only(coordinator):
    own = Deputy.objects.filter(group__station=own_station()).first()
    other = Deputy.objects.exclude(group__station=own_station()).first()
    shown = coordinator.get(address(Deputy, f"{own.pk}/change/")).content.decode()
    assert own.phone in shown
    hidden = coordinator.get(address(Deputy, f"{other.pk}/change/")).content.decode()
    assert other.phone not in hidden
    assert coordinator.get(address(Deputy, f"{other.pk}/history/")).status_code == 403
    version = other.history.first()
    page = address(Deputy, f"{other.pk}/history/{version.pk}/")
    assert coordinator.get(page).status_code == 403


def test_suggestions_stay_within_the_tree(committee):
    other = register.village(register.unit(), name="Faraway")
    response = committee.get(
        "/admin/autocomplete/",
        {"app_label": "coverage", "model_name": "pairing", "field_name": "village", "term": "Far"},
    )
    assert response.json()["results"] == []
    assert other.pk


def test_users_belong_to_administrators(committee, administrator):
    for model in (User, Membership):
        assert committee.get(address(model)).status_code == 403
        assert administrator.get(address(model)).status_code == 200


def test_an_administrator_manages_the_own_tree_only(administrator, superuser):
    other = register.user("committee", register.unit(), "other")
    root = User.objects.get(username="root")
    for user in (other, root):
        assert administrator.get(address(User, f"{user.pk}/change/")).status_code == 302
        password_page = address(User, f"{user.pk}/password/")
        assert administrator.get(password_page).status_code in (302, 403, 404)
        assert administrator.post(password_page, {}).status_code in (302, 403, 404)
    own = User.objects.get(username="administrator")
    page = address(User, f"{own.pk}/change/")
    assert administrator.get(page).status_code == 200
    assert "is_superuser" not in administrator.get(page).context["adminform"].form.fields
    assert superuser.get(address(User, f"{other.pk}/change/")).status_code == 200


def test_an_administrator_gives_roles_in_the_own_tree_only(administrator):
    unit, other = register.reference_unit(), register.unit()
    user = register.user(None, name="new")
    page = address(Membership, "add/")
    body = {"user": user.pk, "role": "committee", "subdistrict": other.pk}
    assert administrator.post(page, body).status_code == 200
    assert not Membership.objects.filter(user=user).exists()
    assert administrator.post(page, body | {"subdistrict": unit.pk}).status_code == 302
    assert Membership.objects.get(user=user).subdistrict == unit


def test_an_administrator_makes_a_user(administrator):
    password = "a-long-unusual-phrase"
    body = {
        "username": "made",
        "usable_password": "true",
        "password1": password,
        "password2": password,
    }
    assert administrator.post(address(User, "add/"), body).status_code == 302
    made = User.objects.get(username="made")
    assert made.check_password(password)
    assert not made.is_superuser


def of_own_station(is_own: bool, model):
    rows = model.objects.filter(deputy__isnull=False).order_by("code")
    mine = {"deputy__group__station": own_station()}
    return (rows.filter(**mine) if is_own else rows.exclude(**mine)).first()


def test_a_coordinator_reads_the_notes_of_the_own_station_only(coordinator):
    DutyRecord.objects.update(note="a note for staff")
    own, other = of_own_station(True, DutyRecord), of_own_station(False, DutyRecord)
    shown = coordinator.get(address(DutyRecord, f"{own.pk}/change/"))
    assert own.note in shown.content.decode()
    hidden = coordinator.get(address(DutyRecord, f"{other.pk}/change/"))
    assert hidden.status_code == 200
    assert own.note not in hidden.content.decode()
    assert coordinator.get(address(DutyRecord, f"{other.pk}/history/")).status_code == 403


def test_a_coordinator_sees_the_patrols_of_the_own_station_only(coordinator):
    own, other = of_own_station(True, Patrol), of_own_station(False, Patrol)
    chiefs = Patrol.objects.filter(kind="chief").first()
    assert coordinator.get(address(Patrol, f"{own.pk}/change/")).status_code == 200
    for row in (other, chiefs):
        for page in ("change", "history", "delete"):
            response = coordinator.get(address(Patrol, f"{row.pk}/{page}/"))
            assert response.status_code in (302, 403), page
    listed = coordinator.get(address(Patrol, f"?q={other.code}")).content.decode()
    assert address(Patrol, f"{other.pk}/change/") not in listed


def test_rules_and_settings_belong_to_the_committee(coordinator, committee):
    for model in (PatrolRule, CoverageSettings):
        page = address(model, f"{model.objects.first().pk}/change/")
        assert not coordinator.get(page).context["has_change_permission"]
        assert coordinator.post(page, {}).status_code == 403
        assert committee.get(page).context["has_change_permission"]


def test_a_setting_out_of_its_limits_is_refused(committee):
    row = CoverageSettings.objects.get()
    page = address(CoverageSettings, f"{row.pk}/change/")
    response = committee.post(page, form_of(committee, page) | {"due_share": "1.5"})
    assert response.status_code == 200
    assert "due_share" in response.context["adminform"].form.errors
    assert committee.post(page, form_of(committee, page) | {"due_share": "0.7"}).status_code == 302
    assert CoverageSettings.objects.get().due_share == 0.7


def test_a_scenario_is_looked_at_and_removed(committee, coordinator):
    row = register.scenario(register.reference_unit())
    page = address(Scenario, f"{row.pk}/change/")
    assert not committee.get(page).context["has_change_permission"]
    assert committee.post(page, {"name": "x"}).status_code == 403
    assert committee.get(address(Scenario, "add/")).status_code == 403
    removal = address(Scenario, f"{row.pk}/delete/")
    assert coordinator.post(removal, {"post": "yes"}).status_code == 403
    assert committee.post(removal, {"post": "yes"}).status_code == 302
    assert not Scenario.objects.filter(pk=row.pk).exists()
