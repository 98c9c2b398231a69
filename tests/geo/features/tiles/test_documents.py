"""OGC API - Tiles, Part 1 (OGC 20-057, annex A), class by class, and TileJSON 3.0."""

import mapbox_vector_tile
import pytest

from geo.features.collections import all_collections
from tests.geo.features.tiles.test_tiles import COLUMN, MVT, ROW, TILES

pytestmark = pytest.mark.django_db
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
ONE = "http://testserver/api/collections/villages/tiles"
DRAWABLE = [item.id for item in all_collections() if item.geometry]


def hrefs(document: dict, rel: str) -> list[str]:
    return [link["href"] for link in document["links"] if link["rel"] == rel]


def test_the_classes_are_declared(get):
    classes = get("/api/conformance")["conformsTo"]
    names = ("core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets")
    for name in (*names, "collections-selection", "mvt"):
        assert f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}" in classes


def test_dataset_tilesets_landingpage(get):
    """/conf/dataset-tilesets/landingpage, and the way to the matrix sets."""
    landing = get("/api/")
    assert hrefs(landing, f"{REL}tilesets-vector") == ["http://testserver/api/tiles"]
    assert hrefs(landing, f"{REL}tiling-schemes") == ["http://testserver/api/tileMatrixSets"]


@pytest.mark.parametrize("item", all_collections(), ids=lambda item: item.id)
def test_geodata_tilesets_desc_links(get, item):
    """/conf/geodata-tilesets/desc-links: only collections that can be drawn have them."""
    found = hrefs(get(f"/api/collections/{item.id}"), f"{REL}tilesets-vector")
    address = f"http://testserver/api/collections/{item.id}/tiles"
    assert found == ([address] if item.geometry else [])


@pytest.mark.parametrize("address", [TILES, "/api/tiles"])
def test_tilesets_list_tileset_links(get, address):
    """/conf/tilesets-list/tileset-links."""
    (listed,) = get(address)["tilesets"]
    assert (listed["dataType"], listed["crs"]) == (
        "vector",
        "http://www.opengis.net/def/crs/EPSG/0/3857",
    )
    (href,) = hrefs(listed, "self")
    assert href == f"http://testserver{address}/WebMercatorQuad"
    assert get(href)["tileMatrixSetURI"] == listed["tileMatrixSetURI"]
    (scheme,) = hrefs(listed, f"{REL}tiling-scheme")
    assert get(scheme)["uri"] == listed["tileMatrixSetURI"]


@pytest.mark.parametrize("address", [TILES, "/api/tiles"])
def test_tileset_description(client, get, address):
    """/conf/tileset/description: a template that leads to a tile, and what is in it."""
    document = get(f"{address}/WebMercatorQuad")
    (template,) = (link for link in document["links"] if link["rel"] == "item")
    assert (template["templated"], template["type"]) == (True, MVT)
    href = template["href"].format(tileMatrix=10, tileRow=ROW, tileCol=COLUMN)
    response = client.get(href)
    assert response["Content-Type"] == MVT
    tile = mapbox_vector_tile.decode(response.content)
    layers = {layer["id"]: layer for layer in document["layers"]}
    assert set(tile) <= set(layers)
    described = layers["villages"]["propertiesSchema"]["properties"]
    assert set(tile["villages"]["features"][0]["properties"]) <= set(described)
    assert layers["villages"]["geometryDimension"] == 2
    west, south = document["boundingBox"]["lowerLeft"]
    east, north = document["boundingBox"]["upperRight"]
    assert west < 118.8 < east
    assert south < 35.17 < north


def test_collections_selection(get):
    """/conf/collections-selection: the tileset of the chosen ones says which."""
    document = get("/api/tiles/WebMercatorQuad?collections=rivers,villages")
    assert [layer["id"] for layer in document["layers"]] == ["villages", "rivers"]
    (template,) = hrefs(document, "item")
    assert template.endswith("/{tileMatrix}/{tileRow}/{tileCol}?collections=rivers%2Cvillages")
    everything = get("/api/tiles/WebMercatorQuad")
    assert [layer["id"] for layer in everything["layers"]] == DRAWABLE


