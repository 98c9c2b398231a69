"""GPX 1.0 and 1.1: waypoints, routes and tracks, each a layer."""

import struct
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from geo.ingest.reading import wkb
from geo.ingest.reading.source import Chunk, Collector, Job, Source, chosen_layer
from geo.ingest.reading.xml import name_of, walk
from geo.ingest.tables import UnreadableFileError

LAYERS = {"waypoints": "wpt", "routes": "rte", "tracks": "trk"}
POINTS = {"rte": "rtept", "trkseg": "trkpt"}
# What a waypoint, route or track says of itself beside its places.
TEXTS = ("name", "cmt", "desc", "src", "sym", "type", "number", "ele", "time")


def read(job: Job) -> Source:
    """Return a layer of a GPX file: the first that has rows. Raises UnreadableFileError."""
    counts = dict.fromkeys(LAYERS.values(), 0)
    with job.path.open("rb") as file:
        for element in walk(file, "gpx", set(LAYERS.values())):
            counts[name_of(element)] += 1
    layers = tuple(layer for layer, tag in LAYERS.items() if counts[tag])
    if not layers:
        text = _("The file has no waypoints, routes or tracks.")
        raise UnreadableFileError("file", 0, "wpt, rte, trk", text)
    layer = chosen_layer(layers, job.options)
    tag = LAYERS[layer]
    source = Source("gpx", lambda size: _chunks(job, tag, size), layers, layer, rows=counts[tag])
    source.system, source.system_reason = "EPSG:4326", _("GPX is in WGS 84")
    return source


def _chunks(job: Job, tag: str, size: int) -> Iterator[Chunk]:
    collector = Collector(size)
    with job.path.open("rb") as file:
        for row, element in enumerate(walk(file, "gpx", {tag}), 1):
            values = {
                name: child.text.strip()
                for child in element
                if (name := name_of(child)) in TEXTS and child.text
            }
            try:
                shape = _shape(element, tag)
            except (TypeError, ValueError, struct.error) as error:
                text = _("Its coordinates are no numbers: %(why)s.") % {"why": str(error)[:80]}
                collector.fault(row, text)
                shape = None
            if collector.add(row, values, shape, len(shape or b"")):
                yield collector.take()
    if len(collector):
        yield collector.take()


def _shape(element: etree._Element, tag: str) -> bytes | None:
    if tag == "wpt":
        return wkb.point(_position(element))
    if tag == "rte":
        return _line(element, "rtept")
    parts = [_line(part, "trkpt") for part in element if name_of(part) == "trkseg"]
    parts = [part for part in parts if part]
    if len(parts) == 1:
        return parts[0]
    return wkb.collection(wkb.MULTIS["MultiLineString"][0], parts) if parts else None


def _line(element: etree._Element, tag: str) -> bytes | None:
    places = [_position(child) for child in element if name_of(child) == tag]
    return wkb.line(places) if places else None


def _position(element: etree._Element) -> list[float]:
    return [float(element.get("lon")), float(element.get("lat"))]
