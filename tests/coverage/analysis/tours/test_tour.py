import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.analysis.errors import Cancelled, InvalidValueError, UnreachableError
from coverage.analysis.tours import best_directions, lower_bound, shorter_tour, shortest_tour
from coverage.analysis.tours.exact import MOST_JOBS
from tests.coverage.analysis.tours.problems import brute_force, cost_of, plane


@pytest.mark.parametrize("points", [0.0, 0.5])
@pytest.mark.parametrize("uneven", [0.0, 0.5])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_equals_brute_force_on_small_rounds(count, uneven, points):
    travel_s = plane(count, count, uneven, points)
    tour = shortest_tour(travel_s)
    assert tour.travel_s == pytest.approx(brute_force(travel_s))
    assert cost_of(travel_s, tour.order, tour.backwards) == pytest.approx(tour.travel_s)
    assert tour.proven


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 4), st.floats(0, 3), st.data())
def test_jobs_of_one_way_are_served_forwards(seed, count, uneven, data):
    travel_s = plane(seed, count, uneven)
    one_way = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    tour = shortest_tour(travel_s, one_way=one_way)
    assert not (tour.backwards & one_way[tour.order]).any()
    assert tour.travel_s == pytest.approx(brute_force(travel_s, one_way))


@pytest.mark.parametrize("uneven", [0.0, 0.4])
@pytest.mark.parametrize("count", [MOST_JOBS + 1, 25, 60])
def test_larger_rounds_serve_every_job_once_near_the_bound(count, uneven):
    travel_s = plane(count, count, uneven, points=0.2)
    tour = shortest_tour(travel_s, most_rounds=500)
    assert sorted(tour.order) == list(range(count))
    assert cost_of(travel_s, tour.order, tour.backwards) == pytest.approx(tour.travel_s)
    assert tour.bound_s <= tour.travel_s <= (1.02 + 0.6 * uneven) * tour.bound_s


def test_larger_rounds_keep_jobs_of_one_way():
    travel_s = plane(3, 40, 0.5)
    one_way = np.random.default_rng(3).random(40) < 0.5
    tour = shortest_tour(travel_s, most_rounds=500, one_way=one_way)
    assert not (tour.backwards & one_way[tour.order]).any()
    assert shortest_tour(travel_s, most_rounds=500).travel_s < tour.travel_s


def test_same_input_seed_and_rounds_same_tour():
    travel_s = plane(7, 40, 0.3)
    first, second = (shortest_tour(travel_s, most_rounds=300, seed=5) for _ in range(2))
    assert first.order.tolist() == second.order.tolist()
    assert first.backwards.tolist() == second.backwards.tolist()
    assert (first.travel_s, first.bound_s) == (second.travel_s, second.bound_s)


def test_more_rounds_are_never_worse():
    travel_s = plane(8, 50)
    times = [shortest_tour(travel_s, most_rounds=rounds).travel_s for rounds in (0, 10, 100, 1000)]
    assert times == sorted(times, reverse=True)
    assert times[-1] < times[0]


def test_without_time_there_still_is_a_tour():
    travel_s = plane(1, 60, 0.2)
    tour = shortest_tour(travel_s, budget_s=1e-6)
    assert cost_of(travel_s, tour.order, tour.backwards) == pytest.approx(tour.travel_s)
    assert sorted(tour.order) == list(range(60))
    assert 0 <= tour.bound_s <= tour.travel_s


def test_chain_of_lines_is_walked_through_for_nothing():
    x = np.repeat(10.0 * np.arange(31), 2)[:-1]
    travel_s = np.abs(x[:, None] - x[None, :])
    tour = shortest_tour(travel_s, most_rounds=1000)
    assert tour.travel_s == 300
    assert tour.bound_s == pytest.approx(300, rel=1e-6)
    assert tour.proven


