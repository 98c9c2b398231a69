"""Duties, patrols, rules and settings through the editing interface."""

from datetime import date

import pytest

from coverage.models import CoverageSettings, Deputy, DutyRecord, Patrol, PatrolRule
from geo.models import Village
from tests import register
from tests.coverage.editing.conftest import editor_of, editor_with, own_station

pytestmark = pytest.mark.django_db
HOURS = ("started_at", "ended_at")


def new_duty(**changes) -> dict:
    return {
        "subdistrict": register.reference_unit().public_id,
        "code": "NEW",
        "deputy": Deputy.objects.first().public_id,
        "village": Village.objects.first().public_id,
        "kind": "visit",
        "date": "2026-11-01",
        **changes,
    }


def test_a_duty_is_entered_and_counts(committee):
    response = committee("post", "duty-records/", new_duty(note="met two families"))
    assert response.status_code == 201
    made = DutyRecord.objects.get(code="NEW")
    assert (made.is_valid, made.note, made.date) == (True, "met two families", date(2026, 11, 1))
    assert made.history.get().history_user.username == "committee"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"kind": "call"}, "kind"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": None}, "date"),
        ({"village": "nowhere"}, "village"),
        ({"village": None}, "village"),
        ({"is_valid": "perhaps"}, "is_valid"),
        ({"stretches": []}, "stretches"),
        ({"code": ""}, "code"),
    ],
)
def test_a_wrong_duty_names_the_field_and_changes_nothing(committee, changes, named):
    before = DutyRecord.objects.count()
    response = committee("post", "duty-records/", new_duty(**changes))
    assert response.status_code == 400
    assert response.json()["parameter"] == named
    assert DutyRecord.objects.count() == before


def test_duties_are_found_by_day_kind_and_village(committee):
    row = DutyRecord.objects.order_by("code").first()
    query = f"date={row.date}&kind={row.kind}&village={row.village.public_id}"
    found = committee("get", f"duty-records/?{query}").json()["results"]
    assert row.public_id in {one["public_id"] for one in found}
    assert {one["date"] for one in found} == {row.date.isoformat()}


@pytest.mark.parametrize("query", ["date=x", "date=2026-02-30", "note=x", "as_of=2026-01-01"])
def test_a_wrong_question_is_named(committee, query):
    response = committee("get", f"duty-records/?{query}")
    assert response.status_code == 400
    assert response.json()["parameter"] == query.split("=")[0]


def test_settings_have_no_day_to_ask_for(committee):
    assert committee("get", "coverage-settings/?date=2026-01-01").status_code == 400
    assert committee("get", "coverage-settings/").json()["count"] == 1


def test_a_patrol_shows_what_it_covered(committee):
    row = Patrol.objects.filter(stretches__isnull=False, kind="chief").first()
    body = committee("get", f"patrols/{row.public_id}/").json()
    assert body["stretches"] == [
        {
            "river_segment": one.river_segment.public_id,
            "start_m": one.start_m,
            "end_m": one.end_m,
            "bank": one.bank,
        }
        for one in row.stretches.all()
    ]
    assert body["chief"] == row.chief.public_id
    seen = Patrol.objects.filter(water_visits__isnull=False).first()
    body = committee("get", f"patrols/{seen.public_id}/").json()
    assert [one["shore_share"] for one in body["water_visits"]] == [
        one.shore_share for one in seen.water_visits.all()
    ]


def test_what_a_patrol_covered_is_not_written(committee):
    row = Patrol.objects.filter(stretches__isnull=False).first()
    path = f"patrols/{row.public_id}/"
    body = committee("get", path).json()
    count = row.stretches.count()
    assert committee("put", path, body | {"stretches": []}).status_code == 200
    assert row.stretches.count() == count


