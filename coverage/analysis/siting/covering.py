"""Where more places bring most people, or everybody, within reach."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, hstack, vstack

from coverage.analysis import checks
from coverage.analysis.siting import milp, problem
from coverage.analysis.siting.branching import Rest
from coverage.analysis.siting.clock import Clock, Progress
from coverage.analysis.siting.cover import least_cover
from coverage.analysis.siting.medians import medians
from coverage.analysis.siting.reduction import merged_demand, needed_candidates
from coverage.analysis.siting.result import Siting, nearest, siting


def maximal_covering(
    cost: ArrayLike,
    weight: ArrayLike,
    radius: float,
    k: int,
    existing: Sequence[int] | NDArray[Any] = (),
    time_limit_s: float = 60.0,
    progress: Progress | None = None,
    seed: int = 0,
) -> Siting:
    """Open at most `k` more candidates so that most weight lies within `radius` of one.

    `cost` (d, c): seconds or metres from each demand to each candidate, inf where there is no
    way; `weight` (d,): people; `existing`: indices of candidates that are open anyway and not
    counted in `k`. The objective is the weight within `radius` (included) of an open candidate
    (the problem of Church and ReVelle, 1974); a candidate that adds nothing is not chosen.
    Demand is assigned to the nearest open candidate within the radius, else to none.

    The bound is a ceiling; the answer is exact if it is met. `progress` and `seed` as in
    `p_median`. Raises InvalidValueError for input that is not as said.
    """
    clock = Clock(time_limit_s, progress)
    matrix = problem.costs(cost)
    demand = problem.weights(weight, len(matrix))
    radius = checks.positive(radius, "radius")
    opened = problem.existing_places(existing, matrix.shape[1])
    free = problem.free_places(matrix.shape[1], opened)
    count = problem.how_many(k, "k", len(free))
    near = matrix <= radius
    left = ~near[:, opened].any(axis=1) & (demand > 0)
    chosen, missed = _most_covered(near[np.ix_(left, free)], demand[left], count, clock, seed)
    assigned = _within(matrix, near, np.concatenate([opened, free[chosen]]))
    objective = float(demand[assigned >= 0].sum())
    bound = objective if missed is None else float(demand.sum()) - missed
    return siting(free[chosen], assigned, objective, max(bound, objective), clock)


def set_covering(
    cost: ArrayLike,
    radius: float,
    existing: Sequence[int] | NDArray[Any] = (),
    time_limit_s: float = 60.0,
    progress: Progress | None = None,
) -> Siting:
    """Open the fewest more candidates so that all demand lies within `radius` of one.

    `cost` (d, c) and `existing` as in `maximal_covering`. The objective is the number of
    candidates chosen (the location set covering problem of Toregas and others, 1971). Demand
    that no candidate has within the radius cannot be covered: it is not assigned, and the rest
    is covered. The bound is a floor. Raises InvalidValueError for input that is not as said.
    """
    clock = Clock(time_limit_s, progress)
    matrix = problem.costs(cost)
    radius = checks.positive(radius, "radius")
    opened = problem.existing_places(existing, matrix.shape[1])
    free = problem.free_places(matrix.shape[1], opened)
    near = matrix <= radius
    left = near.any(axis=1) & ~near[:, opened].any(axis=1)
    cover = least_cover(near[np.ix_(left, free)], clock)
    chosen = free[cover.places]
    assigned = _within(matrix, near, np.concatenate([opened, chosen]))
    return siting(chosen, assigned, len(chosen), cover.bound, clock)


def _most_covered(
    near: NDArray[np.bool_],
    weight: NDArray[np.float64],
    count: int,
    clock: Clock,
    seed: int,
) -> tuple[NDArray[np.intp], float | None]:
    """Columns that cover most weight; the weight that any choice misses, None if they are best.

    A median problem: demand costs its weight unless an open candidate covers it.
    """
    reachable = near.any(axis=1)
    unreachable = float(weight[~reachable].sum())
    merged, weight = merged_demand(near[reachable], weight[reachable])
    columns = needed_candidates(merged)
    merged = merged[:, columns]
    count = min(count, len(columns))
    travel = np.where(merged, 0.0, weight[:, None])
    found = medians(travel, weight, count, clock, seed, _solve)
    places = _without_idle(merged, found.places)
    if found.bound >= found.cost:
        return columns[places], None
    return columns[places], found.bound + unreachable


def _solve(rest: Rest, clock: Clock) -> tuple[NDArray[np.intp] | None, float]:
    """A better choice by the programme of Church and ReVelle, None if none; a bound for all.

    Demand that is too dear to miss for a better choice has no variable that says it is missed.
    """
    near = rest.travel < rest.base[:, None]
    demand, candidates = near.shape
    missable = np.flatnonzero(rest.base - rest.price <= rest.cost - rest.least - rest.bound)
    missed = csc_array(
        (np.ones(len(missable)), (missable, np.arange(len(missable)))),
        shape=(demand, len(missable)),
    )
    covered = hstack([csc_array(near.astype(float)), missed])
    variables = candidates + len(missable)
    opened = csc_array((np.arange(variables) < candidates).astype(float)[None, :])
    outcome = milp.solve(
        milp.Programme(
            cost=np.concatenate([np.zeros(candidates), rest.base[missable]]),
            matrix=csc_array(vstack([covered, opened])),
            low=np.append(np.ones(demand), rest.count),
            high=np.append(np.full(demand, np.inf), rest.count),
            whole=np.arange(variables) < candidates,
        ),
        clock,
    )
    if outcome.x is None:
        return None, min(outcome.bound, rest.cost)
    places = np.argsort(-outcome.x[:candidates], kind="stable")[: rest.count]
    return places, min(outcome.bound, rest.cost)


def _without_idle(near: NDArray[np.bool_], places: NDArray[np.intp]) -> NDArray[np.intp]:
    """The places without those that cover nothing the others leave."""
    kept = list(np.sort(places))
    for place in np.sort(places)[::-1]:
        others = [other for other in kept if other != place]
        if not (near[:, place] & ~near[:, others].any(axis=1)).any():
            kept = others
    return np.array(kept, dtype=np.intp)


def _within(
    matrix: NDArray[np.float64], near: NDArray[np.bool_], opened: NDArray[np.intp]
) -> NDArray[np.intp]:
    return nearest(np.where(near, matrix, np.inf), opened)