def test_any_unit_of_time_will_do():
    travel_s = plane(1, 20)
    for factor in (1e-6, 1.0, 1e6):
        tour = shortest_tour(travel_s * factor, most_rounds=100)
        assert tour.travel_s == pytest.approx(
            cost_of(travel_s, tour.order, tour.backwards) * factor
        )
        assert tour.travel_s < 1.02 * tour.bound_s


def test_jobs_at_the_depot_cost_nothing():
    tour = shortest_tour(np.zeros((41, 41)), most_rounds=10)
    assert (sorted(tour.order), tour.travel_s, tour.bound_s) == (list(range(20)), 0, 0)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 40), st.floats(0, 2), st.data())
def test_a_tour_made_shorter_serves_the_same_jobs_and_is_never_longer(seed, count, uneven, data):
    travel_s = plane(seed, count, uneven)
    one_way = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    before = np.random.default_rng(seed).permutation(count)
    tour = shorter_tour(travel_s, before, most_rounds=20, seed=seed, one_way=one_way)
    assert sorted(tour.order) == list(range(count))
    assert not (tour.backwards & one_way[tour.order]).any()
    assert tour.travel_s == pytest.approx(cost_of(travel_s, tour.order, tour.backwards))
    assert tour.travel_s <= best_directions(travel_s, before, one_way)[1]


def test_a_tour_made_shorter_is_near_the_shortest():
    travel_s = plane(5, 50)
    before = np.random.default_rng(5).permutation(50)
    tour = shorter_tour(travel_s, before, most_rounds=500)
    assert tour.travel_s < 1.01 * shortest_tour(travel_s, most_rounds=1000).travel_s
    assert tour.travel_s < 0.5 * best_directions(travel_s, before)[1]


@pytest.mark.parametrize("order", [[0, 1], [0, 0, 1], [0, 1, 3], [0.5, 1, 2], [0, 1, np.nan]])
def test_a_tour_to_be_made_shorter_has_every_job_once(order):
    with pytest.raises(InvalidValueError, match="order"):
        shorter_tour(plane(0, 3), order, most_rounds=1)


def test_no_jobs_no_tour():
    tour = shortest_tour(np.zeros((1, 1)))
    assert (len(tour.order), len(tour.backwards), tour.travel_s, tour.bound_s) == (0, 0, 0, 0)
    assert lower_bound(np.zeros((1, 1))) == 0
    assert len(shorter_tour(np.zeros((1, 1)), [], most_rounds=1).order) == 0


def test_progress_rises_to_the_end():
    told = []
    shortest_tour(plane(2, 30), most_rounds=3000, progress=lambda *now: told.append(now))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[0] >= 0
    assert fractions[-1] == 1
    assert {word for _, word in told} == {"bound", "search"}


@pytest.mark.parametrize("word", ["bound", "search"])
def test_whoever_listens_may_cancel(word):
    def cancel(fraction, step):
        if step == word and fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        shortest_tour(plane(2, 30), most_rounds=3000, progress=cancel)


@pytest.mark.parametrize(
    ("matrix", "error"),
    [
        (np.zeros((2, 2)), InvalidValueError),
        (np.zeros((3, 5)), InvalidValueError),
        (np.zeros(3), InvalidValueError),
        (np.full((3, 3), np.nan), InvalidValueError),
        (np.full((3, 3), -1.0), InvalidValueError),
        (np.full((3, 3), np.inf), UnreachableError),
    ],
)
def test_wrong_matrices_are_named(matrix, error):
    with pytest.raises(error, match="travel_s"):
        shortest_tour(matrix)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("budget_s", 0),
        ("budget_s", np.nan),
        ("seed", -1),
        ("seed", 0.5),
        ("most_rounds", -1),
        ("most_rounds", True),
        ("one_way", [True]),
        ("one_way", [0, 1]),
    ],
)
def test_wrong_parameters_are_named(name, value):
    with pytest.raises(InvalidValueError) as caught:
        shortest_tour(plane(0, 2), **{name: value})
    assert caught.value.parameter == name
