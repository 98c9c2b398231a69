import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis.siting import maximal_covering, set_covering
from tests.coverage.analysis.siting.conftest import plane, problems_and_counts, small_problems

RADII = st.integers(1, 6)


@settings(deadline=None, max_examples=150)
@given(problems_and_counts(), RADII)
def test_maximal_covering_equals_trying_every_choice(case, radius):
    small, count = case
    best = max(small.covered(opened, radius) for opened in small.choices(count))
    answer = maximal_covering(small.cost, small.weight, radius, count, small.existing)
    assert answer.objective == best == answer.bound
    assert answer.proven
    assert len(answer.chosen) <= count
    assert not set(answer.chosen) & set(small.existing)
    assert small.covered([*small.existing, *answer.chosen], radius) == best


@settings(deadline=None, max_examples=150)
@given(small_problems(), RADII)
def test_set_covering_equals_trying_every_choice(small, radius):
    wanted = (small.cost <= radius).any(axis=1)
    fewest = next(
        count
        for count in range(len(small.free) + 1)
        if any((small.ways(opened)[wanted] <= radius).all() for opened in small.choices(count))
    )
    answer = set_covering(small.cost, radius, small.existing)
    assert (answer.objective, answer.bound, answer.proven) == (fewest, fewest, True)
    assert len(answer.chosen) == fewest
    assert answer.unserved.tolist() == np.flatnonzero(~wanted).tolist()


@settings(deadline=None, max_examples=40)
@given(problems_and_counts(), RADII)
def test_one_more_place_never_covers_less(case, radius):
    small, count = case
    covered = [
        maximal_covering(small.cost, small.weight, radius, more, small.existing).objective
        for more in range(count + 1)
    ]
    assert covered == sorted(covered)


@settings(deadline=None, max_examples=40)
@given(problems_and_counts(), RADII, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(case, radius, shuffler):
    small, count = case
    rows = list(range(len(small.cost)))
    shuffler.shuffle(rows)
    one = maximal_covering(small.cost, small.weight, radius, count, small.existing)
    two = maximal_covering(small.cost[rows], small.weight[rows], radius, count, small.existing)
    assert one.objective == two.objective


@pytest.mark.parametrize("seed", range(3))
def test_stopped_early_the_bounds_still_hold(seed):
    distance_m, people = plane(seed, 90, 80)
    best = maximal_covering(distance_m, people, 1200, 7)
    hurried = maximal_covering(distance_m, people, 1200, 7, time_limit_s=1e-6)
    assert best.proven
    assert hurried.objective <= best.objective <= hurried.bound
    fewest = set_covering(distance_m, 1200)
    guess = set_covering(distance_m, 1200, time_limit_s=1e-6)
    assert fewest.proven
    assert guess.bound <= fewest.objective <= guess.objective


def test_all_demand_within_the_radius_is_assigned_to_the_nearest():
    distance_m, people = plane(2, 50, 30)
    answer = maximal_covering(distance_m, people, 1500, 3, existing=[7])
    opened = np.array([7, *answer.chosen])
    nearest_m = distance_m[:, opened].min(axis=1)
    np.testing.assert_array_equal(answer.assigned >= 0, nearest_m <= 1500)
    served = answer.assigned >= 0
    assert set(answer.assigned[served]) <= set(opened)
    assert answer.objective == people[served].sum()


def test_the_radius_itself_is_within():
    assert maximal_covering([[300.0]], [5], 300, 1).objective == 5
    assert maximal_covering([[300.1]], [5], 300, 1).objective == 0


def test_a_place_that_adds_nothing_is_not_chosen():
    answer = maximal_covering([[1, 1, 9], [1, 9, 9]], [5, 5], 2, 3)
    assert (answer.chosen.tolist(), answer.objective) == ([0], 10)


def test_existing_places_are_not_counted():
    cost = np.array([[1, 9, 9], [9, 1, 9], [9, 9, 1]])
    answer = maximal_covering(cost, [1, 5, 3], 2, 1, existing=[1])
    assert (answer.chosen.tolist(), answer.objective) == ([2], 8)
    assert set_covering(cost, 2, existing=[1]).chosen.tolist() == [0, 2]


def test_what_nobody_can_cover_is_said():
    answer = set_covering([[1, 9], [np.inf, np.inf]], 2)
    assert (answer.chosen.tolist(), answer.unserved.tolist()) == ([0], [1])


@pytest.mark.parametrize("shape", [(0, 3), (0, 0), (3, 0)])
def test_empty_tables_cover_nothing(shape):
    most = maximal_covering(np.empty(shape), np.ones(shape[0]), 5, 0)
    fewest = set_covering(np.empty(shape), 5)
    assert (most.objective, fewest.objective) == (0, 0)
    assert most.proven and fewest.proven
    assert most.assigned.tolist() == fewest.assigned.tolist() == [-1] * shape[0]
