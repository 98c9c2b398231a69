"""River segments and the roads beside them, prepared once to judge many tracks.

A road beside a river competes with it: who walks the road has not walked the bank. Not every
road does. One that keeps within a few metres of the river over a long way is the path on the
bank, and walking it is walking the bank; no receiver could tell the two apart. One that comes as
near on a short way crosses the river and competes all the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.line_index import LineIndex, Pieces, build_index, cut, nearest

# Which bank of a segment has to be walked: either, one of them, or both, each for itself.
EITHER, LEFT, RIGHT, EACH = 0, 1, 2, 3
BANKS = {"either": EITHER, "left": LEFT, "right": RIGHT, "each": EACH}
MEET_M = 0.05


@dataclass(frozen=True)
class SwathRule:
    """What belongs to a river: `swath_m` to each side of its line, and the path on its bank.

    A road within `bank_m` of the line for at least `bank_path_m` is that path.
    """

    swath_m: float = 30.0
    bank_m: float = 12.0
    bank_path_m: float = 100.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            checks.positive(value, name)


@dataclass(frozen=True)
class Riverside:
    """Lengths and banks of s segments, (s,), and the pieces of rivers and roads by place."""

    length_m: NDArray[np.float64]
    bank: NDArray[np.int8]
    rivers: LineIndex
    roads: LineIndex
    swath_m: float

    def __len__(self) -> int:
        return len(self.length_m)

    @property
    def whole_m(self) -> NDArray[np.float64]:
        """What is to be walked of each segment, (s,)."""
        return whole_m(self.length_m, self.bank)


def whole_m(length_m: ArrayLike, bank: ArrayLike) -> NDArray[np.float64]:
    """What is to be walked of segments, (s,): their length, twice where each bank is asked for.

    >>> whole_m([100, 100, 100], [EITHER, LEFT, EACH])
    array([100., 100., 200.])
    """
    return np.asarray(length_m, dtype=float) * np.where(np.asarray(bank) == EACH, 2, 1)


def prepare(
    segments: Sequence[Any] | NDArray[Any],
    roads: Sequence[Any] | NDArray[Any] = (),
    banks: Sequence[str] | None = None,
    rule: SwathRule | None = None,
) -> Riverside:
    """The riverside of `segments` among `roads`, LineStrings in metres; it never changes.

    `banks` names for each segment the bank to be walked: "either" (the default), "left", "right"
    (looking along the line), or "each". Raises InvalidGeometryError for what is no line and
    InvalidValueError for another bank.
    """
    rule = rule or SwathRule()
    rivers, ways = _lines(segments, "segments"), _lines(roads, "roads")
    # Twice the swath: what lies between is needed to see a track come and go.
    index = build_index(cut(rivers), 2 * rule.swath_m)
    pieces = cut(ways)
    off_m = nearest(index, pieces.middle, 1).distance_m[:, 0]
    competes = np.isfinite(off_m) & ~_is_bank_path(pieces, off_m <= rule.bank_m, rule.bank_path_m)
    return Riverside(
        shapely.length(rivers),
        _banks(banks, len(rivers)),
        index,
        build_index(pieces[competes], 2 * rule.swath_m),
        rule.swath_m,
    )


def _lines(geometries: Sequence[Any] | NDArray[Any], parameter: str) -> NDArray[Any]:
    if len(geometries) == 0:
        return np.empty(0, dtype=object)
    return shapely.force_2d(checks.lines(geometries, parameter))


def _banks(banks: Sequence[str] | None, count: int) -> NDArray[np.int8]:
    if banks is None:
        return np.full(count, EITHER, dtype=np.int8)
    if len(banks) != count:
        raise InvalidValueError("banks", len(banks), f"{count} rows as in segments")
    for row, bank in enumerate(banks):
        if bank not in BANKS:
            raise InvalidValueError(f"banks[{row}]", bank, f"one of {', '.join(BANKS)}")
    return np.array([BANKS[bank] for bank in banks], dtype=np.int8)


def _is_bank_path(
    pieces: Pieces, is_near: NDArray[np.bool_], bank_path_m: float
) -> NDArray[np.bool_]:
    """Which pieces (p,) hang together near a river over at least `bank_path_m`."""
    found = np.zeros(len(is_near), dtype=bool)
    row = np.flatnonzero(is_near)
    if len(row) == 0:
        return found
    near = pieces[row]
    corner = np.rint(near.ends.reshape(-1, 2) / MEET_M).astype(np.int64)
    _, corner = np.unique(corner, axis=0, return_inverse=True)
    corner = corner.reshape(-1, 2)
    count = int(corner.max()) + 1
    links = coo_array((np.ones(len(row)), (corner[:, 0], corner[:, 1])), shape=(count, count))
    _, group = connected_components(links, directed=False)
    way_m = np.bincount(group[corner[:, 0]], near.length_m)
    found[row] = way_m[group[corner[:, 0]]] >= bank_path_m
    return found
