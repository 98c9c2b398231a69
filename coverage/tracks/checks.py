"""Whether the points of a file make a track that can be taken; nothing is guessed or mended."""

import numpy as np
from django.utils.translation import gettext as _

from coverage.tracks.points import LAT, LON, TIME, Points, refuse_values
from coverage.tracks.readers.collecting import FileError
from geo import crs
from geo.editing.geometry import Box, expected_box
from geo.models import Subdistrict

FEWEST = 2


def refuse(points: Points, datum: str, unit: Subdistrict) -> None:
    """Raise FileError for what is no track of ``unit``: the first fault, with its point from 1."""
    if len(points) < FEWEST:
        text = _("The file has %(count)s points of a track; at least two are needed.")
        raise FileError(text % {"count": len(points)}, len(points), f">= {FEWEST}")
    _refuse_missing_times(points[:, TIME])
    refuse_values(points, "file", first=1)
    _refuse_backwards(points[:, TIME])
    box = expected_box(unit)
    if box is not None:
        _refuse_elsewhere(points[:, [LON, LAT]], datum, box)


def _refuse_missing_times(time_s: np.ndarray) -> None:
    missing = np.isnan(time_s)
    if not missing.any():
        return
    wanted = _("a time for each point")
    if missing.all():
        text = _("The points have no times. Without them nobody can tell a walk from a drawing.")
        raise FileError(text, None, wanted)
    point = int(np.argmax(missing)) + 1
    text = _("Point %(point)s has no time.") % {"point": point}
    raise FileError(text, point, wanted)


def _refuse_backwards(time_s: np.ndarray) -> None:
    back = np.diff(time_s) < 0
    if not back.any():
        return
    point = int(np.argmax(back)) + 2
    lag_s = float(time_s[point - 2] - time_s[point - 1])
    text = _("Time runs backwards at point %(point)s, by %(lag)s s. Put the points in order.")
    shown = {"point": point, "lag": f"{lag_s:g}"}
    raise FileError(text % shown, point, _("times that do not run backwards"))


def _refuse_elsewhere(positions: np.ndarray, datum: str, box: Box) -> None:
    """Refuse a track most of which lies outside; a few wild points are for the cleaning."""
    if _is_inside(positions, datum, box):
        return
    lon, lat = np.median(positions, axis=0)
    shown = {
        "lon": f"{lon:.4f}",
        "lat": f"{lat:.4f}",
        "unit": box.unit,
        "limits": box.degrees(),
    }
    if np.abs(positions[:, 0]).max() <= 90 and _is_inside(positions[:, ::-1], datum, box):
        text = _(
            "Longitude and latitude look swapped: the track lies around longitude %(lon)s, "
            "latitude %(lat)s, which is not in %(unit)s (%(limits)s). Correct the file."
        )
    else:
        text = _(
            "The track lies around longitude %(lon)s, latitude %(lat)s, outside the surroundings "
            "of %(unit)s (%(limits)s)."
        )
    raise FileError(text % shown, f"{lon:.4f}, {lat:.4f}", box.degrees())


def _is_inside(positions: np.ndarray, datum: str, box: Box) -> bool:
    places = crs.shift(positions, datum, "wgs84")
    xy = crs.project_positions(places, box.metric_srid)
    west, south, east, north = box.bounds_m
    x, y = xy.T
    return bool(((x >= west) & (x <= east) & (y >= south) & (y <= north)).mean() > 0.5)
