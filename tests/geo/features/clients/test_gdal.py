"""GDAL of the system (ogrinfo, ogr2ogr) and the newer one of pyogrio read every collection."""

import json

import numpy as np
import pyogrio.raw
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import shape

from geo.features.collections import all_collections
from tests.geo.features.clients.conftest import ask, items, run

COLLECTIONS = all_collections()
# Types of our properties as each client names them.
OGR = {
    "string": "String",
    "integer": "Integer",
    "number": "Real",
    "boolean": "Integer(Boolean)",
    "date": "Date",
}
NUMPY = {"string": "O", "integer": "if", "number": "f", "boolean": "b", "date": "M"}
LENGTH_TOLERANCE = 0.001


@pytest.fixture(scope="module")
def landing(server):
    return f"OAPIF:{server}/api/"


@pytest.fixture(params=COLLECTIONS, ids=lambda one: one.id)
def collection(request):
    return request.param


def chinese(texts: list) -> set[str]:
    """Return the texts that are not ASCII."""
    return {text for text in texts if isinstance(text, str) and not text.isascii()}


def in_answer(answer: dict) -> set[str]:
    """Return the Chinese texts of an answer of the service."""
    return chinese([text for one in answer["features"] for text in one["properties"].values()])


def expected_bounds(answer: dict) -> tuple[float, ...]:
    """Return west, south, east, north of an answer's geometries."""
    found = [one["geometry"] for one in answer["features"] if one["geometry"]]
    return shapely.total_bounds([shape(one) for one in found])


def test_ogrinfo_lists_every_collection(landing):
    listed = run("ogrinfo", "-ro", "-q", landing)
    assert [one.id for one in COLLECTIONS if f": {one.id} (" not in listed] == []


def test_ogrinfo_knows_count_and_types(landing, server, collection):
    told = run("ogrinfo", "-ro", "-so", landing, collection.id).splitlines()
    assert f"Feature Count: {items(server, collection.id)['numberMatched']}" in told
    for item in collection.properties:
        assert f"{item.name}: {OGR[item.type]} (0.0)" in told


def test_ogr2ogr_copies_every_collection(landing, server, collection, tmp_path):
    target = tmp_path / "copy.geojson"
    run("ogr2ogr", str(target), landing, collection.id, "-oo", "PAGE_SIZE=1000")
    copy = json.loads(target.read_text("utf-8"))
    answer = items(server, collection.id)
    assert len(copy["features"]) == answer["numberMatched"]
    assert in_answer(copy) == in_answer(answer) != set()
    known = {one["id"]: one["properties"] for one in answer["features"]}
    for feature in copy["features"]:
        values = feature["properties"]
        # GDAL makes a column of the id, and dates of its own form.
        original = known[values.pop("id", feature.get("id"))]
        assert {name: plain(value) for name, value in values.items()} == original
    if collection.geometry:
        assert expected_bounds(copy) == pytest.approx(expected_bounds(answer), abs=1e-7)


def plain(value: object) -> object:
    """Return a date of GDAL as the service writes it, anything else as it is."""
    is_date = isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "/"
    return value.replace("/", "-") if is_date else value


def test_pyogrio_reads_every_collection(landing, server, collection):
    meta, _, shapes, values = pyogrio.raw.read(landing, layer=collection.id, PAGE_SIZE=1000)
    columns = dict(zip(meta["fields"], values, strict=True))
    answer = items(server, collection.id)
    assert len(columns["id"]) == answer["numberMatched"]
    assert set(columns["id"]) == {one["id"] for one in answer["features"]}
    for item in collection.properties:
        assert columns[item.name].dtype.kind in NUMPY[item.type], item.name
    texts = [text for column in values if column.dtype.kind == "O" for text in column]
    assert chinese(texts) == in_answer(answer) != set()
    if collection.geometry:
        assert meta["geometry_type"] == ask_type(answer)
        bounds = shapely.total_bounds(shapely.from_wkb(shapes))
        assert bounds == pytest.approx(expected_bounds(answer), abs=1e-7)
    else:
        assert all(one is None for one in shapes)


def ask_type(answer: dict) -> str:
    """Return the one geometry type of an answer."""
    (name,) = {one["geometry"]["type"] for one in answer["features"] if one["geometry"]}
    return name


