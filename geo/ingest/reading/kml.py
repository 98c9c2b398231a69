"""KML and KMZ, also those of Ovital (.ovkml, .ovkmz): a row for each placemark.

Since its version 9.3 Ovital writes GCJ-02, under these endings and without a word of it in the
file; what it wrote before is WGS 84.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _
from lxml import etree

from geo.ingest.reading import archives, wkb
from geo.ingest.reading.html import fields_of
from geo.ingest.reading.source import Chunk, Collector, Job, Source
from geo.ingest.reading.xml import name_of, walk
from geo.ingest.tables import Question, UnreadableFileError

OVITAL_ENDINGS = (".ovkml", ".ovkmz")
OVITAL_WORDS = (b"ovital", "奥维".encode())
KMZ_ENDINGS = (".kmz", ".ovkmz")
GEOMETRIES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track")
GEOMETRIES += ("MultiTrack",)
FOLDERS = ("Folder", "Document")
MULTIS = {wkb.POINT: 4, wkb.LINE: 5, wkb.POLYGON: 6}
LOOKED_AT = 4_096
MOST_DEPTH = 8


def read(job: Job) -> Source:
    """Return the placemarks of a KML or KMZ. Raises UnreadableFileError."""
    name = job.name
    source = Source(
        "kml", lambda size: _chunks(job, size), (name,), name, rows=None, system="EPSG:4326"
    )
    source.system_reason = _("KML is in WGS 84")
    with _opened(job) as file:
        head = file.read(LOOKED_AT)
    if _is_of_ovital(job, head):
        source.system, source.system_reason = None, ""
        source.questions.append(_which_datum())
    links = _count_links(job)
    if links:
        text = _("%(count)s links to other files or servers (NetworkLink) are not followed.")
        source.notes.append(text % {"count": links})
    return source


def _is_of_ovital(job: Job, head: bytes) -> bool:
    is_marked = any(word in head.lower() for word in OVITAL_WORDS)
    return job.options.crs is None and (job.ending in OVITAL_ENDINGS or is_marked)


def _which_datum() -> Question:
    text = _(
        "The file is of Ovital, which writes GCJ-02 since its version 9.3 and wrote WGS 84 before. "
        "Which is it?"
    )
    return Question("crs", "crs", text, (("gcj02", "GCJ-02"), ("EPSG:4326", "WGS 84")))


@contextmanager
def _opened(job: Job) -> Iterator[IO[bytes]]:
    if job.ending not in KMZ_ENDINGS:
        with job.path.open("rb") as file:
            yield file
        return
    with archives.opened(job.path, job.limits) as (archive, members):
        documents = [one for one in members if one.filename.lower().endswith((".kml", ".ovkml"))]
        if not documents:
            text = _("There is no KML in the archive.")
            raise UnreadableFileError("file", job.filename[-80:], "doc.kml", text)
        # The first one at the top is the document, whatever its name.
        chosen = min(documents, key=lambda one: one.filename.count("/"))
        with archive.open(chosen) as file:
            yield file


def _count_links(job: Job) -> int:
    with _opened(job) as file:
        return sum(1 for _element in walk(file, "kml", {"NetworkLink"}))


def _chunks(job: Job, size: int) -> Iterator[Chunk]:
    collector = Collector(size)
    with _opened(job) as file:
        for row, element in enumerate(_placemarks(file), 1):
            shape, fault, weight = _shape(element)
            values = _values(element)
            weight += sum(len(value) for value in values.values())
            if fault:
                collector.fault(row, fault)
            if collector.add(row, values, shape, weight):
                yield collector.take()
    if len(collector):
        yield collector.take()


def _placemarks(file: IO[bytes]) -> Iterator[etree._Element]:
    """Yield the placemarks; the folders around each carry their name as an attribute.

    The element with the name is forgotten by then, the open folder is not.
    """
    for element in walk(file, "kml", {"Placemark", "name"}):
        if name_of(element) == "Placemark":
            yield element
        elif name_of(element.getparent()) == "Folder":
            element.getparent().set("name", (element.text or "").strip())


def _values(element: etree._Element) -> dict[str, str]:
    values = {"folder": _folder(element)}
    for child in element:
        name = name_of(child)
        if name == "name":
            values["name"] = (child.text or "").strip()
        elif name == "description":
            text, fields = fields_of("".join(child.itertext()))
            values["description"] = text
            values |= {key: value for key, value in fields.items() if key not in values}
        elif name == "ExtendedData":
            values |= _extended(child)
        elif name in ("TimeStamp", "TimeSpan"):
            values |= {name_of(time): (time.text or "").strip() for time in child}
    return values


def _folder(element: etree._Element) -> str:
    """Return the names of the folders around a placemark, the outermost first."""
    folders = (one for one in element.iterancestors() if name_of(one) == "Folder")
    return "/".join(reversed([folder.get("name", "") for folder in folders]))


def _extended(element: etree._Element) -> dict[str, str]:
    found = {}
    for child in element.iterdescendants():
        if name_of(child) == "Data":
            value = next((one.text for one in child if name_of(one) == "value"), "")
            found[child.get("name") or "Data"] = (value or "").strip()
        elif name_of(child) == "SimpleData":
            found[child.get("name") or "SimpleData"] = (child.text or "").strip()
    return found


def _shape(element: etree._Element) -> tuple[bytes | None, str, int]:
    """Return the geometry of a placemark as WKB, why there is none, and its length as text."""
    found = next((child for child in element if name_of(child) in GEOMETRIES), None)
    if found is None:
        return None, "", 0
    try:
        shape = _wkb(found)
    except (ValueError, IndexError, struct.error) as error:
        return None, _("Its coordinates are no numbers: %(why)s.") % {"why": str(error)[:80]}, 0
    return shape, "", len(shape)


def _wkb(element: etree._Element, depth: int = 0) -> bytes:
    name = name_of(element)
    if depth > MOST_DEPTH:
        raise ValueError("MultiGeometry")
    if name == "Point":
        return wkb.point((_positions(element) or [[]])[0])
    if name in ("LineString", "LinearRing"):
        return wkb.line(_positions(element))
    if name == "Polygon":
        return wkb.polygon(_rings(element))
    if name == "Track":
        places = [child.text or "" for child in element if name_of(child) == "coord"]
        return wkb.line([list(map(float, place.split())) for place in places])
    parts = [_wkb(child, depth + 1) for child in element if name_of(child) in GEOMETRIES]
    kinds = {int.from_bytes(part[1:5], "little") for part in parts}
    code = MULTIS.get(kinds.pop(), wkb.COLLECTION) if len(kinds) == 1 else wkb.COLLECTION
    return wkb.collection(code, parts)


def _rings(element: etree._Element) -> list[list]:
    outer, inner = [], []
    for boundary in element:
        kind = name_of(boundary)
        if kind in ("outerBoundaryIs", "innerBoundaryIs"):
            rings = [_positions(ring) for ring in boundary if name_of(ring) == "LinearRing"]
            (outer if kind == "outerBoundaryIs" else inner).extend(rings)
    return outer + inner


def _positions(element: etree._Element) -> list[list[float]]:
    text = next((child.text for child in element if name_of(child) == "coordinates"), "") or ""
    return [list(map(float, position.split(",")[:2])) for position in text.split()]
