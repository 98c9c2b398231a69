from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from coverage.tracks import again
from geo.models import RiverSegment
from geo.progress import ProgressBar

EXAMPLES = """
examples:
  manage.py judge_patrols --segment SL-03 --since 2026-01-01
  manage.py judge_patrols
"""


class Command(BaseCommand):
    """Measure and judge patrols again whose raw points are kept."""

    help = (
        "Measure and judge patrols again, for example when a segment begins to ask for each bank. "
        "Patrols whose raw points are not kept any more stay as they were judged."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs) -> ArgumentParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=EXAMPLES,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--segment", help="code of a segment: those on or near it (all)")
        parser.add_argument("--since", help="first day of the patrols, YYYY-MM-DD (all days)")

    def handle(self, *args, **options) -> None:
        patrols = again.done(_since(options["since"]), _segments(options["segment"]))
        bar = ProgressBar(self.stderr, options["verbosity"] > 0)
        try:
            found = again.judge_again(
                patrols, lambda number, total: bar(number / total, f"{number} of {total}")
            )
        finally:
            bar.close()
        self.stdout.write(
            f"{found.judged} patrols judged again, {found.changed} of them changed; "
            f"{found.without_points} without raw points stay as they were"
        )


def _since(given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise CommandError(f"--since: {given!r} is no day; expected is YYYY-MM-DD") from error


def _segments(code: str | None) -> list[RiverSegment] | None:
    """Return all generations of a segment, in every subdistrict that has the code."""
    if code is None:
        return None
    found = list(RiverSegment.objects.filter(code=code).select_related("subdistrict"))
    if not found:
        raise CommandError(f"--segment: there is no segment with the code {code!r}")
    return found
