"""The dry run: everything a commit would do, told and not done."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from geo.ingest import tables
from geo.ingest.ahead import one_ahead
from geo.ingest.boundary_sets import BoundarySet, still_referred_to
from geo.ingest.collecting import Collector
from geo.ingest.folder import Progress, file_of
from geo.ingest.job import Job, job_of, options_of
from geo.ingest.plan import Plan
from geo.ingest.planning import Draft, Planner
from geo.models import Import, ImportRow

BATCH_ROWS = 5000
ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class Outcome:
    """What a pass over the file found: the collected report, and the rows that end."""

    collector: Collector
    ending: list[int]
    fit: BoundarySet | None


def walk(
    kept: Import, job: Job, tell: Progress, use: Callable[[Plan], None] = lambda plan: None
) -> Outcome:
    """Plan every batch of the file, hand each plan to ``use``, and return what was found."""
    planner, collector = Planner(job), Collector(kept)
    whole = BoundarySet(job) if job.is_boundary_set else None
    with closing(one_ahead(_drafts(kept, planner))) as drafts:
        for draft in drafts:
            plan = planner.plan(draft)
            collector.take(plan)
            if whole is not None:
                whole.take(plan)
            use(plan)
            tell(0.0, collector.total)
    ending = whole.tell(collector) if whole is not None else []
    return Outcome(collector, ending, whole)


def _drafts(kept: Import, planner: Planner) -> Generator[Draft, None, None]:
    """Yield the batches of the file as far as they need no database."""
    rows = tables.batches(file_of(kept), kept.file_name, options_of(kept), BATCH_ROWS)
    with closing(rows):
        yield from map(planner.draft, rows)


def check(kept: Import, user, tell: Progress) -> None:
    """Make the report of an import and keep it; nothing else is written."""
    job = job_of(kept, user)
    found = walk(kept, job, tell)
    report = {}
    if found.fit is not None:
        report["neighbours"] = found.fit.tell_fit(found.collector)
        report["referred_to"] = still_referred_to(job, found.ending)
    report = found.collector.report() | report
    with transaction.atomic():
        ImportRow.objects.filter(of_import=kept).delete()
        ImportRow.objects.bulk_create(found.collector.rows, batch_size=ROWS_AT_ONCE)
        kept.report, kept.plan_digest = report, found.collector.digest
        kept.state, kept.checked_at = Import.State.CHECKED, timezone.now()
        kept.save(update_fields=["report", "plan_digest", "state", "checked_at"])
