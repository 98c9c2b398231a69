"""One inspection route: from a station along river segments and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import LineString

from coverage.analysis import checks
from coverage.analysis.access import WALK_M
from coverage.analysis.errors import InvalidValueError, UnreachableError
from coverage.analysis.modes import KMH_PER_MS, WALK_KMH, WALK_MS, Mode, mode_named
from coverage.analysis.network import Locations, Network
from coverage.analysis.shortest import times_between
from coverage.analysis.tours import Tour, shortest_tour
from coverage.analysis.ways import shortest_ways

# So many that the time of the search does not count and the route is the same every time.
TOUR_ROUNDS = 10_000


@dataclass(frozen=True)
class Leg:
    """The way to a segment or back: by road with its accesses, or a straight walk (`walked`).

    A leg between two places that are one is an empty line of length and time 0.
    """

    line: LineString
    length_m: float
    time_s: float
    walked: bool


@dataclass(frozen=True)
class Visit:
    """A segment (its row in the input) walked along `line`, against its drawing if `backwards`."""

    segment: int
    backwards: bool
    line: LineString
    length_m: float
    time_s: float


@dataclass(frozen=True)
class Route:
    """Visits in order and the legs around them: `legs[i]` leads to `visits[i]`, the last back.

    `bound_s` is a time that no order and no direction of the same visits can beat.
    """

    mode: str
    visits: tuple[Visit, ...]
    legs: tuple[Leg, ...]
    bound_s: float

    @property
    def length_m(self) -> float:
        return fsum(part.length_m for part in (*self.legs, *self.visits))

    @property
    def time_s(self) -> float:
        return fsum(part.time_s for part in (*self.legs, *self.visits))

    @property
    def over_bound(self) -> float:
        """How far the time is above the bound at most: 0.1 means 10 %."""
        return 0.0 if self.bound_s == 0 else max(self.time_s / self.bound_s - 1, 0.0)

    @property
    def line(self) -> LineString:
        """The whole route as one line that begins and ends at the station; empty without visits."""
        parts = [self.legs[0].line] if self.legs else []
        for visit, leg in zip(self.visits, self.legs[1:], strict=True):
            parts += [visit.line, leg.line]
        return _line(np.concatenate([np.empty((0, 2)), *map(shapely.get_coordinates, parts)]))


def inspection_route(
    network: Network,
    station: ArrayLike,
    segments: Sequence[Any] | NDArray[Any],
    mode: str = "ebike",
    service_kmh: float = WALK_KMH,
    walk_m: float = WALK_M,
) -> Route:
    """A round from `station` (2,) along all n `segments` (LineStrings in metres) and back.

    A segment is walked from end to end at `service_kmh`, in either direction. Between segments
    the round goes straight to the nearest point of the network, by `mode` over the roads, and
    straight to the next end; or straight all the way where that is at most `walk_m` and not
    slower. The vehicle is taken to be at hand where a segment ends. Order and directions are
    those of `tours.shortest_tour`, for least time. Without segments the route is empty.

    Raises UnreachableError with the rows of segments that no way leads to or back from,
    InvalidGeometryError or InvalidValueError.
    """
    rivers = shapely.force_2d(checks.lines(segments, "segments"))
    travel_mode = mode_named(mode)
    service_ms = checks.positive(service_kmh, "service_kmh") / KMH_PER_MS
    checks.not_negative([walk_m], "walk_m")
    places = np.concatenate([_station(station), _ends(rivers)])
    located = network.locate(places, "segments")
    travel_s, walked = _travel_times(network, places, located, travel_mode, walk_m)
    _check_reachable(travel_s)
    tour = shortest_tour(travel_s, most_rounds=TOUR_ROUNDS)
    visits = _visits(rivers, tour, service_ms)
    legs = _legs(network, places, located, travel_mode, tour, travel_s, walked) if visits else ()
    return Route(mode, visits, legs, tour.bound_s + fsum(visit.time_s for visit in visits))


def _station(station: ArrayLike) -> NDArray[np.float64]:
    xy = np.asarray(station, dtype=float)
    if xy.shape != (2,):
        raise InvalidValueError("station", xy.shape, "one point of shape (2,)")
    return checks.points(xy[None, :], "station")


def _ends(rivers: NDArray[Any]) -> NDArray[np.float64]:
    """First and last point of each line in turn, shape (2 n, 2)."""
    ends = np.stack([shapely.get_point(rivers, 0), shapely.get_point(rivers, -1)], axis=1)
    return shapely.get_coordinates(ends)


def _travel_times(
    network: Network,
    places: NDArray[np.float64],
    located: Locations,
    mode: Mode,
    walk_m: float,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Seconds between all places, and which of these ways are straight walks."""
    by_road = times_between(network, located, located, mode)
    straight_m = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    on_foot = np.where(straight_m <= walk_m, straight_m / WALK_MS, np.inf)
    walked = np.isfinite(on_foot) & (on_foot <= by_road)
    return np.minimum(by_road, on_foot), walked


def _check_reachable(travel_s: NDArray[np.float64]) -> None:
    cut_off = np.isinf(travel_s[0, 1:]) | np.isinf(travel_s[1:, 0])
    if not cut_off.any():
        return
    rows = np.flatnonzero(cut_off.reshape(-1, 2).any(axis=1)).tolist()
    raise UnreachableError("segments", rows, "segments with a way from the station and back")


def _visits(rivers: NDArray[Any], tour: Tour, service_ms: float) -> tuple[Visit, ...]:
    visits = []
    for segment, backwards in zip(tour.order.tolist(), tour.backwards.tolist(), strict=True):
        line = shapely.reverse(rivers[segment]) if backwards else rivers[segment]
        visits.append(Visit(segment, backwards, line, line.length, line.length / service_ms))
    return tuple(visits)


def _legs(
    network: Network,
    places: NDArray[np.float64],
    located: Locations,
    mode: Mode,
    tour: Tour,
    travel_s: NDArray[np.float64],
    walked: NDArray[np.bool_],
) -> tuple[Leg, ...]:
    enter = 2 * tour.order + 1 + tour.backwards
    leave = 2 * tour.order + 2 - tour.backwards
    starts, ends = np.append(0, leave), np.append(enter, 0)
    on_foot = walked[starts, ends]
    by_road = iter(shortest_ways(network, located[starts[~on_foot]], located[ends[~on_foot]], mode))
    legs = []
    for start, end, straight in zip(starts, ends, on_foot, strict=True):
        middle = np.empty((0, 2)) if straight else next(by_road)
        line = _line(np.concatenate([places[[start]], middle, places[[end]]]))
        legs.append(Leg(line, line.length, float(travel_s[start, end]), bool(straight)))
    return tuple(legs)


def _line(xy: NDArray[np.float64]) -> LineString:
    """A line without repeated points; empty if that leaves fewer than two."""
    if len(xy):
        xy = xy[np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))]
    return LineString(xy) if len(xy) > 1 else LineString()
