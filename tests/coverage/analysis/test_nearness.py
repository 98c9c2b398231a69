"""What lies near a point, beside shapely's own circles."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.nearness import nearest, overlaps, parts_within

METRES = st.integers(-500, 500).map(float)
POSITIONS = st.tuples(METRES, METRES)
LINES = (
    st.lists(POSITIONS, min_size=2, max_size=6)
    .filter(lambda positions: len(set(positions)) > 1)
    .map(shapely.LineString)
)


def test_a_line_through_the_circle():
    line = shapely.LineString([(0, 0), (100, 0)])
    assert parts_within(line, shapely.Point(50, 30), 50).tolist() == [[10, 90]]
    assert parts_within(line, shapely.Point(0, 0), 200).tolist() == [[0, 100]]


def test_a_bend_is_one_part_and_a_way_back_another():
    bend = shapely.LineString([(-100, 0), (0, 0), (0, 100)])
    assert parts_within(bend, shapely.Point(0, 0), 10).tolist() == [[90, 110]]
    there_and_back = shapely.LineString([(0, 0), (100, 0), (100, 50), (0, 50)])
    assert parts_within(there_and_back, shapely.Point(0, 25), 30).shape == (2, 2)


def test_what_only_touches_or_stays_outside_is_no_part():
    line = shapely.LineString([(0, 0), (100, 0)])
    assert parts_within(line, shapely.Point(50, 30), 30).tolist() == []
    assert parts_within(line, shapely.Point(50, 31), 30).tolist() == []


def test_a_position_twice_is_no_edge():
    line = shapely.LineString([(0, 0), (50, 0), (50, 0), (100, 0)])
    assert parts_within(line, shapely.Point(50, 0), 10).tolist() == [[40, 60]]


@given(LINES, POSITIONS, st.integers(5, 300))
def test_as_long_as_what_a_fine_circle_cuts_out(line, position, radius):
    point = shapely.Point(position)
    parts = parts_within(line, point, radius)
    assert (parts[:, 0] < parts[:, 1]).all()
    assert (np.diff(parts.reshape(-1)) >= 0).all()
    found = sum(last - first for first, last in parts)
    least = shapely.intersection(line, point.buffer(radius - 0.01, quad_segs=512)).length
    # A line that crosses itself is counted once by an intersection, so only the bounds hold.
    assert found >= least - 1e-6
    ends = [line.interpolate(along) for along in parts.reshape(-1)]
    assert all(end.distance(point) <= radius + 1e-6 for end in ends)


@pytest.mark.parametrize("radius", [0, -1, np.nan, np.inf])
def test_a_radius_is_above_nothing(radius):
    with pytest.raises(InvalidValueError, match="radius_m"):
        parts_within(shapely.LineString([(0, 0), (1, 0)]), shapely.Point(0, 0), radius)


def test_the_nearest_of_what_is_located():
    shapes = np.array([None, shapely.Point(9, 0), shapely.Point(5, 0)], dtype=object)
    assert nearest(shapes, shapely.Point(0, 0)) == (2, 5.0)
    assert nearest(np.array([None], dtype=object), shapely.Point(0, 0)) == (None, np.inf)
    assert nearest(np.empty(0, dtype=object), shapely.Point(0, 0)) == (None, np.inf)


def test_stretches_that_share_more_than_a_point():
    parts = np.array([[10.0, 20.0], [40.0, 50.0]])
    start, end = np.array([0.0, 15, 20, 45, 60]), np.array([10.0, 16, 40, 70, 70])
    assert overlaps(start, end, parts).tolist() == [False, True, False, True, False]
    assert overlaps(start, end, np.empty((0, 2))).tolist() == [False] * 5
