"""A time that no round can beat: the bound of Held and Karp, by subgradient ascent.

A round joins every end of a job to one end of another. Leave that out, keep that the jobs hang
together and the depot is joined twice: the cheapest such net is a minimum spanning tree over
the jobs (from job to job the cheapest of their four pairs of ends) and the cheapest legs to
and from the depot, a 1-tree. A price on every end, added to all its legs, changes the cost of
every round by the same sum; whatever the prices, the cheapest 1-tree less their sum is a bound. The
prices rise at ends with several legs and fall at ends with none (Held and Karp, 1971; step length
of Polyak, memory of the last direction of Volgenant and Jonker, 1982).

The ascent runs on few legs, those to near ends; its trees can be too dear and their bounds are
not valid. So at the end of each stage the tree is found over all legs: that bound counts, and the
legs of that tree are added for the next stage.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.compiled import njit
from coverage.analysis.siting.clock import Clock, Step
from coverage.analysis.tours.problem import Problem

Floats = NDArray[np.float64]

STAGES = 6
STEPS_A_STAGE = 600
STEPS_AT_ONCE = 50
PATIENCE = 25
SMALLEST_STEP = 1e-3


@dataclass
class Bound:
    """The best bound so far, in whole numbers of the problem, and the prices that prove it."""

    value: float
    prices: Floats


class Ascent:
    """Raises the bound of a problem stage by stage; `near` are the legs to begin with."""

    def __init__(self, given: Problem, near: NDArray[np.int32]) -> None:
        self._given = given
        self._legs = _near_legs(near)
        zero = np.zeros(len(given.cost))
        self.best = Bound(0.0, zero)
        self._prove(zero)

    def run(self, upper: float, clock: Clock) -> Bound:
        """Raise the bound towards `upper`, the cost of a round; it ends early when time is up."""
        length = 1.0
        for stage in range(STAGES):
            prices = self._climb(upper, length, clock)
            before = self.best.value
            added = self._prove(prices)
            if clock.over or self.best.value >= upper:
                break
            if not added and self.best.value - before < 1e-5 * upper and stage > 1:
                break
            length = 0.5
        return self.best

    def _climb(self, upper: float, length: float, clock: Clock) -> Floats:
        """Prices that are good for the few legs."""
        start, end = self._legs.T
        cost = self._given.either[start, end]
        prices, direction = self.best.prices.copy(), np.zeros(len(self.best.prices))
        best, state = prices.copy(), np.array([-np.inf, length, 0.0])
        for _ in range(0, STEPS_A_STAGE, STEPS_AT_ONCE):
            _ascend(
                self._given.either,
                start,
                end,
                cost,
                upper,
                prices,
                direction,
                best,
                state,
                STEPS_AT_ONCE,
            )
            clock.report(0.0, Step.BOUND)
            if clock.over or state[1] < SMALLEST_STEP:
                break
        return best

    def _prove(self, prices: Floats) -> int:
        """Find the tree over all legs, keep the bound if it is better; how many legs were new."""
        value, tree = _complete_tree(self._given.either, prices)
        if value > self.best.value:
            self.best = Bound(value, prices)
        pairs = np.unique(np.concatenate([self._legs, np.sort(tree, axis=1)]), axis=0)
        added = len(pairs) - len(self._legs)
        self._legs = pairs
        return added


def _near_legs(near: NDArray[np.int32]) -> NDArray[np.int64]:
    """Pairs of ends of jobs, each once, from the nearest ends of each; none at the depot."""
    start = np.repeat(np.arange(len(near)), near.shape[1])
    pairs = np.stack([start, near.ravel()], axis=1)
    pairs = pairs[(pairs >= 2).all(axis=1)]
    return np.unique(np.sort(pairs, axis=1), axis=0)


@njit(cache=True)
def _ascend(either, start, end, cost, upper, prices, direction, best, state, steps):
    """So many steps from `prices`, on the legs given; `state`: bound, step length, patience."""
    legs = np.empty(len(prices) // 2, dtype=np.int64)
    weight = np.empty(len(start))
    for _ in range(steps):
        joined = np.zeros(len(prices), dtype=np.int64)
        value = _depot_legs(either, prices, joined)
        for number in range(len(start)):
            weight[number] = cost[number] + prices[start[number]] + prices[end[number]]
        for found in range(_few_tree(start, end, weight, len(prices) // 2, legs)):
            value += weight[legs[found]]
            joined[start[legs[found]]] += 1
            joined[end[legs[found]]] += 1
        value -= prices.sum()
        if value > state[0]:
            if value > state[0] + 1e-5 * upper:
                state[2] = 0.0
            state[0] = value
            best[:] = prices
        state[2] += 1.0
        if state[2] > PATIENCE:
            state[1] *= 0.7
            state[2] = 0.0
        square = 0.0
        for node in range(len(prices)):
            square += (joined[node] - 1.0) ** 2
        if square == 0.0:
            return
        length = state[1] * max(upper - value, 1e-4 * upper) / square
        for node in range(len(prices)):
            direction[node] = 0.7 * (joined[node] - 1.0) + 0.3 * direction[node]
            prices[node] += length * direction[node]


@njit(cache=True)
def _depot_legs(either, prices, joined):
    """Cost of the cheapest leg at each end of the depot, counted in `joined`."""
    total = 0.0
    for depot in range(2):
        best, least = 2, np.inf
        for node in range(2, len(prices)):
            value = either[depot, node] + prices[node]
            if value < least:
                best, least = node, value
        total += least + prices[depot]
        joined[depot] += 1
        joined[best] += 1
    return total


@njit(cache=True)
def _few_tree(start, end, weight, size, legs):
    """Minimum spanning tree over the jobs (Boruvka): fills `legs`, returns how many.

    All jobs but the depot's are connected by the legs given. Among equals the first leg counts,
    or there would be rings.
    """
    group = np.arange(size)
    live = np.arange(len(start))
    best = np.empty(size, dtype=np.int64)
    found, left = 0, len(start)
    while left > 0:
        best[:] = -1
        kept = 0
        for place in range(left):
            number = live[place]
            here, there = _root(group, start[number] >> 1), _root(group, end[number] >> 1)
            if here == there:
                continue
            live[kept] = number
            kept += 1
            for side in (here, there):
                other = best[side]
                if other < 0 or weight[number] < weight[other]:
                    best[side] = number
        left = kept
        for job in range(size):
            number = best[job]
            if number >= 0:
                here, there = _root(group, start[number] >> 1), _root(group, end[number] >> 1)
                if here != there:
                    group[here] = there
                    legs[found] = number
                    found += 1
    return found


@njit(cache=True)
def _root(group, job):
    while group[job] != job:
        group[job] = group[group[job]]
        job = group[job]
    return job


@njit(cache=True)
def _complete_tree(either, prices):
    """The bound of these prices over all legs, and the legs of its tree (Prim)."""
    size = len(prices) // 2
    legs = np.zeros((max(size - 2, 0), 2), dtype=np.int64)
    least = np.full(size, np.inf)
    nearest = np.zeros((size, 2), dtype=np.int64)
    outside = np.ones(size, dtype=np.bool_)
    total = _depot_legs(either, prices, np.zeros(len(prices), dtype=np.int64)) - prices.sum()
    job = 1
    outside[:2] = False
    for found in range(size - 2):
        for node in range(2 * job, 2 * job + 2):
            for other in range(4, 2 * size):
                if outside[other >> 1]:
                    value = either[node, other] + prices[node] + prices[other]
                    if value < least[other >> 1]:
                        least[other >> 1] = value
                        nearest[other >> 1, 0], nearest[other >> 1, 1] = node, other
        job = -1
        for other in range(2, size):
            if outside[other] and (job < 0 or least[other] < least[job]):
                job = other
        total += least[job]
        legs[found] = nearest[job]
        outside[job] = False
    return total, legs
