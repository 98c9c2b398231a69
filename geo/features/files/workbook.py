"""xlsx: words and titles for people, typed cells, and a sheet that explains the columns."""

from pathlib import Path

import shapely
from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from geo.features.collections import Text
from geo.features.encoding import MEASURE_DECIMALS
from geo.features.errors import ApiError
from geo.features.files.delimited import coordinates, headers, place_columns
from geo.features.files.progress import Progress
from geo.features.files.rows import ID, Batch, Selection, words
from geo.features.files.text import in_language

# What one sheet of the format holds, its header apart.
MOST_ROWS = 2**20 - 1
LONGEST_TEXT = 32_767
COLUMN_WIDTH = 18
DATA, NOTES = Text("数据", "Data"), Text("说明", "Notes")
YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}
COLUMN, KEY = Text("列", "Column"), Text("代号", "Name in the interface")
SYSTEM, DAY = Text("坐标系", "Coordinates"), Text("有效日期", "Valid on")
POINT = Text("面和线取其上一点", "of areas and lines a point on them")
BOLD, GREY = Font(bold=True), PatternFill("solid", fgColor="E6E6E6")
FORMATS = {"integer": "#,##0", "number": "#,##0.00", "date": "yyyy-mm-dd"}


def workbook(selection: Selection, path: Path, language: str, day: str, progress: Progress) -> None:
    """Write the workbook row by row; ``language`` is that of titles and words.

    Of areas and lines the columns of coordinates give a point on them. Raises ApiError for more
    rows than a sheet holds.
    """
    with translation.override("en" if language == "en" else "zh-hans"):
        book = Workbook(write_only=True)
        _data(book.create_sheet(in_language(DATA, language)), selection, language, progress)
        _notes(book.create_sheet(in_language(NOTES, language)), selection, language, day)
        book.save(path)


def _data(sheet, selection: Selection, language: str, progress: Progress) -> None:
    places = place_columns(selection, points_only=True)
    titles = headers(selection, places, language)
    # A sheet that is written as it goes takes its layout before its first row.
    sheet.freeze_panes = "A2"
    for number in range(1, len(titles) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH
    sheet.append([_head(sheet, title) for title in titles])
    meanings = [words(selection.collection, item) for item in selection.properties]
    written = 0
    for batch in selection.batches():
        written += len(batch)
        if written > MOST_ROWS:
            raise ApiError(
                f"A sheet holds {MOST_ROWS:,} rows at most: ask for csv or gpkg instead."
            )
        for cells in _rows(selection, batch, meanings, bool(places), language):
            sheet.append([_cell(sheet, value, kind) for value, kind in cells])
        progress(len(batch))


def _rows(selection: Selection, batch: Batch, meanings: list[dict], placed: bool, language: str):
    kinds = ["string", *(item.type for item in selection.properties)]
    columns = [
        [_value(value, item.type, meaning, language) for value in column]
        for item, meaning, column in zip(selection.properties, meanings, batch.columns, strict=True)
    ]
    if placed:
        points = shapely.point_on_surface(batch.shapes)
        columns += coordinates(points, selection.frame.decimals)
        kinds += ["place"] * 2
    for row in zip(batch.ids, *columns, strict=True):
        yield zip(row, kinds, strict=True)


def _value(value: object, kind: str, meaning: dict, language: str) -> object:
    if kind == "boolean" and value is not None:
        return in_language(YES_NO[bool(value)], language)
    if kind == "number" and value is not None:
        return round(value, MEASURE_DECIMALS)
    return meaning.get(value, value)


def _notes(sheet, selection: Selection, language: str, day: str) -> None:
    for letter, width in zip("ABC", (28, 60, 28), strict=True):
        sheet.column_dimensions[letter].width = width
    collection = selection.collection
    sheet.append([_head(sheet, in_language(collection.title, language))])
    sheet.append([_cell(sheet, in_language(collection.description, language))])
    frame = f"{selection.frame.title}（{in_language(POINT, language)}）"
    for title, text in ((DAY, day), (SYSTEM, frame)):
        sheet.append([_cell(sheet, in_language(title, language)), _cell(sheet, text)])
    sheet.append([])
    sheet.append([_head(sheet, in_language(title, language)) for title in (COLUMN, KEY)])
    places = place_columns(selection, points_only=True)
    names = [ID, *(item.name for item in selection.properties), *places]
    for title, name in zip(headers(selection, places, language), names, strict=True):
        sheet.append([_cell(sheet, title), _cell(sheet, name)])


def _head(sheet, text: str) -> WriteOnlyCell:
    cell = _cell(sheet, text)
    cell.font, cell.fill = BOLD, GREY
    return cell


def _cell(sheet, value: object, kind: str = "string"):
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = FORMATS.get(kind, "General")
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", value).encode(errors="replace").decode()[:LONGEST_TEXT]
    cell = WriteOnlyCell(sheet, value=text)
    # Never a formula or an error value, whatever the text begins with; digits stay text.
    cell.data_type, cell.number_format = "s", "@"
    return cell
