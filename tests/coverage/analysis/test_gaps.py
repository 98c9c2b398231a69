import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from coverage.analysis.errors import InvalidGeometryError, InvalidValueError
from coverage.analysis.gaps import partition, village_shares
from tests.coverage.analysis.strategies import metres

WHOLE = box(0, 0, 2000, 1000)


def test_half_covered():
    cut = partition(WHOLE, box(-500, -500, 1200, 5000))
    assert (cut.covered_m2, cut.gap_m2, cut.dropped_m2) == (1_200_000, 800_000, 0)
    assert shapely.equals(cut.gap, box(1200, 0, 2000, 1000))


@pytest.mark.parametrize("covered", [None, MultiPolygon(), box(5000, 0, 6000, 10)])
def test_nothing_covered_is_all_gap(covered):
    cut = partition(WHOLE, covered)
    assert (cut.covered_m2, cut.gap_m2, cut.dropped_m2) == (0, 2_000_000, 0)


def test_all_covered_has_no_gap():
    cut = partition(WHOLE, box(-1, -1, 2001, 1001))
    assert (len(cut.gaps), cut.gap_m2, cut.dropped_m2) == (0, 0, 0)
    assert cut.gap.is_empty


def test_hole_in_the_whole_is_no_gap():
    ring = Polygon(WHOLE.exterior, [box(500, 400, 700, 600).exterior])
    cut = partition(ring, box(0, 0, 1000, 1000))
    assert (cut.covered_m2, cut.gap_m2) == (960_000, 1_000_000)


def test_hole_in_the_covered_is_a_gap():
    ring = Polygon(WHOLE.exterior, [box(500, 400, 700, 600).exterior])
    assert partition(WHOLE, ring).gap_areas_m2.tolist() == [40_000]


def test_small_and_narrow_parts_are_dropped_and_counted():
    small, narrow, kept = box(0, 0, 90, 90), box(0, 900, 2000, 949), box(1000, 100, 1100, 200)
    covered = shapely.difference(WHOLE, shapely.union_all([small, narrow, kept]))
    cut = partition(WHOLE, covered)
    assert [gap.equals(kept) for gap in cut.gaps] == [True]
    assert cut.dropped_m2 == pytest.approx(small.area + narrow.area)
    assert shapely.equals(cut.dropped, shapely.union_all([small, narrow]))


def test_a_narrow_tail_of_a_wide_gap_goes_and_its_corners_stay():
    wide, tail = box(0, 0, 500, 500), box(500, 200, 2000, 230)
    cut = partition(WHOLE, shapely.difference(WHOLE, shapely.union(wide, tail)))
    (gap,) = cut.gaps
    assert gap.covers(wide)
    assert gap.bounds[2] == pytest.approx(525, abs=30)


def test_limits_of_zero_drop_nothing():
    sliver = box(0, 0, 2000, 0.5)
    cut = partition(WHOLE, shapely.difference(WHOLE, sliver), min_area_m2=0, min_width_m=0)
    assert (cut.gap_m2, cut.dropped_m2) == (1000, 0)


def test_gaps_come_largest_first():
    parts = [box(0, 0, 200, 200), box(400, 0, 900, 500), box(1000, 0, 1300, 300)]
    cut = partition(WHOLE, shapely.difference(WHOLE, shapely.union_all(parts)))
    assert cut.gap_areas_m2.tolist() == [250_000, 90_000, 40_000]


DISCS = st.lists(
    st.tuples(metres(0, 2000), metres(0, 1000), metres(5, 700)), min_size=0, max_size=8
)


@settings(deadline=None, max_examples=60)
@given(DISCS)
def test_covered_gap_and_dropped_make_the_whole(discs):
    covered = shapely.union_all([Point(x, y).buffer(radius) for x, y, radius in discs])
    cut = partition(WHOLE, covered)
    assert abs(cut.covered_m2 + cut.gap_m2 + cut.dropped_m2 - cut.whole_m2) < 1
    parts = [cut.covered, cut.gap, cut.dropped]
    assert all(part.is_valid and part.geom_type == "MultiPolygon" for part in parts)
    for first in range(3):
        for second in range(first):
            assert shapely.intersection(parts[first], parts[second]).area < 1e-3
    assert (cut.gap_areas_m2 >= 10_000).all()


def test_villages_share_area_and_people():
    villages = [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)]
    found = village_shares(villages, [300, 1000], box(0, 0, 1250, 1000))
    assert found.covered_m2.tolist() == [1_000_000, 250_000]
    assert found.people_covered.tolist() == [300, 250]
    assert (found.people.covered, found.people.gap, found.people.total) == (550, 750, 1300)
    assert found.area.covered_share == 0.625


def test_nobody_and_nowhere():
    empty = village_shares([], [], None)
    assert empty.people.total == 0
    assert empty.people.covered_share is None
    nobody = village_shares([WHOLE], [0], WHOLE)
    assert nobody.people.covered_share is None
    assert nobody.area.covered_share == 1


@settings(deadline=None, max_examples=40)
@given(DISCS, st.data())
def test_villages_that_tile_the_whole_add_up_to_its_partition(discs, data):
    columns = [box(x, 0, x + 400, 1000) for x in range(0, 2000, 400)]
    people = data.draw(st.lists(st.integers(0, 9000), min_size=5, max_size=5))
    covered = shapely.union_all([Point(x, y).buffer(radius) for x, y, radius in discs])
    found = village_shares(columns, people, covered)
    cut = partition(WHOLE, covered)
    assert found.area.covered == pytest.approx(cut.covered_m2, abs=1)
    assert found.area.gap == pytest.approx(cut.gap_m2 + cut.dropped_m2, abs=1)
    assert found.people.total == sum(people)
    assert (found.people_gap >= 0).all()


def test_order_of_villages_does_not_matter():
    villages = [box(x, 0, x + 400, 1000) for x in range(0, 2000, 400)]
    people = [10, 20, 30, 40, 50]
    covered = Point(900, 500).buffer(600)
    there = village_shares(villages, people, covered)
    back = village_shares(villages[::-1], people[::-1], covered)
    assert there.people == back.people
    assert there.people_covered.tolist() == back.people_covered[::-1].tolist()


BOW_TIE = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


@pytest.mark.parametrize(
    ("whole", "covered", "named"),
    [
        (None, None, "whole"),
        (BOW_TIE, None, "whole"),
        (WHOLE, BOW_TIE, "covered"),
        (WHOLE, LineString([(0, 0), (1, 1)]), "covered"),
    ],
)
def test_wrong_polygons_are_named(whole, covered, named):
    with pytest.raises(InvalidGeometryError) as caught:
        partition(whole, covered)
    assert caught.value.parameter == named


@pytest.mark.parametrize(
    ("villages", "people", "error", "named"),
    [
        ([WHOLE, None], [1, 2], InvalidGeometryError, "villages[1]"),
        ([BOW_TIE], [1], InvalidGeometryError, "villages[0]"),
        ([WHOLE], [-1], InvalidValueError, "people[0]"),
        ([WHOLE], [1, 2], InvalidValueError, "people"),
    ],
)
def test_wrong_villages_are_named(villages, people, error, named):
    with pytest.raises(error) as caught:
        village_shares(villages, people, None)
    assert caught.value.parameter == named


@pytest.mark.parametrize("name", ["min_area_m2", "min_width_m"])
def test_wrong_limits_are_named(name):
    with pytest.raises(InvalidValueError, match=name):
        partition(WHOLE, None, **{name: -1})
