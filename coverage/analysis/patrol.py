"""What patrols covered of river segments, by linear referencing.

A stretch is a part of a segment that one patrol covered: metres along the segment's line from
its first point. The segments are painted with the stretches, oldest first, so that every piece
carries the age of the newest patrol that passed it. A segment is done with window w when the
pieces that are at most w days old make up `done_share` of its length; the least such w is its
"days since done". `recency.states` then judges segments by it, and pieces by their age.

A segment may ask for each of its banks. Then a stretch belongs to one of them, both are painted,
and the segment is twice its length: who walks one bank alone has walked half of it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely import LineString
from shapely.ops import substring

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.recency import days_since
from coverage.analysis.riverside import EACH, EITHER, LEFT, RIGHT
from coverage.analysis.shares import State

DONE_SHARE = 0.8
# Shares are compared with this tolerance: four fifths of a length must count as 0.8.
ROUNDING = 1e-9
# What belongs to one bank is drawn so far to its side of the river's line, that both are seen.
BANK_M = 15.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pieces:
    """Parts of segments, arrays of shape (n,), sorted by segment, bank and place.

    Together they are the segments, without overlap. `age_days` is inf where no patrol passed.
    `bank` is EITHER, or LEFT or RIGHT of a segment that asks for each: then each bank is whole.
    """

    segment: NDArray[np.intp]
    start_m: Floats
    end_m: Floats
    age_days: Floats
    bank: NDArray[np.int8]

    @property
    def length_m(self) -> Floats:
        return self.end_m - self.start_m


def newest(
    length_m: ArrayLike,
    segment: ArrayLike,
    start_m: ArrayLike,
    end_m: ArrayLike,
    age_days: ArrayLike,
    bank: ArrayLike = EITHER,
    asked: ArrayLike = EITHER,
) -> Pieces:
    """The pieces of s segments with the age of the newest patrol on each.

    `length_m` (s,) are the lengths of the segments, above 0, and `asked` (s,) the bank that each
    asks for: EITHER, LEFT, RIGHT or EACH. The other columns, shape (n,), are the stretches: the
    row of the segment, from where to where, how many days ago, and on which bank; `asked` and
    `bank` may be one for all. What has a negative age lies in the future and does not count, nor
    does what was walked on the wrong bank or, where each is asked for, on an unknown one; what
    reaches beyond the end of a segment is cut. Raises InvalidValueError for a stretch that does
    not go forward.

    >>> found = newest([100], [0, 0], [0, 40], [60, 80], [9, 2])
    >>> found.start_m.tolist(), found.age_days.tolist()
    ([0.0, 40.0, 60.0, 80.0], [9.0, 2.0, 2.0, inf])
    >>> found = newest([100], [0], [0], [100], [3], LEFT, EACH)
    >>> found.bank.tolist(), found.age_days.tolist()
    ([1, 2], [3.0, inf])
    """
    lengths = _lengths(length_m)
    asked = np.broadcast_to(np.asarray(asked, dtype=np.int8), len(lengths))
    row = checks.rows(segment, len(lengths), "segment")
    bank = np.broadcast_to(np.asarray(bank, dtype=np.int8), len(row))
    start, end = _along(row, start_m, end_m)
    age = np.asarray(age_days, dtype=float).reshape(-1)
    checks.same_length(segment=row, age_days=age)
    counts = (age >= 0) & (start < lengths[row]) & _is_asked_for(asked[row], bank)
    used = np.flatnonzero(counts)
    row, start, age, bank = row[used], start[used], age[used], bank[used]
    end = np.minimum(end[used], lengths[row])
    # A segment of which each bank is asked for is painted as two.
    two = asked == EACH
    owner = np.repeat(np.arange(len(lengths)), np.where(two, 2, 1))
    first = np.searchsorted(owner, np.arange(len(lengths)))
    side = np.where(two[owner], LEFT + np.arange(len(owner)) - first[owner], EITHER)
    painted = _painted(lengths[owner], first[row] + (two[row] & (bank == RIGHT)), start, end, age)
    course, *columns = painted
    return Pieces(owner[course], *columns, side[course].astype(np.int8))


def _is_asked_for(asked: NDArray[np.int8], bank: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether stretches (n,) on a bank count for segments that ask for one, both (n,)."""
    on_either = (asked == EITHER) | (bank == EITHER) | (bank == asked)
    return np.where(asked == EACH, bank != EITHER, on_either)


def days_since_done(
    pieces: Pieces, length_m: ArrayLike, done_share: ArrayLike = DONE_SHARE
) -> Floats:
    """The least number of days within which `done_share` of each segment was patrolled, (s,).

    `length_m` (s,) is what is to be walked of each (`riverside.whole_m`); inf where that much
    never was. `done_share` (s,) or one number lies in [0, 1].

    >>> days_since_done(newest([100], [0, 0], [0, 40], [60, 80], [9, 2]), [100])
    array([9.])
    """
    lengths = _lengths(length_m)
    wanted = _each(done_share, len(lengths)) - ROUNDING
    order = np.lexsort((pieces.age_days, pieces.segment))
    segment, age = pieces.segment[order], pieces.age_days[order]
    covered_m = np.cumsum(pieces.length_m[order])
    first = np.searchsorted(segment, np.arange(len(lengths)))
    covered_m -= np.concatenate([[0.0], covered_m])[first][segment]
    enough = covered_m >= wanted[segment] * lengths[segment]
    found = np.full(len(lengths), np.inf)
    np.minimum.at(found, segment[enough], age[enough])
    return found


