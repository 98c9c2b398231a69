"""The numbers of the reference data on its last day, computed a second time from its files.

Nothing of `coverage.analysis` is used on this side: rows are read with json and csv, judged in
plain loops, measured with pyproj and shapely, and travel times are networkx's.
"""

import csv
import json
import math
from collections import defaultdict
from datetime import date
from functools import cache

import networkx
import numpy as np
import pytest
import shapely
from django.conf import settings
from pyproj import Transformer
from shapely.geometry import shape

from coverage.figures import layers, register, service
from tests.register import reference_unit

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
DATA = settings.BASE_DIR / "fixtures" / "data"
METRES = Transformer.from_crs(4326, 4549, always_xy=True)
WALK_MS, EBIKE_MS, WALK_M, LIMIT_S = 4.5 / 3.6, 20 / 3.6, 300.0, 900.0


@cache
def features(name: str) -> list[dict]:
    return json.loads((DATA / f"{name}.geojson").read_text(encoding="utf-8"))["features"]


@cache
def rows(name: str) -> list[dict]:
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def in_force(properties: dict, day: date = DAY) -> bool:
    last = properties["valid_to"]
    return properties["valid_from"] <= day.isoformat() and (not last or day.isoformat() <= last)


@cache
def places(name: str) -> list[dict]:
    """The properties of the places of a file that are valid on the day, by code."""
    found = [feature["properties"] for feature in features(name)]
    return sorted((row for row in found if in_force(row)), key=lambda row: row["code"])


def metric(geometry):
    return shapely.transform(
        geometry, lambda xy: np.column_stack(METRES.transform(xy[:, 0], xy[:, 1]))
    )


@cache
def shapes(name: str) -> dict:
    return {
        feature["properties"]["code"]: metric(shape(feature["geometry"]))
        for feature in features(name)
        if in_force(feature["properties"]) and feature["geometry"] is not None
    }


def age(text: str) -> int:
    return (DAY - date.fromisoformat(text)).days


@pytest.fixture
def found():
    return register.read(reference_unit(), DAY)


@pytest.fixture
def reach(found):
    return service.reach(found, 15, "ebike")


def assert_states(layer_rows: list[dict], expected: dict[str, str]) -> None:
    assert {row["code"]: row["state"] for row in layer_rows} == expected


def assert_villages(layer, expected: dict[str, str], by_area: bool = True) -> None:
    """Compare states, counts, people and areas of the villages."""
    assert_states(layer.villages, expected)
    summary = layer.summary()
    for state in ("covered", "due", "gap", "unknown"):
        own = [row for row in places("villages") if expected[row["code"]] == state]
        assert summary["villages"][state] == len(own)
        assert summary["people"][state] == sum(row["population"] for row in own)
        if by_area:
            area_m2 = math.fsum(shapes("villages")[row["code"]].area for row in own)
            assert summary["area_m2"][state] == pytest.approx(area_m2, abs=50)


def worst(states: list[str]) -> str:
    return next((state for state in ("gap", "due", "covered") if state in states), "unknown")


def by_village(places_: list[dict], states: dict[str, str]) -> dict[str, str]:
    own = defaultdict(list)
    for place in places_:
        own[place["village"]].append(states[place["code"]])
    return {row["code"]: worst(own[row["code"]]) for row in places("villages")}


def held(terms: list[dict], place: str, code: str) -> str:
    """Whether somebody holds a place on the day, and for 30 days more."""
    own = [row for row in terms if row[place] == code]
    if not any(in_force(row) for row in own):
        return "gap"
    days = [date.fromordinal(DAY.toordinal() + number) for number in range(1, 32)]
    goes_on = all(any(in_force(row, day) for row in own) for day in days)
    return "covered" if goes_on else "due"


def test_pairing(found, reach):
    terms = [feature["properties"] for feature in features("pairings")]
    expected = {row["code"]: held(terms, "village", row["code"]) for row in places("villages")}
    assert_villages(layers.layer(found, reach, "pairing"), expected)
    assert sum(state != "gap" for state in expected.values()) == 30


def test_recency(found, reach):
    valid = [row for row in rows("duty_records") if row["is_valid"] == "1"]
    last = {}
    for row in valid:
        if age(row["date"]) >= 0:
            last[row["village"]] = min(age(row["date"]), last.get(row["village"], 9999))
    expected = {}
    for village in places("villages"):
        days = last.get(village["code"], 9999)
        expected[village["code"]] = "covered" if days <= 72 else "due" if days <= 90 else "gap"
    layer = layers.layer(found, reach, "recency")
    assert_villages(layer, expected)
    assert {row["code"]: row["days"] for row in layer.rows if row["days"] is not None} == last
    assert set(expected.values()) == {"covered", "due", "gap"}


