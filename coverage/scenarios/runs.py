"""The state of a scenario: from waiting over running to done, failed or cancelled.

Each step is one conditional UPDATE, so that two who act at once cannot both succeed: a scenario
that was cancelled is never done afterwards.
"""

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from coverage.analysis.errors import AnalysisError, Cancelled
from coverage.models import Scenario
from coverage.scenarios import pairs, stations
from coverage.scenarios.apart import run_apart
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

logger = logging.getLogger(__name__)
LONGEST_RUN_S = 600.0
# A bar that moves once a second is smooth enough, and each step is a write.
PROGRESS_EVERY_S = 1.0
WAITING, RUNNING, DONE = Scenario.State.WAITING, Scenario.State.RUNNING, Scenario.State.DONE
FAILED, CANCELLED = Scenario.State.FAILED, Scenario.State.CANCELLED
ENDED = (DONE, FAILED, CANCELLED)


class Stopping(BaseException):
    """The worker is told to stop; what it runs goes back to the queue."""


class EndedError(Exception):
    """A scenario that has ended cannot be cancelled."""


def ask(scenario: Scenario) -> Scenario:
    """Keep a new scenario and put it into the queue, both or neither."""
    from coverage.scenarios.tasks import compute_scenario

    with transaction.atomic():
        scenario.state = WAITING
        scenario.save()
        scenario.task_id = compute_scenario.enqueue(scenario.public_id).id
        scenario.save(update_fields=["task_id"])
    return scenario


def cancel(scenario: Scenario) -> Scenario:
    """Cancel a scenario: at once while it waits, within a second while it runs.

    Raises EndedError when it has ended.
    """
    rows = Scenario.objects.filter(pk=scenario.pk)
    now = timezone.now()
    waiting, running = rows.filter(state=WAITING), rows.filter(state=RUNNING)
    is_cancelled = waiting.update(state=CANCELLED, cancel_requested=True, ended_at=now)
    if not is_cancelled and not running.update(cancel_requested=True):
        raise EndedError
    scenario.refresh_from_db()
    return scenario


def run(public_id: str) -> str:
    """Compute a waiting scenario and keep what comes out; return the state it ended in.

    A scenario that is no longer there or no longer waits is left alone.
    """
    mine = Scenario.objects.filter(public_id=public_id)
    started = {"state": RUNNING, "started_at": timezone.now(), "progress": 0.0, "error": ""}
    if not mine.filter(state=WAITING).update(**started):
        return ""
    running = mine.filter(state=RUNNING)
    try:
        ended = {"state": DONE, "result": _computed(mine.get()), "progress": 1.0}
    except Cancelled:
        ended = {"state": CANCELLED}
    except AnalysisError as error:
        ended = {"state": FAILED, "error": str(error)}
    except Scenario.DoesNotExist:
        return ""
    except Stopping:
        running.update(state=WAITING, progress=0.0, progress_note="")
        raise
    except Exception as error:
        logger.exception("Scenario %s failed", public_id)
        ended = {"state": FAILED, "error": _reason(error)}
    # Whoever cancelled in the last moment was told that it would be cancelled.
    unless = running.filter(cancel_requested=False) if ended["state"] == DONE else running
    if not unless.update(**ended, ended_at=timezone.now(), progress_note=""):
        running.update(state=CANCELLED, ended_at=timezone.now(), progress_note="")
    return ended["state"]


def _reason(error: Exception) -> str:
    """Return the last line of what happened: a traceback is for the log."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[-1][:300]}" if lines else type(error).__name__


def _computed(scenario: Scenario) -> dict:
    """Compute in another process and return the result as plain data."""
    state = token()
    found = register_of(scenario)
    question = question_of(scenario, found)
    solve = pairs.solve if scenario.kind == PAIRING else stations.solve
    report = Report(scenario)
    answer = run_apart(solve, question, report.tell, report.is_unwanted, LONGEST_RUN_S)
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


class Report:
    """Writes the progress of a run to its row, not more than once a second, and reads whether
    somebody wants it to end."""

    def __init__(self, scenario: Scenario):
        self.rows = Scenario.objects.filter(pk=scenario.pk)
        self.written_at = 0.0
        self.note = ""

    def tell(self, fraction: float, note: str) -> None:
        """Note how far the run is; ``note`` is a word that the pages translate."""
        now = time.monotonic()
        if note == self.note and now - self.written_at < PROGRESS_EVERY_S:
            return
        self.written_at, self.note = now, note
        self.rows.filter(state=RUNNING).update(progress=round(fraction, 3), progress_note=note)

    def is_unwanted(self) -> bool:
        """Return whether the scenario was cancelled or deleted."""
        wanted = self.rows.filter(state=RUNNING, cancel_requested=False)
        return not wanted.exists()


def overdue_since():
    """Return the moment before which a run that still runs has nobody who works on it."""
    return timezone.now() - timedelta(seconds=LONGEST_RUN_S + 60)
