"""Whether a track seems to be in another datum than was declared: a hint, never a correction."""

import numpy as np
import shapely

from coverage.analysis.line_index import nearest
from coverage.analysis.resemblance import MOST_M, SAMPLES, beside
from coverage.figures.register import Register
from coverage.tracks.ground import Ground
from coverage.tracks.points import Points
from geo import crs

# A track of which more lies on the network already is where it should be.
MOST_ON = 0.4


def hint(
    datum: str, raw: Points, xy: np.ndarray, place: Ground, register: Register
) -> dict[str, object] | None:
    """Return the datum that would put a track onto rivers and roads, as it lies beside them now.

    ``raw`` (n, 4) are the points in their declared ``datum``, ``xy`` (n, 2) the same in metres.
    """
    if len(xy) == 0 or len(place.lines) == 0:
        return None
    sample = np.linspace(0, len(xy) - 1, min(SAMPLES, len(xy))).astype(int)
    on = np.isfinite(nearest(place.network, xy[sample], 1).distance_m[:, 0]).mean()
    if on > MOST_ON:
        return None
    middle = np.median(raw[:, :2], axis=0)
    here = _metres(middle, datum, register.metric_srid)
    expected = {
        other: tuple(_metres(middle, other, register.metric_srid) - here)
        for other in crs.DATUMS
        if other != datum
    }
    near = _within(place.lines, xy[sample])
    found = beside(xy[sample], near, expected) if len(near) else None
    if found is None:
        return None
    return {
        "datum": found.name,
        "declared": datum,
        "distance_m": round(found.distance_m),
        "on_before": round(found.on_before, 2),
        "on_after": round(found.on_after, 2),
    }


def _metres(position: np.ndarray, datum: str, metric_srid: int) -> np.ndarray:
    return crs.project_positions(crs.shift(position, datum, "wgs84"), metric_srid)[0]


def _within(lines: np.ndarray, xy: np.ndarray) -> np.ndarray:
    """Return the lines that a shifted datum can have moved the track from."""
    west, south = xy.min(axis=0) - MOST_M
    east, north = xy.max(axis=0) + MOST_M
    return lines[shapely.intersects(lines, shapely.box(west, south, east, north))]
