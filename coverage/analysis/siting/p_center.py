"""Where p more places make the longest way of anybody shortest."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis.siting import problem
from coverage.analysis.siting.clock import Clock, Progress
from coverage.analysis.siting.cover import found_cover, proven_cover
from coverage.analysis.siting.interchange import greedy
from coverage.analysis.siting.p_median import check_reach
from coverage.analysis.siting.result import Siting, nearest, siting

# Of the time left, what one question may take: the rest must do for a floor if it is not enough.
PROOF_SHARE = 0.8

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


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
    counted = matrix[np.isfinite(matrix).any(axis=1)]
    if len(counted) == 0:
        chosen = free[: count if len(matrix) else 0]
        return siting(chosen, nearest(matrix, opened), 0.0, 0.0, clock)
    check_reach(np.isfinite(counted), opened, count, "p", clock)
    base = counted[:, opened].min(axis=1, initial=np.inf)
    places, floor = _Search(counted[:, free], base, count, clock).solve()
    chosen = free[_filled(counted[:, free], base, places, count)]
    assigned = nearest(matrix, np.concatenate([opened, chosen]))
    served = np.flatnonzero(assigned >= 0)
    objective = float(matrix[served, assigned[served]].max(initial=0.0))
    return siting(chosen, assigned, objective, min(floor, objective), clock)


class _Search:
    """The best choice so far, `known`, and the cost up to which it is proven that none covers."""

    def __init__(self, cost: Floats, base: Floats, count: int, clock: Clock) -> None:
        self._cost, self._base, self._count, self._clock = cost, base, count, clock
        reach = np.minimum(cost.min(axis=1, initial=np.inf), base).max(initial=0.0)
        values = np.unique(np.append(cost, base))
        self._values = values[np.isfinite(values) & (values >= reach)]
        self._keep(_greedy_center(cost, base, count))

    def solve(self) -> tuple[Places, float]:
        """The columns whose largest cost is least, and a floor of it."""
        if len(self._values) == 0:
            return self.known, 0.0
        self._descend()
        floor = float(self._values[self._prove()])
        return self.known, floor

    def _descend(self) -> None:
        """Look for better choices by local search alone; what it does not find may exist."""
        low = 0
        while low < self._high:
            middle = (low + self._high) // 2
            found = found_cover(self._near(middle), self._count, self._clock)
            if found is None:
                low = middle + 1
            else:
                self._keep(found)

    def _prove(self) -> int:
        """Position of the least cost for which it is not proven that no choice covers.

        Asks just below the known choice first: if nothing covers there, nothing is better.
        """
        low, unsure, asked = 0, self._high, self._high - 1
        while low < unsure and not self._clock.over:
            clock = self._clock.part(PROOF_SHARE)
            found, least = proven_cover(self._near(asked), self._count, clock)
            if found is not None:
                self._keep(found)
                unsure, asked = self._high, self._high - 1
                continue
            low, unsure = (asked + 1, unsure) if least > self._count else (low, asked)
            asked = (low + unsure) // 2
        return low

    def _near(self, position: int) -> NDArray[np.bool_]:
        radius = self._values[position]
        return self._cost[self._base > radius] <= radius

    def _keep(self, places: Places) -> None:
        self.known = places
        largest = _largest(self._cost, self._base, places)
        self._high = int(np.searchsorted(self._values, largest))


def _largest(cost: Floats, base: Floats, places: Places) -> float:
    return float(np.minimum(cost[:, places].min(axis=1, initial=np.inf), base).max(initial=0.0))


def _greedy_center(cost: Floats, base: Floats, count: int) -> Places:
    """Always open what serves the demand that is worst off (Gonzalez, 1985)."""
    places: list[int] = []
    now = base.copy()
    while len(places) < count:
        worst = int(np.argmax(now))
        places.append(int(np.argmin(cost[worst])))
        now = np.minimum(now, cost[:, places[-1]])
    return np.unique(np.array(places, dtype=np.intp))


def _filled(cost: Floats, base: Floats, places: Places, count: int) -> Places:
    """The places and as many more as are allowed, each where it saves most of the sum."""
    highest = np.where(np.isfinite(cost), cost, 0).max(initial=0.0) + 1
    finite = np.where(np.isfinite(cost), cost, highest)
    return greedy(finite, np.minimum(base, highest), count, places)
