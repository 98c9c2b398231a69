"""Cursors for reading many rows: values in binary, nothing turned into the ORM's objects.

Django's own cursors of PostgreSQL bind values in the client and read text, in which WKB is twice
as long; psycopg's read bytes as they are. Both are wrapped by Django, so that queries are counted,
logged and their errors translated as everywhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

_numbers = count()


@contextmanager
def short() -> Iterator[CursorWrapper]:
    """Give a cursor for a few rows."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    with _wrapped(psycopg.Cursor(connection.connection)) as cursor:
        yield cursor


@contextmanager
def long() -> Iterator[CursorWrapper]:
    """Give a cursor that reads rows of one snapshot in chunks.

    PostgreSQL needs a transaction around a cursor of the server's; SQLite reads on from its
    snapshot of the write-ahead log, which stops no writer.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            yield cursor
        return
    with transaction.atomic():
        name = f"features_{next(_numbers)}"
        with _wrapped(psycopg.ServerCursor(connection.connection, name)) as cursor:
            yield cursor


def _wrapped(cursor) -> CursorWrapper:
    cursor.format = psycopg.pq.Format.BINARY
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)
