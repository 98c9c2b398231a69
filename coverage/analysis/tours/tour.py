"""The order and direction in which a round from a depot serves jobs, and how good it is."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.siting.clock import Clock, Progress, Step
from coverage.analysis.tours.bounds import Bounding
from coverage.analysis.tours.directions import best_directions, directions
from coverage.analysis.tours.exact import MOST_JOBS, shortest_round
from coverage.analysis.tours.problem import Problem, checked, checked_one_way, problem
from coverage.analysis.tours.search import Search, nearest_ends

BUDGET_S = 10.0
BOUND_SHARE = 0.4
ROUNDS_AT_ONCE = 1000
# Times nearer than this share are the same: the searches count in whole numbers, rounded down.
SAME = 1e-6


@dataclass(frozen=True)
class Tour:
    """Jobs in the order they are served, shape (n,), and which are served backwards.

    `travel_s` is the time between them, from and back to the depot; `bound_s` is a lower bound
    of that time for any order and direction. The shortest tour is proven when both are equal.
    """

    order: NDArray[np.intp]
    backwards: NDArray[np.bool_]
    travel_s: float
    bound_s: float

    @property
    def proven(self) -> bool:
        """Whether no tour is shorter, but for rounding."""
        return self.travel_s <= self.bound_s * (1 + SAME)


def shortest_tour(
    travel_s: ArrayLike,
    *,
    budget_s: float = BUDGET_S,
    seed: int = 0,
    most_rounds: int | None = None,
    progress: Progress | None = None,
    one_way: ArrayLike | None = None,
) -> Tour:
    """A short tour for a (2 n + 1, 2 n + 1) matrix of seconds between terminals, row to column.

    Terminal 0 is the depot, 2 i + 1 and 2 i + 2 are the first and the last point of job i, which
    is served by entering it at one and leaving it at the other; a point has both at one place.
    `one_way` (n,): jobs that may only be served forwards.

    Up to MOST_JOBS jobs the tour is the shortest. Beyond that it is the best that a local search
    finds in `budget_s` or `most_rounds` disturbances, whichever comes first, and the bound comes
    out of the same budget; it ends early if the tour meets the bound. The same input, seed and
    `most_rounds` give the same tour unless the time runs out. The time the machine needs to
    compile the search, once in a process, is not counted. `progress(fraction, step)` is told how
    far the search is, and what it raises ends it.

    Raises UnreachableError if there is no way between two terminals and InvalidValueError.
    """
    matrix = checked(travel_s)
    flags = checked_one_way(one_way, len(matrix) // 2)
    checks.positive(budget_s, "budget_s")
    _check_whole(seed, "seed")
    _check_whole(0 if most_rounds is None else most_rounds, "most_rounds")
    compiled()
    clock = Clock(budget_s, progress)
    given = problem(matrix, flags)
    if given.size <= MOST_JOBS + 1:
        return _tour(matrix, flags, shortest_round(given), np.inf)
    round_, bound = _searched(given, clock, seed, most_rounds)
    return _tour(matrix, flags, round_, bound / given.scale)


def shorter_tour(
    travel_s: ArrayLike,
    order: ArrayLike,
    *,
    most_rounds: int,
    seed: int = 0,
    one_way: ArrayLike | None = None,
) -> Tour:
    """The tour that the local search makes of another in `most_rounds` disturbances.

    `order` (n,): every job once. Never longer than that; the bound is 0. The rest is as in
    `shortest_tour`, but the time is not limited.
    """
    matrix = checked(travel_s)
    flags = checked_one_way(one_way, len(matrix) // 2)
    _check_whole(seed, "seed")
    _check_whole(most_rounds, "most_rounds")
    backwards, before_s = best_directions(matrix, order, flags)
    before = np.asarray(order, dtype=np.intp)
    if len(before) != len(flags):
        raise InvalidValueError("order", before.tolist(), "every job once")
    compiled()
    given = problem(matrix, flags)
    nodes = np.append(0, 2 * before + 2 + backwards).astype(np.int32)
    search = Search(given, nearest_ends(given.either), seed, nodes)
    search.run(most_rounds)
    found = _tour(matrix, flags, search.round, 0.0)
    return found if found.travel_s < before_s else Tour(before, backwards, before_s, 0.0)


def lower_bound(
    travel_s: ArrayLike, *, budget_s: float = BUDGET_S, one_way: ArrayLike | None = None
) -> float:
    """Seconds of travel that no tour can beat (see `bounds`); exact up to MOST_JOBS jobs."""
    return shortest_tour(travel_s, budget_s=budget_s, most_rounds=0, one_way=one_way).bound_s


@lru_cache(maxsize=1)
def compiled() -> None:
    """Compile everything, or load it from the cache: once in a process, seconds or less."""
    xy = np.random.default_rng(0).uniform(0, 1, (2 * MOST_JOBS + 5, 2))
    times = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))
    given = problem(times, np.zeros(len(times) // 2, dtype=bool))
    near = nearest_ends(given.either)
    search = Search(given, near, 0)
    search.run(1)
    Bounding(given, near, search.round).run(search.cost, Clock(60.0))
    shortest_round(problem(times[:3, :3], np.zeros(1, dtype=bool)))


def _searched(
    given: Problem, clock: Clock, seed: int, most_rounds: int | None
) -> tuple[NDArray[np.int32], float]:
    near = nearest_ends(given.either)
    search = Search(given, near, seed)
    bounding = Bounding(given, near, search.round)
    bound = bounding.run(search.cost, clock.part(BOUND_SHARE))
    # The same rounds at prices that leave little to pay for good legs: gains show earlier.
    bound -= float(bounding.prices.sum())
    search = Search(given.priced(bounding.prices), bounding.near, seed, search.round)
    done = 0
    while not clock.over and search.cost >= bound + 1 and done != most_rounds:
        rounds = ROUNDS_AT_ONCE
        if most_rounds is not None:
            rounds = min(rounds, most_rounds - done)
        search.run(rounds)
        done += rounds
        clock.report(done / most_rounds if most_rounds else 0.0, Step.SEARCH)
    clock.report(1.0, Step.SEARCH)
    return search.round, bound + float(bounding.prices.sum())


def _tour(
    travel_s: NDArray[np.float64],
    one_way: NDArray[np.bool_],
    round_: NDArray[np.int32],
    bound_s: float,
) -> Tour:
    order = (round_[1:] // 2 - 1).astype(np.intp)
    backwards, time_s = directions(travel_s, order, one_way)
    return Tour(order, backwards, time_s, float(min(bound_s, time_s)))


def _check_whole(value: int, parameter: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        raise InvalidValueError(parameter, value, "a whole number, 0 or more")
