"""Which gap first: points for the people it concerns, for how long it is overdue, for its length.

    points = people / 1000 * a + days overdue / 30 * b + km * c

The weights a, b, c are not negative; what a gap does not have gives no points.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks

PEOPLE, DAYS, METRES = 1000.0, 30.0, 1000.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """Points for each 1000 people, each 30 days overdue and each kilometre.

    Raises InvalidValueError for a weight below 0.
    """

    per_1000_people: float = 1.0
    per_30_days: float = 1.0
    per_km: float = 1.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            checks.not_negative([value], name)


def points(people: ArrayLike, days_overdue: ArrayLike, length_m: ArrayLike, by: Weights) -> Floats:
    """The points of n gaps, shape (n,); columns of shape (n,), not negative, 0 for "has none".

    >>> points([2345], [33], [0], Weights())
    array([3.445])
    """
    columns = {"people": people, "days_overdue": days_overdue, "length_m": length_m}
    checked = {name: checks.not_negative(values, name) for name, values in columns.items()}
    checks.same_length(**checked)
    return (
        checked["people"] / PEOPLE * by.per_1000_people
        + checked["days_overdue"] / DAYS * by.per_30_days
        + checked["length_m"] / METRES * by.per_km
    )


def order(given: Floats, area_m2: Floats, names: ArrayLike) -> NDArray[np.intp]:
    """Rows of gaps, most points first; equals by the larger area, then by name.

    >>> order(np.array([1.0, 2, 1]), np.array([5.0, 5, 9]), ["a", "b", "c"]).tolist()
    [1, 2, 0]
    """
    # Points are compared as they are shown: a digit beyond would order without a reason.
    return np.lexsort((np.asarray(names), -area_m2, -np.round(given, 2)))
