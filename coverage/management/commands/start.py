import os
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

LONGEST_STOP_S = 10
LEAST_PAUSE_S = 5


def warm_up(worker) -> None:
    """Compute today's figures beside the first requests, so that the first visitor has them."""
    threading.Thread(target=_todays_figures, daemon=True).start()


def _todays_figures() -> None:
    from django.db import connection
    from django.http import QueryDict

    from coverage.api.parameters import question
    from coverage.figures import overview, register, routes, service

    try:
        asked = question(QueryDict())
        found = register.read(asked.subdistrict, asked.day)
        reach = service.reach(found, asked.minutes, asked.mode)
        overview.overview(found, reach)
        routes.routes(found, reach, asked.mode)
    finally:
        connection.close()


class TaskWorkerProcess:
    """The process that does the background tasks, beside the server's own."""

    def __init__(self):
        self.process: subprocess.Popen | None = None
        self.started_at = float("-inf")

    def keep(self) -> None:
        """Start it if it does not run, not too often; it ends by itself when this process does."""
        is_running = self.process is not None and self.process.poll() is None
        if not is_running and time.monotonic() - self.started_at > LEAST_PAUSE_S:
            self.started_at = time.monotonic()
            command = [sys.executable, "manage.py", "work", "--beside", str(os.getpid())]
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR)  # noqa: S603

    def terminate(self) -> None:
        """Tell it to end; what it computes goes back to the queue."""
        if self.process is not None:
            self.process.terminate()

    def wait(self, _server: object = None) -> None:
        """Wait until it has ended."""
        if self.process is None:
            return
        try:
            self.process.wait(LONGEST_STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()


class WatchfulArbiter(Arbiter):
    """Gunicorn's master, which looks after the task worker as it does after its own workers."""

    def __init__(self, app: "Server"):
        self.task_worker = app.task_worker
        super().__init__(app)

    def manage_workers(self) -> None:
        """Start what should run and does not; called once a second."""
        super().manage_workers()
        self.task_worker.keep()

    def stop(self, graceful: bool = True) -> None:
        """End everything, the task worker beside the server's own."""
        self.task_worker.terminate()
        super().stop(graceful)


class Server(BaseApplication):
    """Gunicorn with threads, told what to do by arguments instead of a file."""

    def __init__(self, options: dict):
        self.task_worker = TaskWorkerProcess()
        self.options = options | {"on_exit": self.task_worker.wait}
        super().__init__(prog="start")

    def load_config(self) -> None:
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self):
        from config.wsgi import application

        return application

    def run(self) -> None:
        """Serve until told to stop."""
        WatchfulArbiter(self).run()


class Command(BaseCommand):
    """Prepare the database as far as needed and serve the map."""

    help = "Migrate, load the reference data, print the demo users, and serve with gunicorn."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args, host: str, port: int, workers: int, threads: int, **options):
        self.stdout.write("start: migrating the database")
        call_command("migrate", verbosity=0)
        self.stdout.write("start: loading the reference data")
        call_command("load_reference")
        call_command("demo_users")
        self.stdout.write(self.style.SUCCESS(f"\nOpen http://{host}:{port}/   (Ctrl-C stops)\n"))
        sys.stdout.flush()
        sys.argv[1:] = []
        Server(
            {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                # The longest that gunicorn allows: a filter with a polygon is long.
                "limit_request_line": 8190,
                "graceful_timeout": LONGEST_STOP_S,
                "loglevel": "warning",
                "post_worker_init": warm_up,
                "proc_name": "shizilu-map",
            }
        ).run()
