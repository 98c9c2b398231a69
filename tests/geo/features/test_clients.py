"""What GIS programs make of it: GDAL's of the system and pyogrio's, against a real server."""

import json
import subprocess
import urllib.request

import pyogrio
import pytest


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.fixture(scope="module")
def landing(server):
    return f"OAPIF:{server}/api/"


def test_ogrinfo_lists_the_collections(landing):
    listed = run("ogrinfo", "-ro", "-q", landing)
    for name in ("villages", "river-segments", "stations", "deputies"):
        assert name in listed


def test_ogrinfo_counts_and_reads_chinese(landing):
    text = run("ogrinfo", "-ro", "-so", landing, "villages")
    assert "Feature Count: 50" in text
    assert "Geometry: " in text
    assert "population: Integer" in text
    features = run(
        "ogrinfo", "-ro", "-geom=NO", landing, "villages", "-where", "kind = 'community'"
    )
    assert features.count("OGRFeature(") == 25
    assert "永泰社区" in features


def test_ogr2ogr_copies_every_page(landing, tmp_path):
    target = tmp_path / "roads.geojson"
    run("ogr2ogr", str(target), landing, "roads", "-oo", "PAGE_SIZE=400")
    found = json.loads(target.read_text())["features"]
    codes = {feature["properties"]["code"] for feature in found}
    assert len(found) == len(codes) > 1000


def test_ogr2ogr_asks_for_a_box(landing, tmp_path):
    target = tmp_path / "villages.geojson"
    run("ogr2ogr", str(target), landing, "villages", "-spat", "118.82", "35.16", "118.85", "35.19")
    assert 0 < len(json.loads(target.read_text())["features"]) < 50


def test_pyogrio_reads_pages_with_types_and_chinese(landing):
    meta, _, geometry, values = pyogrio.raw.read(landing, layer="villages")
    columns = dict(zip(meta["fields"], values, strict=True))
    assert len(geometry) == 50
    assert meta["geometry_type"] == "MultiPolygon"
    assert "永泰社区" in set(columns["short_name"])
    assert set(columns["quality"]) == {"illustrative"}
    assert columns["population"].dtype.kind in "if"


def test_pyogrio_reads_a_whole_file(server):
    with urllib.request.urlopen(f"{server}/data/villages.geojson") as response:  # noqa: S310
        meta, _, geometry, values = pyogrio.raw.read(response.read())
    assert len(geometry) == 50
    assert "示意" in "".join(values[list(meta["fields"]).index("source")])
