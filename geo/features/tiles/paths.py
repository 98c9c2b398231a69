"""Paths on the grid of a tile, and how they are made simpler without tearing neighbours apart.

A path is a ring, a line or a set of points; all paths of a tile lie one after the other in one
array, which compiled loops go through.
"""

from dataclasses import dataclass, replace

import numpy as np

from geo.compiled import njit
from geo.features.tiles.grid import BUFFER

# A vertex is left out when the triangle with its neighbours is smaller (in doubled units squared).
# 8 units squared are an eighth of a pixel's area where a tile is 512 pixels wide.
SMALL_DOUBLED_AREA = 16
# No triangle is as small as this: every position stays.
NOTHING_IS_SMALL = -1
ROUNDS = 64
# Positions of a tile with its buffer fit 13 bits a coordinate.
_SHIFT = 13
_LARGEST = np.iinfo(np.int64).max
# Knuth's multiplier: the golden ratio of 32 bits.
_SPREAD, _WORD = 2654435761, 0xFFFFFFFF


@dataclass(frozen=True)
class Paths:
    """Paths one after the other: positions, where each path starts, and who owns it.

    ``points`` (n, 2) are in units of the tile, a ring's without its repeated end, on the grid
    32-bit integers; path ``p`` has the points from ``starts[p]`` up to ``starts[p + 1]``;
    ``part`` and ``feature`` have a value for every path, features in ascending order: rings of
    one part are a polygon, the outer first.
    """

    points: np.ndarray
    starts: np.ndarray
    part: np.ndarray
    feature: np.ndarray

    @property
    def path(self) -> np.ndarray:
        """The number of the path that each point is in."""
        return np.repeat(np.arange(len(self.part)), np.diff(self.starts))

    @property
    def lengths(self) -> np.ndarray:
        """How many points each path has."""
        return np.diff(self.starts)

    def chosen(self, which: np.ndarray) -> "Paths":
        """Return some paths: a mask, or their numbers in the order wanted."""
        places = np.flatnonzero(which) if which.dtype == bool else which
        points, starts = _gathered(self.points, self.starts, places)
        return Paths(points, starts, self.part[places], self.feature[places])

    @property
    def drawn(self) -> "Paths":
        """The paths that have points."""
        is_drawn = self.starts[1:] > self.starts[:-1]
        return self if is_drawn.all() else self.chosen(is_drawn)

    def joined(self, other: "Paths") -> "Paths":
        """Return the paths of both in the order of the features."""
        if not len(other.part):
            return self
        if not len(self.part):
            return other
        both = Paths(
            np.concatenate((self.points, other.points)),
            np.concatenate((self.starts, other.starts[1:] + self.starts[-1])),
            np.concatenate((self.part, other.part + (self.part.max() + 1))),
            np.concatenate((self.feature, other.feature)),
        )
        return both.chosen(np.argsort(both.feature, kind="stable"))


NOTHING = Paths(
    np.empty((0, 2), dtype=np.int32),
    np.zeros(1, dtype=np.int64),
    *[np.empty(0, dtype=np.int64)] * 2,
)


@dataclass(frozen=True)
class Positions:
    """Which points are at the same position, and which positions stay.

    ``place`` (n,) has the number of the first point at the position of each point; ``is_fixed``
    is true at the places that stay.
    """

    place: np.ndarray
    is_fixed: np.ndarray

    def fix(self, points: np.ndarray) -> np.ndarray:
        """Let the positions of some points stay, and return which points are at one of them."""
        kept = np.zeros(len(self.place), dtype=bool)
        kept[self.place[points]] = True
        np.logical_or(self.is_fixed, kept, out=self.is_fixed)
        return kept[self.place]


def positions(paths: Paths, is_closed: bool) -> Positions:
    """Return the positions; those where paths meet, part or end stay.

    Between two of them every path that comes by has the same positions.
    """
    return Positions(*_positions(paths.points, paths.starts, is_closed))


