import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from coverage.analysis.line_index import build_index, cut, nearest
from tests.coverage.analysis.strategies import metres

PLACES = st.tuples(metres(-300, 300), metres(-300, 300))
LINES = st.lists(PLACES, min_size=2, max_size=5, unique=True).map(LineString)


def test_pieces_make_up_the_lines():
    lines = np.array([LineString([(0, 0), (45, 0), (45, 9)]), LineString([(5, 5), (5, 6)])])
    pieces = cut(lines)
    assert pieces.line.tolist() == [0, 0, 0, 0, 1]
    assert pieces.start_m.tolist() == [0, 15, 30, 45, 0]
    assert pieces.length_m.tolist() == [15, 15, 15, 9, 1]


def test_no_lines_and_no_places():
    empty = build_index(cut(np.empty(0, dtype=object)), 30)
    assert nearest(empty, np.zeros((2, 2)), 3).line.tolist() == [[-1] * 3] * 2
    index = build_index(cut(np.array([LineString([(0, 0), (9, 0)])])), 30)
    assert nearest(index, np.empty((0, 2)), 1).distance_m.shape == (0, 1)


def test_left_of_the_line_is_positive():
    index = build_index(cut(np.array([LineString([(0, 0), (100, 0)])])), 30)
    found = nearest(index, np.array([(50.0, 8.0), (50.0, -8.0)]), 1)
    assert found.aside_m[:, 0].tolist() == [8, -8]
    assert found.direction[0, 0].tolist() == [1, 0]


@given(st.lists(LINES, min_size=1, max_size=8), st.lists(PLACES, min_size=1, max_size=20))
def test_distances_are_those_of_geos(lines, places):
    found = nearest(build_index(cut(np.array(lines)), 60), np.array(places, dtype=float), 3)
    for row, place in enumerate(places):
        all_m = shapely.distance(np.array(lines), Point(place))
        near = np.sort(all_m[all_m <= 60])[:3]
        got_m = found.distance_m[row][np.isfinite(found.distance_m[row])]
        assert np.allclose(got_m, near, atol=1e-6)
        for line, distance_m, along_m in zip(
            found.line[row], found.distance_m[row], found.along_m[row], strict=True
        ):
            if line >= 0:
                on_line = lines[line].interpolate(along_m)
                assert abs(on_line.distance(Point(place)) - distance_m) < 1e-6
