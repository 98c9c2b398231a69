"""Features that are refused when they are written: what is named, and that nothing changes."""

import pytest

from geo.features.systems import SYSTEMS
from geo.models import Village
from tests import register
from tests.coverage.editing.features import changed, committee, feature, path_of, village

# Fixtures of both modules that write features.
__all__ = ["committee", "village"]
pytestmark = pytest.mark.django_db
CRS84 = SYSTEMS[0].uri


def wrong_bodies(village: Village) -> list[tuple[object, str | None]]:
    """Return bodies that are refused, each with the parameter that is named."""
    right = feature(village)
    return [
        ([], None),
        ("x", None),
        ({}, "type"),
        ({"type": "Feature"}, "properties"),
        (right | {"type": "FeatureCollection"}, "type"),
        (right | {"datum": "gcj02"}, "datum"),
        (right | {"title": "x"}, "title"),
        (feature(village, colour="red"), "colour"),
        (feature(village, geom=None), "geometry"),
        (feature(village, kind="town"), "kind"),
        (feature(village, population=-1), "population"),
        (feature(village, population="many"), "population"),
        (feature(village, subdistrict="999"), "subdistrict"),
        (feature(village, subdistrict=7), "subdistrict"),
        (feature(village, subdistrict="a\0"), "subdistrict"),
        (feature(village, valid_from="tomorrow"), "valid_from"),
        (feature(village, valid_to="2001-01-01"), None),
        (feature(village, name=None), "name"),
        (right | {"geometry": {"type": "Point", "coordinates": [118.8, 35.1]}}, "geometry"),
        (right | {"geometry": {"type": "Polygon", "coordinates": [[[35.1, 118.8]]]}}, "geometry"),
    ]


@pytest.mark.parametrize("number", range(20))
@pytest.mark.parametrize("method", ["post", "put"])
def test_a_wrong_body_is_named_and_changes_nothing(committee, village, method, number):
    body, parameter = wrong_bodies(village)[number]
    count, before = Village.objects.count(), changed(village)
    path = "villages/items" if method == "post" else path_of(village)
    response = committee(method, path, body)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem.get("parameter") == parameter
    assert problem["detail"]
    assert (Village.objects.count(), changed(village)) == (count, before)


def test_the_id_of_another_feature_is_refused(committee, village):
    body = feature(village) | {"id": "another"}
    problem = committee("put", path_of(village), body).json()
    assert (problem["status"], problem["parameter"]) == (400, "id")


@pytest.mark.parametrize("one", SYSTEMS, ids=repr)
def test_positions_are_written_in_crs84_only(committee, village, one):
    """/conf/features/crs: a body in another system is refused and not misread."""
    body = feature(village)
    response = committee("post", "villages/items", body, **{"Content-Crs": f"<{one.uri}>"})
    if one.uri == CRS84:
        assert response.status_code == 201
        return
    problem = response.json()
    assert (problem["status"], problem["parameter"]) == (400, "Content-Crs")
    assert problem["expected"] == f"<{CRS84}>"


@pytest.mark.parametrize("query", ["crs=x", "datum=gcj02", "f=json", "confirm=no", "limit=1"])
def test_a_write_takes_no_parameters_of_reading(committee, village, query):
    response = committee("post", f"villages/items?{query}", feature(village))
    assert response.status_code == 400
    assert response.json()["parameter"] == query.split("=")[0]


def test_what_lies_far_away_is_questioned_and_may_be_confirmed(committee, village):
    body = feature(village)
    body["geometry"]["coordinates"] = register.square(100, 30)[0].coords
    problem = committee("post", "villages/items", body).json()
    assert (problem["status"], problem["parameter"]) == (400, "geometry")
    assert "confirm=outside" in problem["detail"]
    assert committee("post", "villages/items?confirm=outside", body).status_code == 201


def test_a_media_type_that_is_no_feature_is_refused(committee):
    response = committee("post", "villages/items", {}, **{"Content-Type": "text/csv"})
    assert response.status_code == 415


def test_an_unknown_feature_or_collection_is_named(committee):
    for path, parameter in (
        ("villages/items/nobody", "featureId"),
        ("nowhere/items/1", "collectionId"),
        ("villages/items/%00", "featureId"),
    ):
        for method in ("put", "patch", "delete"):
            response = committee(method, path, {})
            assert (response.status_code, response.json()["parameter"]) == (404, parameter)
    assert committee("post", "nowhere/items", {}).status_code == 404
