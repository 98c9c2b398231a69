"""Deadlines in working days: pure functions over a calendar of days off and days worked instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Weekdays that are off, and days of a weekend that are worked instead."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Return whether a day is worked.

        >>> Calendar(worked=frozenset({date(2026, 2, 14)})).is_workday(date(2026, 2, 14))
        True
        """
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.off


def calendar_of(days: Iterable[tuple[date, bool]]) -> Calendar:
    """Return the calendar of (day, is it worked)."""
    rows = list(days)
    return Calendar(
        frozenset(day for day, is_workday in rows if not is_workday),
        frozenset(day for day, is_workday in rows if is_workday),
    )


def after(day: date, working_days: int, calendar: Calendar) -> date:
    """Return the day that comes so many working days after ``day``, which itself never counts.

    With 0 it is ``day`` itself, worked or not.

    >>> after(date(2026, 9, 25), 1, calendar_of([(date(2026, 9, 25), False)]))
    datetime.date(2026, 9, 28)
    """
    return _step(day, working_days, calendar, ONE_DAY)


def before(day: date, working_days: int, calendar: Calendar) -> date:
    """Return the day that comes so many working days before ``day``."""
    return _step(day, working_days, calendar, -ONE_DAY)


def _step(day: date, working_days: int, calendar: Calendar, step: timedelta) -> date:
    left = working_days
    while left > 0:
        day += step
        left -= calendar.is_workday(day)
    return day


def between(first: date, last: date, calendar: Calendar) -> int:
    """Return the working days after ``first`` up to ``last``; below 0 if ``last`` is earlier.

    >>> between(date(2026, 9, 18), date(2026, 9, 21), Calendar())
    1
    """
    if last < first:
        return -between(last, first, calendar)
    days = (first + ONE_DAY * number for number in range(1, (last - first).days + 1))
    return sum(calendar.is_workday(day) for day in days)
