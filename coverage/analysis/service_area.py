"""Service areas: the polygons from which a station is reached within given times."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from coverage.analysis import checks
from coverage.analysis.access import StationTimes, StraightTimes
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.shapes import polygonal

CELL_M = 50.0
# Stations share a raster if their layers of it are up to so many times as large as their windows.
SPREAD = 4.0

Times = StationTimes | StraightTimes
Grid = NDArray[np.float64]


@dataclass(frozen=True)
class ServiceAreas:
    """Areas of k stations for b thresholds, as MultiPolygons within the boundary.

    `by_station` has shape (k, b) and `reached` (any station) shape (b,); a longer time always
    contains a shorter one. `method` is "network" or "straight_line".
    """

    method: str
    mode: str
    thresholds_s: tuple[float, ...]
    by_station: NDArray[Any]
    reached: NDArray[Any]

    def bands(self) -> list[MultiPolygon]:
        """What is reached within each threshold and not within the one before; shape (b,)."""
        inner = [MultiPolygon(), *self.reached[:-1]]
        rings = shapely.difference(self.reached, np.array(inner, dtype=object))
        return [polygonal(ring) for ring in rings]


def service_areas(
    times: Times,
    boundary: BaseGeometry,
    thresholds_s: Sequence[float],
    cell_m: float = CELL_M,
) -> ServiceAreas:
    """Where the stations of `times` are reached within each of `thresholds_s` seconds.

    `boundary` is a Polygon or MultiPolygon in metres that the areas are cut to. The travel time
    is computed exactly at the corners of square cells of `cell_m`; cells that a contour crosses
    and their neighbours are quartered and computed again, and the contours run straight within
    a small cell. Raises InvalidGeometryError for the boundary, InvalidValueError for thresholds
    that do not ascend from above 0 or a `cell_m` that is not above 0.
    """
    area = checks.polygon(boundary, "boundary")
    levels = _levels(thresholds_s)
    cell_m = checks.positive(cell_m, "cell_m")
    by_station = np.full((len(times.stations), len(levels)), MultiPolygon(), dtype=object)
    for rows, window in _windows(times, levels[-1], area):
        part = polygonal(shapely.intersection(area, shapely.box(*window)))
        if not part.is_empty:
            by_station[rows] = _areas(times.near(window, levels[-1], rows), part, levels, cell_m)
    reached = np.array([polygonal(one) for one in shapely.union_all(by_station, axis=0)], object)
    return ServiceAreas(times.method, times.mode.name, levels, by_station, reached)


def _windows(
    times: Times, limit_s: float, area: BaseGeometry
) -> list[tuple[NDArray[np.intp], Grid]]:
    """Rows of stations to compute together, and the window that holds all they are reached from.

    Stations far apart each have their own, so that the raster does not grow with what lies
    between them; others share one, and with it the work.
    """
    bounds = np.array(shapely.bounds(area))
    windows = times.windows(limit_s)
    low, high = np.maximum(windows[:, :2], bounds[:2]), np.minimum(windows[:, 2:], bounds[2:])
    rows = np.flatnonzero((low < high).all(axis=1))
    if len(rows) == 0:
        return []
    low, high = low[rows], high[rows]
    common = np.concatenate([low.min(axis=0), high.max(axis=0)])
    shared_m2 = len(rows) * np.prod(common[2:] - common[:2])
    if shared_m2 <= SPREAD * np.prod(high - low, axis=1).sum():
        return [(rows, common)]
    return list(zip(rows[:, None], np.hstack([low, high]), strict=True))


def _areas(
    times: Times, area: BaseGeometry, levels: tuple[float, ...], cell_m: float
) -> NDArray[Any]:
    """The parts of `area` with times up to each level, shape (k, b)."""
    x, y = _axes(area, cell_m)
    near = shapely.buffer(area, 1.5 * cell_m)
    shapely.prepare(near)
    inside = shapely.contains_xy(near, *np.meshgrid(x, y))
    layers = _filled(times, x, y, inside, np.full((len(times.stations), *inside.shape), np.inf))
    x, y, layers = _refined(times, x, y, inside, layers, levels)
    return np.array(
        [[_reached(x, y, layer, level, area) for level in levels] for layer in layers],
        dtype=object,
    )


def _levels(thresholds_s: Sequence[float]) -> tuple[float, ...]:
    levels = np.asarray(thresholds_s, dtype=float).reshape(-1)
    ascending = np.isfinite(levels).all() and (np.diff(levels, prepend=0.0) > 0).all()
    if len(levels) == 0 or not ascending:
        raise InvalidValueError("thresholds_s", thresholds_s, "seconds above 0, ascending")
    return tuple(levels.tolist())


def _axes(area: BaseGeometry, cell_m: float) -> tuple[Grid, Grid]:
    """Grid lines that enclose the area, on multiples of the cell: equal for equal cells."""
    west, south, east, north = shapely.bounds(area)

    def lines(low: float, high: float) -> Grid:
        return np.arange(np.floor(low / cell_m), np.ceil(high / cell_m) + 1) * cell_m

    return lines(west, east), lines(south, north)


def _filled(times: Times, x: Grid, y: Grid, wanted: NDArray[np.bool_], layers: Grid) -> Grid:
    """`layers` (k, rows, columns) with exact times at the wanted corners."""
    row, column = np.nonzero(wanted)
    layers[:, row, column] = times.at(np.column_stack([x[column], y[row]]))
    return layers


def _refined(
    times: Times,
    x: Grid,
    y: Grid,
    inside: NDArray[np.bool_],
    layers: Grid,
    levels: tuple[float, ...],
) -> tuple[Grid, Grid, Grid]:
    """The raster on cells half as wide, with exact times in and beside cells with a contour."""
    crossed = np.zeros(tuple(n - 1 for n in inside.shape), dtype=bool)
    for level in levels:
        for layer in layers:
            lower = _corner_count(layer <= level)
            crossed |= (lower > 0) & (lower < 4)
    crossed &= _corner_count(inside) == 4
    cells = binary_dilation(crossed, np.ones((3, 3), dtype=bool))
    known = np.zeros(tuple(2 * n - 1 for n in inside.shape), dtype=bool)
    known[::2, ::2] = True
    wanted = binary_dilation(_doubled(cells), np.ones((3, 3), dtype=bool)) & ~known
    x, y = _halved(x), _halved(y)
    return x, y, _filled(times, x, y, wanted, _halved(_halved(layers, axis=1), axis=2))


def _corner_count(mask: NDArray[np.bool_]) -> NDArray[np.int8]:
    """How many of its four corners each cell has in the mask."""
    corners = mask.astype(np.int8)
    pairs = corners[1:] + corners[:-1]
    return pairs[:, 1:] + pairs[:, :-1]


def _doubled(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The centres of marked cells on the raster of half cells."""
    centres = np.zeros(tuple(2 * n + 1 for n in cells.shape), dtype=bool)
    centres[1::2, 1::2] = cells
    return centres


def _halved(values: Grid, axis: int = 0) -> Grid:
    """Values with the mean of each neighbouring pair put between them."""
    values = np.moveaxis(values, axis, 0)
    result = np.empty((2 * len(values) - 1, *values.shape[1:]))
    result[::2] = values
    result[1::2] = (values[1:] + values[:-1]) / 2
    return np.moveaxis(result, 0, axis)


def _reached(x: Grid, y: Grid, layer: Grid, level: float, area: BaseGeometry) -> MultiPolygon:
    """The part of the area with times up to `level`."""
    # A contour cannot run towards infinity; far beyond the level is enough.
    generator = contour_generator(
        x, y, np.minimum(layer, 2 * level), fill_type=FillType.OuterOffset
    )
    found = [
        shapely.Polygon(rings[0], rings[1:])
        for rings in (
            [points[a:b] for a, b in pairwise(offsets)]
            for points, offsets in zip(*generator.filled(-1.0, level), strict=True)
        )
    ]
    # Contours may touch themselves at a saddle; make_valid splits them there.
    whole = shapely.union_all(shapely.make_valid(np.array(found, dtype=object)))
    return polygonal(shapely.intersection(whole, area))
