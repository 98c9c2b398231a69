"""Lines cut into short pieces and kept by cells of a grid, to find those near many places fast."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from coverage.analysis.compiled import njit

PIECE_M = 20.0

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Pieces:
    """Straight pieces of lines, arrays of shape (p,) in the order of the lines.

    `ends` (p, 4) are x, y of both ends; `line` the row of the line, `start_m` how far along it
    the piece begins.
    """

    ends: Floats
    line: Rows
    start_m: Floats

    def __getitem__(self, rows: Any) -> "Pieces":
        return Pieces(self.ends[rows], self.line[rows], self.start_m[rows])

    @property
    def middle(self) -> Floats:
        return (self.ends[:, :2] + self.ends[:, 2:]) / 2

    @property
    def length_m(self) -> Floats:
        return np.hypot(self.ends[:, 2] - self.ends[:, 0], self.ends[:, 3] - self.ends[:, 1])


def cut(lines: NDArray[Any], piece_m: float = PIECE_M) -> Pieces:
    """The pieces of `lines` (LineStrings in metres), none longer than `piece_m`."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    start, way = xy[:-1][same], np.diff(xy, axis=0)[same]
    owner = line[:-1][same].astype(np.intp)
    length_m = np.hypot(*way.T)
    along_m = np.cumsum(length_m) - length_m
    first = np.searchsorted(owner, owner)
    along_m -= along_m[first] if len(owner) else 0
    count = np.maximum(1, np.ceil(length_m / piece_m)).astype(int)
    edge = np.repeat(np.arange(len(owner)), count)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    low, high = number / count[edge], (number + 1) / count[edge]
    ends = np.hstack(
        [start[edge] + way[edge] * low[:, None], start[edge] + way[edge] * high[:, None]]
    )
    return Pieces(ends, owner[edge], along_m[edge] + length_m[edge] * low)


@dataclass(frozen=True)
class LineIndex:
    """Pieces by cells: those of cell `key[c]` are `member[first[c]:first[c + 1]]`.

    Every piece stands in all cells from which it can be within `reach_m`.
    """

    pieces: Pieces
    reach_m: float
    key: NDArray[np.int64]
    first: Rows
    member: Rows


def build_index(pieces: Pieces, reach_m: float) -> LineIndex:
    """An index of pieces for places up to `reach_m` from them."""
    low = np.floor((np.minimum(pieces.ends[:, :2], pieces.ends[:, 2:]) - reach_m) / reach_m)
    high = np.floor((np.maximum(pieces.ends[:, :2], pieces.ends[:, 2:]) + reach_m) / reach_m)
    low, high = low.astype(np.int64), high.astype(np.int64)
    span = high - low + 1
    count = span[:, 0] * span[:, 1]
    piece = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    column = low[piece, 0] + number % span[piece, 0]
    row = low[piece, 1] + number // span[piece, 0]
    key = _key(column, row)
    order = np.argsort(key, kind="stable")
    keys, first = np.unique(key[order], return_index=True)
    return LineIndex(pieces, reach_m, keys, np.append(first, len(key)), piece[order])


def _key(column: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
    return (column << 32) + row


@dataclass(frozen=True)
class Near:
    """The nearest lines of n places, arrays of shape (n, m), the nearest first.

    `line` is -1 and `distance_m` inf where there are fewer within reach. `along_m` is where on
    the line its nearest point lies, `aside_m` the distance with a sign: positive to the left of
    the line's direction. `direction` (n, m, 2) is the unit vector of the line there.
    """

    line: Rows
    distance_m: Floats
    along_m: Floats
    aside_m: Floats
    direction: Floats


def nearest(index: LineIndex, xy: Floats, most: int) -> Near:
    """The up to `most` nearest lines of each place in `xy` (n, 2)."""
    cell = np.floor(xy / index.reach_m).astype(np.int64)
    key = _key(cell[:, 0], cell[:, 1])
    place = np.searchsorted(index.key, key)
    found = place < len(index.key)
    found[found] = index.key[place[found]] == key[found]
    pieces = index.pieces
    return Near(
        *_nearest(
            np.ascontiguousarray(xy), np.where(found, place, -1), index.first, index.member,
            pieces.ends, pieces.line, pieces.start_m, index.reach_m, most,
        )
    )  # fmt: skip


@njit(cache=True)
def _nearest(xy, cell, first, member, ends, line, start_m, reach_m, most):
    count = len(xy)
    lines = np.full((count, most), -1)
    distance_m = np.full((count, most), np.inf)
    along_m, aside_m = np.zeros((count, most)), np.zeros((count, most))
    direction = np.zeros((count, most, 2))
    for i in range(count):
        if cell[i] < 0:
            continue
        for p in member[first[cell[i]] : first[cell[i] + 1]]:
            way_x, way_y = ends[p, 2] - ends[p, 0], ends[p, 3] - ends[p, 1]
            to_x, to_y = xy[i, 0] - ends[p, 0], xy[i, 1] - ends[p, 1]
            length_m = np.hypot(way_x, way_y)
            if length_m == 0.0:
                continue
            share = min(1.0, max(0.0, (to_x * way_x + to_y * way_y) / length_m**2))
            off_m = np.hypot(to_x - share * way_x, to_y - share * way_y)
            if off_m > reach_m:
                continue
            # The slot of this line, else the last one: a line stands in the list once.
            slot = most - 1
            for k in range(most):
                if lines[i, k] == line[p]:
                    slot = k
                    break
            if off_m >= distance_m[i, slot]:
                continue
            while slot > 0 and off_m < distance_m[i, slot - 1]:
                lines[i, slot] = lines[i, slot - 1]
                distance_m[i, slot] = distance_m[i, slot - 1]
                along_m[i, slot] = along_m[i, slot - 1]
                aside_m[i, slot] = aside_m[i, slot - 1]
                direction[i, slot] = direction[i, slot - 1]
                slot -= 1
            lines[i, slot] = line[p]
            distance_m[i, slot] = off_m
            along_m[i, slot] = start_m[p] + share * length_m
            is_left = way_x * to_y - way_y * to_x >= 0
            aside_m[i, slot] = off_m if is_left else -off_m
            direction[i, slot, 0], direction[i, slot, 1] = way_x / length_m, way_y / length_m
    return lines, distance_m, along_m, aside_m, direction
