"""How much of the shore of ponds, and of both sides of ditches, a cleaned track saw.

Whoever walks within the swath of a place on the shore has seen it. The shore is measured by
places a few metres apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from coverage.analysis import checks
from coverage.analysis.motion import WALKING, Motion, motion
from coverage.analysis.track import Cleaned

SPACING_M = 2.0
FEWEST = 24
# Between two fixes the way is straight; places on it no further apart than this are taken.
WAY_M = 5.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shores:
    """Places on the shores of w waters: `xy` (n, 2), sorted by `water` (n,); lengths (w,)."""

    xy: Floats
    water: NDArray[np.intp]
    length_m: Floats

    def __len__(self) -> int:
        return len(self.length_m)


@dataclass(frozen=True)
class Seen:
    """The seen share of the shore of each water, (w,) from 0 to 1.

    `is_at_shore` (k,) says for each fix of the track whether it lies within the swath of any.
    """

    share: Floats
    is_at_shore: NDArray[np.bool_]


def prepare_shores(waters: Sequence[Any] | NDArray[Any]) -> Shores:
    """The shores of `waters`: polygons (their outer ring and their islands) or lines, metres.

    Raises InvalidGeometryError for other geometries and for what is not valid or has no length.
    """
    geometries = checks.lines_or_polygons(waters, "waters")
    if len(geometries) == 0:
        return Shores(np.empty((0, 2)), np.empty(0, dtype=np.intp), np.empty(0))
    is_area = np.isin(shapely.get_type_id(geometries), checks.POLYGONAL)
    lines = np.where(is_area, shapely.boundary(geometries), geometries)
    places = [_along(line) for line in lines]
    water = np.repeat(np.arange(len(lines)), [len(one) for one in places])
    return Shores(np.concatenate(places), water, shapely.length(lines))


def _along(line: Any) -> Floats:
    """Places in the middle of equal pieces of the parts of a line."""
    parts = shapely.get_parts(line)
    step_m = min(SPACING_M, float(line.length) / FEWEST)
    found = []
    for part in parts:
        count = max(1, round(part.length / step_m))
        share = (np.arange(count) + 0.5) / count
        found.append(shapely.line_interpolate_point(part, share, normalized=True))
    return shapely.get_coordinates(np.concatenate(found))


def shore_shares(
    track: Cleaned, shores: Shores, swath_m: float = 30.0, moved: Motion | None = None
) -> Seen:
    """What of each shore `track` saw from within `swath_m`, walking; never across a hole.

    `moved` is `motion(track)`, if it is known already.
    """
    moved = moved or motion(track)
    checks.positive(swath_m, "swath_m")
    none = Seen(np.zeros(len(shores)), np.zeros(len(track), dtype=bool))
    way = _way(track, moved.state == WALKING)
    if len(way) == 0 or len(shores) == 0:
        return none
    low, high = way.min(axis=0) - swath_m, way.max(axis=0) + swath_m
    near = np.flatnonzero(((shores.xy >= low) & (shores.xy <= high)).all(axis=1))
    if len(near) == 0:
        return none
    off_m, _ = cKDTree(way).query(shores.xy[near], distance_upper_bound=swath_m)
    seen = near[off_m <= swath_m]
    count = np.bincount(shores.water, minlength=len(shores))
    share = np.bincount(shores.water[seen], minlength=len(shores)) / count
    off_m, _ = cKDTree(shores.xy[near]).query(track.xy, distance_upper_bound=swath_m)
    is_at_shore = off_m <= swath_m
    return Seen(share, is_at_shore)


def _way(track: Cleaned, walks: NDArray[np.bool_]) -> Floats:
    """Places (n, 2) on the steps from one walked fix to the next of the same part."""
    step = np.flatnonzero(track.is_step & walks[1:] & walks[:-1])
    start, way = track.xy[step], track.xy[step + 1] - track.xy[step]
    count = 1 + np.ceil(np.hypot(*way.T) / WAY_M).astype(int)
    row = np.repeat(np.arange(len(step)), count)
    number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    share = number / np.maximum(count[row] - 1, 1)
    return start[row] + way[row] * share[:, None]
