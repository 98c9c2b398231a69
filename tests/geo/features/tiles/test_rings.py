"""The compiled loops on rings, beside GEOS: validity on the grid, and cutting at the frame."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.features.tiles import clipping, rings, wkb
from geo.features.tiles.grid import BUFFER, EXTENT

FRAME = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
seeds = st.integers(0, 2**32 - 1)
positions = st.tuples(st.integers(0, 6), st.integers(0, 6))


def judged(*given_rings: list, parts: list[int]) -> int:
    """Return the judgement of one feature's rings, given without their repeated ends."""
    points = np.array([position for ring in given_rings for position in ring], dtype=np.int32)
    starts = np.cumsum([0, *map(len, given_rings)])
    number = np.zeros(len(parts), dtype=np.int64)
    return int(rings.judged(points, starts, np.array(parts), number, 1)[0])


@settings(max_examples=300)
@given(st.lists(positions, min_size=3, max_size=9))
def test_a_ring_is_valid_when_geos_says_so(ring):
    ring = [one for place, one in enumerate(ring) if one != ring[place - 1]]
    if len(ring) < 3 or shapely.Polygon(ring).area == 0:
        return
    found = judged(ring, parts=[0])
    assert found == (rings.VALID if shapely.Polygon(ring).is_valid else rings.BROKEN)


@settings(max_examples=300)
@given(st.lists(st.tuples(positions, positions), min_size=2, max_size=4), st.booleans())
def test_several_rings_are_judged_as_geos_does_or_not_at_all(corners, is_hole):
    boxes = [shapely.box(*one, *other) for one, other in corners]
    if not all(box.area for box in boxes):
        return
    outlines = [shapely.get_coordinates(box)[:-1].tolist() for box in boxes]
    if is_hole:
        shape = shapely.Polygon(outlines[0], outlines[1:])
        found = judged(*outlines, parts=[0] * len(boxes))
    else:
        shape = shapely.MultiPolygon(boxes)
        found = judged(*outlines, parts=list(range(len(boxes))))
    if found != rings.UNKNOWN:
        assert found == (rings.VALID if shape.is_valid else rings.BROKEN)


SQUARE = [(0, 0), (9, 0), (9, 9), (0, 9)]
HOLE = [(2, 2), (4, 2), (4, 4), (2, 4)]
AWAY = [(20, 2), (24, 2), (24, 4), (20, 4)]


@pytest.mark.parametrize(
    ("outlines", "parts", "found"),
    [
        ([SQUARE, HOLE], [0, 0], rings.VALID),
        ([SQUARE, AWAY], [0, 1], rings.VALID),
        ([SQUARE, HOLE, AWAY], [0, 0, 1], rings.VALID),
        ([SQUARE, HOLE], [0, 1], rings.UNKNOWN),
        ([SQUARE, AWAY], [0, 0], rings.UNKNOWN),
        ([HOLE, SQUARE], [0, 0], rings.UNKNOWN),
    ],
)
def test_what_is_plain_is_told(outlines, parts, found):
    assert judged(*outlines, parts=parts) == found


def test_outer_rings_are_turned_clockwise_and_holes_the_other_way():
    points = np.array(SQUARE[::-1] + HOLE, dtype=np.int32)
    rings.turn(points, np.array([0, 4, 8]), np.array([0, 0]))
    # Clockwise with y down is from the corner of the least x and y along the x axis.
    assert sorted(map(tuple, points[:4].tolist())) == sorted(SQUARE)
    assert shapely.Polygon(points[:4]).exterior.is_ccw
    assert not shapely.Polygon(points[4:]).exterior.is_ccw


def star(chance: np.random.Generator) -> shapely.Polygon:
    """Return a ragged ring somewhere about the frame, in units."""
    angle = np.sort(chance.uniform(0, 2 * np.pi, chance.integers(3, 60)))
    radius = chance.choice([50, 2000, 4000, 20000]) * chance.uniform(0.2, 1, len(angle))
    middle = chance.uniform(-1000, EXTENT + 1000, 2)
    circle = np.column_stack((np.cos(angle), np.sin(angle)))
    return shapely.Polygon(middle + radius[:, None] * circle)


def cut(shape: shapely.Polygon) -> tuple[shapely.MultiPolygon, bool]:
    """Return what is cut of a polygon, and whether it was left to others."""
    arrays = wkb.rings(*wkb.joined([shapely.to_wkb(shape)]))
    points, starts, part, feature = arrays
    where = clipping.where(points, starts, feature, 1)
    points, starts, part, feature, is_left = clipping.clipped(*arrays, where)
    assert len(set(part.tolist())) == len(feature)
    outlines = [points[start:end] for start, end in pairwise(starts)]
    return shapely.MultiPolygon([shapely.Polygon(one) for one in outlines]), bool(is_left.any())


@settings(max_examples=300)
@given(seeds)
def test_a_ring_is_cut_as_geos_does(seed):
    shape = star(np.random.default_rng(seed))
    if not shape.is_valid:
        return
    found, is_left = cut(shape)
    assert not is_left
    wanted = shape & FRAME
    assert found.is_valid
    assert (found ^ wanted).area < 1e-6 * max(wanted.area, 1)


def test_a_ring_around_the_frame_becomes_the_frame():
    found, is_left = cut(shapely.box(-300, -300, 9000, 9000))
    assert not is_left
    assert found.equals(FRAME)
    # A corner cut off, with the ring's bounds around all of the frame.
    hook = shapely.Polygon([(-900, -900), (9000, -900), (9000, 9000), (8000, -800)])
    assert cut(hook) == (shapely.MultiPolygon(), False)


def test_what_cannot_be_cut_here_is_left():
    on_the_frame = shapely.Polygon([(-BUFFER, 0), (500, 900), (-900, 900)])
    with_a_hole = FRAME.buffer(100) - shapely.Point(0, 0).buffer(10)
    for shape in (on_the_frame, with_a_hole):
        found, is_left = cut(shape)
        assert (found.is_empty, is_left) == (True, True)
