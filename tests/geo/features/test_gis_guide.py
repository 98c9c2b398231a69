"""Every line of the guide for GIS programs runs against a real server."""

import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.geo.features.clients.conftest import ask

GUIDE = (Path(__file__).parents[3] / "docs" / "gis.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"HOST(/[^\s\"'`)]*)")
BLOCKS = BLOCK.findall(GUIDE)
SHELL = [code for language, code in BLOCKS if language == "sh"]
PYTHON = [code for language, code in BLOCKS if language == "python"]


def done(command: list[str], folder: Path) -> str:
    """Return what a program prints, run in a folder of its own."""
    found = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=folder)
    assert found.returncode == 0, found.stdout[-1000:] + found.stderr[-3000:]
    assert "ERROR" not in found.stderr, found.stderr
    return found.stdout


def test_the_guide_has_what_is_run_here():
    assert (len(SHELL), len(PYTHON)) == (1, 2)
    assert {language for language, _ in BLOCKS} == {"sh", "python", "js"}


def test_gdal(server, tmp_path):
    lines = [line.replace("HOST", server) for line in SHELL[0].splitlines() if line]
    told = [done(["bash", "-euc", line], tmp_path) for line in lines]
    assert "Feature Count: 50" in told[0]
    assert "Feature Count: 25" in told[2]
    assert {path.name for path in tmp_path.iterdir()} == {
        "villages.gpkg",
        "segments.csv",
        "villages.fgb",
    }
    assert "Feature Count: 50" in done(["ogrinfo", "-so", "villages.gpkg", "villages"], tmp_path)
    assert 'ID["EPSG",4490]' in done(["ogrinfo", "-so", "-al", "villages.fgb"], tmp_path)
    first = (tmp_path / "segments.csv").read_text("utf-8").splitlines()[1]
    easting = float(re.search(r"LINESTRING \((\d+)", first)[1])
    assert 300_000 < easting < 500_000


def checked(server: str, code: str, check: str, folder: Path) -> str:
    """Run a block of Python and then a check of the names it made."""
    return done([sys.executable, "-c", code.replace("HOST", server) + check], folder)


def test_geopandas(server, tmp_path):
    area = "round(villages.to_crs(4549).area.sum() / 1e6)"
    check = f"\nprint(len(villages), {area}, len(dense), len(once))"
    told = checked(server, PYTHON[0], check, tmp_path)
    dense = ask(server, "/api/collections/villages/items?limit=1&filter=population > 2000")
    assert told.split() == ["50", "143", str(dense["numberMatched"]), "50"]
    assert 0 < dense["numberMatched"] < 50


def test_owslib(server, tmp_path):
    told = checked(server, PYTHON[1], "", tmp_path)
    assert "river-segments" in told
    assert told.splitlines()[-1].startswith("25 ")


def addresses() -> set[str]:
    """Return the addresses of the page, those in blocks and those in the text."""
    return {found.rstrip(".,;") for found in ADDRESS.findall(GUIDE)}


@pytest.mark.parametrize("path", sorted(addresses()))
def test_every_address_exists(server, path):
    """What the page names is there: for browsers too, whose programs are not run here."""
    tile = {"{z}": "12", "{x}": "3399", "{y}": "1618"}
    for mark, number in tile.items():
        path = path.replace(mark, number)
    try:
        address = server + urllib.parse.quote(path, safe="/?&=:%")
        urllib.request.urlopen(address, timeout=60).close()  # noqa: S310
    except urllib.error.HTTPError as error:
        pytest.fail(f"{path}: {error.code}")
