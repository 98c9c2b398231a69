"""The areas of a layer: what is covered, due, a gap, or unknown, as polygons.

The four parts and the slivers that were dropped from the gap do not overlap and together are the
whole within 1 m2. Where the polygons of villages overlap each other, the worse state takes the
ground: an error of drawing must not hide a gap. Ground that belongs to no village is unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon, STRtree
from shapely.geometry.base import BaseGeometry

from coverage.analysis import checks, gaps
from coverage.analysis.shapes import polygonal
from coverage.analysis.shares import Shares, State, checked_states, shares, worst


@dataclass(frozen=True)
class Areas:
    """The parts of a whole by state, MultiPolygons in metres.

    `gap` are the parts of the gap worth a look and `dropped` the slivers left out of it: both
    count as gap in the shares.
    """

    covered: MultiPolygon
    due: MultiPolygon
    gap: MultiPolygon
    unknown: MultiPolygon
    dropped: MultiPolygon

    @property
    def shares_m2(self) -> Shares:
        gap_m2 = float(self.gap.area + self.dropped.area)
        return Shares(
            float(self.covered.area), float(self.due.area), gap_m2, float(self.unknown.area)
        )

    @property
    def dropped_m2(self) -> float:
        return float(self.dropped.area)

    @property
    def dropped_parts(self) -> int:
        return len(self.dropped.geoms)

    @property
    def reached(self) -> MultiPolygon:
        """What is covered or due."""
        return polygonal(shapely.union(self.covered, self.due))


@dataclass(frozen=True)
class Ground:
    """A whole cut into c cells along the borders of v villages.

    `cells` (c,) are Polygons that together are the whole, `cell` and `village` (n,) the pairs
    of which cell lies in which village: none for ground that belongs to no village, several
    where villages overlap. `villages` is v.
    """

    cells: NDArray[Any]
    cell: NDArray[np.intp]
    village: NDArray[np.intp]
    villages: int

    def states(self, village_state: ArrayLike) -> NDArray[np.int8]:
        """The state of each cell (c,) from those of the villages (v,)."""
        codes = checked_states(village_state)
        checks.same_length(villages=range(self.villages), village_state=codes)
        return worst(len(self.cells), self.cell, codes[self.village])

    def shares_m2(self, village_state: ArrayLike) -> Shares:
        """Square metres by state, without making any polygon."""
        return shares(self.states(village_state), shapely.area(self.cells))

    def areas(
        self,
        village_state: ArrayLike,
        min_area_m2: float = gaps.MIN_AREA_M2,
        min_width_m: float = gaps.MIN_WIDTH_M,
    ) -> Areas:
        """The areas of a layer in which each village has one state (v,)."""
        return cell_areas(self.cells, self.states(village_state), min_area_m2, min_width_m)


def village_ground(whole: BaseGeometry, villages: Sequence[Any] | NDArray[Any]) -> Ground:
    """Cut `whole` along the borders of `villages`.

    All are valid Polygons or MultiPolygons in metres; None stands for a village without a
    boundary. What lies outside the whole is cut off. Raises InvalidGeometryError.

    >>> square, left = shapely.box(0, 0, 1000, 1000), shapely.box(0, 0, 600, 1000)
    >>> village_ground(square, [left]).shares_m2([State.GAP])
    Shares(covered=0.0, due=0.0, gap=600000.0, unknown=400000.0)
    """
    whole = checks.polygon(whole, "whole")
    shapes = np.asarray(villages, dtype=object).reshape(-1)
    located = np.array([row for row, shape in enumerate(shapes) if shape is not None], np.intp)
    checks.polygons(shapes[located], "villages")
    cells = cut(whole, shapes[located])
    cell, found = STRtree(shapes[located]).query(shapely.point_on_surface(cells), "within")
    return Ground(cells, cell, located[found], len(shapes))


def cut(whole: BaseGeometry, shapes: NDArray[Any]) -> NDArray[Any]:
    """The Polygons into which the borders of `shapes` cut the whole; together they are it."""
    borders = shapely.boundary(np.array([whole, *shapes], dtype=object))
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(borders)]))
    shapely.prepare(whole)
    return faces[shapely.contains(whole, shapely.point_on_surface(faces))]


def cell_areas(
    cells: NDArray[Any],
    state: ArrayLike,
    min_area_m2: float = gaps.MIN_AREA_M2,
    min_width_m: float = gaps.MIN_WIDTH_M,
) -> Areas:
    """The areas of a layer from the cells of a whole (see `cut`) and their states (c,)."""
    codes = checked_states(state)
    checks.same_length(cells=cells, state=codes)
    ground = {
        one: polygonal(shapely.coverage_union_all(cells[codes == one]))
        if (codes == one).any()
        else MultiPolygon()
        for one in State
    }
    kept, dropped = gaps.worth_a_look(ground[State.GAP], min_area_m2, min_width_m)
    return Areas(
        ground[State.COVERED],
        ground[State.DUE],
        MultiPolygon(list(kept)),
        ground[State.UNKNOWN],
        dropped,
    )
