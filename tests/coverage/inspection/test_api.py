"""Inspection routes over HTTP: who may do what, what is refused and why, and the answers."""

import json

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from coverage.inspection import replan
from coverage.models import InspectionRoute, RouteRound
from tests import register
from tests.coverage.editing.conftest import ROLES
from tests.coverage.inspection.conftest import DAY, body, finished

pytestmark = pytest.mark.django_db
BASE = "/api/inspection-routes/"
STAFF = ("coordinator", "committee", "administrator")
ALL_STAFF = ("committee", "administrator")


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(replan, "BUDGET_S", 0.1)


def caller(user):
    """Return a function (method, path, body) that speaks JSON as ``user``; None is a stranger."""
    client = Client(headers={"Accept-Language": "en"})
    headers = {}
    if user is not None:
        headers["Authorization"] = f"Token {Token.objects.get_or_create(user=user)[0].key}"

    def call(method: str, path: str = "", body: object = None):
        data = b"" if body is None else json.dumps(body).encode()
        return client.generic(
            method, BASE + path, data, content_type="application/json", headers=headers
        )

    return call


@pytest.fixture
def somebody(unit):
    return register.user("committee", unit, name="somebody")


@pytest.fixture
def committee(somebody):
    return caller(somebody)


@pytest.fixture
def route(somebody) -> InspectionRoute:
    return finished(somebody, people=[{"start": "S1", "chief": "C1"}, {"start": "S1"}])


@pytest.fixture
def one(route) -> RouteRound:
    route.rounds.filter(number=1).update(state="assigned")
    return route.rounds.get(number=1)


def user_with(role: str, unit):
    stands_for = {
        "coordinator": {"station": unit.liaisonstation_set.get()},
        "deputy": {"deputy": unit.deputy_set.get()},
    }.get(role, {})
    return register.user(role, unit, name=f"the {role}", **stands_for)


def test_asking_answers_at_once_and_says_where_to_look(committee):
    response = committee("POST", "", body(name="Tuesday"))
    assert response.status_code == 202
    made = response.json()
    assert (made["state"], made["progress"], made["name"]) == ("waiting", 0, "Tuesday")
    assert response["Location"] == f"{BASE}{made['id']}"
    detail = committee("GET", made["id"]).json()
    assert detail["question"]["people"][0]["start"]["station"] == "S1"
    assert (detail["figures"], detail["rounds"]) == (None, [])
    assert {link["rel"] for link in made["links"]} == {"self", "cancel"}
    assert committee("GET", f"{made['id']}/features").status_code == 409
    assert committee("POST", f"{made['id']}/cancel").status_code == 202
    assert committee("POST", f"{made['id']}/cancel").status_code == 409


# Statuses of GET, POST, DELETE and so on for who sees nothing, staff, and who owns the route.
# 401: who are you; 403: not for your role; 404: not there for you; 409: not in this state.
TABLE = {
    ("GET", ""): (200, 200, 200),
    ("POST", ""): (403, 202, 202),
    ("GET", "today"): (200, 200, 200),
    ("GET", "{route}"): (404, 200, 200),
    ("GET", "{route}/features"): (404, 200, 200),
    ("GET", "{route}/walked"): (404, 200, 200),
    ("GET", "{route}/compare"): (404, 200, 200),
    ("GET", "{route}/export.gpx"): (404, 200, 200),
    ("GET", "{route}/export.kml"): (404, 200, 200),
    ("GET", "{route}/export.geojson"): (404, 200, 200),
    ("GET", "rounds/{round}"): (404, 200, 200),
    ("GET", "rounds/{round}/compare"): (404, 200, 200),
    ("POST", "rounds/{round}/accept"): (404, 403, 403),
    ("POST", "rounds/{round}/decline"): (404, 403, 403),
    ("POST", "rounds/{round}/walked"): (404, 403, 403),
    ("POST", "rounds/{round}/replan"): (404, 403, 200),
    ("POST", "rounds/{round}/assign"): (404, 403, 200),
    ("POST", "rounds/{round}/cancel"): (404, 403, 200),
    ("POST", "{route}/cancel"): (404, 403, 409),
    ("DELETE", "{route}"): (404, 403, 204),
}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(role, one, unit):
    call = caller(None if role == "public" else user_with(role, unit))
    bodies = {"": body(), "rounds/{round}/replan": {"lon": 118.82, "lat": 35.13}}
    found = {}
    for method, path in TABLE:
        address = path.format(route=one.route.public_id, round=one.public_id)
        given = bodies.get(path, {}) if method == "POST" else None
        found[method, path] = call(method, address, given).status_code
    column = 2 if role in ALL_STAFF else 1 if role in STAFF else 0
    expected = {key: statuses[column] for key, statuses in TABLE.items()}
    if role == "public":
        expected = dict.fromkeys(TABLE, 401)
    assert found == expected


