"""What is owed when: repeated duties and how it stands with them on a day.

Two ways to say how often. By an interval: within so many days of the last time. By thirds of the
month: once in each of the days 1 to 10, 11 to 20 and 21 to the last; a third that was missed is
owed until the duty is done again. Nothing is owed from before `begin`, the first day of a duty.

A duty is `overdue` once its last day has passed, `due` when no more than the last fifth
(1 - `due_share`) of its time is left, `coming` when half of its time is over or when it was never
done, and else `done`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.pairing import Day, day_of

STATES = ("overdue", "due", "coming", "done")
COMING_SHARE = 0.5
DUE_SHARE = 0.8
# The last third of a month is as long as the month makes it.
THIRD_DAYS = 10
# Products of shares and days round: 0.7 * 90 is 62.99999999999999.
ROUNDING = 1e-9

Days = NDArray[np.datetime64]
Standing = tuple[NDArray[np.str_], Days]


def third_of(days: ArrayLike) -> NDArray[np.int64]:
    """The numbers of the thirds of months in which `days` (n,) lie; they grow with the days.

    >>> np.diff(third_of(["2026-02-01", "2026-02-20", "2026-02-28", "2026-03-01"])).tolist()
    [1, 1, 1]
    """
    found = _days(days)
    month = found.astype("datetime64[M]")
    of_month = (found - month.astype("datetime64[D]")).astype(np.int64)
    return month.astype(np.int64) * 3 + np.minimum(of_month // THIRD_DAYS, 2)


def third_days(number: ArrayLike) -> tuple[Days, Days]:
    """The first and the last days (n,) of thirds of months.

    >>> [str(day[0]) for day in third_days(third_of(["2026-02-23"]))]
    ['2026-02-21', '2026-02-28']
    """
    numbers = np.asarray(number, dtype=np.int64).reshape(-1)
    first = _first_days(numbers)
    return first, _first_days(numbers + 1) - 1


def by_interval(
    day: Day,
    done: ArrayLike,
    begin: ArrayLike,
    allowed_days: ArrayLike,
    due_share: float = DUE_SHARE,
) -> Standing:
    """The states (n,) and last days (n,) of duties that come again after `allowed_days`.

    `done` (n,) are the days on which each was last done, NaT for never; `begin` (n,) its first
    days; `allowed_days` (n,) or one number is above 0, and parts of a day are no day.

    >>> state, last = by_interval("2026-06-10", ["2026-06-01"], ["2026-01-01"], 7)
    >>> str(state[0]), str(last[0])
    ('overdue', '2026-06-08')
    """
    share = checks.shares([due_share], "due_share")[0]
    today, first = day_of(day), _days(begin)
    was = _days(done)
    since = np.where(np.isnat(was) | (was < first), first, was)
    allowed = np.floor(np.broadcast_to(np.asarray(allowed_days, dtype=float), since.shape))
    last = since + allowed.astype("timedelta64[D]")
    elapsed = (today - since).astype(float)
    state = _states(elapsed, allowed, share, never=since != was)
    return state, last


def by_thirds(
    day: Day, done_third: ArrayLike, begin: ArrayLike, due_share: float = DUE_SHARE
) -> Standing:
    """The states (n,) and last days (n,) of duties owed once in each third of a month.

    `done_third` (n,) are the numbers (`third_of`) of the thirds, up to that of `day`, in which
    each was last done; any smaller number for never. A third that had begun before a duty did
    (`begin`) is not owed.

    >>> state, last = by_thirds("2026-06-15", third_of(["2026-06-03"]), ["2026-01-01"])
    >>> str(state[0]), str(last[0])
    ('coming', '2026-06-20')
    """
    share = checks.shares([due_share], "due_share")[0]
    today, begun = day_of(day), _days(begin)
    now = third_of([today])[0]
    done = np.asarray(done_third, dtype=np.int64).reshape(-1)
    entered = third_of(begun)
    owed = np.maximum(done + 1, entered + (third_days(entered)[0] < begun))
    first, last = third_days([now])
    length = float((last - first)[0].astype(int) + 1)
    elapsed = np.where(done == now, 0.0, float((today - first[0]).astype(int) + 1))
    # A third that has passed is late, one that has not begun is not.
    elapsed = np.where(owed < now, np.inf, np.where(owed > now, 0.0, elapsed))
    return _states(elapsed, np.full(len(owed), length), share, done != now), third_days(owed)[1]


def _states(
    elapsed: NDArray[np.float64], allowed: NDArray[np.float64], due_share: float, never: ArrayLike
) -> NDArray[np.str_]:
    """The states by the days gone since a duty was done, or since it began where never."""
    late, due = elapsed > allowed, elapsed > due_share * allowed + ROUNDING
    coming = np.asarray(never) | (elapsed > COMING_SHARE * allowed + ROUNDING)
    return np.select([late, due, coming], STATES[:3], STATES[3])


def _first_days(numbers: NDArray[np.int64]) -> Days:
    month = (numbers // 3).astype("datetime64[M]").astype("datetime64[D]")
    return month + numbers % 3 * THIRD_DAYS


def _days(values: ArrayLike) -> Days:
    return np.asarray(values, dtype="datetime64[D]").reshape(-1)
