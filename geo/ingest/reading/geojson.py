"""GeoJSON, as one collection or a feature a line: read as a stream, in bounded memory."""

import json
import struct
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from geo.ingest.reading import wkb
from geo.ingest.reading.source import Chunk, Collector, Job, Source
from geo.ingest.tables import UnreadableFileError

BLOCK = 1 << 20
# One feature with a longer text is no place.
MOST_FEATURE = 100_000_000
MOST_DEPTH = 8
SPACES = " \t\r\n"
SEPARATORS = SPACES + "\x1e"
# RFC 7946, section 4; older files name a system in "crs", which has to come before the features.
RULE = "EPSG:4326"
NUMBERS = (TypeError, ValueError, IndexError, KeyError, struct.error, OverflowError)


class _Text:
    """The text of a file, read on as far as values need it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open(encoding="utf-8-sig")
        self._decoder = json.JSONDecoder()
        self._text, self._at, self._before = "", 0, 0
        self._is_whole = False

    def close(self) -> None:
        self._file.close()

    def skip(self, characters: str) -> str:
        """Go to the next character that is none of these; return it, "" at the end."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in characters:
                at += 1
            self._at = at
            if at < len(text):
                return text[at]
            if not self._more(BLOCK):
                return ""

    def expect(self, characters: str) -> str:
        """Take the next character, which has to be one of these."""
        found = self.skip(SPACES)
        if not found or found not in characters:
            self.fail(_("expected one of %(expected)s") % {"expected": " ".join(characters)})
        self._at += 1
        return found

    def value(self) -> tuple[object, int]:
        """Take the next value; return it and its length in characters."""
        wanted = BLOCK
        while True:
            try:
                found, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                self.fail(_("it is nested too deeply"))
            except ValueError as error:
                if self._is_whole or len(self._text) - self._at > MOST_FEATURE:
                    self.fail(str(error)[:80])
                self._more(wanted)
                wanted *= 2
                continue
            # A number may go on behind what is read; nothing else may.
            if end == len(self._text) and not self._is_whole:
                self._more(wanted)
                continue
            length = end - self._at
            self._at = end
            return found, length

    def fail(self, why: str) -> None:
        """Raise UnreadableFileError with the place that was reached."""
        at = self._before + self._at
        text = _("The file is broken or cut off at character %(at)s: %(why)s.")
        raise UnreadableFileError("file", at, "GeoJSON", text % {"at": at, "why": why})

    def _more(self, wanted: int) -> bool:
        try:
            found = self._file.read(wanted)
        except UnicodeDecodeError as error:
            text = _("GeoJSON is UTF-8, which this file is not: %(why)s.")
            shown = {"why": str(error)[:80]}
            raise UnreadableFileError("file", None, "UTF-8", text % shown) from error
        self._is_whole = not found
        self._before += self._at
        self._text, self._at = self._text[self._at :] + found, 0
        return bool(found)


def read(job: Job) -> Source:
    """Return the features of a GeoJSON file or sequence. Raises UnreadableFileError."""
    name = job.name
    text = _Text(job.path)
    try:
        head, is_collection = _head(text)
    finally:
        text.close()
    form = "geojson" if is_collection else "geojsonseq"
    source = Source(form, lambda size: _chunks(job.path, size), (name,), name)
    named = _named_system(head)
    source.system = named or RULE
    source.system_reason = (
        _("the member crs names it") if named else _("GeoJSON is in WGS 84 (RFC 7946)")
    )
    return source


def _head(text: _Text) -> tuple[dict, bool]:
    """Return the members before the features, and whether there is a collection at all.

    The text then stands before the first feature.
    """
    head: dict = {}
    if text.skip(SEPARATORS) != "{":
        text.fail(_("expected a collection of features"))
    # A sequence is one feature after the other, so its first value is a whole one.
    text.expect("{")
    if text.skip(SPACES) == "}":
        text.fail(_("expected a collection of features"))
    while True:
        key, _length = text.value() if text.skip(SPACES) == '"' else (None, 0)
        if key is None:
            text.fail(_("expected the name of a member"))
        text.expect(":")
        if key == "features":
            text.expect("[")
            return head, True
        text.skip(SPACES)
        head[key], _length = text.value()
        if text.expect(",}") == "}":
            break
    if head.get("type") != "Feature":
        kind = str(head.get("type"))[:40]
        detail = _("The file is no GeoJSON with features: its type is '%(kind)s'.")
        expected = "FeatureCollection, Feature"
        raise UnreadableFileError("file", kind, expected, detail % {"kind": kind})
    return head, False


def _named_system(head: dict) -> str | None:
    found = head.get("crs")
    properties = found.get("properties") if isinstance(found, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name[:200] if isinstance(name, str) and "CRS84" not in name else None


def _features(path: Path) -> Iterator[tuple[object, int]]:
    text = _Text(path)
    try:
        head, is_collection = _head(text)
        if not is_collection:
            yield head, 0
            while text.skip(SEPARATORS):
                yield text.value()
            return
        if text.skip(SPACES) != "]":
            yield text.value()
            while text.expect(",]") == ",":
                text.skip(SPACES)
                yield text.value()
        else:
            text.expect("]")
        while text.expect(",}") == ",":
            text.skip(SPACES)
            key, _length = text.value()
            text.expect(":")
            text.skip(SPACES)
            text.value()
            if key == "crs" and "crs" not in head:
                text.fail(_("the member crs has to come before the features"))
        if text.skip(SPACES):
            text.fail(_("something follows the collection"))
    finally:
        text.close()


def _chunks(path: Path, size: int) -> Iterator[Chunk]:
    collector = Collector(size)
    for row, (feature, length) in enumerate(_features(path), 1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            text = _("Entry %(row)s is no feature.") % {"row": row}
            raise UnreadableFileError("file", row, "Feature", text)
        shape = None
        try:
            geometry = feature.get("geometry")
            shape = None if geometry is None else _wkb(geometry)
        except NUMBERS as error:
            why = _("Its geometry is not as GeoJSON has it: %(why)s.")
            collector.fault(row, why % {"why": str(error)[:80]})
        if collector.add(row, _values(feature), shape, length):
            yield collector.take()
    if len(collector):
        yield collector.take()


def _wkb(geometry: dict, depth: int = 0) -> bytes:
    kind = geometry["type"]
    if kind != "GeometryCollection":
        return wkb.from_coordinates(kind, geometry["coordinates"])
    if depth > MOST_DEPTH:
        raise ValueError("GeometryCollection")
    parts = [_wkb(part, depth + 1) for part in geometry["geometries"]]
    return wkb.collection(wkb.COLLECTION, parts)


def _values(feature: dict) -> dict:
    properties = feature.get("properties")
    values = {
        name: value if not isinstance(value, dict | list) else _inner(value)
        for name, value in (properties.items() if isinstance(properties, dict) else ())
    }
    if "id" not in values and isinstance(feature.get("id"), str | int):
        values["id"] = feature["id"]
    return values


def _inner(value: dict | list) -> str:
    return json.dumps(value, ensure_ascii=False)
