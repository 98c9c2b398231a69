"""Reporting an issue: found where it lies, once for each id, refused with what would be right."""

import pytest

from coverage.models import Issue, IssueStep
from geo.models import RiverSegment, Village, WaterBody
from tests import register
from tests.coverage.issues.conftest import (
    FOUND_AT,
    MEMBERS_AT_WORK,
    Caller,
    new_id,
    on_a_river,
)

pytestmark = pytest.mark.django_db


def test_a_report_is_registered_where_it_lies(deputy, people):
    segment, report = on_a_river()
    public_id = new_id()
    answer = deputy("PUT", public_id, report)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    village = Village.objects.as_of(segment.valid_from).filter(
        geom__contains=Issue.objects.get(public_id=public_id).geom
    )
    assert body["village"] == village.get().code
    assert body["river_segment"] == segment.code
    assert body["water_body"] is None
    expected = {
        "id": public_id,
        "subdistrict": "371327001",
        "category": "dumping",
        "state": "registered",
        "description": "A heap of rubble",
        "found_at": FOUND_AT,
        "lon": report["lon"],
        "lat": report["lat"],
        "deadline": None,
        "is_overdue": False,
        "illustrative": False,
        "actions": ["note"],
        "photos": [],
    }
    assert {name: body[name] for name in expected} == expected
    assert [step["action"] for step in body["steps"]] == ["register"]
    assert "by" not in body["steps"][0]
    made = Issue.objects.get(public_id=public_id)
    assert made.reported_by == people["deputy"]
    assert made.deputy == people["deputy"].membership.deputy


def test_the_same_report_again_changes_nothing(deputy):
    public_id, (_segment, report) = new_id(), on_a_river()
    first = deputy("PUT", public_id, report)
    again = deputy("PUT", public_id.upper(), report)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Issue.objects.filter(public_id=public_id).count() == 1
    assert IssueStep.objects.filter(issue__public_id=public_id).count() == 1


def test_what_staff_corrected_is_no_conflict(deputy):
    public_id, (_segment, report) = new_id(), on_a_river()
    deputy("PUT", public_id, report)
    issue = Issue.objects.get(public_id=public_id)
    issue.category = "bank_damage"
    issue.save()
    again = deputy("PUT", public_id, report)
    assert again.status_code == 200
    assert again.json()["category"] == "bank_damage"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("category", "other"),
        ("description", "Another"),
        ("found_at", "2026-11-02T09:31:00+08:00"),
        ("lon", 118.8),
        ("accuracy_m", 8),
        ("river_segment", "R01-05"),
    ],
)
def test_another_content_with_the_same_id_is_a_conflict(deputy, name, value):
    public_id, (_segment, report) = new_id(), on_a_river()
    deputy("PUT", public_id, report)
    answer = deputy("PUT", public_id, report | {name: value})
    assert answer.status_code == 409
    body = answer.json()
    assert body["parameter"] == {"lon": "lon,lat"}.get(name, name)
    assert body["expected"] is not None


def test_another_persons_id_is_not_found(deputy, callers):
    public_id, (_segment, report) = new_id(), on_a_river()
    deputy("PUT", public_id, report)
    assert callers["patroller"]("PUT", public_id, report).status_code == 404


def test_codes_follow_each_other(deputy):
    _segment, report = on_a_river()
    codes = [deputy("PUT", new_id(), report).json()["code"] for _ in range(3)]
    numbers = [int(code.split("-")[1]) for code in codes]
    assert numbers == list(range(numbers[0], numbers[0] + 3))


@pytest.mark.parametrize("role", MEMBERS_AT_WORK)
def test_who_may_report(callers, role):
    assert callers[role]("PUT", new_id(), on_a_river()[1]).status_code == 201


def test_who_may_not(callers):
    _segment, report = on_a_river()
    assert callers["gis_reader"]("PUT", new_id(), report).status_code == 403
    assert Caller()("PUT", new_id(), report).status_code == 401
    assert Caller(register.user(None, name="nobody"))("PUT", new_id(), report).status_code == 403


def test_a_pond_is_found(deputy):
    pond = WaterBody.objects.filter(kind="pond").order_by("code").first()
    x, y = pond.geom.point_on_surface.coords
    _segment, report = on_a_river()
    body = deputy("PUT", new_id(), report | {"lon": x, "lat": y}).json()
    assert body["water_body"] == pond.code
    assert body["river_segment"] is None


