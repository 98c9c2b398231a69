"""How much of many villages lies in the union of many areas, without ever making that union.

Villages are taken in tiles of neighbours. Only the areas that meet a tile (its halo is what
those areas reach beyond it) are cut to the tile and united. Most villages then lie wholly in
or wholly out of that union, which a prepared geometry tells without cutting anything; only
those that its edge crosses are measured, along the two boundaries (`crossings`). The result is
the area of the plain intersection of each village with the union of all areas; the cost grows
with the number of villages, not with its square.
"""

from collections.abc import Iterator, Sequence
from math import ceil, sqrt
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType, STRtree
from shapely.geometry.base import BaseGeometry

from coverage.analysis import checks, crossings

TILE_VILLAGES = 200
# Areas are cut a little outside the villages, so that no edge of theirs lies on the cut.
TILE_MARGIN_M = 1.0

Shapes = NDArray[Any]


class Cover:
    """The union of many areas, which may overlap each other in any way.

    `areas` are valid, not empty Polygons or MultiPolygons in metres; there may be none. Threads
    may ask one cover at a time. Raises InvalidGeometryError.

    >>> cover = Cover(shapely.box([0, 5], 0, 12, 10))
    >>> cover.areas_in(shapely.box([0, 10], 0, [10, 20], 10)).tolist()
    [100.0, 20.0]
    """

    def __init__(self, areas: Sequence[Any] | Shapes) -> None:
        self.areas = checks.polygons(areas, "areas")
        self.tree = STRtree(self.areas)

    def areas_in(self, villages: Sequence[Any] | Shapes) -> NDArray[np.float64]:
        """Square metres of each of v villages that lie in the union, shape (v,).

        `villages` are polygons as the areas are. Raises InvalidGeometryError.
        """
        shapes = checks.polygons(villages, "villages")
        covered_m2 = np.zeros(len(shapes))
        bounds = shapely.bounds(shapes)
        for rows in tiles(bounds, TILE_VILLAGES):
            union = self._within(
                bounds[rows, :2].min(axis=0) - TILE_MARGIN_M,
                bounds[rows, 2:].max(axis=0) + TILE_MARGIN_M,
            )
            if not union.is_empty:
                covered_m2[rows] = _areas_in(shapes[rows], union)
        return covered_m2

    def _within(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> BaseGeometry:
        """The part of the union in the box between two corners."""
        tile = shapely.box(*low, *high)
        near = self.areas[self.tree.query(tile)]
        bounds = shapely.bounds(near)
        beyond = (bounds[:, :2] < low).any(axis=1) | (bounds[:, 2:] > high).any(axis=1)
        near[beyond] = shapely.intersection(near[beyond], tile)
        parts = shapely.get_parts(near)
        # An area that only touches the tile leaves points and lines there.
        return shapely.union_all(parts[shapely.get_type_id(parts) == GeometryType.POLYGON])


def tiles(bounds: NDArray[np.float64], size: int) -> Iterator[NDArray[np.intp]]:
    """Rows of at most `size` neighbours each, given the bounds (n, 4) of n shapes.

    Columns of equal numbers from west to east, each cut into runs from south to north: the
    packing of Leutenegger, Lopez and Edgington (STR, 1997).

    >>> [rows.tolist() for rows in tiles(shapely.bounds(shapely.points([3, 1, 2], [0, 0, 0])), 2)]
    [[1, 2], [0]]
    """
    if len(bounds) == 0:
        return
    east_m, north_m = (bounds[:, :2] + bounds[:, 2:]).T
    columns = ceil(sqrt(ceil(len(bounds) / size)))
    for column in np.array_split(np.argsort(east_m, kind="stable"), columns):
        order = column[np.argsort(north_m[column], kind="stable")]
        yield from np.array_split(order, ceil(len(order) / size))


def _areas_in(villages: Shapes, union: BaseGeometry) -> NDArray[np.float64]:
    shapely.prepare(union)
    area_m2 = shapely.area(villages)
    inside = shapely.contains(union, villages)
    crossed = np.flatnonzero(~inside & shapely.intersects(union, villages))
    covered_m2 = np.where(inside, area_m2, 0.0)
    found_m2, sure = crossings.areas_in(villages[crossed], union)
    found_m2[~sure] = shapely.area(shapely.intersection(villages[crossed[~sure]], union))
    covered_m2[crossed] = np.clip(found_m2, 0.0, area_m2[crossed])
    return covered_m2
