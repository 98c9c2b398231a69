"""Figures of the reference data, checked against other ways of computing them."""

import json
from collections import defaultdict
from datetime import date

import networkx
import numpy as np
import pytest
import shapely
from django.conf import settings
from shapely.geometry import shape

from coverage.figures import chiefs, gaps, layers, overview, register, routes, service, villages
from coverage.models import Deputy, Pairing, RiverChiefAssignment
from geo import crs
from geo.models import LiaisonStation, Road, Subdistrict, Village

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
DATA = settings.BASE_DIR / "fixtures" / "data"


def features(name: str) -> list[dict]:
    return json.loads((DATA / f"{name}.geojson").read_text())["features"]


def valid(properties: dict, day: date) -> bool:
    first, last = properties["valid_from"], properties["valid_to"]
    return first <= day.isoformat() and (last is None or day.isoformat() <= last)


@pytest.fixture
def found() -> register.Register:
    return register.read(Subdistrict.objects.get(code="371327001"), DAY)


@pytest.fixture
def reach(found) -> service.Reach:
    return service.reach(found, 15, "ebike")


@pytest.mark.parametrize("day", [DAY, date(2026, 2, 28), date(2026, 3, 1), date(2019, 1, 1)])
def test_pairing_counts_equal_the_files(day):
    paired = {
        f["properties"]["village"] for f in features("pairings") if valid(f["properties"], day)
    }
    people = sum(
        f["properties"]["population"]
        for f in features("villages")
        if f["properties"]["code"] in paired
    )
    at_day = register.read(Subdistrict.objects.get(code="371327001"), day)
    layer = overview.overview(at_day, service.reach(at_day, 15, "ebike"))["layers"]["pairing"]
    reached = [layer[unit]["covered"] + layer[unit]["due"] for unit in ("villages", "people")]
    assert reached == [len(paired), people]
    assert reached[0] + layer["villages"]["gap"] == 50
    assert layer["people"]["total"] == 160_000


def test_travel_times_equal_those_of_networkx(found, reach):
    """Dijkstra of networkx over the files' roads; a committee point is a node of the network."""
    graph = networkx.DiGraph()
    ends = {}
    for feature in features("roads"):
        properties = feature["properties"]
        if properties["road_class"] == "railway":
            continue
        line = crs.project(shape(feature["geometry"]), 4549)
        speed_ms = min(properties["speed_kmh"], 20) / 3.6
        tail, head = (tuple(np.round(line.coords[end], 2)) for end in (0, -1))
        ends[line] = (tail, head, speed_ms, properties["is_one_way"])
        for start, end in [(tail, head)] + [(head, tail)] * (not properties["is_one_way"]):
            time_s = line.length / speed_ms
            if time_s < graph.get_edge_data(start, end, {"time_s": np.inf})["time_s"]:
                graph.add_edge(start, end, time_s=time_s)
    lines = list(ends)
    for row, feature in enumerate(features("stations")):
        point = crs.project(shape(feature["geometry"]), 4549)
        line = min(lines, key=point.distance)
        tail, head, speed_ms, is_one_way = ends[line]
        along_m, walk_s = line.project(point), line.distance(point) / 1.25
        graph.add_edge(tail, f"station {row}", time_s=walk_s + along_m / speed_ms)
        if not is_one_way:
            left_m = line.length - along_m
            graph.add_edge(head, f"station {row}", time_s=walk_s + left_m / speed_ms)
        to_station = networkx.single_source_dijkstra_path_length(
            graph.reverse(), f"station {row}", weight="time_s"
        )
        for column, village in enumerate(features("villages")):
            center = crs.project(shapely.Point(village["properties"]["center"]), 4549)
            node = tuple(np.round(center.coords[0], 2))
            # Walking to another road may be quicker than the committee's own, never slower.
            assert reach.time_s[row, column] <= to_station[node] + 1
            assert reach.time_s[row, column] >= to_station[node] - 300 / 1.25


def test_covered_and_gap_make_the_whole(found, reach):
    cut = reach.partition
    assert cut.covered_m2 + cut.gap_m2 + cut.dropped_m2 == pytest.approx(found.whole.area, abs=1)
    assert shapely.area(shapely.intersection(cut.covered, cut.gap)) < 1
    by_village = reach.villages
    assert sum(by_village.covered_m2) == pytest.approx(cut.covered_m2, abs=1)
    assert by_village.people.total == pytest.approx(160_000)


def test_overview_adds_up(found, reach):
    figures = overview.overview(found, reach)
    assert figures["villages"] == {"reported": 50, "loaded": 50}
    assert figures["area_km2"] == {"reported": 143.0, "loaded": 143.0}
    for layer in figures["layers"].values():
        for unit in (part for part in layer.values() if isinstance(part, dict)):
            parts = unit["covered"] + unit["due"] + unit["gap"] + unit["unknown"]
            assert parts == pytest.approx(unit["total"], abs=0.02)
            assert 0 <= unit["share"] <= 1
    assert set(figures["layers"]) == {"pairing", "service", "recency", "patrol", "chiefs"}