def test_ogr2ogr_pages_by_ten(server, access_log, tmp_path):
    """The default page size: as many pages as it takes, no feature twice."""
    target = tmp_path / "ponds.geojson"
    run("ogr2ogr", str(target), f"OAPIF:{access_log.url}/api/", "ponds")
    found = json.loads(target.read_text())["features"]
    codes = {feature["properties"]["code"] for feature in found}
    assert len(found) == len(codes) == items(server, "ponds")["numberMatched"] == 60
    pages = access_log.pages("ponds")
    assert len(pages) == len(codes) // 10 + 1
    assert all("limit=10" in page for page in pages)


def test_pyogrio_pages_by_its_own_default(server, access_log):
    found = pyogrio.raw.read(f"OAPIF:{access_log.url}/api/", layer="roads", columns=["code"])
    count = items(server, "roads")["numberMatched"]
    assert len(set(found[3][0])) == count > 1000
    assert len(access_log.pages("roads")) > 1


def test_ogr2ogr_asks_for_a_box(server, access_log, tmp_path):
    target = tmp_path / "villages.geojson"
    box = ("118.82", "35.16", "118.85", "35.19")
    run("ogr2ogr", str(target), f"OAPIF:{access_log.url}/api/", "villages", "-spat", *box)
    found = json.loads(target.read_text())["features"]
    wanted = ask(server, f"/api/collections/villages/items?limit=100&bbox={','.join(box)}")
    assert len(found) == wanted["numberMatched"] < 50
    assert access_log.pages("villages", "bbox=118.8")


def test_pyogrio_asks_for_a_box(server, access_log):
    box = (118.82, 35.16, 118.85, 35.19)
    source = f"OAPIF:{access_log.url}/api/"
    found = pyogrio.raw.read(source, layer="villages", bbox=box, columns=["code"])
    wanted = ask(server, "/api/collections/villages/items?limit=100&bbox=118.82,35.16,118.85,35.19")
    assert len(found[3][0]) == wanted["numberMatched"] < 50
    assert access_log.pages("villages", "bbox=118.8")


@pytest.mark.parametrize("option", ["CRS", "PREFERRED_CRS"])
@pytest.mark.parametrize(("srid", "tolerance"), [(4549, 0.01), (4528, 0.01), (4490, 1e-6)])
def test_pyogrio_asks_for_a_system(landing, option, srid, tolerance):
    """In the system that was asked for, in the order of axes that programs expect."""
    from geo import crs

    options = {option: f"EPSG:{srid}"}
    meta, _, shapes, _ = pyogrio.raw.read(landing, layer="villages", **options)
    _, _, plain_shapes, _ = pyogrio.raw.read(landing, layer="villages")
    assert meta["crs"] == f"EPSG:{srid}"
    moved = crs.project(shapely.from_wkb(plain_shapes), srid)
    found = shapely.from_wkb(shapes)
    assert np.allclose(
        shapely.get_coordinates(found), shapely.get_coordinates(moved), atol=tolerance
    )


@pytest.mark.parametrize("name", ["rivers", "river-segments", "roads"])
def test_lengths_agree_with_the_ellipsoid(landing, name):
    """Story 12: within 0.1 %, line by line, and measured again in EPSG:4549."""
    ellipsoid = Geod(ellps="WGS84")
    columns = ["length_m"]
    _, _, shapes, (told,) = pyogrio.raw.read(landing, layer=name, columns=columns, PAGE_SIZE=1000)
    on_ellipsoid = np.array([ellipsoid.geometry_length(one) for one in shapely.from_wkb(shapes)])
    assert np.abs(told / on_ellipsoid - 1).max() < LENGTH_TOLERANCE
    _, _, metric, _ = pyogrio.raw.read(landing, layer=name, CRS="EPSG:4549", PAGE_SIZE=1000)
    in_plane = shapely.length(shapely.from_wkb(metric))
    assert np.abs(in_plane / on_ellipsoid - 1).max() < LENGTH_TOLERANCE


def test_areas_agree_with_the_ellipsoid(landing):
    ellipsoid = Geod(ellps="WGS84")
    _, _, shapes, (told,) = pyogrio.raw.read(landing, layer="villages", columns=["area_m2"])
    measured = [abs(ellipsoid.geometry_area_perimeter(one)[0]) for one in shapely.from_wkb(shapes)]
    assert np.abs(told / np.array(measured) - 1).max() < LENGTH_TOLERANCE
    assert sum(measured) / 1e6 == pytest.approx(143, rel=LENGTH_TOLERANCE)
