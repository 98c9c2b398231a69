import sys
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from gunicorn.app.base import BaseApplication


def warm_up(worker) -> None:
    """Compute today's figures beside the first requests, so that the first visitor has them."""
    threading.Thread(target=_todays_figures, daemon=True).start()


def _todays_figures() -> None:
    from django.db import connection
    from django.http import QueryDict

    from coverage.api.parameters import question
    from coverage.figures import gaps, register, routes, service

    try:
        asked = question(QueryDict())
        found = register.read(asked.subdistrict, asked.day)
        reach = service.reach(found, asked.minutes, asked.mode)
        gaps.ranked(found, reach)
        routes.routes(found, reach, asked.mode)
    finally:
        connection.close()


class Server(BaseApplication):
    """Gunicorn with threads, told what to do by arguments instead of a file."""

    def __init__(self, options: dict):
        self.options = options
        super().__init__(prog="start")

    def load_config(self) -> None:
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self):
        from config.wsgi import application

        return application


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
                "loglevel": "warning",
                "post_worker_init": warm_up,
                "proc_name": "shizilu-map",
            }
        ).run()
