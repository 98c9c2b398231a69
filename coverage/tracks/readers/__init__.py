"""Files of tracks in: one format a module, each a generator-free function ``read(file)``.

A reader gives the points as they stand in the file, as an array (n, 4) of longitude, latitude,
seconds since 1970 and accuracy in metres, NaN where the file has none. It raises FileError for
whatever is wrong with a file and nothing else, and stops at the limit of points.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.utils.translation import gettext as _

from coverage.models import PatrolTrack
from coverage.tracks.points import Points
from coverage.tracks.readers import csv_table, fit, geojson, gpx, kml
from coverage.tracks.readers.collecting import FileError

Source = PatrolTrack.Source
READERS = {
    ".gpx": (Source.GPX, gpx.read),
    ".kml": (Source.KML, kml.read),
    ".csv": (Source.CSV, csv_table.read),
    ".geojson": (Source.GEOJSON, geojson.read),
    ".json": (Source.GEOJSON, geojson.read),
    ".fit": (Source.FIT, fit.read),
}
ZIP = b"PK"
LONGEST_NAME = 200


@dataclass(frozen=True)
class Reading:
    """What a file held."""

    source: str
    name: str
    points: Points


def read(name: str, file: IO[bytes]) -> Reading:
    """Return the points of a file by the ending of its name. Raises FileError."""
    ending = PurePath(name).suffix.lower()
    if ending not in READERS:
        endings = ", ".join(READERS)
        text = _("Files ending in '%(ending)s' are not read; those that are: %(endings)s.")
        raise FileError(text % {"ending": ending[:20], "endings": endings}, ending, endings)
    start = file.read(2)
    file.seek(0)
    if not start:
        raise FileError(_("The file is empty."), name[-60:], _("a file with a track"))
    if start == ZIP:
        text = _("This is a zip archive (such as KMZ). Unpack it and hand in the file inside.")
        raise FileError(text, name[-60:], ", ".join(READERS))
    source, reader = READERS[ending]
    return Reading(source.value, PurePath(name).name[-LONGEST_NAME:], reader(file))
