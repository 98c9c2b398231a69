"""Local search for rounds: cut a few gaps and join anew, then disturb a place, and again.

A move is a chain in the manner of Lin and Kernighan: from one end of a gap to a near end, across
its gap, on to a near end of that, as long as what was cut costs more than what was joined (Lin and
Kernighan, 1973; with fixed depth and breadth as in Helsgaun, 2000). Every end has exactly one gap
beside it, for the job itself is never cut: so a chain branches only in the choice of near ends.

When no move helps any more, four gaps near each other are cut and the three stretches between them
put into reverse order (double bridge), the ends touched are searched again, and what comes out is
kept if it is not worse: iterated local search (Martin, Otto, Felten, 1991).
"""

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.compiled import njit
from coverage.analysis.tours.moves import (
    across,
    change,
    gap_at,
    leg,
    refresh,
    rejoin,
    whole_cost,
)
from coverage.analysis.tours.problem import BARRED, Problem

BREADTH = np.array([10, 5, 3, 2, 1])
NEAR = 10
LONGEST_WALK = 50


def nearest_ends(near: NDArray[np.int32] | NDArray[np.float64]) -> NDArray[np.int32]:
    """For each node the NEAR nodes that are nearest by a matrix, in order; -1 where barred."""
    count = min(NEAR, near.shape[1])
    found = np.argpartition(near, count - 1, axis=1)[:, :count]
    value = np.take_along_axis(near, found, axis=1)
    order = np.lexsort((found, value), axis=1)
    found = np.take_along_axis(found, order, axis=1)
    barred = np.take_along_axis(value, order, axis=1) >= BARRED
    return np.where(barred, -1, found).astype(np.int32)


class Search:
    """A round, improved step by step; the same steps from the same seed give the same round."""

    def __init__(self, given: Problem, near: NDArray[np.int32], seed: int) -> None:
        self._given = given
        self._near = near
        self.round = nearest_neighbour(given.cost, given.wrong)
        # Any seed but 0 will do for the generator; this spreads small ones over all bits.
        spread = (seed * 2 + 1) * 0x9E3779B97F4A7C15 % 2**64
        self._random = np.array([spread], dtype=np.uint64)
        self.cost = self._run(0, True)

    def run(self, rounds: int) -> int:
        """Disturb and improve so many times; the cost then."""
        self.cost = self._run(rounds, False)
        return self.cost

    def _run(self, rounds: int, everywhere: bool) -> int:
        given = self._given
        return int(
            _search(
                given.cost,
                given.either,
                given.wrong,
                given.symmetric,
                self._near,
                BREADTH,
                self.round,
                self._random,
                rounds,
                everywhere,
            )
        )


@njit(cache=True)
def nearest_neighbour(cost, wrong):
    """From the depot always on to the nearest end of a job not served yet."""
    size = len(cost) // 2
    round_ = np.zeros(size, dtype=np.int32)
    served = np.zeros(size, dtype=np.bool_)
    at = 1
    for place in range(1, size):
        best, least = -1, np.int64(0)
        for node in range(2, 2 * size):
            if not served[node >> 1]:
                value = np.int64(cost[at, node]) + wrong[node]
                if best < 0 or value < least:
                    best, least = node, value
        round_[place] = best
        served[best >> 1] = True
        at = best ^ 1
    return round_


@njit(cache=True)
def _search(cost, either, wrong, symmetric, near, breadth, round_, random, rounds, everywhere):
    """Improve `round_` in place; return its cost."""
    size = len(round_)
    where, scratch = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
    turned = np.zeros(size, dtype=np.int64)
    queue, queued = np.empty(2 * size, dtype=np.int32), np.zeros(2 * size, dtype=np.bool_)
    # First and last place that changed since the round was last kept; head and length of queue.
    span, line = np.array([size, -1]), np.zeros(2, dtype=np.int64)
    refresh(cost, wrong, symmetric, round_, where, turned, 0, size - 1)
    total = whole_cost(cost, wrong, round_)
    if everywhere:
        for node in range(2 * size):
            _put(queue, queued, line, node)
        total += _improve(
            cost,
            either,
            wrong,
            symmetric,
            near,
            breadth,
            round_,
            where,
            turned,
            scratch,
            queue,
            queued,
            line,
            span,
        )
    kept = round_.copy()
    for _ in range(rounds):
        span[0], span[1] = size, -1
        delta = _disturb(
            cost,
            wrong,
            symmetric,
            near,
            round_,
            where,
            turned,
            scratch,
            queue,
            queued,
            line,
            span,
            random,
        )
        delta += _improve(
            cost,
            either,
            wrong,
            symmetric,
            near,
            breadth,
            round_,
            where,
            turned,
            scratch,
            queue,
            queued,
            line,
            span,
        )
        first, last = span[0], span[1]
        if delta <= 0:
            total += delta
            kept[first : last + 1] = round_[first : last + 1]
        else:
            round_[first : last + 1] = kept[first : last + 1]
            refresh(cost, wrong, symmetric, round_, where, turned, first, last)
    return total


