"""The state of a run: from waiting over running to done, failed or cancelled.

Each step is one conditional UPDATE, so that two who act at once cannot both succeed: a run that
was cancelled is never done afterwards.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from coverage.analysis.errors import AnalysisError, Cancelled
from coverage.models.runs import Run

logger = logging.getLogger(__name__)
LONGEST_RUN_S = 600.0
# A bar that moves once a second is smooth enough, and each step is a write.
PROGRESS_EVERY_S = 1.0
WAITING, RUNNING, DONE = Run.State.WAITING, Run.State.RUNNING, Run.State.DONE
FAILED, CANCELLED = Run.State.FAILED, Run.State.CANCELLED
ENDED = (DONE, FAILED, CANCELLED)


class Stopping(BaseException):
    """The worker is told to stop; what it runs goes back to the queue."""


class EndedError(Exception):
    """A run that has ended cannot be cancelled."""


def ask(run: Run, task: Task) -> Run:
    """Keep a new run and put it into the queue, both or neither."""
    with transaction.atomic():
        run.state = WAITING
        run.save()
        run.task_id = task.enqueue(run.public_id).id
        run.save(update_fields=["task_id"])
    return run


def cancel(run: Run) -> Run:
    """Cancel a run: at once while it waits, within a second while it is computed.

    Raises EndedError when it has ended.
    """
    rows = type(run)._default_manager.filter(pk=run.pk)
    now = timezone.now()
    waiting, running = rows.filter(state=WAITING), rows.filter(state=RUNNING)
    is_cancelled = waiting.update(state=CANCELLED, cancel_requested=True, ended_at=now)
    if not is_cancelled and not running.update(cancel_requested=True):
        raise EndedError
    run.refresh_from_db()
    return run


def compute(
    model: type[Run],
    public_id: str,
    computed: Callable[[Run], Any],
    keep: Callable[[Run, Any], None],
) -> str:
    """Compute a waiting run and keep what comes out; return the state it ended in.

    ``keep`` writes the answer of ``computed`` in the transaction that makes the run done. A run
    that is no longer there or no longer waits is left alone.
    """
    mine = model._default_manager.filter(public_id=public_id)
    started = {"state": RUNNING, "started_at": timezone.now(), "progress": 0.0, "error": ""}
    if not mine.filter(state=WAITING).update(**started):
        return ""
    running = mine.filter(state=RUNNING)
    try:
        run = mine.get()
        return _done(running, run, computed(run), keep)
    except Cancelled:
        ended = {"state": CANCELLED}
    except AnalysisError as error:
        ended = {"state": FAILED, "error": str(error)}
    except model.DoesNotExist:
        return ""
    except Stopping:
        running.update(state=WAITING, progress=0.0, progress_note="")
        raise
    except Exception as error:
        logger.exception("%s %s failed", model.__name__, public_id)
        ended = {"state": FAILED, "error": _reason(error)}
    running.update(**ended, ended_at=timezone.now(), progress_note="")
    return ended["state"]


def _done(running, run: Run, answer: Any, keep: Callable[[Run, Any], None]) -> str:
    ended = {"ended_at": timezone.now(), "progress_note": ""}
    with transaction.atomic():
        # Whoever cancelled in the last moment was told that it would be cancelled.
        wanted = running.filter(cancel_requested=False)
        if wanted.update(state=DONE, progress=1.0, **ended):
            keep(run, answer)
            return DONE
    running.update(state=CANCELLED, **ended)
    return CANCELLED


def _reason(error: Exception) -> str:
    """Return the last line of what happened: a traceback is for the log."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[-1][:300]}" if lines else type(error).__name__


class Report:
    """Writes the progress of a run to its row, not more than once a second, and reads whether
    somebody wants it to end."""

    def __init__(self, run: Run):
        self.rows = type(run)._default_manager.filter(pk=run.pk)
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
        """Return whether the run was cancelled or deleted."""
        wanted = self.rows.filter(state=RUNNING, cancel_requested=False)
        return not wanted.exists()


def overdue_since():
    """Return the moment before which a run that still runs has nobody who works on it."""
    return timezone.now() - timedelta(seconds=LONGEST_RUN_S + 60)
