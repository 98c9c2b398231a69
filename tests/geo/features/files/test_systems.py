"""Systems and datums of files: x first, declared in the file, within a centimetre."""

import csv
import io
import json

import numpy as np
import pyogrio
import pytest
import shapely

from geo.crs import project, shift
from geo.features.files.formats import FORMATS
from tests.geo.features.conftest import body
from tests.geo.features.files.conftest import CENTIMETRE_M, farthest_m, ogr, shape_of

pytestmark = pytest.mark.django_db
SRIDS = (4326, 4490, 4549, 4528)
DECLARING = ("gpkg", "fgb", "zip")
FIXED = [one.extension for one in FORMATS.values() if one.is_wgs84]
NAMES = {
    "EPSG:4549": 4549,
    "epsg:4490": 4490,
    "http://www.opengis.net/def/crs/EPSG/0/4528": 4528,
    "https://www.opengis.net/def/crs/EPSG/0/4549": 4549,
    "urn:ogc:def:crs:EPSG::4490": 4490,
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84": 4326,
}


def source(path, extension: str) -> str:
    return f"/vsizip/{path}" if extension == "zip" else str(path)


@pytest.mark.parametrize("srid", SRIDS)
@pytest.mark.parametrize("extension", DECLARING)
def test_a_file_names_its_system_and_lies_in_it(save, wanted, extension, srid):
    path = save(f"/data/villages.{extension}?crs=EPSG:{srid}")
    features = wanted("villages")
    meta, _, geometry, columns = pyogrio.raw.read(source(path, extension), layer="villages")
    ids = dict(zip(meta["fields"], columns, strict=True))["public_id"]
    stored = [shape_of(features[one]) for one in ids]
    expected = project(np.array(stored, dtype=object), srid)
    distance = shapely.hausdorff_distance(shapely.from_wkb(geometry), expected)
    assert distance.max() < (CENTIMETRE_M if srid in (4549, 4528) else 1e-7)
    # Debian's PROJ goes back by what the file itself says of its system.
    back = ogr(source(path, extension), "villages")
    places = {feature["properties"]["public_id"]: shape_of(feature) for feature in back}
    assert farthest_m([places[one] for one in ids], stored) < CENTIMETRE_M


@pytest.mark.parametrize(("name", "srid"), NAMES.items())
def test_a_system_has_several_names(save, name, srid):
    meta = pyogrio.read_info(save(f"/data/stations.fgb?crs={name}"))
    assert meta["crs"] == f"EPSG:{srid}"


def test_a_table_says_easting_and_northing(save, wanted):
    text = save("/data/stations.csv?crs=EPSG:4528").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    features = wanted("stations")
    assert len(rows) == 3
    for row in rows:
        point = project(shape_of(features[row["public_id"]]), 4528)
        assert float(row["easting"]) == pytest.approx(point.x, abs=CENTIMETRE_M)
        assert float(row["northing"]) == pytest.approx(point.y, abs=CENTIMETRE_M)
    chinese = save("/data/stations.csv?crs=EPSG:4549&lang=zh").read_text("utf-8-sig")
    assert chinese.splitlines()[0].endswith("东坐标（米）,北坐标（米）")


@pytest.mark.parametrize("extension", FIXED)
def test_a_format_that_is_always_wgs_84_says_which_are_not(get, extension):
    problem = get(f"/data/stations.{extension}?crs=EPSG:4490", status=400)
    assert (problem["parameter"], problem["value"]) == ("crs", "EPSG:4490")
    for usable in (*DECLARING, "csv", "xlsx"):
        assert usable in problem["detail"]
    assert get("/data/stations.geojson?crs=EPSG:4326")["features"]


@pytest.mark.parametrize("extension", [one for one in FORMATS if one != "xlsx"])
def test_a_shifted_file_says_so(client, tmp_path, wanted, extension):
    response = client.get(f"/data/stations.{extension}?datum=gcj02")
    assert response["Content-Datum"] == "gcj02"
    assert "_GCJ02." in response["Content-Disposition"]
    path = tmp_path / f"stations.{extension}"
    path.write_bytes(body(response))
    moved = {}
    for identity, feature in wanted("stations").items():
        (lon, lat), *_ = shift(np.array([feature["geometry"]["coordinates"]]), "wgs84", "gcj02")
        moved[identity] = (lon, lat)
    # FlatGeobuf is in the order of its spatial index.
    for found, expected in zip(
        sorted(points(path, extension)), sorted(moved.values()), strict=True
    ):
        assert found == pytest.approx(expected, abs=1e-7)
    if extension in ("gpkg", "fgb"):
        assert "GCJ-02" in pyogrio.read_info(path, layer="stations")["crs"]
    elif extension in ("kml", "gpx"):
        assert "GCJ-02 (shifted, not WGS 84)" in path.read_text()
    elif extension == "geojson":
        assert json.loads(path.read_text())["datum"] == "gcj02"


def points(path, extension: str) -> list[tuple[float, float]]:
    """Return the coordinates of a file as they are written."""
    if extension == "csv":
        rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
        return [(float(row["lon"]), float(row["lat"])) for row in rows]
    if extension.startswith("geojson"):
        text = path.read_text().replace("\x1e", "")
        found = json.loads(text)["features"] if extension == "geojson" else None
        found = found or [json.loads(line) for line in text.strip().split("\n")]
        return [tuple(one["geometry"]["coordinates"]) for one in found]
    named = {"gpkg": "stations", "gpx": "waypoints"}
    geometry = pyogrio.raw.read(source(path, extension), layer=named.get(extension, 0))[2]
    return [(one.x, one.y) for one in shapely.from_wkb(geometry)]
