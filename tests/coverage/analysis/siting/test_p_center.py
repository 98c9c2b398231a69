import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis.errors import UnreachableError
from coverage.analysis.siting import p_center, set_covering
from tests.coverage.analysis.siting.conftest import plane, problems_and_counts


@settings(deadline=None, max_examples=150)
@given(problems_and_counts())
def test_equals_trying_every_choice(case):
    small, count = case
    best = min(small.longest(opened) for opened in small.choices(count))
    if best == np.inf:
        with pytest.raises(UnreachableError, match=r"^p: got"):
            p_center(small.cost, count, small.existing)
        return
    answer = p_center(small.cost, count, small.existing)
    assert (answer.objective, answer.bound, answer.proven) == (best, best, True)
    if len(small.cost):
        assert len(answer.chosen) == count
        assert small.longest([*small.existing, *answer.chosen]) == best


@settings(deadline=None, max_examples=40)
@given(problems_and_counts(unreachable=False), st.randoms(use_true_random=False))
def test_monotone_and_invariant_to_order(case, shuffler):
    small, count = case
    rows = list(range(len(small.cost)))
    shuffler.shuffle(rows)
    start = 0 if small.existing else 1
    values = [
        p_center(small.cost, more, small.existing).objective for more in range(start, count + 1)
    ]
    assert values == sorted(values, reverse=True)
    if values:
        assert p_center(small.cost[rows], count, small.existing).objective == values[-1]


@pytest.mark.parametrize("seed", range(3))
def test_stopped_early_the_bound_still_holds(seed):
    distance_m, _ = plane(seed, 80, 60)
    best = p_center(distance_m, 8)
    hurried = p_center(distance_m, 8, time_limit_s=1e-6)
    assert best.proven
    assert hurried.bound <= best.objective <= hurried.objective


@pytest.mark.parametrize("seed", range(8))
def test_proven_on_networks_where_the_search_alone_may_miss(seed):
    random = np.random.default_rng(seed)
    length = np.full((60, 60), np.inf)
    start, end = random.integers(0, 60, (2, 90))
    length[start, end] = random.integers(1, 101, 90)
    length[np.arange(59), np.arange(1, 60)] = random.integers(1, 101, 59)
    length = np.minimum(length, length.T)
    np.fill_diagonal(length, 0)
    for middle in range(60):
        length = np.minimum(length, length[:, [middle]] + length[[middle]])
    answer = p_center(length, 10)
    assert answer.proven
    assert answer.objective == length[:, answer.chosen].min(axis=1).max()
    below = np.unique(length[length < answer.objective]).max()
    assert len(set_covering(length, below).chosen) > 10


def test_places_to_spare_shorten_the_other_ways():
    # Village 0 is 9 from everywhere: one place is enough for the maximum.
    cost = [[9, 9, 9], [0, 5, 5], [5, 0, 5], [5, 5, 0]]
    answer = p_center(cost, 3)
    assert (answer.objective, answer.chosen.tolist()) == (9, [0, 1, 2])


def test_unreachable_village_is_left_out():
    answer = p_center([[1, 4], [np.inf, np.inf], [3, 1]], 1)
    assert (answer.objective, answer.chosen.tolist(), answer.unserved.tolist()) == (3, [0], [1])


def test_no_demand_needs_no_places():
    answer = p_center(np.empty((0, 2)), 1)
    assert (answer.objective, answer.chosen.tolist(), answer.proven) == (0, [], True)
