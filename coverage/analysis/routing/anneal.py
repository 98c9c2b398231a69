"""Rounds for several vehicles: ruin and recreate under a temperature that falls."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.routing.problem import Problem, Rounds, rounds_of
from coverage.analysis.routing.search import MOST_TRIED, search, tighten
from coverage.analysis.routing.state import Kept, Known, State, Task, measure
from coverage.analysis.siting.clock import Clock, Step

NEAREST = 100
# Temperatures at the beginning and at the end, in mean costs of travel a job. Long rounds have
# short ways between most of their jobs, and so want a higher one. Short rounds settle while it is
# still warm: what is cooler than their last one is time lost.
SHORT, LONG, AGAIN = (0.15, 0.03), (1.0, 0.01), (0.1, 0.01)
LONG_ROUND = 15
# Limits that begin loose are kept from this share of the run on.
LOOSE_SHARE = 0.6


def anneal(
    problem: Problem,
    clock: Clock,
    *,
    most_rounds: int | None = None,
    seed: int = 0,
    loose: float = 0.0,
    first: Rounds | None = None,
) -> Rounds:
    """Short rounds for a problem: all jobs that fit, or the most valuable.

    With `loose` the limits of cost begin by that share too high and fall: this leads to other
    rounds, often better ones where there are few and long. From `first`, rounds that may break
    the limits, it begins at a low temperature. Ends when the time is up, or after
    `most_rounds` steps if that comes first.
    """
    task, state = _task(problem), _state(problem)
    kept, known = _kept(problem), _known(problem)
    for row in range(problem.vehicles):
        if first is not None:
            state.size[row] = len(first.orders[row])
            state.order[row, : len(first.orders[row])] = first.orders[row]
        measure(task, state, row, -1)
    best = tighten(task, state, kept, known, seed)
    order, size = state.order.copy(), state.size.copy()
    unit = max(float(state.spent[:, 0].sum()) / problem.jobs, 1e-9)
    hot, cold = SHORT if problem.jobs < LONG_ROUND * np.count_nonzero(size) else LONG
    if first is not None:
        hot, cold = AGAIN
    steps = int(np.clip(100_000 // problem.jobs, 50, 2_000))
    given_s, done = clock.left_s, 0
    slack = loose
    while not clock.over and (most_rounds is None or done < most_rounds):
        used = 1 - clock.left_s / given_s if given_s else 1.0
        share = used if most_rounds is None else done / most_rounds
        clock.report(share, Step.SEARCH)
        heat = unit * hot * (cold / hot) ** share
        if slack > 0:
            slack = loose * max(1 - share / LOOSE_SHARE, 0.0)
            task.limit[:] = problem.limit * (1 + slack)
            now = tighten(task, state, kept, known, seed + done)
            if slack == 0 and now < best:
                best, order[:], size[:] = now, state.order, state.size
        # Rounds under loose limits do not count.
        goal = -np.inf if slack > 0 else best
        now = search(task, state, kept, known, order, size, goal, steps, heat, seed + done)
        best = best if slack > 0 else now
        done += steps
    return rounds_of(problem, [order[row, : size[row]] for row in range(problem.vehicles)])


@lru_cache(maxsize=1)
def compiled() -> None:
    """Compile the search, or load it from the cache: once in a process."""
    travel, one = np.ones((3, 3)) - np.eye(3), np.ones(1)
    ends, start = np.array([[1, 2]]), np.zeros(1, np.intp)
    anneal(
        Problem(travel, ends, ends[:, ::-1], one, one, one, start - 1, start, start, one, one),
        Clock(3600.0),
        most_rounds=1,
    )


def _task(problem: Problem) -> Task:
    travel = _floats(problem.travel)
    vehicles = np.column_stack([problem.start, problem.end, problem.limit, problem.capacity])
    _, kind = np.unique(vehicles, axis=0, return_inverse=True)
    outward = travel[np.ix_(problem.start, problem.enter.reshape(-1))]
    return Task(
        travel=travel,
        back=travel if np.array_equal(travel, travel.T) else _floats(travel.T),
        enter=_ints(problem.enter),
        leave=_ints(problem.leave),
        service=_floats(problem.service),
        load=_floats(problem.load),
        prize=_floats(problem.prize),
        owner=_ints(problem.owner),
        start=_ints(problem.start),
        end=_ints(problem.end),
        limit=_floats(problem.limit),
        capacity=_floats(problem.capacity),
        kind=_ints(kind.reshape(-1)),
        near=_ints(_nearest(problem)),
        through=_floats(problem.travel[problem.enter, problem.leave].max(axis=1)),
        far=outward.reshape(problem.vehicles, -1, 2).min(axis=(0, 2)),
    )


def _nearest(problem: Problem) -> NDArray[np.intp]:
    """The nearest other jobs of each, in either direction, shape (n, up to NEAREST)."""
    ways = [
        problem.travel[np.ix_(problem.leave[:, one], problem.enter[:, other])]
        for one in range(2)
        for other in range(2)
    ]
    between = np.minimum.reduce(ways)
    between = np.minimum(between, between.T)
    np.fill_diagonal(between, np.inf)
    return np.argsort(between, axis=1, kind="stable")[:, : min(NEAREST, problem.jobs - 1)]


def _state(problem: Problem) -> State:
    jobs, vehicles = problem.jobs, problem.vehicles
    places = (vehicles, jobs + 1, 2)
    return State(
        order=np.zeros((vehicles, jobs), np.int64),
        size=np.zeros(vehicles, np.int64),
        name=np.zeros(vehicles, np.int64),
        vehicle=np.full(jobs, -1, np.int64),
        place=np.full(jobs, -1, np.int64),
        spent=np.zeros((vehicles, 3)),
        until=np.zeros(places),
        until_at=np.zeros(places, np.int64),
        since=np.zeros(places),
        since_at=np.zeros(places, np.int64),
    )


def _kept(problem: Problem) -> Kept:
    jobs, vehicles = problem.jobs, problem.vehicles
    return Kept(
        order=np.zeros((vehicles, jobs), np.int64),
        size=np.zeros(vehicles, np.int64),
        travel=np.zeros(vehicles),
        touched=np.zeros(vehicles + 1, np.int64),
        is_touched=np.zeros(vehicles, bool),
        out=np.zeros(jobs + MOST_TRIED + 1, np.int64),
        left_out=np.zeros(jobs + 1, np.int64),
        key=np.zeros(jobs + MOST_TRIED + 1),
        tried=np.zeros(vehicles, bool),
    )


def _known(problem: Problem) -> Known:
    shape = (problem.jobs, problem.vehicles)
    return Known(
        name=np.zeros(shape, np.int64),
        total=np.zeros(shape),
        place=np.zeros(shape, np.int64),
    )


def _ints(values: NDArray[np.generic]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64, order="C")


def _floats(values: NDArray[np.generic]) -> NDArray[np.float64]:
    return np.array(values, dtype=float, order="C")
