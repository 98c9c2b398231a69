"""The matrix of a round, checked and in the form the searches work on.

Everybody else's matrix has terminals: 0 is the depot, 2 i + 1 and 2 i + 2 are the first and the
last point of job i. The searches want every job alike, so the depot becomes job 0 with two ends
of its own: node 0 where the round arrives and node 1 where it sets out. Job i + 1 has the nodes
2 i + 2 and 2 i + 3, and the other end of any node is `node ^ 1`.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis.errors import InvalidValueError, UnreachableError

# Times become whole numbers below 2^26, scaled by a power of two, rounded down. Sums are then
# exact whatever their order, and whole seconds stay as they are. A job served the wrong way
# costs more than the two legs that turning it round can cost; BARRED is above both.
LARGEST_BITS = 26
WRONG_WAY = 1 << 28
BARRED = 1 << 30


@dataclass(frozen=True)
class Problem:
    """A round over `size` jobs, the depot among them, shape (2 size, 2 size) for both matrices.

    `cost[a, b]`: travel from node a to node b. `either[a, b]`: the cheaper of the directions in
    which a round could travel between them, BARRED if in none: symmetric, for bounds and for
    candidates. `wrong[a]`: what entering a job at node a costs beyond that, WRONG_WAY at the end
    of a job that may only be served forwards. `scale`: whole numbers per second.
    """

    cost: NDArray[np.int32]
    either: NDArray[np.int32]
    wrong: NDArray[np.int32]
    scale: float
    symmetric: bool

    @property
    def size(self) -> int:
        """Jobs and the depot."""
        return len(self.cost) // 2

    def priced(self, prices: NDArray[np.int64]) -> "Problem":
        """The same rounds, each cheaper by the sum of the prices: every end is joined once.

        `prices` (2 size,): taken off every leg at both its ends; so small that the costs stay
        far from BARRED.
        """
        taken = prices[:, None] + prices[None, :]
        cost = (self.cost - taken).astype(np.int32)
        either = np.where(self.either < BARRED, self.either - taken, BARRED).astype(np.int32)
        return replace(self, cost=cost, either=either)


def checked(travel_s: ArrayLike) -> NDArray[np.float64]:
    """A (2 n + 1, 2 n + 1) matrix of seconds, row to column.

    Raises UnreachableError if there is no way between two terminals, and InvalidValueError for a
    matrix of another shape or with negative times.
    """
    matrix = np.asarray(travel_s, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) % 2 == 0:
        raise InvalidValueError("travel_s", matrix.shape, "a square of 2 n + 1 terminals")
    if np.isnan(matrix).any() or (matrix < 0).any():
        raise InvalidValueError("travel_s", float(matrix.min()), "seconds >= 0")
    if not np.isfinite(matrix).all():
        start, end = np.argwhere(~np.isfinite(matrix))[0].tolist()
        raise UnreachableError("travel_s", f"terminals {start} to {end}", "a way between all")
    return matrix


def checked_one_way(one_way: ArrayLike | None, count: int) -> NDArray[np.bool_]:
    """Which of `count` jobs may only be served forwards; none if nothing is said."""
    if one_way is None:
        return np.zeros(count, dtype=bool)
    flags = np.asarray(one_way)
    if flags.shape != (count,) or flags.dtype != bool:
        wanted = f"{count} truth values, one a job"
        raise InvalidValueError("one_way", f"{flags.dtype} {flags.shape}", wanted)
    return flags


def problem(travel_s: NDArray[np.float64], one_way: NDArray[np.bool_]) -> Problem:
    """The problem of a checked matrix."""
    scale = _scale(float(travel_s.max(initial=0.0)))
    whole = np.floor(travel_s * scale).astype(np.int32)
    ends = np.arange(-1, len(travel_s)).clip(min=0)
    cost = whole[np.ix_(ends, ends)]
    forwards_only = np.concatenate([[True], one_way])
    wrong = np.zeros(len(ends), dtype=np.int32)
    wrong[3::2][one_way] = WRONG_WAY
    symmetric = not one_way.any() and np.array_equal(whole, whole.T)
    return Problem(cost, _either(cost, forwards_only), wrong, scale, bool(symmetric))


def _scale(longest_s: float) -> float:
    if longest_s == 0:
        return 1.0
    return 2.0 ** (LARGEST_BITS - 1 - np.floor(np.log2(longest_s)))


def _either(cost: NDArray[np.int32], forwards_only: NDArray[np.bool_]) -> NDArray[np.int32]:
    may_enter, may_leave = np.ones((2, len(cost)), dtype=bool)
    may_enter[1::2] = may_leave[0::2] = ~forwards_only
    there = np.where(may_leave[:, None] & may_enter[None, :], cost, np.int32(BARRED))
    either = np.minimum(there, there.T)
    node = np.arange(len(cost))
    either[node, node] = either[node, node ^ 1] = BARRED
    return either
