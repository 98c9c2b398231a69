"""Zipped shapefiles, one or several in an archive; geometries by GDAL with this one driver."""

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np
from django.utils.translation import gettext as _

from geo.ingest.reading import archives, encodings, gdal
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

NEEDED = (".shp", ".shx", ".dbf")
PARTS = (*NEEDED, ".prj", ".cpg")
MAGIC = struct.pack(">i", 9994)
DBF_VERSIONS = (0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5)
SHP_HEAD, LAST_PLAIN_TYPE = 100, 8
DBF_HEAD, DBF_FIELD = 32, 32
LANGUAGE_AT = 29
DELETED = ord("*")
# Text of the first rows that is looked at for the encoding.
SAMPLE = 4_000_000
# Every byte is a letter in it, so that what GDAL hands over can be turned back into bytes.
RAW = "ISO-8859-1"
MOST_PRJ = 20_000
GEO_ENDINGS = (".gpkg", ".geojson", ".json", ".kml", ".kmz", ".gpx", ".csv", ".xlsx", ".zip")


def read(job: Job) -> Source:
    """Return a layer of a zipped shapefile. Raises UnreadableFileError."""
    with archives.opened(job.path, job.limits) as (archive, members):
        layers = _layers(members)
        if not layers:
            raise _no_shapefile(members)
        layer = chosen_layer(tuple(layers), job.options)
        parts = layers[layer]
        _check_parts(layer, parts)
        for ending, member in parts.items():
            archives.unpack(archive, member, job.folder / f"layer{ending}")
    shp = job.folder / "layer.shp"
    _check_files(job.folder)
    encoding, reason = _encoding(job)
    names = _field_names(job.folder / "layer.dbf", encoding)
    check_columns(names)
    source = Source(
        "shapefile", lambda size: _chunks(shp, encoding, names, size), tuple(layers), layer
    )
    source.encoding, source.encoding_reason = encoding, reason
    source.rows = len(_living(shp))
    source.columns = tuple(names)
    if _has_heights(shp):
        source.notes.append(no_heights())
    prj = job.folder / "layer.prj"
    if prj.exists():
        source.system = prj.read_bytes()[:MOST_PRJ].decode("utf-8", "replace").strip() or None
        source.system_reason = _("the .prj names it")
    return source


