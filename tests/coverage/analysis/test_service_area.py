import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import LineString, Polygon, box
from shapely.geometry import shape

from coverage.analysis.access import StationTimes, StraightTimes, station_times
from coverage.analysis.errors import InvalidGeometryError, InvalidValueError
from coverage.analysis.network import build_network
from coverage.analysis.service_area import service_areas

DATA = Path(__file__).parents[3] / "fixtures" / "data"
SQUARE = box(0, 0, 5000, 5000)


def test_without_roads_the_area_is_a_disc():
    times = StraightTimes([(2500, 2500)], "foot", detour_factor=1.25)
    areas = service_areas(times, SQUARE, [1500])
    radius_m = 1500 * 1.25 / 1.25
    assert areas.reached[0].area == pytest.approx(np.pi * radius_m**2, rel=1e-3)
    assert (areas.method, areas.mode, areas.thresholds_s) == ("straight_line", "foot", (1500.0,))


def test_along_a_road_the_area_reaches_as_far_as_one_travels():
    network = build_network([LineString([(0, 2500), (5000, 2500)])], [36])
    areas = service_areas(StationTimes(network, [(1000, 2500)], "car"), SQUARE, [200])
    reached = areas.reached[0]
    assert reached.bounds[0] == 0
    assert reached.bounds[2] == pytest.approx(3000, abs=25)
    # Beside the road the walk of 150 m takes 120 s and leaves 80 s for the road.
    assert reached.covers(shapely.Point(1000, 2500 + 150))
    assert not reached.covers(shapely.Point(2900, 2500 + 150))


def test_boundary_with_a_hole_cuts_the_area():
    ring = Polygon(SQUARE.exterior, [box(2000, 2000, 3000, 3000).exterior])
    areas = service_areas(StraightTimes([(2500, 2500)], "foot"), ring, [10_000])
    assert areas.reached[0].area == pytest.approx(ring.area)
    assert shapely.equals(areas.reached[0], ring)


def test_station_far_outside_reaches_nothing():
    areas = service_areas(StraightTimes([(90_000, 0)], "foot"), SQUARE, [900])
    assert areas.reached[0].is_empty
    assert areas.reached[0].geom_type == "MultiPolygon"
    assert areas.bands()[0].is_empty


def test_parts_of_a_boundary_are_both_covered():
    parts = shapely.MultiPolygon([box(0, 0, 900, 900), box(2000, 0, 2900, 900)])
    areas = service_areas(StraightTimes([(1500, 450)], "car"), parts, [3600])
    assert areas.reached[0].area == pytest.approx(parts.area)


def test_unreachable_parts_of_a_network_stay_out():
    network = build_network(
        [LineString([(0, 500), (5000, 500)]), LineString([(0, 4500), (5000, 4500)])], [36, 36]
    )
    reached = service_areas(StationTimes(network, [(0, 500)], "car"), SQUARE, [3600]).reached[0]
    assert reached.covers(shapely.Point(4900, 500))
    assert not reached.intersects(box(0, 4000, 5000, 5000))


def test_bands_are_apart_and_make_up_the_last_area(random_network):
    times = StationTimes(random_network(1), [(1000, 1000), (4000, 3000)])
    areas = service_areas(times, SQUARE, [300, 600, 900])
    bands = areas.bands()
    assert sum(band.area for band in bands) == pytest.approx(areas.reached[-1].area, abs=1)
    for first in range(3):
        for second in range(first):
            assert shapely.intersection(bands[first], bands[second]).area < 1e-3


@settings(deadline=None, max_examples=15)
@given(
    seed=st.integers(0, 20),
    limit_s=st.floats(20, 900),
    walk_m=st.sampled_from([0.0, 50.0, 300.0]),
    mode=st.sampled_from(["foot", "ebike", "car"]),
)
def test_outside_its_window_a_station_is_not_reached(random_network, seed, limit_s, walk_m, mode):
    stations = [(1000, 1000), (4000, 3000), (9000, -2000)]
    times = StationTimes(random_network(seed), stations, mode, walk_m)
    points = np.random.default_rng(seed).uniform(-2000, 7000, (3000, 2))
    exact = times.at(points)
    for row, window in enumerate(times.windows(limit_s)):
        inside = ((points >= window[:2]) & (points <= window[2:])).all(axis=1)
        assert (exact[row, ~inside] > limit_s - 1e-3).all()
        part = times.near(window, limit_s, np.array([row])).at(points[inside])[0]
        whole = exact[row, inside]
        assert (part[whole > limit_s] > limit_s - 1e-3).all()
        within = whole <= limit_s
        np.testing.assert_allclose(part[within], whole[within], rtol=1e-6)


