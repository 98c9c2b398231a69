"""The steps of an import: checked, taken in, undone; at once when small, else by the worker.

A step holds the lock of the import's folder while it runs. One whose lock is free and whose task
does not wait was broken off; as each step is one transaction, nothing of it was written.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from rest_framework.exceptions import APIException

from geo.ingest import checking, committing, folder, questions
from geo.ingest.errors import CancelledError, ImportConflict, ImportFault
from geo.ingest.tables import UnreadableFileError
from geo.models import Import

logger = logging.getLogger(__name__)
CHECK, COMMIT, UNDO = Import.Step.CHECK, Import.Step.COMMIT, Import.Step.UNDO
DO = {CHECK: checking.check, COMMIT: committing.commit, UNDO: committing.undo}
FROM = {
    CHECK: (Import.State.OPEN, Import.State.CHECKED),
    COMMIT: (Import.State.CHECKED,),
    UNDO: (Import.State.COMMITTED,),
}
BROKEN_OFF = gettext_noop("The step was broken off; nothing of it was written. Start it again.")
# Between a worker's taking a task and its holding the lock.
STARTING_S = 60


def start(kept: Import, step: str, user) -> Import:
    """Begin a step: do it at once when the file is small, else hand it to the worker.

    Raises ImportFault or ImportConflict, and changes nothing, when it cannot be done.
    """
    settle(kept)
    refuse(kept, step)
    if is_large(kept):
        _hand_over(kept, step, user)
    else:
        run(kept, step, user)
    kept.refresh_from_db()
    return kept


def is_large(kept: Import) -> bool:
    """Return whether the steps of an import are for the worker."""
    rows = kept.understanding.get("rows")
    return kept.size > settings.IMPORT_AT_ONCE_MB * 1_000_000 or (
        rows is not None and rows > settings.IMPORT_AT_ONCE_ROWS
    )


def refuse(kept: Import, step: str) -> None:
    """Raise unless the state of an import allows a step and all questions are answered."""
    if kept.step:
        raise _busy()
    if kept.state not in FROM[step]:
        text = _("The import is “%(state)s”, which does not allow this.")
        raise ImportConflict(text % {"state": kept.get_state_display()})
    if step == UNDO:
        return
    asked = questions.before_check(kept)
    asked = asked or (questions.before_commit(kept) if step == COMMIT else [])
    if asked:
        first = asked[0]
        expected = ", ".join(value for value, _label in first["choices"]) or None
        raise ImportFault(first["text"], first["option"], None, expected)


def _busy() -> ImportConflict:
    return ImportConflict(_("Another step of this import runs; wait for its end or cancel it."))


def _hand_over(kept: Import, step: str, user) -> None:
    from geo.ingest.tasks import run_import

    with transaction.atomic():
        _claim(kept, step)
        result = run_import.enqueue(kept.public_id, step, user and user.pk)
        Import.objects.filter(pk=kept.pk).update(task_id=result.id)


def _claim(kept: Import, step: str) -> None:
    mine = Import.objects.filter(pk=kept.pk, step="", state__in=FROM[step])
    if not mine.update(step=step, error="", task_id=""):
        raise _busy()
    kept.step = step


def run(kept: Import, step: str, user, tell: folder.Progress | None = None) -> None:
    """Do a step in this process. Raises what the step raises; the import then is as it was."""
    with folder.locked(kept) as is_free:
        if not is_free:
            raise _busy()
        _claim(kept, step)
        _do(kept, step, user, tell)


def run_task(public_id: str, step: str, user_id: int | None) -> str:
    """Do a step that was handed over; return the state of the import afterwards."""
    kept = Import.objects.select_related("subdistrict").filter(public_id=public_id).first()
    if kept is None or kept.step != step:
        return ""
    user = get_user_model().objects.filter(pk=user_id).first()
    if user is None and user_id is not None:
        _end(kept, error=_("Whoever asked for it is no longer there."))
        return kept.state
    with folder.locked(kept) as is_free:
        if not is_free:
            return ""
        try:
            _do(kept, step, user)
        except APIException as error:
            _end(kept, error=str(error.detail))
        except Exception as error:
            logger.exception("import %s: %s failed", public_id, step)
            _end(kept, error=f"{type(error).__name__}: {str(error)[:300]}")
    return kept.state


def _do(kept: Import, step: str, user, tell: folder.Progress | None = None) -> None:
    try:
        DO[step](kept, user, tell or folder.report_to(kept, _rows_of(kept)))
    except CancelledError:
        discard(kept)
        return
    except UnreadableFileError as error:
        _end(kept)
        raise ImportFault(error.message, error.parameter, error.value, error.expected) from error
    except Exception:
        _end(kept)
        raise
    _end(kept)


def _rows_of(kept: Import) -> int | None:
    return kept.report.get("rows") or kept.understanding.get("rows")


def _end(kept: Import, error: str = "") -> None:
    kept.step, kept.error = "", error
    Import.objects.filter(pk=kept.pk).update(step="", error=error)


def settle(kept: Import) -> None:
    """End a step that nobody works on any more."""
    if not kept.step or folder.is_locked(kept):
        return
    result = DBTaskResult.objects.filter(pk=kept.task_id or None).first()
    if result is not None and _is_in_hand(result):
        return
    kept.refresh_from_db(fields=["step", "state"])
    if kept.step and not folder.is_locked(kept):
        _end(kept, error=BROKEN_OFF)


def _is_in_hand(result: DBTaskResult) -> bool:
    if result.status == TaskResultStatus.READY:
        return True
    is_running = result.status == TaskResultStatus.RUNNING and result.started_at is not None
    return is_running and result.started_at > timezone.now() - timedelta(seconds=STARTING_S)


def cancel(kept: Import) -> bool:
    """Discard an import, or ask its running step to; return whether it is gone already.

    Raises ImportConflict for one that was taken in: that is undone, and stays in the history.
    """
    settle(kept)
    if kept.state in (Import.State.COMMITTED, Import.State.UNDONE):
        raise ImportConflict(_("The import was taken in and stays on record; undo it instead."))
    if folder.is_locked(kept):
        folder.wish_to_cancel(kept)
        return False
    discard(kept)
    return True


def discard(kept: Import) -> None:
    """Remove an import that was not taken in, with its file."""
    kept.delete()
    folder.remove(kept)
