"""A time that no round can beat: a linear programme over the legs, cut until it runs short of time.

Choose legs between ends of jobs, each end joined once, at least cost: a relaxation of the round,
with either direction of a leg at the cheaper price. Its solution, in fractions, is cut off by the
sets it leaves too rarely (see `cuts`), and solved again, round by round.

Only near legs are in the programme. What counts is therefore never the value the solver gives but
the bound its prices prove over all legs: for any price on the ends, and any price of at least 0 on
the cuts, no round is cheaper than what the prices are worth less what they overcharge legs that
cost less than they should (weak duality; every leg is travelled at most once). Legs with
prices too high join the programme.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

from coverage.analysis.compiled import njit
from coverage.analysis.siting.clock import Clock, Step
from coverage.analysis.tours.cuts import Cut, violated
from coverage.analysis.tours.problem import BARRED, Problem

Floats = NDArray[np.float64]

# Stop when so many stages together raise the bound by less than this share.
PATIENCE, LEAST_GAIN = 10, 2e-4
NEAR = 8
# Prices of two ends and a leg together stay below BARRED.
HIGHEST = 1 << 27
NEW_LEGS = 3
MOST_IDLE = 4


class Bounding:
    """The programme of one problem.

    `best` is the bound so far, in whole numbers of the problem, and `prices` (2 size,) what
    joining each end costs in its proof, the cuts around it included. `near` (2 size, NEAR) are
    the ends to which the legs of each end cost least beside their prices: likelier to be in a
    good round than those that merely cost least.
    """

    def __init__(self, given: Problem, near: NDArray[np.int32], round_: NDArray[np.int32]) -> None:
        self._given = given
        self._legs = _legs(near, round_)
        self._cuts: list[Cut] = []
        # For how many stages each cut has been kept without a price.
        self._idle = np.zeros(0, dtype=np.intp)
        self.best, self.near = 0.0, near
        self.prices = np.zeros(2 * given.size, dtype=np.int64)

    def run(self, upper: float, clock: Clock) -> float:
        """Cut until the bound meets `upper`, the cost of a round, nothing is left or time is up."""
        earlier = [-np.inf] * PATIENCE
        while self.best > earlier[-PATIENCE] + LEAST_GAIN * upper:
            earlier.append(self.best)
            clock.report(0.0, Step.BOUND)
            # Whole numbers: a round cheaper than `upper` would be so by 1 at least.
            if clock.over or self.best > upper - 1:
                break
            if not self._stage(upper / self._given.size, clock):
                break
        return self.best

    def _stage(self, unit: float, clock: Clock) -> bool:
        """Solve, prove, add what is missing; whether anything was."""
        start, end = self._legs.T
        solved = linprog(
            self._given.either[start, end] / unit,
            **self._rows(),
            bounds=(0, 1),
            method="highs-ds",
            options={"time_limit": clock.left_s + 0.01},
        )
        if solved.status != 0:
            return False
        price = solved.eqlin.marginals * unit
        cut_price = np.maximum(-solved.ineqlin.marginals, 0) * unit if self._cuts else np.zeros(0)
        legs = self._prove(price, cut_price)
        new = violated(start, end, solved.x, self._given.size)
        self._change_cuts(cut_price, new)
        before = len(self._legs)
        self._legs = np.unique(np.concatenate([self._legs, legs]), axis=0)
        return bool(new) or len(self._legs) > before

    def _change_cuts(self, cut_price: Floats, new: list[Cut]) -> None:
        """Drop cuts that have long had no price, which makes the programme slow; add new ones."""
        self._idle = np.where(cut_price > 0, 0, self._idle + 1)
        kept = self._idle <= MOST_IDLE
        self._cuts = [cut for cut, keep in zip(self._cuts, kept, strict=True) if keep] + new
        self._idle = np.concatenate([self._idle[kept], np.zeros(len(new), dtype=np.intp)])

    def _rows(self) -> dict:
        """Every end once, every cut at least as often as it says."""
        start, end = self._legs.T
        legs, ends = len(start), 2 * self._given.size
        ones = np.ones(2 * legs)
        once = coo_array(
            (ones, (np.concatenate([start, end]), np.tile(np.arange(legs), 2))), shape=(ends, legs)
        ).tocsr()
        rows = {"A_eq": once, "b_eq": np.ones(ends)}
        if self._cuts:
            member = np.zeros((len(self._cuts), ends), dtype=bool)
            for number, cut in enumerate(self._cuts):
                member[number, cut.ends] = True
            crossing = member[:, start] != member[:, end]
            rows["A_ub"] = csr_array(-crossing.astype(float))
            rows["b_ub"] = np.array([-float(cut.least) for cut in self._cuts])
        return rows

    def _prove(self, price: Floats, cut_price: Floats) -> NDArray[np.int64]:
        """Keep the bound of these prices if it is better; legs that cost less than their prices."""
        paid = [cut for cut, value in zip(self._cuts, cut_price, strict=True) if value > 0]
        worth = cut_price[cut_price > 0]
        needed = np.array([cut.least for cut in paid], dtype=float)
        lengths = np.array([len(cut.ends) for cut in paid], dtype=np.int64)
        ends = np.concatenate([np.empty(0, np.intp), *(cut.ends for cut in paid)])
        owner = np.repeat(np.arange(len(paid)), lengths)
        # Ends of each cut, and cuts of each end.
        begin = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        order = np.argsort(ends, kind="stable")
        count = np.bincount(ends, minlength=len(price))
        first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        total = price + np.bincount(ends, weights=worth[owner], minlength=len(price))
        overcharged, near, least = _overcharged(
            self._given.either, total, ends, begin, worth, owner[order], first, NEAR
        )
        value = float(price.sum() + (worth * needed).sum() + overcharged)
        if value > self.best:
            self.best, self.near = value, near
            self.prices = np.rint(total.clip(-HIGHEST, HIGHEST)).astype(np.int64)
        cheap = np.argwhere(least[:, :NEW_LEGS] < 0)
        return np.sort(np.stack([cheap[:, 0], near[cheap[:, 0], cheap[:, 1]]], axis=1), axis=1)


def _legs(near: NDArray[np.int32], round_: NDArray[np.int32]) -> NDArray[np.int64]:
    """Pairs of ends, each once, ascending: near ones, and those that the round joins."""
    start = np.repeat(np.arange(len(near)), near.shape[1])
    pairs = np.stack([start, near.ravel()], axis=1)
    joined = np.stack([round_ ^ 1, np.roll(round_, -1)], axis=1)
    pairs = np.concatenate([pairs[pairs[:, 1] >= 0], joined])
    return np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int64)


@njit(cache=True)
def _overcharged(either, total, ends, begin, worth, owner, first, most):
    """The sum over all legs of what they cost less than their prices; the `most` cheapest of each.

    The price of a leg is that of both its ends and of the cuts that have one of them: `total`
    counts the cuts for every end, so those with both are taken off twice. `ends[begin[c] :]` are
    the ends of cut c, `owner[first[e] :]` the cuts of end e. Returns the sum, and for each end
    the ends to which its legs cost least beside their price, in order, and these differences.
    """
    size = len(total)
    near = np.full((size, most), -1, dtype=np.int32)
    least = np.full((size, most), np.inf)
    both = np.zeros(size)
    overcharged = 0.0
    for start in range(size):
        both[:] = 0.0
        for place in range(first[start], first[start + 1]):
            cut = owner[place]
            for member in range(begin[cut], begin[cut + 1]):
                both[ends[member]] += 2.0 * worth[cut]
        for end in range(size):
            if either[start, end] >= BARRED:
                continue
            left = either[start, end] - total[start] - total[end] + both[end]
            if end > start and left < 0.0:
                overcharged += left
            place = most - 1
            if left >= least[start, place]:
                continue
            while place > 0 and left < least[start, place - 1]:
                least[start, place] = least[start, place - 1]
                near[start, place] = near[start, place - 1]
                place -= 1
            least[start, place], near[start, place] = left, end
    return overcharged, near, least
