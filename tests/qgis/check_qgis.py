"""Debian's QGIS reads the service, the GeoPackage and the projects, and draws them.

Only ``make test-qgis`` collects this file: QGIS is large, and nothing else needs it.
"""

import json
import subprocess
import urllib.request
import zipfile
from pathlib import Path

import pytest

LOOK = Path(__file__).with_name("look.py")
PNG = b"\x89PNG"
# The subdistrict's published limits, and the illustrative outline that touches them.
WEST, SOUTH, EAST, NORTH = 118.70, 35.10, 118.95, 35.27
GROUPS = {"zh": ["场所", "水系", "道路", "区划", "其他"], "en": ["Places", "Waters", "Roads"]}


@pytest.fixture
def look(tmp_path):
    """Return a function that shows something to QGIS and returns what it made of it."""

    def seen(*arguments: str) -> dict:
        picture = tmp_path / "picture.png"
        done = subprocess.run(
            ["/usr/bin/python3", str(LOOK), str(picture), *arguments],
            check=True,
            capture_output=True,
            text=True,
            timeout=300,
            # Its own data files, not those of the wheels that the service reads.
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(tmp_path),
                "XDG_RUNTIME_DIR": str(tmp_path),
                "QT_QPA_PLATFORM": "offscreen",
                "LANG": "C.UTF-8",
            },
        )
        found = json.loads(done.stdout.strip().splitlines()[-1])
        assert picture.read_bytes().startswith(PNG)
        assert found["errors"] == []
        assert found["colours"] > 20
        return found

    return seen


@pytest.fixture
def fetch(server, tmp_path):
    """Return a function that keeps a file of the service."""

    def fetched(path: str) -> Path:
        kept = tmp_path / path.split("?")[0].rsplit("/", 1)[1]
        with urllib.request.urlopen(f"{server}{path}") as response:  # noqa: S310
            kept.write_bytes(response.read())
        return kept

    return fetched


@pytest.fixture
def counts(server) -> dict[str, int]:
    """How many features each collection has, by its Chinese title."""
    with urllib.request.urlopen(f"{server}/api/collections") as response:  # noqa: S310
        listed = json.load(response)["collections"]
    found = {}
    for collection in listed:
        address = f"{server}/api/collections/{collection['id']}/items?limit=1"
        with urllib.request.urlopen(address) as response:  # noqa: S310
            found[collection["title"]] = json.load(response)["numberMatched"]
    return found


def check_layers(layers: list[dict], counts: dict[str, int]) -> None:
    """Check that all collections are there, valid, whole and in their place."""
    assert {layer["name"]: layer["count"] for layer in layers} == counts
    for layer in layers:
        assert layer["is_valid"], layer["name"]
        if layer["box"]:
            west, south, east, north = layer["box"]
            assert WEST < west <= east < EAST, layer["name"]
            assert SOUTH < south <= north < NORTH, layer["name"]
    villages = next(layer for layer in layers if layer["name"] == "村居")
    assert "永泰社区" in villages["text"]
    assert {"代码", "人口"} <= set(villages["titles"])
    ponds = next(layer for layer in layers if layer["name"] == "汪塘和水库")
    assert ponds["renderer"] == "categorizedSymbol"


def test_the_service_as_layers(look, server):
    source = f" url='{server}/api/' typename='{{}}' pagingEnabled='true'"
    seen = look("OAPIF", *(source.format(name) for name in ("villages", "river-segments", "roads")))
    villages, segments, roads = seen["layers"]
    assert [layer["is_valid"] for layer in seen["layers"]] == [True] * 3
    assert (villages["count"], segments["count"], roads["count"]) == (50, 43, 1483)
    assert "永泰社区" in villages["text"]
    assert villages["types"]["population"].lower().startswith("int")
    assert WEST < villages["box"][0] < villages["box"][2] < EAST


def test_the_project_on_the_service(look, fetch, counts):
    seen = look(str(fetch("/data/register.qgz")))
    assert (seen["is_read"], seen["crs"]) == (True, "EPSG:4549")
    assert seen["groups"] == GROUPS["zh"]
    assert {layer["provider"] for layer in seen["layers"]} == {"OAPIF"}
    check_layers(seen["layers"], counts)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:4549"])
def test_the_project_with_its_data(look, fetch, counts, tmp_path, crs):
    with zipfile.ZipFile(fetch(f"/data/register.zip?crs={crs}")) as archive:
        archive.extractall(tmp_path / "unpacked")
    seen = look(str(tmp_path / "unpacked" / "register.qgz"))
    assert (seen["is_read"], seen["crs"]) == (True, "EPSG:4549")
    assert {layer["crs"] for layer in seen["layers"] if layer["box"]} == {crs}
    check_layers(seen["layers"], counts)


def test_the_project_in_english(look, fetch):
    seen = look(str(fetch("/data/register.qgz?lang=en")))
    assert seen["groups"][:3] == GROUPS["en"]
    assert "Villages and communities" in {layer["name"] for layer in seen["layers"]}


def test_the_geopackage_brings_its_styles(look, fetch):
    path = fetch("/data/register.gpkg")
    names = ("villages", "ponds", "roads", "deputies")
    seen = look("ogr", *(f"{path}|layername={name}" for name in names))
    villages, ponds, roads, deputies = seen["layers"]
    assert [layer["count"] for layer in seen["layers"]] == [50, 60, 1483, 32]
    assert ponds["renderer"] == roads["renderer"] == "categorizedSymbol"
    assert {"代码", "人口"} <= set(villages["titles"])
    assert "示例代表01" in deputies["text"]
