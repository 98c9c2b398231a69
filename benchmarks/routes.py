"""Measure rounds for several vehicles: published instances, and our own people with limits.

Usage: make bench-routes INSTANCES=folder, or python -m benchmarks.routes [FOLDER] [SET ...]. The
folder holds instances of arc routing (gdb, val, egl) and mixed general routing (mggdb, mgval) in
their own formats and, there or above, best_known.csv. Every solution is checked and its cost
worked out from the file alone. Then people of several stations, with a time limit each, visit
the segments of made networks (`route_instances`): ours beside PyVRP alone with the same seconds,
and beside a split by the nearest station. Seconds are those of a whole call, on one core; where
fewer processor seconds than seconds are shown, others had the core for the rest.
"""

import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import load, required, say, table
from benchmarks.route_files import Instance, best_known, instances, problem, proven_cost
from benchmarks.route_instances import instance
from benchmarks.route_peers import nearest_rounds, pyvrp_rounds
from coverage.analysis.modes import MODES, WALK_MS
from coverage.analysis.routing.anneal import compiled
from coverage.analysis.routing.ground import surveyed
from coverage.analysis.routing.jobs import Job, Person, checked_jobs, checked_people
from coverage.analysis.routing.plan import problem_of
from coverage.analysis.routing.problem import Problem, Rounds
from coverage.analysis.routing.solve import rounds_within
from coverage.analysis.siting.clock import Clock
from coverage.analysis.tours.tour import compiled as tours_compiled

# Seconds an instance of each set, and the mean gap in per cent that is required.
SETS = {"gdb": (2.0, 0.3), "val": (5.0, 0.7), "egl": (20.0, 0.2), "mg": (2.0, 0.4)}
# The last chunk of a search may end a little after its budget.
BUDGET_SHARE = 0.97
# Segments, stations, people of each, seconds.
PEOPLE = ((60, 3, 1, 10.0), (300, 3, 2, 30.0), (1500, 5, 4, 60.0))
SLACK, WALK_M = 1.25, 300.0
HEAD = ("instance", "required", "best known", "ours", "gap %", "s", "cpu s")
PEOPLE_HEAD = ("jobs", "people", "search", "travel h", "whole h", "left out", "longest/mean", "s")


@dataclass(frozen=True)
class Answer:
    """Rounds for a problem and the seconds of the call."""

    name: str
    problem: Problem
    rounds: Rounds
    seconds: float

    @property
    def times_s(self) -> NDArray[np.float64]:
        service = [self.problem.service[order].sum() for order in self.rounds.orders]
        return self.rounds.travel + np.array(service)

    @property
    def left_out(self) -> int:
        return self.problem.jobs - len(self.rounds.served)

    @property
    def uneven(self) -> float:
        """The longest round over the mean."""
        return float(self.times_s.max() / self.times_s.mean())


def main(arguments: list[str]) -> int:
    """Run the benchmark; return 1 when something required was not reached."""
    compiled()
    tours_compiled()
    folder = Path(arguments[0]) if arguments else None
    chosen = arguments[1:] or [*SETS, "people"]
    rows, verdicts = published(folder, chosen) if folder else ([], [])
    answers, more = people() if "people" in chosen else ([], [])
    print(f"\nMachine: {os.cpu_count()} cores, load now {load()}\n")
    if rows:
        print(table([HEAD, *rows]))
    if answers:
        print(table([PEOPLE_HEAD, *map(people_row, answers)]))
    text, passed = required([*verdicts, *more])
    print(text)
    return 0 if passed else 1


def published(folder: Path, chosen: list[str]) -> tuple[list[tuple[str, ...]], list]:
    """Solve the instances of a folder; lines of the table and what each set reached."""
    best, found = best_known(folder), instances(folder)
    rows, verdicts = [], []
    for family, (limit_s, allowed) in SETS.items():
        gaps = []
        for one in found:
            if one.family != family or family not in chosen:
                continue
            say(f"{family} {one.name}; load {load()}")
            cost, seconds, busy_s = solve(one, limit_s)
            known = best.get(one.name)
            gap = None if known is None else 100 * (cost / known - 1)
            gaps += [] if gap is None else [gap]
            rows.append(_row(one, known, cost, gap, seconds, busy_s))
        if gaps:
            name = f"{family}: mean gap % of {len(gaps)} in {limit_s:g} s"
            verdicts.append((name, "<=", allowed, float(np.mean(gaps))))
    return rows, verdicts


