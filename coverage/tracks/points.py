"""Raw points: rows of longitude, latitude, seconds since 1970 and accuracy in metres.

Arrays of doubles of shape (n, 4) in the track's own datum; the accuracy is NaN where it is not
known. They are kept as they were received: cleaning is done afterwards and changes none of them.
"""

import hashlib
import zlib
from itertools import chain
from time import time

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from coverage.tracks.errors import TrackError

LON, LAT, TIME, ACCURACY = range(4)
NAMES = ("lon", "lat", "time", "accuracy")
# 1 January 2000: what is older comes from a receiver without a clock.
OLDEST_S = 946_684_800
# Level 1 costs a third of level 6 and leaves positions, which are noise, hardly larger.
LEVEL = 1
NUMBERS = {int, float}
NUMBERS_AND_NOTHING = NUMBERS | {type(None)}

Points = NDArray[np.float64]


def from_rows(given: object, parameter: str = "points") -> Points:
    """Return the points of a JSON list of ``[lon, lat, seconds, accuracy or null]``.

    Raises TrackError for what has another form or lies outside what a point can be.
    """
    form = _("a list of [lon, lat, unix seconds, accuracy in metres or null]")
    if not isinstance(given, list) or not given:
        text = _("'%(name)s' is %(form)s with at least one point.")
        raise TrackError(text % {"name": parameter, "form": form}, parameter, given, form)
    most = settings.TRACK_PART_POINTS
    if len(given) > most:
        text = _("A part holds at most %(most)s points; this one has %(given)s. Send more parts.")
        detail = text % {"most": most, "given": len(given)}
        raise TrackError(detail, parameter, len(given), f"<= {most}")
    _refuse_form(given, parameter, form)
    points = np.array(given, dtype=float)
    refuse_values(points, parameter)
    return points


def _refuse_form(given: list, parameter: str, form: str) -> None:
    is_rows = all(type(row) is list and len(row) == len(NAMES) for row in given)
    if is_rows and set(map(type, chain.from_iterable(given))) <= NUMBERS_AND_NOTHING:
        numbers = chain.from_iterable(row[:ACCURACY] for row in given)
        if set(map(type, numbers)) <= NUMBERS:
            return
    number, row = next((i, row) for i, row in enumerate(given) if not _is_point(row))
    text = _("Point %(number)s is not [lon, lat, unix seconds, accuracy in metres or null].")
    raise TrackError(text % {"number": number}, f"{parameter}[{number}]", row, form)


def _is_point(row: object) -> bool:
    if type(row) is not list or len(row) != len(NAMES):
        return False
    types = [type(value) for value in row]
    return set(types[:ACCURACY]) <= NUMBERS and types[ACCURACY] in NUMBERS_AND_NOTHING


def refuse_values(points: Points, parameter: str = "points") -> None:
    """Raise TrackError for the first point that is no number, no position or no possible time."""
    lon, lat, seconds, accuracy = points.T
    newest = time() + settings.TRACK_FUTURE_S
    is_finite = np.isfinite(points[:, :ACCURACY]).all(axis=1) & ~np.isinf(accuracy)
    _refuse_first(
        ~is_finite, points, parameter, _("a finite number"), _("has a value that is no number")
    )
    _refuse_range(lon, lat, points, parameter)
    late = _("lies in the future: is the clock of the phone right, and is it seconds since 1970?")
    _refuse_first(seconds > newest, points, parameter, _("a time up to now"), late, TIME)
    early = _("has a time before the year 2000: is it seconds since 1970?")
    _refuse_first(seconds < OLDEST_S, points, parameter, _("a time since 2000"), early, TIME)


def _refuse_range(lon: Points, lat: Points, points: Points, parameter: str) -> None:
    wrong = (np.abs(lon) > 180) | (np.abs(lat) > 90)
    is_swapped = bool((np.abs(lon) <= 90).all() and (np.abs(lat) <= 180).all())
    why = (
        _("is out of range: longitude and latitude look swapped; longitude comes first")
        if is_swapped
        else _("is out of range")
    )
    wanted = _("longitude -180 to 180, latitude -90 to 90, in degrees")
    _refuse_first(wrong, points, parameter, wanted, why)


def _refuse_first(
    wrong: NDArray[np.bool_],
    points: Points,
    parameter: str,
    expected: str,
    why: str,
    column: int | None = None,
) -> None:
    if not wrong.any():
        return
    number = int(np.argmax(wrong))
    value = points[number].tolist() if column is None else float(points[number, column])
    text = _("Point %(number)s %(why)s.") % {"number": number, "why": why}
    raise TrackError(text, f"{parameter}[{number}]", str(value), expected)


def pack(points: Points) -> bytes:
    """Return the points compressed, as they are kept."""
    return zlib.compress(plain(points), LEVEL)


def unpack(kept: bytes | memoryview) -> Points:
    """Return the points (n, 4) of what ``pack`` made."""
    rows = np.frombuffer(zlib.decompress(kept), dtype="<f8")
    return rows.reshape(-1, len(NAMES)).astype(float)


def plain(points: Points) -> bytes:
    """Return the rows as little-endian doubles one after the other, every NaN the same."""
    rows = np.array(points, dtype="<f8")
    rows[np.isnan(rows)] = np.nan
    return rows.tobytes()


def digest(points: Points) -> str:
    """Return the SHA-256 of the points by which a part is known again."""
    return hashlib.sha256(plain(points)).hexdigest()


def joined(parts: list[Points]) -> Points:
    """Return the points of several parts one after the other."""
    return np.concatenate(parts) if parts else np.empty((0, len(NAMES)))
