"""Scenarios over HTTP: who may, what is refused and why, and every answer of one that is done."""

import csv
import io
import json

import openpyxl
import pytest
import shapely
from django.test import Client
from rest_framework.authtoken.models import Token

from coverage.models import Scenario
from coverage.scenarios import runs
from tests import register
from tests.coverage.editing.conftest import ROLES, own_station
from tests.coverage.scenarios.conftest import DAY, ask_for, finished

pytestmark = pytest.mark.django_db
BASE = "/api/coverage/scenarios"
ASKED = {"kind": "maximal_covering", "k": 1, "date": DAY.isoformat()}
STAFF = ("coordinator", "committee", "administrator")


def caller(user):
    """Return a function (method, path, body) that speaks JSON as ``user``; None is a stranger."""
    client = Client(headers={"Accept-Language": "en"})
    headers = {}
    if user is not None:
        headers["Authorization"] = f"Token {Token.objects.get_or_create(user=user)[0].key}"

    def call(method: str, path: str = "", body: object = None, **more):
        data = b"" if body is None else json.dumps(body).encode()
        return client.generic(
            method, BASE + path, data, content_type="application/json", headers=headers | more
        )

    return call


def user_with(role: str, unit=None):
    stands_for = {"coordinator": {"station": own_station()}}.get(role, {})
    return register.user(role, unit or register.reference_unit(), name=f"the {role}", **stands_for)


@pytest.fixture
def somebody():
    return register.user("committee", register.reference_unit(), name="somebody")


@pytest.fixture
def committee(somebody):
    return caller(somebody)


@pytest.fixture
def done(somebody) -> Scenario:
    return finished(somebody, **ASKED)


def test_asking_answers_at_once_and_says_where_to_look(committee):
    response = committee("POST", "", ASKED | {"name": "Two more"})
    assert response.status_code == 202
    made = response.json()
    assert (made["state"], made["progress"], made["name"]) == ("waiting", 0, "Two more")
    assert made["parameters"] == {
        "mode": "ebike",
        "minutes": 15,
        "k": 1,
        "candidates": "villages",
    }
    found = Client().get(response["Location"])
    assert found.status_code == 401
    assert committee("GET", f"/{made['id']}").json() == made
    assert {link["rel"] for link in made["links"]} == {"self", "cancel"}


def test_the_list_is_newest_first_and_has_no_results(committee, done):
    runs.ask(ask_for(kind="pairing"))
    listed = committee("GET").json()
    assert listed["numberMatched"] == 2
    assert [row["kind"] for row in listed["scenarios"]] == ["pairing", "maximal_covering"]
    assert "result" not in str(listed)
    only = committee("GET", "?state=done&limit=1").json()
    assert [row["id"] for row in only["scenarios"]] == [done.public_id]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(role, done):
    call = caller(None if role == "public" else user_with(role))
    stranger, may = role == "public", role in STAFF
    reads = 401 if stranger else 200
    for path in ("", f"/{done.public_id}", f"/{done.public_id}/features"):
        assert call("GET", path).status_code == reads
    for path in (f"/{done.public_id}/table", f"/{done.public_id}/compare"):
        assert call("GET", path).status_code == reads
    refused = 401 if stranger else 403
    assert call("POST", "", ASKED).status_code == (202 if may else refused)
    mine = may and role != "coordinator"
    assert call("POST", f"/{done.public_id}/cancel").status_code == (409 if mine else refused)
    assert call("DELETE", f"/{done.public_id}").status_code == (204 if mine else refused)


def test_a_coordinator_changes_only_their_own(somebody):
    coordinator = user_with("coordinator")
    call = caller(coordinator)
    own = call("POST", "", ASKED).json()["id"]
    others = caller(somebody)("POST", "", ASKED).json()["id"]
    assert call("POST", f"/{own}/cancel").status_code == 202
    assert call("POST", f"/{others}/cancel").status_code == 403
    assert call("DELETE", f"/{own}").status_code == 204


def test_staff_elsewhere_neither_see_nor_ask(done):
    elsewhere = caller(user_with("administrator", register.unit()))
    assert elsewhere("GET").json()["scenarios"] == []
    for path in ("", "/features", "/table", "/compare"):
        assert elsewhere("GET", f"/{done.public_id}{path}").status_code == 404
    assert elsewhere("DELETE", f"/{done.public_id}").status_code == 404
    assert elsewhere("POST", "", ASKED).status_code == 403
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("kind", "best"),
        ("kind", 5),
        ("kind", None),
        ("k", 0),
        ("k", 51),
        ("k", "x"),
        ("date", 20261122),
        ("date", "2026-02-30"),
        ("mode", "boat"),
        ("minutes", -5),
        ("subdistrict", "3713"),
        ("candidates", "points"),
        ("candidates", []),
        ("candidates", [{"lon": 35.18, "lat": 118.85}]),
        ("candidates", [{"lon": 117.0, "lat": 35.18}]),
        ("limit", 2),
        ("colour", "red"),
        ("name", ["x"]),
    ],
)
def test_a_wrong_member_is_named_and_nothing_is_kept(committee, member, value):
    response = committee("POST", "", ASKED | {member: value})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["parameter"] == member
    assert problem["detail"]
    assert Scenario.objects.count() == 0


@pytest.mark.parametrize("body", [[], "x", 5, None])
def test_a_body_that_is_no_object_is_refused(committee, body):
    assert committee("POST", "", body).status_code == 400


