from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coverage import reference


class Command(BaseCommand):
    """Load the reference data set; again changes nothing."""

    help = "Load the reference data of fixtures/data into the register; again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures" / "data")

    def handle(self, *args, folder: Path, verbosity: int, **options):
        total_created = total_read = 0
        try:
            for name, created, read in reference.load(folder):
                total_created += created
                total_read += read
                if verbosity and created:
                    self.stdout.write(f"  {name:<26}{created:>6} rows")
        except reference.ReferenceDataError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(f"reference data: {total_read} rows, {total_created} new")
