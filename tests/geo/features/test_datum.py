"""The parameter datum: answers for maps on a shifted base map, declared as such."""

import json

import numpy as np
import pytest
import shapely

from geo import crs
from tests import register
from tests.geo.features.conftest import ITEMS, OURS, body

pytestmark = pytest.mark.django_db
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
FILES = ["/data/villages.geojson?", "/data/villages.geojsonl?"]
WRITTEN = 6e-8


@pytest.fixture
def places(unit):
    """A village here and one in Fiji, where no map is shifted."""
    return register.village(unit, "HERE"), register.village(
        unit, "FIJI", geom=register.square(178, -17)
    )


def positions(features: list[dict]) -> np.ndarray:
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    return shapely.get_coordinates(shapes)


def features_of(client, address: str) -> list[dict]:
    text = body(client.get(address))
    if "geojsonl" in address:
        return [json.loads(line) for line in text.splitlines()]
    found = json.loads(text)
    return found.get("features", [found])


@pytest.mark.parametrize("address", [f"{ITEMS}?{OURS}&", f"{ITEMS}?limit=2000&", *FILES])
def test_every_position_is_shifted_and_goes_back(client, places, address):
    true = positions(features_of(client, address))
    shifted = positions(features_of(client, f"{address}datum=gcj02"))
    assert np.abs(shifted - crs.shift(true, "wgs84", "gcj02")).max() < WRITTEN
    # What is written has 7 decimals; the shift itself is exact to a millimetre (test_systems).
    assert np.abs(crs.shift(shifted, "gcj02", "wgs84") - true).max() < 2 * WRITTEN
    in_fiji = true[:, 1] < 0
    assert in_fiji.any()
    assert (shifted[in_fiji] == true[in_fiji]).all()
    assert (np.abs(shifted - true)[~in_fiji].max(axis=1) > 0.001).all()


@pytest.mark.parametrize("address", [f"{ITEMS}?{OURS}", f"{ITEMS}?limit=2000", FILES[0]])
def test_the_answer_says_so(client, places, address):
    response = client.get(f"{address}&datum=gcj02")
    assert response["Content-Datum"] == "gcj02"
    assert "Content-Crs" not in response
    assert json.loads(body(response))["datum"] == "gcj02"
    plain = client.get(address)
    assert "Content-Datum" not in plain
    assert "datum" not in json.loads(body(plain))
    assert plain["ETag"] != response["ETag"]


def test_a_feature_says_so(client, places):
    address = f"{ITEMS}/{places[0].public_id}"
    response = client.get(f"{address}?datum=gcj02")
    assert (response["Content-Datum"], response.json()["datum"]) == ("gcj02", "gcj02")
    true = positions([client.get(address).json()])
    assert np.abs(positions([response.json()]) - crs.shift(true, "wgs84", "gcj02")).max() < WRITTEN


def test_latitude_first_on_a_shifted_map(client, places):
    one = features_of(client, f"{ITEMS}?{OURS}&datum=gcj02")
    other = features_of(client, f"{ITEMS}?{OURS}&datum=gcj02&crs={EPSG}4326")
    assert (positions(other)[:, ::-1] == positions(one)).all()


def test_the_default_is_no_shift(client, places):
    response = client.get(f"{ITEMS}?{OURS}&datum=wgs84")
    assert response["Content-Crs"] == f"<{CRS84}>"
    assert response.json()["features"] == features_of(client, f"{ITEMS}?{OURS}")


def test_a_box_is_never_shifted(client, places):
    """A box says where to look on the ground; the answer says where to draw it."""
    for datum in ("wgs84", "gcj02"):
        found = features_of(
            client, f"{ITEMS}?{OURS}&bbox=118.8,35.1,118.8001,35.1001&datum={datum}"
        )
        assert [feature["properties"]["code"] for feature in found] == ["HERE"]


def test_the_next_page_is_shifted_too(get, villages):
    answer = get(f"{ITEMS}?{OURS}&limit=2&datum=gcj02")
    (onward,) = [link["href"] for link in answer["links"] if link["rel"] == "next"]
    assert "datum=gcj02" in onward
    assert get(onward)["datum"] == "gcj02"


@pytest.mark.parametrize("code", [4490, 4549, 4528, 3857])
def test_a_shifted_datum_has_no_projection(get, places, code):
    for address in (ITEMS, f"{ITEMS}/{places[0].public_id}"):
        problem = get(f"{address}?datum=gcj02&crs={EPSG}{code}", status=400)
        assert (problem["parameter"], problem["value"]) == ("datum", "gcj02")
        assert f"{EPSG}4326" in problem["expected"]


@pytest.mark.parametrize("address", [ITEMS, "/data/villages.geojson", "/data/villages.geojsonl"])
@pytest.mark.parametrize("value", ["", "GCJ02", "bd09", "mars"])
def test_an_unknown_datum_is_named(get, address, value):
    problem = get(f"{address}?datum={value}", status=400)
    assert (problem["parameter"], problem["value"]) == ("datum", value)
    assert problem["expected"] == "one of wgs84, gcj02"


def test_a_collection_without_places_has_nothing_to_shift(client):
    response = client.get("/api/collections/deputies/items?limit=1&datum=gcj02")
    assert response.json()["features"][0]["geometry"] is None