def solve(one: Instance, limit_s: float) -> tuple[float, float, float]:
    """The cost of a solution that was checked, and the seconds and processor seconds taken."""
    begun, busy = time.perf_counter(), time.process_time()
    rounds = rounds_within(problem(one), Clock(BUDGET_SHARE * limit_s))
    seconds, busy_s = time.perf_counter() - begun, time.process_time() - busy
    return proven_cost(one, rounds), seconds, busy_s


def _row(
    one: Instance,
    known: float | None,
    cost: float,
    gap: float | None,
    seconds: float,
    busy_s: float,
) -> tuple[str, ...]:
    return (
        one.name,
        f"{len(one.tasks)}",
        "" if known is None else f"{known:g}",
        f"{cost:g}",
        "" if gap is None else f"{gap:.2f}",
        f"{seconds:.2f}",
        f"{busy_s:.2f}",
    )


def people() -> tuple[list[Answer], list]:
    """Rounds of several people, with limits, by each search, and what is required of ours."""
    answers, verdicts = [], []
    for count, stations, each, limit_s in PEOPLE:
        given, station = made(count, stations, each)
        say(f"{count} segments, {given.vehicles} people; load {load()}")
        ours = timed("ours", given, lambda p, s=limit_s: rounds_within(p, Clock(s)))
        alone = timed("PyVRP alone", given, lambda p, s=limit_s: pyvrp_rounds(p, s))
        split = timed("nearest station", given, lambda p, s=station: nearest_rounds(p, s))
        even = timed("ours, balanced", given, lambda p, s=limit_s: rounds_within(p, Clock(s), True))
        answers += [one for one in (ours, alone, split, even) if one]
        name = f"{count} segments"
        verdicts.append((f"{name}: left out", "<=", 0, ours.left_out))
        verdicts.append((f"{name}: longest/mean if balanced", "<=", 1.1, even.uneven))
        verdicts.append((f"{name}: left out if balanced", "<=", 0, even.left_out))
        if count < 1_000 and alone:
            share = float(ours.rounds.travel.sum() / alone.rounds.travel.sum())
            verdicts.append((f"{name}: travel over PyVRP's", "<=", 1.0, share))
        elif count >= 1_000:
            saved = 1 - per_hour(ours) / per_hour(split)
            verdicts.append((f"{name}: travel below the split's", ">=", 0.1, saved))
    return answers, verdicts


def per_hour(answer: Answer) -> float:
    """Travel for each hour of service, to compare rounds that leave out different jobs."""
    return float(answer.rounds.travel.sum() / answer.problem.service[answer.rounds.served].sum())


def timed(name: str, given: Problem, search) -> Answer | None:
    """The answer of a search, or None if it finds none."""
    begun = time.perf_counter()
    rounds = search(given)
    return rounds and Answer(name, given, rounds, time.perf_counter() - begun)


def made(count: int, stations: int, each: int) -> tuple[Problem, NDArray[np.intp]]:
    """People of several stations and a made network; limits a little above what they need."""
    country = instance(count)
    low, high = country.places.min(axis=0), country.places.max(axis=0)
    places = np.random.default_rng(count).uniform(low, high, (stations, 2))
    station = np.repeat(np.arange(stations), each)
    who = checked_people([Person(tuple(places[row]), tuple(places[row])) for row in station])
    what = checked_jobs([Job(shape) for shape in country.jobs], len(who), WALK_MS)
    ground = surveyed(country.network, what, who, MODES["ebike"], WALK_M)
    given = problem_of(ground, what, who)
    free = nearest_rounds(given, station)
    whole_s = float(free.travel.sum() + given.service.sum())
    limit = np.full(len(who), SLACK * whole_s / len(who))
    return replace(given, limit=limit), station


def people_row(answer: Answer) -> tuple[str, ...]:
    """One line of the table."""
    return (
        f"{answer.problem.jobs}",
        f"{answer.problem.vehicles}",
        answer.name,
        f"{answer.rounds.travel.sum() / 3600:.2f}",
        f"{answer.times_s.sum() / 3600:.2f}",
        f"{answer.left_out}",
        f"{answer.uneven:.3f}",
        f"{answer.seconds:.1f}",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
