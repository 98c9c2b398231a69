import threading

import numpy as np
import pytest

from coverage.analysis.errors import Cancelled
from coverage.analysis.siting import (
    Step,
    assign_pairings,
    maximal_covering,
    p_center,
    p_median,
    set_covering,
)
from tests.coverage.analysis.siting.conftest import plane

DISTANCE_M, PEOPLE = plane(8, 120, 120)
MODELS = {
    "maximal": lambda tell: maximal_covering(DISTANCE_M, PEOPLE, 900, 12, progress=tell),
    "median": lambda tell: p_median(DISTANCE_M, PEOPLE, 5, progress=tell),
    "center": lambda tell: p_center(DISTANCE_M, 6, progress=tell),
    "fewest": lambda tell: set_covering(DISTANCE_M, 1500, progress=tell),
    "pairings": lambda tell: assign_pairings(DISTANCE_M, np.ones(120, int), progress=tell),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_run_tells_how_far_it_is(name):
    told = []
    MODELS[name](lambda fraction, note: told.append((fraction, note)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] <= fractions[-1] <= 1
    assert {note for _, note in told} <= {step.value for step in Step}


@pytest.mark.parametrize("name", MODELS)
def test_a_run_can_be_cancelled(name):
    def stop(fraction, note):
        raise Cancelled

    with pytest.raises(Cancelled):
        MODELS[name](stop)


def test_a_run_can_be_cancelled_while_the_solver_works():
    random = np.random.default_rng(3)
    cost = np.where(random.random((200, 200)) < 0.06, 1.0, np.inf)
    cost[:, 0] = np.where(np.isfinite(cost).any(axis=1), cost[:, 0], 1.0)
    asked = []

    def stop_in_the_proof(fraction, note):
        if note == Step.PROOF and [
            thread for thread in threading.enumerate() if thread.name == "siting"
        ]:
            asked.append(fraction)
            raise Cancelled

    with pytest.raises(Cancelled):
        set_covering(cost, 5, time_limit_s=5, progress=stop_in_the_proof)
    assert asked


@pytest.mark.parametrize("name", ["median", "maximal", "center"])
def test_watching_changes_nothing(name):
    silent = {
        "maximal": lambda: maximal_covering(DISTANCE_M, PEOPLE, 900, 12),
        "median": lambda: p_median(DISTANCE_M, PEOPLE, 5),
        "center": lambda: p_center(DISTANCE_M, 6),
    }[name]()
    watched = MODELS[name](lambda fraction, note: None)
    assert watched.chosen.tolist() == silent.chosen.tolist()
    assert watched.objective == silent.objective
