"""FIT, the files of sports watches: records with a position."""

import struct
from datetime import UTC, datetime
from typing import IO

import fitdecode
from django.utils.translation import gettext as _

from coverage.tracks.points import Points
from coverage.tracks.readers.collecting import Collector, FileError, optional_number

# Positions are kept as parts of half a circle.
DEGREES = 180 / 2**31
# What the library raises for broken files, beside its own errors; it checks some of them by
# assertions, and computes with what it reads.
FAULTS = (
    fitdecode.FitError,
    struct.error,
    ValueError,
    LookupError,
    TypeError,
    AssertionError,
    ArithmeticError,
)
STRICT = {
    "check_crc": fitdecode.CrcCheck.RAISE,
    "error_handling": fitdecode.ErrorHandling.RAISE,
    "keep_raw_chunks": False,
}


def read(file: IO[bytes]) -> Points:
    """Return the points of a FIT file; records without a position are none. Raises FileError."""
    found = Collector()
    try:
        with fitdecode.FitReader(file, **STRICT) as frames:
            for frame in frames:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record":
                    _take(frame, found)
    except FAULTS as error:
        text = _("The file is broken, cut off, or no FIT file: %(why)s.")
        raise FileError(text % {"why": str(error)[:120]}, None, "FIT") from error
    return found.points


def _take(frame: fitdecode.FitDataMessage, found: Collector) -> None:
    lon, lat = (frame.get_value(f"position_{axis}", fallback=None) for axis in ("long", "lat"))
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return
    time = frame.get_value("timestamp", fallback=None)
    found.add(
        lon * DEGREES,
        lat * DEGREES,
        time.replace(tzinfo=time.tzinfo or UTC).timestamp()
        if isinstance(time, datetime)
        else float("nan"),
        optional_number(frame.get_value("gps_accuracy", fallback=None)),
    )
