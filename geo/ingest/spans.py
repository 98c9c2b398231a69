"""Rows of a large table by the many keys of a batch, asked within the span of the keys.

Files are mostly in the order of their keys, and PostgreSQL then reads a piece of an index instead
of all the rows of a unit, once it has statistics (see ``Writer``). Where it does not, or where a
file is in no order, it reads these rows once a batch; it never looks for one key at a time in an
index it chose for what a table was like before it was filled.
"""

from collections.abc import Collection

from django.db import connection, models

from geo.ingest.targets import Target
from geo.lookups import array


def are_used() -> bool:
    """Return whether the database is asked so; SQLite chooses the right index by itself."""
    return connection.vendor == "postgresql"


def keys_of(target: Target, units: Collection[str], codes: Collection[str]) -> list[int]:
    """Return the primary keys of the rows with these codes in units with these, on PostgreSQL."""
    owners = target.owner.related_model._default_manager.filter(code__among=sorted(units))
    table, owner = map(
        connection.ops.quote_name, (target.model._meta.db_table, target.owner.column)
    )
    # The span in the order of the database, which need not be Python's.
    statement = (
        "WITH span AS MATERIALIZED (SELECT min(k) AS least, max(k) AS most "  # noqa: S608
        f"FROM unnest(%s::text[]) AS k) SELECT id FROM {table} "
        f"WHERE {owner} = ANY(%s::bigint[]) AND code = ANY(%s::text[]) "
        "AND code >= (SELECT least FROM span) AND code <= (SELECT most FROM span)"
    )
    listed = array(sorted(codes))
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [listed, array(list(owners.values_list("pk", flat=True))), listed]
        )
        return [key for (key,) in cursor.fetchall()]


def rows_of(model: type[models.Model], keys: list[int]) -> models.QuerySet:
    """Return the rows with these primary keys."""
    return model._default_manager.filter(pk__range=(min(keys), max(keys)), pk__among=keys)
