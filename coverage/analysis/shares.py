"""Shares of a whole that is covered, not covered (gap) or unknown, and that add up.

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
    """The class of a place in one layer."""

    GAP = 0
    COVERED = 1
    UNKNOWN = 2


@dataclass(frozen=True)
class Shares:
    """Amounts by state, in any unit (villages, people, m2, m).

    `covered + gap + unknown == total` for integers; for measures `total` is that sum, rounded
    once.
    """

    covered: float
    gap: float
    unknown: float

    @property
    def total(self) -> float:
        parts = (self.covered, self.gap, self.unknown)
        return sum(parts) if all(isinstance(part, int) for part in parts) else fsum(parts)

    @property
    def covered_share(self) -> float | None:
        return self._share(self.covered)

    @property
    def gap_share(self) -> float | None:
        return self._share(self.gap)

    @property
    def unknown_share(self) -> float | None:
        return self._share(self.unknown)

    def percentages(self, decimals: int = 1) -> tuple[float, float, float] | None:
        """Covered, gap and unknown in per cent, rounded so that they add up to exactly 100.

        Method of the largest remainder: round all down, then give the missing last digits to
        the largest remainders (the first of equals). None when the total is 0.

        >>> Shares(1, 1, 1).percentages()
        (33.4, 33.3, 33.3)
        """
        if self.total == 0:
            return None
        units = 100 * 10**decimals
        exact = np.array([self.covered, self.gap, self.unknown], dtype=float) / self.total * units
        whole = np.floor(exact).astype(int)
        order = np.argsort(whole - exact, kind="stable")
        whole[order[: units - whole.sum()]] += 1
        covered, gap, unknown = (round(int(part) / 10**decimals, decimals) for part in whole)
        return covered, gap, unknown

    def _share(self, part: float) -> float | None:
        return None if self.total == 0 else min(part / self.total, 1.0)


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

    >>> shares([1, 0, 0], [300, 100, 0])
    Shares(covered=300, gap=100, unknown=0)
    """
    codes = np.asarray(state, dtype=int).reshape(-1)
    bad = ~np.isin(codes, list(State))
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidValueError(f"state[{row}]", int(codes[row]), "0 gap, 1 covered or 2 unknown")
    amounts = np.ones(len(codes), dtype=int)
    if weights is not None:
        amounts = checks.not_negative(weights, "weights")
    checks.same_length(state=codes, weights=amounts)
    return Shares(*(_total(amounts[codes == s]) for s in (State.COVERED, State.GAP, State.UNKNOWN)))


def _total(amounts: NDArray[np.generic]) -> float:
    # fsum does not depend on the order of the rows, numpy's sum does.
    return fsum(amounts) if amounts.dtype.kind == "f" else int(amounts.sum())
