"""Payloads, wrong input, conditional requests and writing of the duties' interface."""

import io
import json
import uuid

import pytest
from django.test import Client
from PIL import Image

from coverage.models import BoardCheck, Patrol
from geo.models import NoticeBoard
from tests import register
from tests.coverage.figures import makers

pytestmark = pytest.mark.django_db
DAY = "2026-11-22"
CHECKS = "/api/notice-boards/NB01/checks"
POINT = "lon=118.8425&lat=35.1945"


@pytest.fixture
def committee() -> Client:
    client = Client()
    client.force_login(register.user("committee", register.reference_unit(), name="committee"))
    return client


def get(client, path: str, **parameters):
    return client.get(path, {"date": DAY, **parameters})


def photo(color="red") -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(made, "JPEG")
    made.seek(0)
    made.name = "board.jpg"
    return made


def test_a_due_item_says_everything():
    unit = register.unit()
    village = makers.villages(unit, 1)[0]
    segment = makers.segment(unit, village=village)
    rule = makers.rule(
        unit, level="village", period_days=7, name="Weekly", issuer="Office",
        issued_on="2020-01-01",
    )  # fmt: skip
    makers.walk(makers.patrol(unit, 9, makers.chief(unit)), segment, 0, 0.9)
    body = get(Client(), "/api/patrols/due", subdistrict=unit.code).json()
    geometry = body["items"][0].pop("geometry")
    assert geometry["type"] == "LineString"
    assert body == {
        "date": DAY,
        "subdistrict": unit.code,
        "kind": "chief",
        "person": None,
        "summary": {"overdue": 1, "due": 0, "coming": 0, "done": 0},
        "items": [
            {
                "key": "segment:R1-1",
                "kind": "segment",
                "code": "R1-1",
                "name": "Segment R1-1",
                "level": "village",
                "village_code": "V1",
                "state": "overdue",
                "due_on": "2026-11-20",
                "overdue_days": 2,
                "last_on": "2026-11-13",
                "done_on": "2026-11-13",
                "share": 0.0,
                "length_m": pytest.approx(1109.58, abs=0.01),
                "done_share": 0.8,
                "illustrative": False,
                "rule_zh": "巡河：7 天 1 次，达到 80 %",
                "rule_en": "patrol: one in 7 days, 80 % of it",
                "rule": {
                    "allowed_days": 7.0,
                    "by_thirds": False,
                    "done_share": 0.8,
                    "code": rule.code,
                    "name": "Weekly",
                    "issuer": "Office",
                    "issued_on": "2020-01-01",
                },
            }
        ],
    }


def test_due_answers_are_fresh_until_something_is_written(committee):
    first = get(committee, "/api/patrols/due", person="RC09")
    headers = {"If-None-Match": first["ETag"]}
    again = committee.get(f"/api/patrols/due?date={DAY}&person=RC09", headers=headers)
    assert (first.status_code, again.status_code) == (200, 304)
    assert first["Cache-Control"] == "private, no-cache"
    assert get(committee, "/api/patrols/due", person="RC10")["ETag"] != first["ETag"]
    NoticeBoard.objects.filter(code="NB01").update(renewed_on="2020-01-01")
    BoardCheck.objects.filter(notice_board__code="NB01").delete()
    changed = committee.get(f"/api/patrols/due?date={DAY}&person=RC09", headers=headers)
    assert changed.status_code == 200
    assert [item["key"] for item in changed.json()["items"]].count("board:NB01") == 1


def test_tables_hold_what_json_holds(committee):
    rows = get(committee, "/api/patrols/due").json()["items"]
    text = get(committee, "/api/patrols/due", format="csv", lang="en").content.decode("utf-8-sig")
    assert len(text.splitlines()) == len(rows) + 1
    people = get(committee, "/api/patrols/due/people").json()["people"]
    text = get(committee, "/api/patrols/due/people", format="csv").content.decode("utf-8-sig")
    assert len(text.splitlines()) == len(people) + 1
    for path in ("patrols/due", "patrols/due/people", "surveys/SV01", "notice-boards/due"):
        answer = get(committee, f"/api/{path}", format="xlsx")
        assert answer.content[:2] == b"PK"


def test_the_people_add_up_to_their_own_answers(committee):
    people = get(committee, "/api/patrols/due/people").json()["people"]
    for row in people[:5]:
        own = get(committee, "/api/patrols/due", person=row["code"]).json()["summary"]
        assert own == {name: row[name] for name in own}


