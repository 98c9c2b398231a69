"""New rows into PostgreSQL by COPY: the text of a batch is made a column at a time."""

import numpy as np
import shapely
from django.db import connection

from geo.crs import STORAGE_SRID

NOTHING = "\\N"
# What COPY's text form takes for something else than itself.
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# EWKB is WKB with a flag in the type, whose last byte comes fifth, and the number of the system.
TYPE_DIGITS = 8
SYSTEM_DIGITS = "20" + STORAGE_SRID.to_bytes(4, "little").hex().upper()


def encoded(columns: dict[str, object]) -> tuple[list[str], bytes]:
    """Return names of columns and rows as COPY takes them; needs no database.

    ``columns`` maps names to values, of geometries to an array of shapes. Columns of one value
    come first, because they are the same text before every row.
    """
    texts = {name: _texts(values) for name, values in columns.items()}
    fixed = {name: text for name, text in texts.items() if isinstance(text, str)}
    varying = {name: text for name, text in texts.items() if name not in fixed}
    if not varying:
        # A single row, mostly.
        name, text = fixed.popitem()
        varying[name] = [text] * len(columns[name])
    before = "".join(f"{text}\t" for text in fixed.values())
    rows = map("\t".join, zip(*varying.values(), strict=True))
    body = before + f"\n{before}".join(rows) + "\n"
    return [*fixed, *varying], body.encode()


def copy(table: str, names: list[str], body: bytes) -> None:
    """Copy encoded rows into a table."""
    listed = ", ".join(map(connection.ops.quote_name, names))
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as into:
        into.write(body)


def _texts(values: object) -> list[str] | str:
    """Return a column as COPY takes it: a text a row, or the one that all have."""
    if isinstance(values, np.ndarray):
        return _geometries(values)
    first = values[0]
    if values.count(first) == len(values):
        return _text(first)
    kinds = set(map(type, values))
    if kinds == {str}:
        return values if _is_plain("".join(values)) else list(map(_text, values))
    if kinds == {int} or kinds == {float}:
        return list(map(repr, values))
    return list(map(_text, values))


def _geometries(shapes: np.ndarray) -> list[str] | str:
    if shapely.is_missing(shapes).all():
        return NOTHING
    return [
        NOTHING if one is None else f"{one[:TYPE_DIGITS]}{SYSTEM_DIGITS}{one[TYPE_DIGITS + 2 :]}"
        for one in shapely.to_wkb(shapes, hex=True, byte_order=1)
    ]


def _is_plain(text: str) -> bool:
    return not any(map(text.__contains__, "\\\t\n\r"))


def _text(value: object) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value.translate(ESCAPED)
    if isinstance(value, float):
        return repr(value)
    return str(value)
