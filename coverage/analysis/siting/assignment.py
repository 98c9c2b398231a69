"""Which deputy to pair with which village: least travel within workload and group limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.siting import problem
from coverage.analysis.siting.clock import Clock, Progress

# Of plans with the same travel the one that keeps most of today's pairs: each is worth this
# share of the largest cost.
KEEPING = 1e-9

Pairs = NDArray[np.intp]


class Reason(StrEnum):
    """Why a village gets no deputy.

    NOT_ALLOWED: no deputy may be paired with it. UNREACHABLE: of those who may none reaches it.
    FULL: all who may and could have reached their limits.
    """

    NOT_ALLOWED = "not_allowed"
    UNREACHABLE = "unreachable"
    FULL = "full"


@dataclass(frozen=True)
class Pairings:
    """A plan of pairs; each row of `kept`, `added` and `ended`, shape (n, 2), is deputy, village.

    `unserved`: villages left without a deputy, ascending, and `reasons` why. `load` (deputies,):
    pairs of each deputy in the plan. `travel`: sum of the costs of all its pairs that have a
    way; `travel_added`: of the added ones alone. No plan serves more villages, and none that
    serves as many has less travel.
    """

    kept: Pairs
    added: Pairs
    ended: Pairs
    unserved: NDArray[np.intp]
    reasons: tuple[Reason, ...]
    load: NDArray[np.intp]
    travel: float
    travel_added: float
    seconds: float


def assign_pairings(
    cost: ArrayLike,
    limit: ArrayLike,
    allowed: ArrayLike | None = None,
    current: Sequence[tuple[int, int]] | NDArray[Any] = (),
    keep_current: bool = True,
    progress: Progress | None = None,
) -> Pairings:
    """Give every village without a deputy one, if possible, at the least total cost.

    `cost` (deputies, villages): seconds or metres, inf where there is no way; `limit`
    (deputies,): most pairs of each deputy, whole numbers >= 0; `allowed` (deputies, villages):
    who may be paired with whom (group boundaries), all if None; `current`: today's pairs
    (deputy, village). With `keep_current` today's pairs stay as they are, even beyond limits or
    boundaries, and pairs are only added; without it all villages are assigned anew, and today's
    pairs stay where they cost nothing. Serving more villages goes before less travel.

    `progress` is called once before the work. Raises InvalidValueError for input that is not as
    said.
    """
    clock = Clock(60.0, progress)
    matrix = problem.costs(cost)
    limits = _limits(limit, len(matrix))
    mask = _allowed(allowed, matrix.shape)
    today = _pairs(current, matrix.shape)
    kept_today = today if keep_current else today[:0]
    room = np.maximum(limits - np.bincount(kept_today[:, 0], minlength=len(matrix)), 0)
    villages = np.setdiff1d(np.arange(matrix.shape[1]), kept_today[:, 1])
    possible = mask & np.isfinite(matrix)
    price = _priced(matrix, today)
    plan = _assign(np.where(possible, price, np.inf), room, villages)
    unserved = np.setdiff1d(villages, plan[:, 1])
    plan = _sorted(np.concatenate([kept_today, plan]))
    added = _minus(plan, today)
    return Pairings(
        kept=_minus(plan, added),
        added=added,
        ended=_minus(today, plan),
        unserved=unserved,
        reasons=tuple(_reason(mask[:, place], possible[:, place]) for place in unserved),
        load=np.bincount(plan[:, 0], minlength=len(matrix)),
        travel=_travel(matrix, plan),
        travel_added=_travel(matrix, added),
        seconds=clock.seconds,
    )


def _assign(
    price: NDArray[np.float64], room: NDArray[np.intp], villages: NDArray[np.intp]
) -> Pairs:
    """Pairs that serve most of `villages` at least cost: an assignment of slots to villages.

    A deputy has as many slots as pairs left; a village that stays without one goes to a slot of
    its own whose price is above any saving that leaving it out could bring.
    """
    slots = np.repeat(np.arange(len(room)), np.minimum(room, len(villages)))
    if len(slots) == 0 or len(villages) == 0:
        return np.empty((0, 2), dtype=np.intp)
    table = price[np.ix_(slots, villages)]
    highest = float(np.where(np.isfinite(table), table, 0).max())
    left_out = (highest + 1) * (len(villages) + 1)
    # One spare slot a village is enough; a spare serves any village at the same price.
    table = np.concatenate([table, np.full((len(villages), len(villages)), left_out)])
    table[~np.isfinite(table)] = 2 * left_out
    row, column = linear_sum_assignment(table)
    real = row < len(slots)
    return np.column_stack([slots[row[real]], villages[column[real]]])


def _priced(matrix: NDArray[np.float64], today: Pairs) -> NDArray[np.float64]:
    """Costs, a trace less for today's pairs."""
    highest = np.where(np.isfinite(matrix), matrix, 0).max(initial=0.0)
    price = matrix + highest * KEEPING
    price[today[:, 0], today[:, 1]] -= highest * KEEPING
    return price


def _limits(limit: ArrayLike, deputies: int) -> NDArray[np.intp]:
    array = np.asarray(limit)
    if array.shape != (deputies,):
        raise InvalidValueError("limit", array.shape, f"shape ({deputies},), one for each deputy")
    if deputies == 0:
        return np.empty(0, dtype=np.intp)
    if array.dtype.kind not in "iu":
        raise InvalidValueError("limit", array.dtype.name, "whole numbers")
    if (array < 0).any():
        row = int(np.argmax(array < 0))
        raise InvalidValueError(f"limit[{row}]", array[row].item(), "0 or more")
    return array.astype(np.intp)


def _allowed(allowed: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    if allowed is None:
        return np.ones(shape, dtype=bool)
    mask = np.asarray(allowed)
    if mask.shape != shape:
        raise InvalidValueError("allowed", mask.shape, f"shape {shape}, as cost")
    if mask.size and mask.dtype != bool:
        raise InvalidValueError("allowed", mask.dtype.name, "true or false for each pair")
    return mask.astype(bool)


def _pairs(current: Sequence[tuple[int, int]] | NDArray[Any], shape: tuple[int, ...]) -> Pairs:
    array = np.asarray(current)
    if array.size == 0:
        return np.empty((0, 2), dtype=np.intp)
    if array.ndim != 2 or array.shape[1] != 2 or array.dtype.kind not in "iu":
        raise InvalidValueError("current", current, "rows of deputy and village indices")
    outside = ((array < 0) | (array >= np.array(shape))).any(axis=1)
    if outside.any():
        row = int(np.argmax(outside))
        raise InvalidValueError(
            f"current[{row}]",
            array[row].tolist(),
            f"a deputy below {shape[0]}, a village below {shape[1]}",
        )
    return np.unique(array.astype(np.intp), axis=0)


def _reason(allowed: NDArray[np.bool_], possible: NDArray[np.bool_]) -> Reason:
    if not allowed.any():
        return Reason.NOT_ALLOWED
    return Reason.FULL if possible.any() else Reason.UNREACHABLE


def _sorted(pairs: Pairs) -> Pairs:
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _minus(pairs: Pairs, others: Pairs) -> Pairs:
    """Rows of `pairs` that are not in `others`."""
    taken = {(int(deputy), int(village)) for deputy, village in others}
    kept = [(int(deputy), int(village)) not in taken for deputy, village in pairs]
    return pairs[np.array(kept, dtype=bool)]


def _travel(matrix: NDArray[np.float64], pairs: Pairs) -> float:
    values = matrix[pairs[:, 0], pairs[:, 1]]
    return float(values[np.isfinite(values)].sum())