def merged(pieces: Pieces, state: ArrayLike) -> tuple[Pieces, NDArray[np.int8]]:
    """Neighbouring pieces of one segment, bank and state as one piece, and the states.

    The age of what is merged is that of its oldest part.
    """
    codes = np.asarray(state, dtype=np.int8)
    if len(codes) == 0:
        return pieces, codes
    same = (np.diff(pieces.segment) == 0) & (np.diff(pieces.bank) == 0) & (np.diff(codes) == 0)
    begin = np.concatenate([[0], np.flatnonzero(~same) + 1])
    last = np.append(begin[1:], len(codes)) - 1
    return Pieces(
        pieces.segment[begin],
        pieces.start_m[begin],
        pieces.end_m[last],
        np.maximum.reduceat(pieces.age_days, begin),
        pieces.bank[begin],
    ), codes[begin]


def lines(segments: NDArray[Any], pieces: Pieces) -> NDArray[Any]:
    """The course of each piece (n,) cut out of the `segments` (s,), LineStrings in metres."""
    courses = checks.lines(segments, "segments")
    rows_ = zip(pieces.segment, pieces.start_m, pieces.end_m, pieces.bank, strict=True)
    found = [part(courses[segment], *where) for segment, *where in rows_]
    return np.array([*found, None], dtype=object)[:-1]


def part(course: LineString, start_m: float, end_m: float, bank: int = EITHER) -> LineString:
    """The part of a course between two places along it; of one bank, `BANK_M` to its side.

    >>> part(LineString([(0, 0), (100, 0)]), 20, 50, LEFT).wkt
    'LINESTRING (20 15, 50 15)'
    """
    found = substring(course, start_m, end_m)
    if bank not in (LEFT, RIGHT):
        return found
    aside = found.offset_curve(BANK_M if bank == LEFT else -BANK_M)
    # In a bend narrower than the river is wide there is no such line; then it is the river's.
    whole = isinstance(aside, LineString) and not aside.is_empty
    return aside if whole else found


def lengths_by_state(pieces: Pieces, state: ArrayLike, segments: int) -> Floats:
    """Metres of each segment in each state, shape (segments, 4), the column being the state."""
    codes = np.asarray(state, dtype=int)
    cell = pieces.segment * len(State) + codes
    total = np.bincount(cell, pieces.length_m, minlength=segments * len(State))
    return total.reshape(segments, len(State))


def water_days_since_done(
    waters: int,
    water: ArrayLike,
    shore_share: ArrayLike,
    age_days: ArrayLike,
    done_share: ArrayLike = DONE_SHARE,
) -> Floats:
    """Days since one patrol saw `done_share` of the shore of each water, (waters,); inf if none.

    `water` (n,) is the row of the water of each visit, `shore_share` (n,) what it saw, 0 to 1.

    >>> water_days_since_done(2, [0, 0, 1], [1.0, 0.5, 0.7], [20, 3, 4])
    array([20., inf])
    """
    row = checks.rows(water, waters, "water")
    seen = checks.shares(shore_share, "shore_share")
    age = np.asarray(age_days, dtype=float).reshape(-1)
    checks.same_length(water=row, shore_share=seen, age_days=age)
    enough = seen >= _each(done_share, waters)[row] - ROUNDING
    return days_since(waters, row[enough], age[enough])


def _painted(
    lengths: Floats, row: NDArray[np.intp], start: Floats, end: Floats, age: Floats
) -> tuple[NDArray[np.intp], Floats, Floats, Floats]:
    """Cut the segments wherever a stretch begins or ends; newer stretches cover older ones.

    Return the row, start, end and age of each piece.
    """
    segments = np.arange(len(lengths))
    cuts = np.column_stack(
        [
            np.concatenate([segments, segments, row, row]),
            np.concatenate([np.zeros(len(lengths)), lengths, start, end]),
        ]
    )
    cuts, place = np.unique(cuts, axis=0, return_inverse=True)
    place = place.reshape(-1)[2 * len(lengths) :]
    first, last = place[: len(row)], place[len(row) :]
    newest_age = np.full(len(cuts), np.inf)
    # Oldest first: a slice for each stretch needs no memory, pairs of stretches would.
    for one in np.argsort(-age, kind="stable"):
        newest_age[first[one] : last[one]] = age[one]
    segment = cuts[:, 0].astype(np.intp)
    piece = np.flatnonzero(segment[1:] == segment[:-1]) if len(cuts) else np.empty(0, np.intp)
    return segment[piece], cuts[piece, 1], cuts[piece + 1, 1], newest_age[piece]


def _along(row: NDArray[np.intp], start_m: ArrayLike, end_m: ArrayLike) -> tuple[Floats, Floats]:
    start = checks.not_negative(start_m, "start_m").reshape(-1).astype(float)
    end = checks.not_negative(end_m, "end_m").reshape(-1).astype(float)
    checks.same_length(segment=row, start_m=start, end_m=end)
    back = ~(end > start)
    if back.any():
        first = int(np.argmax(back))
        raise InvalidValueError(f"end_m[{first}]", float(end[first]), f"above {start[first]}")
    return start, end


def _lengths(length_m: ArrayLike) -> Floats:
    lengths = checks.not_negative(length_m, "length_m").reshape(-1).astype(float)
    if not (lengths > 0).all():
        row = int(np.argmin(lengths))
        raise InvalidValueError(f"length_m[{row}]", float(lengths[row]), "metres above 0")
    return lengths


def _each(done_share: ArrayLike, count: int) -> Floats:
    """One share for each of `count` places, or the same for all."""
    return np.broadcast_to(checks.shares(done_share, "done_share"), (count,))
