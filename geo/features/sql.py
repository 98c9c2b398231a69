"""Questions to the database: the rows of a collection, without the ORM's objects.

Django writes a collection's SELECT list and joins once; a request adds conditions over columns
of that list, with every value as a parameter: no text of a request becomes SQL. Rows come as
(primary key, public id, WKB, properties in the order of their declaration).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from django.db import connection

from geo.crs import STORAGE_SRID
from geo.features import cursors, sorting
from geo.features.boxes import Box
from geo.features.collections import Collection
from geo.features.cql import translation
from geo.features.parameters import Period, Query

CHUNK_ROWS = 250
Condition = tuple[str, list]


@dataclass(frozen=True)
class Statement:
    """A piece of SQL with its parameters."""

    sql: str
    params: list

    def rows(self) -> list[tuple]:
        """Return all rows."""
        return cursors.fetch(self.sql, self.params)

    def stream(self) -> Iterator[list[tuple]]:
        """Yield the rows in chunks of one snapshot, holding no more than a chunk in memory."""
        return cursors.stream(self.sql, self.params, CHUNK_ROWS)


class Source:
    """A collection's SELECT: the columns by property, the joins, the geometry."""

    def __init__(self, collection: Collection):
        self.collection = collection
        paths = ["pk", "public_id", *(item.path for item in collection.properties)]
        if collection.geometry:
            paths.append(collection.geometry)
        query = collection.model._default_manager.order_by().values_list(*paths).query
        compiler = query.get_compiler(connection=connection)
        compiler.pre_sql_setup()
        columns = [compiler.compile(expression)[0] for expression, _, _ in compiler.select]
        self.tables = " ".join(compiler.get_from_clause()[0])
        self.geometry = columns.pop() if collection.geometry else None
        self.key, self.public_id, *values = columns
        self.column = dict(zip((item.name for item in collection.properties), values, strict=True))
        self.shape = f"ST_AsBinary({self.geometry})" if self.geometry else "NULL"
        self.select = f"SELECT {', '.join([self.key, self.public_id, self.shape, *values])}"

    @cached_property
    def spatial_index(self) -> str:
        """SpatiaLite's R*Tree of the geometry, which its SQL must name to use it."""
        source = self.collection.geometry_field
        return f'"idx_{source.model._meta.db_table}_{source.column}"'

    def page(self, query: Query) -> Statement:
        """Return the rows of a page and one more, which tells whether there is a next page.

        The values that a page is sorted by stand at the end of each row.
        """
        found, order = self._where(query), self._order(query)
        if query.after is not None:
            found.append(sorting.beyond(query.sortby, self.sorted_column, self.key, query.after))
        if query.offset:
            # Only keys are read and skipped, not the geometries of the rows before the page.
            sql, params = self._joined(found)
            keys = f"SELECT {self.key} FROM {self.tables}{sql} ORDER BY {order}"  # noqa: S608
            within = f"{self.key} IN ({keys} LIMIT %s OFFSET %s)"
            found.append((within, [*params, query.limit + 1, query.offset]))
        sql, params = self._joined(found)
        text = f"{self._select(query)} FROM {self.tables}{sql} ORDER BY {order} LIMIT %s"
        return Statement(text, [*params, query.limit + 1])

    def everything(self, query: Query) -> Statement:
        """Return all rows that match, in the order that is asked for, else of their keys."""
        sql, params = self._joined(self._where(query))
        text = f"{self._select(query)} FROM {self.tables}{sql} ORDER BY {self._order(query)}"
        return Statement(text, params)

    def touching(self, box: Box, query: Query, most: int) -> Statement:
        """Return the rows that match and whose geometry's bounds meet a box, ``most`` at most.

        Who cuts the geometries at the box needs no more than that.
        """
        sql, params = self._joined([*self._where(query), self._bounds_meet(box)])
        text = f"{self._select(query)} FROM {self.tables}{sql} ORDER BY {self._order(query)}"
        return Statement(f"{text} LIMIT %s", [*params, most])

    def count(self, query: Query) -> Statement:
        """Return the number of rows that match, whatever the page."""
        sql, params = self._joined(self._where(query))
        return Statement(f"SELECT COUNT(*) FROM {self.tables}{sql}", params)  # noqa: S608

    def geometry_types(self, query: Query) -> Statement:
        """Return the different types (POLYGON, MULTIPOLYGON) of the geometries that match."""
        sql, params = self._joined(self._where(query))
        text = f"SELECT DISTINCT GeometryType({self.geometry}) FROM {self.tables}{sql}"  # noqa: S608
        return Statement(text, params)

    def one(self, public_id: str) -> Statement:
        """Return the row of one feature, of any generation."""
        sql, params = self._joined([*self._only(), (f"{self.public_id} = %s", [public_id])])
        return Statement(f"{self.select} FROM {self.tables}{sql}", params)

    def extent(self) -> Statement:
        """Return (west, south, east, north, first day, last day, has an open end) in one row."""
        prefix = "ST_" if connection.vendor == "postgresql" else "Mbr"
        ends = (("MIN", "XMin"), ("MIN", "YMin"), ("MAX", "XMax"), ("MAX", "YMax"))
        if prefix == "Mbr":
            ends = (("MIN", "MinX"), ("MIN", "MinY"), ("MAX", "MaxX"), ("MAX", "MaxY"))
        box = [f"{fold}({prefix}{name}({self.geometry}))" for fold, name in ends]
        first, last = self.column["valid_from"], self.column["valid_to"]
        days = [f"MIN({first})", f"MAX({last})", f"COUNT(*) - COUNT({last})"]
        sql, params = self._joined(self._only())
        columns = ", ".join((box if self.geometry else ["NULL"] * 4) + days)
        return Statement(f"SELECT {columns} FROM {self.tables}{sql}", params)  # noqa: S608

    @cached_property
    def sorted_column(self) -> dict[str, str]:
        """The columns by property, as rows are sorted by them: text by code points."""
        if connection.vendor != "postgresql":
            return self.column
        return {
            item.name: self.column[item.name] + (' COLLATE "C"' if item.type == "string" else "")
            for item in self.collection.properties
        }

    def _order(self, query: Query) -> str:
        return sorting.order(query.sortby, self.sorted_column, self.key)

    def _select(self, query: Query) -> str:
        if query.is_whole and not query.sortby:
            return self.select
        names = list(self.column) if query.properties is None else query.properties
        shape = self.shape if query.has_geometry else "NULL"
        names = [*names, *(name for name, _ in query.sortby)]
        values = [self.column[name] for name in names]
        return f"SELECT {', '.join([self.key, self.public_id, shape, *values])}"

    def _only(self) -> list[Condition]:
        if self.collection.only is None:
            return []
        name, values = self.collection.only
        marks = ", ".join(["%s"] * len(values))
        return [(f"{self.column[name]} IN ({marks})", list(values))]

    def _where(self, query: Query) -> list[Condition]:
        found = [*self._only(), *self._during(query.period)]
        if query.boxes and self.geometry:
            found.append(self._within(query.boxes))
        if query.outline and self.geometry:
            found.append(self._touching(query.outline))
        for name, value in query.filters:
            found.append((f"{self.column[name]} = %s", [value]))
        if query.condition is not None:
            found.append(translation.condition(query.condition, self, connection.vendor))
        return found

    def _during(self, period: Period) -> list[Condition]:
        first, last = self.column["valid_from"], self.column["valid_to"]
        found: list[Condition] = []
        if period.end is not None:
            found.append((f"{first} <= %s", [period.end]))
        if period.start is not None:
            found.append((f"({last} IS NULL OR {last} >= %s)", [period.start]))
        return found

    def _within(self, boxes: tuple[Box, ...]) -> Condition:
        """Return the condition of a bbox; a feature without geometry matches every bbox."""
        parts, params = [f"{self.geometry} IS NULL"], []
        for box in boxes:
            sql, values = self._intersects(box)
            parts.append(sql)
            params.extend(values)
        return f"({' OR '.join(parts)})", params

    def _touching(self, outline: bytes) -> Condition:
        """Return the condition of a box that is askew: its boxes alone would let in too much."""
        shape = f"ST_GeomFromWKB(%s, {STORAGE_SRID})"
        return f"({self.geometry} IS NULL OR ST_Intersects({self.geometry}, {shape}))", [outline]

    def _intersects(self, box: Box) -> Condition:
        west, south, east, north = box
        corners = [west, south, east, north]
        if connection.vendor == "postgresql":
            # ST_Envelope makes a line or a point of a box without height or width.
            frame = f"ST_Envelope(ST_MakeEnvelope(%s, %s, %s, %s, {STORAGE_SRID}))"
            return f"ST_Intersects({self.geometry}, {frame})", corners
        near, values = self.near(box)
        frame = _spatialite_frame(west == east, south == north)
        return f"({near} AND ST_Intersects({self.geometry}, {frame}))", [*values, *corners]

    def near(self, box: Box) -> Condition:
        """Return SpatiaLite's condition of what is near a box, which its optimiser does not know.

        The owner's key is the index's key.
        """
        west, south, east, north = box
        owner = self.geometry.rsplit(".", 1)[0] + '."id"'
        index = f"SELECT pkid FROM {self.spatial_index}"  # noqa: S608
        bounds = "xmax >= %s AND xmin <= %s AND ymax >= %s AND ymin <= %s"
        return f"{owner} IN ({index} WHERE {bounds})", [west, east, south, north]

    def _bounds_meet(self, box: Box) -> Condition:
        """Return the condition that a geometry's bounds meet a box, by the spatial index alone."""
        if connection.vendor == "postgresql":
            return f"{self.geometry} && ST_MakeEnvelope(%s, %s, %s, %s, {STORAGE_SRID})", [*box]
        return self.near(box)

    @staticmethod
    def _joined(conditions: list[Condition]) -> Condition:
        if not conditions:
            return "", []
        text = " AND ".join(sql for sql, _ in conditions)
        return f" WHERE {text}", [value for _, params in conditions for value in params]


def _spatialite_frame(is_narrow: bool, is_flat: bool) -> str:
    """Return the SQL of a box from its four corners.

    A box without width or height is a line or a point: as a polygon it would not be valid, and
    what intersects an invalid polygon is left to chance.
    """
    if is_narrow or is_flat:
        ends = ", ".join([f"MakePoint(%s, %s, {STORAGE_SRID})"] * 2)
        return f"ST_StartPoint(MakeLine({ends}))" if is_narrow and is_flat else f"MakeLine({ends})"
    return f"BuildMbr(%s, %s, %s, %s, {STORAGE_SRID})"


@cache
def source(collection: Collection) -> Source:
    """Return the compiled SELECT of a collection; one process speaks to one kind of database."""
    return Source(collection)


def as_date(value: object) -> date | None:
    """Return a date from either database: SQLite gives aggregates of dates as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
