"""Do the background tasks."""

from django.core.management.base import BaseCommand

from coverage.runs.worker import work


class Command(BaseCommand):
    """Compute the scenarios that wait, until told to stop."""

    help = "Do the background tasks that wait in the database; 'start' runs this by itself."

    def add_arguments(self, parser):
        parser.add_argument(
            "--beside", type=int, help="Stop when this parent process has ended (its number)."
        )

    def handle(self, *args, beside: int | None, **options):
        work(beside)
