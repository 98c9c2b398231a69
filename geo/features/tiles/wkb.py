"""Polygons out of WKB, straight into arrays: nothing else needs an object for each."""

from collections.abc import Sequence

import numpy as np

from geo.compiled import njit

# Little-endian WKB without heights: the byte of the order, then the type.
_POLYGON, _MULTIPOLYGON = 3, 6
HEADS = (b"\x01\x03\x00\x00\x00", b"\x01\x06\x00\x00\x00")
_HEAD_BYTES, _COUNT_BYTES, _POSITION_BYTES = 5, 4, 16


def joined(shapes: Sequence[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Return the bytes of shapes one after the other, and where each of them ends."""
    ends = np.cumsum(np.fromiter(map(len, shapes), dtype=np.int64, count=len(shapes)))
    return np.frombuffer(b"".join(shapes), dtype=np.uint8), ends


@njit(cache=True)
def _number(data, at):
    """Return the unsigned 32-bit integer at a place."""
    found = np.int64(data[at + 3]) << 24 | np.int64(data[at + 2]) << 16
    return found | np.int64(data[at + 1]) << 8 | np.int64(data[at])


@njit(cache=True)
def rings(data, ends):
    """Return points, starts, part and feature of the rings of (multi)polygons, as ``Paths`` has.

    Each shape's WKB starts with one of HEADS. Points are as they stand there, without the repeated
    ends of the rings.
    """
    count, positions = _walk(data, ends, np.empty((0, 3), np.int64))
    found = np.empty((count, 3), np.int64)
    _walk(data, ends, found)
    starts, part, feature = np.zeros(count + 1, np.int64), found[:, 1].copy(), found[:, 2].copy()
    points = np.empty((positions, 2), np.float64)
    text = points.reshape(-1).view(np.uint8)
    for ring in range(count):
        at = found[ring, 0]
        size = max(_number(data, at) - 1, 0)
        first = starts[ring] * _POSITION_BYTES
        at += _COUNT_BYTES
        text[first : first + size * _POSITION_BYTES] = data[at : at + size * _POSITION_BYTES]
        starts[ring + 1] = starts[ring] + size
    return points, starts, part, feature


@njit(cache=True)
def _walk(data, ends, found):
    """Return the number of rings and of their positions; note place, part, feature of each."""
    count = positions = parts = at = 0
    for shape in range(len(ends)):
        polygons = 1
        if data[at + 1] == _MULTIPOLYGON:
            polygons = _number(data, at + _HEAD_BYTES)
            at += _HEAD_BYTES + _COUNT_BYTES
        for _ in range(polygons):
            many = _number(data, at + _HEAD_BYTES)
            at += _HEAD_BYTES + _COUNT_BYTES
            for _ in range(many):
                if len(found):
                    found[count] = at, parts, shape
                size = _number(data, at)
                positions += max(size - 1, 0)
                count += 1
                at += _COUNT_BYTES + size * _POSITION_BYTES
            parts += 1
    return count, positions
