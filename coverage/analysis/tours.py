"""The order and direction in which a round from a depot serves lines: a local search.

A problem is a matrix of travel times between terminals: terminal 0 is the depot, terminals
2 i + 1 and 2 i + 2 are the first and the last point of line i. A line is served by entering it
at one of its terminals and leaving at the other. A tour is an order of the lines; the best
directions for an order follow exactly from a dynamic programme over its lines.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from coverage.analysis.errors import InvalidValueError, UnreachableError

LONGEST_MOVED = 3


@dataclass(frozen=True)
class Tour:
    """Lines in the order they are served, shape (n,), and which are served backwards.

    `travel_s` is the time between them, from and back to the depot; `bound_s` is a lower bound
    of that time for any order and direction.
    """

    order: NDArray[np.intp]
    backwards: NDArray[np.bool_]
    travel_s: float
    bound_s: float


def shortest_tour(travel_s: NDArray[np.float64]) -> Tour:
    """A short tour for a (2 n + 1, 2 n + 1) matrix of seconds between terminals, row to column.

    Starts with the nearest neighbour from each line in turn, improves the best of these starts
    by moving and turning up to three lines or turning a whole stretch (2-opt, or-opt), always
    taking the best move, until none helps. The same input gives the same tour. Not always the
    shortest: compare `travel_s` with `bound_s`. Raises UnreachableError if no tour exists and
    InvalidValueError for a matrix of another shape or with negative times.
    """
    travel_s = _checked(travel_s)
    count = len(travel_s) // 2
    if count == 0:
        return Tour(np.empty(0, np.intp), np.empty(0, bool), 0.0, 0.0)
    starts = np.array([_nearest_neighbour(travel_s, first) for first in range(count)])
    order, cost = _best(travel_s, starts)
    while True:
        better, lower = _best(travel_s, _neighbours(order))
        if lower >= cost - 1e-9:
            break
        order, cost = better, lower
    return Tour(order, _directions(travel_s, order), cost, lower_bound(travel_s))


def lower_bound(travel_s: NDArray[np.float64]) -> float:
    """A time that no tour can beat: the larger of two bounds.

    Every tour joins the terminals of the lines and the two ends of its own at the depot in
    pairs, each terminal once and never the two of one line: taken twice it is an assignment of
    terminals to terminals, so half the cheapest assignment is a bound. And it connects all lines
    and the depot, so the minimum spanning tree over them is another; both take the cheaper of
    the two directions of travel.
    """
    travel_s = _checked(travel_s)
    count = len(travel_s) // 2
    if count == 0:
        return 0.0
    either_way = np.minimum(travel_s, travel_s.T)
    ends = np.arange(-1, 2 * count + 1).clip(min=0)
    owner = (ends + 1) // 2
    pairs = either_way[np.ix_(ends, ends)]
    pairs[owner[:, None] == owner[None, :]] = np.inf
    row, column = linear_sum_assignment(pairs)
    joined = np.full((count + 1, count + 1), np.inf)
    np.minimum.at(joined, (owner[:, None], owner[None, :]), pairs)
    return max(float(pairs[row, column].sum()) / 2, _spanning_tree(joined))


def tour_costs(travel_s: NDArray[np.float64], orders: NDArray[np.intp]) -> NDArray[np.float64]:
    """Seconds of travel of m orders of n lines, shape (m, n), each with its best directions."""
    first, last = 2 * orders + 1, 2 * orders + 2
    # Least time to have served the line so far, leaving it at its last or its first point.
    forwards, backwards = travel_s[0, first[:, 0]], travel_s[0, last[:, 0]]
    for step in range(1, orders.shape[1]):
        at_last, at_first = last[:, step - 1], first[:, step - 1]
        enter, leave = first[:, step], last[:, step]
        forwards, backwards = (
            np.minimum(forwards + travel_s[at_last, to], backwards + travel_s[at_first, to])
            for to in (enter, leave)
        )
    return np.minimum(forwards + travel_s[last[:, -1], 0], backwards + travel_s[first[:, -1], 0])


def _checked(travel_s: NDArray[np.float64]) -> NDArray[np.float64]:
    matrix = np.asarray(travel_s, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) % 2 == 0:
        raise InvalidValueError("travel_s", matrix.shape, "a square of 2 n + 1 terminals")
    if np.isnan(matrix).any() or (matrix < 0).any():
        raise InvalidValueError("travel_s", float(matrix.min()), "seconds >= 0")
    if not np.isfinite(matrix).all():
        start, end = np.argwhere(~np.isfinite(matrix))[0].tolist()
        raise UnreachableError("travel_s", f"terminals {start} to {end}", "a way between all")
    return matrix


def _nearest_neighbour(travel_s: NDArray[np.float64], first: int) -> NDArray[np.intp]:
    """Lines in order, from `first` always on to the nearest end of a line not served yet."""
    at = 2 * first + (2 if travel_s[0, 2 * first + 1] <= travel_s[0, 2 * first + 2] else 1)
    left = np.ones(len(travel_s), dtype=bool)
    left[[0, 2 * first + 1, 2 * first + 2]] = False
    order = [first]
    while left.any():
        entry = int(np.argmin(np.where(left, travel_s[at], np.inf)))
        line = (entry - 1) // 2
        at = 4 * line + 3 - entry
        left[[entry, at]] = False
        order.append(line)
    return np.array(order)


def _best(
    travel_s: NDArray[np.float64], orders: NDArray[np.intp]
) -> tuple[NDArray[np.intp], float]:
    costs = tour_costs(travel_s, orders)
    best = int(np.argmin(costs))
    return orders[best], float(costs[best])


def _neighbours(order: NDArray[np.intp]) -> NDArray[np.intp]:
    """The order itself and all orders one move away: a stretch turned, or a few lines moved."""
    count = len(order)
    found = [order]
    for first in range(count):
        for last in range(first + 1, count):
            turned = order.copy()
            turned[first : last + 1] = turned[first : last + 1][::-1]
            found.append(turned)
    for size in range(1, min(LONGEST_MOVED, count - 1) + 1):
        for first in range(count - size + 1):
            moved = order[first : first + size]
            rest = np.delete(order, np.s_[first : first + size])
            for place in range(len(rest) + 1):
                for part in (moved, moved[::-1]):
                    found.append(np.concatenate([rest[:place], part, rest[place:]]))
    return np.array(found)


def _directions(travel_s: NDArray[np.float64], order: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which lines of the order are best served backwards."""
    first, last = 2 * order + 1, 2 * order + 2
    enter, leave = np.stack([first, last]), np.stack([last, first])
    cost = travel_s[0, enter[:, 0]]
    came_from = []
    for step in range(1, len(order)):
        ways = cost[:, None] + travel_s[np.ix_(leave[:, step - 1], enter[:, step])]
        came_from.append(np.argmin(ways, axis=0))
        cost = ways.min(axis=0)
    way = int(np.argmin(cost + travel_s[leave[:, -1], 0]))
    ways_back = [way]
    for previous in reversed(came_from):
        way = int(previous[way])
        ways_back.append(way)
    return np.array(ways_back[::-1], dtype=bool)


def _spanning_tree(cost: NDArray[np.float64]) -> float:
    """Length of the minimum spanning tree of a full matrix (Prim); zeros are real lengths."""
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
