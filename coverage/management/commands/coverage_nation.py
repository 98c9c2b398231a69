"""The station gap of every village below a unit, computed county by county."""

import sys
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from coverage.analysis.errors import AnalysisError
from coverage.analysis.modes import MODES
from coverage.nation import run, summary
from coverage.nation.county import counties, question
from coverage.tables import FORMATS, render
from geo.models import Subdistrict


class Command(BaseCommand):
    """Write the table of a province or a nation; with Dask over several processes or machines."""

    help = (
        "Write how much of every village below a unit reaches no liaison station in time. "
        "With DASK_SCHEDULER set the counties are computed by the workers of that scheduler."
    )

    def add_arguments(self, parser):
        parser.add_argument("unit", help="Division code: 37, 3713, 371327 or 371327001.")
        parser.add_argument("--date", type=date.fromisoformat, help="YYYY-MM-DD; else today.")
        parser.add_argument("--mode", choices=MODES, help="Else the unit's setting.")
        parser.add_argument("--minutes", type=int, help="Else the unit's setting.")
        parser.add_argument("--processes", type=int, default=1, help="Processes of this machine.")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--output", type=Path, help="A file; else the standard output.")

    def handle(self, *args, **given):
        day = given["date"] or localdate()
        for name in ("minutes", "processes"):
            if given[name] is not None and given[name] < 1:
                raise CommandError(f"--{name}: got {given[name]}, expected a number above 0")
        unit = Subdistrict.objects.filter(code=given["unit"]).as_of(day).first()
        if unit is None:
            raise CommandError(f"unit: got {given['unit']!r}, expected the code of a unit on {day}")
        try:
            asked = question(unit, day, given["mode"], given["minutes"])
            codes = counties(unit, day)
            tables = list(self._shown(codes, self._tables(codes, asked, given["processes"])))
        except (AnalysisError, run.WorkersError) as error:
            raise CommandError(str(error)) from error
        self._write(
            render(summary.gap_table(unit, asked, tables), given["format"]), given["output"]
        )

    @staticmethod
    def _tables(codes, asked, processes):
        if settings.DASK_SCHEDULER or processes > 1:
            return run.on_workers(codes, asked, processes, settings.DASK_SCHEDULER)
        return run.here(codes, asked)

    def _shown(self, codes, tables):
        for number, table in enumerate(tables, 1):
            if sys.stderr.isatty():
                self.stderr.write(f"\r{number}/{len(codes)}", ending="")
            yield table

    def _write(self, content: bytes, output: Path | None):
        if output is None:
            self.stdout._out.buffer.write(content)
        else:
            output.write_bytes(content)
