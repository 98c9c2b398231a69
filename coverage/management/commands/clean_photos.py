from django.core.management.base import BaseCommand

from coverage import pictures
from coverage.models import BoardCheck, IssuePhoto

# What is being received has files for a moment before it has a row.
OLD_S = 3600


class Command(BaseCommand):
    """Remove the files of photos that no row names, which a crash may have left."""

    help = "Remove files of photos, older than an hour, that no row of the database names."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args, dry_run: bool, verbosity: int, **options):
        found = list(pictures.orphans(_named(), OLD_S))
        for name in () if dry_run else found:
            pictures.remove(name)
        if verbosity:
            self.stdout.write(f"files without a row: {len(found)}{'' if dry_run else ', removed'}")


def _named() -> set[str]:
    """Return the names that rows know."""
    return {
        name
        for model in (IssuePhoto, BoardCheck)
        for row in model.objects.values_list("image", "thumbnail")
        for name in row
        if name
    }
