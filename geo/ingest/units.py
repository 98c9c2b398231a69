"""The units that rows of an import belong to, looked up once each."""

from collections.abc import Iterable
from dataclasses import dataclass

from geo.editing.geometry import Box, expected_box
from geo.ingest.job import Job
from geo.models import Subdistrict


@dataclass
class Unit:
    """A unit of the administrative tree, in the generation that is valid when the rows begin."""

    pk: int
    code: str
    metric_srid: int
    is_writable: bool
    box: Box | None


class Units:
    """Finds units by their codes, within the reach of the job's rights."""

    def __init__(self, job: Job):
        self.job = job
        self.found: dict[str, Unit | None] = {}
        self.own = self._of([job.unit])[0]
        self.found[self.own.code] = self.own

    def look_up(self, codes: Iterable[str]) -> None:
        """Look for the codes that were not asked for before, with one query."""
        fresh = {code for code in codes if code not in self.found}
        if not fresh:
            return
        self.found |= dict.fromkeys(fresh)
        readable = self.job.rights.readable(Subdistrict.objects.filter(code__in=fresh))
        # The newest that has begun by then comes last and stays.
        rows = readable.select_related("parent").order_by("valid_from")
        begun = [row for row in rows if row.valid_from <= self.job.valid_from] or list(rows)
        latest = {row.code: row for row in rows} | {row.code: row for row in begun}
        for unit in self._of(list(latest.values())):
            self.found[unit.code] = unit

    def _of(self, rows: list[Subdistrict]) -> list[Unit]:
        rights = self.job.rights
        keys = [row.pk for row in rows]
        writable = set(
            rights.writable(Subdistrict.objects.filter(pk__in=keys)).values_list("pk", flat=True)
        )
        return [
            Unit(row.pk, row.code, row.metric_srid, row.pk in writable, expected_box(row))
            for row in rows
        ]
