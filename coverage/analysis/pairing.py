"""Who is answered for on a day: villages by paired deputies, segments by chiefs.

Both are tables of terms: one row says that somebody answers for a place from a first to a
last day, both included. An open end is NaT (None).
"""

from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.shares import State

DUE_DAYS = 30

Day = date | np.datetime64
Days = NDArray[np.datetime64]

_NEVER = np.datetime64("NaT", "D")
# Open ends, far outside any calendar and yet safe to add days to.
_FIRST, _LAST = np.datetime64("0001-01-01"), np.datetime64("9999-12-31")


def in_force(first_day: ArrayLike, last_day: ArrayLike, day: Day) -> NDArray[np.bool_]:
    """Which terms are in force on `day`.

    `first_day` and `last_day` are arrays of shape (n,), datetime64 or dates; NaT or None means
    open at that end. Both days belong to the term. Raises InvalidValueError for a term that
    ends before it begins and for an unknown `day`.

    >>> in_force(["2026-01-01", "2026-06-01"], ["2026-05-31", None], np.datetime64("2026-06-01"))
    array([False,  True])
    """
    first, last = _terms(first_day, last_day)
    wanted = day_of(day)
    return (first <= wanted) & (wanted <= last)


def held_until(
    places: ArrayLike, term_places: ArrayLike, first_day: ArrayLike, last_day: ArrayLike, day: Day
) -> Days:
    """The last day up to which somebody answers for each place without a break from `day` on.

    `places` are the ids of all villages (or segments), shape (p,); `term_places`, `first_day`
    and `last_day` are the columns of the terms, shape (n,). Terms of places that are not in
    `places` are ignored. A term that begins on the day after another ends follows it. Returns
    shape (p,): NaT where nobody answers on `day`, 9999-12-31 where no end is known.

    >>> first, last = ["2026-01-01", "2026-03-01"], ["2026-02-28", "2026-05-31"]
    >>> held_until([7, 8], [7, 7], first, last, date(2026, 2, 1)).astype(str).tolist()
    ['2026-05-31', 'NaT']
    """
    first, last = _terms(first_day, last_day)
    wanted = day_of(day)
    row, term = _rows(places, term_places, len(first))
    first, last = first[term], last[term]
    until = np.full(len(np.asarray(places)), wanted - 1)
    # Every round takes the terms that begin by the day after the end so far; a chain of
    # followers is as long as a place has had holders, so the rounds are few.
    while len(row):
        joined = (first <= until[row] + 1) & (last > until[row])
        if not joined.any():
            break
        np.maximum.at(until, row[joined], last[joined])
        row, first, last = row[~joined], first[~joined], last[~joined]
    return np.where(until < wanted, _NEVER, until)


def held_before(
    places: ArrayLike, term_places: ArrayLike, first_day: ArrayLike, last_day: ArrayLike, day: Day
) -> Days:
    """The last day up to `day` on which somebody answered for each place, NaT where nobody did.

    Arguments as `held_until`.

    >>> first, last = ["2026-01-01"], ["2026-02-28"]
    >>> held_before([7, 8], [7], first, last, date(2026, 6, 1)).astype(str).tolist()
    ['2026-02-28', 'NaT']
    """
    first, last = _terms(first_day, last_day)
    wanted = day_of(day)
    row, term = _rows(places, term_places, len(first))
    begun = first[term] <= wanted
    found = np.full(len(np.asarray(places)), _FIRST - 1)
    np.maximum.at(found, row[begun], np.minimum(last[term][begun], wanted))
    return np.where(found < _FIRST, _NEVER, found)


def states_on(
    places: ArrayLike,
    term_places: ArrayLike,
    first_day: ArrayLike,
    last_day: ArrayLike,
    day: Day,
    due_days: int = DUE_DAYS,
) -> NDArray[np.int8]:
    """States (p,) of places on `day`: covered while somebody answers for them, else a gap.

    Due is a place that nobody answers for any more after `due_days` days or sooner: the last
    term ends by then and none follows. Arguments as `held_until`; `due_days` is not negative.

    >>> states_on([7, 8, 9], [7, 8], ["2026-01-01"] * 2, [None, "2026-03-31"], date(2026, 3, 1))
    array([1, 3, 0], dtype=int8)
    """
    checks.not_negative([due_days], "due_days")
    until = held_until(places, term_places, first_day, last_day, day)
    soon = until - day_of(day) <= np.timedelta64(int(due_days), "D")
    state = np.where(soon, State.DUE, State.COVERED)
    return np.where(np.isnat(until), State.GAP, state).astype(np.int8)


def day_of(day: Day) -> np.datetime64:
    """A day as datetime64[D]; raises InvalidValueError for None, NaT and what is no date."""
    wanted = _days([day], "day")[0]
    if np.isnat(wanted):
        raise InvalidValueError("day", day, "a date")
    return wanted


def _terms(first_day: ArrayLike, last_day: ArrayLike) -> tuple[Days, Days]:
    """First and last days with open ends filled in."""
    first, last = _days(first_day, "first_day"), _days(last_day, "last_day")
    checks.same_length(first_day=first, last_day=last)
    first, last = np.where(np.isnat(first), _FIRST, first), np.where(np.isnat(last), _LAST, last)
    backwards = last < first
    if backwards.any():
        row = int(np.argmax(backwards))
        raise InvalidValueError(f"last_day[{row}]", str(last[row]), f"{first[row]} or later")
    return first, last


def _rows(
    places: ArrayLike, term_places: ArrayLike, terms: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of the row of a place and the row of one of its terms."""
    ids, held = np.asarray(places), np.asarray(term_places)
    checks.same_length(first_day=range(terms), term_places=held)
    # An empty list has dtype float and would not compare with text.
    if len(ids) == 0 or len(held) == 0:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    order = np.argsort(ids, kind="stable")
    found = np.minimum(np.searchsorted(ids, held, sorter=order), len(ids) - 1)
    term = np.flatnonzero(ids[order[found]] == held)
    return order[found[term]], term


def _days(values: ArrayLike, parameter: str) -> Days:
    try:
        return np.asarray(values, dtype="datetime64[D]").reshape(-1)
    except (ValueError, TypeError) as error:
        raise InvalidValueError(parameter, values, "dates or None") from error