def test_the_matrix_set_is_the_registered_one(get):
    """17-083r4, annex D.1: the numbers of the first and the last matrix."""
    (listed,) = get("/api/tileMatrixSets")["tileMatrixSets"]
    document = get(hrefs(listed, "self")[0])
    first, *_, last = document["tileMatrices"]
    assert (first["id"], first["matrixWidth"], first["tileWidth"]) == ("0", 1, 256)
    assert first["scaleDenominator"] == pytest.approx(559082264.0287178)
    assert first["cellSize"] == pytest.approx(156543.03392804097)
    assert (last["id"], last["matrixHeight"]) == ("24", 2**24)
    assert last["scaleDenominator"] == pytest.approx(33.32389593534)
    assert document["orderedAxes"] == ["X", "Y"]


@pytest.mark.parametrize("collection_id", DRAWABLE)
def test_tilejson_of_every_collection(client, get, collection_id):
    document = get(f"/api/collections/{collection_id}/tiles/tilejson")
    assert document["tilejson"] == "3.0.0"
    west, south, east, north = document["bounds"]
    longitude, latitude, zoom = document["center"]
    assert -180 <= west <= longitude <= east <= 180
    assert -85.06 < south <= latitude <= north < 85.06
    assert document["minzoom"] <= zoom <= document["maxzoom"]
    (layer,) = document["vector_layers"]
    assert layer["id"] == collection_id
    assert set(layer["fields"].values()) <= {"String", "Number", "Boolean"}
    (template,) = document["tiles"]
    response = client.get(template.format(z=8, x=212, y=101))
    assert response.status_code == 200
    (found,) = mapbox_vector_tile.decode(response.content).values()
    for feature in found["features"]:
        for name, value in feature["properties"].items():
            kind = {str: "String", bool: "Boolean"}.get(type(value), "Number")
            assert layer["fields"][name] == kind


def test_tilejson_carries_the_filters_on(client, get):
    document = get(f"{TILES}/tilejson?kind=community&datetime=2026-01-01")
    (template,) = document["tiles"]
    assert template == f"{ONE}/{{z}}/{{x}}/{{y}}.mvt?kind=community&datetime=2026-01-01"
    tile = mapbox_vector_tile.decode(client.get(template.format(z=10, x=COLUMN, y=ROW)).content)
    assert {one["properties"]["kind"] for one in tile["villages"]["features"]} == {"community"}
    several = get("/api/tiles/tilejson?collections=roads,villages")
    assert [layer["id"] for layer in several["vector_layers"]] == ["villages", "roads"]


def test_only_the_chosen_properties_are_listed(client, get):
    document = get(f"{TILES}/tilejson?properties=population,code")
    (layer,) = document["vector_layers"]
    assert layer["fields"] == {"id": "String", "code": "String", "population": "Number"}
    (template,) = document["tiles"]
    tile = mapbox_vector_tile.decode(client.get(template.format(z=10, x=COLUMN, y=ROW)).content)
    assert all(
        set(one["properties"]) <= set(layer["fields"]) for one in tile["villages"]["features"]
    )
    (described,) = get(f"{TILES}/WebMercatorQuad?properties=population,code")["layers"]
    assert list(described["propertiesSchema"]["properties"]) == ["id", "code", "population"]


def test_the_page_of_a_collection_leads_to_its_tiles(client):
    page = client.get("/api/collections/villages?f=html").content.decode()
    assert "/api/collections/villages/tiles/tilejson" in page
    assert "/tilejson" not in client.get("/api/collections/deputies?f=html").content.decode()


def test_the_operations_are_described(get):
    paths = get("/api/openapi.json")["paths"]
    of_one = "/collections/{collectionId}/tiles"
    item = paths[f"{of_one}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"]
    assert list(item["get"]["responses"]["200"]["content"]) == [MVT]
    assert "204" in item["get"]["responses"]
    assert "/tiles/{z}/{x}/{y}.mvt" in paths
    by_name = {one.get("name"): one for one in item["get"]["parameters"]}
    assert by_name["collectionId"]["schema"]["enum"] == DRAWABLE
