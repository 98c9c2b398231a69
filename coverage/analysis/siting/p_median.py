"""Where p more places make the way of all people together shortest."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis.errors import UnreachableError
from coverage.analysis.siting import problem
from coverage.analysis.siting.clock import Clock, Progress
from coverage.analysis.siting.cover import least_cover
from coverage.analysis.siting.medians import medians
from coverage.analysis.siting.result import Siting, nearest, siting


def p_median(
    cost: ArrayLike,
    weight: ArrayLike,
    p: int,
    existing: Sequence[int] | NDArray[Any] = (),
    time_limit_s: float = 60.0,
    progress: Progress | None = None,
    seed: int = 0,
) -> Siting:
    """Open `p` more candidates so that the weighted cost of all demand is least.

    `cost` (d, c): seconds or metres from each demand to each candidate, inf where there is no
    way; `weight` (d,): people; `existing`: indices of candidates that are open anyway and not
    counted in `p`. Each demand goes to its nearest open candidate; the objective is the sum of
    weight times cost (the p-median problem of Hakimi, 1964). Demand without people does not
    count. Demand that no candidate reaches is left out of the sum and not assigned.

    Exactly `p` candidates are chosen, unless there is no demand. The bound is a floor; the
    answer is exact if it is met. `progress(fraction, step)` is told how far the run is, and
    what it raises ends the run. The same input and seed give the same answer unless the time
    runs out. Raises InvalidValueError for input that is not as said or `p` above the number of
    free candidates, and UnreachableError if `p` places cannot reach all that can be reached.
    """
    clock = Clock(time_limit_s, progress)
    matrix = problem.costs(cost)
    demand = problem.weights(weight, len(matrix))
    opened = problem.existing_places(existing, matrix.shape[1])
    free = problem.free_places(matrix.shape[1], opened)
    count = problem.how_many(p, "p", len(free))
    counted = (demand > 0) & np.isfinite(matrix).any(axis=1)
    check_reach(np.isfinite(matrix[counted]), opened, count, "p", clock)
    travel, base = _weighted(matrix[counted], demand[counted], opened, free)
    found = medians(travel, base, count if len(matrix) else 0, clock, seed)
    chosen = free[found.places]
    assigned = nearest(matrix, np.concatenate([opened, chosen]))
    objective = _objective(matrix, demand, assigned, counted)
    bound = objective if found.bound >= found.cost else min(found.bound, objective)
    return siting(chosen, assigned, objective, bound, clock)


def check_reach(
    near: NDArray[np.bool_], opened: NDArray[np.intp], count: int, parameter: str, clock: Clock
) -> None:
    """Raise UnreachableError if `count` more places cannot reach every row of `near`."""
    left = near[~near[:, opened].any(axis=1)]
    if len(left) == 0 or (count > 0 and left.all(axis=0).any()):
        return
    least = least_cover(left, clock)
    if len(least.places) > count and (least.bound > count or least.bound == len(least.places)):
        raise UnreachableError(
            parameter, count, f"at least {least.bound} to reach all demand that can be reached"
        )


def _weighted(
    matrix: NDArray[np.float64],
    weight: NDArray[np.float64],
    opened: NDArray[np.intp],
    free: NDArray[np.intp],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weighted costs of the free candidates and of the nearest existing one, all finite.

    No way costs more than all the longest ways together, so the search takes any other.
    """
    weighted = matrix * weight[:, None]
    longest = np.where(np.isfinite(weighted), weighted, 0).max(axis=1, initial=0.0)
    weighted[~np.isfinite(weighted)] = np.ceil(longest.sum()) + 1
    base = weighted[:, opened].min(axis=1, initial=np.ceil(longest.sum()) + 1)
    return np.ascontiguousarray(weighted[:, free]), base


def _objective(
    matrix: NDArray[np.float64],
    weight: NDArray[np.float64],
    assigned: NDArray[np.intp],
    counted: NDArray[np.bool_],
) -> float:
    rows = np.flatnonzero(counted)
    return float((matrix[rows, assigned[rows]] * weight[rows]).sum())
