"""Mixed integer programmes, solved by HiGHS through scipy, that can be watched and cancelled."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from threading import Thread

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csc_array

from coverage.analysis.siting.clock import Clock, Step

POLL_S = 0.1
INFEASIBLE = 2


@dataclass(frozen=True)
class Programme:
    """Minimise cost @ x over 0 <= x <= upper with low <= matrix @ x <= high.

    `whole`, shape (n,): which variables must be whole numbers.
    """

    cost: NDArray[np.float64]
    matrix: csc_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    whole: NDArray[np.bool_]
    upper: float = 1.0


@dataclass(frozen=True)
class Outcome:
    """What the solver found: the best `x` (None if none), a `bound` below every solution.

    `infeasible`: it is proven that there is no solution; the bound is inf then.
    """

    x: NDArray[np.float64] | None
    bound: float
    infeasible: bool


def solve(programme: Programme, clock: Clock) -> Outcome:
    """Solve to optimality if the time left allows.

    A cancelled run ends at once for the caller; the solver itself cannot be interrupted and
    lets go of its thread when its time is up.
    """
    if clock.over:
        return Outcome(None, -np.inf, False)
    found = _watched(partial(_run, programme, clock.left_s), clock)
    if found.status == INFEASIBLE:
        return Outcome(None, np.inf, True)
    bound = getattr(found, "mip_dual_bound", None)
    if bound is None or np.isnan(bound):
        bound = found.fun if found.status == 0 else -np.inf
    return Outcome(found.x, float(bound), False)


def prices(programme: Programme, clock: Clock) -> NDArray[np.float64] | None:
    """What each row of a programme with `low` alone is worth if variables may be fractions.

    The dual solution of the linear relaxation, shape (rows,), >= 0; None if the time is too
    short or there is no solution.
    """
    if clock.over:
        return None
    found = _watched(partial(_relax, programme, clock.left_s), clock)
    return np.maximum(-found.ineqlin.marginals, 0) if found.status == 0 else None


def _run(programme: Programme, time_limit_s: float) -> OptimizeResult:
    return milp(
        programme.cost,
        integrality=programme.whole.astype(int),
        bounds=Bounds(0, programme.upper),
        constraints=LinearConstraint(programme.matrix, programme.low, programme.high),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )


def _relax(programme: Programme, time_limit_s: float) -> OptimizeResult:
    return linprog(
        programme.cost,
        A_ub=-programme.matrix,
        b_ub=-programme.low,
        bounds=(0, programme.upper),
        method="highs",
        options={"time_limit": time_limit_s},
    )


def _watched(work: Callable[[], OptimizeResult], clock: Clock) -> OptimizeResult:
    """Do the work, in a thread of its own (HiGHS releases the interpreter) if somebody watches."""
    if not clock.watched:
        return work()
    future: Future[OptimizeResult] = Future()

    def deliver() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=deliver, daemon=True, name="siting").start()
    while True:
        try:
            return future.result(timeout=POLL_S)
        except TimeoutError:
            clock.report(0.0, Step.PROOF)
