"""Wrong input: every answer names the parameter, and nothing changes."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverage.editing.resources import RESOURCES as PEOPLE
from geo.editing.resources import RESOURCES as PLACES
from geo.models import TableVersion, Village
from tests.coverage.editing.conftest import BASE, Editor

pytestmark = pytest.mark.django_db
DEEP = "[" * 100_000
ALL = [resource.slug for resource in (*PLACES, *PEOPLE)]


@pytest.fixture
def path() -> str:
    return f"villages/{Village.objects.order_by('code').first().public_id}/"


def refusal(response, parameter: str, status: int = 400) -> dict:
    """Return the problem after checking its form."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["parameter"] == parameter, problem
    assert problem["detail"]
    assert problem["status"] == status
    return problem


@pytest.mark.parametrize("slug", ALL)
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("limit", "0"),
        ("limit", "1001"),
        ("limit", "ten"),
        ("limit", "-1"),
        ("limit", "1" * 400),
        ("limit", ""),
        ("offset", "-1"),
        ("offset", "x"),
        ("offset", "9" * 30),
        ("date", "2026-02-30"),
        ("date", "yesterday"),
        ("colour", "red"),
    ],
)
def test_every_list_refuses_wrong_parameters(committee, slug, parameter, value):
    problem = refusal(committee("get", f"{slug}/?{parameter}={value}"), parameter)
    assert problem["value"] == value[:200] + ("…" if len(value) > 200 else "")


@pytest.mark.parametrize(
    ("slug", "parameter", "value", "right"),
    [
        ("villages", "kind", "town", "community, village"),
        ("villages", "quality", "good", "surveyed"),
        ("villages", "subdistrict", "1", ""),
        ("water-bodies", "pollution_code", "x", "none, light, moderate, heavy"),
        ("deputies", "group", "x", ""),
        ("deputies", "level", "x", "city, county"),
        ("pairings", "deputy", "x", ""),
        ("roads", "road_class", "x", "highway"),
        ("river-segments", "river", "%00", ""),
    ],
)
def test_wrong_filters_say_what_would_be_right(committee, slug, parameter, value, right):
    problem = refusal(committee("get", f"{slug}/?{parameter}={value}"), parameter)
    assert right in problem["detail"]


def test_filters_and_the_day_select(committee):
    rows = committee("get", "villages/?kind=community&limit=1000").json()
    assert (
        rows["count"] == len(rows["features"]) == Village.objects.filter(kind="community").count()
    )
    assert committee("get", "villages/?date=1900-01-01").json()["count"] == 0
    assert committee("get", "pairings/?date=1900-01-01").json()["results"] == []


def test_pages_do_not_overlap(committee):
    first = committee("get", "roads/?limit=40").json()
    second = committee("get", "roads/?limit=40&offset=40").json()
    ids = [row["id"] for page in (first, second) for row in page["features"]]
    assert len(set(ids)) == 80
    assert first["next"].endswith("limit=40&offset=40")
    assert first["previous"] is None


@pytest.mark.parametrize("method", ["get", "delete"])
def test_a_record_takes_no_parameters(committee, path, method):
    refusal(committee(method, f"{path}?date=2026-01-01"), "date")


@pytest.mark.parametrize("public_id", ["x", "0" * 36, "1"])
def test_an_unknown_record_is_not_found(committee, public_id):
    response = committee("get", f"villages/{public_id}/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (5, "object"),
        ("POINT(1 2)", "GeoJSON"),
        ([], "object"),
        ({}, "null"),
        ({"type": "Point", "coordinates": [118.8, 35.1]}, "MultiPolygon"),
        ({"type": "Polygon", "coordinates": []}, ""),
        ({"type": "Polygon", "coordinates": "x"}, "Polygon"),
        ({"type": "Polygon"}, "Polygon"),
        ({"type": "Polygon", "coordinates": [[[118.8, 35.1], [118.9, 35.1]]]}, "Polygon"),
        (
            {
                "type": "Polygon",
                "coordinates": [
                    [[118.8, 35.1, 9], [118.9, 35.1, 9], [118.9, 35.2, 9], [118.8, 35.1, 9]]
                ],
            },
            "",
        ),
        (
            {
                "type": "Polygon",
                "coordinates": [
                    [[118.8, 35.1], [118.9, 35.2], [118.9, 35.1], [118.8, 35.2], [118.8, 35.1]]
                ],
            },
            "Self-intersection",
        ),
        (
            {
                "type": "Polygon",
                "coordinates": [[[35.1, 118.8], [35.2, 118.8], [35.2, 118.9], [35.1, 118.8]]],
            },
            "[35.1, 118.8]",
        ),
        (
            {
                "type": "Polygon",
                "coordinates": [
                    [
                        [40574000, 3886000],
                        [40575000, 3886000],
                        [40575000, 3887000],
                        [40574000, 3886000],
                    ]
                ],
            },
            "4326",
        ),
        (
            {
                "type": "Polygon",
                "coordinates": [[[11.0, 35.1], [11.1, 35.1], [11.1, 35.2], [11.0, 35.1]]],
            },
            "confirm=outside",
        ),
    ],
)
def test_wrong_geometries(committee, path, geometry, words):
    before = TableVersion.objects.token(Village)
    problem = refusal(
        committee("patch", path, {"type": "Feature", "geometry": geometry}), "geometry"
    )
    assert words in problem["detail"]
    assert TableVersion.objects.token(Village) == before


