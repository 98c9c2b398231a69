"""What a worker left behind that was killed: taken up again once, then marked as failed."""

import logging

from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from coverage.inspection.tasks import compute_inspection_route
from coverage.models import InspectionRoute, Scenario
from coverage.models.runs import Run
from coverage.runs import life, presence
from coverage.scenarios.tasks import compute_scenario

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 2
GAVE_UP = gettext_noop("The worker ended twice while it computed this.")
TASKS = {Scenario: compute_scenario, InspectionRoute: compute_inspection_route}


def recover() -> int:
    """Look after every run that has not ended; return how many had nobody.

    Afterwards each waits in the queue, is with a living worker, or has ended.
    """
    return sum(
        _looked_after(run, task)
        for model, task in TASKS.items()
        for run in model.objects.filter(state__in=(life.WAITING, life.RUNNING))
    )


def _looked_after(run: Run, task: Task) -> bool:
    result = DBTaskResult.objects.filter(pk=run.task_id or None).first()
    if result is not None and _is_in_hand(result):
        return False
    logger.warning("%s %s was left %s by its worker", type(run).__name__, run.public_id, run.state)
    if run.cancel_requested:
        _end(run, state=life.CANCELLED)
    elif run.state == life.RUNNING and result and len(result.worker_ids) >= MOST_ATTEMPTS:
        _end(run, state=life.FAILED, error=GAVE_UP)
    else:
        _again(run, task, result)
        return True
    if result is not None and result.status == TaskResultStatus.RUNNING:
        result.set_failed(RuntimeError(GAVE_UP))
    return True


def _is_in_hand(result: DBTaskResult) -> bool:
    """Return whether a task waits in the queue or a worker is on it."""
    if result.status == TaskResultStatus.READY:
        return True
    if result.status != TaskResultStatus.RUNNING or not result.worker_ids:
        return False
    worker = result.worker_ids[-1]
    if presence.is_here(worker):
        return presence.is_alive(worker)
    return result.started_at > life.overdue_since()


def _end(run: Run, **members: object) -> None:
    rows = type(run)._default_manager.filter(pk=run.pk, state=run.state)
    rows.update(**members, ended_at=timezone.now(), progress_note="")


def _again(run: Run, task: Task, result: DBTaskResult | None) -> None:
    """Put a run back into the queue; its task keeps the count of the attempts."""
    rows = type(run)._default_manager.filter(pk=run.pk, state=run.state)
    again = {"state": life.WAITING, "progress": 0.0, "progress_note": ""}
    if result is not None and result.status == TaskResultStatus.RUNNING:
        if rows.update(**again):
            DBTaskResult.objects.filter(pk=result.pk).update(status=TaskResultStatus.READY)
        return
    rows.update(**again, task_id=task.enqueue(run.public_id).id)
