"""WKB to the text of GeoJSON geometries: right-hand winding, in any system, many at a time.

Nearly every geometry of a register is one ring, one line or one point, whose WKB is a constant
head, a count and the numbers themselves: numpy takes those as they are. Everything else (holes,
several parts, empty ones, collections) goes through shapely.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
import shapely

from geo.features.coordinates import texts
from geo.features.systems import STORED, Target

NAMES = (
    b"Point",
    b"LineString",
    b"LinearRing",
    b"Polygon",
    b"MultiPoint",
    b"MultiLineString",
    b"MultiPolygon",
    b"GeometryCollection",
)
COLLECTION = NAMES.index(b"GeometryCollection")
_LINE = b"\x01\x02\x00\x00\x00"
_ONE_RING = b"\x01\x03\x00\x00\x00\x01\x00\x00\x00"
_ONE_POLYGON = b"\x01\x06\x00\x00\x00\x01\x00\x00\x00" + _ONE_RING
_COUNT_BYTES = 4
_POSITION_BYTES = 16
# The head of little-endian WKB, the name of the type, and the depth of its coordinates.
SIMPLE = ((_ONE_POLYGON, b"MultiPolygon", 3), (_ONE_RING, b"Polygon", 2), (_LINE, b"LineString", 1))


def geometries(wkb: Sequence[bytes | None], target: Target = STORED) -> list[bytes]:
    """Return GeoJSON geometries of WKB in EPSG:4326, their positions as ``target`` has them.

    None becomes ``null``, and so does what has no place in the target's system, such as the other
    side of the earth in a grid of one zone. An empty geometry has empty coordinates. Rings run
    counterclockwise on the ground, whatever the order of the axes.
    """
    result = [b"null"] * len(wkb)
    remaining = {place: shape for place, shape in enumerate(wkb) if shape is not None}
    for head, name, depth in SIMPLE:
        places = [place for place, shape in remaining.items() if shape.startswith(head)]
        if not places:
            continue
        shapes = [remaining.pop(place) for place in places]
        found = _simple(name, shapes, len(head) + _COUNT_BYTES, depth, target)
        for place, text in zip(places, found, strict=True):
            result[place] = text
    if remaining:
        found = _any(shapely.from_wkb(np.array(list(remaining.values()), dtype=object)), target)
        for place, text in zip(remaining, found, strict=True):
            result[place] = text
    if target.system.is_degrees:
        return result
    return [b"null" if b"null" in text else text for text in result]


def _geometry(name: bytes, coordinates: bytes) -> bytes:
    return b'{"type":"%b","coordinates":%b}' % (name, coordinates)


def _simple(
    name: bytes, shapes: list[bytes], head_bytes: int, depth: int, target: Target
) -> list[bytes]:
    """Return geometries of one type that are one stretch of positions each."""
    numbers = b"".join([shape[head_bytes:] for shape in shapes])
    positions = np.frombuffer(numbers, dtype="<f8").reshape(-1, 2)
    lengths = [(len(shape) - head_bytes) // _POSITION_BYTES for shape in shapes]
    ends = list(accumulate(lengths, initial=0))
    if depth > 1:
        positions = _counterclockwise(positions, ends)
    opening = b'{"type":"%b","coordinates":%b' % (name, b"[" * depth)
    closing = b"]" * depth + b"}"
    return [opening + text + closing for text in _texts(positions, ends, target)]


def _texts(positions: np.ndarray, ends: list[int], target: Target) -> list[bytes]:
    return texts(target.positions(positions), ends, target.system.decimals)


def _counterclockwise(positions: np.ndarray, ends: list[int]) -> np.ndarray:
    """Turn the closed rings that run clockwise round: their doubled area is negative.

    The shoelace formula, with the ring's first position as the origin to keep the digits.
    """
    starts = np.array(ends[:-1])
    origins = np.repeat(starts, np.diff(ends))
    x, y = np.ascontiguousarray((positions - positions[origins]).T)
    # Between two rings a term is a product with the origin of the next, which is 0.
    terms = x[:-1] * y[1:] - x[1:] * y[:-1]
    areas = np.add.reduceat(np.append(terms, 0.0), starts)
    if (areas >= 0).all():
        return positions
    positions = positions.copy()
    for place in np.flatnonzero(areas < 0):
        start, end = ends[place], ends[place + 1]
        positions[start:end] = positions[start:end][::-1]
    return positions


def _any(shapes: np.ndarray, target: Target) -> list[bytes]:
    """Return the geometries of shapely's objects, of whatever types."""
    shapes = shapely.orient_polygons(shapes)
    types = shapely.get_type_id(shapes)
    result = [b"null"] * len(shapes)
    for number in np.unique(types[types >= 0]):
        places = np.flatnonzero(types == number)
        found = _collections if number == COLLECTION else _coordinates
        for place, text in zip(places, found(shapes[places], target), strict=True):
            result[place] = text if number == COLLECTION else _geometry(NAMES[number], text)
    return result


def _collections(shapes: np.ndarray, target: Target) -> list[bytes]:
    parts = (b",".join(_any(shapely.get_parts(shape), target)) for shape in shapes)
    return [b'{"type":"GeometryCollection","geometries":[%b]}' % text for text in parts]


def _coordinates(shapes: np.ndarray, target: Target) -> list[bytes]:
    """Return the nested coordinates of geometries of one type."""
    _, positions, levels = shapely.to_ragged_array(shapes, include_z=False)
    if not levels:
        empty = np.isnan(positions).any(axis=1)
        found = _texts(np.nan_to_num(positions), list(range(len(positions) + 1)), target)
        return [b"[]" if none else text for none, text in zip(empty, found, strict=True)]
    innermost, *outer = (level.tolist() for level in levels)
    nested = [b"[%b]" % text for text in _texts(positions, innermost, target)]
    for ends in outer:
        nested = [b"[%b]" % b",".join(nested[start:end]) for start, end in pairwise(ends)]
    return nested
