"""The features of one request: page, count and text."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import orjson

from geo.features import encoding, sorting
from geo.features.collections import Collection
from geo.features.kept import kept
from geo.features.parameters import Query
from geo.features.sql import source

# A longer page is streamed: it is not held in memory, and its first features leave at once.
LONG_PAGE_ROWS = 1000


def now() -> str:
    """Return the moment as RFC 3339 text."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def count(collection: Collection, query: Query, version: str) -> int:
    """Return how many features match, whatever the page; counted once for a version."""
    statement = source(collection).count(query)
    key = (version, statement.sql, *statement.params)
    return kept.once(key, lambda: statement.rows()[0][0])


class Page:
    """A page of features: its rows, the number that matches, and where the next page starts."""

    def __init__(self, collection: Collection, query: Query, version: str):
        self.query, self.shown = query, collection.only_with(query.properties)
        rows = source(collection).page(query).rows()
        self.rows = rows[: query.limit]
        has_more = len(rows) > query.limit
        self.next_after = sorting.token(self.rows[-1], query.sortby) if has_more else None
        is_whole = self.next_after is None and query.after is None and not query.offset
        self.matched = len(rows) if is_whole else count(collection, query, version)

    def body(self, links: Callable[[int | str | None], list[dict]]) -> bytes:
        """Return the page as a GeoJSON feature collection; ``links`` knows the next page's."""
        features = encoding.features(self.shown, self.rows, self.query.target)
        tail = _tail(len(self.rows), links(self.next_after))
        return b"".join((_head(self.matched, self.query), features, tail))


def long_page(
    collection: Collection,
    query: Query,
    version: str,
    links: Callable[[int | str | None], list[dict]],
) -> Iterator[bytes]:
    """Yield a page of many rows as it is read, holding no more than a chunk of it."""
    yield _head(count(collection, query, version), query)
    returned, last, has_more, shown_as = 0, None, False, collection.only_with(query.properties)
    for rows in source(collection).page(query).stream():
        shown = rows[: query.limit - returned]
        has_more = len(shown) < len(rows)
        if shown:
            features = encoding.features(shown_as, shown, query.target)
            yield b"".join((b"," * bool(returned), features))
            returned, last = returned + len(shown), sorting.token(shown[-1], query.sortby)
    yield _tail(returned, links(last if has_more else None))


def is_long(query: Query) -> bool:
    """Return whether a page is streamed."""
    return query.limit > LONG_PAGE_ROWS


def _head(matched: int, query: Query) -> bytes:
    head = {"type": "FeatureCollection", "timeStamp": now(), "numberMatched": matched}
    head |= query.target.members
    return orjson.dumps(head)[:-1] + b',"features":['


def _tail(returned: int, links: list[dict]) -> bytes:
    return b"]," + orjson.dumps({"numberReturned": returned, "links": links})[1:]


def whole_file(collection: Collection, query: Query) -> Iterator[bytes]:
    """Yield all features that match as one GeoJSON feature collection."""
    head = {"type": "FeatureCollection", "name": collection.id, "timeStamp": now()}
    head |= query.target.members
    yield orjson.dumps(head)[:-1] + b',"features":['
    comma, shown_as = b"", collection.only_with(query.properties)
    for rows in _chunks(collection, query):
        yield b"".join((comma, encoding.features(shown_as, rows, query.target)))
        comma = b","
    yield b"]}"


def whole_lines(collection: Collection, query: Query) -> Iterator[bytes]:
    """Yield all features that match, each on a line of its own."""
    shown_as = collection.only_with(query.properties)
    for rows in _chunks(collection, query):
        yield encoding.lines(shown_as, rows, query.target)


def _chunks(collection: Collection, query: Query) -> Iterable[list[tuple]]:
    return source(collection).everything(query).stream()
