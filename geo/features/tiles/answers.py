"""The bytes of a tile: the features that touch it, drawn and encoded."""

from geo.features.collections import Collection
from geo.features.encoding import MEASURE_DECIMALS
from geo.features.errors import BadParameterError
from geo.features.kept import Kept
from geo.features.parameters import Query
from geo.features.sql import source
from geo.features.tiles import mvt, shapes
from geo.features.tiles.grid import Tile

# What one tile may hold; more than that nobody can see, and the service could not bear it.
MOST_FEATURES = 50_000
PUBLIC_ID = "id"
kept = Kept(capacity_bytes=32 * 2**20, largest_bytes=8 * 2**20)


def layer(collection: Collection, query: Query, tile: Tile) -> bytes:
    """Return a collection's layer of a tile, empty when it has nothing there.

    Raises BadParameterError for a tile with more than MOST_FEATURES features.
    """
    rows = source(collection).touching(tile.box, query, MOST_FEATURES + 1).rows()
    if len(rows) > MOST_FEATURES:
        raise BadParameterError(
            "tileMatrix",
            str(tile.zoom),
            "a greater number, or a filter",
            f"This tile holds more than {MOST_FEATURES} features: ask for a deeper one, or filter.",
        )
    if not rows:
        return b""
    keys, public_ids, wkb, *values = zip(*rows, strict=True)
    columns = {PUBLIC_ID: mvt.Column(public_ids, str)}
    shown = collection.only_with(query.properties).properties
    # What the rows are sorted by stands at their ends once more.
    for item, column in zip(shown, values, strict=False):
        columns[item.name] = mvt.Column(column, _WRITTEN[item.type])
    return mvt.layer(collection.id, keys, columns, *shapes.drawn(wkb, tile))


_WRITTEN = {
    "boolean": bool,
    "date": lambda value: str(value),
    "integer": int,
    "number": lambda value: round(float(value), MEASURE_DECIMALS),
    "string": str,
}
