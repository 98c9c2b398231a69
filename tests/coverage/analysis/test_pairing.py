from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.pairing import held_before, held_until, in_force, states_on
from coverage.analysis.shares import State

DAY = date(2026, 6, 1)


def test_first_and_last_day_belong_to_the_term():
    first = ["2026-06-01", "2026-05-01", "2026-06-02", "2026-05-01"]
    last = ["2026-06-30", "2026-06-01", "2026-06-30", "2026-05-31"]
    assert in_force(first, last, DAY).tolist() == [True, True, False, False]


def test_open_ends_last_for_ever():
    assert in_force([None, "2026-01-01", None], [None, None, "2026-05-31"], DAY).tolist() == [
        True,
        True,
        False,
    ]


def covered_on(*terms):
    return states_on(*terms, due_days=0) != State.GAP


def test_a_follower_on_the_next_day_leaves_nothing_due():
    first, last = ["2026-01-01", "2026-06-01"], ["2026-05-31", None]
    for day in (date(2026, 5, 31), DAY):
        assert states_on([7], [7, 7], first, last, day).tolist() == [State.COVERED]


def test_a_follower_a_day_later_leaves_it_due():
    first, last = ["2026-01-01", "2026-06-02"], ["2026-05-31", None]
    assert states_on([7], [7, 7], first, last, date(2026, 5, 31)).tolist() == [State.DUE]
    assert states_on([7], [7, 7], first, last, DAY).tolist() == [State.GAP]


@pytest.mark.parametrize(("left", "state"), [(0, 3), (30, 3), (31, 1)])
def test_due_while_the_end_is_at_most_thirty_days_away(left, state):
    last = np.datetime64(DAY) + left
    assert states_on([7], [7], ["2026-01-01"], [last], DAY).tolist() == [state]


def test_the_last_of_several_terms_counts():
    last = ["2026-06-05", "2026-12-31"]
    assert states_on([7], [7, 7], [None, None], last, DAY).tolist() == [State.COVERED]


def test_until_and_before():
    first, last = ["2026-01-01", "2026-03-01", "2026-08-01"], ["2026-02-28", "2026-04-30", None]
    terms = ([7, 8], [7, 7, 7], first, last)
    assert held_until(*terms, date(2026, 2, 1)).astype(str).tolist() == ["2026-04-30", "NaT"]
    assert held_until(*terms, date(2026, 8, 1)).astype(str).tolist() == ["9999-12-31", "NaT"]
    assert held_before(*terms, DAY).astype(str).tolist() == ["2026-04-30", "NaT"]
    assert held_before(*terms, date(2026, 9, 1)).astype(str).tolist() == ["2026-09-01", "NaT"]


def test_answer_follows_the_order_of_the_places():
    covered = covered_on([9, 7, 8], [8, 9], [None, None], [None, None], DAY)
    assert covered.tolist() == [True, False, True]


def test_codes_may_be_text():
    covered = covered_on(["371327001201", "371327001202"], ["371327001202"], [None], [None], DAY)
    assert covered.tolist() == [False, True]


def test_terms_of_other_places_are_ignored():
    assert covered_on([1], [2, 3], [None, None], [None, None], DAY).tolist() == [False]


def test_no_terms_cover_nothing():
    assert covered_on(["a", "b"], [], [], [], DAY).tolist() == [False, False]


def test_no_places_give_no_answer():
    assert covered_on([], ["a"], [None], [None], DAY).shape == (0,)
    assert states_on([], [], [], [], DAY).shape == (0,)


@pytest.mark.parametrize(
    ("first", "last", "day", "named"),
    [
        (["2026-06-02"], ["2026-06-01"], DAY, "last_day[0]"),
        (["someday"], [None], DAY, "first_day"),
        ([None], [None], None, "day"),
        ([None, None], [None], DAY, "last_day"),
    ],
)
def test_wrong_terms_are_named(first, last, day, named):
    with pytest.raises(InvalidValueError) as caught:
        in_force(first, last, day)
    assert caught.value.parameter == named


def test_columns_of_different_lengths_are_named():
    with pytest.raises(InvalidValueError, match="term_places"):
        covered_on([1], [1, 1], [None], [None], DAY)


TERMS = st.lists(
    st.tuples(st.integers(0, 6), st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.integers(0, 400)),
    max_size=20,
)


@given(TERMS, st.randoms())
def test_order_of_terms_does_not_matter_and_more_terms_never_uncover(terms, random):
    def covered(rows):
        first = np.array([row[1] for row in rows], dtype="datetime64[D]")
        last = first + np.array([row[2] for row in rows], dtype=int)
        return covered_on(range(7), [row[0] for row in rows], first, last, DAY)

    shuffled = random.sample(terms, len(terms))
    assert (covered(terms) == covered(shuffled)).all()
    assert (covered(terms[:-1]) <= covered(terms)).all()
