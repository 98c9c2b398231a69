"""Travel times from the villages: against networkx, one way, unreachable, without roads."""

from datetime import date

import networkx
import numpy as np
import pytest
import shapely
from django.contrib.gis.geos import LineString, Point
from shapely.ops import substring

from coverage.analysis.modes import MODES, WALK_MS
from coverage.figures import register, service
from coverage.figures.travel import travel_times
from geo import crs
from geo.models import LiaisonStation, Road, Subdistrict, Village
from tests.register import PLACE, point, station, unit, village

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def read(code: str = "371327001") -> register.Register:
    return register.read(Subdistrict.objects.get(code=code), DAY)


def test_one_time_a_village_and_station():
    found = read()
    times = travel_times(found, "ebike")
    assert times.time_s.shape == (3, 50)
    assert times.method == "network"
    assert np.isfinite(times.time_s).all()
    assert (times.nearest == times.time_s.argmin(axis=0)).all()
    reach = service.reach(found, 15, "ebike")
    assert times.time_s == pytest.approx(reach.time_s)


def road_graph(found: register.Register, mode) -> networkx.MultiDiGraph:
    """The roads as a graph of networkx: end points are nodes, built without the analyses."""
    graph = networkx.MultiDiGraph()
    for road, line in zip(found.roads.rows, found.roads.shapes, strict=True):
        ends = [tuple(np.round(line.coords[end], 2)) for end in (0, -1)]
        speed = mode.top_kmh if mode.name == "foot" else min(road.speed_kmh, mode.top_kmh)
        seconds = line.length / (speed / 3.6)
        graph.add_edge(*ends, weight=seconds)
        if mode.name == "foot" or not road.is_one_way:
            graph.add_edge(*ends[::-1], weight=seconds)
    return graph


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
def test_roads_from_end_to_end_take_what_networkx_says(mode):
    """Stations put on nodes, villages' centres put on nodes: the times are those of the graph."""
    found = read()
    graph = road_graph(found, mode)
    main = max(networkx.strongly_connected_components(graph), key=len)
    nodes = sorted(main)[:: len(main) // 40]
    network = service.road_network(found)
    from coverage.analysis.shortest import times_between

    starts, ends = network.locate(nodes), network.locate(nodes[:5])
    assert max(starts.access_m) < 0.02
    times = times_between(network, starts, ends, mode)
    for column, end in enumerate(nodes[:5]):
        back = networkx.single_source_dijkstra_path_length(graph.reverse(), end)
        wanted = [back[node] for node in nodes]
        # Nodes are rounded to a centimetre, which is walked.
        assert times[:, column] == pytest.approx(wanted, abs=0.05)


def road(subdistrict, code: str, *positions, one_way: bool = False, speed: float = 36):
    return Road.objects.create(
        subdistrict=subdistrict,
        code=code,
        name=code,
        road_class="county",
        speed_kmh=speed,
        is_one_way=one_way,
        geom=LineString(positions, srid=4326),
        **PLACE,
    )


@pytest.fixture
def line_of_road():
    """A road of about 2.7 km in a unit of its own, a station at its west end, a village east."""
    made = unit("990001777")
    road(made, "W", (118.80, 35.15), (118.83, 35.15))
    station(made, geom=point(118.80, 35.15))
    village(made, center=Point(118.82, 35.15, srid=4326))
    return made


def seconds(code: str, mode: str = "ebike") -> float:
    return float(travel_times(read(code), mode).time_s[0, 0])


def test_ends_in_the_middle_of_an_edge_are_exact(line_of_road):
    found = read(line_of_road.code)
    line = found.roads.shapes[0]
    along = line.project(shapely.Point(found.centers[0]))
    assert seconds(line_of_road.code) == pytest.approx(
        substring(line, 0, along).length / (20 / 3.6), abs=0.1
    )
    assert seconds(line_of_road.code, "car") == pytest.approx(along / 10, abs=0.1)
    assert seconds(line_of_road.code, "foot") == pytest.approx(along / WALK_MS, abs=0.5)


def test_off_the_road_is_walked(line_of_road):
    Village.objects.update(center=Point(118.82, 35.152, srid=4326))
    found = read(line_of_road.code)
    line, centre = found.roads.shapes[0], shapely.Point(found.centers[0])
    off_m, along = line.distance(centre), line.project(centre)
    assert off_m > 200
    longest = along / (20 / 3.6) + off_m / WALK_MS
    sine = WALK_MS / (20 / 3.6)
    assert seconds(line_of_road.code) == pytest.approx(
        along / (20 / 3.6) + off_m * np.sqrt(1 - sine**2) / WALK_MS, abs=0.5
    )
    assert seconds(line_of_road.code) < longest


def test_a_one_way_road_is_not_driven_back(line_of_road):
    Road.objects.filter(code="W", subdistrict=line_of_road).update(is_one_way=True)
    # From west to east only: an e-bike must not come back, a walker may.
    assert np.isinf(seconds(line_of_road.code))
    assert np.isfinite(seconds(line_of_road.code, "foot"))
    road(line_of_road, "back", (118.83, 35.15), (118.815, 35.16), (118.80, 35.15), one_way=True)
    there_m = sum(shapely.length(read(line_of_road.code).roads.shapes))
    assert 0 < seconds(line_of_road.code) < there_m / (20 / 3.6)


def test_the_quickest_of_several_stations_counts(line_of_road):
    before = seconds(line_of_road.code)
    station(line_of_road, "S2", geom=point(118.825, 35.15))
    times = travel_times(read(line_of_road.code), "ebike")
    assert times.time_s[0, 0] == pytest.approx(before)
    assert times.time_s[1, 0] < before
    assert times.nearest.tolist() == [1]


def test_a_station_outside_the_subdistrict_is_travelled_to(line_of_road):
    station(line_of_road, "S2", geom=point(118.95, 35.15))
    times = travel_times(read(line_of_road.code), "ebike").time_s
    assert times[1, 0] > times[0, 0]
    assert np.isfinite(times[1, 0])


def test_no_way_and_no_place_are_different_things(line_of_road):
    road(line_of_road, "far", (118.80, 35.19), (118.83, 35.19))
    village(line_of_road, "V2", center=Point(118.82, 35.19, srid=4326))
    village(line_of_road, "V3", center=None)
    times = travel_times(read(line_of_road.code), "ebike")
    assert np.isinf(times.time_s[0, 1])
    assert np.isnan(times.time_s[0, 2])
    assert times.nearest.tolist() == [0, -1, -1]


def test_without_roads_straight_lines_times_the_detour(line_of_road):
    Road.objects.filter(subdistrict=line_of_road).delete()
    found = read(line_of_road.code)
    times = travel_times(found, "ebike")
    assert times.method == "straight_line"
    stations = shapely.get_coordinates(found.stations.shapes)
    away_m = np.hypot(*(found.centers[0] - stations[0]))
    assert times.time_s[0, 0] == pytest.approx(away_m * found.settings.detour_factor / (20 / 3.6))


def test_without_stations_nothing_is_reached(line_of_road):
    LiaisonStation.objects.filter(subdistrict=line_of_road).delete()
    times = travel_times(read(line_of_road.code), "ebike")
    assert times.method == "none"
    assert times.time_s.shape == (0, 1)
    assert times.nearest.tolist() == [-1]


def test_degrees_are_never_measured():
    """The metric CRS is the subdistrict's: the same places in another zone take as long."""
    found = read()
    assert found.metric_srid == 4549
    lines = crs.project(found.roads.shapes[:5], 4326, 4549)
    assert shapely.length(crs.project(lines, 4549)) == pytest.approx(
        shapely.length(found.roads.shapes[:5])
    )