@pytest.mark.parametrize(
    ("path", "parameters", "named"),
    [
        ("patrols/due", {"date": "2026-02-30"}, "date"),
        ("patrols/due", {"state": "late"}, "state"),
        ("patrols/due", {"kind": "both"}, "kind"),
        ("patrols/due", {"person": "me", "kind": "chief"}, "kind"),
        ("patrols/due", {"person": ""}, "person"),
        ("patrols/due", {"subdistrict": "1"}, "subdistrict"),
        ("patrols/due", {"format": "pdf"}, "format"),
        ("patrols/due", {"lang": "fr"}, "lang"),
        ("patrols/due", {"speed": "1"}, "speed"),
        ("patrols/due/people", {"person": "me"}, "person"),
        ("surveys/SV01", {"state": "gone"}, "state"),
        ("surveys/SV01/left", {"format": "csv"}, "format"),
        ("surveys/none", {}, "code"),
        ("trace-back", {}, "lon"),
        ("trace-back", {"lon": "118.84"}, "lat"),
        ("trace-back", {"lon": "x", "lat": "35"}, "lon"),
        ("trace-back", {"lon": "nan", "lat": "35"}, "lon"),
        ("trace-back", {"lon": "35.19", "lat": "118.84"}, "lat"),
        ("trace-back", {"lon": "120", "lat": "35"}, "lon"),
        ("trace-back", {"lon": "118.84", "lat": "35.19", "radius_m": "9"}, "radius_m"),
        ("trace-back", {"lon": "118.84", "lat": "35.19", "radius_m": "1e9"}, "radius_m"),
        ("trace-back", {"lon": "118.84", "lat": "35.19", "days": "0"}, "days"),
        ("trace-back", {"lon": "118.84", "lat": "35.19", "days": "1.5"}, "days"),
        ("trace-back", {"lon": "118.84", "lat": "35.19", "f": "kml"}, "f"),
        ("notice-boards/due", {"what": "blue"}, "what"),
        ("notice-boards/due", {"f": "kml"}, "f"),
    ],
)
def test_wrong_parameters_are_named(committee, path, parameters, named):
    answer = get(committee, f"/api/{path}", **parameters)
    assert answer.status_code in (400, 404)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["parameter"] == named


def test_a_survey_for_members_names_who_answers(committee):
    public, member = get(Client(), "/api/surveys/SV02"), get(committee, "/api/surveys/SV02")
    assert public["ETag"] != member["ETag"]
    public, member = public.json(), member.json()
    assert "chiefs" not in public
    assert "chief" not in public["targets"][0]
    assert sum(row["left"] for row in member["chiefs"]) == member["summary"]["all"]["left"]
    assert sum(row["count"] for row in member["villages"]) == len(member["targets"])
    left = get(Client(), "/api/surveys/SV02/left").json()["features"]
    assert len(left) == member["summary"]["all"]["left"]
    assert {feature["properties"]["state"] for feature in left} == {"left"}
    [summary] = [
        one for one in get(Client(), "/api/surveys/").json()["surveys"] if one["code"] == "SV02"
    ]
    assert summary["summary"] == member["summary"]


def test_a_trace_back_of_the_reference_data(committee):
    body = committee.get(f"/api/trace-back?{POINT}&date=2026-05-31").json()
    assert body["nearest"]["code"] == "R01-08"
    assert body["nearest"]["distance_m"] == pytest.approx(18.45, abs=0.01)
    # On 1 June the subdistrict's chief of the lower half changed.
    assert [(one["level"], one["code"], one["until"]) for one in body["chiefs"]] == [
        ("county", "RC01", None), ("subdistrict", "RC03", "2026-05-31"),
        ("village", "RC09", None),
    ]  # fmt: skip
    after = committee.get(f"/api/trace-back?{POINT}&date=2026-06-01").json()
    assert [one["code"] for one in after["chiefs"]] == ["RC01", "RC08", "RC09"]
    days = [one["date"] for one in body["patrols"]]
    assert days == sorted(days, reverse=True)
    assert all("2026-05-01" <= day <= "2026-05-31" for day in days)
    assert {one["method"] for one in body["patrols"]} == {"stretch"}
    assert len(days) > 3

    features = committee.get(f"/api/trace-back?{POINT}&date=2026-05-31&f=geojson").json()
    parts = [feature["properties"]["part"] for feature in features["features"]]
    assert parts.count("patrol") == len(days)
    assert {"point", "circle", "nearest"} < set(parts)


def test_a_coordinator_traces_the_stations_deputies_and_a_number(committee):
    from tests.coverage.editing.conftest import own_station

    client = Client()
    client.force_login(
        register.user("coordinator", register.reference_unit(), name="c", station=own_station())
    )
    path = f"/api/trace-back?{POINT}&date={DAY}&radius_m=3000&days=200"
    whole, own = committee.get(path).json(), client.get(path).json()
    assert len(own["patrols"]) + own["patrols_hidden"] == len(whole["patrols"])
    codes = {one["id"] for one in own["patrols"]}
    seen = Patrol.objects.filter(public_id__in=codes)
    assert set(seen.values_list("deputy__group__station", flat=True)) == {own_station().pk}