def test_a_coordinator_changes_what_they_asked_for(unit):
    call = caller(user_with("coordinator", unit))
    mine = call("POST", "", body()).json()["id"]
    assert call("POST", f"{mine}/cancel").status_code == 202
    assert call("DELETE", mine).status_code == 204


def test_the_person_sees_and_answers_for_the_own_round_alone(one, unit):
    person = caller(register.user("patroller", unit, name="chief", chief=one.chief))
    other = one.route.rounds.get(number=2).public_id
    listed = person("GET").json()
    assert [row["id"] for row in listed["routes"]] == [one.route.public_id]
    detail = person("GET", one.route.public_id).json()
    assert "question" not in detail
    assert "figures" not in detail
    assert [row["id"] for row in detail["rounds"]] == [one.public_id]
    features = person("GET", f"{one.route.public_id}/features").json()["features"]
    assert {feature["properties"]["round"] for feature in features} == {1}
    gpx = person("GET", f"{one.route.public_id}/export.gpx").content.decode()
    assert gpx.count("<trk>") == 1
    for path in (f"rounds/{other}", f"{one.route.public_id}/features?round=2"):
        assert person("GET", path).status_code == 404
    assert person("POST", f"rounds/{other}/accept").status_code == 404
    assert person("POST", f"rounds/{one.public_id}/assign", {}).status_code == 403
    assert person("DELETE", one.route.public_id).status_code == 403
    for step, state in (("accept", "accepted"), ("accept", "accepted"), ("walked", "walked")):
        response = person("POST", f"rounds/{one.public_id}/{step}")
        assert (response.status_code, response.json()["state"]) == (200, state)
    assert person("POST", f"rounds/{one.public_id}/decline").status_code == 409


def test_a_plan_that_nobody_was_told_of_is_not_seen(route, unit):
    chief = unit.riverchief_set.get()
    person = caller(register.user("patroller", unit, name="chief", chief=chief))
    assert person("GET").json()["routes"] == []
    assert person("GET", route.public_id).status_code == 404


def test_today_tells_the_rounds_of_the_day(one, unit, django_assert_max_num_queries):
    person = caller(register.user("patroller", unit, name="chief", chief=one.chief))
    with django_assert_max_num_queries(8):
        found = person("GET", f"today?date={DAY}").json()
    assert found["date"] == DAY.isoformat()
    (row,) = found["rounds"]
    assert row["id"] == one.public_id
    assert {"route", "state", "number", "time_s", "length_m", "geometry", "stops", "turns"} <= {
        *row
    }
    stop = row["stops"][0]
    assert {"order", "kind", "code", "name", "backwards", "arrive_s", "leave_s", "locked"} <= {
        *stop
    }
    assert stop["geometry"]["coordinates"]
    assert row["starts_at"] == f"{DAY}T08:30:00+08:00"
    assert person("GET", "today?date=2026-11-21").json()["rounds"] == []
    person("POST", f"rounds/{one.public_id}/decline")
    assert person("GET", f"today?date={DAY}").json()["rounds"] == []
    wrong = person("GET", "today?date=tomorrow")
    assert (wrong.status_code, wrong.json()["parameter"]) == (400, "date")


