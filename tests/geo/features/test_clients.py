"""What GIS programs make of it: GDAL's of the system and pyogrio's, against a real server."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from urllib.parse import unquote

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


WHERE = (
    "kind = 'community' AND (population > 3000 OR population IS NULL) AND name LIKE '%社区%' "
    "AND valid_from >= '2018/01/01' AND NOT code = '371327001007'"
)


def fetched(output: str) -> list[str]:
    """Return the pages with a filter that GDAL fetched, from what it logs of itself."""
    asked = re.findall(r"Fetch\(\S*?/items\?(\S+)\)", output)
    return [unquote(query) for query in asked if "filter=" in query]


def communities(server: str) -> set[str]:
    address = f"{server}/api/collections/villages/items?kind=community&limit=100"
    with urllib.request.urlopen(address) as response:  # noqa: S310
        found = [feature["properties"] for feature in json.load(response)["features"]]
    return {
        item["code"]
        for item in found
        if item["population"] > 3000 and "社区" in item["name"] and item["code"][-3:] != "007"
    }


def logged(*command: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"CPL_DEBUG": "ON"}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)


def test_ogrinfo_leaves_a_filter_to_the_service(landing, server):
    options = ("-ro", "-q", "-geom=NO", "-oo", "PAGE_SIZE=50")
    done = logged("ogrinfo", *options, landing, "villages", "-where", WHERE)
    found = set(re.findall(r"code \(String\) = (\d+)", done.stdout))
    assert found == communities(server) != set()
    pages = fetched(done.stdout + done.stderr)
    assert len(pages) == 1
    assert "population > 3000" in pages[0]
    assert "client side" not in done.stdout + done.stderr


def test_pyogrio_leaves_a_filter_to_the_service(landing, server):
    program = (
        "import pyogrio, sys; found = pyogrio.raw.read(sys.argv[1], layer='villages', "
        "where=sys.argv[2], columns=['code']); print('codes', *found[3][0])"
    )
    done = logged(sys.executable, "-c", program, landing, WHERE)
    told = re.search("^codes (.*)$", done.stdout, re.MULTILINE)
    assert told, done.stderr[-2000:]
    assert set(told[1].split()) == communities(server) != set()
    pages = fetched(done.stdout + done.stderr)
    assert len(pages) == 1
    assert "name LIKE '%社区%'" in pages[0]


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
