"""Tiles over HTTP: what is in them, caching, filters, and wrong addresses."""

import gzip
from datetime import date, timedelta

import mapbox_vector_tile
import pytest
from django.db import connection

from geo.features.collections import all_collections
from geo.features.tiles import answers
from geo.features.tiles.grid import Tile
from tests import register
from tests.geo.features.conftest import OURS

pytestmark = pytest.mark.django_db
# The tile of zoom 10 around 118.8 E, 35.1 N, where tests/register.py puts its places.
COLUMN, ROW = 849, 405
TILES = "/api/collections/villages/tiles"
XYZ = f"{TILES}/10/{COLUMN}/{ROW}.mvt"
OGC = f"{TILES}/WebMercatorQuad/10/{ROW}/{COLUMN}"
MVT = "application/vnd.mapbox-vector-tile"
EMPTY = f"{TILES}/10/0/0.mvt"


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """Begin without kept tiles: the tests' transactions give versions that come again."""
    monkeypatch.setattr(answers, "kept", type(answers.kept)(2**24, 2**22))


def features(response, layer: str = "villages") -> list[dict]:
    assert (response.status_code, response["Content-Type"]) == (200, MVT), response.content
    return mapbox_vector_tile.decode(response.content)[layer]["features"]


def codes(response) -> list[str]:
    if response.status_code == 204:
        return []
    return [feature["properties"]["code"] for feature in features(response)]


def test_a_tile_has_the_features_with_their_properties(client, unit):
    village = register.village(unit, "V1", population=1234)
    (feature,) = features(client.get(f"{XYZ}?{OURS}"))
    item = client.get(f"/api/collections/villages/items/{village.public_id}").json()
    wanted = {name: value for name, value in item["properties"].items() if value is not None}
    assert feature["properties"] == {"id": village.public_id, **wanted}
    assert (feature["id"], feature["geometry"]["type"]) == (village.pk, "Polygon")


def test_both_addresses_give_the_same_tile(client):
    first, second = client.get(XYZ), client.get(OGC)
    assert first.content == second.content
    assert len(features(first)) > 10


def test_the_bytes_are_the_same_every_time(client, monkeypatch):
    first = client.get(XYZ).content
    monkeypatch.setattr(answers, "kept", type(answers.kept)())
    assert client.get(XYZ).content == first


def test_features_come_in_the_order_of_their_keys(client):
    ids = [feature["id"] for feature in features(client.get(XYZ))]
    assert ids == sorted(ids)


def test_a_tile_without_features_has_no_content(client):
    response = client.get(EMPTY)
    assert (response.status_code, response.content) == (204, b"")
    assert "ETag" in response
    known = {"If-None-Match": response["ETag"]}
    assert client.get(EMPTY, headers=known).status_code == 304


@pytest.mark.parametrize("address", [XYZ, OGC, EMPTY, f"/api/tiles/10/{COLUMN}/{ROW}.mvt"])
def test_a_current_copy_is_not_sent_again(client, unit, address, django_assert_num_queries):
    known = {"If-None-Match": client.get(address)["ETag"]}
    with django_assert_num_queries(1):
        assert client.get(address, headers=known).status_code == 304
    register.village(unit, "V1")
    assert client.get(address, headers=known).status_code != 304


