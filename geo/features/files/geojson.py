"""GeoJSON as one collection (RFC 7946), as a feature a line, and as a text sequence (RFC 8142)."""

from collections.abc import Iterator

import numpy as np
import orjson
import shapely

from geo.features import encoding
from geo.features.answers import now
from geo.features.files.rows import Selection
from geo.features.sql import source

SHIFTED = "GCJ-02 (shifted, not WGS 84)"


def feature_collection(selection: Selection, language: str) -> Iterator[bytes]:
    """Yield one GeoJSON feature collection; shifted coordinates are declared in its head."""
    head = {"type": "FeatureCollection", "name": selection.collection.id, "timeStamp": now()}
    if selection.frame.is_shifted:
        head["datum"] = SHIFTED
    yield orjson.dumps(head)[:-1] + b',"features":['
    comma = b""
    for rows in _chunks(selection):
        yield b"".join((comma, encoding.features(selection.collection, rows)))
        comma = b","
    yield b"]}"


def feature_lines(selection: Selection, language: str) -> Iterator[bytes]:
    """Yield features, each on a line of its own."""
    for rows in _chunks(selection):
        yield encoding.lines(selection.collection, rows)


def feature_sequence(selection: Selection, language: str) -> Iterator[bytes]:
    """Yield a GeoJSON text sequence (RFC 8142): each feature after a record separator."""
    for text in feature_lines(selection, language):
        # Line ends are between features only: within JSON text they are escaped.
        yield b"".join(b"\x1e" + line for line in text.splitlines(keepends=True))


def _chunks(selection: Selection) -> Iterator[list[tuple]]:
    chunks = source(selection.collection).everything(selection.query).stream()
    if selection.frame.is_stored:
        yield from chunks
        return
    for rows in chunks:
        key, ids, wkb, *values = zip(*rows, strict=True)
        shapes = selection.frame.placed(shapely.from_wkb(np.array(wkb, dtype=object)))
        yield list(zip(key, ids, shapely.to_wkb(shapes), *values, strict=True))
