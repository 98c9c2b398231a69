"""What the reading process writes and the service reads: JSON and WKB with lengths, no pickles."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import IO

import numpy as np
import orjson
import shapely

from geo.ingest.tables import Batch, Column, Question, Understanding

UNDERSTOOD, BATCH, DONE, REFUSED, FAILED = b"U", b"B", b"D", b"R", b"F"
HEAD = struct.Struct(">cQ")
# More than a batch can have, so that a broken process cannot fill the memory of the service.
MOST_BYTES = 400_000_000
LENGTH = struct.Struct(">Q")
MOST_INTEGER = 2**63


def write(file: IO[bytes], kind: bytes, body: bytes = b"") -> None:
    """Write one message."""
    file.write(HEAD.pack(kind, len(body)))
    file.write(body)
    file.flush()


def read(get: Callable[[int], bytes]) -> tuple[bytes, bytes]:
    """Return kind and body of the next message; ``get(n)`` gives n bytes or raises EOFError."""
    kind, length = HEAD.unpack(get(HEAD.size))
    if length > MOST_BYTES:
        raise EOFError
    return kind, get(length) if length else b""


def from_batch(rows: list[int], values: dict, places: np.ndarray, faults: dict[int, str]) -> bytes:
    """Return a batch as bytes; geometries as WKB of EPSG:4326."""
    wkb = shapely.to_wkb(places)
    sizes = [-1 if shape is None else len(shape) for shape in wkb]
    head = json_of({"rows": rows, "values": values, "faults": list(faults.items()), "sizes": sizes})
    return b"".join([LENGTH.pack(len(head)), head, *(shape for shape in wkb if shape is not None)])


def to_batch(body: bytes) -> Batch:
    """Return the batch in some bytes. Raises ValueError or struct.error for other bytes."""
    (length,) = LENGTH.unpack_from(body)
    start = LENGTH.size
    head = orjson.loads(body[start : start + length])
    shapes = np.full(len(head["sizes"]), None, dtype=object)
    shapes[:] = list(_cut(body, start + length, head["sizes"]))
    faults = dict(head["faults"])
    return Batch(tuple(head["rows"]), head["values"], shapely.from_wkb(shapes), faults)


def _cut(body: bytes, at: int, sizes: list[int]) -> Iterator[bytes | None]:
    for size in sizes:
        if size < 0:
            yield None
            continue
        yield body[at : at + size]
        at += size


def from_understanding(found: Understanding) -> bytes:
    """Return an understanding as bytes."""
    return json_of(asdict(found))


def to_understanding(body: bytes) -> Understanding:
    """Return the understanding in some bytes."""
    found = orjson.loads(body)
    found["columns"] = tuple(
        Column(one["name"], one["kind"], tuple(one["samples"])) for one in found["columns"]
    )
    found["questions"] = tuple(
        Question(one["code"], one["option"], one["text"], tuple(map(tuple, one["choices"])))
        for one in found["questions"]
    )
    found["kinds"] = tuple(map(tuple, found["kinds"]))
    for name in ("layers", "coordinates", "notes"):
        found[name] = tuple(found[name])
    found["bounds"] = tuple(found["bounds"]) if found["bounds"] else None
    return Understanding(**found)


def json_of(found: dict | list) -> bytes:
    """Return JSON. What no database takes (NUL, halves of characters) is left out of texts."""
    try:
        body = orjson.dumps(found, option=orjson.OPT_NON_STR_KEYS)
        if b"\\u0000" not in body:
            return body
    except TypeError:
        pass
    return orjson.dumps(_clean(found), option=orjson.OPT_NON_STR_KEYS)


def _clean(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode().replace("\0", "")
    if isinstance(value, dict):
        return {_clean(key): _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    is_large = isinstance(value, int) and not -MOST_INTEGER <= value < MOST_INTEGER
    return str(value) if is_large else value