def test_stations_far_apart_have_the_areas_they_have_alone():
    roads = [LineString([(x - 900, 500), (x, 520), (x + 900, 500)]) for x in (1000, 41_000)]
    network = build_network(roads, [30, 30])
    boundary = box(0, 0, 42_000, 1000)
    stations = [(1000, 600), (41_000, 600)]
    together = service_areas(StationTimes(network, stations), boundary, [120, 240])
    for row, xy in enumerate(stations):
        alone = service_areas(StationTimes(network, [xy]), boundary, [120, 240])
        assert shapely.equals(together.by_station[row], alone.by_station[0]).all()
        assert (shapely.area(alone.reached) > 50_000).all()


def test_reached_is_the_union_of_the_stations(random_network):
    times = StationTimes(random_network(1), [(1000, 1000), (4000, 3000)])
    areas = service_areas(times, SQUARE, [300, 600])
    assert areas.by_station.shape == (2, 2)
    union = shapely.union_all(areas.by_station, axis=0)
    assert shapely.area(shapely.symmetric_difference(union, areas.reached)).max() < 1e-3


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 20), first_s=st.floats(30, 600), more_s=st.floats(1, 900))
def test_more_time_reaches_more_and_all_is_valid(random_network, seed, first_s, more_s):
    times = StationTimes(random_network(seed), [(2500, 2500)])
    short, long = service_areas(times, SQUARE, [first_s, first_s + more_s], cell_m=100).reached
    assert short.is_valid
    assert long.is_valid
    assert shapely.difference(short, long).area < 1e-3
    assert 0 <= short.area <= long.area <= SQUARE.area


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 20), more=st.tuples(st.floats(0, 5000), st.floats(0, 5000)))
def test_one_more_station_reaches_more(random_network, seed, more):
    network = random_network(seed)
    few, many = (
        service_areas(StationTimes(network, xy), SQUARE, [600], cell_m=100).reached[0]
        for xy in ([(2500, 2500)], [(2500, 2500), more])
    )
    # The raster of the second is finer near the new station; cells of 100 m tell that apart.
    assert shapely.difference(few, many).area < 0.005 * SQUARE.area


@pytest.fixture(scope="module")
def reference():
    """Roads, stations and outline of the reference data, in metres of EPSG:4549."""
    to_metres = Transformer.from_crs(4326, 4549, always_xy=True)

    def load(name):
        features = json.loads((DATA / f"{name}.geojson").read_text("utf-8"))["features"]
        located = [feature for feature in features if feature["geometry"]]
        geometries = np.array([shape(feature["geometry"]) for feature in located], dtype=object)
        metres = shapely.transform(geometries, to_metres.transform, interleaved=False)
        return metres, [feature["properties"] for feature in located]

    roads, facts = load("roads")
    used = [row for row, fact in enumerate(facts) if fact["speed_kmh"]]
    network = build_network(
        roads[used],
        [facts[row]["speed_kmh"] for row in used],
        [facts[row]["is_one_way"] for row in used],
    )
    stations = shapely.get_coordinates(load("stations")[0])
    return network, stations, shapely.union_all(load("villages")[0])


@pytest.mark.parametrize(("mode", "limit_s"), [("ebike", 900), ("foot", 2700)])
def test_at_most_one_per_cent_is_misjudged(reference, mode, limit_s):
    network, stations, boundary = reference
    times = station_times(network, stations, mode)
    reached = service_areas(times, boundary, [limit_s]).reached[0]
    rng = np.random.default_rng(2018)
    west, south, east, north = boundary.bounds
    points = rng.uniform((west, south), (east, north), (60_000, 2))
    shapely.prepare(boundary)
    points = points[shapely.contains_xy(boundary, points)][:20_000]
    assert len(points) == 20_000
    shapely.prepare(reached)
    judged = shapely.contains_xy(reached, points)
    exact = (times.at(points) <= limit_s).any(axis=0)
    wrong = (judged != exact).mean()
    assert wrong < 0.01
    # Also against the area reached alone, which is smaller than the whole.
    assert wrong < 0.01 * exact.mean()
    assert judged.mean() == pytest.approx(reached.area / boundary.area, abs=0.015)


@pytest.mark.parametrize("thresholds", [[], [0], [-5, 10], [600, 300], [300, 300], [np.nan]])
def test_wrong_thresholds_are_named(thresholds):
    with pytest.raises(InvalidValueError, match="thresholds_s"):
        service_areas(StraightTimes([(0, 0)]), SQUARE, thresholds)


@pytest.mark.parametrize("cell_m", [0, -50, np.nan])
def test_wrong_cells_are_named(cell_m):
    with pytest.raises(InvalidValueError, match="cell_m"):
        service_areas(StraightTimes([(0, 0)]), SQUARE, [900], cell_m)


@pytest.mark.parametrize(
    ("boundary", "said"),
    [
        (None, "None"),
        (Polygon(), "empty"),
        (LineString([(0, 0), (1, 1)]), "LineString"),
        (Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "Self-intersection"),
    ],
)
def test_wrong_boundaries_are_named(boundary, said):
    with pytest.raises(InvalidGeometryError, match=f"boundary: .*{said}"):
        service_areas(StraightTimes([(0, 0)]), boundary, [900])
