"""The same nation by one process, by two workers of Dask, and without counties at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import empty_database

ROOT = Path(__file__).parents[3]
VILLAGES = 400
# All villages as one partition: no halo, nothing left out.
WHOLE = """
import json
from datetime import date
from coverage.nation.county import county_table, question
from geo.models import Subdistrict
day = date(2026, 1, 1)
asked = question(Subdistrict.objects.get(code="88"), day, minutes=6)
found = county_table("88", asked)
print(json.dumps({"method": found.method, "covered_m2": list(found.covered_m2)}))
"""


def run(url, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "SECRET_KEY": "only-for-the-tests"},
        check=True,
        capture_output=True,
    )
    return done.stdout


def table(url, *options):
    """The answer of the command as columns of arrays, and its facts."""
    command = ("manage.py", "coverage_nation", "88", "--date", "2026-01-01", "--minutes", "6")
    found = json.loads(run(url, *command, "--format", "json", *options))
    return {key: [row[key] for row in found["rows"]] for key in found["rows"][0]}, found


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    url = empty_database(tmp_path_factory.mktemp("nation"), "nation")
    run(url, "-m", "benchmarks.fill_nation", str(VILLAGES), "--roads")
    return url


def test_two_workers_give_what_one_process_gives(nation):
    alone, facts = table(nation)
    workers, facts_of_workers = table(nation, "--processes", "2")
    assert len(alone["code"]) == VILLAGES
    assert workers["code"] == alone["code"]
    assert set(alone["method"]) == {"network"}
    for name in ("area_m2", "gap_m2", "people_gap"):
        difference = np.array(workers[name]) - np.array(alone[name])
        assert np.abs(difference).max() < 1
    assert facts_of_workers["covered_m2"] == pytest.approx(facts["covered_m2"], abs=1)
    assert 0 < facts["covered_m2"] < facts["area_m2"]
    assert facts["people"] == sum(alone["people"])


def test_counties_with_their_halo_give_what_the_whole_gives(nation):
    columns, _ = table(nation)
    whole = json.loads(run(nation, "manage.py", "shell", "-v", "0", "-c", WHOLE))
    covered_m2 = np.array(columns["area_m2"]) - np.array(columns["gap_m2"])
    assert whole["method"] == "network"
    assert np.abs(covered_m2 - np.array(whole["covered_m2"])).max() < 1
