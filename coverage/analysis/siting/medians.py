"""The least-cost choice of a number of places: search, bound, and proof by a small programme.

The core of p-median and of maximal covering. A local search (`interchange`) finds a choice, the
Lagrangian bound (`lagrangian`) says how good it is and which candidates and which assignments
cannot be part of a better one. What is left is a small mixed integer programme, which either
finds the better choice or proves that there is none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array

from coverage.analysis.siting import milp
from coverage.analysis.siting.clock import Clock, Step
from coverage.analysis.siting.interchange import Interchange, greedy, shaken, total
from coverage.analysis.siting.lagrangian import lower_bound, reduced_costs
from coverage.analysis.siting.result import SAME

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

SEARCH_ROUNDS = 400
SEARCH_SHARE = 0.4
MOST_LINKS = 400_000


@dataclass(frozen=True)
class Medians:
    """`places` (count,) to open, their `cost`, and a `bound` below every choice."""

    places: Places
    cost: float
    bound: float


def medians(travel: Floats, base: Floats, count: int, clock: Clock, seed: int) -> Medians:
    """Open exactly `count` of the f candidates at least cost.

    `travel` (d, f) and `base` (d,): finite, >= 0, as in `interchange`. The same input and seed
    give the same answer unless the time runs out.
    """
    candidates = travel.shape[1]
    if count in (0, candidates) or len(base) == 0:
        places = np.arange(count)
        cost = total(travel, base, places)
        return Medians(places, cost, cost)
    return _Run(travel, base, count, clock, seed).solve()


class _Run:
    """One search: the best places so far and the best bound so far."""

    def __init__(self, travel: Floats, base: Floats, count: int, clock: Clock, seed: int) -> None:
        self._travel, self._base, self._count = travel, base, count
        self._clock = clock
        self._random = np.random.default_rng(seed)
        # Whole costs make whole sums: the next better choice is at least 1 better.
        self._whole = bool((travel == np.rint(travel)).all() and (base == np.rint(base)).all())
        self._places = greedy(travel, base, count)
        self._cost = total(travel, base, self._places)

    def solve(self) -> Medians:
        self._look(self._places)
        found = lower_bound(
            self._travel, self._base, self._count, self._cost, self._clock, self._look
        )
        self._bound, self._price = self._rounded(found.value), found.price
        if self._room() > 0:
            self._search()
        if self._room() > 0:
            self._prove()
        bound = self._cost if self._room() <= 0 else self._bound
        return Medians(self._places, self._cost, min(bound, self._cost))

    def _look(self, places: Places) -> float:
        """Improve a choice and keep it if it is the best."""
        search = Interchange(self._travel, self._base, places)
        search.improve()
        self._keep(search.opened)
        return self._cost

    def _keep(self, places: Places) -> None:
        cost = total(self._travel, self._base, places)
        if cost < self._cost:
            self._places, self._cost = places.copy(), cost

    def _rounded(self, bound: float) -> float:
        return float(np.ceil(bound - 1e-6)) if self._whole else bound

    def _room(self) -> float:
        """How far above the bound a choice may lie that is better than the best known."""
        least = 1 - 1e-6 if self._whole else SAME * self._cost
        return self._cost - least - self._bound

    def _search(self) -> None:
        """Shake the best choice and improve it again, among candidates that may be better."""
        columns = self._useful()
        travel = np.ascontiguousarray(self._travel[:, columns])
        best = np.searchsorted(columns, self._places)
        stop_s = self._clock.left_s * (1 - SEARCH_SHARE)

        def go_on(number: int, opened: Places) -> bool:
            self._keep(columns[opened])
            self._clock.report(0.3 * number / SEARCH_ROUNDS, Step.SEARCH)
            in_time = number < SEARCH_ROUNDS and self._clock.left_s > stop_s
            return in_time and self._room() > 0

        shaken(travel, self._base, best, self._random, go_on)

    def _useful(self) -> Places:
        """Candidates that a better choice may open, and those of the best choice."""
        extra, _ = reduced_costs(self._travel, self._price, self._count)
        useful = extra <= self._room()
        useful[self._places] = True
        return np.flatnonzero(useful)

    def _prove(self) -> None:
        """Solve what is left exactly."""
        extra, _ = reduced_costs(self._travel, self._price, self._count)
        room = self._room()
        columns = np.flatnonzero(extra <= room)
        travel = self._travel[:, columns]
        links = np.maximum(travel - self._price[:, None], 0) + extra[columns] <= room
        links &= travel < self._base[:, None]
        unserved = self._base - self._price <= room
        if len(columns) < self._count or not (links.any(axis=1) | unserved).all():
            self._bound = self._cost
            return
        if links.sum() > MOST_LINKS:
            return
        programme, constant = _programme(travel, self._base, links, unserved, self._count)
        outcome = milp.solve(programme, self._clock)
        if outcome.x is not None:
            chosen = np.argsort(-outcome.x[: len(columns)], kind="stable")[: self._count]
            self._keep(columns[chosen])
        # Choices outside the programme are not better than the best known when it was made.
        outside = self._bound + room
        inside = self._rounded(outcome.bound + constant)
        self._bound = max(self._bound, min(inside, max(outside, self._cost)))


def _programme(
    travel: Floats,
    base: Floats,
    links: NDArray[np.bool_],
    unserved: NDArray[np.bool_],
    count: int,
) -> tuple[milp.Programme, float]:
    """The radius formulation (Garcia, Labbe and Marin 2011) over the given links; its constant.

    For each demand its costs in ascending order are levels. y_f opens candidate f; z of a level
    is 1 if no open candidate lies within it, and costs the step to the next level:
    z + sum of y on the level >= z of the level below (1 for the lowest).
    """
    row, column = np.nonzero(links)
    order = np.lexsort((travel[row, column], row))
    row, column = row[order], column[order]
    value = travel[row, column]
    starts = np.flatnonzero((np.diff(row, prepend=-1) != 0) | (np.diff(value, prepend=-1) != 0))
    level = np.searchsorted(starts, np.arange(len(row)), side="right") - 1
    level_row, level_value = row[starts], value[starts]
    first = np.diff(level_row, prepend=-1) != 0
    last = np.append(first[1:], True)[: len(first)]
    following = np.where(last, base[level_row], np.append(level_value[1:], 0.0)[: len(last)])
    # The highest level must be served unless the demand may stay with its base.
    rising = ~last | unserved[level_row]
    step_at = np.cumsum(rising) - 1 + travel.shape[1]
    above = np.flatnonzero(~first)
    levels, variables = len(starts), travel.shape[1] + int(rising.sum())
    rows = [level, np.flatnonzero(rising), above, np.full(travel.shape[1], levels)]
    columns = [column, step_at[rising], step_at[above - 1], np.arange(travel.shape[1])]
    values = [np.ones(len(level)), np.ones(int(rising.sum())), -np.ones(len(above))]
    values.append(np.ones(travel.shape[1]))
    matrix = coo_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(levels + 1, variables),
    )
    cost = np.zeros(variables)
    cost[step_at[rising]] = (following - level_value)[rising]
    whole = np.arange(variables) < travel.shape[1]
    low = np.append(first.astype(float), count)
    high = np.append(np.full(levels, np.inf), count)
    constant = float(level_value[first].sum() + base[~links.any(axis=1)].sum())
    return milp.Programme(cost, csc_array(matrix), low, high, whole), constant
