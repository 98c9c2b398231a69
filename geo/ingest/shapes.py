"""Geometries of a batch, checked all at once: kind, place, validity; mended only on request.

Arrays of shapely geometries in EPSG:4326, None where there is none.
"""

import re
from dataclasses import dataclass

import numpy as np
import shapely

from geo import crs
from geo.ingest.values import Reason, reason

POINT, LINE, _RING, POLYGON, MULTI_POINT, MULTI_LINE, MULTI_POLYGON, COLLECTION = range(8)
TYPE_IDS = {"Point": POINT, "LineString": LINE, "Polygon": POLYGON, "MultiPolygon": MULTI_POLYGON}
TYPE_NAMES = {
    POINT: "Point",
    LINE: "LineString",
    POLYGON: "Polygon",
    MULTI_POINT: "MultiPoint",
    MULTI_LINE: "MultiLineString",
    MULTI_POLYGON: "MultiPolygon",
    COLLECTION: "GeometryCollection",
}
_FAULT = re.compile(r"(?P<fault>[^\[]+)(\[(?P<x>[-\d.e+nai]+) (?P<y>[-\d.e+nai]+)[^\]]*\])?")
SAME_M = 0.01


@dataclass(frozen=True)
class Checked:
    """Geometries fit to be stored; what is wrong and what was mended by position."""

    shapes: np.ndarray
    wrong: dict[int, Reason]
    notes: dict[int, Reason]


def checked(shapes: np.ndarray, types: tuple[str, ...], repair: bool, metric_srid: int) -> Checked:
    """Return the geometries as the register keeps them; ``types`` are the GeoJSON types it takes.

    A geometry of one part is taken for a single one, and a Polygon for a MultiPolygon where that
    is kept. What cannot be kept becomes None with a reason.
    """
    found = shapely.force_2d(np.asarray(shapes, dtype=object))
    found[shapely.is_empty(found)] = None
    wrong: dict[int, Reason] = {}
    notes: dict[int, Reason] = {}
    _refuse_places(found, wrong)
    found = _single(found, types)
    _refuse_types(found, types, wrong)
    _mend_or_refuse(found, types, repair, metric_srid, wrong, notes)
    if "MultiPolygon" in types:
        found = _promoted(found)
    return Checked(found, wrong, notes)


def _refuse_places(found: np.ndarray, wrong: dict[int, Reason]) -> None:
    west, south, east, north = shapely.bounds(found).T
    with np.errstate(invalid="ignore"):
        fits = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    for at in np.flatnonzero(~fits & ~shapely.is_missing(found)):
        positions = shapely.get_coordinates(found[at])
        with np.errstate(invalid="ignore"):
            good = (np.abs(positions[:, 0]) <= 180) & (np.abs(positions[:, 1]) <= 90)
        x, y = map(float, positions[np.argmin(good)])
        wrong[int(at)] = reason("wrong_place", x=x, y=y)
        found[at] = None


def _single(found: np.ndarray, types: tuple[str, ...]) -> np.ndarray:
    """Take collections of one part for that part, and lines that meet for one line."""
    kinds = shapely.get_type_id(found)
    many = kinds >= MULTI_POINT
    if "MultiPolygon" in types:
        many &= kinds != MULTI_POLYGON
    alone = many & (shapely.get_num_geometries(found) == 1)
    found[alone] = shapely.get_geometry(found[alone], 0)
    lines = (kinds == MULTI_LINE) & ~alone
    if "LineString" in types and lines.any():
        merged = shapely.line_merge(found[lines])
        is_one = shapely.get_type_id(merged) == LINE
        found[np.flatnonzero(lines)[is_one]] = merged[is_one]
    return found


