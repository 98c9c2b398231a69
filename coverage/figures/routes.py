"""One inspection route a station: along its villages' due segments and back.

A village belongs to the station it reaches quickest. A segment is visited unless the chiefs'
patrols cover it that day: when it is due, a gap, or when nothing is known of it.
"""

from dataclasses import dataclass

import shapely

from coverage.analysis.errors import UnreachableError
from coverage.analysis.routing import Route, inspection_route
from coverage.analysis.shares import State
from coverage.figures import patrol
from coverage.figures.register import Register, kept
from coverage.figures.service import Reach, road_network
from geo import crs


@dataclass(frozen=True)
class Leg:
    """One stretch of a route in walking order; ``shape`` is in EPSG:4326."""

    id: str
    station_code: str
    order: int
    kind: str
    segment_code: str | None
    segment_name: str | None
    length_m: float
    time_s: float
    shape: shapely.Geometry

    def properties(self) -> dict:
        """Return everything but the geometry."""
        return {key: value for key, value in vars(self).items() if key != "shape"} | {
            "illustrative": True
        }


@dataclass(frozen=True)
class StationRoute:
    """The route of one station; ``left_out`` names due segments that no way leads to."""

    station_code: str
    name: str
    mode: str
    length_m: float
    time_s: float
    bound_s: float
    over_bound: float
    legs: tuple[Leg, ...]
    left_out: tuple[str, ...]

    def summary(self) -> dict:
        """Return the route's totals as plain data."""
        return {
            "station_code": self.station_code,
            "name": self.name,
            "mode": self.mode,
            "length_m": round(self.length_m, 1),
            "time_s": round(self.time_s),
            "lower_bound_s": round(self.bound_s),
            "over_bound": round(self.over_bound, 4),
            "segments": [leg.segment_code for leg in self.legs if leg.kind == "segment"],
            "left_out": list(self.left_out),
        }


def routes(register: Register, reach: Reach, mode: str) -> list[StationRoute]:
    """Return one route a located station that has due segments; none without a road network."""
    return kept(register, "routes", lambda: _routes(register, reach, mode), reach.minutes, mode)


def _routes(register: Register, reach: Reach, mode: str) -> list[StationRoute]:
    network = road_network(register)
    if network is None:
        return []
    station_of = _station_rows(register, reach)
    state = patrol.measured(register, "chief").state
    found = []
    for row in range(len(register.stations)):
        segments = [
            number
            for number, shape in enumerate(register.segments.shapes)
            if shape is not None and station_of[number] == row and state[number] != State.COVERED
        ]
        if segments:
            found.append(_route(register, network, row, segments, mode))
    return found


def _station_rows(register: Register, reach: Reach) -> list[int]:
    """Return each segment's station: that of its village, -1 where the village has none."""
    nearest = reach.nearest
    row_of = register.villages.row_of_id
    return [
        int(nearest[row_of[segment.village_id]]) if segment.village_id in row_of else -1
        for segment in register.segments.rows
    ]


def _route(register: Register, network, row: int, segments: list[int], mode: str) -> StationRoute:
    station = register.stations.rows[row]
    start = shapely.get_coordinates(register.stations.shapes[row])[0]
    left_out: list[int] = []
    try:
        route = inspection_route(network, start, register.segments.shapes[segments], mode)
    except UnreachableError as error:
        left_out = [segments[number] for number in error.value]
        segments = [number for number in segments if number not in left_out]
        route = inspection_route(network, start, register.segments.shapes[segments], mode)
    return StationRoute(
        station.code,
        station.short_name,
        mode,
        route.length_m,
        route.time_s,
        route.bound_s,
        route.over_bound,
        tuple(_legs(register, station.code, segments, route)),
        tuple(register.segments.rows[number].code for number in left_out),
    )


def _legs(register: Register, station_code: str, segments: list[int], route: Route):
    """Yield the ways between the segments and the segments, in walking order."""
    visits = [*route.visits, None]
    order = 0
    for leg, visit in zip(route.legs, visits, strict=False):
        parts = [("travel", None, leg)]
        if visit is not None:
            parts.append(("segment", register.segments.rows[segments[visit.segment]], visit))
        for kind, segment, part in parts:
            if shapely.is_empty(part.line):
                continue
            order += 1
            yield Leg(
                id=f"route-{station_code}-{order:03d}",
                station_code=station_code,
                order=order,
                kind="walk" if kind == "travel" and part.walked else kind,
                segment_code=segment and segment.code,
                segment_name=segment and segment.name,
                length_m=round(float(part.length_m), 1),
                time_s=round(float(part.time_s)),
                shape=crs.project(part.line, crs.STORAGE_SRID, register.metric_srid),
            )