def test_a_list_of_patrols_asks_no_more_for_more_rows(committee, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        rows = committee("get", "patrols/?limit=100&kind=chief").json()["results"]
    assert len(rows) == 100
    assert sum(len(row["stretches"]) for row in rows) > 50


def test_a_patrol_of_a_chief_takes_no_deputy(committee):
    row = Patrol.objects.filter(kind="chief", status="planned").first()
    deputy = Deputy.objects.first().public_id
    response = committee("patch", f"patrols/{row.public_id}/", {"deputy": deputy})
    assert response.status_code == 400
    assert "A patrol is a chief's" in response.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"points_per_km": -1}, "points_per_km"),
        ({"due_share": 1.01}, "due_share"),
        ({"bands_min": "15,10"}, "bands_min"),
        ({"mode": "boat"}, "mode"),
        ({"recency_days": 0}, "recency_days"),
        ({"walk_m": "far"}, "walk_m"),
    ],
)
def test_a_wrong_setting_is_named_and_not_kept(committee, changes, named):
    row = CoverageSettings.objects.get()
    response = committee("patch", f"coverage-settings/{row.public_id}/", changes)
    assert response.status_code == 400
    assert response.json()["parameter"] == named
    row.refresh_from_db()
    assert (row.points_per_km, row.due_share, row.mode) == (1, 0.8, "ebike")


def test_the_rule_of_a_place_is_changed_by_the_committee_alone(committee):
    row = PatrolRule.objects.first()
    path = f"patrol-rules/{row.public_id}/"
    assert committee("patch", path, {"times": 2}).status_code == 200
    assert PatrolRule.objects.get(pk=row.pk).interval_days == row.period_days / 2
    assert editor_with("coordinator")("patch", path, {"times": 3}).status_code == 403


# -- Who sees what ----------------------------------------------------------------------------
def patrols_seen(editor) -> set[str]:
    pages = [editor("get", f"patrols/?limit=1000&offset={n}").json() for n in (0, 1000, 2000)]
    found = {row["code"] for page in pages for row in page["results"]}
    assert len(found) == pages[0]["count"]
    return found


def codes(**filters) -> set[str]:
    return set(Patrol.objects.filter(**filters).values_list("code", flat=True))


def test_who_walked_when_is_seen_by_the_person_and_their_staff():
    unit, station = register.reference_unit(), own_station()
    chief = Patrol.objects.filter(kind="chief").first().chief
    deputy = Patrol.objects.filter(kind="supervision").first().deputy
    seen = {
        "committee": codes(),
        "administrator": codes(),
        "coordinator": codes(deputy__group__station=station),
        "gis_reader": set(),
    }
    for role, wanted in seen.items():
        assert patrols_seen(editor_with(role)) == wanted, role
    as_chief = editor_of(register.user("patroller", unit, "a", chief=chief))
    assert patrols_seen(as_chief) == codes(chief=chief)
    as_deputy = editor_of(register.user("deputy", unit, "b", deputy=deputy))
    assert patrols_seen(as_deputy) == codes(deputy=deputy)


def test_a_patrol_of_somebody_else_does_not_exist_for_a_deputy():
    deputy, other = Deputy.objects.order_by("code")[10:12]
    editor = editor_of(register.user("deputy", register.reference_unit(), deputy=deputy))
    theirs = Patrol.objects.filter(deputy=other).first()
    own = Patrol.objects.filter(deputy=deputy).first()
    assert editor("get", f"patrols/{own.public_id}/").status_code == 200
    assert editor("get", f"patrols/{theirs.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "own", "other"),
    [
        ("deputy", False, False),
        ("patroller", False, False),
        ("gis_reader", False, False),
        ("coordinator", True, False),
        ("committee", True, True),
    ],
)
def test_who_sees_the_note_of_a_duty(role, own, other):
    editor = editor_with(role)
    mine = {"deputy__group__station": own_station()}
    for rows, is_seen in (
        (DutyRecord.objects.filter(**mine), own),
        (DutyRecord.objects.exclude(**mine), other),
    ):
        row = rows.exclude(deputy__code="DB32").first()
        body = editor("get", f"duty-records/{row.public_id}/").json()
        assert ("note" in body) == is_seen


def test_a_deputy_sees_the_notes_of_the_own_duties():
    row = DutyRecord.objects.first()
    user = register.user("deputy", register.reference_unit(), deputy=row.deputy)
    assert "note" in editor_of(user)("get", f"duty-records/{row.public_id}/").json()
