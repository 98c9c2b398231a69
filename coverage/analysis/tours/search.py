"""Local search for rounds: cut a few gaps and join anew, then disturb a place, and again.

A move is a chain in the manner of Lin and Kernighan: from one end of a gap to a near end, across
its gap, on to a near end of that, as long as what was cut costs more than what was joined (Lin and
Kernighan, 1973; with fixed depth and breadth as in Helsgaun, 2000). Every end has exactly one gap
beside it, for the job itself is never cut: so a chain branches only in the choice of near ends.

When no move helps any more, four gaps near each other are cut and the three stretches between them
put into reverse order (double bridge), the ends touched are searched again, and what comes out is
kept if it is not worse: iterated local search (Martin, Otto, Felten, 1991).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.compiled import njit
from coverage.analysis.tours.moves import (
    Round,
    after_gap,
    before_gap,
    change,
    copy,
    costs_of,
    gap_at,
    refresh,
    rejoin,
    round_of,
    whole_cost,
)
from coverage.analysis.tours.problem import BARRED, Problem

BREADTH = np.array([8, 5, 3, 2, 1])
NEAR = 10
# A disturbance walks so many steps over near ends from one of its gaps to the next.
WALK, WALK_BREADTH, MOST_WALKS = 8, 5, 20


class Near(NamedTuple):
    """For each node the nodes that are near, -1 where there is none, and the cost to them."""

    ends: NDArray[np.int32]
    cost: NDArray[np.int32]


class _Work(NamedTuple):
    """Room for a search that knows nothing from one call to the next."""

    scratch: Round
    queue: NDArray[np.int32]
    queued: NDArray[np.bool_]
    # Where the queue begins, how long it is.
    line: NDArray[np.int64]
    # First and last place that changed.
    span: NDArray[np.int64]
    ends: NDArray[np.int64]
    cuts: NDArray[np.int64]
    gaps: NDArray[np.int64]
    joined: NDArray[np.int64]
    stretches: NDArray[np.int64]
    gain: NDArray[np.int64]
    tried: NDArray[np.int64]
    rank: NDArray[np.int64]


def nearest_ends(matrix: NDArray[np.int32], count: int = NEAR) -> NDArray[np.int32]:
    """For each node the `count` nodes nearest by a matrix, in order; -1 where barred."""
    count = min(count, matrix.shape[1])
    found = np.argpartition(matrix, count - 1, axis=1)[:, :count]
    value = np.take_along_axis(matrix, found, axis=1)
    order = np.lexsort((found, value), axis=1)
    found = np.take_along_axis(found, order, axis=1)
    barred = np.take_along_axis(value, order, axis=1) >= BARRED
    return np.where(barred, -1, found).astype(np.int32)


class Search:
    """A round, improved step by step; the same steps from the same seed give the same round."""

    def __init__(
        self,
        given: Problem,
        near: NDArray[np.int32],
        seed: int,
        order: NDArray[np.int32] | None = None,
    ) -> None:
        """Begin with `order`, the nodes where the jobs are entered, or always at the nearest."""
        self._costs = costs_of(given)
        beside = np.take_along_axis(given.either, near.clip(min=0).astype(np.intp), axis=1)
        self._near = Near(near, beside)
        order = _nearest_neighbour(given.cost, given.wrong) if order is None else order.copy()
        self._now = round_of(self._costs, order)
        # Any state but 0 will do for the generator; this spreads small seeds over all bits.
        spread = (seed * 2 + 1) * 0x9E3779B97F4A7C15 % 2**64
        self._random = np.array([spread], dtype=np.uint64)
        self.cost = int(_improved(self._costs, self._near, BREADTH, self._now))

    @property
    def round(self) -> NDArray[np.int32]:
        """The nodes where the jobs are entered in turn, the depot first."""
        return self._now.order

    def run(self, rounds: int) -> int:
        """Disturb and improve so many times; the cost then."""
        self.cost = int(
            _search(self._costs, self._near, BREADTH, self._now, self._random, rounds, self.cost)
        )
        return self.cost


@njit(cache=True)
def _nearest_neighbour(cost, wrong):
    """From the depot always on to the nearest end of a job not served yet."""
    size = len(cost) // 2
    order = np.zeros(size, dtype=np.int32)
    served = np.zeros(size, dtype=np.bool_)
    at = 1
    for place in range(1, size):
        best, least = -1, np.int64(0)
        for node in range(2, 2 * size):
            if not served[node >> 1]:
                value = np.int64(cost[at, node]) + wrong[node]
                if best < 0 or value < least:
                    best, least = node, value
        order[place] = best
        served[best >> 1] = True
        at = best ^ 1
    return order


@njit(cache=True)
def _work(size, depth):
    whole, small = np.zeros(size, dtype=np.int64), 2 * depth + 2
    scratch = Round(
        np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32), whole, whole.copy(), whole
    )
    return _Work(
        scratch,
        np.zeros(2 * size, dtype=np.int32),
        np.zeros(2 * size, dtype=np.bool_),
        np.zeros(2, dtype=np.int64),
        np.zeros(2, dtype=np.int64),
        np.zeros(small, dtype=np.int64),
        np.zeros(small, dtype=np.int64),
        np.zeros(small, dtype=np.int64),
        np.zeros(max(small, 8), dtype=np.int64),
        np.zeros(small, dtype=np.int64),
        np.zeros(small, dtype=np.int64),
        np.zeros(small, dtype=np.int64),
        np.zeros(small, dtype=np.int64),
    )


@njit(cache=True)
def _improved(costs, near, breadth, now):
    """Improve `now` in place from all ends; return its cost."""
    work = _work(len(now.order), len(breadth))
    for node in range(2 * len(now.order)):
        _put(work, node)
    _improve(costs, near, breadth, now, work)
    return whole_cost(costs, now)


@njit(cache=True)
def _search(costs, near, breadth, now, random, rounds, total):
    """Disturb and improve `now` in place so many times; return its cost, `total` before."""
    size = len(now.order)
    work = _work(size, len(breadth))
    kept = Round(now.order.copy(), now.where, now.forth.copy(), now.back.copy(), now.turned)
    for _ in range(rounds):
        work.span[0], work.span[1] = size, -1
        delta = _disturb(costs, near, now, random, work)
        delta += _improve(costs, near, breadth, now, work)
        first, last = max(work.span[0] - 1, 0), work.span[1]
        if delta <= 0:
            total += delta
            copy(kept, now, first, last)
        else:
            copy(now, kept, first, last)
            refresh(costs, now, first, last)
    return total


@njit(cache=True)
def _improve(costs, near, breadth, now, work):
    """Search from every end in the queue until none helps; return the difference of cost."""
    total = np.int64(0)
    while work.line[1] > 0:
        count, delta = _chain(costs, near, breadth, now, work, _take(work))
        if count > 0:
            total += delta
            _apply(costs, now, work, count)
            for number in range(2 * count):
                _put(work, work.ends[number])
    return total


@njit(cache=True)
def _apply(costs, now, work, count):
    rejoin(costs, now, work.gaps, count, work.stretches, work.scratch)
    work.span[0] = min(work.span[0], work.gaps[0] + 1)
    work.span[1] = max(work.span[1], work.gaps[count - 1])


@njit(cache=True)
def _chain(costs, near, breadth, now, work, node):
    """Find a chain of cuts from `node` that shortens the round; the number of gaps, 0 if none."""
    depth = len(breadth)
    ends, cuts, gain, tried = work.ends, work.cuts, work.gain, work.tried
    cuts[0] = gap_at(now, node)
    ends[0], ends[1] = node, _across(now, node, cuts[0])
    gain[0], tried[0] = now.forth[cuts[0]], 0
    level = 0
    while level >= 0:
        choice = tried[level]
        if choice >= breadth[level] or choice >= near.ends.shape[1]:
            level -= 1
            continue
        tried[level] += 1
        last = ends[2 * level + 1]
        to = near.ends[last, choice]
        left = gain[level] - near.cost[last, choice]
        if to < 0 or left <= 0:
            continue
        cut = gap_at(now, to)
        again = False
        for earlier in range(level + 1):
            again = again or cuts[earlier] == cut
        if again:
            continue
        beyond = _across(now, to, cut)
        ends[2 * level + 2], ends[2 * level + 3], cuts[level + 1] = to, beyond, cut
        left += now.forth[cut]
        if left > costs.either[beyond, node]:
            _join(now, work, level + 2)
            whole, delta = change(costs, now, work.gaps, level + 2, work.joined, work.stretches)
            if whole and delta < 0:
                return level + 2, delta
        if level + 1 < depth:
            level += 1
            gain[level], tried[level] = left, 0
    return 0, np.int64(0)


@njit(cache=True)
def _across(now, node, gap):
    """The node on the other side of the gap beside a node."""
    before = before_gap(now, gap)
    return after_gap(now, gap) if before == node else before


@njit(cache=True)
def _join(now, work, count):
    """Sort the gaps of a chain and say which end is joined to which (see `moves.change`)."""
    for number in range(count):
        place = 0
        for other in range(count):
            if work.cuts[other] < work.cuts[number]:
                place += 1
        work.rank[number] = place
        work.gaps[place] = work.cuts[number]
    for number in range(count):
        after = number + 1 if number + 1 < count else 0
        start = _end(now, work.ends[2 * number + 1], work.rank[number])
        stop = _end(now, work.ends[2 * after], work.rank[after])
        work.joined[start], work.joined[stop] = stop, start


@njit(cache=True)
def _end(now, node, rank):
    return 2 * rank + (1 if now.order[now.where[node >> 1]] == node else 0)


@njit(cache=True)
def _disturb(costs, near, now, random, work):
    """A double bridge over four gaps found by walking from near end to near end."""
    size, count = len(now.order), 0
    gaps, joined = work.gaps, work.joined
    node = _draw(random, 2 * size)
    for walk in range(MOST_WALKS):
        # Where the walk leads nowhere else any gap will do.
        gap = gap_at(now, node) if 2 * walk < MOST_WALKS else _draw(random, size)
        place = count
        while place > 0 and gaps[place - 1] > gap:
            place -= 1
        if place == 0 or gaps[place - 1] != gap:
            for later in range(count, place, -1):
                gaps[later] = gaps[later - 1]
            gaps[place] = gap
            count += 1
            if count == 4:
                break
        for _ in range(WALK):
            to = near.ends[node, _draw(random, min(WALK_BREADTH, near.ends.shape[1]))]
            if to >= 0:
                node = to ^ _draw(random, 2)
    if count < 4:
        return np.int64(0)
    # The third stretch first, the first last, none turned.
    joined[0], joined[6], joined[4], joined[2] = 5, 3, 1, 7
    _, delta = change(costs, now, gaps, 4, joined, work.stretches)
    for number in range(4):
        _put(work, before_gap(now, gaps[number]))
        _put(work, after_gap(now, gaps[number]))
    _apply(costs, now, work, 4)
    return delta


@njit(cache=True)
def _draw(random, below):
    """A whole number from 0 to below - 1 (xorshift; Marsaglia, 2003)."""
    value = random[0]
    value ^= value << np.uint64(13)
    value ^= value >> np.uint64(7)
    value ^= value << np.uint64(17)
    random[0] = value
    return np.int64(value % np.uint64(below))


@njit(cache=True)
def _put(work, node):
    if not work.queued[node]:
        work.queued[node] = True
        work.queue[(work.line[0] + work.line[1]) % len(work.queue)] = node
        work.line[1] += 1


@njit(cache=True)
def _take(work):
    node = work.queue[work.line[0]]
    work.queued[node] = False
    work.line[0] = (work.line[0] + 1) % len(work.queue)
    work.line[1] -= 1
    return node
