"""How somebody moved at each fix of a cleaned track: standing, walking, or faster than on foot.

Single steps say little, because a receiver's error is as large as a step. Speed and heading come
from the means of the fixes in the half minute before and after. Who stays near one place for
three minutes stands, however much the phone scatters or drifts meanwhile.
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
    Whose fixes lie within `stay_m` of their mean (root mean square) during `stay_s` stands, or
    within `stay_errors` times the usual accuracy of the track if that is more. `window_s` is how
    far before and after a fix its speed and heading are taken. A way is measured over places
    `anchor_m` apart, or `anchor_errors` times the accuracy: over shorter ones the scatter would
    add to it.
    """

    max_walk_kmh: float = 12.0
    stay_s: float = 180.0
    stay_m: float = 15.0
    stay_errors: float = 1.6
    window_s: float = 30.0
    anchor_m: float = 15.0
    anchor_errors: float = 3.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            checks.positive(value, name)


@dataclass(frozen=True)
class Motion:
    """The motion at each kept fix, arrays of shape (k,).

    `velocity` (k, 2) in m/s is smoothed; `state` is STANDING, WALKING or FAST. `step_m` is how
    far this fix lies from the last place by which the way is measured, if it is the next such
    place, else 0: the sum is a length almost without the scatter of the fixes.
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
    spread_m, window_s = _spread(track, begin, end, rule.stay_s)
    error_m = _usual(track.accuracy_m)
    stay_m = max(rule.stay_m, rule.stay_errors * error_m) * np.minimum(1, window_s / rule.stay_s)
    state = np.full(len(track), WALKING, dtype=np.int8)
    state[np.hypot(*velocity.T) * KMH > rule.max_walk_kmh] = FAST
    state[spread_m <= stay_m] = STANDING
    anchor_m = max(rule.anchor_m, rule.anchor_errors * error_m)
    step_m = _anchored(track.xy, track.part, state, anchor_m)
    return Motion(velocity, state, step_m)


def _usual(accuracy_m: Floats) -> float:
    """The median accuracy, 0 if none is known."""
    known = accuracy_m[np.isfinite(accuracy_m)]
    return float(np.median(known)) if len(known) else 0.0


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
    total = _sums(columns)
    before = (total[here + 1] - total[low]) / (here + 1 - low)[:, None]
    after = (total[high] - total[here]) / (high - here)[:, None]
    moved = after - before
    lasted_s = moved[:, 2:]
    return np.divide(moved[:, :2], lasted_s, out=np.zeros_like(track.xy), where=lasted_s > 0)


def _spread(
    track: Cleaned, begin: NDArray[np.intp], end: NDArray[np.intp], stay_s: float
) -> tuple[Floats, Floats]:
    """How far the fixes around each one lie from their mean (root mean square), and their time.

    The window is moved inwards at the ends of a part, so that it keeps its length.
    """
    time_s = track.time_s
    first_s, last_s = time_s[begin], time_s[end - 1]
    low_s = np.maximum(first_s, np.minimum(time_s - stay_s / 2, last_s - stay_s))
    high_s = np.minimum(last_s, low_s + stay_s)
    low = np.maximum(np.searchsorted(time_s, low_s), begin)
    high = np.minimum(np.searchsorted(time_s, high_s, side="right"), end)
    count = (high - low)[:, None]
    xy = track.xy - track.xy.mean(axis=0) if len(track) else track.xy
    mean = (_sums(xy)[high] - _sums(xy)[low]) / count
    square = (_sums(xy**2)[high] - _sums(xy**2)[low]) / count
    variance = np.maximum(square - mean**2, 0).sum(axis=1)
    return np.sqrt(variance), high_s - low_s


def _sums(columns: Floats) -> Floats:
    """Running sums (n + 1, m) that begin with 0."""
    return np.concatenate([np.zeros((1, columns.shape[1])), np.cumsum(columns, axis=0)])


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
