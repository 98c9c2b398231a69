"""GPX 1.0 and 1.1: the points of tracks. Routes and waypoints are plans and are not read."""

from typing import IO

from lxml import etree

from coverage.tracks.points import Points
from coverage.tracks.readers.collecting import Collector, number, optional_number, seconds
from coverage.tracks.readers.xml import walk
from geo.ingest.reading.xml import name_of


def read(file: IO[bytes]) -> Points:
    """Return the points of all tracks of a GPX file. Times without a zone are UTC, as in GPX."""
    found = Collector()

    def take(element: etree._Element) -> None:
        point = len(found) + 1
        time_s = accuracy_m = None
        for child in element.iterdescendants():
            name = name_of(child)
            if name == "time" and time_s is None:
                time_s = child.text
            elif name == "accuracy":
                accuracy_m = child.text
        found.add(
            number(element.get("lon"), "lon", point),
            number(element.get("lat"), "lat", point),
            seconds(time_s, point),
            optional_number(accuracy_m),
        )

    walk(file, "gpx", {"trkpt"}, take)
    return found.points
