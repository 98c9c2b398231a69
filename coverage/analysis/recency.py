"""How long ago something was last done, and whether that is still good.

    r = days since it was last done / days allowed

A place is covered up to r = `due_share`, due up to r = 1, and a gap beyond or where it was
never done. The same rule holds for visits of villages and for patrols of segments and waters.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.pairing import Day, day_of
from coverage.analysis.shares import State

ALLOWED_DAYS = 90
DUE_SHARE = 0.8

Floats = NDArray[np.float64]


def ages(days: ArrayLike, day: Day) -> Floats:
    """Days from each of `days` (n,) to `day`; negative for what lies after it.

    Raises InvalidValueError for a row without a date.

    >>> ages(["2026-03-01", "2026-03-11"], np.datetime64("2026-03-10"))
    array([ 9., -1.])
    """
    done = np.asarray(days, dtype="datetime64[D]").reshape(-1)
    missing = np.isnat(done)
    if missing.any():
        raise InvalidValueError(f"days[{int(np.argmax(missing))}]", None, "a date")
    return (day_of(day) - done).astype(float)


def days_since(places: int, place: ArrayLike, age_days: ArrayLike) -> Floats:
    """Days since the last record of each of `places` places, shape (places,); inf where none.

    `place` (n,) is the row of the place that each record speaks of, `age_days` (n,) its age.
    What has a negative age lies in the future and does not count.

    >>> days_since(3, [0, 0, 1], [40, 12, -5])
    array([12., inf, inf])
    """
    row, age = checks.rows(place, places, "place"), np.asarray(age_days, dtype=float).reshape(-1)
    checks.same_length(place=row, age_days=age)
    found = np.full(places, np.inf)
    past = age >= 0
    np.minimum.at(found, row[past], age[past])
    return found


def states(
    since_days: ArrayLike, allowed_days: ArrayLike, due_share: float = DUE_SHARE
) -> NDArray[np.int8]:
    """States (n,) from the days since a thing was done and the days allowed.

    `since_days` is inf where it was never done; `allowed_days` (n,) or one number is above 0,
    and inf where no rule asks for anything: there the state is unknown. `due_share` lies in
    [0, 1].

    >>> states([72, 73, 90, 91, np.inf], 90)
    array([1, 3, 3, 0, 0], dtype=int8)
    """
    share = checks.shares([due_share], "due_share")[0]
    since = np.asarray(since_days, dtype=float)
    allowed = np.broadcast_to(np.asarray(allowed_days, dtype=float), since.shape)
    if not (allowed > 0).all():
        wrong = float(allowed[~(allowed > 0)][0])
        raise InvalidValueError("allowed_days", wrong, "days above 0")
    late = np.where(since <= allowed, State.DUE, State.GAP)
    # The product rounds: 0.7 * 90 is 62.99999999999999.
    state = np.where(since <= share * allowed + 1e-9, State.COVERED, late)
    return np.where(np.isinf(allowed), State.UNKNOWN, state).astype(np.int8)


def overdue_days(since_days: ArrayLike, allowed_days: ArrayLike) -> Floats:
    """Days by which things are late, 0 where they are not; inf where they were never done.

    >>> overdue_days([80, 123, np.inf], 90)
    array([ 0., 33., inf])
    """
    since, allowed = np.asarray(since_days, float), np.asarray(allowed_days, float)
    allowed = np.broadcast_to(allowed, since.shape)
    late = np.full(since.shape, 0.0)
    ruled = np.isfinite(allowed)
    late[ruled] = np.maximum(since[ruled] - allowed[ruled], 0)
    return late
