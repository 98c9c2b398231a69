"""The best direction of each job of a given order, by a dynamic programme over the order."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.tours.problem import checked, checked_one_way


def best_directions(
    travel_s: ArrayLike, order: ArrayLike, one_way: ArrayLike | None = None
) -> tuple[NDArray[np.bool_], float]:
    """Which jobs to serve backwards, in the order given, and the seconds of travel then.

    `order` (k,): different jobs, not necessarily all. Raises InvalidValueError.

    >>> x = np.array([0, 9, 2])
    >>> best_directions(np.abs(x[:, None] - x), [0])
    (array([ True]), 11.0)
    """
    matrix = checked(travel_s)
    flags = checked_one_way(one_way, len(matrix) // 2)
    jobs = checks.rows(order, len(flags), "order")
    if len(np.unique(jobs)) < len(jobs):
        raise InvalidValueError("order", jobs.tolist(), "every job once")
    return directions(matrix, jobs, flags)


def directions(
    travel_s: NDArray[np.float64], order: NDArray[np.intp], one_way: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], float]:
    """The same for input that is checked."""
    if len(order) == 0:
        return np.empty(0, dtype=bool), 0.0
    ends = np.stack([2 * order + 1, 2 * order + 2])
    barred = np.stack([np.zeros(len(order)), np.where(one_way[order], np.inf, 0.0)])
    enter, leave = ends, ends[::-1]
    # Least time to have served the jobs so far, the last one forwards or backwards.
    cost = travel_s[0, enter[:, 0]] + barred[:, 0]
    came_from = []
    for step in range(1, len(order)):
        ways = cost[:, None] + travel_s[np.ix_(leave[:, step - 1], enter[:, step])]
        came_from.append(np.argmin(ways, axis=0))
        cost = ways.min(axis=0) + barred[:, step]
    cost = cost + travel_s[leave[:, -1], 0]
    way = int(np.argmin(cost))
    total, backwards = float(cost[way]), [way]
    for previous in reversed(came_from):
        way = int(previous[way])
        backwards.append(way)
    return np.array(backwards[::-1], dtype=bool), total
