"""The ground of the phone's map: outline, villages, waters, roads, boards, small enough to carry.

Shapes are thinned in the metric CRS and written as longitude and latitude; only river segments
keep their course to half a metre, because the phone measures along them what was walked.
"""

from collections import defaultdict

import numpy as np
import orjson
import shapely

from coverage.figures.register import Register
from geo import crs
from geo.features.kept import kept
from geo.models import (
    NoticeBoard,
    River,
    RiverSegment,
    Road,
    Subdistrict,
    TableVersion,
    Village,
    WaterBody,
)
from geo.models.base import Quality

SOURCES = (Subdistrict, Village, River, RiverSegment, WaterBody, Road, NoticeBoard)

# How far a thinned line may lie from the true one: less than a line's width on the phone.
OUTLINE_M, ROAD_M, WATER_M, SEGMENT_M = 10.0, 6.0, 3.0, 0.5
# Decimals of a degree: five are a metre, six a tenth of one.
DRAWN, MEASURED = 5, 6


def version(found: Register) -> str:
    """Return a token that changes with what is drawn."""
    return f"{TableVersion.objects.token(*SOURCES)}:{found.subdistrict.pk}:{found.day}"


def ground(found: Register) -> bytes:
    """Return the layers as JSON, their lines as lists of [longitude, latitude] (EPSG:4326)."""
    return kept.once(("phone-ground", version(found)), lambda: orjson.dumps(_ground(found)))


def _ground(found: Register) -> dict:
    return {
        "outline": _lines(found, [found.whole], OUTLINE_M),
        "villages": _villages(found),
        "segments": _segments(found),
        "waters": _waters(found),
        "roads": _roads(found),
        "boards": _boards(found),
        "illustrative": any(
            row.quality == Quality.ILLUSTRATIVE
            for row in (*found.villages.rows, *found.segments.rows)
        ),
    }


def _villages(found: Register) -> list[dict]:
    shapes = found.villages.shapes
    located = np.array([shape is not None for shape in shapes], dtype=bool)
    thin = shapes.copy()
    # Together, so that neighbours keep one border.
    thin[located] = shapely.coverage_simplify(shapes[located], OUTLINE_M)
    inside = shapely.point_on_surface(thin)
    return [
        {
            "code": row.code,
            "name": row.short_name or row.name,
            "at": _point(found, point),
            "lines": _lines(found, [shape], 0.0),
        }
        for row, shape, point in zip(found.villages.rows, thin, inside, strict=True)
        if shape is not None
    ]


def _segments(found: Register) -> list[dict]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "river": row.river.short_name or row.river.name,
            "length_m": row.length_m,
            "bank": row.bank,
            "line": _lines(found, [shape], SEGMENT_M, MEASURED)[0],
        }
        for row, shape in zip(found.segments.rows, found.segments.shapes, strict=True)
        if shape is not None
    ]


def _waters(found: Register) -> list[dict]:
    return [
        {
            "code": row.code,
            "name": row.short_name or row.name,
            "kind": row.kind,
            "at": _point(found, shapely.point_on_surface(shape)),
            "lines": _lines(found, [shape], WATER_M),
        }
        for row, shape in zip(found.waters.rows, found.waters.shapes, strict=True)
        if shape is not None
    ]


def _roads(found: Register) -> dict[str, list]:
    """Return the lines of each class of road; edges that meet without a junction are one line."""
    valid = Road.objects.filter(subdistrict__code=found.subdistrict.code).as_of(found.day)
    class_of = dict(valid.values_list("pk", "road_class"))
    by_class = defaultdict(list)
    for row, shape in zip(found.roads.rows, found.roads.shapes, strict=True):
        by_class[class_of[row.pk]].append(shape)
    return {
        name: _lines(found, [shapely.line_merge(shapely.union_all(shapes))], ROAD_M)
        for name, shapes in sorted(by_class.items())
    }


def _boards(found: Register) -> list[dict]:
    boards = NoticeBoard.objects.filter(
        subdistrict__code=found.subdistrict.code, geom__isnull=False
    )
    rows = boards.as_of(found.day).select_related("village").order_by("code")
    return [
        {
            "code": board.code,
            "name": str(board),
            "at": [round(board.geom.x, DRAWN), round(board.geom.y, DRAWN)],
        }
        for board in rows
    ]


def _lines(found: Register, shapes: list, tolerance_m: float, decimals: int = DRAWN) -> list:
    """Return the lines and rings of metric shapes, thinned, as longitude and latitude."""
    whole = [shape for shape in shapes if shape is not None]
    thin = shapely.simplify(np.array(whole, dtype=object), tolerance_m) if tolerance_m else whole
    parts = shapely.get_parts(np.array([_as_lines(shape) for shape in thin], dtype=object))
    moved = crs.project(parts, crs.STORAGE_SRID, found.metric_srid)
    return [np.round(shapely.get_coordinates(part), decimals).tolist() for part in moved]


def _as_lines(shape):
    return shape.boundary if shapely.get_dimensions(shape) == 2 else shape


def _point(found: Register, point) -> list[float]:
    moved = crs.project(point, crs.STORAGE_SRID, found.metric_srid)
    return [round(moved.x, DRAWN), round(moved.y, DRAWN)]
