"""The computation of a scenario: asked, computed apart, and its result kept."""

from coverage.models import Scenario
from coverage.runs import life
from coverage.runs.apart import run_apart
from coverage.scenarios import pairs, stations
from coverage.scenarios.kinds import PAIRING
from coverage.scenarios.pair_results import pair_result
from coverage.scenarios.questions import (
    candidates,
    deputies,
    question_of,
    register_of,
    token,
)
from coverage.scenarios.station_results import station_result


def ask(scenario: Scenario) -> Scenario:
    """Keep a new scenario and put it into the queue, both or neither."""
    from coverage.scenarios.tasks import compute_scenario

    return life.ask(scenario, compute_scenario)


def run(public_id: str) -> str:
    """Compute a waiting scenario and keep what comes out; return the state it ended in."""
    return life.compute(Scenario, public_id, _computed, _keep)


def _keep(scenario: Scenario, result: dict) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(result=result)


def _computed(scenario: Scenario) -> dict:
    """Compute in another process and return the result as plain data."""
    state = token()
    found = register_of(scenario)
    question = question_of(scenario, found)
    solve = pairs.solve if scenario.kind == PAIRING else stations.solve
    report = life.Report(scenario)
    answer = run_apart(solve, question, report.tell, report.is_unwanted, life.LONGEST_RUN_S)
    if scenario.kind == PAIRING:
        result = pair_result(found, question, answer, deputies(found))
    else:
        result = station_result(found, question, answer, candidates(scenario, found))
    return {
        "kind": scenario.kind,
        "date": scenario.day.isoformat(),
        "parameters": scenario.parameters,
        "token": state,
    } | result
