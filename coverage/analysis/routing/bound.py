"""A cost of travel that no rounds serving the same jobs can beat."""

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.routing.problem import NO_WAY, Problem
from coverage.analysis.tours import lower_bound


def travel_bound(problem: Problem, budget_s: float) -> float:
    """A lower bound of the cost of the ways of any rounds, of any vehicles, that serve all jobs.

    All starts and ends are made one place, and a way between two jobs may lead over it. Rounds
    one after the other are then one tour over the jobs, which costs no more than they do; so the
    bound of the shortest such tour (`tours.lower_bound`) is one of theirs.
    """
    if problem.jobs == 0:
        return float(problem.travel[problem.start, problem.end].sum())
    tour = as_tour(problem)
    tour = np.minimum(tour, tour[:, :1] + tour[:1, :])
    # A way that does not exist may be taken to be a long one: that only lowers the bound.
    longest = tour[tour < NO_WAY].max()
    return lower_bound(np.minimum(tour, 2 * longest), budget_s=budget_s, one_way=one_way(problem))


def as_tour(problem: Problem) -> NDArray[np.float64]:
    """The matrix of one tour over all jobs from all starts and ends as one place.

    Terminal 0 is that place, 2 i + 1 and 2 i + 2 are the two ends of job i.
    """
    ends = np.column_stack([problem.enter[:, 0], problem.leave[:, 0]]).reshape(-1)
    size = 2 * problem.jobs + 1
    found = np.zeros((size, size))
    found[1:, 1:] = problem.travel[np.ix_(ends, ends)]
    found[0, 1:] = problem.travel[np.ix_(problem.start, ends)].min(axis=0)
    found[1:, 0] = problem.travel[np.ix_(ends, problem.end)].min(axis=1)
    return found


def one_way(problem: Problem) -> NDArray[np.bool_]:
    """Which jobs can be served in one direction only; a point can in both."""
    directed = problem.enter[:, 0] == problem.enter[:, 1]
    return directed & (problem.enter[:, 0] != problem.leave[:, 0])
