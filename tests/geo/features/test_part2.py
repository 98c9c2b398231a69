"""The abstract test suite of OGC API - Features, Part 2 (OGC 18-058r1, annex A), test by test.

Every test is made for every collection, and for every system that a collection lists.
"""

import json
import re
from functools import cache
from urllib.parse import quote, urlencode, urlsplit

import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from geo.features.collections import all_collections

pytestmark = pytest.mark.django_db
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
KNOWN = [CRS84, *(f"{EPSG}{code}" for code in (4326, 4490, 4549, 4528, 3857))]
IDS = [item.id for item in all_collections()]
LOCATED = [item.id for item in all_collections() if item.geometry]
INVALID = [
    "",
    "EPSG:4549",
    f"{EPSG}2100",
    f"{EPSG}4549/",
    CRS84.lower(),
    "urn:ogc:def:crs:EPSG::4326",
]
EVERYTHING = {"limit": 10_000}
each_collection = pytest.mark.parametrize("collection_id", IDS)
each_located = pytest.mark.parametrize("collection_id", LOCATED)
each_system = pytest.mark.parametrize("uri", KNOWN)


def items(collection_id: str, **parameters) -> str:
    names = {name.replace("_", "-"): value for name, value in parameters.items()}
    return f"/api/collections/{collection_id}/items?{urlencode(names)}"


@cache
def transformer(uri: str) -> Transformer:
    """Return what transforms longitude and latitude to a system, in its authority's order."""
    target = CRS("OGC:CRS84") if uri == CRS84 else CRS.from_epsg(uri.rsplit("/", 1)[1])
    return Transformer.from_crs(CRS("OGC:CRS84"), target)


def ids(answer: dict) -> list[str]:
    return [feature["id"] for feature in answer["features"]]


def shapes(answer: dict) -> list[shapely.Geometry | None]:
    found = [feature["geometry"] for feature in answer["features"]]
    return [shape and shapely.from_geojson(json.dumps(shape)) for shape in found]


@each_collection
def test_crs_uri(get, collection_id):
    """Abstract test 1, /conf/crs/crs-uri: identifiers are URIs in the form that OGC gives them.

    Requirements crs-uri, fc-md-crs-list A and B, fc-md-storageCrs, fc-md-crs-list-global: the
    list of collections spells every identifier out, and has no global list to refer to.
    """
    alone, listed = described(get, collection_id)
    for document in (alone, listed):
        identifiers = [*document["crs"], document.get("storageCrs", CRS84)]
        assert len(set(document["crs"])) == len(document["crs"])
        for identifier in identifiers:
            parts = urlsplit(identifier)
            assert (parts.scheme, parts.netloc) == ("http", "www.opengis.net")
            assert re.fullmatch(r"/def/crs/[A-Z]+/[0-9.]+/[A-Z0-9]+", parts.path)
            assert not parts.query
            assert not parts.fragment
    assert "crs" not in get("/api/collections")
    assert alone["crs"] == listed["crs"] == KNOWN


def described(get, collection_id: str) -> tuple[dict, dict]:
    """Return a collection's description, alone and in the list."""
    listed = get("/api/collections")["collections"]
    (found,) = (item for item in listed if item["id"] == collection_id)
    return get(f"/api/collections/{collection_id}"), found


@each_collection
def test_default_crs(get, collection_id):
    """Abstract test 2, /conf/crs/default-crs: CRS84 is listed, and listed first."""
    for document in described(get, collection_id):
        assert document["crs"][0] == CRS84


@each_collection
def test_storage_crs(get, collection_id):
    """Abstract test 3, /conf/crs/storageCrs: it is one of the list; who has no places has none."""
    for document in described(get, collection_id):
        if collection_id in LOCATED:
            assert document["storageCrs"] in document["crs"]
        else:
            assert "storageCrs" not in document


