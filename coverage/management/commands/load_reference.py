from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coverage import reference

SHOWN = 10


def _no_longer(codes: list[str]) -> str:
    """Return what to say of rows that the files no longer have; nothing is done to them."""
    more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
    return f"no longer has {', '.join(codes[:SHOWN])}{more}; close them in the admin if they ended"


class Command(BaseCommand):
    """Load the reference data set; again changes nothing."""

    help = "Load the reference data of fixtures/data into the register; again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures" / "data")

    def handle(self, *args, folder: Path, verbosity: int, **options):
        total_created = total_read = 0
        try:
            for name, created, read, gone in reference.load(folder):
                total_created += created
                total_read += read
                if verbosity and created:
                    self.stdout.write(f"  {name:<34}{created:>6} rows")
                if gone:
                    self.stdout.write(self.style.WARNING(f"  {name}: {_no_longer(gone)}"))
        except reference.ReferenceDataError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(f"reference data: {total_read} rows, {total_created} new")
