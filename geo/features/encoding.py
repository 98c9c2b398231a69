"""Rows to GeoJSON, many at a time: WKB and values in, RFC 7946 bytes out.

No object of the ORM and none of GEOS is made for a row; numpy writes all coordinates of a chunk
at once, and orjson the properties.
"""

from collections.abc import Iterator, Sequence

import orjson

from geo.features.collections import Collection
from geo.features.geometry import geometries
from geo.features.systems import STORED, Target

# Measures are given to a hundredth: of a metre, a square metre, a kilometre.
MEASURE_DECIMALS = 2


def features(collection: Collection, rows: Sequence[tuple], target: Target = STORED) -> memoryview:
    """Return rows as GeoJSON features with commas between and nothing around."""
    return memoryview(orjson.dumps(list(_features(collection, rows, target))))[1:-1]


def lines(collection: Collection, rows: Sequence[tuple], target: Target = STORED) -> bytes:
    """Return rows as GeoJSON features, each on a line of its own."""
    option = orjson.OPT_APPEND_NEWLINE
    found = _features(collection, rows, target)
    return b"".join([orjson.dumps(item, option=option) for item in found])


def feature(collection: Collection, row: tuple, target: Target = STORED) -> dict:
    """Return one row as a GeoJSON feature; its geometry is text for orjson to put in."""
    return next(_features(collection, [row], target)) | target.members


def _features(collection: Collection, rows: Sequence[tuple], target: Target) -> Iterator[dict]:
    if not rows:
        return
    names = [item.name for item in collection.properties]
    _, ids, shapes, *values = zip(*rows, strict=True)
    # What rows are sorted by stands behind the properties.
    values = values[: len(names)]
    for index, item in enumerate(collection.properties):
        if item.type == "number":
            values[index] = [
                None if value is None else round(value, MEASURE_DECIMALS) for value in values[index]
            ]
    for public_id, geometry, row in zip(
        ids, geometries(shapes, target), zip(*values, strict=True), strict=True
    ):
        yield {
            "type": "Feature",
            "id": public_id,
            "geometry": orjson.Fragment(geometry),
            "properties": dict(zip(names, row, strict=True)),
        }
