"""What need not be looked at in a covering problem: the same answer from a smaller matrix.

A covering matrix `near`, shape (d, f), says which demand each candidate covers. The rules are
those of Toregas and ReVelle (1973): a candidate that covers no more than another is not needed;
demand that is covered whenever some other demand is need not be asked for.
"""

import numpy as np
from numpy.typing import NDArray

# Above this number of multiplications comparing all pairs takes longer than it saves.
MOST_PRODUCTS = 2e11
ROWS_AT_ONCE = 1024

Matrix = NDArray[np.bool_]


def needed_candidates(near: Matrix) -> NDArray[np.intp]:
    """Columns that are not part of another column; of equal ones the first.

    >>> needed_candidates(np.array([[True, True, True], [False, True, True]]))
    array([1])
    """
    return np.flatnonzero(~_contained(near.T))


def needed_demand(near: Matrix) -> NDArray[np.intp]:
    """Rows that contain no other row; of equal ones the first.

    >>> needed_demand(np.array([[True, True, False], [True, False, False]]))
    array([1])
    """
    return np.flatnonzero(~_contained(~near))


def reduced_cover(near: Matrix) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns that a least cover of all rows needs to look at, until nothing goes."""
    rows, columns = np.arange(near.shape[0]), np.arange(near.shape[1])
    while True:
        size = (len(rows), len(columns))
        rows = rows[needed_demand(near[np.ix_(rows, columns)])]
        columns = columns[needed_candidates(near[np.ix_(rows, columns)])]
        if size == (len(rows), len(columns)):
            return rows, columns


def merged_demand(near: Matrix, weight: NDArray[np.float64]) -> tuple[Matrix, NDArray[np.float64]]:
    """Rows that the same candidates cover made one, with the sum of their weights."""
    if near.size == 0:
        return near, weight
    packed = np.packbits(near, axis=1)
    _, first, group = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return near[first], np.bincount(group.reshape(-1), weights=weight, minlength=len(first))


def _contained(sets: Matrix) -> NDArray[np.bool_]:
    """Which rows are a subset of another row, or equal to an earlier one."""
    count, members = sets.shape
    if count == 0 or float(count) * count * members > MOST_PRODUCTS:
        return np.zeros(count, dtype=bool)
    # Sums of float32 ones are exact up to 2^24 members.
    numbers = sets.astype(np.float32)
    sizes = numbers.sum(axis=1)
    position = np.arange(count)
    contained = np.zeros(count, dtype=bool)
    for start in range(0, count, ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        inside = numbers[part] @ numbers.T == sizes[part, None]
        smaller = sizes[part, None] < sizes[None, :]
        earlier = (sizes[part, None] == sizes[None, :]) & (position[None, :] < position[part, None])
        contained[part] = (inside & (smaller | earlier)).any(axis=1)
    return contained
