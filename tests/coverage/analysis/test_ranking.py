import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.ranking import Weights, order, points


def test_points_are_the_sum_of_their_parts():
    by = Weights(per_1000_people=2, per_30_days=3, per_km=5)
    assert points([1000, 0, 0], [0, 30, 0], [0, 0, 1000], by).tolist() == [2, 3, 5]
    assert points([2345], [33], [500], Weights())[0] == pytest.approx(2.345 + 1.1 + 0.5)


def test_weights_of_zero_leave_a_part_out():
    assert points([5000], [300], [700], Weights(0, 0, 0)).tolist() == [0]


def test_nothing_has_no_points():
    assert points([], [], [], Weights()).shape == (0,)
    assert order(np.zeros(0), np.zeros(0), []).shape == (0,)


def test_equals_come_by_area_and_then_by_name():
    given_points = np.array([1.0, 3.0, 1.0, 1.001])
    assert order(given_points, np.array([5.0, 0, 9, 9]), ["d", "a", "c", "b"]).tolist() == [
        1,
        3,
        2,
        0,
    ]


@pytest.mark.parametrize("name", ["per_1000_people", "per_30_days", "per_km"])
@pytest.mark.parametrize("wrong", [-0.1, np.nan, np.inf])
def test_wrong_weights_are_named(name, wrong):
    with pytest.raises(InvalidValueError, match=name):
        Weights(**{name: wrong})


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        (([-1], [0], [0]), "people[0]"),
        (([1], [np.inf], [0]), "days_overdue[0]"),
        (([1], [0], [np.nan]), "length_m[0]"),
        (([1], [0, 1], [0]), "days_overdue"),
    ],
)
def test_wrong_columns_are_named(columns, named):
    with pytest.raises(InvalidValueError) as caught:
        points(*columns, Weights())
    assert caught.value.parameter == named


AMOUNT = st.integers(0, 100_000)
ROWS = st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT, AMOUNT), max_size=20, unique=True)


@given(ROWS, st.randoms())
def test_order_of_rows_does_not_matter(rows, random):
    def ranked(some):
        columns = np.array(some, dtype=float).reshape(-1, 4).T
        given_points = points(*columns[:3], Weights())
        return [some[row] for row in order(given_points, columns[3], [str(row) for row in some])]

    assert ranked(rows) == ranked(random.sample(rows, len(rows)))
