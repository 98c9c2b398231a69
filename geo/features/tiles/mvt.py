"""Layers of the Mapbox Vector Tile Specification 2.1.

Features are written by one compiled loop over the arrays of paths and tags; names and values, of
which there are few, one by one. The same features give the same bytes.
"""

import math
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

import numpy as np

from geo.compiled import njit
from geo.features.tiles import varints
from geo.features.tiles.grid import EXTENT
from geo.features.tiles.paths import Paths
from geo.features.tiles.shapes import POINTS, POLYGONS

VERSION = 2
_MOVE_TO, _LINE_TO, _CLOSE_PATH = 1, 2, 15
_COUNT_BITS = 3
# The messages' keys: the number of a field, and the form of its value in the lowest three bits.
_LAYER, _LAYER_VERSION, _LAYER_NAME = b"\x1a", b"\x78", b"\x0a"
_LAYER_KEY, _LAYER_VALUE, _LAYER_EXTENT = b"\x1a", b"\x22", b"\x28"
_LAYER_FEATURE, _ID, _TAGS, _TYPE, _GEOMETRY = 0x12, 0x08, 0x12, 0x18, 0x22
_TEXT, _DOUBLE, _UNSIGNED, _SIGNED, _BOOLEAN = b"\x0a", b"\x19", b"\x28", b"\x30", b"\x38"
# An id takes up to 10 bytes, a length, a count or the place of a value up to 5, a step of a
# position of a tile 2.
_LONG_BYTES, _SHORT_BYTES, _STEP_BYTES = 10, 5, 2
Value = str | int | float | bool


class Column(NamedTuple):
    """The values of a property, None where there is none, and what each becomes in a tile.

    Values whose ``written`` is ``str`` itself are texts already.
    """

    values: Sequence[object]
    written: Callable[[object], Value]


def layer(
    name: str,
    ids: Sequence[int],
    columns: Mapping[str, Column],
    paths: Paths,
    kinds: np.ndarray,
) -> bytes:
    """Return a layer as it stands in a tile, empty when nothing is drawn.

    ``ids`` are unsigned 64-bit integers; ``columns`` have a value for each id; ``kinds`` has
    POINTS, LINES or POLYGONS for each id; ``feature`` of the paths is a place in ``ids``.
    """
    if not len(paths.part):
        return b""
    feature = paths.feature
    is_shown = np.zeros(len(ids), dtype=bool)
    is_shown[feature] = True
    if not is_shown.all():
        feature = (np.cumsum(is_shown) - 1)[feature]
        kinds = kinds[is_shown]
        chosen = is_shown.tolist()
        ids = list(compress(ids, chosen))
        columns = {
            key: Column(list(compress(values, chosen)), written)
            for key, (values, written) in columns.items()
        }
    tags, values = tagged(columns.values())
    numbers = np.array(ids, dtype=np.uint64)
    text, size = _messages(numbers, kinds, tags, paths.points, paths.starts, feature)
    body = b"".join(
        (
            _LAYER_VERSION + varints.one(VERSION),
            _LAYER_NAME + _sized(name.encode()),
            text[:size].tobytes(),
            _keys(tuple(columns)),
            *values,
            _LAYER_EXTENT + varints.one(EXTENT),
        )
    )
    return _LAYER + _sized(body)


@lru_cache(maxsize=64)
def _keys(names: tuple[str, ...]) -> bytes:
    return b"".join(_LAYER_KEY + _sized(name.encode()) for name in names)


def tagged(columns: Iterable[Column]) -> tuple[np.ndarray, list[bytes]]:
    """Return the place of each column's values (columns, features) in a list of messages, and it.

    Where a feature has no value the place is -1. A text stands for itself in the table of what
    there is, and becomes a message once.
    """
    table: dict[str | bytes, int] = {}
    codes = [_coded(column, table) for column in columns]
    return np.array(codes, dtype=np.int64), [
        _text(key) if isinstance(key, str) else key for key in table
    ]


def _coded(column: Column, table: dict[str | bytes, int]) -> list[int]:
    """Return the place of each value in the table, which new values are added to; -1 for None."""
    values, written = column
    if written is str:
        number = table.setdefault
        return [-1 if value is None else number(value, len(table)) for value in values]
    places: dict[object, int] = {None: -1}
    for value in dict.fromkeys(values):
        if value is None:
            continue
        key = _key(written(value))
        places[value] = table.setdefault(key, len(table)) if key is not None else -1
    return list(map(places.__getitem__, values))


