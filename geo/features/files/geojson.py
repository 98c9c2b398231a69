"""GeoJSON as one collection (RFC 7946), as a feature a line, and as a text sequence (RFC 8142)."""

from collections.abc import Iterator

import orjson

from geo.features import encoding
from geo.features.answers import now
from geo.features.files.rows import Selection
from geo.features.sql import source


def feature_collection(selection: Selection, language: str) -> Iterator[bytes]:
    """Yield one GeoJSON feature collection; a shifted datum is declared in its head."""
    head = {"type": "FeatureCollection", "name": selection.collection.id, "timeStamp": now()}
    head |= selection.frame.target.members
    yield orjson.dumps(head)[:-1] + b',"features":['
    comma = b""
    for rows in _chunks(selection):
        features = encoding.features(selection.shown, rows, selection.frame.target)
        yield b"".join((comma, features))
        comma = b","
    yield b"]}"


def feature_lines(selection: Selection, language: str) -> Iterator[bytes]:
    """Yield features, each on a line of its own."""
    for rows in _chunks(selection):
        yield encoding.lines(selection.shown, rows, selection.frame.target)


def feature_sequence(selection: Selection, language: str) -> Iterator[bytes]:
    """Yield a GeoJSON text sequence: each feature after a record separator."""
    for text in feature_lines(selection, language):
        # Line ends are between features only: within JSON text they are escaped.
        yield b"".join(b"\x1e" + line for line in text.splitlines(keepends=True))


def _chunks(selection: Selection) -> Iterator[list[tuple]]:
    return source(selection.collection).everything(selection.query).stream()