@njit(cache=True)
def _improve(
    cost,
    either,
    wrong,
    symmetric,
    near,
    breadth,
    round_,
    where,
    turned,
    scratch,
    queue,
    queued,
    line,
    span,
):
    """Search from every end in the queue until none helps; return the difference of cost."""
    depth = len(breadth)
    ends = np.empty(2 * depth + 2, dtype=np.int64)
    cuts, gaps = np.empty(depth + 1, dtype=np.int64), np.empty(depth + 1, dtype=np.int64)
    joined, stretches = np.empty(2 * depth + 2, dtype=np.int64), np.empty(depth, dtype=np.int64)
    gain, tried = np.empty(depth, dtype=np.int64), np.empty(depth, dtype=np.int64)
    rank = np.empty(depth + 1, dtype=np.int64)
    total = np.int64(0)
    while line[1] > 0:
        node = _take(queue, queued, line)
        count, delta = _chain(
            cost,
            either,
            wrong,
            near,
            breadth,
            round_,
            where,
            turned,
            node,
            ends,
            cuts,
            gaps,
            joined,
            stretches,
            gain,
            tried,
            rank,
        )
        if count == 0:
            continue
        total += delta
        rejoin(round_, gaps, count, stretches, scratch)
        refresh(cost, wrong, symmetric, round_, where, turned, gaps[0] + 1, gaps[count - 1])
        span[0], span[1] = min(span[0], gaps[0] + 1), max(span[1], gaps[count - 1])
        for number in range(2 * count):
            _put(queue, queued, line, ends[number])
    return total


@njit(cache=True)
def _chain(
    cost,
    either,
    wrong,
    near,
    breadth,
    round_,
    where,
    turned,
    node,
    ends,
    cuts,
    gaps,
    joined,
    stretches,
    gain,
    tried,
    rank,
):
    """Find a chain of cuts from `node` that shortens the round; the number of gaps, 0 if none."""
    depth = len(breadth)
    ends[0], ends[1] = node, across(round_, where, node)
    cuts[0] = gap_at(round_, where, node)
    gain[0], tried[0] = leg(cost, round_, cuts[0]), 0
    level = 0
    while level >= 0:
        if tried[level] >= breadth[level] or tried[level] >= near.shape[1]:
            level -= 1
            continue
        last = ends[2 * level + 1]
        to = near[last, tried[level]]
        tried[level] += 1
        if to < 0:
            continue
        left = gain[level] - either[last, to]
        if left <= 0:
            continue
        cut = gap_at(round_, where, to)
        again = False
        for earlier in range(level + 1):
            again = again or cuts[earlier] == cut
        if again:
            continue
        beyond = across(round_, where, to)
        ends[2 * level + 2], ends[2 * level + 3], cuts[level + 1] = to, beyond, cut
        left += leg(cost, round_, cut)
        if left > either[beyond, node]:
            _join(round_, where, ends, cuts, level + 2, gaps, joined, rank)
            whole, delta = change(cost, wrong, round_, turned, gaps, level + 2, joined, stretches)
            if whole and delta < 0:
                return level + 2, delta
        if level + 1 < depth:
            level += 1
            gain[level], tried[level] = left, 0
    return 0, np.int64(0)


@njit(cache=True)
def _join(round_, where, ends, cuts, count, gaps, joined, rank):
    """Sort the gaps of a chain and say which end is joined to which (see `moves.change`)."""
    for number in range(count):
        place = 0
        for other in range(count):
            if cuts[other] < cuts[number]:
                place += 1
        rank[number] = place
        gaps[place] = cuts[number]
    for number in range(count):
        after = number + 1 if number + 1 < count else 0
        start = _end(round_, where, ends[2 * number + 1], rank[number])
        stop = _end(round_, where, ends[2 * after], rank[after])
        joined[start], joined[stop] = stop, start


@njit(cache=True)
def _end(round_, where, node, rank):
    return 2 * rank + (1 if round_[where[node >> 1]] == node else 0)


@njit(cache=True)
def _disturb(
    cost,
    wrong,
    symmetric,
    near,
    round_,
    where,
    turned,
    scratch,
    queue,
    queued,
    line,
    span,
    random,
):
    """A double bridge over four gaps found by walking from near end to near end."""
    gaps, count = np.empty(4, dtype=np.int64), 0
    node = _draw(random, 2 * len(round_))
    for step in range(LONGEST_WALK):
        gap = gap_at(round_, where, node)
        if step > LONGEST_WALK // 2:
            gap = _draw(random, len(round_))
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
        for _ in range(30):
            to = near[node, _draw(random, min(5, near.shape[1]))]
            if to >= 0:
                node = to ^ _draw(random, 2)
    if count < 4:
        return np.int64(0)
    joined, stretches = np.array([5, 7, 7, 6, 1, 0, 3, 2]), np.empty(3, dtype=np.int64)
    joined[0], joined[6], joined[4], joined[2] = 5, 3, 1, 7
    _, delta = change(cost, wrong, round_, turned, gaps, 4, joined, stretches)
    for number in range(4):
        _put(queue, queued, line, round_[gaps[number]] ^ 1)
        _put(queue, queued, line, round_[(gaps[number] + 1) % len(round_)])
    rejoin(round_, gaps, 4, stretches, scratch)
    refresh(cost, wrong, symmetric, round_, where, turned, gaps[0] + 1, gaps[3])
    span[0], span[1] = min(span[0], gaps[0] + 1), max(span[1], gaps[3])
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
def _put(queue, queued, line, node):
    if not queued[node]:
        queued[node] = True
        queue[(line[0] + line[1]) % len(queue)] = node
        line[1] += 1


@njit(cache=True)
def _take(queue, queued, line):
    node = queue[line[0]]
    queued[node] = False
    line[0] = (line[0] + 1) % len(queue)
    line[1] -= 1
    return node
