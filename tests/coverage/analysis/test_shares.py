import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.shares import Shares, State, shares, states

STATES = st.lists(st.sampled_from(list(State)), max_size=60)


def test_counts_and_people():
    state = states([True, False, False, True], known=[True, True, False, True])
    assert shares(state) == Shares(covered=2, due=0, gap=1, unknown=1)
    people = shares(state, [1000, 500, 250, 250])
    assert (people.covered, people.gap, people.unknown, people.total) == (1250, 500, 250, 2000)
    assert people.covered_share == 0.625


def test_what_is_due_counts_as_reached_and_is_told_apart():
    found = shares([State.COVERED, State.DUE, State.GAP, State.UNKNOWN])
    assert (found.covered, found.due, found.reached) == (1, 1, 2)
    assert found.covered_share == 0.5


@pytest.mark.parametrize("nothing", [shares([]), shares([1, 0], [0, 0]), shares([], [])])
def test_shares_of_nothing_do_not_exist(nothing):
    assert nothing.total == 0
    assert nothing.covered_share is None


def test_whole_numbers_stay_whole():
    people = shares([1, 0], np.array([2**53, 1]))
    assert people.total == 2**53 + 1


@given(STATES)
def test_shares_lie_in_the_unit_interval_and_add_up(state):
    counted = shares(state)
    parts = (counted.covered, counted.due, counted.gap, counted.unknown)
    assert sum(parts) == counted.total == len(state)
    if state:
        assert 0 <= counted.covered_share <= 1


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
        ([1, 4], None, "state[1]"),
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