def _layers(members: list[zipfile.ZipInfo]) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Return name of a layer -> ending -> member, in the order of the archive."""
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for member in members:
        path = PurePosixPath(archives.name_of(member))
        if path.suffix.lower() in PARTS:
            # Endings may differ in case, also within one shapefile.
            found.setdefault(str(path.with_suffix("")), {})[path.suffix.lower()] = member
    layers = {name: parts for name, parts in found.items() if set(parts) & set(NEEDED)}
    short = {name: PurePosixPath(name).name for name in layers}
    is_clear = len(set(short.values())) == len(short)
    return {short[name] if is_clear else name: parts for name, parts in layers.items()}


def _no_shapefile(members: list[zipfile.ZipInfo]) -> UnreadableFileError:
    names = [archives.name_of(member) for member in members]
    inner = next((name for name in names if name.lower().endswith(GEO_ENDINGS)), None)
    if inner is None:
        text = _("There is no shapefile in the archive.")
        shown = ", ".join(names)[:80]
        return UnreadableFileError("file", shown, ".shp, .shx, .dbf", text)
    text = _("Of zip archives only shapefiles are read. Unpack it and hand in '%(name)s' itself.")
    return UnreadableFileError("file", inner[:80], ".shp, .shx, .dbf", text % {"name": inner[:80]})


def _check_parts(layer: str, parts: dict[str, zipfile.ZipInfo]) -> None:
    missing = [ending for ending in NEEDED if ending not in parts]
    if missing:
        shown = {"layer": layer[:80], "missing": ", ".join(missing)}
        text = _("The shapefile '%(layer)s' lacks its %(missing)s. Put all of its files into it.")
        raise UnreadableFileError("file", ", ".join(sorted(parts)), missing[0], text % shown)


def _check_files(folder: Path) -> None:
    """Look at the heads: the parts are what they are called, whole, and of the same length."""
    for ending in (".shp", ".shx"):
        path = folder / f"layer{ending}"
        with path.open("rb") as file:
            head = file.read(SHP_HEAD)
        if head[:4] != MAGIC or len(head) < SHP_HEAD:
            raise _no_part(ending)
        # The length counts words of two bytes.
        if struct.unpack(">i", head[24:28])[0] * 2 > path.stat().st_size:
            raise _no_part(ending)
    rows, start, width = _dbf_size(folder / "layer.dbf")
    if start + rows * width > (folder / "layer.dbf").stat().st_size:
        raise _no_part(".dbf")
    shapes = len(_record_bytes(folder / "layer.shp"))
    if shapes != rows:
        shown = {"shapes": shapes, "rows": rows}
        text = _("The .shx has %(shapes)s shapes and the .dbf %(rows)s rows: they do not fit.")
        raise UnreadableFileError("file", rows, shapes, text % shown)


def _has_heights(shp: Path) -> bool:
    with shp.open("rb") as file:
        head = file.read(SHP_HEAD)
    # Types from 11 on are those of the plain ones with z, m or both.
    return struct.unpack("<i", head[32:36])[0] > LAST_PLAIN_TYPE


def _dbf_size(path: Path) -> tuple[int, int, int]:
    """Return number of rows, bytes before the first, and bytes of each."""
    with path.open("rb") as file:
        head = file.read(DBF_HEAD)
    if len(head) < DBF_HEAD or head[0] not in DBF_VERSIONS:
        raise _no_part(".dbf")
    rows, start, width = struct.unpack("<IHH", head[4:12])
    if width == 0 or start < DBF_HEAD:
        raise _no_part(".dbf")
    return rows, start, width


def _no_part(ending: str) -> UnreadableFileError:
    text = _("The %(ending)s in the archive is broken, empty, or something else.")
    return UnreadableFileError("file", ending, "shapefile", text % {"ending": ending})


def _encoding(job: Job) -> tuple[str, str]:
    if job.options.encoding:
        return encodings.known(job.options.encoding), _("chosen")
    with (job.folder / "layer.dbf").open("rb") as file:
        body = file.read(SAMPLE)
    text = _text_of_dbf(body)
    for found, reason in _told(job.folder / "layer.cpg", body[LANGUAGE_AT]):
        if encodings.decodes(text, found):
            return found, reason
    return encodings.of_bytes(text)


def _told(cpg: Path, driver: int) -> Iterator[tuple[str, str]]:
    """Yield the encodings that the shapefile itself names, with the reasons."""
    if cpg.exists() and (found := encodings.of_cpg(cpg.read_bytes())):
        yield found, _("the .cpg names it")
    if found := encodings.of_driver(driver):
        yield found, _("the language driver id in the .dbf names it")


def _text_of_dbf(body: bytes) -> bytes:
    """Return the names of the fields and the text of the rows, as far as it is whole."""
    start, width = struct.unpack("<HH", body[8:12])
    fields = _fields(body)
    texts = [name for name, _kind, _at, _width in fields]
    spans = [(at, at + long) for _name, kind, at, long in fields if kind == b"C"]
    for row in range(start, len(body) - width + 1, max(width, 1)):
        for first, end in spans:
            texts.append(_whole(body[row + first : row + end].rstrip(b"\0 ")))
    return b"\n".join(texts)


def _whole(text: bytes) -> bytes:
    """Return a text without the last character, where a full field may have cut it."""
    if text.isascii():
        return text
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        return text[: error.start] if error.start >= len(text) - 3 else text
    return text


def _fields(body: bytes) -> list[tuple[bytes, bytes, int, int]]:
    """Return name, type, place in the row and width of each field of a DBF."""
    fields, at, place = [], DBF_HEAD, 1
    while at + DBF_FIELD <= len(body) and body[at] != 0x0D:
        name, kind = body[at : at + 11].split(b"\0")[0], body[at + 11 : at + 12]
        width = body[at + 16] + (body[at + 17] << 8 if kind == b"C" else 0)
        fields.append((name, kind, place, width))
        place += width
        at += DBF_FIELD
    return fields


def _field_names(path: Path, encoding: str) -> list[str]:
    """Return the names of the fields in the encoding; names that are cut end before the cut."""
    with path.open("rb") as file:
        head = file.read(DBF_HEAD)
        length = struct.unpack("<H", head[8:10])[0]
        body = head + file.read(max(length - DBF_HEAD, 0))
    names: dict[str, None] = {}
    for number, (raw, *_rest) in enumerate(_fields(body), 1):
        try:
            plain = encodings.text_of(raw, encoding)
        except UnicodeDecodeError:
            plain = ""
        name = plain or _("column %(number)s") % {"number": number}
        names[name if name not in names else f"{name} ({number})"] = None
    return list(names)


def _record_bytes(shp: Path) -> np.ndarray:
    """Return the bytes of each record, as the .shx states them."""
    body = np.fromfile(shp.with_suffix(".shx"), dtype=">i4", offset=SHP_HEAD)
    return body[: len(body) // 2 * 2].reshape(-1, 2)[:, 1].astype(np.int64) * 2


def _living(shp: Path) -> np.ndarray:
    """Return the numbers (from 0) of the records that are not marked as deleted in the .dbf."""
    dbf = shp.with_suffix(".dbf")
    rows, start, width = _dbf_size(dbf)
    if rows == 0:
        return np.array([], dtype=np.int64)
    marks = np.memmap(dbf, dtype=np.uint8, mode="r", offset=start, shape=(rows, width))[:, 0]
    return np.flatnonzero(marks != DELETED)


def _windows(shp: Path, size: int) -> Iterator[np.ndarray]:
    """Yield numbers of records, so that large shapes make small windows."""
    records = _living(shp)
    ends = np.cumsum(np.clip(_record_bytes(shp), 0, None)[records])
    first = 0
    while first < len(records):
        before = ends[first - 1] if first else 0
        last = int(np.searchsorted(ends, before + MOST_BATCH_BYTES, side="right"))
        last = min(max(last, first + 1), first + size, len(records))
        yield records[first:last]
        first = last


def _chunks(shp: Path, encoding: str, names: list[str], size: int) -> Iterator[Chunk]:
    for records in _windows(shp, size):
        rows, wkb, columns = gdal.read_shapefile(shp, RAW, records)
        if len(columns) != len(names):
            raise _no_part(".dbf")
        places, broken = shapes_of(wkb)
        faults = {rows[at]: reason for at, reason in broken.items()}
        values = {}
        for name, column in zip(names, columns, strict=True):
            values[name] = _decoded(name, column, encoding, rows, faults)
        yield Chunk(rows, values, places, faults)


def _decoded(
    name: str, column: list, encoding: str, rows: list[int], faults: dict[int, str]
) -> list:
    if not any(isinstance(value, str) for value in column):
        return column
    found: list[object] = []
    for row, value in zip(rows, column, strict=True):
        try:
            text = encodings.text_of(value.encode(RAW), encoding) if value else None
        except UnicodeError:
            text = None
            shown = {"name": name, "encoding": encoding}
            reason = _("The text in '%(name)s' cannot be read as %(encoding)s.") % shown
            faults.setdefault(row, reason)
        found.append(text)
    return found
