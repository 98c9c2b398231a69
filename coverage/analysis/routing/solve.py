"""Which search serves which problem, and rounds of like length."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from coverage.analysis.routing.anneal import Progress, anneal
from coverage.analysis.routing.problem import Problem, Rounds, rounds_of

METHOD = "ruin and recreate"
# How far above the mean the longest round may be, tried in turn until all jobs fit again.
CAPS = (1.03, 1.06, 1.12, 1.25, 1.5, 2.0)
FREE_SHARE, EVEN_SHARE = 0.4, 0.3


def solved(
    problem: Problem,
    *,
    balance: bool = False,
    budget_s: float,
    most_rounds: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> tuple[Rounds, str]:
    """Rounds of least cost, or of like cost with `balance`, and the name of the search."""
    if problem.jobs == 0:
        return rounds_of(problem, [np.empty(0, np.intp)] * problem.vehicles), METHOD

    def search(problem: Problem, share: float) -> Rounds:
        steps = None if most_rounds is None else max(int(share * most_rounds), 1)
        return anneal(
            problem,
            budget_s=share * budget_s,
            most_rounds=steps,
            seed=seed,
            progress=progress,
        )

    if balance and problem.vehicles > 1:
        return _balanced(problem, search), METHOD
    return search(problem, 1.0), METHOD


def _balanced(problem: Problem, search: Callable[[Problem, float], Rounds]) -> Rounds:
    """Rounds under a lower limit, as near above the mean of free rounds as serves as many."""
    free = search(problem, FREE_SHARE)
    mean = (free.travel.sum() + problem.service[free.served].sum()) / problem.vehicles
    for cap in CAPS:
        limit = np.minimum(problem.limit, cap * mean)
        even = search(replace(problem, limit=limit), EVEN_SHARE)
        if len(even.served) >= len(free.served):
            return even
    return free
