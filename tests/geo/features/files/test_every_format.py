"""Every format of every collection, read back by GDAL of the system and of the wheel."""

import csv
import io
import json
import zipfile
from datetime import date

import openpyxl
import pyogrio
import pytest
import shapely

from geo.features.collections import all_collections, find
from geo.features.files.formats import FORMATS, formats_of
from geo.features.files.shapefile import cut_text, short_names
from tests.geo.features.files.conftest import (
    CENTIMETRE_M,
    farthest_m,
    ogr,
    same_values,
    shape_of,
)

pytestmark = pytest.mark.django_db
COLLECTIONS = [item.id for item in all_collections()]
WITH_GEOMETRY = [item.id for item in all_collections() if item.geometry]
CHINESE = {"villages": "永泰社区", "roads": "示意", "deputies": "示例代表"}


def read(path, layer: str | None = None, encoding: str | None = None) -> tuple[dict, dict, dict]:
    """Return what the wheel's GDAL reads: about the layer, values and geometries by id."""
    meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer, encoding=encoding)
    values = dict(zip(meta["fields"], (column.tolist() for column in columns), strict=True))
    ids = values["public_id"]
    rows = {
        identity: {name: column[place] for name, column in values.items()}
        for place, identity in enumerate(ids)
    }
    shapes = dict(zip(ids, shapely.from_wkb(geometry), strict=True)) if geometry is not None else {}
    return meta, rows, shapes


def check_places(found: dict, wanted: dict) -> None:
    assert found.keys() == wanted.keys()
    far = farthest_m(
        [found[identity] for identity in wanted],
        [shape_of(feature) for feature in wanted.values()],
    )
    assert far < CENTIMETRE_M


@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_geopackage(save, wanted, collection_id):
    path, features = save(f"/data/{collection_id}.gpkg"), wanted(collection_id)
    meta, rows, shapes = read(path, collection_id)
    same_values(collection_id, rows, features)
    if shapes:
        check_places(shapes, features)
        assert meta["crs"] == "EPSG:4326"
    debian = ogr(path, collection_id)
    assert len(debian) == len(features)
    assert CHINESE.get(collection_id, "") in json.dumps(debian, ensure_ascii=False)


@pytest.mark.parametrize("collection_id", WITH_GEOMETRY)
def test_flatgeobuf(save, wanted, collection_id):
    path, features = save(f"/data/{collection_id}.fgb"), wanted(collection_id)
    meta, rows, shapes = read(path)
    same_values(collection_id, rows, features)
    check_places(shapes, features)
    assert meta["crs"] == "EPSG:4326"
    assert {feature["properties"]["public_id"] for feature in ogr(path)} == features.keys()


@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_zipped_shapefile(save, wanted, collection_id):
    path, features = save(f"/data/{collection_id}.zip"), wanted(collection_id)
    names = short_names(["public_id", *(item.name for item in find(collection_id).properties)])
    with zipfile.ZipFile(path) as archive:
        parts = {name.split(".", 1)[1] for name in archive.namelist()}
        assert archive.read(f"{collection_id}.cpg") == b"UTF-8"
        about = archive.read(f"{collection_id}.fields.txt").decode("utf-8-sig")
        member = f"/{collection_id}.{'shp' if 'shp' in parts else 'dbf'}"
    for name, short in names.items():
        assert f"{short}\t{name}\t" in about
    _, rows, shapes = read(f"/vsizip/{path}{member}")
    full = {short: name for name, short in names.items()}
    rows = {
        identity: {full[name]: value for name, value in row.items()}
        for identity, row in rows.items()
    }
    for feature in features.values():
        values = feature["properties"]
        values |= {name: cut_text(text) for name, text in values.items() if isinstance(text, str)}
    same_values(collection_id, rows, features)
    assert len(ogr(f"/vsizip/{path}{member}")) == len(features)
    if find(collection_id).geometry:
        assert {"shp", "shx", "prj", "qml"} <= parts
        check_places(shapes, features)


