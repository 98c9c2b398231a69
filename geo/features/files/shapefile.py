"""Zipped shapefiles: UTF-8 with .cpg, .prj, QGIS style, and the list of the full field names."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely

from geo.features.collections import Text
from geo.features.files import ogr
from geo.features.files.progress import Progress
from geo.features.files.qgis_style import style_file
from geo.features.files.rows import ID, Batch, Selection
from geo.features.files.text import in_language

LONGEST_NAME, LONGEST_TEXT_BYTES = 10, 254
TYPES = ("Point", "LineString", "Polygon")
SUFFIXES = ("point", "line", "area")
DAY, SYSTEM = Text("有效日期", "Valid on"), Text("坐标系", "Coordinates")
FIELDS = Text("字段：短名、全名、标题", "Fields: short name, full name, title")
CUT = Text(
    "超过 254 字节而被截断的文本（其他格式不截断）：",
    "Texts that were cut at 254 bytes (other formats cut none): ",
)


def zipped_shapefile(
    selection: Selection, path: Path, language: str, day: str, progress: Progress
) -> None:
    """Write the zip; points, lines and areas of one collection are files of their own."""
    names = short_names([ID, *(item.name for item in selection.properties)])
    with TemporaryDirectory(dir=path.parent) as folder:
        writer = _Writer(selection, Path(folder), names)
        for batch in ogr.batches(selection):
            writer.add(batch)
            progress(len(batch))
        about = _about(selection, names, language, day, writer.cut)
        (Path(folder) / f"{selection.collection.id}.fields.txt").write_text(about, "utf-8-sig")
        if selection.geometry_type:
            for made in Path(folder).glob("*.shp"):
                made.with_suffix(".qml").write_bytes(style_file(selection.shown, language, names))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


class _Writer:
    """Appends batches to the shapefile of their dimension; the first takes what has no place."""

    def __init__(self, selection: Selection, folder: Path, names: dict[str, str]):
        self.selection, self.folder, self.names = selection, folder, names
        self.cut = 0
        self.kinds = _dimensions(ogr.exact_type(selection)) if selection.geometry_type else ()
        found = selection.geometry_type == "Unknown" and len(self.kinds) > 1
        self.suffixes = {kind: f"_{SUFFIXES[kind]}" if found else "" for kind in self.kinds}

    def add(self, batch: Batch) -> None:
        """Write a batch."""
        columns = [
            self._shortened(column) if item.type == "string" else column
            for item, column in zip(self.selection.properties, batch.columns, strict=True)
        ]
        batch = Batch(batch.ids, batch.shapes, columns)
        if not self.kinds:
            self._write(batch, "", "")
            return
        found = shapely.get_dimensions(batch.shapes)
        for position, kind in enumerate(self.kinds):
            mine = (found == kind) | ((found < 0) & (position == 0))
            if len(self.kinds) == 1:
                mine[:] = True
            if mine.any() or len(batch) == 0:
                self._write(_part(batch, mine), TYPES[kind], self.suffixes[kind])

    def _write(self, batch: Batch, geometry_type: str, suffix: str) -> None:
        stem = f"{self.selection.collection.id}{suffix}"
        path = self.folder / (f"{stem}.shp" if geometry_type else f"{stem}.dbf")
        ogr.write(
            path,
            "ESRI Shapefile",
            stem,
            batch,
            self.selection.properties,
            geometry_type,
            self.selection.frame.crs,
            self.names,
            append=path.exists(),
        )

    def _shortened(self, column: list) -> list:
        shortened = [cut_text(value) for value in column]
        self.cut += sum(one != other for one, other in zip(column, shortened, strict=True))
        return shortened


def _dimensions(geometry_type: str) -> tuple[int, ...]:
    name = geometry_type.removeprefix("Multi")
    return (TYPES.index(name),) if name in TYPES else (0, 1, 2)


def _part(batch: Batch, mine: np.ndarray) -> Batch:
    if mine.all():
        return batch
    places = np.flatnonzero(mine).tolist()
    columns = [[column[place] for place in places] for column in batch.columns]
    return Batch([batch.ids[place] for place in places], batch.shapes[mine], columns)


def cut_text(text: str | None) -> str | None:
    """Return a text of at most 254 bytes of UTF-8, cut between characters.

    >>> len(cut_text("村" * 100))
    84
    """
    if text is None or len(text) * 4 <= LONGEST_TEXT_BYTES:
        return text
    return text.encode()[:LONGEST_TEXT_BYTES].decode(errors="ignore")


def short_names(names: list[str]) -> dict[str, str]:
    """Return names of at most 10 characters without clashes, in any case of letters.

    The end is kept, because that is where names of a family differ.

    >>> short_names(["code", "village_code", "village_name", "reported_villages"])
    {'code': 'code', 'village_code': 'villa_code', 'village_name': 'villa_name', \
'reported_villages': 'repo_villa'}
    """
    found: dict[str, str] = {}
    for name in names:
        short = _short(name)
        number = 1
        while short.lower() in {taken.lower() for taken in found.values()}:
            number += 1
            short = f"{_short(name)[: LONGEST_NAME - len(str(number))]}{number}"
        found[name] = short
    return found


def _short(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    first, _, last = name.rpartition("_")
    last = last[: LONGEST_NAME // 2]
    return f"{first[: LONGEST_NAME - len(last) - 1]}_{last}" if first else name[:LONGEST_NAME]


def _about(selection: Selection, names: dict[str, str], language: str, day: str, cut: int) -> str:
    collection = selection.collection
    titles = {item.name: in_language(item.title, language) for item in selection.properties}
    lines = [
        in_language(collection.title, language),
        in_language(collection.description, language),
        f"{in_language(DAY, language)}: {day}",
        f"{in_language(SYSTEM, language)}: {selection.frame.title}",
        f"{in_language(CUT, language)}{cut}",
        "",
        in_language(FIELDS, language),
        *(f"{short}\t{name}\t{titles.get(name, '')}" for name, short in names.items()),
    ]
    return "\r\n".join(lines) + "\r\n"
