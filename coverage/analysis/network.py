"""A road network: edges that meet at shared end points, and exact positions along them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import STRtree

from coverage.analysis import checks
from coverage.analysis.errors import EmptyNetworkError, InvalidValueError
from coverage.analysis.modes import Mode

SNAP_M = 0.01

T = TypeVar("T")


@dataclass(frozen=True)
class Locations:
    """Positions on a network, arrays of shape (n,).

    `edge` is the row of the edge, `offset_m` the way along it from its first point, `access_m`
    the straight distance from the place that was located to that position.
    """

    edge: NDArray[np.intp]
    offset_m: NDArray[np.float64]
    access_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.edge)

    def __getitem__(self, rows: Any) -> "Locations":
        return Locations(self.edge[rows], self.offset_m[rows], self.access_m[rows])


@dataclass(frozen=True)
class Network:
    """Edges as arrays of shape (e,) and nodes as an array of shape (n, 2).

    `tail` and `head` are the nodes of the first and the last point of each line. A one-way edge
    may be travelled from tail to head only.
    """

    lines: NDArray[Any]
    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    node_xy: NDArray[np.float64]
    length_m: NDArray[np.float64]
    speed_kmh: NDArray[np.float64]
    oneway: NDArray[np.bool_]

    @property
    def node_count(self) -> int:
        return len(self.node_xy)

    @cached_property
    def tree(self) -> STRtree:
        return STRtree(self.lines)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, computed once for each key: a network never changes."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def locate(self, xy: ArrayLike, parameter: str = "xy") -> Locations:
        """The nearest position on the network of each place in `xy`, shape (n, 2), metres.

        A position within a centimetre of an end of its edge is that end. Among edges that are
        equally near the first is taken. Raises InvalidValueError for coordinates that are not
        finite.
        """
        places = shapely.points(checks.points(xy, parameter))
        rows, edges = self.tree.query_nearest(places, all_matches=True)
        # Equally near edges come in no promised order: keep the lowest number of each place.
        order = np.lexsort((edges, rows))
        _, first = np.unique(rows[order], return_index=True)
        edge = edges[order][first]
        along_m = shapely.line_locate_point(self.lines[edge], places)
        offset_m = self._snapped(edge, along_m)
        position = shapely.line_interpolate_point(self.lines[edge], offset_m)
        return Locations(edge, offset_m, shapely.distance(position, places))

    def at(self, edge: ArrayLike, offset_m: ArrayLike) -> Locations:
        """Positions given by rows of edges and ways along them, both of shape (n,)."""
        rows = np.asarray(edge, dtype=np.intp).reshape(-1)
        along = checks.not_negative(offset_m, "offset_m").reshape(-1).astype(float)
        checks.same_length(edge=rows, offset_m=along)
        bad = (rows < 0) | (rows >= len(self.lines))
        if bad.any():
            raise InvalidValueError(
                "edge", int(rows[bad][0]), f"a row from 0 to {len(self.lines) - 1}"
            )
        beyond = along > self.length_m[rows] + SNAP_M
        if beyond.any():
            wanted = f"at most the length of the edge, {self.length_m[rows][beyond][0]:.2f}"
            raise InvalidValueError("offset_m", float(along[beyond][0]), wanted)
        return Locations(rows, self._snapped(rows, along), np.zeros(len(rows)))

    def ways_out(
        self, places: Locations, mode: Mode
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Seconds from each position along its edge to the tail and to the head; inf if barred."""
        speed = mode.speed_ms(self.speed_kmh[places.edge])
        barred = self.barred(mode)[places.edge] & (places.offset_m > 0)
        to_tail = np.where(barred, np.inf, places.offset_m / speed)
        return to_tail, (self.length_m[places.edge] - places.offset_m) / speed

    def ways_in(
        self, places: Locations, mode: Mode
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Seconds along its edge from the tail and from the head to each position."""
        speed = mode.speed_ms(self.speed_kmh[places.edge])
        left = self.length_m[places.edge] - places.offset_m
        barred = self.barred(mode)[places.edge] & (left > 0)
        return places.offset_m / speed, np.where(barred, np.inf, left / speed)

    def barred(self, mode: Mode) -> NDArray[np.bool_]:
        """Which edges `mode` may not travel from head to tail."""
        return self.oneway & mode.keeps_road_rules

    def _snapped(
        self, edge: NDArray[np.intp], offset_m: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        length_m = self.length_m[edge]
        offset_m = np.where(offset_m <= SNAP_M, 0.0, offset_m)
        return np.where(offset_m >= length_m - SNAP_M, length_m, offset_m)


def build_network(
    lines: Sequence[Any] | NDArray[Any],
    speed_kmh: ArrayLike,
    oneway: ArrayLike | None = None,
) -> Network:
    """A network from `lines` (LineStrings in metres), their class speeds and one-way flags.

    All columns have shape (e,). Lines meet where they share an end point; end points are
    rounded to a centimetre for that. A line that passes over another, or ends on the middle of
    it, does not meet it. Roads that nobody may use are left out by the caller. Raises
    EmptyNetworkError, InvalidGeometryError (a row that is no LineString) or InvalidValueError
    (a speed that is not above 0, columns of different lengths).

    >>> from shapely import LineString
    >>> corner = [LineString([(0, 0), (9, 0)]), LineString([(9, 0), (9, 5)])]
    >>> network = build_network(corner, [30, 20])
    >>> network.node_count, network.tail.tolist(), network.head.tolist()
    (3, [0, 1], [1, 2])
    """
    if len(lines) == 0:
        raise EmptyNetworkError("lines", 0, "at least one edge")
    edges = checks.lines(lines, "lines")
    if shapely.has_z(edges).any():
        edges = shapely.force_2d(edges)
    speed = _speeds(speed_kmh)
    flags = np.zeros(len(edges), bool) if oneway is None else np.asarray(oneway, dtype=bool)
    checks.same_length(lines=edges, speed_kmh=speed, oneway=flags)
    tail, head, node_xy = _nodes(edges)
    return Network(edges, tail, head, node_xy, shapely.length(edges), speed, flags)


def _speeds(speed_kmh: ArrayLike) -> NDArray[np.float64]:
    speed = np.asarray(speed_kmh, dtype=float).reshape(-1)
    bad = ~(np.isfinite(speed) & (speed > 0))
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidValueError(f"speed_kmh[{row}]", float(speed[row]), "km/h above 0")
    return speed


def _nodes(
    edges: NDArray[Any],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    xy = shapely.get_coordinates(edges)
    count = shapely.get_num_coordinates(edges)
    last = np.cumsum(count) - 1
    ends = np.concatenate([xy[last + 1 - count], xy[last]])
    grid = np.rint(ends / SNAP_M).astype(np.int64)
    grid -= grid.min(axis=0)
    # One number a place, by rows of places: much faster to sort than pairs.
    place = grid[:, 0] * (grid[:, 1].max() + 1) + grid[:, 1]
    _, kept, node = np.unique(place, return_index=True, return_inverse=True)
    return node[: len(edges)], node[len(edges) :], ends[kept]
