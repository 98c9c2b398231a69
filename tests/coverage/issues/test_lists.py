"""Lists, GeoJSON and tables: whose issues, by which filters, as of which day."""

import csv
import io

import pytest

from coverage.models import Issue
from tests.coverage.issues.conftest import Caller, new_id, on_a_river

pytestmark = pytest.mark.django_db


def codes(caller, query: str = "") -> set[str]:
    answer = caller("GET", f"?limit=1000{query}")
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["numberMatched"] == len(body["issues"])
    return {row["code"] for row in body["issues"]}


def test_staff_see_all_and_others_what_concerns_them(callers, reported):
    everything = set(Issue.objects.values_list("code", flat=True))
    own = Issue.objects.get(public_id=reported).code
    for role in ("coordinator", "committee", "administrator"):
        assert codes(callers[role]) == everything
    for role in ("deputy", "patroller"):
        assert codes(callers[role]) < everything
    assert own in codes(callers["deputy"])
    assert codes(callers["deputy"], "&mine=true") == {own}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("&state=closed", lambda row: row.state == "closed"),
        ("&category=dumping", lambda row: row.category == "dumping"),
        ("&segment=R03-04", lambda row: row.river_segment and row.river_segment.code == "R03-04"),
        ("&village=371327001306", lambda row: row.village and row.village.code == "371327001306"),
        ("&open=true", lambda row: row.state != "closed"),
        ("&escalated=true", lambda row: row.escalated_on and row.state == "in_progress"),
        ("&bbox=118.8,35.1,118.85,35.2", lambda row: 118.8 <= row.geom.x <= 118.85
            and 35.1 <= row.geom.y <= 35.2),
    ],
)  # fmt: skip
def test_filters(committee, query, kept):
    expected = {row.code for row in Issue.objects.all() if kept(row)}
    assert expected
    assert codes(committee, query) == expected


@pytest.mark.parametrize(
    "query",
    ["state=gone", "overdue=1", "limit=0", "limit=x", "bbox=1,2,3", "colour=red", "village=",
     "state=closed&state=open"],
)  # fmt: skip
def test_wrong_filters_are_named(committee, query):
    answer = committee("GET", f"?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == query.split("=")[0]


def test_geojson_shows_the_state_of_the_day(committee):
    closed = Issue.objects.filter(state="closed").order_by("code").first()
    steps = {step.action: step.at.date() for step in closed.steps.all()}

    def state_on(day) -> str | None:
        answer = committee("GET", f"features?date={day}")
        assert answer["Content-Type"] == "application/geo+json"
        found = {row["properties"]["code"]: row for row in answer.json()["features"]}
        return found[closed.code]["properties"]["state"] if closed.code in found else None

    assert state_on(closed.registered_at.date().replace(year=2020)) is None
    assert state_on(steps["close"].replace(year=2099)) == "closed"
    assert state_on(steps["start"]) == "in_progress"


def test_no_feature_names_a_person(deputy, committee, reported):
    for caller in (deputy, committee):
        text = caller("GET", "features").content.decode()
        assert "the-deputy" not in text
        assert "reported_by" not in text
    body = deputy("GET", reported).json()
    assert not {"reported_by", "handler", "verifier"} & set(body)


def test_the_table_as_csv(committee, callers):
    text = committee("GET", "table?format=csv&state=returned").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["状态"] for row in rows} == {"已退回"}
    assert len(rows) == Issue.objects.filter(state="returned").count()
    assert "经办账号" in text
    assert "经办账号" not in callers["deputy"]("GET", "table?format=csv").content.decode(
        "utf-8-sig"
    )
    assert committee("GET", "table?format=xlsx").content.startswith(b"PK")


def test_a_description_is_no_formula(deputy):
    _segment, report = on_a_river()
    deputy("PUT", new_id(), report | {"description": "=1+1"})
    assert "'=1+1" in deputy("GET", "table?format=csv").content.decode("utf-8-sig")


def test_the_public_gets_no_page_of_it(client, committee):
    for path in ("/issues/", "/issues/new/", "/issues/I2026-0001/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")
    assert b'"/api/issues/features"' not in client.get("/").content
    assert Caller()("GET", "").status_code == 401
