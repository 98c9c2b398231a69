"""A proof by branch and bound with Lagrangian bounds, where few places leave a wide gap.

Every node opens some candidates for good (`inside`), leaves out some, and bounds the cost of
all choices among the rest as `lagrangian` does, going on from the prices of its parent. The node
with the least bound goes first, so the least bound of all open nodes always bounds the problem.
"""

import heapq
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.siting.clock import Clock, Step

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

STEPS = 60
FIRST_PACE, LAST_PACE, SLOWER = 0.6, 0.02, 0.6
PATIENCE = 4
INERTIA = 0.5


@dataclass(frozen=True)
class Rest:
    """What a proof has to look at: a problem without the candidates no better choice opens.

    `travel` (d, f), `base` (d,) and `count` as in `interchange`. A choice of `cost` is known and
    one at least `least` cheaper is wanted; `bound` follows from `price` (d,) for all choices.
    """

    travel: Floats
    base: Floats
    count: int
    cost: float
    least: float
    price: Floats
    bound: float


def branch(rest: Rest, clock: Clock) -> tuple[Places | None, float]:
    """A better choice, None if none was found, and a cost that no choice goes below."""
    tree = _Tree(rest)
    tree.search(rest, clock)
    return tree.places, tree.bound


@dataclass(order=True)
class _Node:
    """Choices with the candidates `inside` and others out of `free`; none costs below `bound`."""

    bound: float
    number: int
    free: Places = field(compare=False)
    inside: Places = field(compare=False)
    price: Floats = field(compare=False)


@dataclass(frozen=True)
class _Relaxed:
    """The best bound of a node, its prices, and what each free candidate saves by them (<= 0)."""

    value: float
    price: Floats
    rho: Floats


class _Tree:
    """The search: `places` is the best choice found if any was, `cost` what it costs.

    `bound` is a cost that no choice goes below, as far as it is of interest.
    """

    def __init__(self, rest: Rest) -> None:
        # A row for each candidate: nodes take rows.
        self._travel = np.ascontiguousarray(rest.travel.T)
        self._base, self._count, self._least = rest.base, rest.count, rest.least
        self.places: Places | None = None
        self.cost = rest.cost
        self.bound = -np.inf

    def search(self, rest: Rest, clock: Clock) -> None:
        """Branch from the prices and the bound of the whole problem until done or time is up."""
        nobody = np.empty(0, dtype=np.intp)
        nodes = [_Node(rest.bound, 0, np.arange(len(self._travel)), nobody, rest.price)]
        number = 0
        while nodes and nodes[0].bound <= self._cut and not clock.over:
            clock.report(0.0, Step.PROOF)
            for child in self._children(heapq.heappop(nodes)):
                number += 1
                child.number = number
                heapq.heappush(nodes, child)
        self.bound = min(nodes[0].bound if nodes else np.inf, self.cost)

    @property
    def _cut(self) -> float:
        """Choices that cost more are not of interest."""
        return self.cost - self._least

    def _children(self, node: _Node) -> list[_Node]:
        """The two halves of a node: with and without its most wanted candidate."""
        wanted = self._count - len(node.inside)
        if len(node.free) <= wanted:
            self._keep(np.concatenate([node.inside, node.free]))
            return []
        relaxed = self._relax(node, wanted)
        bound = max(relaxed.value, node.bound)
        if bound > self._cut:
            return []
        order = np.argsort(relaxed.rho, kind="stable")
        room = self._cut - relaxed.value
        possible = relaxed.rho - relaxed.rho[order[wanted - 1]] <= room
        certain = np.zeros(len(node.free), dtype=bool)
        first = order[:wanted]
        certain[first] = relaxed.rho[order[wanted]] - relaxed.rho[first] > room
        inside = np.concatenate([node.inside, node.free[certain]])
        open_still = possible & ~certain
        free, rho = node.free[open_still], relaxed.rho[open_still]
        if len(inside) == self._count or len(free) <= self._count - len(inside):
            self._keep(np.concatenate([inside, free])[: self._count])
            return []
        branch = int(np.argmin(rho))
        others, chosen = np.delete(free, branch), np.append(inside, free[branch])
        children = [(others, chosen)]
        children += [(others, inside)]
        return [_Node(bound, 0, rest, opened, relaxed.price) for rest, opened in children]

    def _relax(self, node: _Node, wanted: int) -> _Relaxed:
        """Raise the bound of a node until it is above the cut or stands still."""
        travel = self._travel[node.free]
        base = self._travel[node.inside].min(axis=0, initial=np.inf)
        base = np.minimum(base, self._base)
        price = np.minimum(node.price, base)
        best = _Relaxed(-np.inf, price, np.zeros(len(travel)))
        pace, idle, direction = FIRST_PACE, 0, np.zeros(len(base))
        work = np.empty_like(travel)
        for step in range(STEPS):
            np.subtract(travel, price, out=work)
            np.minimum(work, 0, out=work)
            rho = work.sum(axis=1)
            places = np.argpartition(rho, wanted - 1)[:wanted]
            value = float(price.sum() + rho[places].sum())
            idle += 1
            if value > best.value:
                best, idle = _Relaxed(value, price, rho), 0
            elif idle >= PATIENCE:
                pace, idle = pace * SLOWER, 0
            if step == 0:
                self._keep(np.concatenate([node.inside, node.free[places]]))
            direction = 1.0 - np.count_nonzero(work[places], axis=0) + INERTIA * direction
            move = np.where((direction > 0) & (price >= base), 0.0, direction)
            length = float(move @ move)
            if value > self._cut or length == 0 or pace < LAST_PACE:
                break
            price = np.minimum(price + pace * max(self.cost - value, 0.0) / length * move, base)
        return best

    def _keep(self, places: Places) -> None:
        cost = float(np.minimum(self._travel[places].min(axis=0), self._base).sum())
        if cost < self.cost:
            self.places, self.cost = places, cost