@pytest.mark.parametrize("extension", ["kml", "kmz"])
@pytest.mark.parametrize("collection_id", WITH_GEOMETRY)
def test_keyhole(save, wanted, collection_id, extension):
    path, features = save(f"/data/{collection_id}.{extension}"), wanted(collection_id)
    found = {feature["properties"]["public_id"]: feature for feature in ogr(path)}
    # LIBKML takes a property "name" for the placemark's own.
    for feature in found.values():
        feature["properties"]["name"] = feature["properties"]["Name"]
        for item in find(collection_id).properties:
            if item.type == "boolean":
                feature["properties"][item.name] = bool(feature["properties"][item.name])
    rows = {identity: feature["properties"] for identity, feature in found.items()}
    same_values(collection_id, rows, features)
    check_places({identity: shape_of(one) for identity, one in found.items()}, features)


@pytest.mark.parametrize("collection_id", WITH_GEOMETRY)
def test_gpx(client, save, wanted, collection_id):
    if FORMATS["gpx"] not in formats_of(find(collection_id)):
        problem = client.get(f"/data/{collection_id}.gpx")
        assert (problem.status_code, problem.json()["parameter"]) == (404, "extension")
        return
    path, features = save(f"/data/{collection_id}.gpx"), wanted(collection_id)
    placed = {identity: one for identity, one in features.items() if one["geometry"]}
    found = [one for layer in ("waypoints", "tracks") for one in ogr(path, layer)]
    assert len(found) == len(placed)
    for one, feature in zip(found, placed.values(), strict=True):
        assert feature["id"] in one["properties"]["desc"]
        assert (one["properties"]["cmt"] or "") == feature["properties"]["code"]
    shapes = [shape_of(one) for one in placed.values()]
    outlines = [shapely.boundary(one) if one.area else one for one in shapes]
    assert farthest_m([shape_of(one) for one in found], outlines) < CENTIMETRE_M


@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_csv(save, wanted, collection_id):
    path, features = save(f"/data/{collection_id}.csv"), wanted(collection_id)
    text = path.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    kinds = {item.name: item.type for item in find(collection_id).properties}
    typed = {row["public_id"]: {name: _typed(row, name, kinds) for name in kinds} for row in rows}
    same_values(collection_id, typed, features)
    if find(collection_id).geometry:
        check_places({row["public_id"]: _place(row) for row in rows}, features)


def _typed(row: dict, name: str, kinds: dict) -> object:
    text = row[name]
    if kinds[name] in ("integer", "number") and text:
        return float(text)
    return text == "true" if kinds[name] == "boolean" and text else text


def _place(row: dict):
    if "WKT" in row:
        return shapely.from_wkt(row["WKT"] or None)
    return shapely.Point(float(row["lon"]), float(row["lat"])) if row["lon"] else None


@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_xlsx(save, wanted, collection_id):
    path, features = save(f"/data/{collection_id}.xlsx"), wanted(collection_id)
    collection = find(collection_id)
    sheet = openpyxl.load_workbook(path)["数据"]
    head, *rows = sheet.iter_rows(values_only=True)
    assert list(head[1 : 1 + len(collection.properties)]) == [
        item.title.zh for item in collection.properties
    ]
    assert len(rows) == len(features)
    for identity, *cells in rows:
        values = features[identity]["properties"]
        for item, cell in zip(collection.properties, cells, strict=False):
            _check_cell(item, cell, values[item.name])
        if collection.geometry and (shape := shape_of(features[identity])) is not None:
            assert shape.distance(shapely.Point(cells[-2:])) < 1e-7


def _check_cell(item, cell, value) -> None:
    if value in (None, ""):
        assert cell in (None, "")
    elif item.type in ("integer", "number"):
        assert cell == pytest.approx(value, abs=0.005)
    elif item.type == "date":
        assert cell.date() == date.fromisoformat(value)
    elif item.type == "boolean":
        assert cell == {True: "是", False: "否"}[value]
    elif not item.choices:
        assert cell == value
    else:
        # Codes are written in words.
        assert isinstance(cell, str)
        assert not cell.isascii()


@pytest.mark.parametrize("extension", ["geojson", "geojsonl", "geojsons"])
@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_geojson(save, wanted, collection_id, extension):
    text, features = save(f"/data/{collection_id}.{extension}").read_text(), wanted(collection_id)
    if extension == "geojson":
        found = json.loads(text)["features"]
    else:
        start = "\x1e" if extension == "geojsons" else ""
        lines = text.removesuffix("\n").split("\n") if text else []
        assert all(line.startswith(start) for line in lines)
        found = [json.loads(line.removeprefix(start)) for line in lines]
    assert found == list(features.values())
