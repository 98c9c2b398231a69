"""A filter that GDAL is given is the service's work: one page comes, seen at the server."""

import os
import re
import subprocess
import sys

import pytest

from tests.geo.features.clients.conftest import ask

WHERE = (
    "kind = 'community' AND (population > 3000 OR population IS NULL) AND name LIKE '%社区%' "
    "AND valid_from >= '2018/01/01' AND NOT code = '371327001007'"
)
READ = (
    "import pyogrio, sys; found = pyogrio.raw.read(sys.argv[1], layer='villages', "
    "where=sys.argv[2], columns=['code'], PAGE_SIZE=50); print('codes', *found[3][0])"
)


@pytest.fixture
def wanted(server) -> set[str]:
    """The communities that the filter means, chosen here out of all of them."""
    found = ask(server, "/api/collections/villages/items?kind=community&limit=100")["features"]
    chosen = {
        item["code"]
        for item in (feature["properties"] for feature in found)
        if item["population"] > 3000 and "社区" in item["name"] and item["code"][-3:] != "007"
    }
    assert 0 < len(chosen) < len(found)
    return chosen


def told(*command: str) -> str:
    """Return what a program says, what GDAL says of itself included."""
    environment = os.environ | {"CPL_DEBUG": "ON"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


def test_ogrinfo_leaves_a_filter_to_the_service(access_log, wanted):
    options = ("-ro", "-q", "-geom=NO", "-oo", "PAGE_SIZE=50")
    output = told("ogrinfo", *options, f"OAPIF:{access_log.url}/api/", "villages", "-where", WHERE)
    assert set(re.findall(r"code \(String\) = (\d+)", output)) == wanted
    (page,) = access_log.pages("villages", "filter=")
    assert "population > 3000" in page
    assert "client side" not in output


def test_pyogrio_leaves_a_filter_to_the_service(access_log, wanted):
    output = told(sys.executable, "-c", READ, f"OAPIF:{access_log.url}/api/", WHERE)
    codes = re.search("^codes (.*)$", output, re.MULTILINE)[1]
    assert set(codes.split()) == wanted
    (page,) = access_log.pages("villages", "filter=")
    assert "name LIKE '%社区%'" in page
    assert "client side" not in output
