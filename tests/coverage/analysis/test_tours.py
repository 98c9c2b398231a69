from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis.errors import InvalidValueError, UnreachableError
from coverage.analysis.tours import lower_bound, shortest_tour, tour_costs


def cost_of(travel_s, order, backwards):
    """The cost of one order and one direction of each line, step by step."""
    at, total = 0, 0.0
    for line, turned in zip(order, backwards, strict=True):
        first, last = 2 * line + 1, 2 * line + 2
        enter, leave = (last, first) if turned else (first, last)
        total += travel_s[at, enter]
        at = leave
    return total + travel_s[at, 0]


def brute_force(travel_s):
    count = len(travel_s) // 2
    return min(
        cost_of(travel_s, order, backwards)
        for order in permutations(range(count))
        for backwards in product([False, True], repeat=count)
    )


def plane(seed, count, uneven=0.0):
    """Travel times between the ends of random lines in a plane, up to `uneven` longer one way."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 1000, (2 * count + 1, 2))
    times = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))
    return times * (1 + uneven * rng.random(times.shape))


@pytest.mark.parametrize("uneven", [0.0, 0.5])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("seed", range(4))
def test_equals_brute_force_on_small_rounds(seed, count, uneven):
    travel_s = plane(seed, count, uneven)
    tour = shortest_tour(travel_s)
    assert tour.travel_s == pytest.approx(brute_force(travel_s))
    assert cost_of(travel_s, tour.order, tour.backwards) == pytest.approx(tour.travel_s)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 4), st.floats(0, 3))
def test_no_tour_beats_the_bound(seed, count, uneven):
    travel_s = plane(seed, count, uneven)
    best = brute_force(travel_s)
    tour = shortest_tour(travel_s)
    assert tour.bound_s <= best * (1 + 1e-12)
    assert best <= tour.travel_s * (1 + 1e-12)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_directions_of_an_order_are_the_best(seed, count):
    travel_s = plane(seed, count, uneven=2)
    orders = np.array(list(permutations(range(count)))[:6])
    wanted = [
        min(cost_of(travel_s, order, way) for way in product([False, True], repeat=count))
        for order in orders
    ]
    np.testing.assert_allclose(tour_costs(travel_s, orders), wanted)


@pytest.mark.parametrize("seed", range(3))
def test_larger_rounds_serve_every_line_once_near_the_bound(seed):
    travel_s = plane(seed, 25)
    tour = shortest_tour(travel_s)
    assert sorted(tour.order) == list(range(25))
    assert cost_of(travel_s, tour.order, tour.backwards) == pytest.approx(tour.travel_s)
    assert tour.bound_s <= tour.travel_s <= 1.6 * tour.bound_s


def test_same_input_same_tour():
    first, second = (shortest_tour(plane(7, 12, 0.3)) for _ in range(2))
    assert first.order.tolist() == second.order.tolist()
    assert first.backwards.tolist() == second.backwards.tolist()


def test_chain_of_lines_is_walked_through_for_nothing():
    x = np.array([0, 0, 10, 10, 20, 20, 30])
    travel_s = np.abs(x[:, None] - x[None, :]).astype(float)
    tour = shortest_tour(travel_s)
    assert tour.travel_s == 30
    # The ends of a chain pair up for nothing except its outer two.
    assert tour.bound_s == 30


def test_a_round_that_meets_its_bound_is_proven():
    x = np.array([0, 10, 20])
    travel_s = np.abs(x[:, None] - x[None, :]).astype(float)
    assert shortest_tour(travel_s).travel_s == lower_bound(travel_s) == 30


def test_no_lines_no_tour():
    tour = shortest_tour(np.zeros((1, 1)))
    assert (len(tour.order), tour.travel_s, tour.bound_s) == (0, 0, 0)


@pytest.mark.parametrize(
    ("matrix", "error"),
    [
        (np.zeros((2, 2)), InvalidValueError),
        (np.zeros((3, 5)), InvalidValueError),
        (np.full((3, 3), np.nan), InvalidValueError),
        (np.full((3, 3), -1.0), InvalidValueError),
        (np.full((3, 3), np.inf), UnreachableError),
    ],
)
def test_wrong_matrices_are_named(matrix, error):
    with pytest.raises(error, match="travel_s"):
        shortest_tour(matrix)
