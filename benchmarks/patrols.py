"""Measure the cleaning and the covered stretches of patrol tracks against known truth.

Usage: make bench-patrols, or python -m benchmarks.patrols [RUNS]. Simulated walkers
(benchmarks.walkers) go along a river on its bank, on a footpath 25 m beside it or on roads
further away, stand about, lose the signal and come back. For each setting and each error of the
receiver the shares of all segments are compared with the truth, in points of a hundred.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.ops import substring

from benchmarks.report import load, required, say, table
from benchmarks.walkers import (
    BANK_M,
    EPOCH_S,
    Floats,
    Recorder,
    Scene,
    Walk,
    Walker,
    at,
    lasting_error,
    record,
    scene,
)
from coverage.analysis.motion import motion
from coverage.analysis.patrol_coverage import covered
from coverage.analysis.patrol_validity import judge
from coverage.analysis.riverside import prepare
from coverage.analysis.shores import prepare_shores, shore_shares
from coverage.analysis.track import Fixes, clean

RUNS = 60
NOISES_M = (3, 5, 10, 15)
DONE_SHARE = 0.8
UNWALKED_SHARE = 0.05
MOST_MS = 100.0
POINTS, SEGMENTS, ROADS, PONDS, ROUNDS = 5000, 100, 1500, 80, 9


@dataclass(frozen=True)
class Setting:
    """A kind of riverside and of walker."""

    name: str
    footpath: bool
    plan: Callable[[Scene, np.random.Generator], Walk]


def mixed(place: Scene, dice: np.random.Generator) -> Walk:
    """Some long stretches on the bank, some on the footpath (or a road without one), with stops."""
    return _by_turns(place, dice, (300, 1500))


def restless(place: Scene, dice: np.random.Generator) -> Walk:
    """The same in short turns."""
    return _by_turns(place, dice, (80, 300))


def _by_turns(place: Scene, dice: np.random.Generator, leg_m: tuple[float, float]) -> Walk:
    walker = Walker(place, dice, dice.uniform(0.8, 1.5))
    start_m, aside_m = dice.uniform(0, 300), dice.uniform(-BANK_M, BANK_M)
    other = place.footpath or place.roads[int(dice.integers(0, 2))]
    while start_m < place.river.length - 100:
        end_m = min(place.river.length, start_m + dice.uniform(*leg_m))
        if dice.random() < 0.6:
            walker.bank(start_m, end_m, aside_m)
        else:
            walker.road(other, start_m, end_m)
        if dice.random() < 0.4 * leg_m[1] / 1500:
            walker.stand(int(dice.uniform(60, 500)))
        start_m = end_m
    return walker.walk()


def only_bank(place: Scene, dice: np.random.Generator) -> Walk:
    """The whole bank, there and a part of it back."""
    walker = Walker(place, dice, dice.uniform(0.8, 1.5))
    end_m, aside_m = place.river.length, dice.uniform(-BANK_M, BANK_M)
    walker.bank(0, end_m, aside_m).stand(int(dice.uniform(0, 400)))
    return walker.bank(end_m, dice.uniform(0, 0.9) * end_m, -aside_m).walk()


def only_beside(place: Scene, dice: np.random.Generator) -> Walk:
    """The footpath (or a road without one) from end to end: nothing of the bank."""
    walker = Walker(place, dice, dice.uniform(0.8, 1.5))
    line = place.footpath or place.roads[int(dice.integers(0, 2))]
    return walker.road(line, 0, place.river.length).stand(int(dice.uniform(0, 600))).walk()


SETTINGS = (
    Setting("footpath 25 m: bank and path", True, mixed),
    Setting("footpath 25 m: in short turns", True, restless),
    Setting("footpath 25 m: bank only", True, only_bank),
    Setting("footpath 25 m: path only", True, only_beside),
    Setting("open banks: bank and road", False, mixed),
    Setting("open banks: in short turns", False, restless),
    Setting("open banks: bank only", False, only_bank),
    Setting("open banks: road only", False, only_beside),
)


@dataclass(frozen=True)
class Errors:
    """The computed minus the true share of each segment, and how many were called done wrongly."""

    points: Floats
    unwalked: int
    false_done: int


def measure(setting: Setting, noise_m: float, runs: int) -> Errors:
    """The errors of so many walkers with a receiver of `noise_m`."""
    points, unwalked, false_done = [], 0, 0
    for seed in range(runs):
        share, truth = one(setting, noise_m, seed)
        points.append(100 * (share - truth))
        idle = truth < UNWALKED_SHARE
        unwalked += int(idle.sum())
        false_done += int((idle & (share >= DONE_SHARE)).sum())
    return Errors(np.concatenate(points), unwalked, false_done)


def one(setting: Setting, noise_m: float, seed: int) -> tuple[Floats, Floats]:
    """The computed and the true shares of the segments of one walk."""
    dice = np.random.default_rng([seed, int(noise_m), len(setting.name)])
    place = scene(seed, footpath=setting.footpath)
    recorder = Recorder(
        noise_m,
        interval_s=int(dice.integers(1, 11)),
        memory_s=dice.uniform(10, 60),
        holes=int(dice.integers(0, 3)),
        says_accuracy=bool(dice.random() < 0.8),
    )
    recording = record(place, setting.plan(place, dice), recorder, dice)
    side = prepare(place.segments, place.roads)
    return covered(clean(recording.fixes), side).stretches.shares(side), recording.share


class Stopwatch:
    """The least milliseconds that each piece of work took."""

    def __init__(self) -> None:
        self.best_ms: dict[str, float] = {}

    def __call__(self, work: Callable, *arguments, **options):
        """Do `work` and return its result."""
        start = time.perf_counter()
        result = work(*arguments, **options)
        took_ms = 1000 * (time.perf_counter() - start)
        name = work.__name__
        self.best_ms[name] = min(self.best_ms.get(name, np.inf), took_ms)
        return result


def milliseconds() -> dict[str, float]:
    """The least milliseconds of each step for a long track, of all of them, and of preparing."""
    segments, roads, ponds, track = county()
    timed = Stopwatch()

    def whole() -> None:
        cleaned = timed(clean, track)
        moved = timed(motion, cleaned)
        found = timed(covered, cleaned, side, moved=moved)
        seen = timed(shore_shares, cleaned, shores, moved=moved)
        timed(judge, cleaned, found, side.length_m, seen)

    for _ in range(ROUNDS):
        side, shores = timed(prepare, segments, roads), timed(prepare_shores, ponds)
        timed(whole)
    return timed.best_ms


def county() -> tuple:
    """Segments, roads and ponds along a long river, and a track of many points on its bank."""
    dice = np.random.default_rng(1)
    river = scene(1, length_m=SEGMENTS * 1000.0, bend=0.6).river
    ends_m = np.linspace(0, river.length, SEGMENTS + 1)
    segments = [substring(river, *ends) for ends in pairwise(ends_m)]
    middle = at(river, dice.uniform(0, river.length, ROADS), dice.uniform(-2000, 2000, ROADS))
    angle = dice.uniform(0, 2 * np.pi, ROADS)
    way = 150 * np.column_stack([np.cos(angle), np.sin(angle)])
    roads = shapely.linestrings(np.stack([middle - way, middle, middle + way[:, ::-1]], axis=1))
    beside_m = dice.uniform(20, 300, PONDS)
    ponds = shapely.buffer(shapely.points(at(river, dice.uniform(0, 9000, PONDS), beside_m)), 40)
    xy = at(river, 1.3 * np.arange(POINTS)) + lasting_error(dice, POINTS, 5, 30)
    track = Fixes(xy, EPOCH_S + np.arange(POINTS), np.full(POINTS, 6.0))
    return segments, roads, ponds, track


def main(arguments: list[str]) -> int:
    """Run the benchmark; return 1 when something required was not reached."""
    runs = int(arguments[0]) if arguments else RUNS
    print(f"Machine: {os.cpu_count()} cores, load {load()}; {runs} walkers a row\n")
    found = {}
    for setting in SETTINGS:
        say(setting.name)
        for noise_m in NOISES_M:
            found[setting.name, noise_m] = measure(setting, noise_m, runs)
    print()
    print(table([HEAD, *(line(*key, errors) for key, errors in found.items())]))
    took_ms = milliseconds()
    print(f"A track of {POINTS} points, {SEGMENTS} segments, {ROADS} roads, {PONDS} ponds; ms:")
    print(table([tuple(took_ms), tuple(f"{value:.1f}" for value in took_ms.values())]))
    text, passed = required(rows(found, took_ms["whole"]))
    print(text)
    return 0 if passed else 1


HEAD = ("setting", "noise m", "segments", "mean |error|", "bias", "95 %", "worst", "false done")


def line(name: str, noise_m: float, errors: Errors) -> tuple[str, ...]:
    """One line of the table; errors in points."""
    size = np.abs(errors.points)
    return (
        name,
        f"{noise_m}",
        f"{len(size)}",
        f"{size.mean():.2f}",
        f"{errors.points.mean():+.2f}",
        f"{np.quantile(size, 0.95):.1f}",
        f"{size.max():.1f}",
        f"{errors.false_done} of {errors.unwalked}",
    )


def rows(found: dict[tuple[str, float], Errors], track_ms: float) -> list:
    """What is required: name, sign, wanted, reached."""
    lines = []
    for (name, noise_m), errors in found.items():
        most = 2 if name.startswith("footpath") else 3
        if noise_m <= (5 if most == 2 else 10):
            reached = float(np.abs(errors.points).mean())
            lines.append((f"{name}, {noise_m} m: points", "<=", most, reached))
    false_done = sum(errors.false_done for errors in found.values())
    unwalked = sum(errors.unwalked for errors in found.values())
    lines.append((f"called done of {unwalked} not walked", "<=", 0, false_done))
    lines.append((f"ms a track of {POINTS} points", "<=", MOST_MS, track_ms))
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
