"""Working days over weekends, holidays and days worked instead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.issues.deadlines import Calendar, after, before, between, calendar_of
from coverage.models import Holiday

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
CALENDARS = st.builds(
    calendar_of,
    st.dictionaries(DAYS, st.booleans(), max_size=30).map(lambda days: list(days.items())),
)


@pytest.mark.parametrize(
    ("first", "days", "expected"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # Saturday, worked before Spring Festival
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # after nine days off
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # Sunday, worked
        (date(2026, 9, 24), 1, date(2026, 9, 28)),  # over Mid-autumn
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # National Day, then a worked Saturday
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # not published yet: an ordinary Friday
    ],
)
@pytest.mark.django_db
def test_the_calendar_of_2026(first, days, expected):
    calendar = calendar_of(Holiday.objects.values_list("date", "is_workday"))
    assert after(first, days, calendar) == expected


@pytest.mark.django_db
def test_2026_has_248_workdays():
    """365 days less 104 of weekends less 19 weekdays off, and 6 worked instead."""
    calendar = calendar_of(Holiday.objects.values_list("date", "is_workday"))
    assert between(date(2025, 12, 31), date(2026, 12, 31), calendar) == 365 - 104 - 19 + 6


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_the_deadline_is_a_workday_with_as_many_between(day, days, calendar):
    deadline = after(day, days, calendar)
    assert calendar.is_workday(deadline)
    assert between(day, deadline, calendar) == days
    assert between(deadline, day, calendar) == -days


@given(DAYS, st.integers(0, 60), CALENDARS)
def test_one_more_day_comes_later(day, days, calendar):
    assert after(day, days + 1, calendar) > after(day, days, calendar) >= day
    assert before(day, days + 1, calendar) < before(day, days, calendar) <= day


@given(DAYS)
def test_without_holidays_weekends_alone_are_off(day):
    assert after(day, 5, Calendar()) - day in (timedelta(7), timedelta(6), timedelta(5))
