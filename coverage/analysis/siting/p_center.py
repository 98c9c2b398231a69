"""Where p more places make the longest way of anybody shortest."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis.siting import problem
from coverage.analysis.siting.clock import Clock, Progress, Step
from coverage.analysis.siting.cover import cover_of
from coverage.analysis.siting.interchange import greedy
from coverage.analysis.siting.p_median import check_reach
from coverage.analysis.siting.result import Siting, nearest, siting


def p_center(
    cost: ArrayLike,
    p: int,
    existing: Sequence[int] | NDArray[Any] = (),
    time_limit_s: float = 60.0,
    progress: Progress | None = None,
) -> Siting:
    """Open `p` more candidates so that the largest cost of any demand is least.

    `cost` (d, c) and `existing` as in `p_median`; demand that no candidate reaches is left out
    and not assigned. The objective is the largest cost from demand to its nearest open
    candidate. It is one of the costs, so a binary search over them asks whether `p` candidates
    cover all demand within it (Minieka, 1970; Elloumi, Labbe and Pochet, 2004). Places that the
    largest cost does not need are opened where they make the sum of all costs least.

    Exactly `p` candidates are chosen, unless there is no demand. The bound is a floor; the
    answer is exact if it is met. Errors as in `p_median`.
    """
    clock = Clock(time_limit_s, progress)
    matrix = problem.costs(cost)
    opened = problem.existing_places(existing, matrix.shape[1])
    free = problem.free_places(matrix.shape[1], opened)
    count = problem.how_many(p, "p", len(free))
    if len(matrix) == 0:
        return siting(free[:0], nearest(matrix, opened), 0.0, 0.0, clock)
    counted = matrix[np.isfinite(matrix).any(axis=1)]
    check_reach(np.isfinite(counted), opened, count, "p", clock)
    base = counted[:, opened].min(axis=1, initial=np.inf)
    places, floor = _search(counted[:, free], base, count, clock)
    chosen = free[_filled(counted[:, free], base, places, count)]
    assigned = nearest(matrix, np.concatenate([opened, chosen]))
    served = np.flatnonzero(assigned >= 0)
    objective = float(matrix[served, assigned[served]].max(initial=0.0))
    return siting(chosen, assigned, objective, min(floor, objective), clock)


def _search(
    cost: NDArray[np.float64], base: NDArray[np.float64], count: int, clock: Clock
) -> tuple[NDArray[np.intp], float]:
    """Columns whose largest cost is least, and a floor of it."""
    reach = np.minimum(cost.min(axis=1, initial=np.inf), base)
    values = np.unique(np.append(cost[np.isfinite(cost)], base[np.isfinite(base)]))
    values = values[values >= reach.max(initial=0.0)]
    if len(values) == 0:
        return np.empty(0, dtype=np.intp), 0.0
    # Below `low` it is proven that no choice covers; at `high` a choice is known.
    low, high, known = 0, len(values) - 1, _greedy_center(cost, base, count)
    high = int(np.searchsorted(values, _largest(cost, base, known)))
    while low < high:
        middle = (low + high) // 2
        asked = base > values[middle]
        found, least = cover_of(cost[asked] <= values[middle], count, clock)
        clock.report(1 - (high - low) / len(values), Step.PROOF)
        if found is not None:
            known = found
            high = int(np.searchsorted(values, _largest(cost, base, found)))
        elif least > count:
            low = middle + 1
        else:
            break
    return known, float(values[low])


def _largest(
    cost: NDArray[np.float64], base: NDArray[np.float64], places: NDArray[np.intp]
) -> float:
    return float(np.minimum(cost[:, places].min(axis=1, initial=np.inf), base).max(initial=0.0))


def _greedy_center(
    cost: NDArray[np.float64], base: NDArray[np.float64], count: int
) -> NDArray[np.intp]:
    """Always open what serves the demand that is worst off (Gonzalez, 1985)."""
    places: list[int] = []
    now = base.copy()
    while len(places) < count:
        worst = int(np.argmax(now))
        places.append(int(np.argmin(cost[worst])))
        now = np.minimum(now, cost[:, places[-1]])
    return np.unique(np.array(places, dtype=np.intp))


def _filled(
    cost: NDArray[np.float64], base: NDArray[np.float64], places: NDArray[np.intp], count: int
) -> NDArray[np.intp]:
    """The places and as many more as are allowed, each where it saves most of the sum."""
    highest = np.where(np.isfinite(cost), cost, 0).max(initial=0.0) + 1
    finite = np.where(np.isfinite(cost), cost, highest)
    return greedy(finite, np.minimum(base, highest), count, places)
