"""Cleaning of a recorded track: what is dropped and why, and where it is cut.

Nothing is moved or smoothed and nothing is filled in: a fix is kept as it was received or dropped
with a reason, and where too long or too far passed between two kept fixes the track ends and a
new part begins. What lies in such a hole is not known, and no analysis may bridge it.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.compiled import njit
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.straightness import interpolated

# Why a fix was dropped; the position in this tuple is its code, 0 is kept.
REASONS = (
    "kept",
    "incomplete",
    "inaccurate",
    "backwards_in_time",
    "duplicate",
    "impossible_speed",
    "jump",
    "interpolated",
)
KEPT, INCOMPLETE, INACCURATE, BACKWARDS, DUPLICATE, IMPOSSIBLE, JUMP, INTERPOLATED = range(8)

KMH = 3.6
# No place in a projected system and no time of a recording lies further from 0.
MOST_M, MOST_S = 1e8, 1e11
# How many fixes back the last good one is looked for, and what a break must be worth.
LOOK_BACK = 60
BREAK_FIXES = 6

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fixes:
    """One track as it was received: places (n, 2) in metres, times and accuracies (n,).

    `time_s` are seconds since some epoch, `accuracy_m` is NaN where it is not known. Raises
    InvalidValueError for columns of other shapes. Wrong values are for `clean`.
    """

    xy: Floats
    time_s: Floats
    accuracy_m: Floats

    def __post_init__(self) -> None:
        if self.xy.ndim != 2 or self.xy.shape[1] != 2:
            raise InvalidValueError("xy", self.xy.shape, "an array of shape (n, 2)")
        checks.same_length(xy=self.xy, time_s=self.time_s, accuracy_m=self.accuracy_m)

    def __len__(self) -> int:
        return len(self.xy)


def fixes(xy: ArrayLike, time_s: ArrayLike, accuracy_m: ArrayLike | None = None) -> Fixes:
    """Fixes from lists or arrays; without `accuracy_m` none is known.

    >>> len(fixes([(0, 0), (5, 0)], [0, 4]))
    2
    """
    places = np.asarray(xy, dtype=float)
    places = places.reshape(0, 2) if places.size == 0 else places
    times = np.asarray(time_s, dtype=float).reshape(-1)
    if accuracy_m is None:
        accuracy_m = np.full(len(times), np.nan)
    return Fixes(places, times, np.asarray(accuracy_m, dtype=float).reshape(-1))


@dataclass(frozen=True)
class CleaningRule:
    """What a fix must be to be kept, and what cuts a track.

    A fix further than `jump_m` from both its neighbours, faster than `jump_kmh` there and back,
    is a jump if they lie close together. `max_speed_kmh` is what no road vehicle does; up to
    `slack_m` more are taken for an error of position.
    """

    max_accuracy_m: float = 50.0
    max_speed_kmh: float = 120.0
    slack_m: float = 30.0
    jump_m: float = 40.0
    jump_kmh: float = 25.0
    hole_s: float = 180.0
    hole_m: float = 200.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            checks.positive(value, name)


@dataclass(frozen=True)
class Holes:
    """Where a track was cut, arrays of shape (h,): the kept fix before, seconds and metres."""

    before: NDArray[np.intp]
    seconds: Floats
    metres: Floats

    def __len__(self) -> int:
        return len(self.before)


@dataclass(frozen=True)
class Cleaned:
    """The kept fixes, arrays of shape (k,) in the order of time, and what became of the others.

    `row` is the row of each among the fixes received and `part` its part of the track, from 0.
    `reason` (n,) is for every fix received its place in REASONS.
    """

    xy: Floats
    time_s: Floats
    accuracy_m: Floats
    row: NDArray[np.intp]
    part: NDArray[np.intp]
    reason: NDArray[np.int8]
    holes: Holes

    def __len__(self) -> int:
        return len(self.xy)

    @property
    def dropped(self) -> dict[str, int]:
        """How many fixes were dropped by reason; reasons that did not occur are left out."""
        counts = np.bincount(self.reason, minlength=len(REASONS)).tolist()
        return {
            name: count for name, count in zip(REASONS[1:], counts[1:], strict=True) if count > 0
        }

    @cached_property
    def first(self) -> NDArray[np.intp]:
        """The first fix of each part and, at the end, the number of fixes: shape (parts + 1,)."""
        count = int(self.part[-1]) + 1 if len(self) else 0
        return np.searchsorted(self.part, np.arange(count + 1))

    @property
    def parts(self) -> Iterator[slice]:
        """The rows of each part."""
        return map(slice, self.first[:-1].tolist(), self.first[1:].tolist())

    @cached_property
    def is_step(self) -> NDArray[np.bool_]:
        """Whether fix i and the next one belong to one part, shape (k - 1,)."""
        return self.part[1:] == self.part[:-1]

    @property
    def recorded_s(self) -> float:
        """Seconds that the parts took together; holes are not part of it."""
        return float(np.diff(self.time_s)[self.is_step].sum())

    @property
    def recorded_m(self) -> float:
        """Metres from fix to fix within the parts, with all scatter."""
        return float(np.hypot(*np.diff(self.xy, axis=0)[self.is_step].T).sum())


def clean(track: Fixes, rule: CleaningRule | None = None) -> Cleaned:
    """The usable fixes of a track, cut at its holes.

    Dropped are, in this order: fixes without a place and a time in this world; inaccurate ones;
    the fewest that make time run forward; second ones at the same time; the fewest that leave no
    impossible speed; single jumps aside and back; fixes that something drew in a straight line
    over a hole.

    >>> found = clean(fixes([(0, 0), (9, 0), (5000, 0), (27, 0)], [0, 9, 18, 27]))
    >>> found.row.tolist(), found.dropped
    ([0, 1, 3], {'impossible_speed': 1})
    """
    rule = rule or CleaningRule()
    reason = np.zeros(len(track), dtype=np.int8)
    # Comparisons are false for NaN.
    usable = (np.abs(track.xy) <= MOST_M).all(axis=1) & (np.abs(track.time_s) <= MOST_S)
    reason[~usable] = INCOMPLETE
    bad = (track.accuracy_m > rule.max_accuracy_m) | (track.accuracy_m < 0)
    reason[usable & bad] = INACCURATE
    _drop_by_time(track, reason)
    breaks = _drop_by_speed(track, reason, rule)
    _drop_jumps(track, reason, rule)
    _drop_interpolated(track, reason, rule)
    return _cut(track, reason, breaks, rule)


def _drop_by_time(track: Fixes, reason: NDArray[np.int8]) -> None:
    row = np.flatnonzero(reason == KEPT)
    forward = _forward(track.time_s[row])
    reason[row[~forward]] = BACKWARDS
    row = row[forward]
    reason[row[1:][np.diff(track.time_s[row]) == 0]] = DUPLICATE


def _forward(time_s: Floats) -> NDArray[np.bool_]:
    """Which times make up a longest sequence that never runs backwards."""
    if (np.diff(time_s) >= 0).all():
        return np.ones(len(time_s), dtype=bool)
    last_times: list[float] = []
    last_rows: list[int] = []
    before = np.empty(len(time_s), dtype=np.intp)
    for row, time in enumerate(time_s.tolist()):
        place = bisect_right(last_times, time)
        before[row] = last_rows[place - 1] if place else -1
        last_times[place : place + 1] = [time]
        last_rows[place : place + 1] = [row]
    kept = np.zeros(len(time_s), dtype=bool)
    row = last_rows[-1]
    while row >= 0:
        kept[row] = True
        row = before[row]
    return kept


def _drop_by_speed(track: Fixes, reason: NDArray[np.int8], rule: CleaningRule) -> NDArray[np.intp]:
    """Drop what nobody can have reached; return the rows at which the track must be cut."""
    row = np.flatnonzero(reason == KEPT)
    kept, is_break = _possible(
        track.xy[row], track.time_s[row], rule.max_speed_kmh / KMH, rule.slack_m
    )
    reason[row[~kept]] = IMPOSSIBLE
    return row[is_break]


@njit(cache=True)
def _possible(xy, time_s, speed_ms, slack_m):
    """The longest sequence of fixes without an impossible step, and where it had to be broken.

    A break costs as much as dropping BREAK_FIXES fixes, so that a few wild ones fall away while a
    track that goes on elsewhere is kept in two parts.
    """
    count = len(time_s)
    score = np.empty(count)
    before = np.full(count, -1)
    broken = np.zeros(count, np.bool_)
    best = 0.0
    for i in range(count):
        score[i] = 1.0
        for j in range(i - 1, max(-1, i - 1 - LOOK_BACK), -1):
            way_m = np.hypot(xy[i, 0] - xy[j, 0], xy[i, 1] - xy[j, 1])
            possible = way_m <= speed_ms * (time_s[i] - time_s[j]) + slack_m
            value = score[j] + 1.0 - (0.0 if possible else BREAK_FIXES)
            if value > score[i]:
                score[i], before[i], broken[i] = value, j, not possible
            if possible and score[j] >= best:
                break
        best = max(best, score[i])
    kept = np.zeros(count, np.bool_)
    is_break = np.zeros(count, np.bool_)
    i = np.argmax(score) if count else -1
    while i >= 0:
        kept[i] = True
        is_break[i] = broken[i]
        i = before[i]
    return kept, is_break


def _drop_jumps(track: Fixes, reason: NDArray[np.int8], rule: CleaningRule) -> None:
    row = np.flatnonzero(reason == KEPT)
    if len(row) < 3:
        return
    xy, time_s = track.xy[row], track.time_s[row]
    leg_m = np.hypot(*np.diff(xy, axis=0).T)
    fast = leg_m > rule.jump_kmh / KMH * np.diff(time_s)
    far = (leg_m > rule.jump_m) & fast
    shorter_m = np.minimum(leg_m[1:], leg_m[:-1])
    back_m = np.hypot(*(xy[2:] - xy[:-2]).T)
    reason[row[1:-1][far[1:] & far[:-1] & (back_m < shorter_m / 2)]] = JUMP


def _drop_interpolated(track: Fixes, reason: NDArray[np.int8], rule: CleaningRule) -> None:
    row = np.flatnonzero(reason == KEPT)
    reason[row[interpolated(track.xy[row], track.time_s[row], rule.hole_m)]] = INTERPOLATED


def _cut(
    track: Fixes, reason: NDArray[np.int8], breaks: NDArray[np.intp], rule: CleaningRule
) -> Cleaned:
    row = np.flatnonzero(reason == KEPT)
    xy, time_s = track.xy[row], track.time_s[row]
    gap_s, gap_m = np.diff(time_s), np.hypot(*np.diff(xy, axis=0).T)
    # A break may have lost its own fix since, so it counts for the step that leads over it.
    over_break = np.diff(np.searchsorted(breaks, row, side="right")) > 0
    is_hole = (gap_s > rule.hole_s) | (gap_m > rule.hole_m) | over_break
    before = np.flatnonzero(is_hole)
    part = np.concatenate([[0], np.cumsum(is_hole)])[: len(row)]
    holes = Holes(before, gap_s[before], gap_m[before])
    return Cleaned(xy, time_s, track.accuracy_m[row], row, part, reason, holes)
