"""How somebody moved at each fix of a cleaned track: standing, walking, or faster than on foot.

Single steps say little, because a receiver's error is as large as a step. Speed and heading come
from the means of the fixes in the half minute before and after. Who stays within a small circle
for two minutes stands, however much the phone scatters or drifts meanwhile.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coverage.analysis import checks
from coverage.analysis.compiled import njit
from coverage.analysis.track import KMH, Cleaned

STANDING, WALKING, FAST = 0, 1, 2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MotionRule:
    """When somebody walks.

    `max_walk_kmh` lets a slow e-bike on the bank pass, from which one still sees it, but no car.
    Within `stay_m` during `stay_s` one stands. `window_s` is how far before and after a fix its
    speed and heading are taken.
    """

    max_walk_kmh: float = 12.0
    stay_s: float = 120.0
    stay_m: float = 35.0
    window_s: float = 30.0
    anchor_m: float = 15.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            checks.positive(value, name)


@dataclass(frozen=True)
class Motion:
    """The motion at each kept fix, arrays of shape (k,).

    `velocity` (k, 2) in m/s is smoothed; `state` is STANDING, WALKING or FAST. `step_m` is how
    far one came at this fix since the last one that lay `anchor_m` away, else 0: its sum is a
    length without the scatter of the fixes.
    """

    velocity: Floats
    state: NDArray[np.int8]
    step_m: Floats

    @property
    def walked_m(self) -> float:
        """Metres walked: without standing and without what was driven."""
        return float(self.step_m[self.state == WALKING].sum())

    @property
    def fast_m(self) -> float:
        """Metres moved faster than on foot."""
        return float(self.step_m[self.state == FAST].sum())


def motion(track: Cleaned, rule: MotionRule | None = None) -> Motion:
    """The motion at each fix of `track`."""
    rule = rule or MotionRule()
    begin, end = track.first[track.part], track.first[track.part + 1]
    velocity = _velocity(track, begin, end, rule.window_s)
    extent_m, window_s = _extent(track.xy, track.time_s, begin, end, rule.stay_s)
    stay_m = rule.stay_m * np.minimum(1.0, window_s / rule.stay_s)
    state = np.full(len(track), WALKING, dtype=np.int8)
    state[np.hypot(*velocity.T) * KMH > rule.max_walk_kmh] = FAST
    state[extent_m <= stay_m] = STANDING
    step_m = _anchored(track.xy, track.part, state, rule.anchor_m)
    return Motion(velocity, state, step_m)


def _velocity(
    track: Cleaned, begin: NDArray[np.intp], end: NDArray[np.intp], window_s: float
) -> Floats:
    """From the mean place before to the mean place after, over the mean times."""
    time_s = track.time_s
    here = np.arange(len(time_s))
    # At least one neighbour on each side, however seldom fixes come.
    low = np.minimum(np.searchsorted(time_s, time_s - window_s), here - 1)
    high = np.maximum(np.searchsorted(time_s, time_s + window_s, side="right"), here + 2)
    low, high = np.maximum(low, begin), np.minimum(high, end)
    # Sums over whole epochs and coordinates of millions would lose digits.
    columns = np.column_stack([track.xy, time_s])
    columns = columns - columns.mean(axis=0) if len(columns) else columns
    total = np.concatenate([np.zeros((1, 3)), np.cumsum(columns, axis=0)])
    before = (total[here + 1] - total[low]) / (here + 1 - low)[:, None]
    after = (total[high] - total[here]) / (high - here)[:, None]
    moved = after - before
    lasted_s = moved[:, 2:]
    return np.divide(moved[:, :2], lasted_s, out=np.zeros_like(track.xy), where=lasted_s > 0)


@njit(cache=True)
def _extent(xy, time_s, begin, end, stay_s):
    """The extent of the fixes around each one, and how long they took.

    The window is moved inwards at the ends of a part, so that it keeps its length.
    """
    count = len(time_s)
    extent_m, window_s = np.zeros(count), np.zeros(count)
    for i in range(count):
        first_s, last_s = time_s[begin[i]], time_s[end[i] - 1]
        low_s = max(first_s, min(time_s[i] - stay_s / 2, last_s - stay_s))
        high_s = min(last_s, low_s + stay_s)
        j = i
        while j > begin[i] and time_s[j - 1] >= low_s:
            j -= 1
        left = right = xy[i, 0]
        below = above = xy[i, 1]
        window_s[i] = -time_s[j]
        while j < end[i] and (time_s[j] <= high_s or j <= i):
            left, right = min(left, xy[j, 0]), max(right, xy[j, 0])
            below, above = min(below, xy[j, 1]), max(above, xy[j, 1])
            j += 1
        window_s[i] += time_s[j - 1]
        extent_m[i] = np.hypot(right - left, above - below)
    return extent_m, window_s


@njit(cache=True)
def _anchored(xy, part, state, anchor_m):
    """Metres from the last anchor at each fix that lies far enough from it to be the next one."""
    step_m = np.zeros(len(part))
    anchor = 0
    for i in range(1, len(part)):
        if part[i] != part[anchor] or state[i] == 0:
            anchor = i
            continue
        way_m = np.hypot(xy[i, 0] - xy[anchor, 0], xy[i, 1] - xy[anchor, 1])
        if way_m >= anchor_m:
            step_m[i] = way_m
            anchor = i
    return step_m
