"""The worker: does the tasks that wait in the database, one after another.

It looks whether something waits with a plain read, and locks the queue only to take a task, so
that polling keeps no writer waiting.
"""

import logging
import os
import signal
import threading
import time

from django.core.management import call_command
from django.db import OperationalError, close_old_connections
from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from coverage.runs.life import Stopping
from coverage.runs.presence import new_worker_id, present
from coverage.runs.recovery import recover

logger = logging.getLogger(__name__)
POLL_S = 0.5
RECOVER_EVERY_S = 60.0
PARENT_POLL_S = 1.0


class TaskWorker:
    """Takes tasks until it is told to stop; what it then runs goes back to the queue."""

    def __init__(self):
        self.worker_id = new_worker_id()
        self.is_stopping = False
        self.recovered_at = float("-inf")

    def stop(self, *_signal: object) -> None:
        """Stop at once, as a handler of signals: breaks off what the main thread does."""
        if not self.is_stopping:
            self.is_stopping = True
            raise Stopping

    def run(self) -> None:
        """Work until told to stop."""
        with present(self.worker_id):
            try:
                call_command("prune_db_task_results", verbosity=0)
                while not self.is_stopping:
                    self._turn()
            except Stopping:
                return

    def _turn(self) -> None:
        """Look after what was left, do a task if one waits, else pause."""
        close_old_connections()
        try:
            if time.monotonic() - self.recovered_at > RECOVER_EVERY_S:
                recover()
                self.recovered_at = time.monotonic()
            if DBTaskResult.objects.ready().exists():
                self.take_one()
                return
        except OperationalError:
            # A long write of somebody else, or a database that restarts: it is asked again.
            logger.warning("The worker could not reach the database", exc_info=True)
        time.sleep(POLL_S)

    def take_one(self) -> None:
        """Do the task that is next in the queue."""
        Worker(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=POLL_S,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=1,
            worker_id=self.worker_id,
            excluded_queue_names=[],
        ).run()


def work(beside: int | None = None) -> None:
    """Work until SIGTERM or SIGINT, or until the parent process ``beside`` has ended."""
    worker = TaskWorker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    if beside is not None:
        threading.Thread(target=_stop_after, args=(beside,), daemon=True).start()
    worker.run()


def _stop_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_POLL_S)
    os.kill(os.getpid(), signal.SIGTERM)