def test_text_that_is_no_json_is_refused(somebody):
    client = Client(headers={"Authorization": f"Token {Token.objects.create(user=somebody).key}"})
    response = client.post(BASE, "{", content_type="application/json")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("?state=lost", "state"),
        ("?kind=best", "kind"),
        ("?limit=0", "limit"),
        ("?limit=1001", "limit"),
        ("?offset=-1", "offset"),
        ("?colour=red", "colour"),
        ("/{id}?date=2026-01-01", "date"),
        ("/{id}/features?f=json", "f"),
        ("/{id}/table?format=pdf", "format"),
        ("/{id}/table?lang=fr", "lang"),
        ("/{id}/compare?with=nobody", "with"),
        ("/{id}/compare?with={pairing}", "with"),
    ],
)
def test_a_wrong_parameter_is_named(committee, done, path, parameter):
    pairing = runs.ask(ask_for(kind="pairing"))
    path = path.format(id=done.public_id, pairing=pairing.public_id)
    response = committee("GET", path)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["parameter"] == parameter


def test_cancelling(committee):
    identity = committee("POST", "", ASKED).json()["id"]
    response = committee("POST", f"/{identity}/cancel")
    assert response.status_code == 202
    assert response.json()["state"] == "cancelled"
    again = committee("POST", f"/{identity}/cancel")
    assert again.status_code == 409
    assert "cancelled" in again.json()["detail"]


@pytest.mark.parametrize("part", ["features", "table", "compare"])
def test_what_is_not_done_has_no_result(committee, part):
    identity = committee("POST", "", ASKED).json()["id"]
    response = committee("GET", f"/{identity}/{part}")
    assert response.status_code == 409
    assert "waiting" in response.json()["detail"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_result_cannot_be_written(committee, done, method):
    assert committee(method, f"/{done.public_id}", ASKED).status_code == 405


def test_a_scenario_that_is_done_has_its_result(committee, done):
    body = committee("GET", f"/{done.public_id}").json()
    assert body["state"] == "done"
    assert body["is_current"] is False
    assert body["result"]["after"] == json.loads(json.dumps(done.result["after"]))
    assert "gaps" not in body["result"]
    assert {"features", "table", "compare"} <= {link["rel"] for link in body["links"]}


def test_features_are_geojson_in_place(committee, done):
    response = committee("GET", f"/{done.public_id}/features")
    assert response["Content-Type"] == "application/geo+json"
    assert "private" in response["Cache-Control"]
    found = response.json()
    parts = [feature["properties"]["part"] for feature in found["features"]]
    assert parts.count("village") == 50
    assert parts.count("station") == 3
    assert parts.count("new_station") == 1
    assert {"gap_before", "gap_after"} <= set(parts)
    identities = [feature["id"] for feature in found["features"]]
    assert len(identities) == len(set(identities))
    for feature in found["features"]:
        west, south, east, north = shapely.geometry.shape(feature["geometry"]).bounds
        assert 118.7 < west <= east < 119.0
        assert 35.1 < south <= north < 35.3


def test_pairs_are_drawn_from_the_work_and_not_from_home(committee, somebody):
    pairing = finished(somebody, kind="pairing")
    found = committee("GET", f"/{pairing.public_id}/features").json()
    pairs = [one for one in found["features"] if one["properties"]["part"] == "pair"]
    assert len(pairs) == 20
    assert all(one["geometry"]["type"] == "LineString" for one in pairs)
    assert all(one["properties"]["from_name"] for one in pairs)


@pytest.mark.parametrize("kind", ["maximal_covering", "pairing"])
def test_the_table_says_the_same_in_each_format(committee, somebody, kind):
    asked = ASKED if kind == "maximal_covering" else {"kind": "pairing"}
    scenario = finished(somebody, **asked, name="=HYPERLINK()")
    path = f"/{scenario.public_id}/table"
    rows = committee("GET", path).json()["rows"]
    assert [row["code"] for row in rows] == [row["code"] for row in scenario.result["villages"]]
    text = committee("GET", f"{path}?format=csv")
    assert "attachment" in text["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert len(lines) == 51
    assert lines[0][0] == "统计用区划代码"
    response = committee("GET", path, Accept=XLSX)
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["数据", "说明"]
    assert book["数据"].max_row == 51
    assert "尚未实施" in str([cell.value for row in book["说明"] for cell in row])


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_comparing_with_today_and_with_another(committee, somebody, done):
    more = finished(somebody, **(ASKED | {"k": 3}))
    today = committee("GET", f"/{done.public_id}/compare").json()
    rows = {row["key"]: row for row in today["measures"]}
    assert today["with"] == "today"
    assert rows["villages.covered"]["this"] == done.result["after"]["villages"]["covered"]
    assert rows["villages.covered"]["other"] == done.result["before"]["villages"]["covered"]
    both = committee("GET", f"/{more.public_id}/compare?with={done.public_id}").json()
    rows = {row["key"]: row for row in both["measures"]}
    assert rows["people.covered"]["difference"] > 0
    assert len(both["villages"]["gained"]) >= rows["villages.covered"]["difference"] > 0
    sheet = committee("GET", f"/{more.public_id}/compare?with={done.public_id}&format=csv")
    assert sheet.content.decode("utf-8-sig").startswith("指标")


def test_deleting_leaves_nothing(committee, done):
    assert committee("DELETE", f"/{done.public_id}").status_code == 204
    assert committee("GET", f"/{done.public_id}").status_code == 404
    assert Scenario.objects.count() == 0


def test_the_list_asks_few_questions(committee, done, django_assert_max_num_queries):
    for _ in range(5):
        runs.ask(ask_for(kind="pairing"))
    with django_assert_max_num_queries(8):
        committee("GET")
