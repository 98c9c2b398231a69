import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from benchmarks import nation
from coverage.analysis import crossings
from coverage.analysis.errors import InvalidGeometryError
from coverage.analysis.gaps import village_shares
from coverage.analysis.overlay import Cover, tiles

SQUARE = box(0, 0, 100, 100)


def plainly(villages, areas):
    """The same by one union and one intersection a village."""
    return shapely.area(shapely.intersection(np.array(villages, object), shapely.union_all(areas)))


@pytest.mark.parametrize(
    ("areas", "wanted"),
    [
        ([], 0),
        ([box(200, 0, 300, 100)], 0),
        ([box(-50, -50, 500, 500)], 10_000),
        ([SQUARE], 10_000),
        ([box(0, 0, 50, 100), box(50, 0, 100, 100)], 10_000),
        ([box(0, 0, 60, 100), box(40, 0, 100, 100)], 10_000),
        ([box(100, 0, 200, 100)], 0),
        ([box(100, 100, 200, 200)], 0),
        ([box(20, 20, 40, 40)], 400),
        ([Polygon(box(-10, -10, 110, 110).exterior, [box(20, 20, 40, 40).exterior])], 9_600),
        ([box(90, 90, 200, 200), box(-90, -90, 10, 10)], 200),
        ([MultiPolygon([box(-10, 40, 110, 60), box(0, 0, 10, 10)])], 2_100),
    ],
)
def test_square_in_a_cover(areas, wanted):
    assert Cover(areas).areas_in([SQUARE]).tolist() == [pytest.approx(wanted)]


def test_village_with_a_hole_and_another_in_it():
    ring = Polygon(SQUARE.exterior, [box(30, 30, 70, 70).exterior])
    found = Cover([box(50, 0, 200, 200)]).areas_in([ring, box(30, 30, 70, 70)])
    assert found.tolist() == [pytest.approx(5_000 - 800), pytest.approx(800)]


def test_village_in_two_parts_with_a_cover_in_two_parts():
    village = MultiPolygon([box(0, 0, 10, 10), box(50, 0, 60, 10)])
    found = Cover([box(5, -5, 55, 5), box(52, 5, 90, 8)]).areas_in([village])
    assert found.tolist() == [pytest.approx(25 + 25 + 24)]


def test_no_villages():
    assert Cover([SQUARE]).areas_in([]).tolist() == []
    assert list(tiles(np.empty((0, 4)), 5)) == []


def test_tiles_hold_every_row_once():
    bounds = shapely.bounds(shapely.points(np.random.default_rng(1).random((1001, 2))))
    rows = list(tiles(bounds, 60))
    assert sorted(np.concatenate(rows)) == list(range(1001))
    assert max(len(tile) for tile in rows) <= 60


def test_points_that_repeat_change_nothing():
    village = Polygon([(0, 0), (0, 0), (100, 0), (100, 100), (100, 100), (0, 100)])
    assert Cover([box(50, -9, 999, 999)]).areas_in([village]).tolist() == [pytest.approx(5_000)]


def test_what_touches_is_left_to_the_plain_intersection():
    corner = box(90, 90, 110, 110)
    _, sure = crossings.areas_in(np.array([SQUARE, box(0, 0, 95, 95)]), corner)
    assert sure.tolist() == [True, True]
    _, sure = crossings.areas_in(np.array([SQUARE]), box(50, 50, 100, 110))
    assert sure.tolist() == [False]
    _, sure = crossings.areas_in(np.array([SQUARE]), Polygon([(50, 0), (150, 50), (150, -50)]))
    assert sure.tolist() == [False]


@st.composite
def polygons(draw, places):
    """A valid polygon that may have parts and holes: a ring through any points, made valid."""
    corners = draw(st.lists(st.tuples(places, places), min_size=3, max_size=9))
    made = shapely.get_parts(shapely.make_valid(Polygon(corners)))
    parts = [part for part in shapely.get_parts(made) if part.geom_type == "Polygon"]
    whole = MultiPolygon(parts) if parts else box(0, 0, 1, 1)
    if draw(st.booleans()):
        holed = shapely.difference(whole, whole.representative_point().buffer(2, 2))
        whole = holed if holed.geom_type in ("Polygon", "MultiPolygon") else whole
    return box(0, 0, 1, 1) if whole.is_empty else whole


# On few places points and lines often meet; on a plain of floats they never do.
LATTICE = st.integers(0, 8).map(lambda number: number * 10.0)
THIRDS = st.integers(0, 12).map(lambda number: 500_000 + number * 10 / 3)
PLAIN = st.floats(0, 100, allow_subnormal=False).map(lambda number: round(number, 6))


