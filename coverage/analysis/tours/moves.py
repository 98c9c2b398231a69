"""A round as an array, and how to cut it, join it anew and tell what that costs.

`round_[k]` is the node where the k-th job is entered (see `problem`); it is left at `node ^ 1`.
The depot stays first, entered at node 0. `where[job]` is its place. Gap g lies between the
places g and g + 1, the last gap before the depot. A move cuts the round at k gaps and joins the
ends anew: everything outside the outer gaps stays, the k - 1 stretches between change their
order and direction.

`turned[k]` is what the legs and jobs before place k cost more if they were all travelled the
other way: turning a stretch costs a difference of two of them. It is 0 throughout where
both directions cost the same, and is not kept up to date then.
"""

import numpy as np

from coverage.analysis.compiled import njit


@njit(cache=True)
def leg(cost, round_, gap):
    """Cost of the leg across a gap."""
    after = gap + 1 if gap + 1 < len(round_) else 0
    return np.int64(cost[round_[gap] ^ 1, round_[after]])


@njit(cache=True)
def gap_at(round_, where, node):
    """The gap beside a node."""
    place = where[node >> 1]
    if round_[place] != node:
        return place
    return place - 1 if place > 0 else len(round_) - 1


@njit(cache=True)
def across(round_, where, node):
    """The node on the other side of the gap beside a node."""
    place = where[node >> 1]
    if round_[place] == node:
        return round_[place - 1] ^ 1 if place > 0 else round_[-1] ^ 1
    return round_[place + 1] if place + 1 < len(round_) else round_[0]


@njit(cache=True)
def refresh(cost, wrong, symmetric, round_, where, turned, first, last):
    """Bring `where` and `turned` up to date after the places first to last changed."""
    for place in range(first, last + 1):
        where[round_[place] >> 1] = place
    if symmetric:
        return
    for place in range(max(first, 1), len(round_)):
        before, here = round_[place - 1], round_[place]
        legs = np.int64(cost[here, before ^ 1]) - cost[before ^ 1, here]
        turned[place] = turned[place - 1] + legs + wrong[before ^ 1] - wrong[before]


@njit(cache=True)
def whole_cost(cost, wrong, round_):
    """Cost of the whole round."""
    total = np.int64(0)
    for place in range(len(round_)):
        total += leg(cost, round_, place) + wrong[round_[place]]
    return total


@njit(cache=True)
def change(cost, wrong, round_, turned, gaps, count, joined, stretches):
    """What it costs to cut at `gaps` (ascending, `count` of them) and join as `joined` says.

    The ends at gap i are numbered 2 i (before it) and 2 i + 1 (after it); `joined[end]` is the
    end it is joined to. Fills `stretches` with the order of the stretches, i + 1 for the one
    after gap i, negative if turned. Returns whether one round comes out, and the difference.
    """
    size = len(round_)
    delta, end = np.int64(0), 0
    for step in range(count):
        to = joined[end]
        gap = gaps[end >> 1]
        leaving = round_[gap] ^ 1 if end & 1 == 0 else round_[gap + 1]
        gap = gaps[to >> 1]
        entering = round_[gap] ^ 1 if to & 1 == 0 else round_[gap + 1 if gap + 1 < size else 0]
        delta += cost[leaving, entering] - leg(cost, round_, gaps[step])
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
            first, last = gaps[end >> 1] + 1, gaps[to >> 1]
            node = round_[last]
            delta += turned[last] - turned[first] + wrong[node ^ 1] - wrong[node]
    return False, delta


@njit(cache=True)
def rejoin(round_, gaps, count, stretches, scratch):
    """Put the stretches between the outer gaps into the order and direction given."""
    first = gaps[0] + 1
    filled = first
    for step in range(count - 1):
        number = stretches[step]
        start, end = gaps[abs(number) - 1] + 1, gaps[abs(number)] + 1
        if number > 0:
            for place in range(start, end):
                scratch[filled] = round_[place]
                filled += 1
        else:
            for place in range(end - 1, start - 1, -1):
                scratch[filled] = round_[place] ^ 1
                filled += 1
    for place in range(first, filled):
        round_[place] = scratch[place]
