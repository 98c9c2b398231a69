"""A cost that no rounds serving the same jobs can beat."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from coverage.analysis.routing.problem import Problem


def travel_bound(problem: Problem) -> float:
    """The larger of two lower bounds of the cost of the ways of rounds that serve all jobs.

    Rounds join the ends of jobs, starts and ends of vehicles in pairs: each exactly once, never
    the two ends of one job; who stays at home joins the own start and end. Taken twice that is
    an assignment, so half the cheapest one is a bound. And rounds connect all jobs with a start,
    so the minimum spanning tree over the jobs and all starts and ends as one place is another.
    Both take the cheaper of the two directions of travel.
    """
    if problem.jobs == 0:
        return float(problem.travel[problem.start, problem.end].sum())
    either_way = np.minimum(problem.travel, problem.travel.T)
    return max(_assigned(problem, either_way), _connected(problem, either_way))


def _assigned(problem: Problem, either_way: NDArray[np.float64]) -> float:
    ends = np.concatenate([_sides(problem).T.reshape(-1), problem.start, problem.end])
    jobs, vehicles = problem.jobs, problem.vehicles
    cost = either_way[np.ix_(ends, ends)]
    row = np.arange(jobs)
    cost[row, row + jobs] = cost[row + jobs, row] = np.inf
    np.fill_diagonal(cost, np.inf)
    row = 2 * jobs + np.arange(vehicles)
    cost[2 * jobs :, 2 * jobs :] = np.inf
    stay = problem.travel[problem.start, problem.end]
    cost[row, row + vehicles] = cost[row + vehicles, row] = stay
    row, column = linear_sum_assignment(cost)
    return float(cost[row, column].sum()) / 2


def _connected(problem: Problem, either_way: NDArray[np.float64]) -> float:
    sides = _sides(problem)
    depots = np.concatenate([problem.start, problem.end])
    size = problem.jobs + 1
    cost = np.full((size, size), np.inf)
    for one in range(2):
        to_depot = either_way[np.ix_(sides[:, one], depots)].min(axis=1)
        cost[0, 1:] = np.minimum(cost[0, 1:], to_depot)
        for other in range(2):
            between = either_way[np.ix_(sides[:, one], sides[:, other])]
            cost[1:, 1:] = np.minimum(cost[1:, 1:], between)
    cost[:, 0] = cost[0]
    return spanning_tree(cost)


def _sides(problem: Problem) -> NDArray[np.intp]:
    """The two terminals of each job, whatever its directions, shape (n, 2)."""
    return np.column_stack([problem.enter[:, 0], problem.leave[:, 0]])


def spanning_tree(cost: NDArray[np.float64]) -> float:
    """Cost of the minimum spanning tree of a full matrix (Prim); zeros are real costs."""
    distance = cost[0].copy()
    outside = np.ones(len(cost), dtype=bool)
    outside[0] = False
    total = 0.0
    while outside.any():
        nearest = int(np.argmin(np.where(outside, distance, np.inf)))
        total += float(distance[nearest])
        outside[nearest] = False
        distance = np.minimum(distance, cost[nearest])
    return total
