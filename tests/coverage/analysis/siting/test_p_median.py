import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis.errors import UnreachableError
from coverage.analysis.siting import Method, p_median
from tests.coverage.analysis.siting.conftest import plane, problems_and_counts


@settings(deadline=None, max_examples=150)
@given(problems_and_counts())
def test_equals_trying_every_choice(case):
    small, count = case
    best = min(small.travel(opened) for opened in small.choices(count))
    if best == np.inf:
        with pytest.raises(UnreachableError, match=r"^p: got"):
            p_median(small.cost, small.weight, count, small.existing)
        return
    answer = p_median(small.cost, small.weight, count, small.existing)
    assert answer.objective == best == answer.bound
    assert (answer.proven, answer.gap, answer.method) == (True, 0, Method.EXACT)
    opened = [*small.existing, *answer.chosen]
    if len(small.cost):
        assert len(set(opened)) == len(small.existing) + count
        assert small.travel(opened) == best


@settings(deadline=None, max_examples=60)
@given(problems_and_counts(unreachable=False, whole=False), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_does_not_matter(case, shuffler):
    small, count = case
    if count + len(small.existing) == 0:
        return
    rows, columns = list(range(len(small.cost))), list(range(small.cost.shape[1]))
    shuffler.shuffle(rows)
    shuffler.shuffle(columns)
    moved = [columns.index(place) for place in small.existing]
    one = p_median(small.cost, small.weight, count, small.existing)
    two = p_median(small.cost[np.ix_(rows, columns)], small.weight[rows], count, moved)
    assert one.objective == pytest.approx(two.objective)


@settings(deadline=None, max_examples=40)
@given(problems_and_counts(unreachable=False))
def test_one_more_place_never_costs_more(case):
    small, count = case
    start = 0 if small.existing else 1
    sums = [
        p_median(small.cost, small.weight, more, small.existing).objective
        for more in range(start, count + 1)
    ]
    assert sums == sorted(sums, reverse=True)


@pytest.mark.parametrize("seed", range(3))
def test_search_stopped_early_has_a_bound_below_the_optimum(seed):
    distance_m, people = plane(seed, 80, 60)
    best = p_median(distance_m, people, 6)
    assert best.proven
    hurried = p_median(distance_m, people, 6, time_limit_s=1e-6)
    assert hurried.bound <= best.objective * (1 + 1e-9) <= hurried.objective * (1 + 2e-9)
    assert 0 < hurried.gap < 1
    assert (hurried.proven, hurried.method) == (False, Method.SEARCH)


def test_demand_goes_to_the_nearest_open_place():
    distance_m, people = plane(5, 60, 40)
    answer = p_median(distance_m, people, 4, existing=[3, 9])
    opened = np.array([3, 9, *answer.chosen])
    np.testing.assert_array_equal(answer.assigned, opened[distance_m[:, opened].argmin(axis=1)])
    assert answer.objective == pytest.approx(
        (people * distance_m[np.arange(60), answer.assigned]).sum()
    )


def test_nobody_can_reach_a_village():
    cost = [[1, 5], [np.inf, np.inf], [4, 2]]
    answer = p_median(cost, [10, 10, 10], 1)
    assert (answer.chosen.tolist(), answer.objective) == ([0], 50)
    assert answer.assigned.tolist() == [0, -1, 0]
    assert answer.unserved.tolist() == [1]


def test_too_few_places_to_reach_all_say_how_many_are_needed():
    islands = np.full((3, 3), np.inf)
    np.fill_diagonal(islands, 0)
    with pytest.raises(UnreachableError, match=r"^p: got 2, expected at least 3 "):
        p_median(islands, [1, 1, 1], 2)
    assert p_median(islands, [1, 1, 1], 3).objective == 0


def test_a_village_without_people_need_not_be_reached():
    answer = p_median([[1, np.inf], [np.inf, 1]], [5, 0], 1)
    assert (answer.chosen.tolist(), answer.assigned.tolist()) == ([0], [0, -1])


def test_existing_places_alone_are_valued():
    answer = p_median([[3, 0], [1, 0]], [2, 1], 0, existing=[0])
    assert (answer.objective, answer.chosen.tolist(), answer.proven) == (7, [], True)


def test_same_seed_same_answer():
    distance_m, people = plane(11, 70, 70)
    first, second = (p_median(distance_m, people, 9, seed=4) for _ in range(2))
    assert first.chosen.tolist() == second.chosen.tolist()


def test_no_demand_needs_no_places():
    answer = p_median(np.empty((0, 4)), [], 2)
    assert (answer.chosen.tolist(), answer.objective, answer.proven) == ([], 0, True)
