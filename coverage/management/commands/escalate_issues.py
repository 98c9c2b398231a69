from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coverage.issues import due


class Command(BaseCommand):
    """Mark the issues that are late by more than their subdistrict allows; a job for each day."""

    help = (
        "Mark the issues whose deadline passed so many working days ago as the settings say, once "
        "each, and write a step. Run it every day; again on the same day changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--date", help="the day that is taken for today, such as 2026-11-25")

    def handle(self, *args, date: str | None, verbosity: int, **options):
        marked = due.escalate(_day(date))
        if verbosity:
            for issue in marked:
                self.stdout.write(f"  {issue.code} was due on {issue.deadline}")
            self.stdout.write(f"escalated: {len(marked)}")


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        raise CommandError(f"--date: '{text}' is no date such as 2026-11-25.") from error
