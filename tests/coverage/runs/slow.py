"""A computation that only its end can stop; no Django, as it is imported in another process."""

import numpy as np

from coverage.analysis.siting import milp
from coverage.analysis.siting.clock import Clock

OPENED = 8


def slow(argument, progress):
    """Let HiGHS solve a p-median that it cannot prove within a minute."""
    from scipy.sparse import csc_array, eye_array, hstack, kron, vstack

    count = 150
    # Costs without a geometry leave the largest gap between the relaxed and the whole solution.
    cost = np.random.default_rng(1).random((count, count))
    served = hstack([csc_array((count, count)), kron(eye_array(count), np.ones((1, count)))])
    opened = hstack([kron(-np.ones((count, 1)), eye_array(count)), eye_array(count**2)])
    chosen = hstack([csc_array(np.ones((1, count))), csc_array((1, count**2))])
    low = np.concatenate([np.ones(count), np.full(count**2, -np.inf), [OPENED]])
    high = np.concatenate([np.ones(count), np.zeros(count**2), [OPENED]])
    programme = milp.Programme(
        cost=np.concatenate([np.zeros(count), cost.ravel()]),
        matrix=csc_array(vstack([served, opened, chosen])),
        low=low,
        high=high,
        whole=np.ones(count + count**2, dtype=bool),
    )
    progress(0.1, "search")
    return milp.solve(programme, Clock(60.0))
