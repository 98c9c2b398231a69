"""Rows of large tables by many keys on PostgreSQL: one look into an index for each key.

Asked for the keys of a batch as an array, PostgreSQL may read the whole table or all of a unit for
every batch, because a table that is being filled has no statistics yet. ``OFFSET 0`` keeps the
inner question as it is; it is for columns that an index has.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection, models

from geo.ingest.targets import Target
from geo.lookups import array


def is_possible() -> bool:
    """Return whether the database can be asked so; SQLite does it by itself."""
    return connection.vendor == "postgresql"


def keys_of(model: type[models.Model], column: str, texts: Collection[str]) -> list[int]:
    """Return the primary keys of the rows whose column is one of the texts."""
    table = _quoted(model._meta.db_table)
    statement = (
        "SELECT t.id FROM unnest(%s::text[]) AS k(one) CROSS JOIN LATERAL "  # noqa: S608
        f"(SELECT id FROM {table} WHERE {_quoted(column)} = k.one OFFSET 0) t"
    )
    return _asked(statement, [array(sorted(texts))])


def keys_of_owned(target: Target, column: str, pairs: Collection[tuple[str, str]]) -> list[int]:
    """Return the primary keys of the rows with a text in their column and a code of their owner.

    ``pairs``: code of the owner, in any of its generations, and text.
    """
    units = target.owner.related_model._default_manager
    owners = defaultdict(list)
    rows = units.filter(code__among=sorted({code for code, _text in pairs}))
    for code, key in rows.values_list("code", "pk"):
        owners[code].append(key)
    probes = [(key, text) for code, text in pairs for key in owners[code]]
    if not probes:
        return []
    keys, texts = map(list, zip(*probes, strict=True))
    table, owner = _quoted(target.model._meta.db_table), _quoted(target.owner.column)
    statement = (
        "SELECT t.id FROM unnest(%s::bigint[], %s::text[]) AS k(owner, one) CROSS JOIN LATERAL "  # noqa: S608
        f"(SELECT id FROM {table} WHERE {owner} = k.owner AND {_quoted(column)} = k.one OFFSET 0) t"
    )
    return _asked(statement, [array(keys), array(texts)])


def rows_of(model: type[models.Model], keys: list[int]) -> models.QuerySet:
    """Return the rows with these primary keys."""
    if not keys:
        return model._default_manager.none()
    return model._default_manager.filter(pk__range=(min(keys), max(keys)), pk__among=keys)


def _asked(statement: str, params: list) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [key for (key,) in cursor.fetchall()]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
