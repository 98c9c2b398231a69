from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.tours import best_directions
from coverage.analysis.tours.exact import shortest_round
from coverage.analysis.tours.moves import change, costs_of, rejoin, round_of, whole_cost
from coverage.analysis.tours.problem import BARRED, problem
from coverage.analysis.tours.search import Search, nearest_ends
from tests.coverage.analysis.tours.problems import cost_of, directions_of, plane


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 5), st.data())
def test_directions_of_an_order_are_the_best(seed, count, data):
    travel_s = plane(seed, count, uneven=2)
    one_way = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    order = data.draw(st.permutations(range(count)))
    wanted = min(cost_of(travel_s, order, way) for way in directions_of(one_way, order))
    backwards, time_s = best_directions(travel_s, order, one_way)
    assert time_s == pytest.approx(wanted)
    assert cost_of(travel_s, order, backwards) == pytest.approx(wanted)


def test_some_jobs_have_directions_too():
    travel_s = plane(0, 5)
    backwards, time_s = best_directions(travel_s, [3, 1])
    assert time_s == pytest.approx(cost_of(travel_s, [3, 1], backwards))
    assert best_directions(travel_s, [])[1] == 0


@pytest.mark.parametrize("order", [[0, 0], [5]])
def test_orders_with_wrong_jobs_are_named(order):
    with pytest.raises(InvalidValueError, match="order"):
        best_directions(plane(0, 5), order)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 4), st.booleans(), st.data())
def test_a_move_costs_what_it_says(seed, count, symmetric, data):
    """Cut and join at random; the whole round costs as much more as was said."""
    jobs = 9
    travel_s = plane(seed, jobs, 0.0 if symmetric else 1.0)
    one_way = np.random.default_rng(seed).random(jobs) < (0 if symmetric else 0.3)
    whole = problem(travel_s, one_way)
    assert whole.symmetric == symmetric
    costs, rng = costs_of(whole), np.random.default_rng(seed)
    order = np.concatenate([[0], 2 * rng.permutation(jobs) + 2 + rng.integers(0, 2, jobs)])
    now = round_of(costs, order.astype(np.int32))
    gaps = np.sort(rng.choice(jobs + 1, count, replace=False))
    joined = np.full(2 * count, -1)
    for start, end in rng.permutation(2 * count).reshape(-1, 2):
        joined[start], joined[end] = end, start
    before, stretches = whole_cost(costs, now), np.zeros(count, np.int64)
    fits, delta = change(costs, now, gaps, count, joined, stretches)
    if not fits:
        return
    rejoin(costs, now, gaps, count, stretches, round_of(costs, order.astype(np.int32)))
    assert sorted(now.order // 2) == list(range(jobs + 1))
    assert now.order[0] == 0
    assert whole_cost(costs, now) == before + delta
    for kept, new in zip(now, round_of(costs, now.order), strict=True):
        assert kept.tolist() == new.tolist()


@pytest.mark.parametrize("uneven", [0.0, 0.5])
@pytest.mark.parametrize("seed", range(4))
def test_the_search_finds_the_shortest_of_few(seed, uneven):
    one_way = np.random.default_rng(seed).random(9) < 0.3 * (uneven > 0)
    whole = problem(plane(seed, 9, uneven), one_way)
    search = Search(whole, nearest_ends(whole.either), seed)
    costs = costs_of(whole)
    best = whole_cost(costs, round_of(costs, shortest_round(whole)))
    assert search.run(1000) == best == whole_cost(costs, round_of(costs, search.round))


def test_chunks_of_a_search_are_one_search():
    whole = problem(plane(1, 30, 0.2), np.zeros(30, bool))
    near = nearest_ends(whole.either)
    at_once, in_parts = Search(whole, near, 3), Search(whole, near, 3)
    at_once.run(50)
    for rounds in (1, 19, 30):
        in_parts.run(rounds)
    assert at_once.round.tolist() == in_parts.round.tolist()
    assert at_once.cost == in_parts.cost


def test_seeds_differ():
    whole = problem(plane(1, 60), np.zeros(60, bool))
    near = nearest_ends(whole.either)
    rounds = [Search(whole, near, seed) for seed in (0, 1)]
    for search in rounds:
        search.run(3)
    assert rounds[0].round.tolist() != rounds[1].round.tolist()


def test_near_ends_come_in_order_and_never_are_the_job_itself():
    whole = problem(plane(4, 3), np.zeros(3, bool))
    for node, ends in enumerate(nearest_ends(whole.either)):
        kept = ends[ends >= 0]
        value = whole.either[node, kept]
        assert (np.diff(value) >= 0).all()
        assert (value < BARRED).all()
        assert not {node, node ^ 1} & set(kept.tolist())


def test_one_way_jobs_are_joined_from_last_to_first():
    travel_s = plane(2, 2, 1.0)
    either = problem(travel_s, np.array([True, True])).either
    scale = problem(travel_s, np.array([True, True])).scale
    for job, other in permutations((0, 1)):
        first, last = 2 * other + 2, 2 * job + 3
        assert either[last, first] == np.floor(travel_s[2 * job + 2, 2 * other + 1] * scale)
    assert either[2, 4] == either[3, 5] == BARRED


def test_prices_change_all_rounds_by_their_sum():
    whole = problem(plane(6, 8, 0.5), np.arange(8) < 3)
    prices = np.random.default_rng(6).integers(-1000, 1000, 18)
    priced = whole.priced(prices)
    for seed in range(3):
        order = Search(whole, nearest_ends(whole.either), seed).round
        cost, less = (
            whole_cost(costs_of(given), round_of(costs_of(given), order.copy()))
            for given in (whole, priced)
        )
        assert cost - less == prices.sum()
    assert ((priced.either == BARRED) == (whole.either == BARRED)).all()
