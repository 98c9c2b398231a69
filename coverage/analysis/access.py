"""Travel time from any point to stations: by road from where one stands, or walking to a road.

A person at p may walk straight to any road point q within `walk_m`, or to the nearest road
point if all roads are further than that, and travels on from q over the network; a station
within the same distance may also be walked to directly. The time of p is the minimum:

    t(p) = min over q of |p - q| / w + T(q)        w: walking speed, T: time over the network

T is linear along a straight piece of road: the time of one of its ends plus the travel to it.
For a piece with speed v > w, d the distance of p from its line and s0 the foot of the
perpendicular, the sum is convex in q and its derivative vanishes where the walk makes the
angle phi with the perpendicular that Snell's law gives for the critical ray, sin(phi) = w / v:
at q = s0 + d tan(phi) towards that end, cut to the stretch within reach. Where v <= w the best
q is the end of the stretch. The minimum over all pieces and both ends is therefore exact.

On a road the same rule holds (q = p is one of the ways), so that times do not jump beside it;
`shortest.times_between` gives times over the network alone. A station off the road is entered
straight from the nearest road point.
"""

from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import STRtree

from coverage.analysis import checks
from coverage.analysis.errors import NoStationsError
from coverage.analysis.modes import KMH_PER_MS, WALK_MS, Mode, mode_named
from coverage.analysis.network import Locations, Network
from coverage.analysis.shortest import node_times, times_from_nodes

WALK_M = 300.0
DETOUR_FACTOR = 1.3
CHUNK_POINTS = 8_000

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Pieces:
    """Straight pieces of road, shape (p,), and the times of their ends to k stations, (k, p)."""

    start: NDArray[np.float64]
    unit: NDArray[np.float64]
    length_m: NDArray[np.float64]
    speed_ms: NDArray[np.float64]
    barred: NDArray[np.bool_]
    start_time_s: NDArray[np.float64]
    end_time_s: NDArray[np.float64]
    tree: STRtree


