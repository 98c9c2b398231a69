"""Rows to GeoJSON, many at a time: WKB in, RFC 7946 bytes out.

No geometry object of the ORM is made. shapely reads all WKB of a chunk at once, numpy rounds all
its coordinates at once, and orjson writes the rings straight from slices of that one array.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import orjson
import shapely

from geo.features.collections import Collection

# RFC 7946, section 11.2: 7 decimals are a centimetre.
DECIMALS = 7
# Measures are given to the centimetre: a number in metres, square metres or kilometres.
MEASURE_DECIMALS = 2
TYPE_NAMES = (
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
)
COLLECTION = TYPE_NAMES.index("GeometryCollection")


def features(collection: Collection, rows: Sequence[tuple]) -> bytes:
    """Return rows as GeoJSON features with commas between and nothing around."""
    return orjson.dumps(list(_features(collection, rows)), option=orjson.OPT_SERIALIZE_NUMPY)[1:-1]


def lines(collection: Collection, rows: Sequence[tuple]) -> bytes:
    """Return rows as GeoJSON features, each on a line of its own."""
    option = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE
    return b"".join(orjson.dumps(item, option=option) for item in _features(collection, rows))


def feature(collection: Collection, row: tuple) -> dict:
    """Return one row as a GeoJSON feature; its coordinates may be arrays."""
    return next(_features(collection, [row]))


def _features(collection: Collection, rows: Sequence[tuple]) -> Iterator[dict]:
    if not rows:
        return
    names = [item.name for item in collection.properties]
    _, ids, shapes, *values = zip(*rows, strict=True)
    for index, item in enumerate(collection.properties):
        if item.type == "number":
            values[index] = [
                None if value is None else round(value, MEASURE_DECIMALS) for value in values[index]
            ]
    for public_id, geometry, row in zip(
        ids, geometries(shapes), zip(*values, strict=True), strict=True
    ):
        yield {
            "type": "Feature",
            "id": public_id,
            "geometry": geometry,
            "properties": dict(zip(names, row, strict=True)),
        }


def geometries(wkb: Sequence[bytes | None]) -> list[dict | None]:
    """Return GeoJSON geometries of WKB in EPSG:4326: right-hand winding, 7 decimals.

    None stays None; an empty geometry has empty coordinates.
    """
    shapes = shapely.orient_polygons(shapely.from_wkb(np.array(wkb, dtype=object)))
    return _encode(shapes)


def _encode(shapes: np.ndarray) -> list[dict | None]:
    types = shapely.get_type_id(shapes)
    result: list[dict | None] = [None] * len(shapes)
    for number in np.unique(types):
        if number < 0:
            continue
        places = np.flatnonzero(types == number)
        name = TYPE_NAMES[number]
        if number == COLLECTION:
            for place in places:
                parts = _encode(shapely.get_parts(shapes[place]))
                result[place] = {"type": name, "geometries": parts}
            continue
        for place, coordinates in zip(places, _coordinates(shapes[places]), strict=True):
            result[place] = {"type": name, "coordinates": coordinates}
    return result


def _coordinates(shapes: np.ndarray) -> list:
    """Return the nested coordinates of geometries of one type; the innermost are arrays."""
    _, flat, offsets = shapely.to_ragged_array(shapes, include_z=False)
    flat = np.round(flat, DECIMALS)
    if not offsets:
        return [[] if np.isnan(point[0]) else point for point in flat]
    nested: Sequence = flat
    for level in offsets:
        ends = level.tolist()
        nested = [nested[start:end] for start, end in pairwise(ends)]
    return nested
