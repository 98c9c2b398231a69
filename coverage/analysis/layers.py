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
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from coverage.analysis import checks, gaps
from coverage.analysis.shapes import polygonal
from coverage.analysis.shares import WORST_FIRST, Shares, State, checked_states


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
    def reached(self) -> MultiPolygon:
        """What is covered or due."""
        return polygonal(shapely.union(self.covered, self.due))

    @property
    def whole_gap(self) -> MultiPolygon:
        """The gap with its slivers."""
        return polygonal(shapely.union(self.gap, self.dropped))


def village_areas(
    whole: BaseGeometry,
    villages: Sequence[Any] | NDArray[Any],
    state: ArrayLike,
    min_area_m2: float = gaps.MIN_AREA_M2,
    min_width_m: float = gaps.MIN_WIDTH_M,
) -> Areas:
    """The areas of a layer in which each of v villages has one `state`, shape (v,).

    `whole` and `villages` are valid Polygons or MultiPolygons in metres; None stands for a
    village without a boundary. What lies outside the whole is cut off. Raises
    InvalidGeometryError or InvalidValueError.

    >>> left, right = shapely.box(0, 0, 600, 1000), shapely.box(600, 0, 1000, 1000)
    >>> village_areas(shapely.box(0, 0, 1000, 1000), [left, right], [1, 0]).shares_m2
    Shares(covered=600000.0, due=0.0, gap=400000.0, unknown=0.0)
    """
    whole = checks.polygon(whole, "whole")
    shapes, codes = np.asarray(villages, dtype=object), checked_states(state)
    checks.same_length(villages=shapes, state=codes)
    located = np.flatnonzero(shapes != None)  # noqa: E711  (compares element by element)
    checks.polygons(shapes[located], "villages")
    parts: dict[State, BaseGeometry] = {}
    rest = whole
    for one in WORST_FIRST:
        ground = shapely.union_all(shapes[located[codes[located] == one]])
        parts[one] = polygonal(shapely.intersection(rest, ground))
        rest = shapely.difference(rest, ground)
    parts[State.UNKNOWN] = polygonal(shapely.union(parts[State.UNKNOWN], rest))
    return areas(whole, parts, min_area_m2, min_width_m)


def areas(
    whole: BaseGeometry,
    parts: dict[State, BaseGeometry],
    min_area_m2: float = gaps.MIN_AREA_M2,
    min_width_m: float = gaps.MIN_WIDTH_M,
) -> Areas:
    """The areas of a layer from its covered, due and unknown ground; the gap is what is left.

    `parts` do not overlap; a state without ground may be missing, and the gap's is not read.
    """
    known = {one: polygonal(parts.get(one, MultiPolygon())) for one in State}
    filled = [known[one] for one in State if one != State.GAP]
    cut = gaps.partition(whole, polygonal(shapely.union_all(filled)), min_area_m2, min_width_m)
    return Areas(known[State.COVERED], known[State.DUE], cut.gap, known[State.UNKNOWN], cut.dropped)
