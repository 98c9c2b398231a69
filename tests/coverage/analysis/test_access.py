import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from coverage.analysis.access import StationTimes, StraightTimes, station_times
from coverage.analysis.errors import InvalidValueError, NoStationsError
from coverage.analysis.modes import MODES, WALK_MS
from coverage.analysis.network import build_network
from coverage.analysis.shortest import node_times, times_between, times_from_nodes

ROAD = LineString([(0, 0), (3000, 0)])
EBIKE_MS = 20 / 3.6


def test_on_the_road_at_its_exact_point(corner):
    times = StationTimes(corner, [(0, 0)], "car").at([(0, 0), (123.4, 0), (1000, 0), (1000, 50)])
    assert times[0] == pytest.approx([0, 12.34, 100, 105])


def test_off_the_road_the_walk_meets_it_at_the_critical_angle():
    network = build_network([ROAD], [60])
    walk_m = 200.0
    (seconds,) = StationTimes(network, [(0, 0)], "ebike").at([(2000, walk_m)])
    sine = WALK_MS / EBIKE_MS
    wanted = 2000 / EBIKE_MS + walk_m * np.sqrt(1 - sine**2) / WALK_MS
    assert seconds == pytest.approx([wanted])
    assert wanted < 2000 / EBIKE_MS + walk_m / WALK_MS


def test_beside_the_station_the_straight_walk_is_quickest():
    network = build_network([ROAD], [60])
    (seconds,) = StationTimes(network, [(1500, 0)], "ebike").at([(1510, 100)])
    assert seconds == pytest.approx([np.hypot(10, 100) / WALK_MS])


def test_a_faster_road_further_away_is_taken():
    slow = LineString([(0, 0), (0, 100), (3000, 100)])
    network = build_network([slow, ROAD], [5, 60])
    (seconds,) = StationTimes(network, [(0, 0)], "car").at([(3000, 100)])
    assert seconds == pytest.approx([180 + 100 * np.sqrt(1 - (4.5 / 60) ** 2) / WALK_MS])


def test_nobody_walks_further_than_allowed_to_choose_a_road():
    slow = LineString([(0, 0), (0, 100), (3000, 100)])
    network = build_network([slow, ROAD], [5, 60])
    (seconds,) = StationTimes(network, [(0, 0)], "car", walk_m=99).at([(3000, 100)])
    assert seconds == pytest.approx([3100 / (5 / 3.6)])


def test_from_afar_the_nearest_road_point_is_taken():
    network = build_network([ROAD], [60])
    (seconds,) = StationTimes(network, [(0, 0)], "ebike").at([(2000, 900), (3400, 300)])
    assert seconds == pytest.approx([2000 / EBIKE_MS + 720, 3000 / EBIKE_MS + 400])


def test_station_off_the_road_is_entered_from_the_nearest_point():
    network = build_network([ROAD], [60])
    (seconds,) = StationTimes(network, [(1000, 50)], "ebike").at([(2000, 0), (1000, 0)])
    assert seconds == pytest.approx([1000 / EBIKE_MS + 40, 40])


def test_one_way_roads_are_left_forwards(one_way_ring):
    times = StationTimes(one_way_ring, [(0, 0)], "car", walk_m=0)
    assert times.at([(500, 0), (0, 500)])[0] == pytest.approx([350, 50])
    # From beside the first point of the side one walks to that node, which is the station.
    assert times.at([(0, -50)])[0] == pytest.approx([40])


def test_walkers_ignore_one_way(one_way_ring):
    times = StationTimes(one_way_ring, [(0, 0)], "foot")
    assert times.at([(500, 0), (0, 500)])[0] == pytest.approx([400, 400])


def test_no_way_takes_for_ever():
    network = build_network([ROAD, LineString([(0, 5000), (3000, 5000)])], [60, 60])
    times = StationTimes(network, [(0, 0), (0, 5000)], "car").at([(10, 0)])
    assert times[0, 0] == pytest.approx(0.6)
    assert np.isinf(times[1, 0])


def test_no_points_give_no_times(corner):
    assert StationTimes(corner, [(0, 0), (1, 1)]).at([]).shape == (2, 0)
    assert StraightTimes([(0, 0), (1, 1)]).at([]).shape == (2, 0)


def test_roads_with_repeated_vertices_do_no_harm():
    network = build_network([LineString([(0, 0), (500, 0), (500, 0), (1000, 0)])], [36])
    assert StationTimes(network, [(0, 0)], "car").at([(750, 0)])[0] == pytest.approx([75])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(2))
