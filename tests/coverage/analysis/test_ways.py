import numpy as np
import pytest
import shapely
from shapely import LineString

from coverage.analysis.errors import UnreachableError
from coverage.analysis.modes import MODES
from coverage.analysis.network import build_network
from coverage.analysis.shortest import times_between
from coverage.analysis.ways import shortest_ways

CAR = MODES["car"]


def test_follows_the_road_round_the_corner(corner):
    (way,) = shortest_ways(corner, corner.at([0], [300]), corner.at([1], [200]), CAR)
    line = LineString(way)
    assert line.length == pytest.approx(900)
    assert line.coords[0] == (300, 0)
    assert line.coords[-1] == (1000, 200)
    assert line.equals(LineString([(300, 0), (1000, 0), (1000, 200)]))


def test_stays_on_one_edge(corner):
    (way,) = shortest_ways(corner, corner.at([0], [700]), corner.at([0], [300]), CAR)
    assert way.tolist() == [[700, 0], [400, 0], [300, 0]]


def test_goes_round_against_a_one_way_road(one_way_ring):
    start, end = one_way_ring.at([0], [700]), one_way_ring.at([0], [300])
    (way,) = shortest_ways(one_way_ring, start, end, CAR)
    assert LineString(way).length == pytest.approx(3600)


def test_leaves_a_loop_by_the_shorter_side():
    loop = LineString([(0, 0), (300, 0), (300, 100), (0, 0)])
    network = build_network([loop, LineString([(0, 0), (-100, 0)])], [36, 36])
    (way,) = shortest_ways(network, network.at([0], [loop.length - 10]), network.at([1], [50]), CAR)
    assert LineString(way).length == pytest.approx(60)


@pytest.mark.parametrize("seed", range(4))
def test_ways_lie_on_roads_and_take_the_time_of_the_matrix(random_network, seed):
    network = random_network(seed)
    rng = np.random.default_rng(seed)
    edge = rng.integers(0, len(network.lines), (2, 30))
    starts, ends = (network.at(row, rng.random(30) * network.length_m[row]) for row in edge)
    seconds = np.diag(times_between(network, starts, ends, MODES["foot"]))
    kept = np.flatnonzero(np.isfinite(seconds))
    assert len(kept) > 10
    ways = shortest_ways(network, starts[kept], ends[kept], MODES["foot"])
    lengths = [np.hypot(*np.diff(way, axis=0).T).sum() for way in ways]
    # A walker has one speed, so that the time tells the length.
    np.testing.assert_allclose(lengths, seconds[kept] * 1.25, rtol=1e-9, atol=1e-6)
    roads = shapely.MultiLineString(list(network.lines))
    shapely.prepare(roads)
    assert all(shapely.dwithin(roads, shapely.points(way), 0.01).all() for way in ways)
    for places, at in ((starts, 0), (ends, -1)):
        line = network.lines[places.edge[kept]]
        wanted = shapely.get_coordinates(
            shapely.line_interpolate_point(line, places.offset_m[kept])
        )
        np.testing.assert_allclose([way[at] for way in ways], wanted, atol=1e-6)


def test_no_way_is_an_error():
    network = build_network([LineString([(0, 0), (9, 0)]), LineString([(0, 9), (9, 9)])], [36, 36])
    with pytest.raises(UnreachableError, match="edge 1"):
        shortest_ways(network, network.at([0], [5]), network.at([1], [5]), CAR)