@each_collection
def test_crs_parameter(client, get, collection_id):
    """Abstract test 4, /conf/crs/crs-parameter: each listed system is answered and declared.

    Requirements fc-crs-definition, fc-crs-valid-value B, ogc-crs-header, ogc-crs-header-value.
    """
    for uri in get(f"/api/collections/{collection_id}")["crs"]:
        page = client.get(items(collection_id, crs=uri, limit=2))
        assert (page.status_code, page["Content-Crs"]) == (200, f"<{uri}>")
        assert page["Content-Type"] == "application/geo+json"
        one = f"/api/collections/{collection_id}/items/{ids(page.json())[0]}"
        response = client.get(f"{one}?crs={quote(uri)}")
        assert (response.status_code, response["Content-Crs"]) == (200, f"<{uri}>")
        alone = response.json()
        alone.pop("links")
        assert alone == page.json()["features"][0]
        for link in page.json()["links"]:
            if link["rel"] in ("self", "next", "alternate"):
                assert quote(uri, safe="") in link["href"]


@pytest.mark.parametrize("name", ["crs", "bbox-crs"])
@each_collection
def test_crs_definition(get, collection_id, name):
    """Requirements fc-crs-definition and fc-bbox-crs-definition: as the document defines them."""
    document = get("/api/openapi.json")
    paths = [f"/collections/{collection_id}/items"]
    if name == "crs":
        paths.append(f"{paths[0]}/{{featureId}}")
    for path in paths:
        references = document["paths"][path]["get"]["parameters"]
        assert {"$ref": f"#/components/parameters/{name}"} in references
    definition = document["components"]["parameters"][name]
    assert (definition["name"], definition["in"], definition["required"]) == (name, "query", False)
    assert (definition["style"], definition["explode"]) == ("form", False)
    schema = definition["schema"]
    assert (schema["type"], schema["format"], schema["enum"]) == ("string", "uri", KNOWN)


@each_collection
def test_crs_parameter_invalid(get, collection_id):
    """Abstract test 5, /conf/crs/crs-parameter-invalid: 400, whatever is not listed."""
    one = f"/api/collections/{collection_id}/items/{ids(get(items(collection_id, limit=1)))[0]}"
    for uri in INVALID:
        for address in (items(collection_id, crs=uri), f"{one}?crs={quote(uri)}"):
            problem = get(address, status=400)
            assert (problem["parameter"], problem["value"]) == ("crs", uri)
            assert problem["expected"] == "one of " + ", ".join(KNOWN)


@each_collection
def test_crs_parameter_default(client, get, collection_id):
    """Abstract test 6, /conf/crs/crs-parameter-default: without crs it is CRS84."""
    with_it = client.get(items(collection_id, crs=CRS84))
    without = client.get(items(collection_id))
    assert with_it["Content-Crs"] == without["Content-Crs"] == f"<{CRS84}>"
    assert with_it.json()["features"] == without.json()["features"]
    one = f"/api/collections/{collection_id}/items/{ids(without.json())[0]}"
    assert client.get(one)["Content-Crs"] == f"<{CRS84}>"


@each_system
@each_located
def test_crs_parameter_transform(get, collection_id, uri):
    """Abstract test 7, /conf/crs/crs-parameter-transform: to the millimetre, in authority order.

    Features without geometry stay without.
    """
    limit = {"limit": 60, "datetime": "../.."}
    stored, found = get(items(collection_id, **limit)), get(items(collection_id, crs=uri, **limit))
    assert ids(found) == ids(stored)
    # Both are rounded to 7 decimals of a degree, a centimetre, or to a millimetre.
    close = 2e-7 if CRS.from_user_input(uri).is_geographic else 0.012
    for here, there in zip(shapes(stored), shapes(found), strict=True):
        assert (here is None) == (there is None)
        if here is None:
            continue
        assert here.geom_type == there.geom_type
        expected = np.column_stack(transformer(uri).transform(*shapely.get_coordinates(here).T))
        assert np.abs(shapely.get_coordinates(there) - expected).max() <= close


def box_in(uri: str, west: float, south: float, east: float, north: float) -> list[float]:
    """Return the box around a box in degrees in another system, in authority order."""
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    placed = np.column_stack(transformer(uri).transform(*corners.T))
    return [*placed.min(axis=0).tolist(), *placed.max(axis=0).tolist()]


def text_of(box: list[float]) -> str:
    return ",".join(repr(value) for value in box)


