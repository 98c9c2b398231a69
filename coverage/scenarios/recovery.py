"""What a worker left behind that was killed: taken up again once, then marked as failed."""

import logging

from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from coverage.models import Scenario
from coverage.scenarios import presence, runs
from coverage.scenarios.tasks import compute_scenario

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 2
GAVE_UP = gettext_noop("The worker ended twice while it computed this.")


def recover() -> int:
    """Look after every scenario that has not ended; return how many had nobody.

    Afterwards each waits in the queue, is with a living worker, or has ended.
    """
    open_ones = Scenario.objects.filter(state__in=(runs.WAITING, runs.RUNNING))
    return sum(_looked_after(scenario) for scenario in open_ones)


def _looked_after(scenario: Scenario) -> bool:
    task = DBTaskResult.objects.filter(pk=scenario.task_id or None).first()
    if task is not None and _is_in_hand(task):
        return False
    logger.warning("Scenario %s was left %s by its worker", scenario.public_id, scenario.state)
    if scenario.cancel_requested:
        _end(scenario, state=runs.CANCELLED)
    elif scenario.state == runs.RUNNING and task and len(task.worker_ids) >= MOST_ATTEMPTS:
        _end(scenario, state=runs.FAILED, error=GAVE_UP)
    else:
        _again(scenario, task)
        return True
    if task is not None and task.status == TaskResultStatus.RUNNING:
        task.set_failed(RuntimeError(GAVE_UP))
    return True


def _is_in_hand(task: DBTaskResult) -> bool:
    """Return whether a task waits in the queue or a worker is on it."""
    if task.status == TaskResultStatus.READY:
        return True
    if task.status != TaskResultStatus.RUNNING or not task.worker_ids:
        return False
    worker = task.worker_ids[-1]
    if presence.is_here(worker):
        return presence.is_alive(worker)
    return task.started_at > runs.overdue_since()


def _end(scenario: Scenario, **members: object) -> None:
    rows = Scenario.objects.filter(pk=scenario.pk, state=scenario.state)
    rows.update(**members, ended_at=timezone.now(), progress_note="")


def _again(scenario: Scenario, task: DBTaskResult | None) -> None:
    """Put a scenario back into the queue; its task keeps the count of the attempts."""
    rows = Scenario.objects.filter(pk=scenario.pk, state=scenario.state)
    again = {"state": runs.WAITING, "progress": 0.0, "progress_note": ""}
    if task is not None and task.status == TaskResultStatus.RUNNING:
        if rows.update(**again):
            DBTaskResult.objects.filter(pk=task.pk).update(status=TaskResultStatus.READY)
        return
    rows.update(**again, task_id=compute_scenario.enqueue(scenario.public_id).id)
