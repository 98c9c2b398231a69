"""An import taken back: what it added goes, what it changed is as it was before.

The history of the rows says what an import did, under its own reason.
"""

from collections.abc import Iterator

from django.db import connection, models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from geo.ingest.errors import ImportConflict
from geo.ingest.folder import Progress
from geo.ingest.targets import Target
from geo.ingest.writing import Writer, one_of, quoted
from geo.models import Import

MOST_TOLD = 20


def reason_of(kept: Import) -> str:
    """Return the reason under which an import stands in the history."""
    return f"import {kept.public_id}: {kept.file_name}"[:100]


def undo(kept: Import, target: Target, user_id: int | None, tell: Progress) -> int:
    """Take an import back, within the caller's transaction; return how many rows it touched.

    Raises ImportConflict, with the rows, when some were changed since or are referred to.
    """
    rows = target.model.history.filter(
        history_id__gt=kept.first_history_id,
        history_id__lte=kept.last_history_id,
        history_change_reason=reason_of(kept),
    )
    reasons = [*_edited_since(rows), *_referred_to(target, rows)]
    if reasons:
        text = _("The import cannot be undone: %(reasons)s.")
        raise ImportConflict(text % {"reasons": "; ".join(reasons)}, reasons)
    writer = Writer(target, f"undo of {reason_of(kept)}", user_id)
    tell(0.2, 0)
    added = list(rows.filter(history_type="+").values_list("id", flat=True))
    _remove(writer, added)
    tell(0.6, len(added))
    changed = list(rows.filter(history_type="~").values_list("id", flat=True))
    _restore(writer, changed)
    return len(added) + len(changed)


def _edited_since(rows: models.QuerySet) -> Iterator[str]:
    later = rows.model.objects.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    edited = rows.filter(Exists(later)).order_by("code")
    count = edited.count()
    if count:
        codes = ", ".join(edited.values_list("code", flat=True)[:MOST_TOLD])
        yield _("%(count)s rows were changed since: %(codes)s") % {"count": count, "codes": codes}


def _referred_to(target: Target, rows: models.QuerySet) -> Iterator[str]:
    """Yield the kinds of rows that refer to rows which the import added."""
    added = rows.filter(history_type="+").values("id")
    for link in target.model._meta.related_objects:
        model = link.related_model
        if hasattr(model, "history_object"):
            continue
        others = model._default_manager.filter(**{f"{link.field.name}__in": added})
        if model is target.model:
            others = others.exclude(pk__in=added)
        count = others.count()
        if count:
            names = {"count": count, "kind": model._meta.verbose_name_plural}
            yield _("%(count)s %(kind)s refer to what it added") % names


def _remove(writer: Writer, keys: list[int]) -> None:
    if not keys:
        return
    writer.note("-", keys)
    where, params = one_of("id", keys)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {writer.table} WHERE {where}", params)  # noqa: S608


def _restore(writer: Writer, keys: list[int]) -> None:
    """Give rows the values that their history has of them before its newest row, the import's.

    Rows without a history were added to it by the import itself, just before they were changed.
    """
    if not keys:
        return
    history = quoted(writer.history._meta.db_table)
    columns = [quoted(field.column) for field in writer.fields]
    where, params = one_of(f"{writer.table}.id", keys)
    sets = ", ".join(f"{column} = h.{column}" for column in columns)
    statement = (
        f"UPDATE {writer.table} SET {sets} FROM {history} AS h WHERE h.history_id = ("  # noqa: S608
        f"SELECT MAX(p.history_id) FROM {history} p WHERE p.id = {writer.table}.id "
        f"AND p.history_id < (SELECT MAX(l.history_id) FROM {history} l "
        f"WHERE l.id = {writer.table}.id)) AND {where}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
    writer.note("~", keys)