def _key(value: Value) -> str | bytes | None:
    """Return a text, or another value as it stands in a layer; None for a number that is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _LAYER_VALUE + _sized(_BOOLEAN + varints.one(value))
    if isinstance(value, int):
        form, unsigned = (_UNSIGNED, value) if value >= 0 else (_SIGNED, ~(value << 1))
        return _LAYER_VALUE + _sized(form + varints.one(unsigned))
    if not math.isfinite(value):
        return None
    return _LAYER_VALUE + _sized(_DOUBLE + struct.pack("<d", value))


def _text(value: str) -> bytes:
    """Return a text as it stands in a layer."""
    text = value.encode()
    if len(text) < len(_TEXT_HEADS):
        return _TEXT_HEADS[len(text)] + text
    return _LAYER_VALUE + _sized(_TEXT + _sized(text))


def _sized(text: bytes) -> bytes:
    return varints.one(len(text)) + text


# What stands before a text whose message's length takes one byte: nearly all of them.
_TEXT_HEADS = [_LAYER_VALUE + bytes((size + 2,)) + _TEXT + bytes((size,)) for size in range(126)]


@njit(cache=True)
def _messages(ids, kinds, tags, points, starts, feature):
    """Return the messages of features, each behind its key and length, and how long they are."""
    paths, columns, features = len(feature), tags.shape[0], len(ids)
    tags_bytes = 2 * _SHORT_BYTES * columns
    heads_bytes = 2 * _LONG_BYTES + 5 * _SHORT_BYTES
    drawn_bytes = 2 * _STEP_BYTES * len(points) + (2 * _SHORT_BYTES + 1) * paths
    text = np.empty(features * (heads_bytes + tags_bytes) + drawn_bytes, np.uint8)
    tagged, drawn = np.empty(tags_bytes, np.uint8), np.empty(drawn_bytes, np.uint8)
    at = first = 0
    for number in range(features):
        tagged_end = 0
        for column in range(columns):
            if tags[column, number] >= 0:
                tagged_end = varints.put(tagged, tagged_end, column)
                tagged_end = varints.put(tagged, tagged_end, tags[column, number])
        last = first
        while last < paths and feature[last] == number:
            last += 1
        drawn_end = _draw(drawn, kinds[number], points, starts, first, last)
        first = last
        head = _width(ids[number]) + _width(tagged_end) + _width(drawn_end)
        text[at] = _LAYER_FEATURE
        at = varints.put(text, at + 1, 5 + head + tagged_end + drawn_end)
        text[at] = _ID
        at = varints.put(text, at + 1, ids[number])
        text[at] = _TAGS
        at = varints.put(text, at + 1, tagged_end)
        text[at : at + tagged_end] = tagged[:tagged_end]
        at += tagged_end
        text[at], text[at + 1], text[at + 2] = _TYPE, kinds[number], _GEOMETRY
        at = varints.put(text, at + 3, drawn_end)
        text[at : at + drawn_end] = drawn[:drawn_end]
        at += drawn_end
    return text, at


@njit(cache=True)
def _width(value):
    rest, size = np.uint64(value), 1
    while rest > np.uint64(127):
        rest >>= np.uint64(7)
        size += 1
    return size


@njit(cache=True)
def _draw(text, kind, points, starts, first, last):
    """Write the commands that draw the paths of a feature (section 4.3); return how long they are.

    Each position is a step from the one before; a feature starts from the corner of the tile.
    """
    at = 0
    x = y = np.int64(0)
    for path in range(first, last):
        start, length = starts[path], starts[path + 1] - starts[path]
        moved = length if kind == POINTS else 1
        at = varints.put(text, at, moved << _COUNT_BITS | _MOVE_TO)
        for step in range(length):
            if step == moved:
                at = varints.put(text, at, (length - moved) << _COUNT_BITS | _LINE_TO)
            to_x, to_y = np.int64(points[start + step, 0]), np.int64(points[start + step, 1])
            at = varints.put(text, at, varints.zigzag(to_x - x))
            at = varints.put(text, at, varints.zigzag(to_y - y))
            x, y = to_x, to_y
        if kind == POLYGONS:
            text[at] = _CLOSE_PATH
            at += 1
    return at