def test_assigning_names_somebody_in_office(route, committee, unit):
    first, second = route.rounds.order_by("number")
    path = f"rounds/{first.public_id}/assign"
    given = committee("POST", path, {})
    assert given.json()["person"] == {"kind": "chief", "code": "C1", "name": "Chief C1"}
    assert given.json()["state"] == "assigned"
    given = committee("POST", path, {"deputy": "D1"})
    assert given.json()["person"]["kind"] == "deputy"
    for wrong, named in (
        ({"chief": "C9"}, "chief"),
        ({"deputy": 1}, "deputy"),
        ({"chief": "C1", "deputy": "D1"}, "deputy"),
        ({"who": "C1"}, "who"),
    ):
        refused = committee("POST", path, wrong)
        assert (refused.status_code, refused.json()["parameter"]) == (400, named)
    nobody = committee("POST", f"rounds/{second.public_id}/assign", {})
    assert (nobody.status_code, nobody.json()["parameter"]) == (400, "chief")
    # One person cannot go two rounds at once.
    twice = committee("POST", f"rounds/{second.public_id}/assign", {"deputy": "D1"})
    assert twice.status_code == 409


def test_a_person_it_was_taken_from_can_no_longer_accept(one, committee, unit):
    person = caller(register.user("patroller", unit, name="chief", chief=one.chief))
    committee("POST", f"rounds/{one.public_id}/assign", {"deputy": "D1"})
    assert person("POST", f"rounds/{one.public_id}/accept").status_code == 404


def test_one_that_was_walked_stays_with_who_walked_it(one, committee):
    RouteRound.objects.filter(pk=one.pk).update(state="walked")
    refused = committee("POST", f"rounds/{one.public_id}/assign", {"deputy": "D1"})
    assert refused.status_code == 409
    assert committee("POST", f"rounds/{one.public_id}/cancel").status_code == 409


def test_replanning_over_http(one, unit):
    person = caller(register.user("patroller", unit, name="chief", chief=one.chief))
    path = f"rounds/{one.public_id}/replan"
    done = person("POST", path, {"lon": 118.82, "lat": 35.13, "spent_s": 600})
    assert done.status_code == 200
    assert done.json()["geometry"]["coordinates"][0][0] == pytest.approx([118.82, 35.13])
    wrong = person("POST", path, {"lon": 118.82})
    assert (wrong.status_code, wrong.json()["parameter"]) == (400, "lat")
    unit.road_set.all().delete()
    without = person("POST", path, {"lon": 118.82, "lat": 35.13})
    assert (without.status_code, without.json()["parameter"]) == (400, "roads")


def test_files_have_names_and_types(route, committee):
    for form, media_type in (
        ("gpx", "application/gpx+xml"),
        ("kml", "application/vnd.google-earth.kml+xml"),
        ("geojson", "application/geo+json"),
    ):
        response = committee("GET", f"{route.public_id}/export.{form}?round=1")
        assert response["Content-Type"] == media_type
        assert response["Content-Disposition"].endswith(f'-1.{form}"')
    assert committee("GET", f"{route.public_id}/export.shp").status_code == 404
    assert committee("GET", f"{route.public_id}/export.gpx?round=9").status_code == 404
    assert committee("GET", f"{route.public_id}/export.gpx?round=x").status_code == 400


def test_wrong_bodies_are_problems_that_name_the_member(committee):
    refused = committee("POST", "", body(people=[{"start": "S9"}]))
    assert refused["Content-Type"] == "application/problem+json"
    assert (refused.status_code, refused.json()["parameter"]) == (400, "people[0].start")
    for wrong in ([], "x", None, {}):
        assert committee("POST", "", wrong).status_code == 400
    assert committee("GET", "?state=lost").json()["parameter"] == "state"
    assert committee("GET", "?limit=0").json()["parameter"] == "limit"
    assert committee("GET", "?page=2").status_code == 400
    assert InspectionRoute.objects.count() == 0


def test_staff_elsewhere_neither_see_nor_ask(one):
    elsewhere = caller(register.user("administrator", register.unit("990002001"), name="far"))
    assert elsewhere("GET").json()["routes"] == []
    assert elsewhere("GET", one.route.public_id).status_code == 404
    assert elsewhere("GET", f"rounds/{one.public_id}").status_code == 404
    assert elsewhere("POST", "", body()).status_code == 403
