"""Scenarios of the reference data, computed in this process where the process is not the point."""

import json
from copy import deepcopy
from datetime import date
from functools import cache

import pytest

from coverage.models import Scenario
from coverage.scenarios import pairs, stations
from coverage.scenarios.kinds import PAIRING
from coverage.scenarios.pair_results import pair_result
from coverage.scenarios.parameters import ScenarioForm
from coverage.scenarios.questions import candidates, deputies, question_of, register_of
from coverage.scenarios.station_results import station_result
from tests import register

DAY = date(2026, 11, 22)


def ask_for(**members) -> Scenario:
    """Return a scenario of the reference subdistrict that is checked and not saved."""
    form = ScenarioForm({"date": DAY.isoformat(), **members})
    assert form.is_valid(), form.errors.as_json()
    return form.scenario(None)


def result_of(scenario: Scenario) -> dict:
    """Return what a scenario would change, computed here."""
    found = register_of(scenario)
    question = question_of(scenario, found)
    if scenario.kind == PAIRING:
        answer = pairs.solve(question, lambda part, step: None)
        return pair_result(found, question, answer, deputies(found))
    answer = stations.solve(question, lambda part, step: None)
    return station_result(found, question, answer, candidates(scenario, found))


@cache
def _result_once(members: str) -> dict:
    """Return the result on the reference data as it is loaded, computed once for all tests."""
    return result_of(ask_for(**json.loads(members)))


def finished(user=None, **members) -> Scenario:
    """Return a saved scenario that is done, of the reference data as it is loaded."""
    scenario = ask_for(**members)
    scenario.created_by = user
    head = {"kind": scenario.kind, "date": DAY.isoformat(), "parameters": scenario.parameters}
    asked = {key: value for key, value in members.items() if key != "name"}
    result = deepcopy(_result_once(json.dumps(asked, sort_keys=True)))
    scenario.result = head | {"token": ""} | result
    scenario.state, scenario.progress = "done", 1.0
    scenario.save()
    return scenario


@pytest.fixture
def unit(db):
    return register.reference_unit()
