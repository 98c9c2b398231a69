"""Paths on the grid of a tile, and how they are made simpler without tearing neighbours apart.

A path is a ring, a line or a set of points; all paths of a tile lie one after the other in one
array, which the compiled loops of ``thinning`` go through.
"""

from dataclasses import dataclass, replace

import numpy as np

from geo.features.tiles import thinning

# A vertex is left out when the triangle with its neighbours is smaller (in doubled units squared).
# 8 units squared are an eighth of a pixel's area where a tile is 512 pixels wide.
SMALL_DOUBLED_AREA = 16
# No triangle is as small as this: every position stays.
NOTHING_IS_SMALL = -1


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
        points, starts = thinning.gathered(self.points, self.starts, places)
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
    return Positions(*thinning.found_positions(paths.points, paths.starts, is_closed))


def on_grid(paths: Paths, is_closed: bool) -> Paths:
    """Return paths rounded to the grid, without positions that are the same as the one before."""
    points, starts = thinning.rounded_paths(paths.points, paths.starts, is_closed)
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
    points, starts = thinning.simplified_paths(
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
