"""GeoPackage: its tables of features, read as the SQLite database it is, without GDAL.

Only SELECTs of plain columns pass the authorizer: no view, trigger, virtual table or function of
the file is run, so nothing else can be reached through it.
"""

import sqlite3
from collections.abc import Iterator

from django.utils.translation import gettext as _

from geo.ingest.reading.source import (
    MOST_BATCH_BYTES,
    Chunk,
    Job,
    Source,
    check_columns,
    chosen_layer,
    no_heights,
    shapes_of,
)
from geo.ingest.tables import UnreadableFileError

READS = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
# Bytes of the box behind the 8 bytes of the head, by the three bits of the flags.
BOX_BYTES = (0, 32, 48, 48, 64)
EMPTY = 0x10
# A row longer than this is no place; SQLite refuses it.
MOST_ROW = 100_000_000
# Python raises the last two when an error of SQLite quotes broken bytes, or a row has other types.
FAULTS = (sqlite3.Error, OverflowError, UnicodeError, TypeError)
LAYERS = """
SELECT c.table_name, g.column_name, g.srs_id, g.z, g.m FROM gpkg_contents c
JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
JOIN sqlite_master m ON m.name = c.table_name
WHERE c.data_type = 'features' AND m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'
"""
VIEWS = """
SELECT c.table_name FROM gpkg_contents c JOIN sqlite_master m ON m.name = c.table_name
WHERE c.data_type = 'features' AND (m.type = 'view' OR m.sql LIKE 'CREATE VIRTUAL%')
"""
SYSTEM = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys"


def read(job: Job) -> Source:
    """Return a layer of a GeoPackage. Raises UnreadableFileError."""
    try:
        return _read(job)
    except FAULTS as error:
        raise _broken(error) from error


def _read(job: Job) -> Source:
    base = _connected(job)
    tables = {name: rest for name, *rest in base.execute(LAYERS)}
    views = [name for (name,) in base.execute(VIEWS)]
    if not tables:
        text = _("The GeoPackage has no tables of features; views are not read.")
        raise UnreadableFileError("file", ", ".join(views)[:80] or 0, "gpkg_contents", text)
    layer = chosen_layer(tuple(tables), job.options)
    geometry, srs, z, m = tables[layer]
    kinds = _columns(base, layer)
    check_columns(list(kinds))
    if geometry not in kinds:
        raise _broken(sqlite3.DatabaseError(f"{layer}.{geometry}"))
    source = Source(
        "gpkg", lambda size: _chunks(base, layer, geometry, kinds, size), tuple(tables), layer
    )
    (source.rows,) = base.execute(f"SELECT count(*) FROM {_quoted(layer)}").fetchone()  # noqa: S608
    source.system = _system(base, srs)
    source.system_reason = _("the GeoPackage names it") if source.system else ""
    source.columns = tuple(name for name in kinds if name != geometry)
    if z or m:
        source.notes.append(no_heights())
    if views:
        text = _("Views are not read: %(names)s.") % {"names": ", ".join(views)[:200]}
        source.notes.append(text)
    return source


def _connected(job: Job) -> sqlite3.Connection:
    base = sqlite3.connect(f"{job.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    base.text_factory = lambda body: body.decode("utf-8", "replace")
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_ROW)
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA cell_size_check = ON")
    base.execute("PRAGMA mmap_size = 0")
    base.set_authorizer(_authorize)
    return base


def _authorize(
    action: int, first: str | None, second: str | None, _base: str | None, view: str | None
) -> int:
    is_counting = action == sqlite3.SQLITE_FUNCTION and second in ("count", "like")
    is_describing = action == sqlite3.SQLITE_PRAGMA and first == "table_info"
    is_reading = action in READS and view is None
    allowed = is_counting or is_describing or is_reading
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _columns(base: sqlite3.Connection, layer: str) -> dict[str, str]:
    """Return column -> declared type, without columns of bytes."""
    rows = base.execute(f"PRAGMA table_info({_quoted(layer)})")
    return {name: kind.upper() for _at, name, kind, *_rest in rows if kind.upper() != "BLOB"}


def _system(base: sqlite3.Connection, srs: int) -> str | None:
    found = base.execute(f"{SYSTEM} WHERE srs_id = ?", [srs]).fetchone()
    if found is None or srs in (0, -1):
        return None
    organization, number, definition = found
    is_epsg = str(organization).upper() == "EPSG"
    return f"EPSG:{number}" if is_epsg else str(definition or "")[:10_000] or None


def _chunks(
    base: sqlite3.Connection, layer: str, geometry: str, kinds: dict[str, str], size: int
) -> Iterator[Chunk]:
    names = [geometry, *(name for name in kinds if name != geometry)]
    columns = ", ".join(map(_quoted, names))
    try:
        rows = base.execute(f"SELECT {columns} FROM {_quoted(layer)}")  # noqa: S608
        kept: list[tuple] = []
        first, weight = 1, 0
        for row in rows:
            kept.append(row)
            weight += len(row[0]) if isinstance(row[0], bytes) else 0
            if len(kept) >= size or weight >= MOST_BATCH_BYTES:
                yield _chunk(kept, names, kinds, first)
                first += len(kept)
                kept, weight = [], 0
        if kept:
            yield _chunk(kept, names, kinds, first)
    except FAULTS as error:
        raise _broken(error) from error


def _chunk(rows: list[tuple], names: list[str], kinds: dict[str, str], first: int) -> Chunk:
    blobs, *columns = zip(*rows, strict=True)
    places, broken = shapes_of([_wkb(blob) for blob in blobs])
    for at, blob in enumerate(blobs):
        if blob is not None and places[at] is None and at not in broken and not _is_empty(blob):
            broken[at] = _("Its geometry is not in the form of a GeoPackage.")
    values = {
        name: _values(column, kinds[name]) for name, column in zip(names[1:], columns, strict=True)
    }
    faults = {first + at: reason for at, reason in broken.items()}
    return Chunk(list(range(first, first + len(rows))), values, places, faults)


def _wkb(blob: object) -> bytes | None:
    """Return the WKB behind the head of a GeoPackage's geometry; None for none."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        return None
    box = blob[3] >> 1 & 7
    return blob[8 + BOX_BYTES[box] :] if box < len(BOX_BYTES) and not blob[3] & EMPTY else None


def _is_empty(blob: object) -> bool:
    return isinstance(blob, bytes) and blob[:2] == b"GP" and len(blob) >= 8 and blob[3] >> 1 & 7 < 5


def _values(column: tuple, kind: str) -> list:
    """Return a column without bytes, booleans as such."""
    if kind != "BOOLEAN" and bytes not in set(map(type, column)):
        return list(column)
    return [_value(value, kind) for value in column]


def _value(value: object, kind: str) -> object:
    if isinstance(value, bytes):
        return None
    return bool(value) if kind == "BOOLEAN" and value is not None else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _broken(error: Exception) -> UnreadableFileError:
    text = _("The GeoPackage is broken or cut off: %(why)s.") % {"why": str(error)[:120]}
    return UnreadableFileError("file", None, "GeoPackage", text)
