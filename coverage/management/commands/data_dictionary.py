from django.core.management.base import BaseCommand

from coverage import dictionary


class Command(BaseCommand):
    """Print the data dictionary; docs/data.md keeps it."""

    help = "Print the data dictionary as Markdown: manage.py data_dictionary > docs/data.md"

    def handle(self, *args, **options):
        self.stdout.write(dictionary.markdown(), ending="")
