"""Reading many rows: values in binary, nothing turned into the ORM's objects.

Django's own cursors of PostgreSQL bind values in the client and read text, in which WKB is twice
as long; psycopg's read bytes as they are. They are wrapped by Django, so that queries are counted
and logged as everywhere.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from itertools import islice

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


def fetch(sql: str, params: list) -> list[tuple]:
    """Return all rows of a query that has few."""
    with connection.cursor() if connection.vendor == "sqlite" else _binary_cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def stream(sql: str, params: list, size: int) -> Iterator[list[tuple]]:
    """Yield the rows of a query ``size`` at a time, of one snapshot, holding no more of them.

    PostgreSQL goes on sending while a chunk is written out; SQLite reads on from its snapshot of
    the write-ahead log, which stops no writer.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            yield from iter(lambda: cursor.fetchmany(size), [])
        return
    with _binary_cursor() as cursor, _counted(cursor, sql, params):
        rows = cursor.stream(sql, params, size=size)
        yield from iter(lambda: list(islice(rows, size)), [])


def _binary_cursor() -> CursorWrapper:
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    cursor.format = psycopg.pq.Format.BINARY
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)


def _counted(cursor: CursorWrapper, sql: str, params: list):
    """Count what Django's wrapper of a cursor has no method for."""
    return cursor.debug_sql(sql, params) if connection.queries_logged else nullcontext()