def test_far_from_the_waters_there_is_only_a_village(deputy):
    village = Village.objects.order_by("code").first()
    places = [one.center for one in Village.objects.exclude(center=None)]
    waters = [*RiverSegment.objects.all(), *WaterBody.objects.all()]
    # Degrees only choose a place to try; the service measures in metres.
    far = max(places, key=lambda place: min(one.geom.distance(place) for one in waters))
    _segment, report = on_a_river()
    body = deputy("PUT", new_id(), report | {"lon": far.x, "lat": far.y}).json()
    assert (body["river_segment"], body["water_body"]) == (None, None)
    assert body["village"] is not None
    assert village is not None


def test_a_named_water_needs_no_position(deputy):
    report = {"category": "other", "found_at": FOUND_AT, "river_segment": "R01-04"}
    answer = deputy("PUT", new_id(), report)
    assert answer.status_code == 201, answer.content
    assert answer.json()["river_segment"] == "R01-04"
    assert answer.json()["lon"] is None


WRONG = [
    ("category", "fire", "category"),
    ("category", None, "category"),
    ("category", ["dumping"], "category"),
    ("description", "x" * 2001, "description"),
    ("description", 5, "description"),
    ("description", "a\x00b", "description"),
    ("description", "\ud800", "description"),
    ("lon", 181, "lon"),
    ("lon", "118.8", "lon"),
    ("lon", True, "lon"),
    ("lon", None, "lon"),
    ("lat", 1e400, "lat"),
    ("lat", None, "lat"),
    ("lon,lat", (35.2, 118.8), "lat"),
    ("lon,lat", (10.0, 50.0), "lon,lat"),
    ("found_at", "2026-11-02", "found_at"),
    ("found_at", "2026-11-02T09:30:00", "found_at"),
    ("found_at", "2999-01-01T00:00:00Z", "found_at"),
    ("found_at", "0001-01-01T00:00:00+14:00", "found_at"),
    ("found_at", "1900-01-01T00:00:00Z", "lon,lat"),
    ("found_at", 5, "found_at"),
    ("accuracy_m", -1, "accuracy_m"),
    ("accuracy_m", "near", "accuracy_m"),
    ("patrol", "x", "patrol"),
    ("patrol", "00000000-0000-4000-8000-000000000000", "patrol"),
    ("river_segment", "R99-99", "river_segment"),
    ("water_body", {}, "water_body"),
    ("colour", "red", "colour"),
]


@pytest.mark.parametrize(("name", "value", "parameter"), WRONG)
def test_wrong_input_is_named_and_changes_nothing(deputy, name, value, parameter):
    before = Issue.objects.count()
    _segment, report = on_a_river()
    given = zip(name.split(","), value, strict=True) if "," in name else [(name, value)]
    answer = deputy("PUT", new_id(), report | dict(given))
    assert answer.status_code == 400, answer.content
    body = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert body.get("parameter", parameter) == parameter
    assert body["detail"]
    assert Issue.objects.count() == before


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'{"lon": NaN}', b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(deputy, body):
    assert deputy("PUT", new_id(), body, "application/json").status_code == 400


@pytest.mark.parametrize("public_id", ["x", "12", "%00", "a" * 400])
def test_an_id_that_is_no_uuid_is_refused(deputy, public_id):
    assert deputy("PUT", public_id, on_a_river()[1]).status_code == 400
    assert deputy("GET", public_id).status_code == 400


def test_swapped_coordinates_are_said_to_be_swapped(deputy):
    """Within the range of latitudes they could be a place; the register knows that they are not."""
    _segment, report = on_a_river()
    report |= {"lon": report["lat"], "lat": 88.0}
    answer = deputy("PUT", new_id(), report)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "lon,lat"


def test_outside_ones_own_part_is_refused(people):
    other = register.unit("371327009")
    user = register.user("deputy", other, name="from elsewhere", deputy=register.deputy(other))
    answer = Caller(user)("PUT", new_id(), on_a_river()[1])
    assert answer.status_code == 403
    assert answer.json()["parameter"] == "lon,lat"
