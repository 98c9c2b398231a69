"""Small operations on polygons that the analyses share."""

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry


def polygonal(geometry: BaseGeometry) -> MultiPolygon:
    """The polygons of a geometry; points and lines, left by an intersection, are dropped.

    >>> polygonal(shapely.from_wkt("GEOMETRYCOLLECTION (POINT (0 0), LINESTRING (0 0, 1 1))"))
    <MULTIPOLYGON EMPTY>
    """
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return MultiPolygon(list(parts[shapely.area(parts) > 0]))
