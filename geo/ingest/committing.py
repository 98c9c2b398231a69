"""A checked import taken in: all of it in one transaction, or nothing."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geo.ingest import undoing
from geo.ingest.behind import Behind
from geo.ingest.checking import walk
from geo.ingest.errors import ImportConflict
from geo.ingest.folder import Progress
from geo.ingest.job import job_of
from geo.ingest.targets import targets
from geo.ingest.writing import Writer
from geo.models import Import


def stale() -> ImportConflict:
    """Return the refusal of a plan that no longer fits the register."""
    return ImportConflict(
        _("The register has changed since the import was checked; check it again.")
    )


def commit(kept: Import, user, tell: Progress) -> None:
    """Do what the report of a checked import says.

    Raises ImportConflict, and changes nothing, when it would no longer do just that.
    """
    try:
        with transaction.atomic():
            _commit(kept, user, tell)
    except IntegrityError as error:
        # What the dry run would have told, had it been there by then.
        raise stale() from error


def _commit(kept: Import, user, tell: Progress) -> None:
    Import.objects.select_for_update().filter(pk=kept.pk).values_list("pk").get()
    job = job_of(kept, user)
    writer = Writer(job.target, undoing.reason_of(kept), user and user.pk)
    first = writer.last_history_id()
    with Behind(writer, job.valid_from) as behind:
        found = walk(kept, job, tell, behind.take)
        behind.end()
    if found.collector.digest != kept.plan_digest:
        raise stale()
    if found.ending:
        writer.close(found.ending, job.valid_from - timedelta(days=1))
    kept.state, kept.committed_at, kept.committed_by = Import.State.COMMITTED, timezone.now(), user
    kept.first_history_id, kept.last_history_id = first, writer.last_history_id()
    kept.save(
        update_fields=[
            "state",
            "committed_at",
            "committed_by",
            "first_history_id",
            "last_history_id",
        ]
    )


def undo(kept: Import, user, tell: Progress) -> None:
    """Take an import back in one transaction. Raises ImportConflict when that cannot be."""
    with transaction.atomic():
        Import.objects.select_for_update().filter(pk=kept.pk).values_list("pk").get()
        undoing.undo(kept, targets()[kept.target], user and user.pk, tell)
        kept.state, kept.undone_at, kept.undone_by = Import.State.UNDONE, timezone.now(), user
        kept.save(update_fields=["state", "undone_at", "undone_by"])