def test_a_tile_takes_two_queries_and_one_when_it_is_kept(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(XYZ)
    with django_assert_num_queries(1):
        client.get(XYZ)


def test_a_write_is_seen_at_once(client, unit):
    village = register.village(unit, "V1")
    assert codes(client.get(f"{XYZ}?{OURS}")) == ["V1"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE geo_village SET code = 'V2' WHERE id = %s", [village.pk])
    assert codes(client.get(f"{XYZ}?{OURS}")) == ["V2"]


def test_gzip_is_given_to_who_takes_it(client):
    plain, packed = client.get(XYZ), client.get(XYZ, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]
    assert len(packed.content) < len(plain.content)


def test_a_head_has_the_headers_and_no_body(client):
    head = client.head(XYZ)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == client.get(XYZ)["ETag"]


def test_filters_and_boxes_choose(client, unit):
    register.village(unit, "V1", kind="village")
    register.village(unit, "V2", kind="community", geom=register.square(118.82))
    assert codes(client.get(f"{XYZ}?{OURS}")) == ["V1", "V2"]
    assert codes(client.get(f"{XYZ}?{OURS}&kind=community")) == ["V2"]
    assert codes(client.get(f"{XYZ}?{OURS}&bbox=118.8,35.1,118.81,35.11")) == ["V1"]


def test_a_filter_chooses_and_sorts_and_selects(client, unit):
    for code, people in (("V1", 10), ("V2", 30), ("V3", 20)):
        register.village(unit, code, population=people)
    address = f"{XYZ}?{OURS}&filter=population>10&sortby=-population&properties=population,code"
    found = features(client.get(address))
    assert [feature["properties"]["code"] for feature in found] == ["V2", "V3"]
    assert set(found[0]["properties"]) == {"id", "population", "code"}
    assert client.get(f"{XYZ}?filter=nothing%3D1").status_code == 400


def test_a_tile_is_as_of_a_day(client, unit):
    end = register.START + timedelta(days=9)
    register.village(unit, "V1", valid_to=end)
    register.village(unit, "V2", valid_from=date(2022, 1, 1))
    for day, found in (("2020-01-10", ["V1"]), ("2021-06-01", []), ("2022-01-01", ["V2"])):
        assert codes(client.get(f"{XYZ}?{OURS}&datetime={day}")) == found
    assert codes(client.get(f"{XYZ}?{OURS}&datetime=../..")) == ["V1", "V2"]


def test_only_what_touches_the_tile_is_in_it(client, unit):
    west, south, east, north = Tile(12, 3399, 1620).box
    register.village(unit, "IN", geom=register.square((west + east) / 2, (south + north) / 2))
    register.village(unit, "OUT", geom=register.square(east + 0.1, north + 0.1))
    assert codes(client.get(f"{TILES}/12/3399/1620.mvt?{OURS}")) == ["IN"]


WRONG = [
    (f"{TILES}/25/0/0.mvt", 404, "tileMatrix"),
    (f"{TILES}/-1/0/0.mvt", 404, "tileMatrix"),
    (f"{TILES}/x/0/0.mvt", 404, "tileMatrix"),
    (f"{TILES}/٣/0/0.mvt", 404, "tileMatrix"),
    (f"{TILES}/3/8/0.mvt", 404, "tileCol"),
    (f"{TILES}/3/0/8.mvt", 404, "tileRow"),
    (f"{TILES}/3/0/99999999999999999999.mvt", 404, "tileRow"),
    (f"{TILES}/WebMercatorQuad/3/8/0", 404, "tileRow"),
    (f"{TILES}/WebMercatorQuad/3/0/8", 404, "tileCol"),
    (f"{TILES}/WebMercatorQuad/3/0/1.5", 404, "tileCol"),
    (f"{TILES}/WorldCRS84Quad/3/0/0", 404, "tileMatrixSetId"),
    (f"{TILES}/WorldCRS84Quad", 404, "tileMatrixSetId"),
    ("/api/tileMatrixSets/WorldCRS84Quad", 404, "tileMatrixSetId"),
    ("/api/collections/nowhere/tiles/0/0/0.mvt", 404, "collectionId"),
    ("/api/collections/deputies/tiles/0/0/0.mvt", 404, "collectionId"),
    ("/api/collections/deputies/tiles", 404, "collectionId"),
    ("/api/collections/deputies/tiles/tilejson", 404, "collectionId"),
    (f"{TILES}/0/0/0.mvt?wrong=1", 400, "wrong"),
    (f"{TILES}/0/0/0.mvt?limit=1", 400, "limit"),
    (f"{TILES}/0/0/0.mvt?f=json", 400, "f"),
    (f"{TILES}/0/0/0.mvt?datetime=x", 400, "datetime"),
    (f"{TILES}/0/0/0.mvt?kind=x", 400, "kind"),
    (f"{TILES}/WebMercatorQuad?kind=x", 400, "kind"),
    (f"{TILES}?f=xml", 400, "f"),
    ("/api/tiles/0/0/0.mvt?collections=villages,nowhere", 400, "collections"),
    ("/api/tiles/0/0/0.mvt?collections=deputies", 400, "collections"),
    ("/api/tiles/0/0/0.mvt?collections=", 400, "collections"),
    ("/api/tiles/0/0/0.mvt?kind=village", 400, "kind"),
    ("/api/tiles/0/1/0.mvt", 404, "tileCol"),
]


@pytest.mark.parametrize(("address", "status", "parameter"), WRONG)
def test_what_is_wrong_is_named(get, address, status, parameter):
    assert get(address, status)["parameter"] == parameter


def test_a_tile_that_holds_too_much_says_what_to_do(get, villages, monkeypatch):
    monkeypatch.setattr(answers, "MOST_FEATURES", 6)
    address = f"{TILES}/5/26/12.mvt?{OURS}"
    problem = get(address, 400)
    assert (problem["parameter"], problem["value"]) == ("tileMatrix", "5")
    assert "more than 6 features" in problem["detail"]
    monkeypatch.setattr(answers, "MOST_FEATURES", 7)
    assert len(villages) == answers.MOST_FEATURES


def test_several_collections_are_layers_of_one_tile(client):
    whole = mapbox_vector_tile.decode(client.get(f"/api/tiles/10/{COLUMN}/{ROW}.mvt").content)
    drawable = [item.id for item in all_collections() if item.geometry]
    assert set(whole) <= set(drawable)
    assert {"villages", "rivers", "roads", "stations", "ponds"} <= set(whole)
    chosen = client.get(f"/api/tiles/10/{COLUMN}/{ROW}.mvt?collections=rivers,villages")
    found = mapbox_vector_tile.decode(chosen.content)
    assert list(found) == ["villages", "rivers"]
    assert found["rivers"] == whole["rivers"]
    row_first = f"/api/tiles/WebMercatorQuad/10/{ROW}/{COLUMN}?collections=villages,rivers"
    assert client.get(row_first).content == chosen.content
    assert client.get(XYZ).content in chosen.content


@pytest.mark.parametrize("zoom", [0, 5, 24])
def test_the_corners_of_the_world_are_answered(client, zoom):
    last = 2**zoom - 1
    for column, row in ((0, 0), (0, last), (last, 0), (last, last)):
        response = client.get(f"/api/tiles/{zoom}/{column}/{row}.mvt?datetime=../..")
        assert response.status_code in (200, 204)
