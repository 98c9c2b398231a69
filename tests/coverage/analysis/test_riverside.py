import numpy as np
import pytest
from shapely import LineString, Point

from coverage.analysis.errors import InvalidGeometryError, InvalidValueError
from coverage.analysis.riverside import SwathRule, prepare
from tests.coverage.analysis.walks import RIVER


def competing_m(*roads: LineString, **options) -> float:
    """Metres of the roads that compete with the river."""
    return float(prepare([RIVER], roads, **options).roads.pieces.length_m.sum())


def test_a_road_that_keeps_to_the_river_is_its_bank_path():
    assert competing_m(LineString([(0, 8), (1000, 8)])) == 0
    assert competing_m(LineString([(0, 20), (1000, 20)])) == pytest.approx(1000)


def test_a_bank_path_of_several_edges_is_one_path():
    edges = [LineString([(x, 6), (x + 40, 6)]) for x in range(0, 400, 40)]
    assert competing_m(*edges) == 0
    assert competing_m(*edges[:2]) == pytest.approx(80)


def test_a_road_that_crosses_competes_all_the_way():
    assert competing_m(LineString([(500, -50), (500, 50)])) == pytest.approx(100)


def test_a_road_that_comes_near_and_leaves_is_a_bank_path_only_where_it_is_near():
    road = LineString([(0, 40), (300, 5), (1200, 5), (1500, 40)])
    assert 300 < competing_m(road) < 600


def test_a_road_far_away_does_not_matter():
    assert competing_m(LineString([(0, 90), (2000, 90)])) == 0


def test_nothing_at_all():
    side = prepare([])
    assert (len(side), side.length_m.shape) == (0, (0,))


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: prepare([Point(0, 0)]), "segments[0]"),
        (lambda: prepare([RIVER], [None]), "roads[0]"),
        (lambda: prepare([RIVER], banks=["both"]), "banks[0]"),
        (lambda: prepare([RIVER], banks=[]), "banks"),
        (lambda: SwathRule(swath_m=-3), "swath_m"),
    ],
)
def test_wrong_input_is_named(make, named):
    with pytest.raises((InvalidGeometryError, InvalidValueError)) as caught:
        make()
    assert caught.value.parameter == named


def test_heights_are_ignored():
    flat, high = prepare([RIVER]), prepare([LineString([(0, 0, 7), (2000, 0, 9)])])
    assert np.array_equal(flat.rivers.pieces.ends, high.rivers.pieces.ends)