@each_system
@each_located
def test_bbox_crs_parameter(get, collection_id, uri):
    """Abstract test 8, /conf/crs/bbox-crs-parameter: the extent, converted, has the same in it."""
    extent = get(f"/api/collections/{collection_id}")["extent"]["spatial"]["bbox"][0]
    box = text_of(box_in(uri, *extent))
    found = get(items(collection_id, bbox=box, bbox_crs=uri, **EVERYTHING))
    expected = get(items(collection_id, bbox=text_of(extent), **EVERYTHING))
    assert ids(found) == ids(expected)
    assert found["numberMatched"] == expected["numberMatched"] > 0


@each_system
@each_located
def test_bbox_crs_action(get, collection_id, uri):
    """Requirement bbox-crs-action: what meets the box in its own system is found, nothing else."""
    west, south, east, north = get(f"/api/collections/{collection_id}")["extent"]["spatial"][
        "bbox"
    ][0]
    middle = (west * 2 + east) / 3, (south * 2 + north) / 3, (west + east * 3) / 4, north
    box = box_in(uri, *middle)
    asked = {"bbox": text_of(box), "bbox_crs": uri, "crs": uri}
    found = ids(get(items(collection_id, **asked, **EVERYTHING)))
    everything = get(items(collection_id, crs=uri, **EVERYTHING))
    area, every = shapely.box(*box), np.array(shapes(everything), dtype=object)
    # A decimetre, for the sides that run beside each other, and for the rounding.
    slack = 1e-6 if CRS.from_user_input(uri).is_geographic else 0.1
    nowhere = shapely.is_missing(every)
    surely = shapely.intersects(every, area.buffer(-slack)) | nowhere
    perhaps = shapely.intersects(every, area.buffer(slack)) | nowhere
    names = np.array(ids(everything))
    assert set(names[surely]) <= set(found) <= set(names[perhaps])
    assert len(found) == len(set(found))


@each_collection
def test_bbox_crs_parameter_invalid(get, collection_id):
    """Abstract test 9, /conf/crs/bbox-crs-parameter-invalid: 400, with or without a box."""
    for uri in INVALID:
        for box in ({}, {"bbox": "1,2,3,4"}):
            problem = get(items(collection_id, bbox_crs=uri, **box), status=400)
            assert (problem["parameter"], problem["value"]) == ("bbox-crs", uri)


@each_collection
def test_bbox_crs_parameter_default(get, collection_id):
    """Abstract test 10, /conf/crs/bbox-crs-parameter-default: without bbox-crs it is CRS84."""
    box = "118.78,35.15,118.84,35.2"
    found = get(items(collection_id, bbox=box, bbox_crs=CRS84, **EVERYTHING))
    expected = get(items(collection_id, bbox=box, **EVERYTHING))
    assert ids(found) == ids(expected)


@pytest.mark.parametrize(
    ("code", "box", "told"),
    [
        (
            4549,
            "390584,3886345,391000,3887000",
            "eastings from -1000000 to 2000000, northing first",
        ),
        (4549, "3886345,40390584,3887000,40391000", "eastings from -1000000 to 2000000"),
        (4528, "3886345,390584,3887000,391000", "eastings from 39000000 to 42000000"),
        (4528, "3886345,40391000,3887000,40390584", "a western limit that is not east"),
        (4549, "3887000,390584,3886345,391000", "a southern limit that is not north"),
        (4549, "3e7,390584,3e7,391000", "northings from -10001966 to 10001966"),
        (3857, "118,35,119,3e7", "northings from -20037508.35 to 20037508.35, easting first"),
        (4490, "118,35,119,36", "latitudes from -90 to 90, latitude first"),
        (4549, "3886345,390584,9,3887000,391000,1", "a lower height"),
        (4549, "3886345,390584,nan,391000", "4 or 6 finite numbers"),
        (3857, "1,2,3", "4 numbers"),
    ],
)
def test_numbers_that_are_no_box_of_the_system_are_explained(get, code, box, told):
    problem = get(items("villages", bbox=box, bbox_crs=f"{EPSG}{code}"), status=400)
    assert (problem["parameter"], problem["value"]) == ("bbox", box)
    assert told in problem["expected"]
