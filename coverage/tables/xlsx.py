"""A table as an Excel workbook: typed cells, a frozen header, and a sheet that explains it."""

import io

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from coverage.tables.table import Cell, Column, Table, in_language
from coverage.tables.text import width_of
from geo.features.collections import Text

DATA = Text("数据", "Data")
NOTES = Text("说明", "Notes")
COLUMN_HEADS = Text("列", "Column"), Text("英文", "Chinese"), Text("代号", "Key")
BOLD, GREY = Font(bold=True), PatternFill("solid", fgColor="E6E6E6")
WRAP = Alignment(wrap_text=True, vertical="top")
FORMATS = {
    "text": "@",
    "integer": "#,##0",
    "number": "#,##0",
    "share": "0.0%",
    "date": "yyyy-mm-dd",
}
WIDEST, NARROWEST, ROWS_MEASURED = 60, 8, 200


def xlsx_file(table: Table, language: str = "zh") -> bytes:
    """Return the workbook: the rows, and a sheet with the day, the parameters and the source."""
    book = Workbook(write_only=True)
    _data(book.create_sheet(in_language(DATA, language)), table, language)
    _notes(book.create_sheet(in_language(NOTES, language)), table, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _data(sheet, table: Table, language: str) -> None:
    rows = list(table.shown(language))
    headers = table.headers(language)
    # A sheet that is written as it goes takes its layout before its first row.
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{len(rows) + 1}"
    for number, column in enumerate(zip(headers, *rows[:ROWS_MEASURED], strict=True), 1):
        widest = max(width_of(str(cell)) for cell in column if cell is not None) + 3
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = min(max(widest, NARROWEST), WIDEST)
    sheet.append([_head(sheet, header) for header in headers])
    for cells in rows:
        sheet.append(
            [
                _cell(sheet, cell, _format(column, cell))
                for column, cell in zip(table.columns, cells, strict=True)
            ]
        )


def _notes(sheet, table: Table, language: str) -> None:
    for letter, width in zip("ABC", (24, 60, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_head(sheet, in_language(table.title, language))])
    for fact in table.facts:
        title = fact.en if language == "en" else fact.zh
        sheet.append([_cell(sheet, title), _cell(sheet, fact.text(language), wrapped=True)])
    sheet.append([])
    sheet.append([_head(sheet, in_language(head, language)) for head in COLUMN_HEADS])
    other = "zh" if language == "en" else "en"
    for column in table.columns:
        texts = (column.header(language), column.header(other), column.key)
        sheet.append([_cell(sheet, text) for text in texts])


def _head(sheet, text: str) -> WriteOnlyCell:
    cell = _cell(sheet, text)
    cell.font, cell.fill = BOLD, GREY
    return cell


def _cell(sheet, value: Cell, number_format: str = "General", wrapped: bool = False):
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value).encode(errors="replace").decode()
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # Never a formula or an error value, whatever the text begins with.
        cell.data_type = "s"
    cell.number_format = number_format
    if wrapped:
        cell.alignment = WRAP
    return cell


def _format(column: Column, cell: Cell) -> str:
    if column.kind == "number" and not isinstance(cell, int):
        return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
    return FORMATS[column.kind]
