"""Walkers along a river whose true coverage is known, with the errors of a phone.

Everything follows from a seed. A walker goes through legs: along the bank, along a footpath or a
road beside the river, straight from one leg to the next, or standing. The recorder gives a fix
every few seconds with an error that lasts for some time (a Gauss-Markov process), loses whole
stretches, and throws wild fixes in. The truth is what was walked on the bank and recorded.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.ops import substring

from coverage.analysis.track import Fixes

Floats = NDArray[np.float64]

FOOTPATH_M = 25.0
# How far to the side of the river's line somebody walks who walks on its bank.
BANK_M = 8.0
ORIGIN = np.array([600_000.0, 3_900_000.0])
EPOCH_S = 1.7e9


@dataclass(frozen=True)
class Scene:
    """A river, its segments (their ends by chainage), and the roads around it.

    The first two roads run beside the river, one on each side; `footpath` is one more of them,
    25 m to the left of the river, or None.
    """

    river: LineString
    segments: list[LineString]
    cuts_m: Floats
    roads: list[LineString]
    footpath: LineString | None


@dataclass(frozen=True)
class Recorder:
    """A phone: seconds between fixes, the error per axis and how long it lasts, what it loses."""

    noise_m: float
    interval_s: int = 5
    memory_s: float = 30.0
    holes: int = 0
    wild_share: float = 0.005
    says_accuracy: bool = True


@dataclass(frozen=True)
class Walk:
    """The true place of a walker at every second, and the chainage while on the bank, else NaN."""

    xy: Floats
    along_m: Floats


@dataclass(frozen=True)
class Recording:
    """The fixes of a walk, and the share of each segment that was truly covered."""

    fixes: Fixes
    share: Floats


def scene(seed: int, length_m: float = 4000.0, footpath: bool = False, bend: float = 1.0) -> Scene:
    """A meandering river in segments of 0.5 to 1.5 km, with parallel and crossing roads."""
    dice = np.random.default_rng(seed)
    river = _meander(dice, length_m, bend)
    cuts_m = [0.0]
    while river.length - cuts_m[-1] > 2000:
        cuts_m.append(cuts_m[-1] + dice.uniform(500, 1500))
    cuts_m.append(river.length)
    roads = [beside(river, side * dice.uniform(60, 300)) for side in (-1, 1)]
    path = beside(river, FOOTPATH_M) if footpath else None
    first_m, every_m = dice.uniform(100, 400), dice.uniform(400, 900)
    crossings = [
        _crossing(dice, river, chainage_m)
        for chainage_m in np.arange(first_m, river.length, every_m).tolist()
    ]
    return Scene(
        river,
        [substring(river, start_m, end_m) for start_m, end_m in pairwise(cuts_m)],
        np.array(cuts_m),
        [*roads, *([path] if path else []), *crossings],
        path,
    )


def _meander(dice: np.random.Generator, length_m: float, bend: float) -> LineString:
    """A line whose heading swings to and fro in waves of some hundred metres."""
    along_m = np.arange(0, length_m + 5, 5.0)
    heading = np.full(len(along_m), dice.uniform(0, 2 * np.pi))
    for wave_m in (250, 600, 1500):
        phase, size = dice.uniform(0, 2 * np.pi), dice.uniform(0.2, 0.5) * bend
        wave_m *= dice.uniform(0.8, 1.2)
        heading += size * np.sin(2 * np.pi * along_m / wave_m + phase)
    steps = 5.0 * np.column_stack([np.cos(heading), np.sin(heading)])
    return LineString(np.round(ORIGIN + np.cumsum(steps, axis=0), 2))


def beside(river: LineString, aside_m: float) -> LineString:
    """A line at `aside_m` to the left of the river, to the right if negative."""
    offset = river.offset_curve(aside_m)
    return max(shapely.get_parts(offset), key=shapely.length)


def _crossing(dice: np.random.Generator, river: LineString, chainage_m: float) -> LineString:
    low, high = at(river, [chainage_m - 10, chainage_m + 10])
    angle = np.arctan2(*(high - low)[::-1]) + dice.uniform(np.pi / 3, 2 * np.pi / 3)
    way = 400 * np.array([np.cos(angle), np.sin(angle)])
    place = at(river, [chainage_m])[0]
    return LineString([place - way, place + way])


def at(line: LineString, along_m, aside_m: float | Floats = 0.0) -> Floats:
    """Places (n, 2) along a line at `along_m` (n,), moved to its left by `aside_m`."""
    along_m = np.asarray(along_m, dtype=float)
    xy = shapely.get_coordinates(line)
    chainage_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])

    def place(where_m: Floats) -> Floats:
        return np.column_stack([np.interp(where_m, chainage_m, column) for column in xy.T])

    way = place(along_m + 5) - place(along_m - 5)
    normal = np.column_stack([-way[:, 1], way[:, 0]]) / np.hypot(*way.T)[:, None]
    return place(along_m) + normal * np.reshape(aside_m, (-1, 1))


class Walker:
    """Puts a walk together, leg by leg, one place a second."""

    def __init__(self, scene: Scene, dice: np.random.Generator, speed_ms: float = 1.25) -> None:
        self.scene, self.dice, self.speed_ms = scene, dice, speed_ms
        self._xy: list[Floats] = []
        self._along_m: list[Floats] = []

    def bank(self, start_m: float, end_m: float, aside_m: float = 0.0) -> "Walker":
        """Walk along the bank from one chainage to another, about `aside_m` to the left."""
        along_m = self._even(start_m, end_m)
        sway = aside_m * (1 + 0.25 * np.sin(along_m / 60 + self.dice.uniform(0, 6)))
        xy = at(self.scene.river, along_m, sway)
        return self.to(xy[0])._add(xy, along_m)

    def road(self, line: LineString, start_m: float, end_m: float) -> "Walker":
        """Walk along a road beside the stretch of the river between two chainages."""
        ends = shapely.points(at(self.scene.river, [start_m, end_m]))
        xy = at(line, self._even(*shapely.line_locate_point(line, ends)))
        return self.to(xy[0])._add(xy)

    def to(self, xy: Floats) -> "Walker":
        """Go straight to a place."""
        if not self._xy:
            return self
        last = self._xy[-1][-1]
        count = 1 + int(np.hypot(*(xy - last)) / self.speed_ms)
        return self._add(last + (xy - last) * np.linspace(0, 1, count + 1)[:-1, None])

    def stand(self, seconds: int) -> "Walker":
        """Stay where one is."""
        return self._add(np.repeat(self._xy[-1][-1:], max(1, seconds), axis=0))

    def walk(self) -> Walk:
        """What has been walked so far."""
        return Walk(np.concatenate(self._xy), np.concatenate(self._along_m))

    def _even(self, start_m: float, end_m: float) -> Floats:
        return np.linspace(start_m, end_m, 2 + int(abs(end_m - start_m) / self.speed_ms))

    def _add(self, xy: Floats, along_m: Floats | None = None) -> "Walker":
        self._xy.append(xy)
        self._along_m.append(np.full(len(xy), np.nan) if along_m is None else along_m)
        return self


def record(scene: Scene, walk: Walk, recorder: Recorder, dice: np.random.Generator) -> Recording:
    """Record a walk with the errors of a phone."""
    count = len(walk.xy)
    is_recorded = np.ones(count, dtype=bool)
    for _ in range(recorder.holes):
        begin = int(dice.integers(0, max(1, count - 300)))
        is_recorded[begin : begin + int(dice.integers(200, 420))] = False
    second = np.arange(int(dice.integers(0, 3)), count, recorder.interval_s)
    second = second[is_recorded[second]]
    error_m = lasting_error(dice, count, recorder.noise_m, recorder.memory_s)
    xy = (walk.xy + error_m)[second]
    accuracy_m = np.maximum(2, recorder.noise_m * dice.uniform(0.8, 1.6, len(xy)))
    wild = dice.random(len(xy)) < recorder.wild_share
    xy[wild] += dice.normal(0, 150, (int(wild.sum()), 2))
    accuracy_m[wild] = dice.uniform(10, 120, int(wild.sum()))
    if not recorder.says_accuracy:
        accuracy_m[:] = np.nan
    fixes = Fixes(xy, EPOCH_S + second.astype(float), accuracy_m)
    return Recording(fixes, _shares(scene.cuts_m, walk.along_m, is_recorded))


def lasting_error(dice: np.random.Generator, count: int, size_m: float, memory_s: float) -> Floats:
    """A Gauss-Markov error, a value a second, (count, 2): `size_m` per axis, a tenth of it white.

    e[t + 1] = e[t] exp(-1 / memory) + noise
    """
    slow_m, white_m = 0.95 * size_m, (1 - 0.95**2) ** 0.5 * size_m
    keep = float(np.exp(-1 / memory_s))
    kicks = dice.normal(0, slow_m * (1 - keep**2) ** 0.5, (count, 2))
    kicks[:1] = dice.normal(0, slow_m, 2)
    error, last = [], np.zeros(2)
    for kick in kicks:
        last = keep * last + kick
        error.append(last)
    return np.array(error).reshape(-1, 2) + dice.normal(0, white_m, (count, 2))


def _shares(cuts_m: Floats, along_m: Floats, is_recorded: NDArray[np.bool_]) -> Floats:
    """The share of each segment that lies between places on the bank of one recorded run."""
    on_bank = np.isfinite(along_m) & is_recorded
    step = np.flatnonzero(on_bank[1:] & on_bank[:-1])
    ends = np.sort(np.column_stack([along_m[step], along_m[step + 1]]), axis=1)
    # A walk turns from one leg to another by a jump of chainage, which is no step on the bank.
    ends = ends[ends[:, 1] - ends[:, 0] < 10]
    walked = np.zeros(int(cuts_m[-1]) + 1, dtype=bool)
    for low, high in np.rint(ends).astype(int):
        walked[low : high + 1] = True
    places = np.floor(cuts_m).astype(int)
    return np.array([walked[low:high].mean() for low, high in pairwise(places)])