def test_is_the_minimum_over_all_road_points(random_network, seed, mode):
    network = random_network(seed)
    rng = np.random.default_rng(seed)
    stations = rng.uniform(500, 4500, (3, 2))
    places = rng.uniform(0, 5000, (60, 2))
    times = StationTimes(network, stations, mode).at(places)
    nearest = network.locate(places)
    assert (nearest.access_m > 300).any()
    # The same by trial: every metre of the roads within reach, the nearest point of all, and
    # the walk to the station.
    xy, on_road = _every_metre(network, stations, MODES[mode])
    at_nearest = _times_to(network, stations, nearest, MODES[mode])
    for row, place in enumerate(places):
        away_m = np.hypot(*(xy - place).T)
        tried = (away_m / WALK_MS + on_road)[:, away_m <= 300].min(axis=1, initial=np.inf)
        tried = np.minimum(tried, at_nearest[:, row])
        direct_m = np.hypot(*(stations - place).T)
        walkable = direct_m <= max(300, nearest.access_m[row])
        tried = np.minimum(tried, np.where(walkable, direct_m / WALK_MS, np.inf))
        assert (times[:, row] <= tried + 1e-6).all()
        # A metre off the best point costs less than the walk of that metre.
        np.testing.assert_allclose(times[:, row], tried, atol=1 / WALK_MS)


def _times_to(network, stations, spots, mode):
    """Seconds from positions to the stations, the walk to these positions included."""
    located = network.locate(stations)
    at_nodes = node_times(network, located, mode)
    return times_from_nodes(network, at_nodes, located, spots, mode, towards=True)


def _every_metre(network, stations, mode):
    """Points a metre apart on all roads, and their times to the stations."""
    steps = [np.append(np.arange(0, length, 1.0), length) for length in network.length_m]
    edge = np.repeat(np.arange(len(steps)), [len(step) for step in steps])
    spots = network.at(edge, np.concatenate(steps))
    xy = shapely.line_interpolate_point(network.lines[edge], spots.offset_m)
    return shapely.get_coordinates(xy), _times_to(network, stations, spots, mode)


@pytest.mark.parametrize("mode", MODES)
def test_without_choice_times_on_roads_are_those_of_the_network(random_network, mode):
    network = random_network(5)
    rng = np.random.default_rng(5)
    edge = rng.integers(0, len(network.lines), 80)
    spots = network.at(edge, rng.random(80) * network.length_m[edge])
    xy = shapely.get_coordinates(
        shapely.line_interpolate_point(network.lines[edge], spots.offset_m)
    )
    stations = xy[:4]
    # Roads that cross without meeting are left out of the comparison: a walker may change there.
    clear = shapely.dwithin(network.lines[:, None], shapely.points(xy), 0.01).sum(axis=0) == 1
    clear[:4] = False
    times = StationTimes(network, stations, mode, walk_m=0).at(xy[clear])
    wanted = times_between(network, spots[clear], spots[:4], MODES[mode]).T
    np.testing.assert_allclose(times, wanted, rtol=1e-6, atol=1e-4)


COORDINATES = st.tuples(st.floats(-500, 5500), st.floats(-500, 5500))


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 5),
    stations=st.lists(COORDINATES, min_size=1, max_size=4),
    more=COORDINATES,
    data=st.data(),
)
def test_more_stations_never_take_longer_and_order_does_not_matter(
    random_network, seed, stations, more, data
):
    network = random_network(seed)
    places = np.random.default_rng(seed).uniform(0, 5000, (50, 2))
    few = StationTimes(network, stations).at(places).min(axis=0)
    many = StationTimes(network, [*stations, more]).at(places).min(axis=0)
    assert (many <= few * (1 + 1e-9) + 1e-9).all()
    order = data.draw(st.permutations(range(len(stations))))
    shuffled = StationTimes(network, [stations[row] for row in order]).at(places)
    np.testing.assert_allclose(shuffled, StationTimes(network, stations).at(places)[order])


def test_order_of_roads_does_not_matter(random_network):
    network = random_network(4)
    order = np.random.default_rng(0).permutation(len(network.lines))
    other = build_network(network.lines[order], network.speed_kmh[order], network.oneway[order])
    places = np.random.default_rng(1).uniform(-500, 5500, (200, 2))
    times = [StationTimes(n, [(2500, 2500)], "car").at(places) for n in (network, other)]
    np.testing.assert_allclose(*times, rtol=1e-9)


def test_without_a_network_lines_are_straight_and_the_answer_says_so():
    times = station_times(None, [(0, 0)], "ebike", detour_factor=1.5)
    assert times.method == "straight_line"
    assert times.at([(3000, 4000)])[0] == pytest.approx([5000 * 1.5 / EBIKE_MS])


def test_with_a_network_the_answer_says_so(corner):
    assert station_times(corner, [(0, 0)]).method == "network"


@pytest.mark.parametrize(
    ("arguments", "error", "named"),
    [
        ({"stations": []}, NoStationsError, "stations"),
        ({"stations": [(0, np.inf)]}, InvalidValueError, "stations[0]"),
        ({"mode": "horse"}, InvalidValueError, "mode"),
        ({"walk_m": -1}, InvalidValueError, "walk_m[0]"),
    ],
)
def test_wrong_parameters_are_named(corner, arguments, error, named):
    with pytest.raises(error) as caught:
        station_times(corner, **{"stations": [(0, 0)], **arguments})
    assert caught.value.parameter == named


@pytest.mark.parametrize("factor", [0, -1, np.nan, np.inf])
def test_wrong_detour_factor_is_named(factor):
    with pytest.raises(InvalidValueError, match="detour_factor"):
        station_times(None, [(0, 0)], detour_factor=factor)
