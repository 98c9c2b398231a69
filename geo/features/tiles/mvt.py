"""Layers of the Mapbox Vector Tile Specification 2.1, written by numpy.

Nearly all of a tile is integers of variable length, keys and lengths included; they are laid out
in one array and become bytes in one go. The same features give the same bytes.
"""

import math
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from geo.features.tiles import varints
from geo.features.tiles.grid import EXTENT
from geo.features.tiles.paths import Paths, run_of, starts_of
from geo.features.tiles.shapes import POINTS, POLYGONS

VERSION = 2
_MOVE_TO, _LINE_TO, _CLOSE_PATH = 1, 2, 15
_COUNT_BITS = 3
# The messages' keys: the number of a field, and the form of its value in the lowest three bits.
_LAYER, _LAYER_VERSION, _LAYER_NAME = b"\x1a", b"\x78", b"\x0a"
_LAYER_KEY, _LAYER_VALUE, _LAYER_EXTENT = b"\x1a", b"\x22", b"\x28"
_LAYER_FEATURE, _ID, _TAGS, _TYPE, _GEOMETRY = 0x12, 0x08, 0x12, 0x18, 0x22
_TEXT, _DOUBLE, _UNSIGNED, _SIGNED, _BOOLEAN = b"\x0a", b"\x19", b"\x28", b"\x30", b"\x38"
Value = str | int | float | bool


class Column(NamedTuple):
    """The values of a property, None where there is none, and what each becomes in a tile."""

    values: Sequence[object]
    written: Callable[[object], Value]


@dataclass(frozen=True)
class Stretches:
    """Integers of many features in one array, and how many of them each feature has."""

    values: np.ndarray
    counts: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """How many bytes each feature's integers take."""
        ends = np.cumsum(np.append(0, varints.widths(self.values)))
        bounds = np.cumsum(np.append(0, self.counts))
        return np.diff(ends[bounds])


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
    if not len(paths.path):
        return b""
    shown, geometry = commands(paths, kinds)
    tags, values = tagged(_chosen(column, shown) for column in columns.values())
    features = _features(np.array(ids, dtype=np.uint64)[shown], kinds[shown], tags, geometry)
    body = b"".join(
        (
            _LAYER_VERSION + varints.one(VERSION),
            _LAYER_NAME + _sized(name.encode()),
            features,
            *(_LAYER_KEY + _sized(key.encode()) for key in columns),
            *values,
            _LAYER_EXTENT + varints.one(EXTENT),
        )
    )
    return _LAYER + _sized(body)


def commands(paths: Paths, kinds: np.ndarray) -> tuple[np.ndarray, Stretches]:
    """Return the features that have a path, and the commands that draw them (section 4.3)."""
    starts, run = starts_of(paths.path), run_of(paths.path)
    owner = paths.feature[paths.path[starts]]
    lengths = np.diff(np.append(starts, len(paths.path)))
    kind = kinds[owner]
    is_drawn, is_ring = kind != POINTS, kind == POLYGONS
    sizes = 1 + 2 * lengths + is_drawn + is_ring
    offsets = np.cumsum(sizes) - sizes
    values = np.zeros(int(sizes.sum()), dtype=np.uint64)
    values[offsets] = np.where(is_drawn, 1, lengths) << _COUNT_BITS | _MOVE_TO
    values[offsets[is_drawn] + 3] = (lengths[is_drawn] - 1) << _COUNT_BITS | _LINE_TO
    values[(offsets + sizes)[is_ring] - 1] = _CLOSE_PATH
    within = np.arange(len(paths.path)) - starts[run]
    at = offsets[run] + 1 + 2 * within + (is_drawn[run] & (within > 0))
    first = starts_of(owner)
    steps = varints.zigzag(_steps(paths.points, starts[first]))
    values[at], values[at + 1] = steps.T
    return owner[first], Stretches(values, np.add.reduceat(sizes, first))


def _steps(points: np.ndarray, firsts: np.ndarray) -> np.ndarray:
    """Return each position as a step from the one before; a feature starts from the corner."""
    steps = np.diff(points, axis=0, prepend=points[:1])
    steps[firsts] = points[firsts]
    return steps.astype(np.int64)


