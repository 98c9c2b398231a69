"""Who is answered for on a day: villages by paired deputies, segments by chiefs.

Both are tables of terms: one row says that somebody answers for a place from a first to a
last day, both included. An open end is NaT (None).
"""

from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError


def in_force(
    first_day: ArrayLike, last_day: ArrayLike, day: date | np.datetime64
) -> NDArray[np.bool_]:
    """Which terms are in force on `day`.

    `first_day` and `last_day` are arrays of shape (n,), datetime64 or dates; NaT or None means
    open at that end. Both days belong to the term. Raises InvalidValueError for a term that
    ends before it begins and for an unknown `day`.

    >>> in_force(["2026-01-01", "2026-06-01"], ["2026-05-31", None], np.datetime64("2026-06-01"))
    array([False,  True])
    """
    first = _days(first_day, "first_day")
    last = _days(last_day, "last_day")
    checks.same_length(first_day=first, last_day=last)
    wanted = _days([day], "day")[0]
    if np.isnat(wanted):
        raise InvalidValueError("day", day, "a date")
    backwards = last < first
    if backwards.any():
        row = int(np.argmax(backwards))
        raise InvalidValueError(f"last_day[{row}]", str(last[row]), f"{first[row]} or later")
    return ~(first > wanted) & ~(last < wanted)


def covered_on(
    places: ArrayLike,
    term_places: ArrayLike,
    first_day: ArrayLike,
    last_day: ArrayLike,
    day: date | np.datetime64,
) -> NDArray[np.bool_]:
    """Which places somebody answers for on `day`: a mask in the order of `places`.

    `places` are the ids of all villages (or segments), shape (p,); `term_places`, `first_day`
    and `last_day` are the columns of the terms, shape (n,). Terms of places that are not in
    `places` are ignored.

    >>> covered_on([7, 8], [7, 8], ["2026-01-01"] * 2, [None, "2026-02-01"], date(2026, 3, 1))
    array([ True, False])
    """
    return holders_on(places, term_places, first_day, last_day, day) > 0


def holders_on(
    places: ArrayLike,
    term_places: ArrayLike,
    first_day: ArrayLike,
    last_day: ArrayLike,
    day: date | np.datetime64,
) -> NDArray[np.intp]:
    """How many terms are in force on `day` for each place; arguments as `covered_on`."""
    ids = np.asarray(places)
    unique, position = np.unique(ids, return_inverse=True)
    held = np.asarray(term_places)
    active = in_force(first_day, last_day, day)
    checks.same_length(first_day=active, term_places=held)
    # An empty list has dtype float and would not compare with text.
    known = held[active & np.isin(held, unique)] if len(ids) and len(held) else unique[:0]
    counts = np.bincount(np.searchsorted(unique, known), minlength=len(unique))
    return counts[position.reshape(-1)] if len(ids) else np.zeros(0, dtype=np.intp)


def _days(values: ArrayLike, parameter: str) -> NDArray[np.datetime64]:
    try:
        return np.asarray(values, dtype="datetime64[D]").reshape(-1)
    except (ValueError, TypeError) as error:
        raise InvalidValueError(parameter, values, "dates or None") from error