def on_grid(paths: Paths, is_closed: bool) -> Paths:
    """Return paths rounded to the grid, without positions that are the same as the one before."""
    points, starts = _rounded(paths.points, paths.starts, is_closed)
    return replace(paths, points=points, starts=starts)


def simplified(
    paths: Paths,
    is_closed: bool,
    known: Positions,
    small: int,
    before: Paths | None = None,
    again: np.ndarray | None = None,
) -> Paths:
    """Return the paths without those positions that hardly matter.

    In rounds, the positions go whose triangle with their neighbours has a doubled area of at most
    ``small`` and is the least among its neighbours' (Visvalingam and Whyatt, 1993). Whether one
    goes depends on nothing but the stretch between two fixed positions it lies on, and that
    stretch is the same in all paths that share it: they stay together.

    Rings without an area become empty, and the holes of a polygon that has none. With ``before``
    only the paths that ``again`` marks are made anew, the others are those of ``before``.
    """
    if before is None or again is None:
        before, again = paths, np.ones(len(paths.part), dtype=bool)
    points, starts = _simplified(
        paths.points,
        paths.starts,
        paths.part,
        is_closed,
        known.place,
        known.is_fixed,
        small,
        before.points,
        before.starts,
        again,
    )
    return replace(paths, points=points, starts=starts)


@njit(cache=True)
def _gathered(points, starts, places):
    found = np.zeros(len(places) + 1, np.int64)
    for number in range(len(places)):
        path = places[number]
        found[number + 1] = found[number] + starts[path + 1] - starts[path]
    copied = np.empty((found[-1], 2), points.dtype)
    for number in range(len(places)):
        first = starts[places[number]]
        for step in range(found[number + 1] - found[number]):
            copied[found[number] + step, 0] = points[first + step, 0]
            copied[found[number] + step, 1] = points[first + step, 1]
    return copied, found


@njit(cache=True)
def _rounded(points, starts, is_closed):
    rounded = np.empty((len(points), 2), np.int32)
    found = np.zeros(len(starts), np.int64)
    count = 0
    for path in range(len(starts) - 1):
        first = count
        for place in range(starts[path], starts[path + 1]):
            x, y = np.int32(np.rint(points[place, 0])), np.int32(np.rint(points[place, 1]))
            if count > first and rounded[count - 1, 0] == x and rounded[count - 1, 1] == y:
                continue
            rounded[count, 0], rounded[count, 1] = x, y
            count += 1
        while is_closed and count > first + 1 and _same(rounded, first, count - 1):
            count -= 1
        found[path + 1] = count
    return rounded[:count].copy(), found


@njit(cache=True)
def _same(points, one, other):
    return points[one, 0] == points[other, 0] and points[one, 1] == points[other, 1]


@njit(cache=True)
def _code(points, place):
    """Return one number for each position, the same wherever it comes again."""
    return (np.int64(points[place, 0]) + BUFFER) << _SHIFT | (np.int64(points[place, 1]) + BUFFER)


@njit(cache=True)
def _positions(points, starts, is_closed):
    count = len(points)
    bits = 4
    while 1 << bits < 2 * count:
        bits += 1
    table = np.full(1 << bits, -1, np.int32)
    place = np.empty(count, np.int32)
    for point in range(count):
        slot = (_code(points, point) * _SPREAD & _WORD) >> (32 - bits)
        while table[slot] >= 0 and not _same(points, table[slot], point):
            slot = (slot + 1) & ((1 << bits) - 1)
        if table[slot] < 0:
            table[slot] = point
        place[point] = table[slot]
    return place, _nodes(place, starts, is_closed)


