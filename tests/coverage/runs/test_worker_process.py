"""The worker as a process beside the service: it starts with it, is replaced, and ends with it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.service import ROOT, free_port

# A machine that tests may be busy; this only ends a wait in vain.
LONGEST_WAIT_S = 240
COMMITTEE = "demo_committee"


def until(find: Callable, what: str):
    """Return what ``find`` gives as soon as it gives something."""
    latest = time.monotonic() + LONGEST_WAIT_S
    while time.monotonic() < latest:
        found = find()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {what}")


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Service:
    """``manage.py start`` on a database of its own."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.environment = os.environ | {
            "DATABASE_URL": f"spatialite:///{folder / 'server.sqlite3'}",
            "SECRET_KEY": "only-for-a-scratch-service",
            "DEMO_USERS_FILE": str(folder / "demo_users.json"),
            "LOG_LEVEL": "WARNING",
        }
        self.start()

    def start(self) -> None:
        self.log = (self.folder / "server.log").open("ab")
        command = [sys.executable, "manage.py", "start", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )
        until(self._answers, "the service")

    def _answers(self) -> bool:
        assert self.process.poll() is None, (self.folder / "server.log").read_text()[-500:]
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/", timeout=10).close()
        except OSError:
            return False
        return True

    def worker(self) -> int | None:
        """Return the number of the worker's process."""
        mark = f"--beside\0{self.process.pid}\0".encode()
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and mark in (entry / "cmdline").read_bytes():
                    return int(entry.name)
            except OSError:
                continue
        return None

    def ask(self, *questions: dict) -> list[str]:
        """Ask for scenarios on the service's database; return their ids."""
        return json.loads(self.run(ASK, json.dumps(questions)))

    def states(self) -> dict[str, str]:
        return json.loads(self.run(STATES))

    def run(self, code: str, *arguments: str) -> str:
        command = [sys.executable, "-c", SET_UP + code, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(40)
        self.log.close()


SET_UP = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from coverage.models import Scenario
from coverage.scenarios import runs
from coverage.scenarios.parameters import ScenarioForm
"""
ASK = """
made = []
for question in json.loads(sys.argv[1]):
    form = ScenarioForm(question | {"date": "2026-11-22"})
    assert form.is_valid(), form.errors
    made.append(runs.ask(form.scenario(None)).public_id)
print(json.dumps(made))
"""
STATES = """
print(json.dumps(dict(Scenario.objects.values_list("public_id", "state"))))
"""


@pytest.fixture
def service(tmp_path) -> Iterator[Service]:
    made = Service(tmp_path)
    yield made
    made.process.kill()
    made.process.wait()


@pytest.mark.xdist_group("browser")
def test_a_worker_runs_beside_the_service_is_replaced_and_ends_with_it(service):
    first = until(service.worker, "a worker")
    asked = service.ask({"kind": "pairing"}, {"kind": "set_covering"}, {"kind": "p_median", "k": 2})
    until(lambda: "running" in service.states().values(), "a run")
    os.kill(first, signal.SIGKILL)
    second = until(lambda: service.worker() not in (None, first) and service.worker(), "another")
    until(lambda: set(service.states().values()) == {"done"}, "all to be done")
    assert set(service.states()) == set(asked)

    service.ask({"kind": "p_median", "k": 3}, {"kind": "p_median", "k": 4})
    until(lambda: "running" in service.states().values(), "a run")
    service.stop(signal.SIGTERM)
    until(lambda: not is_running(second), "the end of the worker")
    assert set(service.states().values()) <= {"done", "waiting", "running"}

    service.start()
    third = until(service.worker, "a worker")
    until(lambda: set(service.states().values()) == {"done"}, "what was left to be done")
    service.stop(signal.SIGKILL)
    until(lambda: not is_running(third), "the end of the worker of a killed service")
