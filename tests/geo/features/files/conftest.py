"""Files as clients keep them, and what they should hold: the features of the API."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.crs import project
from geo.features.collections import find
from tests.geo.features.conftest import body

CENTIMETRE_M = 0.01


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Begin without a file that another test had written."""
    settings.FILES_ROOT = tmp_path / "kept"


@pytest.fixture
def save(client, tmp_path):
    """Return a function that keeps the file at an address and returns its path."""

    def saved(address: str) -> Path:
        response = client.get(address)
        assert response.status_code == 200, body(response)
        path = tmp_path / address.split("?")[0].rsplit("/", 1)[1]
        path.write_bytes(body(response))
        return path

    return saved


@pytest.fixture
def wanted(get):
    """Return a function that gives the features of a collection by their ids."""

    def features(name: str, query: str = "") -> dict[str, dict]:
        page = get(f"/api/collections/{name}/items?limit=5000&{query}")
        assert page["numberMatched"] == len(page["features"])
        return {feature["id"]: feature for feature in page["features"]}

    return features


def ogr(path: Path | str, *arguments: str) -> list[dict]:
    """Return the features that Debian's ogr2ogr reads, moved to EPSG:4326 by the file's own CRS."""
    program = shutil.which("ogr2ogr")
    command = [program, "-f", "GeoJSON", "-t_srs", "EPSG:4326", "-lco", "COORDINATE_PRECISION=9"]
    done = subprocess.run(
        [*command, "/vsistdout/", str(path), *arguments],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        # Its own data files, not those of the wheels that the service reads.
        env={"PATH": "/usr/bin:/bin"},
    )
    return json.loads(done.stdout)["features"]


def farthest_m(shapes, others) -> float:
    """Return how far apart two arrays of geometries in EPSG:4326 are at most; None only matches
    None."""
    shapes, others = np.array(shapes, dtype=object), np.array(others, dtype=object)
    missing = shapely.is_missing(shapes)
    assert (missing == shapely.is_missing(others)).all()
    metric = [project(found[~missing], 4549) for found in (shapes, others)]
    return float(max(shapely.hausdorff_distance(*metric), default=0.0))


def shape_of(feature: dict):
    """Return the geometry of a GeoJSON feature."""
    geometry = feature["geometry"]
    return None if geometry is None else shapely.from_geojson(json.dumps(geometry))


def text_of(value: object) -> str:
    """Return a value as a table writes it, whatever reader gave it."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, int | float | np.number):
        return f"{float(value):.2f}"
    # FlatGeobuf knows no dates, only moments.
    return str(value).replace("/", "-").removesuffix(" 00:00:00")


def same_values(collection_id: str, found: dict[str, dict], wanted: dict[str, dict]) -> None:
    """Check that rows by id hold the values of the features."""
    assert found.keys() == wanted.keys()
    names = [item.name for item in find(collection_id).properties]
    for identity, feature in wanted.items():
        row = {name: text_of(found[identity].get(name)) for name in names}
        assert row == {name: text_of(feature["properties"][name]) for name in names}
