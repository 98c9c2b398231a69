"""Fixes that no receiver gave: drawn at even steps along a straight line over a hole.

A receiver scatters by metres. Some recorders fill a loss of signal with points on the straight
line between its ends, at equal steps. Such a run is told from an honest straight walk by its
lack of scatter beside a track that has some. A track without any scatter (from a simulator, or
drawn by hand) cannot be judged so and stays as it is.
"""

import numpy as np
from numpy.typing import NDArray

# Second differences below this are rounding of coordinates, above it the scatter of a receiver.
EVEN_M = 0.25
BENT_M = 0.5
FEWEST = 4
# The bends of a track without scatter are uneven too; they are few.
FEWEST_OTHERS = 20

Floats = NDArray[np.float64]


def interpolated(xy: Floats, time_s: Floats, hole_m: float) -> NDArray[np.bool_]:
    """Which fixes (n,) lie inside a run that was drawn over a hole longer than `hole_m`.

    `xy` (n, 2) in metres, `time_s` (n,) increasing. The ends of a run are fixes of their own and
    stay, so that the hole is seen.
    """
    drawn = np.zeros(len(xy), dtype=bool)
    if len(xy) < FEWEST:
        return drawn
    uneven_m = _uneven(xy, time_s)
    even = uneven_m <= EVEN_M
    first, last = _runs(even)
    for start, end in zip(first.tolist(), last.tolist(), strict=True):
        # Position i of `even` speaks of fix i + 1: the run reaches from fix `start` to `end` + 1.
        run = xy[start : end + 2]
        is_long = np.hypot(*(run[-1] - run[0])) > hole_m and len(run) >= FEWEST
        if is_long and _off_chord(run) <= BENT_M:
            drawn[start + 1 : end + 1] = True
    others = uneven_m[~drawn[1:-1]]
    scatters = len(others) >= FEWEST_OTHERS and np.median(others) > EVEN_M
    return drawn if scatters else np.zeros(len(xy), dtype=bool)


def _uneven(xy: Floats, time_s: Floats) -> Floats:
    """How far each inner fix (n - 2,) lies from where even motion would put it, metres."""
    share = ((time_s[1:-1] - time_s[:-2]) / (time_s[2:] - time_s[:-2]))[:, None]
    return np.hypot(*(xy[1:-1] - xy[:-2] * (1 - share) - xy[2:] * share).T)


def _runs(flag: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First and one past the last row of each run of true values."""
    edge = np.diff(np.concatenate([[False], flag, [False]]).astype(np.int8))
    return np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)


def _off_chord(run: Floats) -> float:
    """The largest distance of a run's fixes from the line between its ends, metres."""
    chord = run[-1] - run[0]
    way = run - run[0]
    return float(np.abs(way[:, 0] * chord[1] - way[:, 1] * chord[0]).max() / np.hypot(*chord))
