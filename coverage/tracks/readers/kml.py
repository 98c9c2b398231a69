"""KML: tracks (gx:Track) and placemarks that are points with a time.

A LineString has no times, or with a TimeSpan only those of its ends: where its walker was in
between is not in the file, and is not made up here.
"""

from typing import IO

from django.utils.translation import gettext as _
from lxml import etree

from coverage.tracks.points import Points
from coverage.tracks.readers.collecting import Collector, FileError, number, seconds
from coverage.tracks.readers.xml import walk
from geo.ingest.reading.xml import name_of


def read(file: IO[bytes]) -> Points:
    """Return the timed points of a KML file. Raises FileError also for lines without times."""
    found = Collector()
    lines = 0

    def take(element: etree._Element) -> None:
        nonlocal lines
        name = name_of(element)
        if name == "Track":
            _take_track(element, found)
        elif name == "LineString":
            lines += 1
        elif name == "Placemark":
            _take_point(element, found)

    walk(file, "kml", {"Track", "LineString", "Placemark"}, take)
    if len(found) == 0 and lines:
        text = _(
            "The file has lines without a time for each point (LineString). Export the track as "
            "gx:Track, or as GPX."
        )
        raise FileError(text, "LineString", "gx:Track")
    return found.points


def _take_track(element: etree._Element, found: Collector) -> None:
    times = [child.text for child in element if name_of(child) == "when"]
    places = [child.text for child in element if name_of(child) == "coord"]
    if len(times) != len(places):
        text = _("A track has %(times)s times and %(places)s positions; each point needs both.")
        counts = {"times": len(times), "places": len(places)}
        raise FileError(text % counts, len(times), len(places))
    for time, place in zip(times, places, strict=True):
        _add(found, (place or "").split(), time)
    # A Placemark around it is handed over as well, and has to find nothing more.
    element.clear()


def _take_point(element: etree._Element, found: Collector) -> None:
    place = time = None
    for child in element.iterdescendants():
        if name_of(child) == "coordinates" and name_of(child.getparent()) == "Point":
            place = (child.text or "").strip().split(",")
        elif name_of(child) == "when":
            time = child.text
    if place is not None:
        _add(found, place, time)


def _add(found: Collector, place: list[str], time: str | None) -> None:
    point = len(found) + 1
    lon, lat = (*place, None, None)[:2]
    found.add(number(lon, "lon", point), number(lat, "lat", point), seconds(time, point))
