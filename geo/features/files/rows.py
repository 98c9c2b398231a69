"""What a request selects, in batches: ids, geometries in the file's frame, columns of values."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import shapely

from geo.features.collections import Collection, Property, resolve
from geo.features.files.frames import Frame
from geo.features.parameters import Query
from geo.features.sql import CHUNK_ROWS, source

BATCH_ROWS = 5000
ID = "public_id"


@dataclass(frozen=True)
class Batch:
    """Some rows: ids, shapely geometries (or None), and a list of values for each property."""

    ids: list[str]
    shapes: np.ndarray
    columns: list[list]

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self) -> Iterator[tuple]:
        """Yield (id, geometry, *values)."""
        return zip(self.ids, self.shapes, *self.columns, strict=True)


@dataclass(frozen=True)
class Selection:
    """The features of a collection that a file holds."""

    collection: Collection
    query: Query
    frame: Frame

    @cached_property
    def shown(self) -> Collection:
        """The collection with the properties that the file has."""
        return self.collection.only_with(self.query.properties)

    @property
    def properties(self) -> tuple[Property, ...]:
        """The properties that the file has."""
        return self.shown.properties

    @property
    def geometry_type(self) -> str:
        """The declared type as GDAL names it (MultiPolygon, Unknown); empty without geometry."""
        if not self.collection.geometry:
            return ""
        return GEOMETRY_TYPES[self.collection.geometry_field.geom_type]

    def batches(self, size: int = 0) -> Iterator[Batch]:
        """Yield the features as they are sorted, in one snapshot; ``size`` rows or BATCH_ROWS."""
        chunks = source(self.collection).everything(self.query).stream()
        while found := list(islice(chunks, max(1, (size or BATCH_ROWS) // CHUNK_ROWS))):
            yield self._batch([row for chunk in found for row in chunk])

    def _batch(self, rows: list[tuple]) -> Batch:
        _, ids, wkb, *columns = zip(*rows, strict=True)
        # Behind them stand the values that the rows are sorted by.
        columns = columns[: len(self.properties)]
        shapes = shapely.from_wkb(np.array(wkb, dtype=object))
        return Batch(list(ids), self.frame.placed(shapes), [list(column) for column in columns])


GEOMETRY_TYPES = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
    "GEOMETRY": "Unknown",
}


def words(collection: Collection, item: Property) -> dict:
    """Return what the codes of a property mean, in the language in force."""
    choices = resolve(collection.model, item.path)[0].choices or ()
    return {value: str(word) for value, word in choices}
