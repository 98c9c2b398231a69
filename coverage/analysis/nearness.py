"""What lies within a distance of a point: parts of lines, and the nearest of many shapes."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from coverage.analysis import checks

Floats = NDArray[np.float64]


def parts_within(line: shapely.LineString, point: shapely.Point, radius_m: float) -> Floats:
    """The parts of a line within `radius_m` of a point, (n, 2): metres along it, from and to.

    Exact: on each edge a + t (b - a) the distance is the radius where a quadratic in t is zero.

    >>> line = shapely.LineString([(0, 0), (100, 0)])
    >>> parts_within(line, shapely.Point(50, 30), 50).tolist()
    [[10.0, 90.0]]
    """
    radius = checks.positive(radius_m, "radius_m")
    xy = shapely.get_coordinates(line)
    edge, start = np.diff(xy, axis=0), xy[:-1] - [point.x, point.y]
    length = np.hypot(*edge.T)
    moves = length > 0
    edge, start, length = edge[moves], start[moves], length[moves]
    along = np.concatenate([[0.0], np.cumsum(length)])[:-1]
    # |start + t edge|^2 = radius^2
    half = (start * edge).sum(axis=1)
    inside = half**2 - length**2 * ((start**2).sum(axis=1) - radius**2)
    root = np.sqrt(np.maximum(inside, 0.0))
    first = np.clip((-half - root) / length**2, 0.0, 1.0)
    last = np.clip((-half + root) / length**2, 0.0, 1.0)
    met = (inside >= 0) & (last > first)
    return _joined(np.column_stack([along + first * length, along + last * length])[met])


def nearest(shapes: NDArray[Any], point: shapely.Point) -> tuple[int | None, float]:
    """The row of the shape (n,) nearest to a point, and its distance; None and inf for none.

    None among the shapes is a place that is not located.
    """
    distances = shapely.distance(shapes, point)
    if not np.isfinite(distances).any():
        return None, np.inf
    row = int(np.nanargmin(distances))
    return row, float(distances[row])


def overlaps(start_m: Floats, end_m: Floats, parts: Floats) -> NDArray[np.bool_]:
    """Which stretches (n,) of a line share more than a point with one of `parts` (p, 2).

    >>> overlaps(np.array([0.0, 20.0]), np.array([10.0, 30.0]), np.array([[10.0, 25.0]]))
    array([False,  True])
    """
    first, last = np.asarray(parts, dtype=float).reshape(-1, 2).T
    meets = (np.asarray(start_m)[:, None] < last) & (np.asarray(end_m)[:, None] > first)
    return meets.any(axis=1)


def _joined(parts: Floats) -> Floats:
    """Parts that follow each other along a line without a break, as one."""
    if len(parts) == 0:
        return parts
    breaks = np.flatnonzero(parts[1:, 0] > parts[:-1, 1] + 1e-9) + 1
    return np.array([(part[0, 0], part[-1, 1]) for part in np.split(parts, breaks)])
