from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.siting import Reason, assign_pairings


@st.composite
def offices(draw):
    """A few deputies, villages, limits, boundaries and pairs of today."""
    deputies, villages = draw(st.integers(0, 4)), draw(st.integers(0, 5))
    size = deputies * villages
    entry = st.one_of(st.integers(0, 5).map(float), st.just(np.inf))
    cost = np.array(draw(st.lists(entry, min_size=size, max_size=size)), dtype=float)
    mask = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=bool)
    limit = np.array(draw(st.lists(st.integers(0, 3), min_size=deputies, max_size=deputies)), int)
    every = list(product(range(deputies), range(villages)))
    today = draw(st.lists(st.sampled_from(every), max_size=3, unique=True)) if every else []
    shape = (deputies, villages)
    return cost.reshape(shape), limit, mask.reshape(shape), sorted(today)


def best_by_trying(cost, room, mask, villages):
    """Most villages served and the least travel of it, over every plan."""
    deputies = range(len(cost))
    best = (0, 0.0)
    for plan in product([None, *deputies], repeat=len(villages)):
        pairs = [
            (who, village) for who, village in zip(plan, villages, strict=True) if who is not None
        ]
        load = [sum(who == deputy for who, _ in pairs) for deputy in deputies]
        fits = all(count <= most for count, most in zip(load, room, strict=True))
        if fits and all(mask[pair] and np.isfinite(cost[pair]) for pair in pairs):
            best = min(best, (-len(pairs), float(sum(cost[pair] for pair in pairs))))
    return -best[0], best[1]


@settings(deadline=None, max_examples=150)
@given(offices(), st.booleans())
def test_equals_trying_every_plan(office, keep):
    cost, limit, mask, today = office
    plan = assign_pairings(cost, limit, mask, today, keep_current=keep)
    load = [sum(deputy == who for deputy, _ in today) for who in range(len(cost))]
    room = [max(most - have, 0) for most, have in zip(limit, load, strict=True)] if keep else limit
    paired = {village for _, village in today} if keep else set()
    open_villages = [village for village in range(cost.shape[1]) if village not in paired]
    served, travel = best_by_trying(cost, room, mask, open_villages)
    assert len(open_villages) - len(plan.unserved) == served
    if keep:
        assert plan.travel_added == pytest.approx(travel)
        assert (plan.kept.tolist(), plan.ended.tolist()) == ([list(pair) for pair in today], [])
    else:
        assert plan.travel == pytest.approx(travel)
        assert (plan.load <= limit).all()
        still = {tuple(pair) for pair in [*plan.kept.tolist(), *plan.ended.tolist()]}
        assert still == set(today)
    for deputy, village in plan.added:
        assert mask[deputy, village] and np.isfinite(cost[deputy, village])


def test_nearest_is_not_always_best():
    # Both deputies are nearest to village 0, but together the other way round is shorter.
    plan = assign_pairings([[1, 2], [2, 9]], [1, 1])
    assert plan.added.tolist() == [[0, 1], [1, 0]]
    assert plan.travel == 4


def test_serving_more_goes_before_less_travel():
    allowed = [[True, True], [True, False]]
    plan = assign_pairings([[0, 1000], [1000, 0]], [1, 1], allowed)
    assert plan.added.tolist() == [[0, 1], [1, 0]]
    assert plan.unserved.tolist() == []


def test_who_cannot_be_served_and_why():
    cost = [[1, 2, np.inf, 3]]
    allowed = [[True, False, True, True]]
    plan = assign_pairings(cost, [1], allowed)
    assert plan.added.tolist() == [[0, 0]]
    assert plan.unserved.tolist() == [1, 2, 3]
    assert plan.reasons == (Reason.NOT_ALLOWED, Reason.UNREACHABLE, Reason.FULL)


def test_pairs_of_today_stay_even_beyond_limits():
    plan = assign_pairings([[1, 1, 1], [5, 5, 5]], [1, 1], None, [(0, 0), (0, 1)])
    assert plan.kept.tolist() == [[0, 0], [0, 1]]
    assert plan.added.tolist() == [[1, 2]]
    assert plan.load.tolist() == [2, 1]
    assert (plan.travel, plan.travel_added) == (7, 5)


def test_planned_anew_today_stays_where_it_costs_nothing():
    cost = np.full((2, 2), 7.0)
    plan = assign_pairings(cost, [1, 1], None, [(0, 1), (1, 0)], keep_current=False)
    assert (plan.kept.tolist(), plan.added.tolist()) == ([[0, 1], [1, 0]], [])
    better = assign_pairings([[1, 9], [9, 1]], [1, 1], None, [(0, 1)], keep_current=False)
    assert (better.added.tolist(), better.ended.tolist()) == ([[0, 0], [1, 1]], [[0, 1]])


@pytest.mark.parametrize("shape", [(0, 0), (2, 0), (0, 2)])
def test_empty_tables(shape):
    plan = assign_pairings(np.empty(shape), [1] * shape[0])
    assert len(plan.added) == plan.travel == 0
    assert plan.reasons == (Reason.NOT_ALLOWED,) * shape[1]


COST = [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (([[1, np.nan]], [1]), r"cost\[0, 1\]: got nan"),
        (([[1, -1]], [1]), r"cost\[0, 1\]: got -1"),
        (([1, 2], [1]), r"cost: got \(2,\)"),
        ((COST, [1]), r"limit: got \(1,\), expected shape \(2,\)"),
        ((COST, [1, -2]), r"limit\[1\]: got -2"),
        ((COST, [1, 1.5]), "limit: got 'float64'"),
        ((COST, [1, 1], [[True]]), r"allowed: got \(1, 1\)"),
        ((COST, [1, 1], [[1, 0], [0, 2]]), "allowed: got 'int64'"),
        ((COST, [1, 1], None, [(0, 2)]), r"current\[0\]: got \[0, 2\]"),
        ((COST, [1, 1], None, [(-1, 0)]), r"current\[0\]: got \[-1, 0\]"),
        ((COST, [1, 1], None, [0, 1]), "current: got"),
    ],
)
def test_wrong_input_is_named(arguments, said):
    with pytest.raises(InvalidValueError, match=said):
        assign_pairings(*arguments)
