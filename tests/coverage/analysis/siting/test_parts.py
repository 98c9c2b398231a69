"""The parts of the solvers, each against the plain definition of what it does."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis import siting
from coverage.analysis.siting.clock import Clock
from coverage.analysis.siting.cover import found_cover, least_cover, proven_cover
from coverage.analysis.siting.interchange import Interchange, greedy, shaken, total
from coverage.analysis.siting.lagrangian import lower_bound
from coverage.analysis.siting.medians import medians
from coverage.analysis.siting.reduction import (
    merged_demand,
    needed_candidates,
    needed_demand,
    reduced_cover,
)

MODULES = [f"{siting.__name__}.{module.name}" for module in pkgutil.iter_modules(siting.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def random_problem(seed, demand=30, candidates=20, highest=9):
    random = np.random.default_rng(seed)
    travel = random.integers(0, highest, (demand, candidates)).astype(float)
    return random, travel, random.integers(highest, 2 * highest, demand).astype(float)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(0, 30))
def test_savings_stay_right_from_swap_to_swap(seed, count, swaps):
    random, travel, base = random_problem(seed)
    search = Interchange(travel, base, random.choice(20, count, replace=False))
    for _ in range(swaps):
        slot = int(random.integers(count))
        entering = int(random.choice(np.setdiff1d(np.arange(20), search.opened)))
        before, saved = search.cost, search.saved(slot, entering)
        search.swap(slot, entering)
        assert search.cost == before - saved == total(travel, base, search.opened)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_no_single_swap_improves_what_the_search_leaves(seed, count):
    _, travel, base = random_problem(seed)
    search = Interchange(travel, base, greedy(travel, base, count))
    cost = search.improve()
    for slot in range(count):
        for entering in np.setdiff1d(np.arange(20), search.opened):
            other = search.opened.copy()
            other[slot] = entering
            assert total(travel, base, other) >= cost


def test_a_copy_goes_its_own_way():
    _, travel, base = random_problem(1)
    search = Interchange(travel, base, np.array([0, 1, 2]))
    cost = search.cost
    twin = search.copy()
    twin.swap(0, 9)
    assert search.opened.tolist() == [0, 1, 2]
    assert search.cost == cost == total(travel, base, search.opened)


def test_shaking_keeps_the_best():
    random, travel, base = random_problem(3, 60, 40, 100)
    start = greedy(travel, base, 5)
    found = shaken(travel, base, start, random, lambda number, opened: number < 20)
    assert total(travel, base, found) <= total(travel, base, start)
    assert len(set(found)) == 5


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_lagrangian_stays_below_every_choice(seed, count):
    _, travel, base = random_problem(seed, 25, 9, 30)
    best = medians(travel, base, count, Clock(60), 0)
    assert best.bound == best.cost
    found = lower_bound(travel, base, count, best.cost, Clock(60), lambda places: best.cost)
    assert found.value <= best.cost + 1e-9
    assert (found.price <= base).all()


def covering(seed, demand, candidates, share):
    random = np.random.default_rng(seed)
    near = random.random((demand, candidates)) < share
    near[np.arange(demand), random.integers(candidates, size=demand)] = True
    return near


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 20), st.floats(0.05, 0.6))
def test_a_reduced_problem_has_the_same_least_cover(seed, demand, candidates, share):
    near = covering(seed, demand, candidates, share)
    rows, columns = reduced_cover(near)
    small = near[np.ix_(rows, columns)]
    assert len(least_cover(small, Clock(60)).places) == len(least_cover(near, Clock(60)).places)
    assert near[:, columns[least_cover(small, Clock(60)).places]].any(axis=1).all()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 20), st.floats(0.05, 0.6))
def test_covers_of_a_size_exist_from_the_least_on(seed, demand, candidates, share):
    near = covering(seed, demand, candidates, share)
    least = least_cover(near, Clock(60))
    assert least.bound == len(least.places)
    for count in range(candidates + 1):
        found, bound = proven_cover(near, count, Clock(60))
        guess = found_cover(near, count, Clock(60))
        assert guess is None or near[:, guess].any(axis=1).all()
        assert (found is not None) == (count >= least.bound)
        if found is None:
            assert count < bound <= least.bound
        else:
            assert near[:, found].any(axis=1).all()
            assert len(found) <= count


def test_of_equal_rows_and_columns_one_stays():
    near = np.ones((3, 4), dtype=bool)
    assert needed_candidates(near).tolist() == needed_demand(near).tolist() == [0]


def test_equal_demand_is_merged_with_its_weight():
    near = np.array([[True, False], [False, True], [True, False]])
    rows, weight = merged_demand(near, np.array([1.0, 2.0, 4.0]))
    assert {(tuple(row), value) for row, value in zip(rows.tolist(), weight, strict=True)} == {
        ((True, False), 5.0),
        ((False, True), 2.0),
    }
