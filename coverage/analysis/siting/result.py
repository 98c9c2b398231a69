"""What a siting model answers, and how sure the answer is."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.siting.clock import Clock

# Two values nearer than this share of the larger are the same: what the solver can tell apart.
SAME = 1e-6


class Method(StrEnum):
    """How an answer was found.

    EXACT: it meets its bound, so no other choice is better. SEARCH: the best that was found;
    `bound` says how much better another choice could be at most.
    """

    EXACT = "exact"
    SEARCH = "search"


@dataclass(frozen=True)
class Siting:
    """Where to open more places, and who goes to which.

    `chosen`: the candidates to open, ascending, without the existing ones. `assigned`, shape
    (d,): the open candidate (existing or chosen) nearest to each demand, -1 where none serves
    it. `objective`: the value of the choice, as the model defines it. `bound`: no choice can be
    better than this (a floor where less is better, a ceiling where more is). `gap`: the
    difference of both over the larger of them, 0 when `proven`. `seconds`: time of the run.
    """

    chosen: NDArray[np.intp]
    assigned: NDArray[np.intp]
    objective: float
    bound: float
    gap: float
    proven: bool
    method: Method
    seconds: float

    @property
    def unserved(self) -> NDArray[np.intp]:
        """The demand that no open candidate serves, ascending."""
        return np.flatnonzero(self.assigned < 0)


def nearest(cost: NDArray[np.float64], opened: NDArray[np.intp]) -> NDArray[np.intp]:
    """The candidate of `opened` with the least finite cost for each demand, -1 where none has.

    >>> nearest(np.array([[3.0, 1.0], [np.inf, np.inf]]), np.array([0, 1]))
    array([ 1, -1])
    """
    if len(opened) == 0 or len(cost) == 0:
        return np.full(len(cost), -1, dtype=np.intp)
    block = cost[:, opened]
    found = opened[np.argmin(block, axis=1)]
    return np.where(np.isfinite(block.min(axis=1)), found, -1)


def siting(
    chosen: NDArray[np.intp],
    assigned: NDArray[np.intp],
    objective: float,
    bound: float,
    clock: Clock,
) -> Siting:
    """Put an answer together; it is proven when it meets its bound."""
    gap = share(objective, bound)
    proven = gap <= SAME
    return Siting(
        chosen=np.sort(chosen).astype(np.intp),
        assigned=assigned.astype(np.intp),
        objective=float(objective),
        bound=float(objective if proven else bound),
        gap=0.0 if proven else gap,
        proven=proven,
        method=Method.EXACT if proven else Method.SEARCH,
        seconds=clock.seconds,
    )


def share(objective: float, bound: float) -> float:
    """The difference of two values over the larger of them, in [0, 1].

    >>> share(100.0, 90.0), share(0.0, 0.0)
    (0.1, 0.0)
    """
    larger = max(abs(objective), abs(bound))
    return abs(objective - bound) / larger if larger > 0 else 0.0