def _chosen(column: Column, places: np.ndarray) -> Column:
    if len(places) == len(column.values):
        return column
    return column._replace(values=[column.values[place] for place in places.tolist()])


def tagged(columns: Iterable[Column]) -> tuple[Stretches, list[bytes]]:
    """Return the tags of all features, and the values they point to, in order of appearance."""
    table: dict[bytes, int] = {}
    codes = np.column_stack([_coded(column, table) for column in columns])
    pairs = np.stack((np.broadcast_to(np.arange(codes.shape[1]), codes.shape), codes), axis=-1)
    is_given = codes >= 0
    tags = Stretches(pairs[is_given].ravel().astype(np.uint64), 2 * is_given.sum(axis=1))
    return tags, list(table)


def _coded(column: Column, table: dict[bytes, int]) -> np.ndarray:
    """Return the place of each value in the table, which new values are added to; -1 for None."""
    values, written = column
    places: dict[object, int] = {}
    for value in dict.fromkeys(values):
        message = _message(written(value)) if value is not None else b""
        places[value] = table.setdefault(message, len(table)) if message else -1
    return np.fromiter(map(places.__getitem__, values), dtype=np.int64, count=len(values))


def _message(value: Value) -> bytes:
    """Return a value as it stands in a layer; nothing for a number that is none."""
    if isinstance(value, str):
        text = value.encode()
        if len(text) < len(_TEXT_HEADS):
            return _TEXT_HEADS[len(text)] + text
        return _LAYER_VALUE + _sized(_TEXT + _sized(text))
    if isinstance(value, bool):
        return _LAYER_VALUE + _sized(_BOOLEAN + varints.one(value))
    if isinstance(value, int):
        form, unsigned = (_UNSIGNED, value) if value >= 0 else (_SIGNED, ~(value << 1))
        return _LAYER_VALUE + _sized(form + varints.one(unsigned))
    if not math.isfinite(value):
        return b""
    return _LAYER_VALUE + _sized(_DOUBLE + struct.pack("<d", value))


def _sized(text: bytes) -> bytes:
    return varints.one(len(text)) + text


# What stands before a text whose message's length takes one byte: nearly all of them.
_TEXT_HEADS = [_LAYER_VALUE + bytes((size + 2,)) + _TEXT + bytes((size,)) for size in range(126)]


def _features(ids: np.ndarray, kinds: np.ndarray, tags: Stretches, geometry: Stretches) -> bytes:
    """Return the messages of features, each behind its key and length."""
    tags_size, geometry_size = tags.sizes.astype(np.uint64), geometry.sizes.astype(np.uint64)
    sizes = [varints.widths(head) for head in (ids, tags_size, geometry_size)]
    length = 5 + sum(sizes) + tags.sizes + geometry.sizes
    before = _side_by_side(_LAYER_FEATURE, length, _ID, ids, _TAGS, tags_size)
    between = _side_by_side(_TYPE, kinds, _GEOMETRY, geometry_size)
    counts = before.shape[1] + tags.counts + between.shape[1] + geometry.counts
    offsets = np.cumsum(counts) - counts
    values = np.empty(int(counts.sum()), dtype=np.uint64)
    for piece in (before, tags, between, geometry):
        if isinstance(piece, Stretches):
            values[_places(offsets, piece.counts)] = piece.values
            offsets = offsets + piece.counts
        else:
            values[offsets[:, None] + np.arange(piece.shape[1])] = piece
            offsets = offsets + piece.shape[1]
    return varints.encoded(values)


def _side_by_side(*columns: int | np.ndarray) -> np.ndarray:
    """Return a row for each feature; a column that is one number is the same in all rows."""
    return np.stack(np.broadcast_arrays(*columns), axis=1).astype(np.uint64)


def _places(offsets: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the places of stretches of ``counts`` that start at ``offsets``."""
    shifts = offsets - (np.cumsum(counts) - counts)
    return np.repeat(shifts, counts) + np.arange(int(counts.sum()))
