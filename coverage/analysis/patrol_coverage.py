"""Which stretches of river segments a cleaned track walked.

Each fix is weighed: how much nearer it lies to the river than to a road or the edge of the
swath, and whether it moves along the river or across it. One fix decides nothing, because the
error of a receiver is as large as the way between a bank and a path beside it, and lasts for many
fixes: the most likely course of "on the bank" and "not on it" is taken, in which each change
costs something (a hidden Markov model with two states, solved by Viterbi's algorithm). Between
two neighbouring fixes that are on the bank and walked, the river is covered.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.compiled import njit
from coverage.analysis.line_index import Near, nearest
from coverage.analysis.motion import FAST, STANDING, WALKING, Motion, motion
from coverage.analysis.riverside import EACH, EITHER, LEFT, RIGHT, Riverside
from coverage.analysis.track import Cleaned

# So many segments meet or pass within the swath of one fix.
MOST_SEGMENTS = 3
# What a fix says against the bank that lies clearly beyond the swath, or moves across.
FAR, CROSS = 4.0, 0.5
DOUBT = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WalkRule:
    """How fixes are weighed.

    `error_m` is the usual error of a fix (more where its accuracy says so), and `memory_s` how
    long such an error lasts: during it, fixes say 1 together at most. A change between on the
    bank and off it costs `change_cost`, so that some 75 s on a path close by are seen;
    beyond the swath a quarter of that. Who moves at more than `along_degrees` to the river
    crosses it. Along the river one may come `most_progress` times as far as in the plane, on the
    inner side of a bend. A stretch under `min_stretch_m` is none. The side of the river is taken
    from `side_s` before to `side_s` after a fix; where one bank alone counts, a track may seem to
    be `bank_tolerance_m` on the other side.
    """

    error_m: float = 8.0
    memory_s: float = 15.0
    change_cost: float = 2.5
    along_degrees: float = 60.0
    most_progress: float = 2.5
    min_stretch_m: float = 30.0
    side_s: float = 60.0
    bank_tolerance_m: float = 5.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            checks.positive(value, name)


@dataclass(frozen=True)
class Stretches:
    """Parts of segments, arrays of shape (n,), sorted by segment, bank and place, no overlap.

    `bank` is EITHER, or LEFT or RIGHT for segments of which each bank counts.
    """

    segment: NDArray[np.intp]
    start_m: Floats
    end_m: Floats
    bank: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.segment)

    def covered_m(self, segments: int) -> Floats:
        """Covered metres of each of so many segments, shape (segments,); two banks add up."""
        return np.bincount(self.segment, self.end_m - self.start_m, minlength=segments)

    def shares(self, riverside: Riverside) -> Floats:
        """The covered share of each segment, (s,) from 0 to 1; of two banks, of both together."""
        return np.minimum(self.covered_m(len(riverside)) / riverside.whole_m, 1.0)


@dataclass(frozen=True)
class Covered:
    """What a track covered, and for each of its k kept fixes whether it is on a bank.

    `segment` (k,) is the row of the nearest segment within the swath of a fix that is on the
    bank, else -1. `along_m` are the metres walked on banks, forth and back.
    """

    stretches: Stretches
    motion: Motion
    segment: NDArray[np.intp]
    along_m: float


def covered(
    track: Cleaned,
    riverside: Riverside,
    rule: WalkRule | None = None,
    moved: Motion | None = None,
) -> Covered:
    """The stretches of the segments of `riverside` that `track` walked.

    `moved` is `motion(track)`, if it is known already.
    """
    rule, moved = rule or WalkRule(), moved or motion(track)
    near = nearest(riverside.rivers, track.xy, MOST_SEGMENTS)
    evidence = _evidence(track, riverside, near, moved, rule)
    on_bank = _course(evidence, track.part, rule.change_cost) & np.isfinite(near.distance_m[:, 0])
    segment = np.where(on_bank, near.line[:, 0], -1)
    stretches = _stretches(track, riverside, near, moved, segment, rule)
    along_m = float(moved.step_m[on_bank & (moved.state == WALKING)].sum())
    return Covered(stretches, moved, segment, along_m)


def merged(stretches: Iterable[Stretches]) -> Stretches:
    """The union of what several tracks covered: one day of one person, say."""
    found = list(stretches)
    if not found:
        return union([], [], [], [])
    return union(
        np.concatenate([one.segment for one in found]),
        np.concatenate([one.start_m for one in found]),
        np.concatenate([one.end_m for one in found]),
        np.concatenate([one.bank for one in found]),
    )


def union(segment: ArrayLike, start_m: ArrayLike, end_m: ArrayLike, bank: ArrayLike) -> Stretches:
    """Intervals (n,) on segments and banks with overlapping and touching ones joined.

    >>> found = union([0, 0, 1], [5, 0, 0], [9, 5, 4], [0, 0, 0])
    >>> found.segment.tolist(), found.start_m.tolist(), found.end_m.tolist()
    ([0, 1], [0.0, 0.0], [9.0, 4.0])
    """
    segment, bank = np.asarray(segment, dtype=np.intp), np.asarray(bank, dtype=np.int8)
    start, end = np.asarray(start_m, dtype=float), np.asarray(end_m, dtype=float)
    place = segment * 4 + bank
    order = np.lexsort((start, place))
    place, start, end = place[order], start[order], end[order]
    reach = end.copy()
    begins = np.ones(len(order), dtype=bool)
    _sweep(place, start, reach, begins)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(order))[: len(first)] - 1
    return Stretches(
        place[first] // 4, start[first], reach[last], (place[first] % 4).astype(np.int8)
    )


@njit(cache=True)
def _sweep(place, start, reach, begins):
    """Carry the furthest end over sorted intervals and mark where a new one begins."""
    for i in range(1, len(place)):
        if place[i] == place[i - 1] and start[i] <= reach[i - 1]:
            begins[i] = False
            reach[i] = max(reach[i], reach[i - 1])


def _evidence(
    track: Cleaned, riverside: Riverside, near: Near, moved: Motion, rule: WalkRule
) -> Floats:
    """For each fix (k,) what speaks against the bank (positive) or for it (negative)."""
    road_m = nearest(riverside.roads, track.xy, 1).distance_m[:, 0]
    other_m = np.minimum(road_m, riverside.swath_m)
    river_m = near.distance_m[:, 0]
    error_m = np.fmax(rule.error_m, track.accuracy_m)
    found = (river_m**2 - other_m**2) / (2 * error_m**2)
    found = np.clip(found, -1, 1)
    found[river_m > riverside.swath_m + 2 * error_m] = FAR
    speed_ms = np.hypot(*moved.velocity.T)
    along_ms = np.abs((moved.velocity * near.direction[:, 0]).sum(axis=1))
    across = along_ms < np.cos(np.radians(rule.along_degrees)) * speed_ms
    crosses = across & (moved.state != STANDING)
    found[crosses] = np.maximum(found[crosses], CROSS)
    # Where both are as likely one was not on the bank, whichever way one looks at the track.
    return found * _weight(track, rule.memory_s) + DOUBT


def _weight(track: Cleaned, memory_s: float) -> Floats:
    """How much each fix says anew: its share of the time in which errors stay the same."""
    step_s = np.append(np.diff(track.time_s), memory_s)[: len(track)]
    step_s[:-1][~track.is_step] = memory_s
    before_s = np.concatenate([[memory_s], step_s[:-1]])[: len(track)]
    return np.minimum(1.0, (step_s + before_s) / (2 * memory_s))


@njit(cache=True)
def _course(evidence, part, change_cost):
    """The course of the two states with the least sum of evidence against it and of changes."""
    count = len(evidence)
    came = np.zeros((count, 2), np.int8)
    on, off = 0.0, 0.0
    for i in range(count):
        if i == 0 or part[i] != part[i - 1]:
            # A new part forgets: both states are as likely, as far as this fix knows.
            best = min(on, off)
            came[i, 0], came[i, 1] = (0, 0) if on <= off else (1, 1)
            on, off = best, best
        else:
            came[i, 0], came[i, 1] = 0, 1
            stay_on, stay_off = on, off
            if stay_off + change_cost < stay_on:
                on, came[i, 0] = stay_off + change_cost, 1
            if stay_on + change_cost < stay_off:
                off, came[i, 1] = stay_on + change_cost, 0
        on += evidence[i]
    result = np.zeros(count, np.bool_)
    state = 0 if on < off else 1
    for i in range(count - 1, -1, -1):
        result[i] = state == 0
        state = came[i, state]
    return result


def _stretches(
    track: Cleaned,
    riverside: Riverside,
    near: Near,
    moved: Motion,
    segment: NDArray[np.intp],
    rule: WalkRule,
) -> Stretches:
    here, after = _steps(track, moved, segment)
    way_m = np.hypot(*(track.xy[after] - track.xy[here]).T)
    rows, starts, ends, fixes = [], [], [], []
    # A step from one segment to the next covers the end of the one and the start of the other.
    for step_ends in (here, after):
        mine = segment[step_ends]
        from_m = _along(near, here, mine)
        to_m = _along(near, after, mine)
        way_on_m = np.abs(to_m - from_m)
        good = (way_on_m > 0) & (way_on_m <= rule.most_progress * way_m + rule.error_m)
        rows.append(mine[good])
        starts.append(np.minimum(from_m, to_m)[good])
        ends.append(np.maximum(from_m, to_m)[good])
        fixes.append(step_ends[good])
    row, fix = np.concatenate(rows), np.concatenate(fixes)
    start, end = np.concatenate(starts), np.concatenate(ends)
    bank, counts = _banks(riverside, row, _sides(track, near, segment, rule.side_s)[fix], rule)
    # What is too short is judged within each part, before the parts are joined.
    row_of_part = row + len(riverside) * track.part[fix]
    found = union(row_of_part[counts], start[counts], end[counts], bank[counts])
    row = found.segment % max(1, len(riverside))
    shortest_m = np.minimum(rule.min_stretch_m, riverside.length_m[row])
    kept = found.end_m - found.start_m >= shortest_m
    return union(row[kept], found.start_m[kept], found.end_m[kept], found.bank[kept])


def _steps(
    track: Cleaned, moved: Motion, segment: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The fixes before and after each step that was walked on a bank.

    Fixes at which one stood are left out, so that the walk goes on from where one came to where
    one left.
    """
    walk = np.flatnonzero(moved.state != STANDING)
    here, after = walk[:-1], walk[1:]
    good = track.part[here] == track.part[after]
    for ends in (here, after):
        good &= (segment[ends] >= 0) & (moved.state[ends] != FAST)
    return here[good], after[good]


