"""Rounds of several vehicles, each in a better order."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis.routing.problem import NO_WAY, Problem, rounds_of
from coverage.analysis.routing.reorder import reordered
from coverage.analysis.siting.clock import Clock


def scattered(jobs, vehicles, seed):
    """Lines to be served in either direction by vehicles that start and end in two places."""
    random = np.random.default_rng(seed)
    xy = random.uniform(0, 1000, (2 * vehicles + 2 * jobs, 2))
    places = np.arange(len(xy))
    ends = places[2 * vehicles :].reshape(-1, 2)
    return Problem(
        travel=np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1)),
        enter=ends,
        leave=ends[:, ::-1],
        service=np.ones(jobs),
        load=np.ones(jobs),
        prize=np.full(jobs, 1e6),
        owner=np.full(jobs, -1),
        start=places[:vehicles],
        end=places[vehicles : 2 * vehicles],
        limit=np.full(vehicles, np.inf),
        capacity=np.full(vehicles, np.inf),
    )


def dealt(problem, seed):
    """All jobs dealt out in no order at all."""
    random = np.random.default_rng(seed)
    owner = random.integers(problem.vehicles, size=problem.jobs)
    orders = [np.flatnonzero(owner == one) for one in range(problem.vehicles)]
    return rounds_of(problem, [random.permutation(order) for order in orders])


@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 4))
def test_every_round_keeps_its_jobs_and_is_never_longer(seed, jobs, vehicles):
    problem = scattered(jobs, vehicles, seed)
    before = dealt(problem, seed)
    after = reordered(problem, before, Clock(60.0))
    for one in range(vehicles):
        assert sorted(after.orders[one]) == sorted(before.orders[one])
        assert after.travel[one] <= before.travel[one] + 1e-9


def test_rounds_without_order_become_much_shorter():
    problem = scattered(60, 2, 1)
    before = dealt(problem, 1)
    assert reordered(problem, before, Clock(60.0)).travel.sum() < 0.5 * before.travel.sum()


def test_jobs_of_one_direction_keep_it():
    problem = scattered(30, 1, 2)
    forwards = replace(
        problem,
        enter=problem.enter[:, [0, 0]],
        leave=problem.leave[:, [0, 0]],
    )
    after = reordered(forwards, dealt(forwards, 2), Clock(60.0))
    at = np.r_[forwards.start, forwards.leave[after.orders[0], 0]]
    to = np.r_[forwards.enter[after.orders[0], 0], forwards.end]
    assert after.travel[0] == pytest.approx(forwards.travel[at, to].sum())


def test_a_round_beside_a_way_that_does_not_exist_stays():
    problem = scattered(20, 1, 3)
    problem.travel[problem.enter[4, 0], problem.enter[7, 0]] = NO_WAY
    before = dealt(problem, 3)
    after = reordered(problem, before, Clock(60.0))
    assert after.orders[0].tolist() == before.orders[0].tolist()


def test_when_the_time_is_up_rounds_stay():
    problem = scattered(20, 2, 4)
    before = dealt(problem, 4)
    after = reordered(problem, before, Clock(1e-6))
    for one in range(2):
        assert after.orders[one].tolist() == before.orders[one].tolist()
