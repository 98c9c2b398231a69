"""GeoPandas reads the files and the API: place, Chinese, types, systems."""

from urllib.parse import quote

import geopandas as gpd
import pandas as pd
import pytest

from tests.geo.features.clients.conftest import items

SOURCES = {
    "geojson": "{server}/data/{name}.geojson",
    "fgb": "{server}/data/{name}.fgb",
    "gpkg": "{server}/data/{name}.gpkg",
    "OAPIF": "OAPIF:{server}/api/",
}


@pytest.fixture(params=SOURCES)
def read(request, server):
    """Return a function that reads a collection by one of the ways."""

    def frame(name: str) -> gpd.GeoDataFrame:
        more = {"layer": name} if request.param == "OAPIF" else {}
        return gpd.read_file(SOURCES[request.param].format(server=server, name=name), **more)

    return frame


def test_villages_in_place_with_text_and_types(read, server):
    frame = read("villages")
    features = {one["properties"]["code"]: one for one in items(server, "villages")["features"]}
    assert set(frame["code"]) == set(features)
    known = {code: one["properties"]["name"] for code, one in features.items()}
    assert dict(zip(frame["code"], frame["name"], strict=True)) == known
    assert pd.api.types.is_integer_dtype(frame["population"])
    assert pd.api.types.is_float_dtype(frame["area_m2"])
    assert frame["population"].sum() == 160_000
    assert pd.api.types.is_datetime64_any_dtype(frame["valid_from"])
    assert frame.crs.is_geographic
    assert frame.to_crs(4549).area.sum() / 1e6 == pytest.approx(143, abs=0.02)
    assert frame.to_crs(4549).area.values == pytest.approx(frame["area_m2"].values, rel=1e-4)


def test_lines_measure_as_they_say(read):
    frame = read("river-segments")
    assert frame.to_crs(4549).length.values == pytest.approx(frame["length_m"].values, rel=1e-3)


def test_a_filter_and_a_day_in_the_address(server):
    condition = quote("population > 2000 AND name LIKE '%社区%'")
    frame = gpd.read_file(f"{server}/data/villages.geojson?filter={condition}")
    everything = gpd.read_file(f"{server}/data/villages.geojson")
    wanted = everything[(everything["population"] > 2000) & everything["name"].str.contains("社区")]
    assert set(frame["code"]) == set(wanted["code"]) != set()
    assert len(gpd.read_file(f"{server}/data/villages.geojson?date=2026-03-01")) == 50


@pytest.mark.parametrize("srid", [4490, 4549, 4528])
def test_a_file_in_a_system_of_china(server, srid):
    frame = gpd.read_file(f"{server}/data/villages.gpkg?crs=EPSG:{srid}")
    assert frame.crs.to_epsg() == srid
    plain = gpd.read_file(f"{server}/data/villages.gpkg").to_crs(srid)
    assert frame.total_bounds == pytest.approx(
        plain.total_bounds, abs=0.01 if srid > 4500 else 1e-6
    )
