"""The least-cost choice of a number of places: search, bound, and proof.

The core of p-median and of maximal covering. A local search (`interchange`) finds a choice, the
Lagrangian bound (`lagrangian`) says how good it is and which candidates cannot be part of a
better one. Branch and bound over the others (`branching`) either finds the better choice or
proves that there is none.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.siting.branching import Rest, branch
from coverage.analysis.siting.clock import Clock, Step
from coverage.analysis.siting.interchange import Interchange, greedy, shaken, total
from coverage.analysis.siting.lagrangian import lower_bound, reduced_costs
from coverage.analysis.siting.result import SAME

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

# Rounds without success, and share of the time, after which the search gives way to the proof.
PATIENCE = 100
SEARCH_SHARE = 0.25


# Finds a better choice among the rest of a problem, or a bound for all of them.
Proof = Callable[[Rest, Clock], tuple[Places | None, float]]


@dataclass(frozen=True)
class Medians:
    """`places` (count,) to open, their `cost`, and a `bound` below every choice."""

    places: Places
    cost: float
    bound: float


def medians(
    travel: Floats, base: Floats, count: int, clock: Clock, seed: int, proof: Proof = branch
) -> Medians:
    """Open exactly `count` of the f candidates at least cost.

    `travel` (d, f) and `base` (d,): finite, >= 0, as in `interchange`. The same input and seed
    give the same answer unless the time runs out.
    """
    candidates = travel.shape[1]
    if count in (0, candidates) or len(base) == 0:
        places = np.arange(count)
        cost = total(travel, base, places)
        return Medians(places, cost, cost)
    return _Run(travel, base, count, clock, seed, proof).solve()


class _Run:
    """One search: the best places so far and the best bound so far."""

    def __init__(
        self, travel: Floats, base: Floats, count: int, clock: Clock, seed: int, proof: Proof
    ) -> None:
        self._travel, self._base, self._count = travel, base, count
        self._clock, self._proof = clock, proof
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
        return self._cost - self._least - self._bound

    @property
    def _least(self) -> float:
        """Less than this is no improvement."""
        return 1 - 1e-6 if self._whole else SAME * self._cost

    def _search(self) -> None:
        """Shake the best choice and improve it again, among candidates that may be better."""
        columns = self._useful()
        travel = np.ascontiguousarray(self._travel[:, columns])
        best = np.searchsorted(columns, self._places)
        stop_s = self._clock.left_s * (1 - SEARCH_SHARE)

        last_success = 0

        def go_on(number: int, opened: Places) -> bool:
            nonlocal last_success
            before = self._cost
            self._keep(columns[opened])
            last_success = number if self._cost < before else last_success
            self._clock.report(0.0, Step.SEARCH)
            in_time = number - last_success < PATIENCE and self._clock.left_s > stop_s
            return in_time and self._room() > 0

        shaken(travel, self._base, best, self._random, go_on)

    def _useful(self) -> Places:
        """Candidates that a better choice may open, and those of the best choice."""
        extra = reduced_costs(self._travel, self._price, self._count)
        useful = extra <= self._room()
        useful[self._places] = True
        return np.flatnonzero(useful)

    def _prove(self) -> None:
        """Look at what is left: no other choice is better than the best known now."""
        extra = reduced_costs(self._travel, self._price, self._count)
        columns = np.flatnonzero(extra <= self._room())
        rest = Rest(
            np.ascontiguousarray(self._travel[:, columns]),
            self._base,
            self._count,
            self._cost,
            self._least,
            self._price,
            self._bound,
        )
        places, bound = self._proof(rest, self._clock)
        if places is not None:
            self._keep(columns[places])
        self._bound = max(self._bound, self._rounded(bound))
