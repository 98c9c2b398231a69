"""WKB from lists of positions, as GeoJSON, KML and GPX have them: faster than objects."""

import struct
from itertools import chain
from math import nan

POINT, LINE, POLYGON, COLLECTION = 1, 2, 3, 7
KINDS = {"Point": 1, "LineString": 2, "Polygon": 3}
# A multi-geometry: its code and that of its parts.
MULTIS = {"MultiPoint": (4, "Point"), "MultiLineString": (5, "LineString")}
MULTIS["MultiPolygon"] = (6, "Polygon")
EMPTY_POINT = struct.pack("<BIdd", 1, POINT, nan, nan)


def point(position: list) -> bytes:
    """Return the WKB of a position of two or more numbers. An empty one is an empty point."""
    if not position:
        return EMPTY_POINT
    return struct.pack("<BIdd", 1, POINT, position[0], position[1])


def line(positions: list) -> bytes:
    """Return the WKB of a line; what follows the second number of a position is dropped."""
    return struct.pack("<BI", 1, LINE) + _run(positions)


def polygon(rings: list) -> bytes:
    """Return the WKB of a polygon of closed rings, the outer one first."""
    return struct.pack("<BII", 1, POLYGON, len(rings)) + b"".join(map(_run, rings))


def collection(code: int, parts: list[bytes]) -> bytes:
    """Return the WKB of a multi-geometry or collection of parts that are WKB."""
    return struct.pack("<BII", 1, code, len(parts)) + b"".join(parts)


_MADE = {"Point": point, "LineString": line, "Polygon": polygon}


def from_coordinates(kind: str, coordinates: list) -> bytes:
    """Return the WKB of a GeoJSON geometry other than a collection.

    Raises ValueError for an unknown kind, and ValueError, TypeError, IndexError or struct.error
    for coordinates that are not lists of numbers as the kind has them.
    """
    if kind in _MADE:
        return _MADE[kind](coordinates)
    if kind not in MULTIS:
        raise ValueError(kind)
    code, part = MULTIS[kind]
    return collection(code, [_MADE[part](each) for each in coordinates])


def _run(positions: list) -> bytes:
    count = len(positions)
    try:
        return struct.pack(f"<I{2 * count}d", count, *chain.from_iterable(positions))
    except struct.error:
        flat = [value for position in positions for value in (position[0], position[1])]
        return struct.pack(f"<I{2 * count}d", count, *flat)
