"""Gaps: what is left of a whole when the covered part is taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from coverage.analysis import checks
from coverage.analysis.overlay import Cover
from coverage.analysis.shapes import polygonal
from coverage.analysis.shares import Shares

MIN_AREA_M2 = 10_000.0
MIN_WIDTH_M = 50.0


@dataclass(frozen=True)
class Partition:
    """A whole cut in three: `covered`, `gap` (the parts worth a look) and `dropped` slivers.

    The three do not overlap and together are the whole: `covered_m2 + gap_m2 + dropped_m2`
    equals `whole_m2` within 1 m2. `gaps` are the polygons of the gap, largest first, and
    `gap_areas_m2` their areas.
    """

    covered: MultiPolygon
    gaps: NDArray[Any]
    dropped: MultiPolygon
    whole_m2: float

    @property
    def covered_m2(self) -> float:
        return float(self.covered.area)

    @property
    def gap_areas_m2(self) -> NDArray[np.float64]:
        return shapely.area(self.gaps)

    @property
    def gap_m2(self) -> float:
        return fsum(self.gap_areas_m2)

    @property
    def dropped_m2(self) -> float:
        return float(self.dropped.area)

    @property
    def gap(self) -> MultiPolygon:
        return MultiPolygon(list(self.gaps))


@dataclass(frozen=True)
class VillageShares:
    """What is covered of each of v villages, arrays of shape (v,), and of all of them.

    People are spread evenly over the area of their village, so that `people_covered` is people
    times the share of the area. Whatever is not covered counts as gap, slivers included: nobody
    is left out of the sums, which are given in whole persons.
    """

    covered_m2: NDArray[np.float64]
    gap_m2: NDArray[np.float64]
    people_covered: NDArray[np.float64]
    people_gap: NDArray[np.float64]

    @property
    def area(self) -> Shares:
        return Shares(fsum(self.covered_m2), 0, fsum(self.gap_m2), 0)

    @property
    def people(self) -> Shares:
        covered = round(fsum(self.people_covered))
        everybody = round(fsum([*self.people_covered, *self.people_gap]))
        return Shares(covered, 0, everybody - covered, 0)


def partition(
    whole: BaseGeometry,
    covered: BaseGeometry | None,
    min_area_m2: float = MIN_AREA_M2,
    min_width_m: float = MIN_WIDTH_M,
) -> Partition:
    """Cut `whole` into what is `covered` and the gaps, in square metres.

    Both are valid Polygons or MultiPolygons in metres; `covered` may be None or empty and may
    reach beyond the whole. Parts of a gap that are narrower than `min_width_m` or, after that,
    smaller than `min_area_m2` are dropped and reported apart. Raises InvalidGeometryError or
    InvalidValueError.

    >>> square = shapely.box(0, 0, 1000, 1000)
    >>> cut = partition(square, shapely.box(0, 0, 1000, 960))
    >>> cut.covered_m2, cut.gap_m2, cut.dropped_m2
    (960000.0, 0.0, 40000.0)
    """
    whole = checks.polygon(whole, "whole")
    if covered is None or shapely.is_empty(covered):
        covered = MultiPolygon()
    else:
        covered = checks.polygon(covered, "covered")
    rest = polygonal(shapely.difference(whole, covered))
    gaps, dropped = worth_a_look(rest, min_area_m2, min_width_m)
    return Partition(
        covered=polygonal(shapely.intersection(whole, covered)),
        gaps=gaps,
        dropped=dropped,
        whole_m2=float(shapely.area(whole)),
    )


def village_shares(
    villages: Sequence[Any] | NDArray[Any],
    people: ArrayLike,
    covered: BaseGeometry | Cover | None,
) -> VillageShares:
    """How much of each village lies in `covered`, by area and by people.

    `villages` are v valid Polygons or MultiPolygons in metres, `people` (v,) not negative;
    `covered` as in `partition`, or the cover that many areas make together. Raises
    InvalidGeometryError or InvalidValueError.
    """
    persons = checks.not_negative(people, "people").reshape(-1)
    checks.same_length(villages=villages, people=persons)
    covered_m2 = _cover(covered).areas_in(villages)
    area_m2 = shapely.area(np.asarray(villages, dtype=object))
    people_covered = persons * (covered_m2 / area_m2)
    return VillageShares(covered_m2, area_m2 - covered_m2, people_covered, persons - people_covered)


def _cover(covered: BaseGeometry | Cover | None) -> Cover:
    if isinstance(covered, Cover):
        return covered
    if covered is None or shapely.is_empty(covered):
        return Cover([])
    return Cover([checks.polygon(covered, "covered")])


def worth_a_look(
    gap: MultiPolygon, min_area_m2: float = MIN_AREA_M2, min_width_m: float = MIN_WIDTH_M
) -> tuple[NDArray[Any], MultiPolygon]:
    """The polygons of a gap that are wide and large enough, largest first, and the slivers.

    A part is wide where a disc of `min_width_m` fits. What lies within one more such width of
    the places where it fits is kept with it, so that corners stay sharp and only tails go.
    Raises InvalidValueError for a limit below 0.
    """
    for name, value in (("min_area_m2", min_area_m2), ("min_width_m", min_width_m)):
        checks.not_negative([value], name)
    parts = shapely.get_parts(gap)
    cores = shapely.buffer(parts, -min_width_m / 2)
    kept = shapely.intersection(parts, shapely.buffer(cores, min_width_m))
    polygons = shapely.get_parts([polygonal(one) for one in kept])
    polygons = polygons[shapely.area(polygons) >= min_area_m2]
    west, south = shapely.bounds(polygons).reshape(-1, 4)[:, :2].T
    polygons = polygons[np.lexsort((south, west, -shapely.area(polygons)))]
    return polygons, polygonal(shapely.difference(gap, MultiPolygon(list(polygons))))
