import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from coverage.analysis.combination import at_least, overlay
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.layers import cell_areas, cut
from coverage.analysis.shares import REACHED, State
from tests.coverage.analysis.strategies import metres

WHOLE = box(0, 0, 2000, 1000)
STATES = st.sampled_from(list(State))


def layer(covered=None, unknown=None):
    """A layer that is covered in one shape, unknown in another, and a gap elsewhere."""
    shapes = [shape for shape in (covered, unknown) if shape is not None]
    cells = cut(WHOLE, np.array(shapes, dtype=object))
    inside = shapely.point_on_surface(cells)
    state = np.full(len(cells), State.GAP)
    if unknown is not None:
        state[shapely.contains(unknown, inside)] = State.UNKNOWN
    if covered is not None:
        state[shapely.contains(covered, inside)] = State.COVERED
    return cell_areas(cells, state)


@pytest.mark.parametrize("states", list(itertools.combinations_with_replacement(State, 3)))
@pytest.mark.parametrize("k", [1, 2, 3])
def test_three_values(states, k):
    reached = sum(state in REACHED for state in states)
    unknown = sum(state == State.UNKNOWN for state in states)
    found = State(at_least(k, [[state] for state in states])[0])
    if reached >= k:
        assert found == State.COVERED
    elif reached + unknown >= k:
        assert found == State.UNKNOWN
    else:
        assert found == State.GAP


@pytest.mark.parametrize(("k", "layers"), [(0, 2), (3, 2), (-1, 1), (1, 0)])
def test_a_number_that_no_layers_make_is_refused(k, layers):
    with pytest.raises(InvalidValueError):
        at_least(k, [[1]] * layers)
    with pytest.raises(InvalidValueError):
        overlay(k, WHOLE, [layer()] * layers)


def test_layers_of_different_lengths_are_named():
    with pytest.raises(InvalidValueError, match=r"states\[1\]"):
        at_least(1, [[1, 0], [1]])


def test_no_places_have_no_states():
    assert at_least(1, [[], []]).shape == (0,)


def test_exact_overlay_of_two_layers():
    west, south = layer(box(0, 0, 1200, 1000)), layer(box(0, 0, 2000, 500))
    both, either = (overlay(k, WHOLE, [west, south]) for k in (2, 1))
    assert both.covered.area == 1200 * 500
    assert either.gap.area == 800 * 500
    assert shapely.equals(both.covered, box(0, 0, 1200, 500))


def test_what_is_unknown_may_still_make_the_number():
    known, unsure = layer(box(0, 0, 1000, 1000)), layer(unknown=box(500, 0, 1500, 1000))
    both = overlay(2, WHOLE, [known, unsure])
    assert (both.covered.area, both.unknown.area, both.gap.area) == (0, 500_000, 1_500_000)


def test_slivers_of_the_combination_are_dropped_and_counted():
    west, east = layer(box(0, 0, 1000, 1000)), layer(box(1030, 0, 2000, 1000))
    either = overlay(1, WHOLE, [west, east])
    assert (either.gap.area, either.dropped_m2) == (0, 30_000)


def test_one_layer_is_itself():
    one = layer(Point(700, 400).buffer(300))
    same = overlay(1, WHOLE, [one])
    assert same.covered.area == pytest.approx(one.covered.area)
    assert shapely.symmetric_difference(same.gap, one.gap).area < 1e-3


DISCS = st.tuples(metres(0, 2000), metres(0, 1000), metres(30, 900)).map(
    lambda row: Point(row[0], row[1]).buffer(row[2])
)
LAYERS = st.lists(st.tuples(DISCS, DISCS), min_size=1, max_size=4)


@settings(deadline=None, max_examples=40)
@given(LAYERS, st.lists(st.tuples(st.floats(1, 1999), st.floats(1, 999)), min_size=5, max_size=20))
def test_overlay_says_at_every_point_what_the_states_say(shapes, points):
    layers = [layer(covered, unknown) for covered, unknown in shapes]
    for k in range(1, len(layers) + 1):
        found = overlay(k, WHOLE, layers)
        parts = (found.covered, found.due, found.gap, found.unknown, found.dropped)
        assert sum(part.area for part in parts) == pytest.approx(WHOLE.area, abs=1)
        for x, y in points:
            here = Point(x, y)
            borders = (part.boundary for one in layers for part in (one.reached, one.unknown))
            if min((here.distance(border) for border in borders if border), default=9) < 0.01:
                continue
            expected = at_least(
                k,
                [
                    [1 if one.reached.covers(here) else 2 if one.unknown.covers(here) else 0]
                    for one in layers
                ],
            )[0]
            ground = {1: found.covered, 2: found.unknown}.get(
                expected, shapely.union(found.gap, found.dropped)
            )
            assert ground.distance(here) < 0.01


@given(st.lists(st.lists(STATES, min_size=4, max_size=4), min_size=1, max_size=5))
def test_asking_for_more_never_covers_more(states):
    for k in range(1, len(states)):
        less, more = (np.isin(at_least(count, states), REACHED) for count in (k, k + 1))
        assert (more <= less).all()


@given(st.lists(st.lists(STATES, min_size=3, max_size=3), min_size=1, max_size=5), st.randoms())
def test_order_of_layers_does_not_matter(states, random):
    shuffled = random.sample(states, len(states))
    for k in range(1, len(states) + 1):
        assert (at_least(k, states) == at_least(k, shuffled)).all()
