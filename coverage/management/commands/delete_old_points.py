from django.core.management.base import BaseCommand
from django.utils import timezone

from coverage.tracks import retention


class Command(BaseCommand):
    """Delete raw points of tracks that are older than the settings allow; figures stay."""

    help = (
        "Delete the raw points and the cleaned lines of tracks of patrols that are longer ago than "
        "the patrol settings say (raw_days). The figures computed from them stay. Run it daily."
    )

    def handle(self, *args, **options):
        found = retention.delete_old(timezone.localdate())
        for one in found:
            self.stdout.write(
                f"{one.subdistrict.code} {one.subdistrict}: {one.tracks} tracks with "
                f"{one.points} points of patrols before {one.first_kept}"
            )
        if not found:
            self.stdout.write("nothing is old enough")