def test_overview_agrees_with_rows_and_gaps(found, reach):
    figures = overview.overview(found, reach)
    rows = villages.village_rows(found, reach)
    unpaired = {row["code"] for row in rows if not row["paired"]}
    assert figures["layers"]["pairing"]["villages"]["gap"] == len(unpaired)
    assert {gap["code"] for gap in figures["gaps"] if gap["layer"] == "pairing"} == unpaired
    assert figures["layers"]["service"]["villages"]["covered"] == sum(r["reached"] for r in rows)
    chiefless = [gap for gap in figures["gaps"] if gap["layer"] == "chiefs"]
    assert figures["layers"]["chiefs"]["segments"]["gap"] == len(chiefless)
    service_m2 = sum(gap["area_m2"] for gap in figures["gaps"] if gap["layer"] == "service")
    area = figures["layers"]["service"]["area_m2"]
    dropped_m2 = figures["layers"]["service"]["dropped_m2"]
    assert service_m2 + dropped_m2 == pytest.approx(area["gap"], abs=1)


def test_gaps_are_ranked_by_points(found, reach):
    points = [gap.points for gap in gaps.ranked(found, reach)]
    assert points == sorted(points, reverse=True)
    assert all(gap.reason_zh and gap.reason_en for gap in gaps.ranked(found, reach))


def test_chiefs_of_a_day_equal_the_files(found):
    for day in (date(2026, 5, 31), date(2026, 6, 1)):
        held = defaultdict(set)
        for feature in features("river_chief_assignments"):
            if valid(feature["properties"], day):
                held[feature["properties"]["river_segment"]].add(feature["properties"]["level"])
        rows = chiefs.segment_rows(register.read(found.subdistrict, day))
        for row in rows:
            filled = {level for level, chief in row["levels"].items() if chief}
            assert filled == held[row["code"]]
            assert row["state"] == {0: "none", 3: "all"}.get(len(filled), "some")


def test_a_change_of_chief_leaves_the_day_before_with_the_old_one(found):
    change = RiverChiefAssignment.objects.filter(valid_from=date(2026, 6, 1)).first()
    segment, level = change.river_segment.code, change.level

    def chief_on(day: date) -> str:
        rows = chiefs.segment_rows(register.read(found.subdistrict, day))
        return next(row for row in rows if row["code"] == segment)["levels"][level]["name"]

    assert chief_on(date(2026, 6, 1)) == change.chief.name
    assert chief_on(date(2026, 5, 31)) != change.chief.name


def test_routes_pass_every_segment_that_is_not_covered_once_and_come_back(found, reach):
    planned = routes.routes(found, reach, "ebike")
    walked = [leg.segment_code for route in planned for leg in route.legs if leg.kind == "segment"]
    rows = layers.layer(found, reach, "patrol").rows[: len(found.segments)]
    assert 0 < len(walked) < len(rows)
    assert sorted(walked) == sorted(row["code"] for row in rows if row["state"] != "covered")
    for route in planned:
        assert route.bound_s <= route.time_s + 1
        assert route.length_m == pytest.approx(sum(leg.length_m for leg in route.legs), abs=5)
        first, last = route.legs[0].shape.coords[0], route.legs[-1].shape.coords[-1]
        assert first == pytest.approx(last, abs=1e-9)
        for leg, following in zip(route.legs, route.legs[1:], strict=False):
            assert leg.shape.coords[-1] == pytest.approx(following.shape.coords[0], abs=1e-7)


def test_before_the_first_day_nothing_is_covered_and_nothing_fails(found):
    early = register.read(found.subdistrict, date(1990, 1, 1))
    figures = overview.overview(early, service.reach(early, 15, "ebike"))
    assert figures["villages"]["loaded"] == 0
    assert figures["layers"]["pairing"]["villages"]["share"] is None


def test_without_stations_every_village_is_unknown(found):
    LiaisonStation.objects.update(valid_to=date(2020, 1, 1))
    without = register.read(found.subdistrict, DAY)
    reach = service.reach(without, 15, "ebike")
    layer = overview.overview(without, reach)["layers"]["service"]
    assert layer["villages"]["unknown"] == 50
    assert layer["area_m2"]["unknown"] == pytest.approx(without.whole.area, abs=1)
    assert [gap for gap in gaps.ranked(without, reach) if gap.layer == "service"] == []


def test_without_roads_the_answer_says_straight_line(found):
    Road.objects.all().delete()
    without = register.read(found.subdistrict, DAY)
    straight = service.reach(without, 15, "ebike")
    assert straight.method == "straight_line"
    assert routes.routes(without, straight, "ebike") == []


def test_a_village_without_committee_point_is_unknown(found):
    Village.objects.filter(code="371327001203").update(center=None)
    changed = register.read(found.subdistrict, DAY)
    reach = service.reach(changed, 15, "ebike")
    row = next(r for r in villages.village_rows(changed, reach) if r["code"] == "371327001203")
    assert (row["reached"], row["travel_time_s"]) == (None, None)
    figures = overview.overview(changed, reach)
    assert figures["layers"]["service"]["villages"]["unknown"] == 1


def test_a_renamed_deputy_is_renamed_in_the_figures(found, reach):
    Deputy.objects.filter(code="DB03").update(name="示例代表03改")
    assert register.read(found.subdistrict, DAY).token != found.token


def test_kept_figures_follow_the_data(found, reach):
    Pairing.objects.all().delete()
    changed = register.read(found.subdistrict, DAY)
    assert changed.token != found.token
    assert len([g for g in gaps.ranked(changed, reach) if g.layer == "pairing"]) == 50
