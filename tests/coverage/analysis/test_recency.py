from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis import recency
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.shares import REACHED, State

DAY = date(2026, 11, 22)
NEVER = np.inf


def test_ages_count_days_and_the_future_is_negative():
    assert recency.ages(["2026-11-22", "2026-10-22", "2026-11-23"], DAY).tolist() == [0, 31, -1]


def test_the_newest_record_up_to_the_day_counts():
    since = recency.days_since(4, [0, 0, 1, 3, 3], [90, 20, 7, -1, 400])
    assert since.tolist() == [20, 7, NEVER, 400]


def test_no_records_and_no_places():
    assert recency.days_since(2, [], []).tolist() == [NEVER, NEVER]
    assert recency.days_since(0, [], []).shape == (0,)
    assert recency.states([], 90).shape == (0,)


@pytest.mark.parametrize(
    ("since", "state"),
    [(0, State.COVERED), (72, State.COVERED), (73, State.DUE), (90, State.DUE), (91, State.GAP)],
)
def test_states_at_their_limits(since, state):
    assert recency.states([since], 90).tolist() == [state]


def test_a_limit_that_rounds_belongs_to_the_better_side():
    assert recency.states([63], 90, due_share=0.7).tolist() == [State.COVERED]


def test_what_is_not_on_record_is_a_gap_only_when_the_records_reach_back_far_enough():
    by_known = [recency.states([NEVER, 5], 90, known_days=known) for known in (-1, 89, 90, 400)]
    assert [state[0] for state in by_known] == [State.UNKNOWN, State.UNKNOWN, State.GAP, State.GAP]
    assert all(state[1] == State.COVERED for state in by_known)


def test_without_a_rule_nothing_can_be_said():
    state = recency.states([3, NEVER], [np.inf, np.inf])
    assert state.tolist() == [State.UNKNOWN, State.UNKNOWN]
    assert recency.overdue_days([3, NEVER], np.inf, 400).tolist() == [0, 0]


def test_overdue_counts_from_the_day_after_the_last_one_allowed():
    late = recency.overdue_days([10, 90, 91, 123, NEVER], 90, known_days=100)
    assert late.tolist() == [0, 0, 1, 33, 10]


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: recency.ages([None], DAY), "days[0]"),
        (lambda: recency.ages(["2026-11-22"], None), "day"),
        (lambda: recency.days_since(2, [2], [0]), "place[0]"),
        (lambda: recency.days_since(2, [0, 1], [0]), "age_days"),
        (lambda: recency.states([1], 0), "allowed_days"),
        (lambda: recency.states([1], -90), "allowed_days"),
        (lambda: recency.states([1], 90, due_share=1.1), "due_share[0]"),
        (lambda: recency.states([1], 90, due_share=-0.1), "due_share[0]"),
    ],
)
def test_wrong_values_are_named(call, named):
    with pytest.raises(InvalidValueError) as caught:
        call()
    assert caught.value.parameter == named


SINCE = st.lists(st.one_of(st.integers(0, 500), st.just(NEVER)), max_size=30)


@given(SINCE, st.integers(1, 400), st.integers(0, 100))
def test_more_days_allowed_never_reach_fewer(since, allowed, more):
    reached = np.isin(recency.states(since, allowed), REACHED)
    assert (reached <= np.isin(recency.states(since, allowed + more), REACHED)).all()


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-30, 400)), max_size=30), st.randoms())
def test_order_does_not_matter_and_another_record_never_makes_it_older(records, random):
    def since(rows):
        return recency.days_since(6, [row[0] for row in rows], [row[1] for row in rows])

    assert (since(records) == since(random.sample(records, len(records)))).all()
    assert (since(records) <= since(records[1:])).all()


def test_nothing_is_covered_for_long_when_all_is_due_at_once():
    # Where no rule asks for anything the days allowed are infinite; 0 times that is no number.
    state = recency.states([0, 1, 5], [10, 10, np.inf], due_share=0)
    assert state.tolist() == [State.COVERED, State.DUE, State.UNKNOWN]
