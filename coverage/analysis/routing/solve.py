"""Which search serves which problem, and rounds of like length."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

import numpy as np

from coverage.analysis.routing.anneal import anneal
from coverage.analysis.routing.bound import as_tour, one_way, travel_bound
from coverage.analysis.routing.problem import NO_WAY, Problem, Rounds, rounds_of
from coverage.analysis.routing.reorder import reordered
from coverage.analysis.siting.clock import Clock
from coverage.analysis.tours import shortest_tour

# Several runs, of so many seconds or steps a job, find better rounds under limits than a long one.
RUN_S, RUN_STEPS, MOST_RUNS = 0.02, 2_000, 8
SEEDS_APART, LOOSE = 1_000_003, 0.2
BOUND_SHARE, FREE_SHARE = 0.15, 0.4
# The rest is for ordering each round anew.
ANNEAL_SHARE = 0.98
# How far above the mean the longest round may be, tried in turn until all jobs fit again.
CAPS = (1.03, 1.06, 1.09, 1.12, 1.25, 1.5, 2.0)


class Method(StrEnum):
    """The search that found the rounds."""

    TOUR = "giant tour"
    RUIN = "ruin and recreate"


@dataclass(frozen=True)
class Solution:
    """Rounds, a bound of the travel of any that serve the same jobs, and the search used."""

    rounds: Rounds
    bound: float
    method: Method


def solved(
    problem: Problem,
    clock: Clock,
    *,
    balance: bool = False,
    most_rounds: int | None = None,
    seed: int = 0,
) -> Solution:
    """Rounds of least travel, or of like cost with `balance`."""
    if problem.jobs == 0:
        none = [np.empty(0, np.intp)] * problem.vehicles
        return Solution(rounds_of(problem, none), travel_bound(problem, 1.0), Method.TOUR)
    if problem.vehicles == 1 and (found := _one_tour(problem, clock, most_rounds, seed)):
        return found
    rounds = rounds_within(
        problem, clock.part(1 - BOUND_SHARE), balance, most_rounds=most_rounds, seed=seed
    )
    served = problem.only(rounds.served)
    return Solution(rounds, travel_bound(served, max(clock.left_s, 0.01)), Method.RUIN)


def rounds_within(
    problem: Problem,
    clock: Clock,
    balance: bool = False,
    *,
    most_rounds: int | None = None,
    seed: int = 0,
) -> Rounds:
    """The same without a bound, all the time for the search."""
    run = _balanced if balance and problem.vehicles > 1 else _limited
    return run(problem, clock, most_rounds=most_rounds, seed=seed)


def _limited(
    problem: Problem,
    clock: Clock,
    *,
    most_rounds: int | None,
    seed: int,
    first: Rounds | None = None,
) -> Rounds:
    """The best of several searches if there are limits, in turn with strict and loose ones.

    Where there is time for one only it begins with the rounds `first`.
    """
    runs = 1
    if np.isfinite(problem.limit).any():
        share = clock.left_s / (RUN_S * problem.jobs)
        if most_rounds is not None:
            share = most_rounds / (RUN_STEPS * problem.jobs)
        runs = int(np.clip(share, 1, MOST_RUNS))
    steps = None if most_rounds is None else max(most_rounds // runs, 1)
    found = []
    for run in range(runs):
        run_seed = seed + run * SEEDS_APART
        rounds = anneal(
            problem,
            clock.part(ANNEAL_SHARE / (runs - run)),
            most_rounds=steps,
            seed=run_seed,
            loose=LOOSE * (run % 2),
            first=first if runs == 1 else None,
        )
        found.append(reordered(problem, rounds, clock, seed=run_seed))
    return min(found, key=partial(_value, problem))


def _value(problem: Problem, rounds: Rounds) -> float:
    """Travel, and what the jobs left out cost."""
    return float(rounds.travel.sum() + np.delete(problem.prize, rounds.served).sum())


def _one_tour(
    problem: Problem, clock: Clock, most_rounds: int | None, seed: int
) -> Solution | None:
    """The round of one vehicle as a giant tour; None if it breaks a limit or there is none."""
    matrix = as_tour(problem)
    if matrix.max() >= NO_WAY:
        return None
    half = clock.part(1.0 if np.isinf(problem.limit[0]) else 0.5)
    tour = shortest_tour(
        matrix,
        budget_s=half.left_s,
        seed=seed,
        most_rounds=most_rounds,
        one_way=one_way(problem),
        progress=half.report if half.watched else None,
    )
    rounds = rounds_of(problem, [tour.order])
    whole = rounds.travel.sum() + problem.service.sum()
    if whole > problem.limit[0] or problem.load.sum() > problem.capacity[0]:
        return None
    return Solution(rounds, tour.bound_s, Method.TOUR)


def _balanced(problem: Problem, clock: Clock, *, most_rounds: int | None, seed: int) -> Rounds:
    """Rounds under a lower limit, as near above the mean of free rounds as serves as many."""
    free = _limited(problem, clock.part(FREE_SHARE), most_rounds=most_rounds, seed=seed)
    mean = float(free.travel.sum() + problem.service[free.served].sum()) / problem.vehicles
    found = free
    for cap in CAPS:
        even = replace(problem, limit=np.minimum(problem.limit, cap * mean))
        found = _limited(even, clock.part(0.5), most_rounds=most_rounds, seed=seed, first=found)
        if len(found.served) >= len(free.served):
            return found
    return free
