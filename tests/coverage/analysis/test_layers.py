import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Polygon, box

from coverage.analysis.errors import InvalidGeometryError, InvalidValueError
from coverage.analysis.layers import cell_areas, cut, village_ground
from coverage.analysis.shares import WORST_FIRST, Shares, State
from tests.coverage.analysis.strategies import metres

WHOLE = box(0, 0, 3000, 1000)
THIRDS = [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(2000, 0, 3000, 1000)]
PARTS = ("covered", "due", "gap", "unknown", "dropped")


def parts_of(areas):
    return [getattr(areas, name) for name in PARTS]


def test_each_village_gives_its_ground_to_its_state():
    areas = village_ground(WHOLE, THIRDS).areas([State.COVERED, State.DUE, State.GAP])
    assert [part.area for part in parts_of(areas)] == [1e6, 1e6, 1e6, 0, 0]
    assert shapely.equals(areas.reached, box(0, 0, 2000, 1000))
    assert areas.shares_m2 == Shares(covered=1e6, due=1e6, gap=1e6, unknown=0)


def test_ground_of_no_village_is_unknown():
    found = village_ground(WHOLE, THIRDS[:2])
    assert found.shares_m2([State.COVERED, State.GAP]) == Shares(1e6, 0, 1e6, 1e6)
    assert village_ground(WHOLE, []).shares_m2([]).unknown == 3e6


def test_a_village_without_a_boundary_has_no_ground():
    found = village_ground(WHOLE, [None, THIRDS[1], None])
    assert found.shares_m2([1, 0, 1]) == Shares(0, 0, 1e6, 2e6)


def test_what_lies_outside_is_cut_off():
    found = village_ground(WHOLE, [box(-5000, 0, 1000, 1000), box(4000, 0, 5000, 1000)])
    assert found.shares_m2([State.COVERED, State.COVERED]) == Shares(1e6, 0, 0, 2e6)


@pytest.mark.parametrize("worse", range(3))
def test_where_villages_overlap_the_worse_state_takes_the_ground(worse):
    states = [WORST_FIRST[worse], WORST_FIRST[worse + 1]]
    found = village_ground(WHOLE, [box(0, 0, 2000, 1000), box(1000, 0, 3000, 1000)])
    for chosen, ground in ((states, 2e6), (states[::-1], 2e6)):
        name = WORST_FIRST[worse].name.lower()
        assert getattr(found.shares_m2(chosen), name) == ground


def test_a_hole_of_the_whole_stays_one():
    ring = Polygon(WHOLE.exterior, [box(1200, 200, 1800, 800).exterior])
    areas = village_ground(ring, THIRDS).areas([1, 0, 1])
    assert areas.gap.area == 1e6 - 360_000
    assert areas.shares_m2.total == pytest.approx(ring.area)


def test_small_gaps_are_dropped_and_still_count():
    small = box(0, 0, 90, 90)
    areas = village_ground(WHOLE, [small, shapely.difference(WHOLE, small)]).areas([0, 1])
    assert (areas.gap.area, areas.dropped_m2, areas.shares_m2.gap) == (0, 8100, 8100)
    assert areas.dropped_parts == 1
    kept = cell_areas(np.array([small]), [0], min_area_m2=0, min_width_m=0)
    assert (kept.gap.area, kept.dropped_m2) == (8100, 0)


def test_cells_keep_the_borders_that_do_not_divide():
    cells = cut(WHOLE, np.array([box(500, 200, 700, 400)], dtype=object))
    assert sorted(shapely.area(cells)) == [40_000, 2_960_000]


BOW_TIE = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


@pytest.mark.parametrize(
    ("whole", "villages", "named"),
    [
        (None, THIRDS, "whole"),
        (LineString([(0, 0), (1, 1)]), THIRDS, "whole"),
        (BOW_TIE, THIRDS, "whole"),
        (WHOLE, [THIRDS[0], BOW_TIE], "villages[1]"),
        (WHOLE, [Polygon()], "villages[0]"),
    ],
)
def test_wrong_polygons_are_named(whole, villages, named):
    with pytest.raises(InvalidGeometryError) as caught:
        village_ground(whole, villages)
    assert caught.value.parameter == named


def test_wrong_states_and_limits_are_named():
    ground = village_ground(WHOLE, THIRDS)
    for states, named in (([1, 1], "village_state"), ([1, 1, 7], "state")):
        with pytest.raises(InvalidValueError, match=named):
            ground.states(states)
    with pytest.raises(InvalidValueError, match="min_area_m2"):
        ground.areas([1, 1, 0], min_area_m2=-1)


BOXES = st.lists(
    st.tuples(metres(-200, 2900), metres(-200, 900), metres(20, 1500), metres(20, 900)),
    min_size=1,
    max_size=8,
).map(lambda rows: [box(x, y, x + width, y + height) for x, y, width, height in rows])


@settings(deadline=None, max_examples=60)
@given(BOXES, st.data())
def test_the_parts_make_the_whole_whatever_overlaps(villages, data):
    states = data.draw(
        st.lists(st.sampled_from(list(State)), min_size=len(villages), max_size=len(villages))
    )
    ground = village_ground(WHOLE, villages)
    areas = ground.areas(states)
    parts = parts_of(areas)
    assert sum(part.area for part in parts) == pytest.approx(WHOLE.area, abs=1)
    assert all(part.is_valid for part in parts)
    for first in range(5):
        for second in range(first):
            assert shapely.intersection(parts[first], parts[second]).area < 1e-3
    assert ground.shares_m2(states).total == pytest.approx(WHOLE.area, abs=1)
    assert 0 <= areas.shares_m2.covered_share <= 1
    assert ground.shares_m2(states).gap == pytest.approx(areas.shares_m2.gap, abs=1)


@settings(deadline=None, max_examples=40)
@given(BOXES, st.data())
def test_order_of_villages_does_not_matter(villages, data):
    rows = [(shape, data.draw(st.sampled_from(list(State)))) for shape in villages]
    other = data.draw(st.permutations(rows))
    first, second = (
        village_ground(WHOLE, [row[0] for row in some]).shares_m2([row[1] for row in some])
        for some in (rows, other)
    )
    for name in ("covered", "due", "gap", "unknown"):
        assert getattr(first, name) == pytest.approx(getattr(second, name), abs=1e-3)
