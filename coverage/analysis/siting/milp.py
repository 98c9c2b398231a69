"""Mixed integer programmes, solved by HiGHS through scipy, that can be watched and cancelled."""

from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
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


def solve(programme: Programme, clock: Clock, gap: float = 0.0) -> Outcome:
    """Solve within the time left, to a relative `gap`.

    A cancelled run ends at once for the caller; the solver itself cannot be interrupted and
    lets go of its thread when its time is up.
    """
    if clock.over:
        return Outcome(None, -np.inf, False)
    options = {"time_limit": clock.left_s, "mip_rel_gap": gap}
    found = _watched(programme, options, clock) if clock.watched else _run(programme, options)
    if found.status == INFEASIBLE:
        return Outcome(None, np.inf, True)
    bound = getattr(found, "mip_dual_bound", None)
    if bound is None or np.isnan(bound):
        bound = found.fun if found.status == 0 else -np.inf
    return Outcome(found.x, float(bound), False)


def _run(programme: Programme, options: dict[str, Any]) -> OptimizeResult:
    return milp(
        programme.cost,
        integrality=programme.whole.astype(int),
        bounds=Bounds(0, programme.upper),
        constraints=LinearConstraint(programme.matrix, programme.low, programme.high),
        options=options,
    )


def _watched(programme: Programme, options: dict[str, Any], clock: Clock) -> OptimizeResult:
    """Solve in a thread of its own (HiGHS releases the interpreter) and report meanwhile."""
    future: Future[OptimizeResult] = Future()

    def work() -> None:
        try:
            future.set_result(_run(programme, options))
        except BaseException as error:
            future.set_exception(error)

    Thread(target=work, daemon=True, name="siting").start()
    while True:
        try:
            return future.result(timeout=POLL_S)
        except TimeoutError:
            clock.report(0.0, Step.PROOF)
