"""Paths on the grid of a tile, and how they are made simpler without tearing neighbours apart.

A path is a ring, a line or a set of points; all paths of a tile lie in two arrays, so that each
step is one pass of numpy over all of them.
"""

from dataclasses import dataclass, replace

import numpy as np

from geo.features.tiles.grid import BUFFER

# A vertex is left out when the triangle with its neighbours is smaller (in doubled units squared).
# 8 units squared are an eighth of a pixel's area where a tile is 512 pixels wide.
SMALL_DOUBLED_AREA = 16
ROUNDS = 64
# Positions of a tile with its buffer fit 13 bits a coordinate, and their codes 26; a small area
# in front of a code still fits 32.
CODE_BITS = 26
_SHIFT = CODE_BITS // 2
_LARGEST = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Paths:
    """Paths one after the other: positions, the path of each position, and who owns the path.

    ``points`` (n, 2) are 32-bit integers in units of the tile, a ring's without its repeated end;
    ``path`` (n,) numbers the paths in ascending order; ``part`` and ``feature`` have a value for
    every path number: rings of one part are a polygon, the outer first.
    """

    points: np.ndarray
    path: np.ndarray
    part: np.ndarray
    feature: np.ndarray

    def only(self, chosen: np.ndarray) -> "Paths":
        """Return the paths with the chosen points only (a mask or places, ascending)."""
        return replace(self, points=self.points[chosen], path=self.path[chosen])

    def joined(self, other: "Paths") -> "Paths":
        """Return the paths of both, numbered anew in the order of the features."""
        if not len(self.part):
            return other
        first_part = self.part.max(initial=-1) + 1
        feature = np.concatenate((self.feature, other.feature))
        order = np.argsort(feature, kind="stable")
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.arange(len(order))
        path = number[np.concatenate((self.path, other.path + len(self.part)))]
        places = np.argsort(path, kind="stable")
        return Paths(
            np.concatenate((self.points, other.points))[places],
            path[places],
            np.concatenate((self.part, other.part + first_part))[order],
            feature[order],
        )

    @property
    def codes(self) -> np.ndarray:
        """One number for each position of a tile, the same wherever it comes again."""
        x, y = self.points.T + BUFFER
        return (x << _SHIFT) | y


NOTHING = Paths(np.empty((0, 2), dtype=np.int32), *[np.empty(0, dtype=np.int64)] * 3)


def starts_of(path: np.ndarray) -> np.ndarray:
    """Return where each run of equal numbers starts."""
    return np.flatnonzero(np.diff(path, prepend=path[:1] - 1))


def ends_of(path: np.ndarray) -> np.ndarray:
    """Return where each run of equal numbers ends, that place included."""
    return np.flatnonzero(np.diff(path, append=path[-1:] + 1))


def run_of(values: np.ndarray) -> np.ndarray:
    """Return the number of the run of equal values that each value is in, from 0."""
    return np.cumsum(np.diff(values, prepend=values[:1]) != 0)


def neighbours(path: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the positions before and after each; the ends of a path meet."""
    starts, ends = starts_of(path), ends_of(path)
    places = np.arange(len(path))
    before, after = places - 1, places + 1
    before[starts], after[ends] = ends, starts
    return before, after


def doubled_areas(paths: Paths) -> np.ndarray:
    """Return twice the area of each path number, by the surveyor's formula: positive is clockwise
    on a screen, where y runs down."""
    _, after = neighbours(paths.path)
    x, y = paths.points.T
    terms = x * y[after] - x[after] * y
    return np.bincount(paths.path, weights=terms, minlength=len(paths.part))


def without_repeats(paths: Paths, is_closed: bool) -> Paths:
    """Return the paths without positions that are the same as the one before."""
    return paths.only(~_repeats(paths.path, paths.codes, is_closed))


def nodes(paths: Paths, is_closed: bool) -> np.ndarray:
    """Return the sorted codes of the positions where paths meet, part or end.

    Between two nodes every path that comes by has the same positions.
    """
    codes = paths.codes
    ordered = np.sort(codes)
    comes_again = among(codes, ordered[1:][ordered[1:] == ordered[:-1]])
    before, after = (codes[place[comes_again]] for place in neighbours(paths.path))
    here = codes[comes_again].astype(np.int64) << CODE_BITS
    pairs = np.sort(np.concatenate((here | before, here | after)))
    here = (pairs[np.diff(pairs, prepend=-1) != 0] >> CODE_BITS).astype(np.int32)
    # A position with a third neighbour stands in three places of the sorted list.
    found = here[2:][here[2:] == here[:-2]]
    if not is_closed:
        ends = codes[starts_of(paths.path)], codes[ends_of(paths.path)]
        found = np.concatenate((found, *ends))
    return np.unique(found)


def among(codes: np.ndarray, listed: np.ndarray) -> np.ndarray:
    """Return which codes are listed."""
    # A table of all codes: the system gives only the pages of it that are touched.
    is_listed = np.zeros(1 << CODE_BITS, dtype=bool)
    is_listed[listed] = True
    return is_listed[codes]


def simplified(paths: Paths, is_closed: bool, fixed: np.ndarray, small: int) -> Paths:
    """Return the paths without repeated positions and without those that hardly matter.

    In rounds, the positions go whose triangle with their neighbours has a doubled area of at most
    ``small`` and is the least among its neighbours' (Visvalingam and Whyatt, 1993). Positions with
    a code in ``fixed`` stay. Whether one goes depends on nothing but the stretch between two nodes
    it lies on, and that stretch is the same in all paths that share it: they stay together.
    """
    codes = paths.codes
    is_fixed = among(codes, fixed)
    left, done = np.arange(len(codes)), []
    for _ in range(ROUNDS):
        left = left[~_repeats(paths.path[left], codes[left], is_closed)]
        goes = _least(paths, left, codes, is_fixed, small)
        changes = np.zeros(len(paths.part), dtype=bool)
        changes[paths.path[left[goes]]] = True
        is_left = changes[paths.path[left]]
        done.append(left[~is_left])
        left = left[is_left & ~goes]
        if not len(left):
            break
    return paths.only(np.sort(np.concatenate((left, *done))))


def _repeats(path: np.ndarray, codes: np.ndarray, is_closed: bool) -> np.ndarray:
    """Return which positions are the same as the one before."""
    before, _ = neighbours(path)
    same = codes == codes[before]
    if not is_closed:
        same[starts_of(path)] = False
    return same


def _least(paths: Paths, left: np.ndarray, codes: np.ndarray, is_fixed: np.ndarray, small: int):
    """Return which of the positions that are left go in this round."""
    before, after = neighbours(paths.path[left])
    x, y = paths.points[left].T
    doubled = np.abs((x - x[before]) * (y[after] - y) - (x[after] - x) * (y - y[before]))
    goes = (doubled <= small) & ~is_fixed[left]
    rank = np.where(goes, (doubled << CODE_BITS) | codes[left], _LARGEST)
    return goes & (rank < rank[before]) & (rank < rank[after])