@njit(cache=True)
def _nodes(place, starts, is_closed):
    """Return which positions have a third neighbour or, of lines, are an end."""
    neighbours = np.full((len(place), 2), -1, np.int32)
    is_node = np.zeros(len(place), np.bool_)
    for path in range(len(starts) - 1):
        start, end = starts[path], starts[path + 1]
        if end > start and not is_closed:
            is_node[place[start]] = is_node[place[end - 1]] = True
        for point in range(start, end):
            here = place[point]
            before = place[point - 1 if point > start else end - 1]
            after = place[point + 1 if point < end - 1 else start]
            for other in (before, after):
                if neighbours[here, 0] < 0:
                    neighbours[here, 0] = other
                elif neighbours[here, 0] != other and neighbours[here, 1] < 0:
                    neighbours[here, 1] = other
                elif neighbours[here, 0] != other and neighbours[here, 1] != other:
                    is_node[here] = True
    return is_node


@njit(cache=True)
def _simplified(
    points, starts, part, is_closed, place, is_fixed, small, old_points, old_starts, again
):
    size = 1
    for path in range(len(part)):
        size = max(size, starts[path + 1] - starts[path])
    left, rank = np.empty(size, np.int64), np.empty(size, np.int64)
    found = np.empty((len(points), 2), points.dtype)
    ends = np.zeros(len(starts), np.int64)
    count = outer = 0
    for path in range(len(part)):
        if path == 0 or part[path] != part[path - 1]:
            outer = path
        first = count
        if again[path]:
            length = starts[path + 1] - starts[path]
            for step in range(length):
                left[step] = starts[path] + step
            length = _thinned(points, left, rank, length, is_closed, place, is_fixed, small)
            for step in range(length):
                found[count, 0], found[count, 1] = points[left[step], 0], points[left[step], 1]
                count += 1
        else:
            for point in range(old_starts[path], old_starts[path + 1]):
                found[count, 0], found[count, 1] = old_points[point, 0], old_points[point, 1]
                count += 1
        if is_closed:
            has_outer = outer == path or ends[outer + 1] > ends[outer]
            if not has_outer or doubled_area(found, first, count) == 0:
                count = first
        ends[path + 1] = count
    return found[:count].copy(), ends


@njit(cache=True)
def doubled_area(points, start, end):
    """Return twice the area of a ring, by the surveyor's formula: positive is clockwise on a
    screen, where y runs down."""
    total = np.int64(0)
    before = end - 1
    for point in range(start, end):
        total += np.int64(points[before, 0]) * points[point, 1]
        total -= np.int64(points[point, 0]) * points[before, 1]
        before = point
    return total


@njit(cache=True)
def _thinned(points, left, rank, length, is_closed, place, is_fixed, small):
    """Thin out the points of a path in ``left``, and return how many are left."""
    for _ in range(ROUNDS):
        length = _without_repeats(left, length, is_closed, place)
        goes = 0
        for step in range(length):
            before = left[step - 1 if step else length - 1]
            after = left[step + 1 if step < length - 1 else 0]
            here = left[step]
            rank[step] = _LARGEST
            if is_fixed[place[here]]:
                continue
            x, y = np.int64(points[here, 0]), np.int64(points[here, 1])
            doubled = abs(
                (x - points[before, 0]) * (points[after, 1] - y)
                - (points[after, 0] - x) * (y - points[before, 1])
            )
            if doubled <= small:
                rank[step] = doubled << (2 * _SHIFT) | _code(points, here)
        kept = 0
        for step in range(length):
            before = rank[step - 1 if step else length - 1]
            after = rank[step + 1 if step < length - 1 else 0]
            if rank[step] < before and rank[step] < after:
                goes += 1
                continue
            left[kept] = left[step]
            kept += 1
        length = kept
        if not goes:
            break
    return length


@njit(cache=True)
def _without_repeats(left, length, is_closed, place):
    kept = 0
    for step in range(length):
        if kept and place[left[step]] == place[left[kept - 1]]:
            continue
        left[kept] = left[step]
        kept += 1
    while is_closed and kept > 1 and place[left[0]] == place[left[kept - 1]]:
        kept -= 1
    return kept
