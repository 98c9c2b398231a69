"""Shares of a whole that is covered, due, not covered (gap) or unknown, and that add up.

The amounts are the truth: numbers of villages and people stay integers, so their parts add up
to the whole exactly. Shares of nothing do not exist and are None, never 0 or 1: an empty list
of villages is not fully covered and has no gap either.
"""

from dataclasses import dataclass
from enum import IntEnum
from math import fsum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError


class State(IntEnum):
    """The class of a place in one layer.

    What is due is reached today and will not be soon: it counts as reached and is a class of
    its own.
    """

    GAP = 0
    COVERED = 1
    UNKNOWN = 2
    DUE = 3


REACHED = (State.COVERED, State.DUE)
# From the one that needs most attention to the one of which nothing can be said.
WORST_FIRST = (State.GAP, State.DUE, State.COVERED, State.UNKNOWN)


@dataclass(frozen=True)
class Shares:
    """Amounts by state, in any unit (villages, people, m2, m).

    `covered + due + gap + unknown == total` for integers; for measures `total` is that sum,
    rounded once.
    """

    covered: float
    due: float
    gap: float
    unknown: float

    @property
    def total(self) -> float:
        parts = (self.covered, self.due, self.gap, self.unknown)
        return sum(parts) if all(isinstance(part, int) for part in parts) else fsum(parts)

    @property
    def reached(self) -> float:
        """What is covered today: the covered and the due."""
        return self.covered + self.due

    @property
    def covered_share(self) -> float | None:
        """(covered + due) / total, in [0, 1]; None where the total is 0.

        >>> Shares(covered=3, due=1, gap=2, unknown=2).covered_share
        0.5
        """
        return None if self.total == 0 else min(self.reached / self.total, 1.0)


def states(covered: ArrayLike, known: ArrayLike | None = None) -> NDArray[np.int8]:
    """States (n,) of places from a mask of the covered and a mask of those that are known.

    >>> states([True, False, True], known=[True, True, False])
    array([1, 0, 2], dtype=int8)
    """
    mask = np.asarray(covered, dtype=bool)
    result = np.where(mask, State.COVERED, State.GAP).astype(np.int8)
    if known is None:
        return result
    known_mask = np.asarray(known, dtype=bool)
    checks.same_length(covered=mask, known=known_mask)
    return np.where(known_mask, result, np.int8(State.UNKNOWN)).astype(np.int8)


def shares(state: ArrayLike, weights: ArrayLike | None = None) -> Shares:
    """Amounts by state of n places: counted (no weights), or summed weights (people, m2, m).

    `state` and `weights` have shape (n,); weights are finite and not negative. Integer weights
    are summed as integers. Raises InvalidValueError for an unknown state or a negative weight.

    >>> shares([1, 0, 0, 3], [300, 100, 0, 50])
    Shares(covered=300, due=50, gap=100, unknown=0)
    """
    codes = checked_states(state)
    amounts = np.ones(len(codes), dtype=int)
    if weights is not None:
        amounts = checks.not_negative(weights, "weights")
    checks.same_length(state=codes, weights=amounts)
    totals = {one: _total(amounts[codes == one]) for one in State}
    return Shares(
        totals[State.COVERED], totals[State.DUE], totals[State.GAP], totals[State.UNKNOWN]
    )


def worst(places: int, place: ArrayLike, state: ArrayLike) -> NDArray[np.int8]:
    """The worst state of what belongs to each of `places` places, shape (places,).

    `place` (n,) is the row of the place that each of n things belongs to, `state` (n,) their
    states. Any gap makes the place a gap, else any due makes it due; what is unknown counts
    only where nothing is known. A place to which nothing belongs is unknown.

    >>> worst(3, [0, 0, 1], [1, 0, 3])
    array([0, 3, 2], dtype=int8)
    """
    rows, codes = checks.rows(place, places, "place"), checked_states(state)
    checks.same_length(place=rows, state=codes)
    found = np.full(places, State.UNKNOWN, dtype=np.int8)
    for one in reversed(WORST_FIRST):
        found[rows[codes == one]] = one
    return found


def checked_states(state: ArrayLike) -> NDArray[np.int_]:
    """States as an array of shape (n,); raises InvalidValueError for what is none."""
    codes = np.asarray(state, dtype=int).reshape(-1)
    bad = ~np.isin(codes, list(State))
    if bad.any():
        row = int(np.argmax(bad))
        wanted = "0 gap, 1 covered, 2 unknown or 3 due"
        raise InvalidValueError(f"state[{row}]", int(codes[row]), wanted)
    return codes


def _total(amounts: NDArray[np.generic]) -> float:
    # fsum does not depend on the order of the rows, numpy's sum does.
    return fsum(amounts) if amounts.dtype.kind == "f" else int(amounts.sum())