def _along(near: Near, fix: NDArray[np.intp], segment: NDArray[np.intp]) -> Floats:
    """Where along `segment` (n,) each fix (n,) lies; NaN where it is not near it."""
    is_it = near.line[fix] == segment[:, None]
    found = near.along_m[fix, np.argmax(is_it, axis=1)]
    return np.where(is_it.any(axis=1), found, np.nan)


def _sides(track: Cleaned, near: Near, segment: NDArray[np.intp], side_s: float) -> Floats:
    """The mean signed distance from the river around each fix, (k,); positive on the left."""
    aside_m = np.where(segment >= 0, near.aside_m[:, 0], 0.0)
    total = np.concatenate([[0.0], np.cumsum(aside_m)])
    count = np.concatenate([[0], np.cumsum(segment >= 0)])
    begin, end = track.first[track.part], track.first[track.part + 1]
    time_s = track.time_s
    low = np.maximum(np.searchsorted(time_s, time_s - side_s), begin)
    high = np.minimum(np.searchsorted(time_s, time_s + side_s, side="right"), end)
    return (total[high] - total[low]) / np.maximum(count[high] - count[low], 1)


def _banks(
    riverside: Riverside, segment: NDArray[np.intp], aside_m: Floats, rule: WalkRule
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """The bank that each piece of a walk counts for, and whether it counts at all."""
    wanted = riverside.bank[segment]
    side = np.where(aside_m >= 0, LEFT, RIGHT)
    # The line of a segment with one bank may be that bank, so that one walks on it.
    near_m = rule.bank_tolerance_m
    counts = np.where(wanted == LEFT, aside_m >= -near_m, True)
    counts &= np.where(wanted == RIGHT, aside_m <= near_m, True)
    return np.where(wanted == EACH, side, EITHER).astype(np.int8), counts
