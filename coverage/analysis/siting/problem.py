"""Checks of the input that the siting models share. Each returns it in its working form."""

from collections.abc import Sequence
from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError


def costs(cost: ArrayLike, parameter: str = "cost") -> NDArray[np.float64]:
    """A (d, c) matrix of costs >= 0, inf where there is no way."""
    try:
        matrix = np.asarray(cost, dtype=float)
    except (TypeError, ValueError) as error:
        raise InvalidValueError(parameter, cost, "a matrix of numbers") from error
    if matrix.ndim != 2:
        raise InvalidValueError(parameter, matrix.shape, "a matrix of demand by candidates")
    bad = ~(matrix >= 0)
    if bad.any():
        row, column = np.argwhere(bad)[0].tolist()
        raise InvalidValueError(
            f"{parameter}[{row}, {column}]", matrix[row, column].item(), "a number >= 0, or inf"
        )
    return matrix


def weights(weight: ArrayLike, demand: int) -> NDArray[np.float64]:
    """One finite weight >= 0 for each demand."""
    array = checks.not_negative(weight, "weight").astype(float)
    if array.shape != (demand,):
        raise InvalidValueError("weight", array.shape, f"shape ({demand},), one for each demand")
    return array


def existing_places(existing: Sequence[int] | NDArray[Any], candidates: int) -> NDArray[np.intp]:
    """Indices of candidates that are open already, ascending, each once."""
    array = np.asarray(existing)
    if array.size == 0:
        return np.empty(0, dtype=np.intp)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise InvalidValueError("existing", existing, "indices of candidates")
    outside = (array < 0) | (array >= candidates)
    if outside.any():
        row = int(np.argmax(outside))
        raise InvalidValueError(
            f"existing[{row}]", array[row].item(), f"an index from 0 to {candidates - 1}"
        )
    return np.unique(array).astype(np.intp)


def free_places(candidates: int, existing: NDArray[np.intp]) -> NDArray[np.intp]:
    """Indices of candidates that are not open yet, ascending."""
    return np.setdiff1d(np.arange(candidates, dtype=np.intp), existing)


def how_many(count: int, parameter: str, free: int) -> int:
    """A number of places to open: a whole number from 0 to the number of free candidates."""
    try:
        if isinstance(count, bool | np.bool_):
            raise TypeError
        number = index(count)
    except TypeError as error:
        raise InvalidValueError(parameter, count, "a whole number") from error
    if not 0 <= number <= free:
        raise InvalidValueError(
            parameter, number, f"0 to {free}, the number of candidates that are not open yet"
        )
    return number
