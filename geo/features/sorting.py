"""The order of features: the parameter ``sortby``, and the place in it where a page ends.

Features without a value come last, whatever the direction; among equals the order is that of the
keys. Text is sorted by code points, the same on both databases.
"""

from datetime import date

import orjson
from django.http import QueryDict

from geo.features.collections import Collection
from geo.features.errors import BadParameterError

# A property, and whether the order is descending.
Key = tuple[str, bool]
Piece = tuple[str, list]
_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "date": str}


def sortby(given: QueryDict, collection: Collection) -> tuple[Key, ...]:
    """Return the keys that a request sorts by, most important first."""
    if "sortby" not in given:
        return ()
    # A plus sign that is not percent-encoded arrives as a blank.
    found = [(part.lstrip("+- "), part) for part in given["sortby"].split(",")]
    names = [name for name, _ in found]
    known = ", ".join(collection.queryables)
    for name, part in found:
        if name not in collection.queryables or len(part) > len(name) + 1:
            expected = f"names with + or - before them, by commas, of {known}"
            raise BadParameterError("sortby", given["sortby"], expected)
    if len(set(names)) < len(names):
        raise BadParameterError("sortby", given["sortby"], "each property once")
    return tuple((name, part.startswith("-")) for name, part in found)


def place(given: QueryDict, keys: tuple[Key, ...], collection: Collection) -> tuple | None:
    """Return the values of the feature a page comes after, its key last; None without ``after``.

    It is the text that ``token`` made.
    """
    if "after" not in given:
        return None
    text = given["after"]
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        values = None
    if not isinstance(values, list) or len(values) != len(keys) + 1 or not _is_key(values[-1]):
        raise _wrong_place(text)
    kinds = [collection.queryables[name].type for name, _ in keys]
    return (
        *(_value(text, kind, one) for kind, one in zip(kinds, values, strict=False)),
        values[-1],
    )


def _is_key(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63


def _value(text: str, kind: str, value: object) -> object:
    if value is None:
        return None
    if not isinstance(value, _TYPES[kind]) or isinstance(value, bool) != (kind == "boolean"):
        raise _wrong_place(text)
    if (kind == "integer" and abs(value) >= 2**63) or (kind == "string" and "\x00" in value):
        raise _wrong_place(text)
    if kind != "date":
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _wrong_place(text) from None


def _wrong_place(text: str) -> BadParameterError:
    return BadParameterError("after", text, "what the next link of the page before says")


def token(row: tuple, keys: tuple[Key, ...]) -> int | str:
    """Return where a page ends, from its last row: the key, or with the sorted values before it."""
    if not keys:
        return row[0]
    return orjson.dumps([*row[-len(keys) :], row[0]]).decode()


def order(keys: tuple[Key, ...], columns: dict[str, str], key: str) -> str:
    """Return the SQL of an order over columns by property, the primary key last."""
    parts = [
        f"{columns[name]} {'DESC' if is_descending else 'ASC'} NULLS LAST"
        for name, is_descending in keys
    ]
    return ", ".join([*parts, key])


def beyond(keys: tuple[Key, ...], columns: dict[str, str], key: str, values: tuple) -> Piece:
    """Return the condition of what comes after a place: a value for each key, the primary key."""
    found, params, same, same_params = [], [], "", []
    for (name, is_descending), value in zip(keys, values[:-1], strict=True):
        column = columns[name]
        if value is None:
            same += f"{column} IS NULL AND "
            continue
        found.append(f"({same}({column} {'<' if is_descending else '>'} %s OR {column} IS NULL))")
        params += [*same_params, value]
        same += f"{column} = %s AND "
        same_params.append(value)
    found.append(f"({same}{key} > %s)")
    return f"({' OR '.join(found)})", [*params, *same_params, values[-1]]
