from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis.tours.cuts import VIOLATED, violated


def mixed(seed, size, rounds):
    """Shares of the legs between the ends of `size` jobs: pairings of the ends, mixed."""
    rng = np.random.default_rng(seed)
    share = np.zeros((2 * size, 2 * size))
    for weight in rng.dirichlet(np.ones(rounds)):
        ends = rng.permutation(2 * size).reshape(-1, 2)
        share[ends[:, 0], ends[:, 1]] += weight
    share = share + share.T
    start, end = np.triu_indices(2 * size, 1)
    return start, end, share[start, end]


def left(start, end, share, ends):
    """How often the legs leave a set of ends."""
    return share[np.isin(start, ends) != np.isin(end, ends)].sum()


def most_violated(start, end, share, size):
    """By how much the worst cut of all is violated."""
    worst = 0.0
    for count in range(1, size):
        for jobs in combinations(range(size), count):
            ends = [2 * job + side for job in jobs for side in (0, 1)]
            worst = max(worst, 2 - left(start, end, share, ends))
    for count in range(1, size + 1, 2):
        for ends in combinations(range(2 * size), count):
            worst = max(worst, 1 - left(start, end, share, ends))
    return worst


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(1, 4))
def test_a_cut_is_found_exactly_if_there_is_one(seed, size, rounds):
    start, end, share = mixed(seed, size, rounds)
    cuts = violated(start, end, share, size)
    for cut in cuts:
        assert left(start, end, share, cut.ends) < cut.least
        assert (np.diff(cut.ends) > 0).all()
        if cut.least == 2:
            assert (cut.ends[0::2] + 1 == cut.ends[1::2]).all()
        else:
            assert len(cut.ends) % 2 == 1
    # Within a rounding of what counts as violated, both answers are right.
    worst = most_violated(start, end, share, size)
    if abs(worst - VIOLATED) > 1e-6:
        assert bool(cuts) == (worst > VIOLATED)


def test_a_round_violates_nothing():
    order = np.arange(20).reshape(-1, 2)
    start, end = order[:, 1], np.roll(order[:, 0], -1)
    assert violated(start, end, np.ones(10), 10) == []


def test_two_rounds_are_cut_apart():
    start, end = np.array([1, 3, 5, 7]), np.array([2, 0, 6, 4])
    (cut,) = violated(start, end, np.ones(4), 4)
    assert (cut.least, cut.ends.tolist()) == (2, [4, 5, 6, 7])


def test_an_odd_ring_of_halves_is_cut_off():
    ring = [(1, 2), (2, 4), (4, 1), (3, 5), (5, 0), (0, 3)]
    start, end = np.sort(np.array(ring), axis=1).T
    (cut,) = violated(start, end, np.full(6, 0.5), 3)
    assert (cut.least, cut.ends.tolist()) == (1, [1, 2, 4])


@pytest.mark.parametrize("size", [1, 2])
def test_few_jobs_have_few_cuts(size):
    start, end, share = mixed(0, size, 1)
    assert all(len(cut.ends) <= size for cut in violated(start, end, share, size))
