"""Walkers along a river whose true coverage is known, with the errors of a phone.

Everything follows from a seed. A walker goes through legs: along the bank, along a footpath
beside the river, along a road further away, straight from one to the next, or standing. The
recorder gives a fix every few seconds with an error that is correlated in time (a Gauss-Markov
process), loses some stretches altogether and throws wild fixes in. What was covered is known
from the legs along the bank that were recorded.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.signal import lfilter
from shapely import LineString
from shapely.ops import substring

from coverage.analysis.track import Fixes

Floats = NDArray[np.float64]

FOOTPATH_M = 25.0
ORIGIN = np.array([600_000.0, 3_900_000.0])


@dataclass(frozen=True)
class Scene:
    """A river, the roads around it, its segments by chainage, and its footpath or None."""

    river: LineString
    segments: list[LineString]
    cuts_m: Floats
    roads: list[LineString]
    footpath: LineString | None


@dataclass(frozen=True)
class Recorder:
    """A phone: seconds between fixes, the error per axis and how long it lasts, what it loses."""

    noise_m: float
    interval_s: float = 5.0
    memory_s: float = 30.0
    holes: int = 0
    wild_share: float = 0.005


@dataclass
class Walk:
    """The true way of a walker, a place a second, and where along the river's bank it ran.

    `along_m` is the chainage of the river while on the bank, else NaN.
    """

    xy: Floats
    along_m: Floats
    scene: Scene = field(repr=False)


def scene(seed: int, length_m: float = 4000.0, footpath: bool = False, bend: float = 1.0) -> Scene:
    """A meandering river in segments of 0.5 to 1.5 km, with parallel and crossing roads."""
    dice = np.random.default_rng(seed)
    river = _meander(dice, length_m, bend)
    cuts_m = [0.0]
    while cuts_m[-1] < river.length - 1500:
        cuts_m.append(cuts_m[-1] + dice.uniform(500, 1500))
    cuts_m = np.array([*cuts_m, river.length])
    segments = [substring(river, start, end) for start, end in pairwise(cuts_m)]
    path = beside(river, FOOTPATH_M) if footpath else None
    roads = [beside(river, side * dice.uniform(60, 300)) for side in (-1, 1)]
    if path is not None:
        roads.append(path)
    for chainage_m in np.arange(dice.uniform(100, 400), river.length, dice.uniform(400, 900)):
        roads.append(_crossing(dice, river, float(chainage_m)))
    return Scene(river, segments, cuts_m, roads, path)


def _meander(dice: np.random.Generator, length_m: float, bend: float) -> LineString:
    """A line whose heading swings by up to a right angle over some hundred metres."""
    along = np.arange(0, length_m, 5.0)
    heading = np.zeros(len(along))
    for wave_m in (250, 600, 1500):
        phase, size = dice.uniform(0, 2 * np.pi), dice.uniform(0.2, 0.5) * bend
        heading += size * np.sin(2 * np.pi * along / (wave_m * dice.uniform(0.8, 1.2)) + phase)
    heading += dice.uniform(0, 2 * np.pi)
    steps = 5.0 * np.column_stack([np.cos(heading), np.sin(heading)])
    return LineString(np.round(ORIGIN + np.cumsum(steps, axis=0), 2))


def beside(river: LineString, aside_m: float) -> LineString:
    """A line at `aside_m` to the left of the river (negative: to the right), a bit smoothed."""
    offset = river.offset_curve(aside_m, join_style="round")
    if offset.geom_type != "LineString":
        offset = max(offset.geoms, key=lambda part: part.length)
    return offset


def _crossing(dice: np.random.Generator, river: LineString, chainage_m: float) -> LineString:
    place = at(river, np.array([chainage_m]))[0]
    angle = _heading(river, chainage_m) + dice.uniform(np.pi / 3, 2 * np.pi / 3)
    way = 400 * np.array([np.cos(angle), np.sin(angle)])
    return LineString([place - way, place + way])


def at(line: LineString, along_m: Floats, aside_m: float | Floats = 0.0) -> Floats:
    """Places along a line, moved to its left by `aside_m`."""
    xy = shapely.get_coordinates(shapely.line_interpolate_point(line, along_m))
    low = shapely.line_interpolate_point(line, np.clip(along_m - 5, 0, line.length))
    high = shapely.line_interpolate_point(line, np.clip(along_m + 5, 0, line.length))
    way = shapely.get_coordinates(high) - shapely.get_coordinates(low)
    normal = np.column_stack([-way[:, 1], way[:, 0]]) / np.hypot(*way.T)[:, None]
    return xy + normal * np.reshape(aside_m, (-1, 1))


def _heading(line: LineString, along_m: float) -> float:
    low, high = at(line, np.clip([along_m - 10, along_m + 10], 0, line.length))
    return float(np.arctan2(*(high - low)[::-1]))


class Walker:
    """Puts a walk together, leg by leg, one place a second."""

    def __init__(self, scene: Scene, dice: np.random.Generator, speed_ms: float = 1.25) -> None:
        self.scene, self.dice, self.speed_ms = scene, dice, speed_ms
        self.xy: list[Floats] = []
        self.along_m: list[Floats] = []

    def bank(self, start_m: float, end_m: float, aside_m: float = 0.0) -> "Walker":
        """Walk along the river from one chainage to another, at `aside_m` to the left of it."""
        river = self.scene.river
        step_m = self.speed_ms
        along_m = np.linspace(start_m, end_m, max(2, round(abs(end_m - start_m) / step_m) + 1))
        # The way a person goes is steadier than a river: at most a quarter of the offset sways.
        sway = aside_m * (1 + 0.25 * np.sin(along_m / 60 + self.dice.uniform(0, 6)))
        xy = at(river, along_m, sway)
        self._reach(xy[0])
        return self._add(xy, along_m)

    def line(self, line: LineString, start_m: float, end_m: float) -> "Walker":
        """Walk along a road from one chainage of it to another."""
        along_m = np.linspace(
            start_m, end_m, max(2, round(abs(end_m - start_m) / self.speed_ms) + 1)
        )
        xy = at(line, along_m)
        self._reach(xy[0])
        return self._add(xy)

    def stand(self, seconds: int) -> "Walker":
        """Stay where one is."""
        xy = np.repeat(self.xy[-1][-1:], seconds, axis=0)
        return self._add(xy)

    def to(self, xy: Floats) -> "Walker":
        """Go straight to a place."""
        self._reach(np.asarray(xy, dtype=float))
        return self

    def walk(self) -> Walk:
        """What has been walked so far."""
        return Walk(np.concatenate(self.xy), np.concatenate(self.along_m), self.scene)

    def _reach(self, xy: Floats) -> None:
        if not self.xy:
            return
        last = self.xy[-1][-1]
        count = int(np.hypot(*(xy - last)) / self.speed_ms)
        if count > 1:
            share = np.linspace(0, 1, count + 1)[1:, None]
            self._add(last + (xy - last) * share)

    def _add(self, xy: Floats, along_m: Floats | None = None) -> "Walker":
        self.xy.append(xy)
        self.along_m.append(np.full(len(xy), np.nan) if along_m is None else along_m)
        return self


@dataclass(frozen=True)
class Recording:
    """The fixes of a walk, and the share of each segment that was truly covered and recorded."""

    fixes: Fixes
    share: Floats
    intervals: list[tuple[float, float]]


def record(walk: Walk, recorder: Recorder, dice: np.random.Generator) -> Recording:
    """Record a walk with the errors of a phone."""
    seconds = np.arange(len(walk.xy))
    error_m = correlated(dice, len(seconds), recorder.noise_m, recorder.memory_s)
    is_recorded = np.ones(len(seconds), dtype=bool)
    for _ in range(recorder.holes):
        begin = dice.integers(0, max(1, len(seconds) - 300))
        is_recorded[begin : begin + dice.integers(200, 420)] = False
    rows = np.arange(int(dice.integers(0, 3)), len(seconds), recorder.interval_s).astype(int)
    rows = rows[is_recorded[rows]]
    xy = walk.xy[rows] + error_m[rows]
    accuracy_m = np.maximum(2, recorder.noise_m * dice.uniform(0.8, 1.6, len(rows)))
    wild = dice.random(len(rows)) < recorder.wild_share
    xy[wild] += dice.normal(0, 150, (int(wild.sum()), 2))
    accuracy_m[wild] = dice.uniform(20, 120, int(wild.sum()))
    intervals = _walked(walk.along_m, is_recorded)
    return Recording(
        Fixes(xy, 1.7e9 + rows.astype(float), accuracy_m),
        _shares(walk.scene, intervals),
        intervals,
    )


def correlated(dice: np.random.Generator, count: int, size_m: float, memory_s: float) -> Floats:
    """A Gauss-Markov error (count, 2), a value a second: `size_m` per axis, some of it white."""
    slow, white = 0.95 * size_m, (1 - 0.95**2) ** 0.5 * size_m
    keep = np.exp(-1 / memory_s)
    kick = dice.normal(0, slow * (1 - keep**2) ** 0.5, (count, 2))
    kick[0] = dice.normal(0, slow, 2)
    return lfilter([1.0], [1.0, -keep], kick, axis=0) + dice.normal(0, white, (count, 2))


def _walked(along_m: Floats, is_recorded: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """The intervals of chainage of each recorded run along the bank."""
    on_bank = np.isfinite(along_m) & is_recorded
    edge = np.diff(np.concatenate([[False], on_bank, [False]]).astype(int))
    runs = zip(np.flatnonzero(edge == 1), np.flatnonzero(edge == -1), strict=True)
    return [
        (float(along_m[begin:end].min()), float(along_m[begin:end].max())) for begin, end in runs
    ]


def _shares(scene: Scene, intervals: list[tuple[float, float]]) -> Floats:
    walked = shapely.union_all([LineString([(a, 0), (b, 0)]) for a, b in intervals if b > a])
    found = []
    for start, end in zip(scene.cuts_m[:-1], scene.cuts_m[1:], strict=True):
        part = shapely.intersection(walked, LineString([(start, 0), (end, 0)]))
        found.append(part.length / (end - start))
    return np.array(found)
