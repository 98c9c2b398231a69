"""Geometry literals of a filter: GeoJSON or a box to a checked shape in WGS 84."""

import math
from collections.abc import Callable

import numpy as np
import shapely

from geo.features.cql.nodes import Shape, wrong

# The nesting of GeoJSON's coordinates, by type.
_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_POSITION = "positions of two or three finite numbers"
_RANGE = "coordinates within their range and in the order of the axes of filter-crs"
TYPES = ", ".join([*_DEPTHS, "GeometryCollection"])

# Positions (n, 2) in the order of the axes of filter-crs to longitude and latitude of WGS 84;
# NaN or what lies outside the world for positions that it cannot have.
Placing = Callable[[np.ndarray], np.ndarray]


def shape(tree: dict, place: Placing) -> Shape:
    """Return the shape of a geometry object or of ``{"bbox": …}``; raises BadParameterError."""
    try:
        if "bbox" in tree and "type" not in tree:
            return _box(tree, place)
        found = _placed(_geometry(tree, tree), tree, place)
        reason = "" if shapely.is_valid(found) else shapely.is_valid_reason(found)
    except (shapely.GEOSException, ValueError) as error:
        raise wrong(tree, "a valid geometry", str(error).splitlines()[0]) from None
    if reason:
        raise wrong(tree, "a valid geometry", f"the geometry is not valid ({reason})")
    return _shape(_collected(found))


def _shape(geometry: shapely.Geometry) -> Shape:
    box = tuple(float(value) for value in shapely.bounds(geometry))
    if geometry.geom_type != "GeometryCollection":
        return Shape(shapely.to_wkb(geometry), (box,))
    return Shape(b"", (box,), tuple(_shape(part) for part in geometry.geoms))


def _placed(geometry: shapely.Geometry, tree: dict, place: Placing) -> shapely.Geometry:
    placed = shapely.transform(geometry, place)
    positions = np.abs(shapely.get_coordinates(placed))
    if not np.all((positions[:, 0] <= 180) & (positions[:, 1] <= 90)):
        raise wrong(tree, _RANGE, "coordinates are out of range")
    return placed


def _geometry(tree: object, whole: dict) -> shapely.Geometry:
    kind = tree.get("type") if isinstance(tree, dict) else None
    if kind == "GeometryCollection" and isinstance(tree.get("geometries"), list):
        if not tree["geometries"]:
            raise wrong(whole, "a geometry that is not empty", "the collection is empty")
        return shapely.GeometryCollection([_geometry(one, whole) for one in tree["geometries"]])
    if not isinstance(kind, str) or kind not in _DEPTHS:
        raise wrong(whole, f"one of {TYPES}", "no type of a geometry")
    at = _positions(tree.get("coordinates"), _DEPTHS[kind], whole)
    if kind == "MultiPolygon":
        return shapely.MultiPolygon([_polygon(rings, whole) for rings in at])
    return _polygon(at, whole) if kind == "Polygon" else getattr(shapely, kind)(at)


def _polygon(rings: list, whole: dict) -> shapely.Polygon:
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        expected = "rings of at least four positions that end where they began"
        raise wrong(whole, expected, "a ring is not closed")
    return shapely.Polygon(rings[0], rings[1:])


def _collected(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return a collection of parts of one dimension as a multi-geometry, others flat."""
    if geometry.geom_type != "GeometryCollection":
        return geometry
    flat = [geometry]
    while any(one.geom_type == "GeometryCollection" for one in flat):
        flat = [part for one in flat for part in shapely.get_parts(one)]
    if len({shapely.get_dimensions(one) for one in flat}) == 1:
        return shapely.union_all(flat)
    return shapely.GeometryCollection(flat)


def _positions(value: object, depth: int, whole: dict) -> object:
    if not isinstance(value, list) or not value:
        raise wrong(whole, _POSITION, "a list of coordinates is missing or empty")
    if depth:
        return [_positions(one, depth - 1, whole) for one in value]
    if not 2 <= len(value) <= 4 or not all(map(_is_number, value)):
        raise wrong(whole, _POSITION, "a position is none")
    return float(value[0]), float(value[1])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _box(tree: dict, place: Placing) -> Shape:
    """Return the shape of a box; with its west east of its east it spans the antimeridian."""
    value = tree["bbox"]
    if not isinstance(value, list) or len(value) not in (4, 6) or not all(map(_is_number, value)):
        raise wrong(tree, "4 numbers, or 6 with heights", "a box is none")
    half = len(value) // 2
    lower, upper = (shapely.Point(value[0], value[1]), shapely.Point(value[half], value[half + 1]))
    (west, south), (east, north) = (
        shapely.get_coordinates(_placed(corner, tree, place))[0] for corner in (lower, upper)
    )
    if south > north:
        raise wrong(tree, "a southern limit that is not north of the northern one", "the box")
    boxes = [(west, south, east, north)]
    if west > east:
        boxes = [(west, south, 180.0, north), (-180.0, south, east, north)]
    whole = shapely.union_all([_frame(*box) for box in boxes])
    return Shape(shapely.to_wkb(whole), tuple(tuple(map(float, box)) for box in boxes))


def _frame(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    """Return a box as an area, or as a line or a point when it has no width or no height."""
    if west < east and south < north:
        return shapely.box(west, south, east, north)
    if (west, south) == (east, north):
        return shapely.Point(west, south)
    return shapely.LineString([(west, south), (east, north)])
