"""Rounds one by one: the same jobs in a better order, by the search for one long tour."""

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.routing.bound import as_tour, one_way
from coverage.analysis.routing.problem import NO_WAY, Problem, Rounds, rounds_of
from coverage.analysis.siting.clock import Clock
from coverage.analysis.tours import shorter_tour

# Disturbances a job.
EACH = 10


def reordered(problem: Problem, rounds: Rounds, clock: Clock, *, seed: int = 0) -> Rounds:
    """The same rounds, none of them longer; as they are where the time is up."""
    orders = [
        order if clock.over else _reordered(problem, vehicle, order, seed)
        for vehicle, order in enumerate(rounds.orders)
    ]
    return rounds_of(problem, orders)


def _reordered(
    problem: Problem, vehicle: int, order: NDArray[np.intp], seed: int
) -> NDArray[np.intp]:
    if len(order) < 2:
        return order
    alone = problem.only(order).alone(vehicle)
    matrix = as_tour(alone)
    if matrix.max() >= NO_WAY:
        return order
    tour = shorter_tour(
        matrix,
        np.arange(len(order)),
        most_rounds=EACH * len(order),
        seed=seed,
        one_way=one_way(alone),
    )
    return order[tour.order]
