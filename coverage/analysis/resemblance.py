"""Whether one track is another one, and whether a track lies beside the map it belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from coverage.analysis import checks
from coverage.analysis.line_index import build_index, cut, nearest
from coverage.analysis.track import Cleaned

SAME_M = 0.3
RUN = 5

Floats = NDArray[np.float64]


def same_track(one: Cleaned, other: Cleaned) -> float:
    """The share of the shorter track (by fixes) that is also in the other one, from 0 to 1.

    Two phones carried side by side differ by metres at every fix; one recording handed in by two
    people has the same places, whatever became of its times. Only runs of RUN fixes that follow
    each other in both tracks, forwards or backwards, count.
    """
    short, long = sorted((one, other), key=len)
    mine, theirs = _distinct(short.xy), _distinct(long.xy)
    if len(mine) < RUN or len(theirs) < RUN:
        return 0.0
    off_m, row = cKDTree(theirs).query(mine, distance_upper_bound=SAME_M)
    met = off_m <= SAME_M
    step = np.diff(row)
    close = met[1:] & met[:-1] & (np.abs(step) <= 2 * len(theirs) / len(mine) + 2)
    is_same = np.zeros(len(mine), dtype=bool)
    for way in (step > 0, step < 0):
        # A run of RUN fixes has RUN - 1 steps.
        runs = np.convolve(close & way, np.ones(RUN - 1), "valid") == RUN - 1
        for begin in np.flatnonzero(runs):
            is_same[begin : begin + RUN] = True
    return float(is_same.mean())


def _distinct(xy: Floats) -> Floats:
    """The places without repetitions of the one before: standing is no evidence."""
    moved = np.ones(len(xy), dtype=bool)
    moved[1:] = (np.diff(xy, axis=0) != 0).any(axis=1)
    return xy[moved]


ON_M = 20.0
MOST_M = 1600.0
CELL_M = 20.0
SAMPLES = 300


@dataclass(frozen=True)
class Offset:
    """What would put a track onto the network: metres to move it by, and what that gains.

    `on_before` and `on_after` are the shares of the fixes within 20 m of the network. `name` is
    that of the expected offset which fits, or empty.
    """

    x_m: float
    y_m: float
    on_before: float
    on_after: float
    name: str = ""

    @property
    def distance_m(self) -> float:
        return float(np.hypot(self.x_m, self.y_m))


def beside(
    xy: ArrayLike,
    lines: Sequence[Any] | NDArray[Any],
    expected: Mapping[str, tuple[float, float]],
    least_on: float = 0.7,
) -> Offset | None:
    """The expected offset that puts a track onto the network, or None if none does so clearly.

    `xy` (n, 2) are fixes and `lines` rivers and roads, metres. `expected` names the offsets to
    try: what has to be added to a place that was taken in another datum, here. An offset is
    answered if it puts at least `least_on` of the fixes onto the network and twice as many as lie
    on it now.
    """
    places = checks.points(xy, "xy")
    if len(places) == 0 or len(lines) == 0:
        return None
    places = places[np.linspace(0, len(places) - 1, min(SAMPLES, len(places))).astype(int)]
    index = build_index(cut(checks.lines(lines, "lines")), ON_M)
    on_before = _on(index, places)
    found = [
        Offset(*move, on_before, _on(index, places + np.asarray(move, dtype=float)), name)
        for name, move in expected.items()
    ]
    best = max(found, key=lambda offset: offset.on_after, default=None)
    if best is None or best.on_after < max(least_on, 2 * on_before):
        return None
    return best


def _on(index, places: Floats) -> float:
    return float(np.isfinite(nearest(index, places, 1).distance_m[:, 0]).mean())
