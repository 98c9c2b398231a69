"""The coverage API: answers, conditional requests, and every parameter given wrongly."""

import pytest
import shapely

from coverage.models import Pairing

pytestmark = pytest.mark.django_db
NAMES = ["overview", "villages", "segments", "service-areas", "gaps", "routes"]
GEOJSON = ["service-areas", "gaps", "routes"]


@pytest.mark.parametrize("name", NAMES)
def test_answers(client, name):
    response = client.get(f"/api/coverage/{name}")
    assert response.status_code == 200
    wanted = "application/geo+json" if name in GEOJSON else "application/json"
    assert response["Content-Type"] == wanted
    assert response.json()["date"]


@pytest.mark.parametrize("name", GEOJSON)
def test_geojson_is_valid_and_in_place(client, name):
    found = client.get(f"/api/coverage/{name}").json()
    assert found["type"] == "FeatureCollection"
    identities = [feature["id"] for feature in found["features"]]
    assert len(identities) == len(set(identities)) > 0
    for feature in found["features"]:
        geometry = shapely.geometry.shape(feature["geometry"])
        west, south, east, north = geometry.bounds
        assert 118.7 < west <= east < 119.0
        assert 35.1 < south <= north < 35.3


def test_an_unchanged_answer_is_304_and_a_write_changes_it(client):
    first = client.get("/api/coverage/overview")
    again = client.get("/api/coverage/overview", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Pairing.objects.filter(valid_to__isnull=True).first().delete()
    changed = client.get("/api/coverage/overview", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["layers"]["pairing"]["villages"]["covered"] == 29


def test_compressed_when_asked(client):
    response = client.get("/api/coverage/gaps", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


def test_longer_reaches_further(client):
    def covered(minutes: int) -> float:
        figures = client.get(f"/api/coverage/overview?minutes={minutes}").json()
        return figures["layers"]["service"]["area_m2"]["covered"]

    assert covered(5) < covered(10) < covered(30)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("date", "tomorrow"),
        ("date", "2026-02-30"),
        ("date", "20260101"),
        ("date", ""),
        ("date", "2026-01-01T00:00"),
        ("minutes", "0"),
        ("minutes", "121"),
        ("minutes", "-5"),
        ("minutes", "1.5"),
        ("minutes", "²"),
        ("minutes", "9" * 5000),
        ("mode", "boat"),
        ("mode", ""),
        ("subdistrict", "999"),
        ("subdistrict", "3713"),
        ("subdistrict", "' OR 1=1"),
        ("colour", "red"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_value_is_named(client, name, parameter, value):
    response = client.get(f"/api/coverage/{name}", {parameter: value})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["parameter"] == parameter
    assert problem["expected"]
    assert parameter in problem["detail"]


def test_a_parameter_given_twice_is_refused(client):
    response = client.get("/api/coverage/overview?minutes=5&minutes=10")
    assert response.status_code == 400
    assert response.json()["parameter"] == "minutes"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(client, name, method):
    assert getattr(client, method)(f"/api/coverage/{name}").status_code == 405


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        client.get("/api/coverage/overview")
    first = client.get("/api/coverage/overview")
    with django_assert_max_num_queries(3):
        client.get("/api/coverage/overview", headers={"If-None-Match": first["ETag"]})
