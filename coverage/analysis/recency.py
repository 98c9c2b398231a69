"""How long ago something was last done, and whether that is still good.

    r = days since it was last done / days allowed

A place is covered up to r = `due_share`, due up to r = 1, and a gap beyond. Where nothing is on
record it was last done before the records begin: a gap once they reach back further than the
days allowed, unknown until then. The same rule holds for visits of villages and for patrols of
segments and waters.
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


def known_days(age_days: ArrayLike) -> float:
    """How many days back the records reach, from their ages (n,); -1 where there are none.

    >>> known_days([40, 12, -5]), known_days([-5])
    (40.0, -1.0)
    """
    age = np.asarray(age_days, dtype=float)
    return float(np.max(age[age >= 0], initial=-1))


def states(
    since_days: ArrayLike,
    allowed_days: ArrayLike,
    due_share: float = DUE_SHARE,
    known_days: float = np.inf,
) -> NDArray[np.int8]:
    """States (n,) from the days since a thing was done and the days allowed.

    `since_days` is inf where it is not on record; `allowed_days` (n,) or one number is above 0,
    and inf where no rule asks for anything: there the state is unknown. `due_share` lies in
    [0, 1]; `known_days` says how far back the records reach.

    >>> states([72, 73, 90, 91, np.inf], 90)
    array([1, 3, 3, 0, 0], dtype=int8)
    >>> states([10, np.inf], 90, known_days=60)
    array([1, 2], dtype=int8)
    """
    share = checks.shares([due_share], "due_share")[0]
    since = np.asarray(since_days, dtype=float)
    allowed = np.broadcast_to(np.asarray(allowed_days, dtype=float), since.shape)
    if not (allowed > 0).all():
        wrong = float(allowed[~(allowed > 0)][0])
        raise InvalidValueError("allowed_days", wrong, "days above 0")
    unruled = np.isinf(allowed)
    # The product rounds: 0.7 * 90 is 62.99999999999999.
    fresh_days = share * np.where(unruled, 0, allowed) + 1e-9
    on_time = np.where(since <= fresh_days, State.COVERED, State.DUE)
    state = np.where(since <= allowed, on_time, State.GAP)
    unsaid = unruled | (np.isinf(since) & (known_days < allowed))
    return np.where(unsaid, State.UNKNOWN, state).astype(np.int8)


def overdue_days(
    since_days: ArrayLike, allowed_days: ArrayLike, known_days: float = np.inf
) -> Floats:
    """Days by which things are late, 0 where they are not or where no rule asks for them.

    What is not on record is late since the records begin, at least.

    >>> overdue_days([80, 123, np.inf], 90, known_days=365)
    array([  0.,  33., 275.])
    """
    since = np.asarray(since_days, dtype=float)
    since = np.where(np.isinf(since), max(known_days, 0.0), since)
    allowed = np.broadcast_to(np.asarray(allowed_days, dtype=float), since.shape)
    late = np.zeros(since.shape)
    np.subtract(since, allowed, out=late, where=np.isfinite(allowed))
    return np.maximum(late, 0.0)