def test_a_place_outside_is_kept_when_confirmed(committee, path):
    ring = [[11.0, 35.1], [11.1, 35.1], [11.1, 35.2], [11.0, 35.1]]
    body = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    assert committee("patch", f"{path}?confirm=outside", body).status_code == 200
    refusal(committee("patch", f"{path}?confirm=yes", body), "confirm")


def test_a_committee_point_is_checked_like_the_boundary(committee, path):
    body = {"type": "Feature", "properties": {"center": {"type": "Point", "coordinates": [0, 0]}}}
    refusal(committee("patch", path, body), "center")


@pytest.mark.parametrize(
    ("properties", "parameter"),
    [
        ({"kind": "town"}, "kind"),
        ({"kind": None}, "kind"),
        ({"kind": ["village"]}, "kind"),
        ({"population": -1}, "population"),
        ({"population": "many"}, "population"),
        ({"population": 1e300}, "population"),
        ({"population": 10**30}, "population"),
        ({"valid_to": "1990-01-01"}, "non_field"),
        ({"valid_from": "2026-13-01"}, "valid_from"),
        ({"valid_from": None}, "valid_from"),
        ({"name": "x" * 121}, "name"),
        ({"name": "\x00"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": {"a": 1}}, "name"),
        ({"code": ""}, "code"),
        ({"subdistrict": "x"}, "subdistrict"),
        ({"subdistrict": 7}, "subdistrict"),
        ({"subdistrict": "\x00"}, "subdistrict"),
        ({"subdistrict": "\ud800"}, "subdistrict"),
        ({"subdistrict": "x" * 37}, "subdistrict"),
        ({"subdistrict": None}, "subdistrict"),
        ({"colour": "red"}, "colour"),
        ({"quality": "unlocated", "geom": None}, "geometry"),
    ],
)
def test_wrong_properties(committee, path, properties, parameter):
    before = TableVersion.objects.token(Village)
    response = committee("patch", path, {"type": "Feature", "properties": properties})
    assert response.status_code == 400, response.content
    if parameter != "non_field":
        assert response.json()["parameter"] == parameter
    assert TableVersion.objects.token(Village) == before


def test_coordinates_are_finite(committee, path):
    ring = "[[1e999, 35.1], [118.9, 35.1], [118.9, 35.2], [1e999, 35.1]]"
    shape = '{"type": "Polygon", "coordinates": [' + ring + "]}"
    body = '{"type": "Feature", "geometry": ' + shape + "}"
    refusal(_raw(committee, "patch", path, body), "geometry")


@pytest.mark.parametrize("value", ["NaN", "1e999", "inf", "-inf", "true"])
def test_numbers_are_finite(committee, value):
    path = "roads/" + _first_road() + "/"
    text = value if value in ("true", "1e999") else f'"{value}"'
    body = '{"type": "Feature", "properties": {"speed_kmh": ' + text + "}}"
    response = _raw(committee, "patch", path, body)
    refusal(response, "speed_kmh")


def _first_road() -> str:
    from geo.models import Road

    return Road.objects.order_by("pk").first().public_id


def _raw(editor: Editor, method: str, path: str, body: str, kind: str = "application/json"):
    from django.test import Client

    return Client().generic(
        method.upper(), f"{BASE}/{path}", body, content_type=kind, headers=editor.headers
    )


@pytest.mark.parametrize(
    "body", ["", "{", "5", '"x"', "[]", "null", "[{}]", '{"type": "Point"}', DEEP]
)
def test_bodies_that_are_no_feature(committee, body):
    response = _raw(committee, "post", "villages/", body)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"


def test_a_body_of_another_kind_is_refused(committee):
    response = _raw(committee, "post", "villages/", "<a/>", "text/xml")
    assert response.status_code == 415
    assert response["Content-Type"] == "application/problem+json"


def test_a_method_that_is_not_there(committee):
    assert committee("delete", "villages/").status_code == 405


def test_the_errors_of_several_fields_are_all_told(committee, path):
    body = {"type": "Feature", "properties": {"kind": "x", "population": "y"}}
    errors = committee("patch", path, body).json()["errors"]
    assert {error["parameter"] for error in errors} == {"kind", "population"}
    assert {error["value"] for error in errors} == {"x", "y"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(kind=st.sampled_from(["Point", "Polygon", "MultiPolygon"]), coordinates=JSON)
def test_any_coordinates_are_answered(committee, path, kind, coordinates):
    geometry = {"type": kind, "coordinates": coordinates}
    body = json.dumps({"type": "Feature", "geometry": geometry})
    assert _raw(committee, "patch", path, body).status_code == 400
