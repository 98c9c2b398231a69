"""A round as arrays, and how to cut it, join it anew and tell what that costs.

A move cuts the round at k gaps and joins the ends anew: everything outside the outer gaps stays,
the k - 1 stretches between change their order and direction.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.compiled import njit
from coverage.analysis.tours.problem import Problem


class Round(NamedTuple):
    """A round over m jobs, arrays of shape (m,).

    `order[k]` is the node where the k-th job is entered (see `problem`); it is left at
    `node ^ 1`. The depot stays first, entered at node 0. `where[job]` is its place. Gap g lies
    between the places g and g + 1, the last before the depot: `forth[g]` is the cost of its leg,
    `back[g]` that of the leg travelled the other way. `turned[k]` is what the jobs and legs before
    place k cost more if all are travelled the other way, so that turning a stretch costs a
    difference of two of them; where both directions cost the same it stays 0.
    """

    order: NDArray[np.int32]
    where: NDArray[np.int32]
    forth: NDArray[np.int64]
    back: NDArray[np.int64]
    turned: NDArray[np.int64]


class Costs(NamedTuple):
    """The matrices of a Problem, in the form compiled functions take."""

    cost: NDArray[np.int32]
    either: NDArray[np.int32]
    wrong: NDArray[np.int32]
    symmetric: bool


def costs_of(given: Problem) -> Costs:
    """The costs of a problem."""
    return Costs(given.cost, given.either, given.wrong, given.symmetric)


@njit(cache=True)
def round_of(costs, order):
    """A round from the nodes where its jobs are entered."""
    size = len(order)
    forth, back = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    for gap in range(size):
        leave, enter = order[gap] ^ 1, order[gap + 1 if gap + 1 < size else 0]
        forth[gap], back[gap] = costs.cost[leave, enter], costs.cost[enter, leave]
    where, turned = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int64)
    found = Round(order, where, forth, back, turned)
    refresh(costs, found, 0, size - 1)
    return found


@njit(cache=True)
def refresh(costs, now, first, last):
    """Bring `where` and `turned` up to date after the places first to last changed."""
    for place in range(first, last + 1):
        now.where[now.order[place] >> 1] = place
    if costs.symmetric:
        return
    for place in range(max(first, 1), len(now.order)):
        before = now.order[place - 1]
        jobs = costs.wrong[before ^ 1] - costs.wrong[before]
        legs = now.back[place - 1] - now.forth[place - 1]
        now.turned[place] = now.turned[place - 1] + legs + jobs


@njit(cache=True)
def whole_cost(costs, now):
    """Cost of the whole round."""
    total = np.int64(0)
    for place in range(len(now.order)):
        total += now.forth[place] + costs.wrong[now.order[place]]
    return total


@njit(cache=True)
def gap_at(now, node):
    """The gap beside a node."""
    place = now.where[node >> 1]
    if now.order[place] != node:
        return place
    return place - 1 if place > 0 else len(now.order) - 1


@njit(cache=True)
def before_gap(now, gap):
    """The node where the leg across a gap begins."""
    return now.order[gap] ^ 1


@njit(cache=True)
def after_gap(now, gap):
    """The node where the leg across a gap ends."""
    return now.order[gap + 1 if gap + 1 < len(now.order) else 0]


@njit(cache=True)
def change(costs, now, gaps, count, joined, stretches):
    """What it costs to cut at `gaps` (ascending, `count` of them) and join as `joined` says.

    The ends at gap i are numbered 2 i (before it) and 2 i + 1 (after it); `joined[end]` is the
    end it is joined to. Fills `stretches` with the order of the stretches, i for the one
    before gap i, negative if turned. Returns whether one round comes out, and the difference.
    """
    delta, end = np.int64(0), 0
    for step in range(count):
        to = joined[end]
        leaving, entering = _at(now, gaps, end), _at(now, gaps, to)
        delta += costs.cost[leaving, entering] - now.forth[gaps[step]]
        if step == count - 1:
            return to == 2 * count - 1, delta
        if to == 2 * count - 1:
            return False, delta
        if to & 1:
            stretches[step] = (to >> 1) + 1
            end = to + 1
        else:
            stretches[step] = -(to >> 1)
            end = to - 1
            node = now.order[gaps[to >> 1]]
            delta += now.turned[gaps[to >> 1]] - now.turned[gaps[end >> 1] + 1]
            delta += costs.wrong[node ^ 1] - costs.wrong[node]
    return False, delta


@njit(cache=True)
def _at(now, gaps, end):
    gap = gaps[end >> 1]
    return after_gap(now, gap) if end & 1 else before_gap(now, gap)


@njit(cache=True)
def rejoin(costs, now, gaps, count, stretches, scratch):
    """Put the stretches between the outer gaps into the order and direction given.

    `scratch` is another Round, of any content. Only the new legs are looked up.
    """
    first, filled = gaps[0] + 1, gaps[0] + 1
    for step in range(count - 1):
        start, end = gaps[abs(stretches[step]) - 1] + 1, gaps[abs(stretches[step])] + 1
        if stretches[step] > 0:
            for place in range(start, end):
                scratch.order[filled] = now.order[place]
                scratch.forth[filled], scratch.back[filled] = now.forth[place], now.back[place]
                filled += 1
        else:
            for place in range(end - 1, start - 1, -1):
                scratch.order[filled] = now.order[place] ^ 1
                # The leg behind a place was the leg before it; that of the first is looked up.
                gap = max(place - 1, 0)
                scratch.forth[filled], scratch.back[filled] = now.back[gap], now.forth[gap]
                filled += 1
        scratch.where[step] = filled - 1
    copy(now, scratch, first, filled - 1)
    _look_up(costs, now, first - 1)
    for step in range(count - 1):
        _look_up(costs, now, scratch.where[step])
    refresh(costs, now, first, filled - 1)


@njit(cache=True)
def copy(now, other, first, last):
    """Take the places first to last, and the legs behind them, from another round."""
    for place in range(first, last + 1):
        now.order[place] = other.order[place]
        now.forth[place], now.back[place] = other.forth[place], other.back[place]


@njit(cache=True)
def _look_up(costs, now, gap):
    leave, enter = before_gap(now, gap), after_gap(now, gap)
    now.forth[gap], now.back[gap] = costs.cost[leave, enter], costs.cost[enter, leave]
