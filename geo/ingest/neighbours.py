"""How well the units of a boundary set fit together: gaps and overlaps between neighbours.

Pure: arrays of shapely polygons in a metric CRS in, polygons in square metres out.
"""

from dataclasses import dataclass

import numpy as np
import shapely

# What digitising leaves between two lines that are meant to be one is not worth a row.
LEAST_M2 = 1.0
GRID_M = 0.001
SLIT_M = 1.0


@dataclass(frozen=True)
class Overlap:
    """Two units, by position, and the ground that both claim."""

    first: int
    second: int
    shape: shapely.Geometry
    area_m2: float


def overlaps(units: np.ndarray, least_m2: float = LEAST_M2) -> list[Overlap]:
    """Return the overlaps of units that are larger than ``least_m2``, the largest first.

    >>> units = np.array([shapely.box(0, 0, 4, 4), shapely.box(3, 0, 6, 4)])
    >>> [one.area_m2 for one in overlaps(units)]
    [4.0]
    >>> overlaps(np.array([], dtype=object))
    []
    """
    if len(units) < 2:
        return []
    first, second = shapely.STRtree(units).query(units, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.intersection(units[first], units[second])
    areas = shapely.area(shared)
    found = np.flatnonzero(areas > least_m2)
    order = found[np.argsort(-areas[found], kind="stable")]
    return [
        Overlap(int(first[i]), int(second[i]), shared[i], float(areas[i])) for i in map(int, order)
    ]


def gaps(
    units: np.ndarray, whole: shapely.Geometry | None, least_m2: float = LEAST_M2
) -> list[shapely.Polygon]:
    """Return the ground of nobody that is larger than ``least_m2``, the largest first.

    It is what the units enclose, and where the ``whole`` is known what they leave of it.

    >>> frame = shapely.difference(shapely.box(0, 0, 9, 9), shapely.box(3, 3, 6, 6))
    >>> [gap.area for gap in gaps(np.array([frame]), None)]
    [9.0]
    >>> [gap.area for gap in gaps(np.array([shapely.box(0, 0, 5, 9)]), shapely.box(0, 0, 9, 9))]
    [36.0]
    >>> slit = np.array([shapely.box(0, 0, 5, 9), shapely.box(5.5, 0, 9, 9)])
    >>> [round(gap.area, 3) for gap in gaps(slit, None)]
    [4.5]
    """
    if not len(units):
        return []
    # On a grid of a millimetre, neighbours that differ by rounding share their border.
    union = shapely.union_all(units, grid_size=GRID_M)
    filled = _filled(union) if whole is None else shapely.union(_filled(union), whole)
    left = shapely.get_parts(shapely.difference(filled, union, grid_size=GRID_M))
    left = left[(shapely.get_dimensions(left) == 2) & (shapely.area(left) > least_m2)]
    if whole is None:
        left = left[_between(left, units, filled)]
    areas = shapely.area(left)
    return [left[i] for i in map(int, np.argsort(-areas, kind="stable"))]


def _filled(union: shapely.Geometry) -> shapely.Geometry:
    """Return the ground within the outer borders; slits narrower than ``2 * SLIT_M`` are closed."""
    wide = shapely.buffer(union, SLIT_M, join_style="mitre")
    outlines = shapely.get_exterior_ring(shapely.get_parts(wide))
    return shapely.buffer(
        shapely.union_all(shapely.polygons(outlines)), -SLIT_M, join_style="mitre"
    )


def _between(left: np.ndarray, units: np.ndarray, filled: shapely.Geometry) -> np.ndarray:
    """Return which gaps are enclosed or lie between two units, not in the bay of one."""
    near = shapely.buffer(left, 2 * GRID_M)
    tree = shapely.STRtree(units)
    counts = np.bincount(tree.query(near, predicate="intersects")[0], minlength=len(left))
    inside = ~shapely.intersects(near, shapely.boundary(filled))
    return inside | (counts > 1)
