"""What all readers share: the points they collect, times in text, and their one error."""

from array import array
from datetime import UTC, datetime, tzinfo

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from coverage.tracks.errors import TrackError
from coverage.tracks.points import NAMES, Points

NOTHING = float("nan")
# Seconds since 1970 stay below this until the year 5138; milliseconds have been above since 1973.
LEAST_MILLISECONDS = 1e11


class FileError(TrackError):
    """Something about a file that makes it no track."""

    def __init__(self, detail: str, value: object = None, expected: object = None) -> None:
        super().__init__(detail, "file", value, expected)


class Collector:
    """The points of a file so far; more than the limit are not taken."""

    def __init__(self) -> None:
        self._values = array("d")
        self._most = settings.TRACK_MAX_POINTS * len(NAMES)

    def __len__(self) -> int:
        return len(self._values) // len(NAMES)

    def add(self, lon: float, lat: float, time_s: float, accuracy_m: float = NOTHING) -> None:
        """Take a point. Raises FileError beyond the limit."""
        if len(self._values) >= self._most:
            most = settings.TRACK_MAX_POINTS
            text = _("The file has more than %(most)s points. Hand in a part of it.")
            raise FileError(text % {"most": most}, f"> {most}", f"<= {most}")
        self._values.extend((lon, lat, time_s, accuracy_m))

    @property
    def points(self) -> Points:
        return np.array(self._values, dtype=float).reshape(-1, len(NAMES))


def number(text: object, name: str, point: int) -> float:
    """Return the number in a text; ``point`` counts from 1. Raises FileError, also for NaN."""
    try:
        found = float(text)
    except (TypeError, ValueError):
        found = NOTHING
    if isinstance(text, bool) or not np.isfinite(found):
        wanted = _("a number of degrees")
        detail = _("Point %(point)s: '%(value)s' is not a value of %(name)s.")
        raise FileError(
            detail % {"point": point, "value": str(text)[:40], "name": name}, text, wanted
        )
    return found


def optional_number(text: object) -> float:
    """Return the number in a text, NaN where there is none."""
    try:
        found = float(text)
    except (TypeError, ValueError):
        return NOTHING
    return found if np.isfinite(found) else NOTHING


def seconds(text: object, point: int, zone: tzinfo = UTC) -> float:
    """Return the seconds since 1970 of a time; NaN for none, ``zone`` for one without a zone.

    Takes ISO 8601 in its usual forms (also with slashes), seconds or milliseconds since 1970.
    """
    if text is None or text == "":
        return NOTHING
    if isinstance(text, int | float) and not isinstance(text, bool):
        return _epoch(float(text))
    try:
        return _moment(str(text).strip(), zone)
    except (ValueError, OverflowError) as error:
        wanted = "2026-11-25T08:30:00+08:00"
        detail = _("Point %(point)s: '%(value)s' is not a time; write it like %(wanted)s.")
        shown = {"point": point, "value": str(text)[:40], "wanted": wanted}
        raise FileError(detail % shown, str(text), wanted) from error


def _moment(text: str, zone: tzinfo) -> float:
    if text.replace(".", "", 1).isdigit() and text.isascii():
        # 20261125083000 and the like are no seconds.
        if len(text.partition(".")[0]) not in (9, 10, 12, 13):
            raise ValueError(text)
        return _epoch(float(text))
    found = datetime.fromisoformat(_usual(text))
    return (found if found.tzinfo else found.replace(tzinfo=zone)).timestamp()


def _usual(text: str) -> str:
    """Return a date with slashes and short numbers, as Excel writes it, in the form of ISO."""
    day, _space, clock = text.replace("T", " ", 1).partition(" ")
    parts = day.replace("/", "-").split("-")
    if len(parts) != 3 or len(parts[0]) != 4:
        return text
    hour, colon, rest = clock.strip().partition(":")
    clock = f"{hour:>02}{colon}{rest}"
    return f"{parts[0]}-{parts[1]:>02}-{parts[2]:>02}" + (f" {clock}" if rest else "")


def _epoch(value: float) -> float:
    return value / 1000 if value >= LEAST_MILLISECONDS else value