def test_chiefs(found, reach):
    terms = [feature["properties"] for feature in features("river_chief_assignments")]
    segments = places("river_segments")
    expected = {row["code"]: held(terms, "river_segment", row["code"]) for row in segments}
    layer = layers.layer(found, reach, "chiefs")
    assert_states(layer.rows, expected)
    assert_villages(layer, by_village(segments, expected))
    summary = layer.summary()
    for state in ("covered", "due", "gap"):
        own = [code for code, value in expected.items() if value == state]
        assert summary["segments"][state] == len(own)
        length_m = sum(shapes("river_segments")[code].length for code in own)
        assert summary["length_m"][state] == pytest.approx(length_m, abs=0.1)


def union_m(stretches: list[tuple[float, float]], length_m: float) -> float:
    """The length that stretches cover together, one after the other."""
    total_m = reached_m = 0.0
    for start, end in sorted(stretches):
        total_m += max(0.0, min(end, length_m) - max(start, reached_m))
        reached_m = max(reached_m, end)
    return total_m


def period_of(target: str, kind: str) -> tuple[float, float] | None:
    """The shortest interval that a rule asks for, and the share that is done."""
    asked = [
        (int(row["period_days"]) / int(row["times"]), float(row["done_share"]))
        for row in rows("patrol_rules")
        if row["target"] == target
        and row["valid_from"] <= DAY.isoformat()
        and (kind == "chief" or not row["level"])
    ]
    return min(asked, default=None)


def walked(kind: str) -> dict[str, list[tuple[int, float, float]]]:
    patrols = {
        row["code"]: age(row["date"])
        for row in rows("patrols")
        if row["kind"] == kind and row["is_valid"] == "1" and age(row["date"]) >= 0
    }
    found = defaultdict(list)
    for row in rows("patrol_stretches"):
        if row["patrol"] in patrols:
            stretch = (float(row["start_m"]), float(row["end_m"]))
            found[row["river_segment"]].append((patrols[row["patrol"]], *stretch))
    return found


def seen(kind: str) -> dict[str, list[tuple[int, float]]]:
    patrols = {
        row["code"]: age(row["date"])
        for row in rows("patrols")
        if row["kind"] == kind and row["is_valid"] == "1" and age(row["date"]) >= 0
    }
    found = defaultdict(list)
    for row in rows("water_visits"):
        if row["patrol"] in patrols:
            found[row["water_body"]].append((patrols[row["patrol"]], float(row["shore_share"])))
    return found


@pytest.mark.parametrize("kind", ["chief", "supervision"])
def test_patrols(found, reach, kind):
    states, metres = {}, defaultdict(float)
    period, share = period_of("segment", kind)
    for segment in places("river_segments"):
        length_m = shapes("river_segments")[segment["code"]].length
        own = walked(kind)[segment["code"]]
        fresh_m, all_m = (
            union_m([(start, end) for days, start, end in own if days <= window], length_m)
            for window in (0.8 * period, period)
        )
        metres["covered"] += fresh_m
        metres["due"] += all_m - fresh_m
        metres["gap"] += length_m - all_m
        states[segment["code"]] = (
            "covered"
            if fresh_m >= share * length_m
            else "due"
            if all_m >= share * length_m
            else "gap"
        )
    for water in places("water_bodies"):
        states[water["code"]] = water_state(water, kind)
    layer = layers.layer(found, reach, "patrol", kind)
    assert_states(layer.rows, states)
    assert_villages(layer, by_village([*places("river_segments"), *places("water_bodies")], states))
    summary = layer.summary()
    for state, length_m in metres.items():
        assert summary["length_m"][state] == pytest.approx(length_m, abs=0.1)
    for measure, name in (("segments", "river_segments"), ("waters", "water_bodies")):
        for state in ("covered", "due", "gap", "unknown"):
            expected = sum(states[row["code"]] == state for row in places(name))
            assert summary[measure][state] == expected


def water_state(water: dict, kind: str) -> str:
    asked = period_of(water["kind"], kind)
    if asked is None:
        return "unknown"
    period, share = asked
    done = [days for days, part in seen(kind)[water["code"]] if part >= share]
    last = min(done, default=9999)
    return "covered" if last <= 0.8 * period else "due" if last <= period else "gap"