@pytest.mark.parametrize("places", [LATTICE, THIRDS, PLAIN], ids=["lattice", "thirds", "plain"])
def test_any_villages_and_areas_equal_the_plain_intersection(places):
    @settings(deadline=None, max_examples=200)
    @given(st.data())
    def check(data):
        villages = data.draw(st.lists(polygons(places), min_size=1, max_size=4))
        areas = data.draw(st.lists(polygons(places), min_size=1, max_size=4))
        found = Cover(areas).areas_in(villages)
        np.testing.assert_allclose(found, plainly(villages, areas), rtol=0, atol=1e-3)

    check()


@settings(deadline=None, max_examples=100)
@given(st.lists(polygons(PLAIN), min_size=1, max_size=4))
def test_areas_cut_to_a_village_share_its_border(areas):
    cut = shapely.intersection(np.array(areas), box(10, 10, 70, 70))
    cut = [one for one in cut if one.geom_type in ("Polygon", "MultiPolygon") and not one.is_empty]
    villages = [box(10, 10, 70, 70), box(70, 10, 100, 70), box(0, 0, 40, 40)]
    found = Cover(cut).areas_in(villages)
    np.testing.assert_allclose(found, plainly(villages, cut), rtol=0, atol=1e-3)
    assert found[1] == pytest.approx(0, abs=1e-9)


DISCS = st.lists(
    st.tuples(st.floats(0, 9000), st.floats(0, 9000), st.floats(50, 3000)), min_size=1, max_size=8
)


@settings(deadline=None, max_examples=40)
@given(DISCS, st.randoms(use_true_random=False))
def test_more_areas_cover_more_in_any_order(discs, random):
    villages = nation.villages_of(nation.plan(50), 0)
    areas = [Point(x, y).buffer(radius) for x, y, radius in discs]
    most = Cover(areas).areas_in(villages)
    assert ((most >= 0) & (most <= shapely.area(villages))).all()
    assert (most >= Cover(areas[1:]).areas_in(villages) - 1e-3).all()
    random.shuffle(areas)
    order = random.sample(range(50), 50)
    np.testing.assert_allclose(Cover(areas).areas_in(villages[order]), most[order], atol=1e-3)


def test_a_whole_nation_equals_the_plain_intersection():
    made = nation.plan(2_000)
    counties = range(made.counties)
    villages = np.concatenate([nation.villages_of(made, county) for county in counties])
    people = np.concatenate([nation.people_of(made, county) for county in counties])
    areas = np.concatenate([nation.areas_of(made, county) for county in counties])
    found = village_shares(villages, people, Cover(areas))
    assert np.abs(found.covered_m2 - plainly(villages, areas)).max() < 1e-3
    np.testing.assert_allclose(found.covered_m2 + found.gap_m2, shapely.area(villages), atol=1e-6)
    assert found.people.total == people.sum()
    # By county, with only the areas that meet it, as a nation is computed.
    cover = Cover(areas)
    by_county = [cover.areas_in(nation.villages_of(made, county)) for county in counties]
    np.testing.assert_allclose(np.concatenate(by_county), found.covered_m2, atol=1e-3)


def test_made_nations_are_nations():
    for count in (50, 2_000):
        made = nation.plan(count)
        counties = range(made.counties)
        villages = np.concatenate([nation.villages_of(made, county) for county in counties])
        areas = np.concatenate([nation.areas_of(made, county) for county in counties])
        assert (len(villages), len(areas)) == (count, count // 12)
        assert shapely.coverage_is_valid(villages)
        assert shapely.is_valid(villages).all()
        assert shapely.is_valid(areas).all()
        assert shapely.get_parts(shapely.coverage_union_all(villages)).size == 1
        corners = shapely.get_num_coordinates(villages) - 1
        assert (corners.min() > 15, corners.max() <= 40) == (True, True)
        assert shapely.get_num_coordinates(areas).min() > 100


def test_a_stored_nation_is_the_made_one(tmp_path):
    made = nation.plan(400)
    nation.write(made, tmp_path)
    stored = nation.Stored(tmp_path)
    villages, people = stored.villages(1)
    assert stored.counties == 2
    assert shapely.equals_exact(villages, nation.villages_of(made, 1), 0).all()
    assert people.tolist() == nation.people_of(made, 1).tolist()
    assert len(stored.areas()) == 33


@pytest.mark.parametrize(
    ("villages", "areas", "named"),
    [
        ([SQUARE, None], [SQUARE], "villages[1]"),
        ([SQUARE], [Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])], "areas[0]"),
        ([LineString([(0, 0), (1, 1)])], [], "villages[0]"),
        ([Polygon()], [SQUARE], "villages[0]"),
    ],
)
def test_what_is_no_polygon_is_named(villages, areas, named):
    with pytest.raises(InvalidGeometryError) as caught:
        Cover(areas).areas_in(villages)
    assert caught.value.parameter == named