def _refuse_types(found: np.ndarray, types: tuple[str, ...], wrong: dict[int, Reason]) -> None:
    taken = {TYPE_IDS[name] for name in types}
    taken |= {POLYGON} if MULTI_POLYGON in taken else set()
    kinds = shapely.get_type_id(found)
    for at in np.flatnonzero((kinds >= 0) & ~np.isin(kinds, list(taken))):
        kind = int(kinds[at])
        if kind >= MULTI_POINT and kind - 3 in taken:
            parts = int(shapely.get_num_geometries(found[at]))
            wrong[int(at)] = reason("several_parts", parts=parts)
        else:
            given, expected = TYPE_NAMES.get(kind, "curve"), " / ".join(types)
            wrong[int(at)] = reason("wrong_type", given=given, expected=expected)
        found[at] = None


def _mend_or_refuse(
    found: np.ndarray,
    types: tuple[str, ...],
    repair: bool,
    metric_srid: int,
    wrong: dict[int, Reason],
    notes: dict[int, Reason],
) -> None:
    bad = np.flatnonzero(~shapely.is_valid(found) & ~shapely.is_missing(found))
    for at in map(int, bad):
        fault, x, y = fault_of(found[at])
        if not repair:
            wrong[at] = reason("invalid", fault=fault, x=x, y=y)
            found[at] = None
            continue
        mended = _mended(found[at], types)
        if mended is None:
            wrong[at] = reason("unrepairable", fault=fault, expected=" / ".join(types))
        else:
            before, after = crs.area_m2(np.array([found[at], mended]), metric_srid)
            areas = {"before_m2": round(float(before), 1), "after_m2": round(float(after), 1)}
            notes[at] = reason("repaired", fault=fault, x=x, y=y, **areas)
        found[at] = mended


def fault_of(shape: shapely.Geometry) -> tuple[str, float | None, float | None]:
    """Return what is wrong with an invalid geometry, in GEOS's words, and where."""
    match = _FAULT.fullmatch(shapely.is_valid_reason(shape))
    if match is None:
        return shapely.is_valid_reason(shape), None, None
    x, y = (round(float(text), 7) if text else None for text in (match["x"], match["y"]))
    return match["fault"].strip(), x, y


def _mended(shape: shapely.Geometry, types: tuple[str, ...]) -> shapely.Geometry | None:
    """Return the valid geometry of the same dimension; None when nothing of it is left."""
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(mended)
    if shapely.get_type_id(shape) in (POLYGON, MULTI_POLYGON):
        parts = shapely.get_parts(parts)
        parts = parts[shapely.get_type_id(parts) == POLYGON]
        if len(parts) > 1 and "MultiPolygon" in types:
            return shapely.multipolygons(parts)
        return parts[0] if len(parts) == 1 else None
    is_same = len(parts) == 1 and shapely.get_type_id(parts[0]) == shapely.get_type_id(shape)
    return parts[0] if is_same else None


def _promoted(found: np.ndarray) -> np.ndarray:
    """Return the geometries with each Polygon as a MultiPolygon of one part."""
    single = np.flatnonzero(shapely.get_type_id(found) == POLYGON)
    if len(single):
        found[single] = shapely.multipolygons(found[single], indices=np.arange(len(single)))
    return found


def same(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return which geometries in a metric CRS are the same within a centimetre.

    Where a ring begins, which way it runs and the order of the parts do not count.
    """
    equal = shapely.equals_exact(before, after, SAME_M)
    left = np.flatnonzero(~equal)
    if len(left):
        first, second = shapely.normalize(before[left]), shapely.normalize(after[left])
        equal[left] = shapely.equals_exact(first, second, SAME_M)
    left = np.flatnonzero(~equal)
    if len(left):
        equal[left] = distances_m(before[left], after[left]) <= SAME_M
    return equal


def distances_m(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return how far apart the vertices and lines of geometries in a metric CRS are at most.

    The Hausdorff distance of points, lines and boundaries, taken at vertices.
    """
    outlines = [
        np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)
        for shapes in (before, after)
    ]
    return shapely.hausdorff_distance(*outlines)
