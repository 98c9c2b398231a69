import numpy as np
import pytest
from shapely import LineString, Point

from coverage.analysis.errors import EmptyNetworkError, InvalidGeometryError, InvalidValueError
from coverage.analysis.modes import MODES, mode_named
from coverage.analysis.network import build_network

EAST = LineString([(0, 0), (100, 0)])


def test_ends_within_a_centimetre_grid_are_one_node():
    network = build_network([EAST, LineString([(100.003, 0.002), (100, 50)])], [30, 30])
    assert network.node_count == 3
    assert network.head[0] == network.tail[1]


def test_ends_further_apart_are_two_nodes():
    assert build_network([EAST, LineString([(100.03, 0), (100, 50)])], [30, 30]).node_count == 4


def test_a_bridge_does_not_join_what_it_crosses():
    assert build_network([EAST, LineString([(50, -50), (50, 50)])], [30, 30]).node_count == 4


def test_third_dimension_is_left_out():
    network = build_network([LineString([(0, 0, 5), (30, 40, 500)])], [30])
    assert network.length_m.tolist() == [50]


def test_locates_at_the_exact_position_along_the_edge(corner):
    found = corner.locate([(250, 30), (1010, 120), (-3, -4)])
    assert found.edge.tolist() == [0, 1, 0]
    assert found.offset_m.tolist() == [250, 120, 0]
    assert found.access_m.tolist() == [30, 10, 5]


def test_on_a_node_the_first_edge_is_taken(corner):
    found = corner.locate([(1000, 0)])
    assert (found.edge.tolist(), found.offset_m.tolist()) == ([0], [1000])


def test_position_beside_an_end_is_the_end(corner):
    found = corner.locate([(999.995, 0), (0.004, 0), (0.02, 0)])
    assert found.offset_m.tolist() == [1000, 0, pytest.approx(0.02)]


def test_locating_nothing_gives_nothing(corner):
    assert len(corner.locate([])) == 0


def test_speeds_by_mode():
    class_kmh = np.array([10.0, 60.0])
    speeds = {name: (mode.speed_ms(class_kmh) * 3.6).tolist() for name, mode in MODES.items()}
    assert speeds == {
        "foot": pytest.approx([4.5, 4.5]),
        "ebike": pytest.approx([10, 20]),
        "car": pytest.approx([10, 60]),
    }


def test_walkers_may_go_against_a_one_way_road(one_way_ring):
    place = one_way_ring.at([0], [300])
    to_tail, to_head = one_way_ring.ways_out(place, MODES["car"])
    assert (to_tail[0], to_head[0]) == (np.inf, 70)
    to_tail, _ = one_way_ring.ways_out(place, MODES["foot"])
    assert to_tail[0] == pytest.approx(300 / 1.25)


def test_a_place_on_the_first_point_of_a_one_way_road_is_its_node(one_way_ring):
    to_tail, _ = one_way_ring.ways_out(one_way_ring.at([0], [0]), MODES["car"])
    assert to_tail.tolist() == [0]


def test_no_edges_are_an_error():
    with pytest.raises(EmptyNetworkError):
        build_network([], [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Point(0, 0), "Point"),
        (LineString(), "empty"),
        (LineString([(0, 0), (0, 0)]), "not valid"),
        (LineString([(0, 0), (np.inf, 0)]), "not valid"),
        (None, "None"),
        ("road", "road"),
    ],
)
def test_a_row_that_is_no_line_is_named(line, said):
    with pytest.raises(InvalidGeometryError, match=said) as caught:
        build_network([EAST, line], [30, 30])
    assert caught.value.parameter == "lines[1]"


@pytest.mark.parametrize("speed", [0, -5, np.nan, np.inf])
def test_a_speed_that_is_none_is_named(speed):
    with pytest.raises(InvalidValueError) as caught:
        build_network([EAST, EAST], [30, speed])
    assert caught.value.parameter == "speed_kmh[1]"


def test_columns_of_different_lengths_are_named():
    with pytest.raises(InvalidValueError, match="speed_kmh"):
        build_network([EAST], [30, 30])
    with pytest.raises(InvalidValueError, match="oneway"):
        build_network([EAST], [30], [True, False])


@pytest.mark.parametrize(
    ("edge", "offset", "named"),
    [(5, 0, "edge"), (-1, 0, "edge"), (0, 2000, "offset_m"), (0, -1, "offset_m[0]")],
)
def test_positions_off_the_network_are_named(corner, edge, offset, named):
    with pytest.raises(InvalidValueError) as caught:
        corner.at([edge], [offset])
    assert caught.value.parameter == named


@pytest.mark.parametrize("xy", [[(0, np.nan)], [(0, 0, 0)], [0, 0]])
def test_coordinates_that_are_none_are_named(corner, xy):
    with pytest.raises(InvalidValueError, match="xy"):
        corner.locate(xy)


def test_unknown_mode_lists_the_known():
    with pytest.raises(InvalidValueError, match="foot or ebike or car"):
        mode_named("horse")
