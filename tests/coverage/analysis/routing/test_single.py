import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from coverage.analysis.errors import InvalidGeometryError, InvalidValueError, UnreachableError
from coverage.analysis.network import build_network
from coverage.analysis.routing import inspection_route

ROAD = LineString([(0, 0), (4000, 0)])


@pytest.fixture
def road():
    return build_network([ROAD], [36])


def test_one_segment_beside_a_road(road):
    # 500 m away: too far to walk instead of riding, near enough to reach.
    river = LineString([(1000, 500), (3000, 500)])
    route = inspection_route(road, (0, 0), [river], "car", service_kmh=3.6)
    (visit,) = route.visits
    assert (visit.segment, visit.length_m, visit.time_s) == (0, 2000, 2000)
    assert [leg.walked for leg in route.legs] == [False, False]
    assert sorted(leg.length_m for leg in route.legs) == [1500, 3500]
    assert route.time_s == pytest.approx(2000 + (1000 + 3000) / 10 + 2 * 500 / 1.25)
    assert route.length_m == 7000
    assert route.over_bound == 0


def test_route_is_one_line_from_the_station_and_back(road):
    rivers = [LineString([(1000, 400), (1500, 450)]), LineString([(3000, -400), (2500, -350)])]
    route = inspection_route(road, (10, 5), rivers)
    assert route.line.coords[0] == route.line.coords[-1] == (10, 5)
    assert route.line.length == pytest.approx(route.length_m)
    assert all(route.line.buffer(0.01).covers(river) for river in rivers)


def test_adjoining_segments_are_walked_on_without_a_leg(road):
    rivers = [LineString([(x + 500, 400), (x, 400)]) for x in (500, 1000, 1500)]
    route = inspection_route(road, (0, 0), rivers)
    assert [leg.length_m for leg in route.legs[1:-1]] == [0, 0]
    assert all(leg.line.is_empty and leg.walked for leg in route.legs[1:-1])
    assert [visit.segment for visit in route.visits] in ([0, 1, 2], [2, 1, 0])
    assert len({visit.backwards for visit in route.visits}) == 1


def test_backwards_visits_run_against_the_drawing(road):
    rivers = [LineString([(x, 400), (x + 500, 400)]) for x in (500, 1000, 1500)]
    route = inspection_route(road, (0, 0), rivers)
    for visit in route.visits:
        wanted = rivers[visit.segment]
        assert visit.line.equals_exact(wanted.reverse() if visit.backwards else wanted)


def test_a_short_straight_walk_replaces_a_long_way_round():
    network = build_network([ROAD, LineString([(4000, 0), (4000, 100), (0, 100)])], [36, 36])
    river = LineString([(50, 100), (50, 600), (20, 100)])
    route = inspection_route(network, (0, 0), [river], "foot")
    assert [leg.walked for leg in route.legs] == [True, True]
    barred = inspection_route(network, (0, 0), [river], "foot", walk_m=0)
    assert [leg.walked for leg in barred.legs] == [False, False]
    assert barred.time_s > route.time_s


def test_one_way_roads_are_kept(one_way_ring):
    river = LineString([(1000, 500), (1500, 500), (1000, 600)])
    route = inspection_route(one_way_ring, (0, 0), [river], "car", walk_m=0)
    assert not route.visits[0].backwards
    assert route.length_m == pytest.approx(1500 + river.length + 2400)


def test_segment_ends_off_the_road_are_joined_to_the_nearest_point(road):
    route = inspection_route(road, (0, 0), [LineString([(1000, 800), (1600, 700)])])
    near = [shapely.distance(leg.line, ROAD) for leg in route.legs]
    assert near == [0, 0]
    corners = {tuple(xy) for leg in route.legs for xy in leg.line.coords}
    assert corners >= {(1000.0, 0.0), (1000.0, 800.0), (1600.0, 0.0), (1600.0, 700.0)}


def test_order_of_segments_does_not_change_the_time(random_network):
    network = random_network(2)
    rng = np.random.default_rng(2)
    starts = rng.uniform(500, 4500, (5, 2))
    rivers = [LineString([xy, xy + rng.normal(0, 300, 2)]) for xy in starts]
    there = inspection_route(network, (2500, 2500), rivers, "foot")
    back = inspection_route(network, (2500, 2500), rivers[::-1], "foot")
    assert there.time_s == pytest.approx(back.time_s)
    assert there.bound_s == pytest.approx(back.bound_s)
    assert there.bound_s <= there.time_s


def test_without_segments_nobody_sets_out(road):
    route = inspection_route(road, (0, 0), [])
    assert (route.visits, route.legs, route.time_s, route.bound_s) == ((), (), 0, 0)
    assert route.line.is_empty
    assert route.over_bound == 0


def test_segments_without_a_way_are_named():
    network = build_network([ROAD, LineString([(0, 9000), (4000, 9000)])], [36, 36])
    rivers = [LineString([(0, 400), (500, 400)]), LineString([(0, 8900), (500, 8900)])]
    with pytest.raises(UnreachableError) as caught:
        inspection_route(network, (0, 0), rivers)
    assert (caught.value.parameter, caught.value.value) == ("segments", [1])


@pytest.mark.parametrize(
    ("arguments", "error", "named"),
    [
        ({"station": (0, 0, 0)}, InvalidValueError, "station"),
        ({"station": (0, np.nan)}, InvalidValueError, "station[0]"),
        ({"segments": [Point(0, 0)]}, InvalidGeometryError, "segments[0]"),
        ({"service_kmh": 0}, InvalidValueError, "service_kmh"),
        ({"walk_m": -1}, InvalidValueError, "walk_m[0]"),
        ({"mode": "boat"}, InvalidValueError, "mode"),
    ],
)
def test_wrong_parameters_are_named(road, arguments, error, named):
    given = {"station": (0, 0), "segments": [LineString([(0, 9), (9, 9)])], **arguments}
    with pytest.raises(error) as caught:
        inspection_route(road, **given)
    assert caught.value.parameter == named
