"""New rows into PostgreSQL by COPY: the text of a batch is made a column at a time."""

import numpy as np
import shapely
from django.db import connection

from geo.crs import STORAGE_SRID

NOTHING = "\\N"
# What COPY's text form takes for something else than itself.
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy(table: str, columns: dict[str, object]) -> None:
    """Copy rows into a table; ``columns`` maps names to values, of geometries to shapes."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    texts = [_texts(values) for values in columns.values()]
    body = "\n".join(map("\t".join, zip(*texts, strict=True))) + "\n"
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as into:
        into.write(body)


def _texts(values: object) -> list[str]:
    """Return a column as COPY takes it."""
    if isinstance(values, np.ndarray):
        hexed = shapely.to_wkb(shapely.set_srid(values, STORAGE_SRID), hex=True, include_srid=True)
        return [NOTHING if one is None else one for one in hexed]
    first = values[0]
    if values.count(first) == len(values):
        return [_text(first)] * len(values)
    return [one if one.__class__ is str and one.isalnum() else _text(one) for one in values]


def _text(value: object) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value.translate(ESCAPED)
    if isinstance(value, float):
        return repr(value)
    return str(value)