class StationTimes:
    """Times to k stations from any points, over a network.

    `xy` are the stations, shape (k, 2) in metres; `mode` a name of the table of modes; `walk_m`
    how far somebody walks to choose a road. Raises NoStationsError or InvalidValueError.
    """

    method = "network"

    def __init__(
        self, network: Network, xy: ArrayLike, mode: str = "ebike", walk_m: float = WALK_M
    ) -> None:
        self.stations = _stations(xy)
        self.mode = mode_named(mode)
        self.walk_m = float(checks.not_negative([walk_m], "walk_m")[0])
        self._network = network
        self._places = network.locate(self.stations, "stations")
        self._edges = np.arange(len(network.lines))

    @cached_property
    def node_time_s(self) -> NDArray[np.float64]:
        """Seconds from each node of the network to each station, shape (k, n)."""
        return node_times(self._network, self._places, self.mode)

    @cached_property
    def pieces(self) -> Pieces:
        return _pieces(self._network, self._places, self.mode, self.node_time_s, self._edges)

    def at(self, xy: ArrayLike) -> NDArray[np.float64]:
        """Seconds from m points (m, 2) to each station, shape (k, m); inf where there is no way."""
        places = checks.points(xy, "xy")
        parts = [
            self._at(places[first : first + CHUNK_POINTS])
            for first in range(0, len(places), CHUNK_POINTS)
        ]
        return np.concatenate([np.empty((len(self.stations), 0)), *parts], axis=1)

    def windows(self, limit_s: float) -> NDArray[np.float64]:
        """Bounds, shape (k, 4), outside which no point reaches a station within `limit_s`."""
        found = np.empty((len(self.stations), 4))
        network, walked_m = self._network, limit_s * WALK_MS
        for station, node_time_s in enumerate(self.node_time_s):
            near = node_time_s <= limit_s
            edges = np.flatnonzero(near[network.tail] | near[network.head])
            # Perhaps no end of the station's own edge is near enough.
            edges = np.append(edges, self._places.edge[station])
            road = shapely.total_bounds(network.lines[edges])
            xy = np.tile(self.stations[station], 2)
            found[station, :2] = np.minimum(road[:2], xy[:2]) - walked_m
            found[station, 2:] = np.maximum(road[2:], xy[2:]) + walked_m
        return found

    def near(self, window: NDArray[np.float64], limit_s: float, rows: Rows) -> "StationTimes":
        """The same for some stations and points of a window that reach them within `limit_s`.

        Points of `window` (4,) that take longer get a time above the limit, not the exact one.
        """
        # A road that is further from the window than one walks in time decides nothing there.
        grown = window + np.array([-1, -1, 1, 1]) * max(limit_s * WALK_MS, self.walk_m)
        part = copy(self)
        part.__dict__.pop("pieces", None)
        part.stations, part._places = self.stations[rows], self._places[rows]
        part.node_time_s = self.node_time_s[rows]
        part._edges = np.sort(self._network.tree.query(shapely.box(*grown)))
        return part

    def _at(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        row, piece, reach_m = _candidates(self.pieces, places, self.walk_m)
        to_start, to_end = _way_costs(self.pieces, places[row], piece, reach_m[row])
        begins = np.searchsorted(row, np.arange(len(places)))
        times = np.empty((len(self.stations), len(places)))
        for station, xy in enumerate(self.stations):
            by_road = np.minimum(
                to_start + self.pieces.start_time_s[station, piece],
                to_end + self.pieces.end_time_s[station, piece],
            )
            away_m = np.hypot(*(places - xy).T)
            on_foot = np.where(away_m <= reach_m, away_m / WALK_MS, np.inf)
            times[station] = np.minimum(np.minimum.reduceat(by_road, begins), on_foot)
        return times


class StraightTimes:
    """Times to k stations without a network: straight lines times a detour factor."""

    method = "straight_line"

    def __init__(
        self, xy: ArrayLike, mode: str = "ebike", detour_factor: float = DETOUR_FACTOR
    ) -> None:
        self.stations = _stations(xy)
        self.mode = mode_named(mode)
        self.detour_factor = checks.positive(detour_factor, "detour_factor")

    def at(self, xy: ArrayLike) -> NDArray[np.float64]:
        """Seconds from m points (m, 2) to each station, shape (k, m)."""
        places = checks.points(xy, "xy")
        away_m = np.hypot(*(places[None, :, :] - self.stations[:, None, :]).transpose(2, 0, 1))
        return away_m * self.detour_factor / (self.mode.straight_kmh / KMH_PER_MS)

    def windows(self, limit_s: float) -> NDArray[np.float64]:
        """Bounds, shape (k, 4), outside which no point reaches a station within `limit_s`."""
        reach_m = limit_s * (self.mode.straight_kmh / KMH_PER_MS) / self.detour_factor
        return np.hstack([self.stations - reach_m, self.stations + reach_m])

    def near(self, window: NDArray[np.float64], limit_s: float, rows: Rows) -> "StraightTimes":
        """The same for some of the stations."""
        return StraightTimes(self.stations[rows], self.mode.name, self.detour_factor)


def station_times(
    network: Network | None,
    stations: ArrayLike,
    mode: str = "ebike",
    walk_m: float = WALK_M,
    detour_factor: float = DETOUR_FACTOR,
) -> StationTimes | StraightTimes:
    """Times to `stations` over `network`, or by straight lines if it is None; see `method`."""
    if network is None:
        return StraightTimes(stations, mode, detour_factor)
    return StationTimes(network, stations, mode, walk_m)


def _stations(xy: ArrayLike) -> NDArray[np.float64]:
    stations = checks.points(xy, "stations")
    if len(stations) == 0:
        raise NoStationsError("stations", 0, "at least one station")
    return stations


def _pieces(
    network: Network,
    stations: Locations,
    mode: Mode,
    node_time_s: NDArray[np.float64],
    edges: Rows,
) -> Pieces:
    """Edges cut at every vertex and station, with times to the stations at each cut."""
    cuts, xy = _cuts(network, stations, edges)
    time_s = times_from_nodes(network, node_time_s, stations, cuts, mode, towards=True)
    piece = np.flatnonzero((cuts.edge[1:] == cuts.edge[:-1]) & (np.diff(cuts.offset_m) > 0))
    span = xy[piece + 1] - xy[piece]
    length_m = np.hypot(*span.T)
    # Cuts a hair apart can have one place: such a piece has no direction and adds nothing.
    piece, span, length_m = (a[length_m > 0] for a in (piece, span, length_m))
    edge = cuts.edge[piece]
    lines = shapely.linestrings(np.stack([xy[piece], xy[piece + 1]], axis=1))
    return Pieces(
        start=xy[piece],
        unit=span / length_m[:, None],
        length_m=length_m,
        speed_ms=mode.speed_ms(network.speed_kmh[edge]),
        barred=network.barred(mode)[edge],
        start_time_s=time_s[:, piece],
        end_time_s=time_s[:, piece + 1],
        tree=STRtree(lines),
    )


def _cuts(
    network: Network, stations: Locations, edges: Rows
) -> tuple[Locations, NDArray[np.float64]]:
    """All vertices and station positions in order along each edge, and their coordinates."""
    xy, row = shapely.get_coordinates(network.lines[edges], return_index=True)
    step_m = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    first = np.diff(row, prepend=-1) > 0
    step_m[first] = 0
    total_m = np.cumsum(step_m)
    offset_m = total_m - total_m[first][row]
    last = np.append(np.flatnonzero(first)[1:], len(row)) - 1
    # The sum over all edges rounds; the ends must be the ends to the last bit.
    offset_m[last] = network.length_m[edges]
    stations = stations[np.isin(stations.edge, edges)]
    at_station = shapely.line_interpolate_point(network.lines[stations.edge], stations.offset_m)
    edge = np.concatenate([edges[row], stations.edge])
    offset_m = np.concatenate([offset_m, stations.offset_m])
    xy = np.concatenate([xy, shapely.get_coordinates(at_station)])
    order = np.lexsort((offset_m, edge))
    return Locations(edge[order], offset_m[order], np.zeros(len(order))), xy[order]


def _candidates(
    pieces: Pieces, places: NDArray[np.float64], walk_m: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Pairs of points and pieces within reach, sorted by point, and each point's reach in m."""
    row, piece = pieces.tree.query(shapely.box(*(places - walk_m).T, *(places + walk_m).T))
    near = _distances_m(pieces, places[row], piece) <= walk_m
    row, piece = row[near], piece[near]
    reach_m = np.full(len(places), walk_m)
    remote = np.setdiff1d(np.arange(len(places)), row)
    (far_row, far_piece), distance_m = pieces.tree.query_nearest(
        shapely.points(places[remote]), all_matches=True, return_distance=True
    )
    reach_m[remote[far_row]] = distance_m
    row, piece = np.concatenate([row, remote[far_row]]), np.concatenate([piece, far_piece])
    order = np.argsort(row, kind="stable")
    return row[order], piece[order], reach_m


def _distances_m(
    pieces: Pieces, places: NDArray[np.float64], piece: NDArray[np.intp]
) -> NDArray[np.float64]:
    foot_m, off_m = _foot(pieces, places, piece)
    return np.hypot(off_m, foot_m - np.clip(foot_m, 0, pieces.length_m[piece]))


def _foot(
    pieces: Pieces, places: NDArray[np.float64], piece: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the perpendicular from each point meets the line of its piece, and its length."""
    dx, dy = (places - pieces.start[piece]).T
    ux, uy = pieces.unit[piece].T
    return dx * ux + dy * uy, np.abs(dx * uy - dy * ux)


def _way_costs(
    pieces: Pieces,
    places: NDArray[np.float64],
    piece: NDArray[np.intp],
    reach_m: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least seconds to walk to a piece and travel on to its start and to its end; inf if barred."""
    length_m, speed = pieces.length_m[piece], pieces.speed_ms[piece]
    foot_m, off_m = _foot(pieces, places, piece)
    nearest_m = np.clip(foot_m, 0, length_m)
    half_m = np.sqrt(np.maximum(reach_m**2 - off_m**2, 0))
    # The nearest point is within reach by selection, whatever the rounding of the root.
    low_m = np.minimum(np.maximum(foot_m - half_m, 0), nearest_m)
    high_m = np.maximum(np.minimum(foot_m + half_m, length_m), nearest_m)
    lead_m = off_m * _tangent(speed)

    def cost(entry_m: NDArray[np.float64], left_m: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.hypot(off_m, entry_m - foot_m) / WALK_MS + left_m / speed

    slow = speed <= WALK_MS
    to_end_m = np.where(slow, high_m, np.clip(foot_m + lead_m, low_m, high_m))
    to_start_m = np.where(slow, low_m, np.clip(foot_m - lead_m, low_m, high_m))
    to_end = cost(to_end_m, length_m - to_end_m)
    # On a one-way road the start is reached by walking to it, never by travelling back.
    against = pieces.barred[piece]
    to_start_m = np.where(against, 0.0, to_start_m)
    return np.where(against & (low_m > 0), np.inf, cost(to_start_m, to_start_m)), to_end


def _tangent(speed_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    """tan(phi) with sin(phi) = walking speed / speed; 0 where walking is not slower."""
    sine = np.where(speed_ms > WALK_MS, WALK_MS / speed_ms, 0.0)
    return sine / np.sqrt(1 - sine**2)
