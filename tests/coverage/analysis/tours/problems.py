"""Rounds to search, and what they cost step by step."""

from itertools import permutations, product

import numpy as np


def cost_of(travel_s, order, backwards):
    """The cost of one order and one direction of each job, step by step."""
    at, total = 0, 0.0
    for job, turned in zip(order, backwards, strict=True):
        first, last = 2 * job + 1, 2 * job + 2
        enter, leave = (last, first) if turned else (first, last)
        total += travel_s[at, enter]
        at = leave
    return total + travel_s[at, 0]


def directions_of(one_way, order):
    """All directions that the jobs of an order allow."""
    return product(*[[False] if one_way[job] else [False, True] for job in order])


def brute_force(travel_s, one_way=None):
    """The cost of the shortest round, by trying all."""
    count = len(travel_s) // 2
    one_way = np.zeros(count, bool) if one_way is None else one_way
    return min(
        cost_of(travel_s, order, backwards)
        for order in permutations(range(count))
        for backwards in directions_of(one_way, order)
    )


def plane(seed, count, uneven=0.0, points=0.0):
    """Seconds between the ends of random lines in a plane, up to `uneven` longer one way.

    A share of `points` jobs has both ends at one place.
    """
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 1000, (2 * count + 1, 2))
    small = rng.random(count) < points
    xy[2::2][small] = xy[1::2][small]
    times = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))
    return times * (1 + uneven * rng.random(times.shape))
