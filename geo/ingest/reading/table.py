"""Tables of text: CSV and xlsx share the heading, the columns of the place and the positions."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from math import isnan

import numpy as np
import shapely
from django.utils.translation import gettext as _

from geo.ingest.reading import angles, headings
from geo.ingest.reading.source import MOST_BATCH_BYTES, Chunk, Job, Source, check_columns
from geo.ingest.tables import Question, UnreadableFileError

# A title above the heading has one filled cell; the heading is among the first lines.
MOST_LINES_ABOVE = 20
LOOKED_AT = 500
LEAST_PACKED = 5
DEGREES = ("decimal", "dms")
Row = tuple[int, list]
_PAIR = re.compile(r"^\s*([^,;\s]+)\s*[,;\s]\s*([^,;\s]+)\s*$")


def source_of(job: Job, source: Source, rows: Callable[[], Iterator[Row]]) -> Source:
    """Return the source completed by heading, columns of the place and chunks.

    ``rows()`` gives the line and the cells of each row that is not empty, from the first on.
    """
    line, names = _heading(rows())
    check_columns(names)
    if line > 1:
        source.notes.append(_("The names of the columns are in line %(line)s.") % {"line": line})
    candidates = headings.places(names)
    source.coordinates = _chosen(job, names, candidates)
    source.columns = tuple(names)
    if job.options.columns is None and len(candidates) > 1:
        source.questions.append(_which_columns(candidates))

    def below() -> Iterator[Row]:
        return (row for row in rows() if row[0] > line)

    _ask_degrees(job, source, list(islice(below(), LOOKED_AT)))
    is_packed = job.options.degrees == "dms"
    source.chunks = lambda size: _chunks(below(), names, source.coordinates, is_packed, size)
    return source


def _heading(rows: Iterable[Row]) -> tuple[int, list[str]]:
    """Return the line with the names of the columns, and names that are all different."""
    first: Row | None = None
    for line, cells in islice(rows, MOST_LINES_ABOVE):
        first = first or (line, cells)
        if sum(str(cell).strip() != "" for cell in cells) > 1:
            return line, _distinct(cells)
    if first is None:
        raise UnreadableFileError("file", 0, _("a table"), _("The table has no rows."))
    return first[0], _distinct(first[1])


def _distinct(cells: list) -> list[str]:
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        plain = " ".join(str(cell).split())[:100] or _("column %(number)s") % {"number": number}
        name, copy = plain, 2
        while name in names:
            name, copy = f"{plain} ({copy})", copy + 1
        names[name] = None
    return list(names)


def _chosen(job: Job, names: list[str], candidates: list[tuple[str, ...]]) -> tuple[str, ...]:
    given = job.options.columns
    if given is None:
        return candidates[0] if candidates else ()
    if len(given) > 2 or any(name not in names for name in given):
        expected = ", ".join(names)[:400]
        text = _("The place is in two columns (x, y) or one (WKT) of these: %(names)s.")
        raise UnreadableFileError("columns", list(given), expected, text % {"names": expected})
    return tuple(given)


def _which_columns(candidates: list[tuple[str, ...]]) -> Question:
    pairs = "; ".join(" + ".join(pair) for pair in candidates)
    text = _("Several columns may hold the place: %(pairs)s. Which are right?") % {"pairs": pairs}
    return Question(
        "columns", "columns", text, tuple((name, name) for pair in candidates for name in pair)
    )


def _ask_degrees(job: Job, source: Source, rows: list[Row]) -> None:
    """Ask whether 118.5012 is a decimal number where every number could be minutes and seconds."""
    given = job.options.degrees
    if given is not None and given not in DEGREES:
        text = _("'%(value)s' is no way to write degrees; there are: %(expected)s.")
        shown = {"value": given[:40], "expected": ", ".join(DEGREES)}
        raise UnreadableFileError("degrees", given, ", ".join(DEGREES), text % shown)
    if given is not None or len(source.coordinates) != 2:
        return
    places = [source.columns.index(name) for name in source.coordinates]
    cells = [_cell(row, place) for _line, row in rows for place in places]
    cells = [cell for cell in cells if cell != ""]
    degrees = [cell for cell in cells if abs(angles.number(cell)) <= 180]
    if len(degrees) < LEAST_PACKED * 2 or not all(map(angles.may_be_packed, degrees)):
        return
    example = str(degrees[0])[:20]
    text = _(
        "All numbers such as %(example)s could also be degrees.minutes-seconds. Which are they?"
    )
    choices = (
        ("decimal", _("decimal degrees")),
        ("dms", _("degrees.minutes-seconds: 118.5012 is 118°50′12″")),
    )
    source.questions.append(Question("degrees", "degrees", text % {"example": example}, choices))


def _chunks(
    rows: Iterator[Row], names: list[str], coordinates: tuple[str, ...], is_packed: bool, size: int
) -> Iterator[Chunk]:
    places = [names.index(name) for name in coordinates]
    lines: list[int] = []
    kept: list[list] = []
    weight = 0
    for line, cells in rows:
        lines.append(line)
        kept.append(cells)
        weight += sum(len(cell) if isinstance(cell, str) else 8 for cell in cells)
        if len(lines) >= size or weight >= MOST_BATCH_BYTES:
            yield _chunk(lines, kept, names, places, is_packed)
            lines, kept, weight = [], [], 0
    if lines:
        yield _chunk(lines, kept, names, places, is_packed)


def _chunk(
    lines: list[int], rows: list[list], names: list[str], places: list[int], is_packed: bool
) -> Chunk:
    values = {
        name: [None if (cell := _cell(row, at)) == "" else cell for row in rows]
        for at, name in enumerate(names)
    }
    if not places:
        return Chunk(lines, values, np.full(len(lines), None, dtype=object))
    cells = [[_cell(row, place) for place in places] for row in rows]
    read = angles.packed if is_packed else angles.number
    found = [_place(given, read) for given in cells]
    shapes = _shapes(found)
    faults = {
        line: _not_a_place([names[place] for place in places], given)
        for line, given, shape in zip(lines, cells, shapes, strict=True)
        if shape is None and any(cell != "" for cell in given)
    }
    shapes[shapely.is_empty(shapes)] = None
    return Chunk(lines, values, shapes, faults)


def _cell(row: list, at: int) -> object:
    cell = row[at] if at < len(row) else ""
    if isinstance(cell, str):
        return cell.strip()
    return "" if cell is None else cell


def _place(cells: list, read: Callable[[object], float]) -> tuple[float, float] | str | None:
    """Return a position or WKT; None for neither."""
    if len(cells) == 1:
        pair = _PAIR.match(str(cells[0]))
        if pair is None:
            return str(cells[0]) or None
        cells = [pair[1], pair[2]]
    x, y = map(read, cells)
    return None if isnan(x) or isnan(y) else (x, y)


def _shapes(found: list[tuple[float, float] | str | None]) -> np.ndarray:
    shapes = np.full(len(found), None, dtype=object)
    at = [index for index, place in enumerate(found) if isinstance(place, tuple)]
    if at:
        shapes[at] = shapely.points(np.array([found[index] for index in at]))
    texts = [index for index, place in enumerate(found) if isinstance(place, str)]
    if texts:
        read = shapely.from_wkt([found[index] for index in texts], on_invalid="ignore")
        shapes[texts] = shapely.force_2d(read)
    return shapes


def _not_a_place(names: list[str], cells: list) -> str:
    shown = {"names": ", ".join(names)[:80], "cells": ", ".join(str(c)[:60] for c in cells)[:120]}
    return _("%(names)s: '%(cells)s' is not a position.") % shown
