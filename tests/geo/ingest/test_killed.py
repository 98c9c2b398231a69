"""A process killed while it takes a file in, on a database of its own."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.conftest import empty_database
from tests.geo.ingest.test_atomic import many

ROWS = 60


@pytest.fixture
def start(tmp_path):
    """Give what starts ``taking_in`` on a database beside the tests' own."""
    file = tmp_path / "villages.json"
    file.write_bytes(many(ROWS))
    environment = os.environ | {
        "DATABASE_URL": empty_database(tmp_path, "killed"),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "SECRET_KEY": "only-for-a-scratch-process",
    }
    started = []

    def start(what: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.geo.ingest.taking_in", what, str(file)]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_process_killed_in_the_middle_leaves_nothing_and_it_can_be_started_again(start):
    process = start("begin")
    half = json.loads(process.stdout.readline())
    assert 0 < half["written"] == half["noted"] < ROWS
    process.kill()
    assert process.wait() == -9
    second = start("again")
    found, done = map(json.loads, second.communicate()[0].splitlines())
    assert second.returncode == 0
    assert (found["villages"], found["history"]) == (0, 0)
    assert (found["left"], found["step"], found["state"]) == ("commit", "", "checked")
    assert "broken off" in found["error"]
    assert done == {"state": "committed", "villages": ROWS, "history": ROWS}
