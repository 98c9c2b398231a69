import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis.siting.clock import Clock
from coverage.analysis.tours.bounds import Bounding
from coverage.analysis.tours.problem import problem
from coverage.analysis.tours.search import Search, nearest_ends
from tests.coverage.analysis.tours.problems import brute_force, plane


def bound_of(travel_s, upper_s, one_way=None):
    one_way = np.zeros(len(travel_s) // 2, bool) if one_way is None else one_way
    whole = problem(travel_s, one_way)
    near = nearest_ends(whole.either)
    bounding = Bounding(whole, near, Search(whole, near, 0).round)
    return bounding.run(upper_s * whole.scale, Clock(60)) / whole.scale


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 4), st.floats(0, 3), st.booleans())
def test_no_round_beats_the_bound(seed, count, uneven, points):
    travel_s = plane(seed, count, uneven, points=0.5 * points)
    best = brute_force(travel_s)
    assert bound_of(travel_s, best) <= best * (1 + 1e-12)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 4), st.floats(0, 3), st.data())
def test_no_round_with_jobs_of_one_way_beats_the_bound(seed, count, uneven, data):
    travel_s = plane(seed, count, uneven)
    one_way = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    best = brute_force(travel_s, one_way)
    assert bound_of(travel_s, best, one_way) <= best * (1 + 1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_the_bound_is_near_the_shortest_round(seed):
    travel_s = plane(seed, 6)
    best = brute_force(travel_s)
    assert bound_of(travel_s, best) >= 0.97 * best


def test_prices_turn_a_bad_upper_bound_into_no_harm():
    travel_s = plane(1, 5)
    best = brute_force(travel_s)
    assert bound_of(travel_s, 10 * best) <= best * (1 + 1e-12)


def test_a_job_there_and_back_meets_its_bound():
    x = np.array([0, 10, 20])
    travel_s = np.abs(x[:, None] - x[None, :]).astype(float)
    assert bound_of(travel_s, 30) == pytest.approx(30)