def post(client, body=None, path=CHECKS, **multipart):
    if multipart:
        return client.post(path, {**(body or {}), **multipart})
    return client.post(path, json.dumps(body), content_type="application/json")


def test_a_check_tells_the_board_and_a_renewal_its_day(committee):
    board = NoticeBoard.objects.get(code="NB01")
    answer = post(committee, {"state": "missing", "at": "2026-11-20T09:00+08:00", "note": "gone"})
    assert answer.status_code == 201
    board.refresh_from_db()
    assert (board.state, str(board.renewed_on)) == ("missing", "2026-06-05")
    answer = post(committee, {"state": "good", "is_renewal": True, "at": "2026-11-21T23:00Z"})
    assert answer.json()["is_current"] is True
    board.refresh_from_db()
    assert (board.state, str(board.renewed_on)) == ("good", "2026-11-22")
    assert board.history.count() == 3


def test_an_older_check_that_comes_late_does_not_change_the_board(committee):
    post(committee, {"state": "good", "at": "2026-11-20T09:00+08:00"})
    post(committee, {"state": "missing", "at": "2026-11-19T09:00+08:00"})
    board = NoticeBoard.objects.get(code="NB01")
    assert board.state == "good"
    checks = committee.get(CHECKS).json()["checks"]
    assert [check["state"] for check in checks][:2] == ["good", "missing"]


def test_a_check_with_an_id_is_recorded_once(committee):
    body = {"id": str(uuid.uuid4()), "state": "damaged", "note": "torn"}
    count = BoardCheck.objects.count()
    first, second = post(committee, body), post(committee, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    other = post(committee, body | {"note": "another"})
    assert other.status_code == 409
    assert body["id"] in other.json()["detail"]
    elsewhere = post(committee, body, "/api/notice-boards/NB02/checks")
    assert elsewhere.status_code == 409
    assert BoardCheck.objects.count() == count + 1


def test_a_photo_is_kept_without_metadata_and_shown_to_members(committee, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    answer = post(committee, {"state": "good"}, photo=photo())
    assert (answer.status_code, answer.json()["has_photo"]) == (201, True)
    address = f"{CHECKS}/{answer.json()['id']}/photo"
    kept = committee.get(address)
    assert (kept.status_code, kept["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(b"".join(kept.streaming_content))).getexif() == {}
    fresh = committee.get(address, headers={"If-None-Match": kept["ETag"]})
    assert fresh.status_code == 304
    assert committee.get(address.replace("photo", "thumbnail")).status_code == 200
    assert Client().get(address).status_code == 401


def test_what_is_no_photo_leaves_nothing_behind(committee, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    count = BoardCheck.objects.count()
    fake = io.BytesIO(b"no picture at all")
    fake.name = "x.jpg"
    answer = post(committee, {"state": "good"}, photo=fake)
    assert (answer.status_code, answer.json()["parameter"]) == (415, "photo")
    settings.ISSUE_PHOTO_MB = 0
    answer = post(committee, {"state": "good"}, photo=photo())
    assert (answer.status_code, answer.json()["parameter"]) == (413, "photo")
    assert BoardCheck.objects.count() == count
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "state"),
        ({"state": "blue"}, "state"),
        ({"state": "good", "at": "2100-01-01T00:00Z"}, "at"),
        ({"state": "good", "at": "yesterday"}, "at"),
        ({"state": "damaged", "is_renewal": True}, "state"),
        ({"state": "good", "is_renewal": True, "is_current": False}, "is_current"),
        ({"state": "good", "id": "1"}, "id"),
        ({"state": "good", "patrol": str(uuid.uuid4())}, "patrol"),
        ({"state": "good", "note": "x" * 2001}, "note"),
        ({"state": "good", "color": "red"}, "color"),
        ([], None),
        ("good", None),
    ],
)
def test_a_wrong_check_is_refused_and_changes_nothing(committee, body, named):
    before = list(BoardCheck.objects.values_list("pk", flat=True))
    answer = post(committee, body)
    assert answer.status_code == 400
    assert answer.json().get("parameter") == named
    assert list(BoardCheck.objects.values_list("pk", flat=True)) == before


def test_a_body_that_is_no_json_is_refused(committee):
    answer = committee.post(CHECKS, b"{", content_type="application/json")
    assert answer.status_code == 400
    assert committee.post(CHECKS, b"x", content_type="text/plain").status_code == 415


def test_boards_due_and_as_features(committee):
    body = get(committee, "/api/notice-boards/due").json()
    assert body["board_days"] == 15
    late = get(committee, "/api/notice-boards/due", what="overdue").json()["boards"]
    assert [one["renewal"] for one in late] == ["overdue"] * body["summary"]["overdue"]
    assert {one["code"] for one in late} < {one["code"] for one in body["boards"]}
    every = get(committee, "/api/notice-boards/due", what="all", f="geojson").json()
    assert len(every["features"]) == body["summary"]["boards"]
    assert body["without_board"] == []
