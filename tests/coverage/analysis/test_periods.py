"""Repeated duties: by an interval and by thirds of the month."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.periods import STATES, by_interval, by_thirds, third_days, third_of

DAY = date(2026, 6, 15)
BEGIN = [date(2026, 1, 1)]
NEVER = [None]
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def interval(done, begin=BEGIN, allowed=7, day=DAY):
    state, last = by_interval(day, done, begin, allowed)
    return str(state[0]), last[0].astype(date)


def thirds(done, begin=BEGIN, day=DAY):
    number = third_of(done) if done[0] else [-1_000_000]
    state, last = by_thirds(day, number, begin)
    return str(state[0]), last[0].astype(date)


@pytest.mark.parametrize(
    ("days_ago", "state", "days_left"),
    [
        (0, "done", 7),
        (3, "done", 4),
        (4, "coming", 3),
        (5, "coming", 2),
        (6, "due", 1),
        (7, "due", 0),
        (8, "overdue", -1),
    ],
)
def test_a_week_goes_by(days_ago, state, days_left):
    found, last = interval([DAY - timedelta(days_ago)])
    assert (found, (last - DAY).days) == (state, days_left)


def test_what_was_never_done_is_owed_since_it_began():
    assert interval(NEVER, [DAY]) == ("coming", DAY + timedelta(7))
    assert interval(NEVER, [DAY - timedelta(8)]) == ("overdue", DAY - timedelta(1))


def test_what_was_done_before_a_duty_began_does_not_shorten_its_first_period():
    assert interval(["2026-05-01"], ["2026-06-14"]) == ("coming", date(2026, 6, 21))


def test_part_of_a_day_is_no_day():
    assert interval(["2026-06-08"], allowed=7.5)[1] == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-02-01", "2026-02-01", "2026-02-10"),
        ("2026-02-10", "2026-02-01", "2026-02-10"),
        ("2026-02-11", "2026-02-11", "2026-02-20"),
        ("2026-02-21", "2026-02-21", "2026-02-28"),
        ("2028-02-29", "2028-02-21", "2028-02-29"),
        ("2026-12-31", "2026-12-21", "2026-12-31"),
    ],
)
def test_thirds_of_months(day, first, last):
    found = third_days(third_of([day]))
    assert [str(edge[0]) for edge in found] == [first, last]


@given(DAYS)
def test_a_day_lies_in_its_third_and_the_thirds_follow_each_other(day):
    number = third_of([day])
    first, last = third_days(number)
    assert first[0] <= np.datetime64(day) <= last[0]
    assert third_days(number + 1)[0][0] == last[0] + 1
    assert 8 <= (last - first)[0].astype(int) + 1 <= 11


def test_one_in_each_third():
    assert thirds(["2026-06-12"]) == ("done", date(2026, 6, 30))
    assert thirds(["2026-06-09"]) == ("coming", date(2026, 6, 20))
    assert thirds(["2026-06-09"], day=date(2026, 6, 19)) == ("due", date(2026, 6, 20))


def test_the_first_third_that_was_missed_is_owed():
    assert thirds(["2026-05-25"]) == ("overdue", date(2026, 6, 10))
    assert thirds(["2026-05-05"]) == ("overdue", date(2026, 5, 20))
    assert thirds(NEVER, ["2026-05-01"]) == ("overdue", date(2026, 5, 10))


def test_a_third_that_had_begun_before_the_duty_is_not_owed():
    assert thirds(NEVER, ["2026-06-12"]) == ("coming", date(2026, 6, 30))
    assert thirds(NEVER, ["2026-06-11"]) == ("coming", date(2026, 6, 20))


def test_two_walks_nineteen_days_apart_keep_the_rule_of_thirds_but_not_one_of_ten_days():
    day = date(2026, 6, 20)
    assert thirds(["2026-06-01"], day=day)[0] == "due"
    assert interval(["2026-06-01"], allowed=10, day=day)[0] == "overdue"


@given(DAYS, DAYS, DAYS)
def test_a_duty_is_overdue_exactly_after_its_last_day(day, done, begin):
    for state, last in (
        by_interval(day, [min(done, day)], [min(begin, day)], 30),
        by_thirds(day, third_of([min(done, day)]), [min(begin, day)]),
    ):
        assert state[0] in STATES
        assert (state[0] == "overdue") == (last[0] < np.datetime64(day))


def test_nothing_is_owed_of_nobody():
    state, last = by_interval(DAY, [], [], 7)
    assert (len(state), len(last)) == (0, 0)
    assert len(by_thirds(DAY, [], [])[0]) == 0


def test_wrong_values_are_named():
    with pytest.raises(InvalidValueError, match="due_share"):
        by_interval(DAY, NEVER, BEGIN, 7, due_share=1.5)
    with pytest.raises(InvalidValueError, match="day"):
        by_thirds(None, [0], BEGIN)