class Roads:
    """Times to the stations over networkx; a road point has the better of its edge's ends."""

    def __init__(self):
        self.edges = []
        graph = networkx.DiGraph()
        for feature in features("roads"):
            properties = feature["properties"]
            if properties["road_class"] == "railway" or not in_force(properties):
                continue
            line = metric(shape(feature["geometry"]))
            speed_ms = min(properties["speed_kmh"] / 3.6, EBIKE_MS)
            ends = [tuple(np.round(line.coords[end], 2)) for end in (0, -1)]
            self.edges.append((line, speed_ms, *ends, properties["is_one_way"]))
            ways = [tuple(ends)] if properties["is_one_way"] else [tuple(ends), tuple(ends[::-1])]
            for start, end in ways:
                time_s = line.length / speed_ms
                if time_s < graph.get_edge_data(start, end, {"time_s": math.inf})["time_s"]:
                    graph.add_edge(start, end, time_s=time_s)
        self.tree = shapely.STRtree([edge[0] for edge in self.edges])
        self.stations = [point for _, point in sorted(shapes("stations").items())]
        self.entries = [self._enter(graph, row) for row in range(len(self.stations))]
        self.times = [
            networkx.single_source_dijkstra_path_length(
                graph.reverse(), f"station {row}", weight="time_s"
            )
            for row in range(len(self.stations))
        ]

    def _enter(self, graph, row: int) -> tuple[int, float, float]:
        """Join a station to the ends of its nearest edge; where on it, and how far beside it."""
        point = self.stations[row]
        edge = int(self.tree.nearest(point))
        line, speed_ms, tail, head, is_one_way = self.edges[edge]
        along_m, walk_s = line.project(point), line.distance(point) / WALK_MS
        graph.add_edge(tail, f"station {row}", time_s=walk_s + along_m / speed_ms)
        if not is_one_way:
            left_m = line.length - along_m
            graph.add_edge(head, f"station {row}", time_s=walk_s + left_m / speed_ms)
        return edge, along_m, walk_s

    def from_road(self, edge: int, along_m: float, row: int) -> float:
        line, speed_ms, tail, head, is_one_way = self.edges[edge]
        times = self.times[row]
        found = [times.get(head, math.inf) + (line.length - along_m) / speed_ms]
        if not is_one_way or along_m < 0.01:
            found.append(times.get(tail, math.inf) + along_m / speed_ms)
        at_edge, at_m, walk_s = self.entries[row]
        if at_edge == edge and (not is_one_way or at_m >= along_m):
            found.append(abs(at_m - along_m) / speed_ms + walk_s)
        return min(found)

    def from_point(self, point: shapely.Point, step_m: float) -> list[float]:
        """Walk to every road point within 300 m, ``step_m`` apart, or to the nearest one."""
        near = self.tree.query(point, "dwithin", WALK_M)
        edges = near if len(near) else [self.tree.nearest(point)]
        within_m = WALK_M if len(near) else self.edges[edges[0]][0].distance(point)
        best = [
            point.distance(station) / WALK_MS if point.distance(station) <= within_m else math.inf
            for station in self.stations
        ]
        for edge in edges:
            line = self.edges[edge][0]
            steps = np.append(np.arange(0, line.length, step_m), [line.length, line.project(point)])
            points = shapely.line_interpolate_point(line, steps)
            for along_m, walk_m in zip(steps, shapely.distance(points, point), strict=True):
                if walk_m <= within_m + 1e-6:
                    for row in range(len(best)):
                        time_s = walk_m / WALK_MS + self.from_road(edge, along_m, row)
                        best[row] = min(best[row], time_s)
        return best


@pytest.fixture(scope="module")
def roads() -> Roads:
    return Roads()


def test_service_by_villages(found, reach, roads):
    expected = {}
    for column, village in enumerate(places("villages")):
        center = metric(shapely.Point(village["center"]))
        times = roads.from_point(center, step_m=1.0)
        for row, time_s in enumerate(times):
            # Samples a metre apart are late by no more than half a metre on foot.
            assert reach.time_s[row, column] == pytest.approx(time_s, abs=0.5)
        assert abs(min(times) - LIMIT_S) > 0.5
        expected[village["code"]] = "covered" if min(times) <= LIMIT_S else "gap"
    assert_villages(layers.layer(found, reach, "service"), expected, by_area=False)
    assert set(expected.values()) == {"covered", "gap"}


def test_service_by_area(found, reach, roads):
    """Points on a grid lie in the area when they reach a station in time."""
    whole = shapes("subdistricts")["371327001"]
    west, south, east, north = whole.bounds
    x, y = np.meshgrid(np.arange(west, east, 350), np.arange(south, north, 350))
    points = [point for point in shapely.points(x.ravel(), y.ravel()) if whole.covers(point)]
    within = 0
    for point in points:
        best_s = min(roads.from_point(point, step_m=5.0))
        within += best_s <= LIMIT_S
        if abs(best_s - LIMIT_S) > 15:
            assert reach.reached.covers(point) == (best_s <= LIMIT_S)
    summary = layers.layer(found, reach, "service").summary()
    assert len(points) > 1000
    assert summary["area_m2"]["share"] == pytest.approx(within / len(points), abs=0.02)
    assert summary["area_m2"]["total"] == pytest.approx(whole.area, abs=1)
