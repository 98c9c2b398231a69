"""Local search for medians: swap one open place for a closed one while that saves travel.

The search keeps, for every pair of a closed candidate and an open place, what swapping them
saves, and after a swap updates only the demand whose nearest or second nearest place changed:
Resende and Werneck, "A fast swap-based local search procedure for location problems" (2007),
over whole arrays.

A problem is `travel`, shape (d, f), finite, the weighted cost of each demand to each candidate,
and `base`, shape (d,), finite, the weighted cost of each demand when no candidate is open (that
of the nearest existing place, or of not being served at all).
"""

from collections.abc import Callable
from copy import copy

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

LARGEST_SHAKE = 8


def total(travel: Floats, base: Floats, opened: Places) -> float:
    """The sum over the demand of the cost to the nearest open place.

    >>> total(np.array([[1.0, 5.0], [7.0, 2.0]]), np.array([9.0, 4.0]), np.array([0]))
    5.0
    """
    return float(_with_base(travel, base, opened).min(axis=1).sum()) if len(base) else 0.0


def greedy(travel: Floats, base: Floats, count: int, opened: Places | None = None) -> Places:
    """Open `count` places, always the one that saves most, starting from those `opened`."""
    places = [] if opened is None else [int(place) for place in opened]
    cost = _with_base(travel, base, np.array(places, dtype=np.intp)).min(axis=1)
    while len(places) < count:
        saved = np.maximum(cost[:, None] - travel, 0).sum(axis=0)
        saved[places] = -1
        places.append(int(np.argmax(saved)))
        cost = np.minimum(cost, travel[:, places[-1]])
    return np.array(places, dtype=np.intp)


def shaken(
    travel: Floats,
    base: Floats,
    opened: Places,
    random: np.random.Generator,
    go_on: Callable[[int, Places], bool],
) -> Places:
    """Swap a few places of the best choice at random, improve it again, keep what is as good.

    `go_on(round, best)` is asked before each round. Iterated local search.
    """
    best = Interchange(travel, base, opened)
    best.improve()
    number, candidates = 0, travel.shape[1]
    while go_on(number, best.opened):
        number += 1
        closed = np.setdiff1d(np.arange(candidates), best.opened)
        size = min(len(opened), len(closed), int(random.integers(2, LARGEST_SHAKE + 1)))
        trial = best.copy()
        slots = random.choice(len(opened), size, replace=False)
        for slot, place in zip(slots, random.choice(closed, size, replace=False), strict=True):
            trial.swap(int(slot), int(place))
        if trial.improve() <= best.cost:
            best = trial
    return best.opened


class Interchange:
    """Open places, and what every swap would save."""

    def __init__(self, travel: Floats, base: Floats, opened: Places) -> None:
        self._travel = travel
        self.opened = np.array(opened, dtype=np.intp)
        # Column 0 is the base, which never closes; column i + 1 belongs to opened[i].
        self._block = _with_base(travel, base, self.opened)
        self._rank(np.arange(len(base)))
        self._count_all()

    def copy(self) -> "Interchange":
        """The same state, to try something with."""
        twin = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray) and name != "_travel":
                setattr(twin, name, value.copy())
        return twin

    @property
    def cost(self) -> float:
        """The cost of the places that are open."""
        return float(self._nearest_cost.sum())

    def improve(self) -> float:
        """Swap the best pair until none saves; return the cost then."""
        tolerance = 1e-11 * (float(np.abs(self._block).max(initial=0.0)) + 1) * len(self._block)
        while self.opened.size and self.opened.size < self._travel.shape[1]:
            slot, entering = self._best_swap()
            if self.saved(slot, entering) <= tolerance:
                break
            self.swap(slot, entering)
        return self.cost

    def swap(self, slot: int, entering: int) -> None:
        """Close opened[slot] and open `entering`."""
        column = self._travel[:, entering]
        changed = np.flatnonzero(
            (self._nearest == slot + 1) | (self._second == slot + 1) | (column < self._second_cost)
        )
        self._count(changed, -1)
        self.opened[slot] = entering
        self._block[:, slot + 1] = column
        self._rank(changed)
        self._count(changed, 1)

    def _best_swap(self) -> tuple[int, int]:
        saved = self._extra[1:] + self._gain[None, :]
        saved -= self._loss[1:, None]
        saved[:, self.opened] = -np.inf
        slot, entering = np.unravel_index(int(np.argmax(saved)), saved.shape)
        return int(slot), int(entering)

    def saved(self, slot: int, entering: int) -> float:
        """What closing opened[slot] and opening `entering` saves."""
        return float(self._gain[entering] - self._loss[slot + 1] + self._extra[slot + 1, entering])

    def _rank(self, rows: Places) -> None:
        """Find the nearest and the second nearest place of some demand.

        Demand that stays with the base needs no second: the base never closes.
        """
        if len(rows) == len(self._block):
            self._nearest, self._second = np.empty((2, len(rows)), dtype=np.intp)
            self._nearest_cost, self._second_cost = np.empty((2, len(rows)))
        block = self._block[rows]
        first = np.argmin(block, axis=1)
        line = np.arange(len(rows))
        self._nearest[rows] = first
        self._nearest_cost[rows] = block[line, first]
        block[line[first > 0], first[first > 0]] = np.inf
        second = np.argmin(block, axis=1)
        self._second[rows] = np.where(first > 0, second, 0)
        self._second_cost[rows] = block[line, second]

    def _count_all(self) -> None:
        places = self._block.shape[1]
        self._gain = np.zeros(self._travel.shape[1])
        self._loss = np.zeros(places)
        self._extra = np.zeros((places, self._travel.shape[1]))
        self._count(np.arange(len(self._block)), 1)

    def _count(self, rows: Places, sign: int) -> None:
        """Add (or take away) what some demand has to say about every swap.

        Gain: what opening a candidate saves. Loss: what closing a place costs. Extra: what of
        both the swap of this pair gets back, because the demand moves from one to the other.
        """
        cost = self._nearest_cost[rows]
        could_save = rows[cost > 0]
        saved = self._nearest_cost[could_save, None] - self._travel[could_save]
        self._gain += sign * np.maximum(saved, 0, out=saved).sum(axis=0)
        # Demand whose second place is as near as the first does not mind either closing.
        rows = rows[self._second_cost[rows] > cost]
        if len(rows) == 0:
            return
        rows = rows[np.argsort(self._nearest[rows], kind="stable")]
        nearest, cost = self._nearest[rows], self._nearest_cost[rows, None]
        second = self._second_cost[rows, None]
        starts = np.flatnonzero(np.diff(nearest, prepend=-1))
        places = nearest[starts]
        self._loss[places] += sign * np.add.reduceat((second - cost)[:, 0], starts)
        # It pays min(second, travel) after the swap; gain and loss count the rest.
        kept = np.maximum(self._travel[rows], cost)
        np.minimum(kept, second, out=kept)
        np.subtract(second, kept, out=kept)
        self._extra[places] += sign * np.add.reduceat(kept, starts, axis=0)


def _with_base(travel: Floats, base: Floats, opened: Places) -> Floats:
    return np.column_stack([base, travel[:, opened]])
