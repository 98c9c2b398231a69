"""A problem of several rounds as matrices: what is to be served, who serves it, within what."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# Stands for a way that does not exist: more than any round or prize.
NO_WAY = 1e12


@dataclass(frozen=True)
class Problem:
    """n jobs for k vehicles between t terminals; any unit of cost (seconds, metres, money).

    `travel`, shape (t, t): least cost from row to column. `enter` and `leave`, shape (n, 2): the
    terminals where a job begins and ends in each of its two directions; a job with one direction
    has it twice. `service`, `load` and `prize`, shape (n,): its cost once there, what it takes
    of a capacity, what leaving it out costs. `owner`, shape (n,): the only vehicle that may serve
    it, -1 for any. `start`, `end`, `limit` and `capacity`, shape (k,): terminals, the most that
    travel and service of one vehicle may cost, the most it may load; inf for no limit.
    """

    travel: NDArray[np.float64]
    enter: NDArray[np.intp]
    leave: NDArray[np.intp]
    service: NDArray[np.float64]
    load: NDArray[np.float64]
    prize: NDArray[np.float64]
    owner: NDArray[np.intp]
    start: NDArray[np.intp]
    end: NDArray[np.intp]
    limit: NDArray[np.float64]
    capacity: NDArray[np.float64]

    @property
    def jobs(self) -> int:
        return len(self.enter)

    @property
    def vehicles(self) -> int:
        return len(self.start)

    def only(self, rows: NDArray[np.intp]) -> "Problem":
        """The same with some of its jobs."""
        columns = ("enter", "leave", "service", "load", "prize", "owner")
        return replace(self, **{name: getattr(self, name)[rows] for name in columns})

    def alone(self, vehicle: int) -> "Problem":
        """The same with one of its vehicles."""
        columns = ("start", "end", "limit", "capacity")
        return replace(self, **{name: getattr(self, name)[[vehicle]] for name in columns})


@dataclass(frozen=True)
class Rounds:
    """For each vehicle the jobs in the order they are served, and which are served backwards.

    `travel`, shape (k,): cost of the ways of each vehicle, without service.
    """

    orders: tuple[NDArray[np.intp], ...]
    backwards: tuple[NDArray[np.bool_], ...]
    travel: NDArray[np.float64]

    @property
    def served(self) -> NDArray[np.intp]:
        return np.concatenate([np.empty(0, np.intp), *self.orders])


def rounds_of(problem: Problem, orders: list[NDArray[np.intp]]) -> Rounds:
    """The rounds of given orders, each with its best directions."""
    found = [directed(problem, vehicle, order) for vehicle, order in enumerate(orders)]
    return Rounds(
        tuple(np.asarray(order, np.intp) for order in orders),
        tuple(backwards for backwards, _ in found),
        np.array([cost for _, cost in found]),
    )


def directed(
    problem: Problem, vehicle: int, order: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], float]:
    """The best directions of jobs in a given order, and the cost of the ways between them.

    A dynamic programme over the jobs: the least cost to have left a job either way.
    """
    travel, start, end = problem.travel, problem.start[vehicle], problem.end[vehicle]
    if len(order) == 0:
        return np.empty(0, bool), float(travel[start, end])
    cost = travel[start, problem.enter[order[0]]]
    came_from = []
    for before, job in pairwise(order):
        ways = cost[:, None] + travel[np.ix_(problem.leave[before], problem.enter[job])]
        came_from.append(np.argmin(ways, axis=0))
        cost = ways.min(axis=0)
    cost = cost + travel[problem.leave[order[-1]], end]
    way = int(np.argmin(cost))
    chosen = [way]
    for previous in reversed(came_from):
        chosen.append(int(previous[chosen[-1]]))
    return np.array(chosen[::-1], dtype=bool), float(cost[way])
