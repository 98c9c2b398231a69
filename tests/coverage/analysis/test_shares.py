import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.shares import Shares, State, shares, states

STATES = st.lists(st.sampled_from(list(State)), max_size=60)


def test_counts_and_people():
    state = states([True, False, False, True], known=[True, True, False, True])
    assert shares(state) == Shares(2, 1, 1)
    people = shares(state, [1000, 500, 250, 250])
    assert (people.covered, people.gap, people.unknown, people.total) == (1250, 500, 250, 2000)
    assert (people.covered_share, people.gap_share, people.unknown_share) == (0.625, 0.25, 0.125)


@pytest.mark.parametrize("nothing", [shares([]), shares([1, 0], [0, 0]), shares([], [])])
def test_shares_of_nothing_do_not_exist(nothing):
    assert nothing.total == 0
    assert nothing.covered_share is None
    assert nothing.gap_share is None
    assert nothing.unknown_share is None
    assert nothing.percentages() is None


def test_whole_numbers_stay_whole():
    people = shares([1, 0], np.array([2**53, 1]))
    assert people.total == 2**53 + 1


@pytest.mark.parametrize("decimals", [0, 1, 2])
@given(parts=st.tuples(*[st.integers(0, 10**6)] * 3).filter(any))
def test_percentages_add_up_to_the_last_digit(parts, decimals):
    percentages = Shares(*parts).percentages(decimals)
    units = [round(value * 10**decimals) for value in percentages]
    assert sum(units) == 100 * 10**decimals
    exact = [part / sum(parts) * 100 * 10**decimals for part in parts]
    assert max(abs(unit - value) for unit, value in zip(units, exact, strict=True)) < 1


@given(STATES)
def test_shares_lie_in_the_unit_interval_and_add_up(state):
    counted = shares(state)
    assert counted.covered + counted.gap + counted.unknown == counted.total == len(state)
    if state:
        parts = (counted.covered_share, counted.gap_share, counted.unknown_share)
        assert all(0 <= part <= 1 for part in parts)
        assert sum(parts) == pytest.approx(1, abs=1e-15)


@given(st.lists(st.tuples(st.sampled_from(list(State)), st.floats(0, 1e9)), max_size=40), st.data())
def test_order_of_rows_does_not_change_a_digit(rows, data):
    other = data.draw(st.permutations(rows))
    first, second = (
        shares([row[0] for row in some], np.array([row[1] for row in some], dtype=float))
        for some in (rows, other)
    )
    assert first == second


@pytest.mark.parametrize(
    ("state", "weights", "named"),
    [
        ([1, 3], None, "state[1]"),
        ([1, 0], [5, -1], "weights[1]"),
        ([1, 0], [5.0, np.nan], "weights[1]"),
        ([1, 0], [5], "weights"),
        ([1], ["many"], "weights"),
    ],
)
def test_wrong_rows_are_named(state, weights, named):
    with pytest.raises(InvalidValueError) as caught:
        shares(state, weights)
    assert caught.value.parameter == named


def test_masks_of_different_lengths_are_named():
    with pytest.raises(InvalidValueError, match="known"):
        states([True, False], known=[True])
