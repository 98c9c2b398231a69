from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coverage import demo


class Command(BaseCommand):
    """Make one demonstration user a role and print their passwords; again prints the same."""

    help = (
        "Make a demonstration user for every role and print the passwords. Run it only where the "
        "reference data is shown to visitors: it gives access to everything."
    )

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, default=Path(settings.DEMO_USERS_FILE))

    def handle(self, *args, file: Path, verbosity: int, **options):
        try:
            users = demo.make_users(file)
        except demo.DemoUsersError as error:
            raise CommandError(str(error)) from error
        if not verbosity:
            return
        self.stdout.write(f"{'role':<15}{'user':<18}{'password':<16}token")
        for user in users:
            line = f"{user.role:<15}{user.username:<18}{user.password:<16}{user.token}"
            self.stdout.write(line.rstrip())
