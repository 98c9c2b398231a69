"""A table as aligned text for a terminal; Chinese characters are two columns wide."""

from datetime import date
from unicodedata import east_asian_width

from coverage.tables.table import Cell, Column, Table, in_language

GAP = "  "


def text_file(table: Table, language: str = "zh") -> bytes:
    """Return the title, the facts, and the rows aligned under their headers, in UTF-8."""
    rows = [
        [_text(column, cell) for column, cell in zip(table.columns, cells, strict=True)]
        for cells in table.shown(language)
    ]
    headers = table.headers(language)
    columns = list(zip(headers, *rows, strict=True))
    widths = [max(map(width_of, column)) for column in columns]
    right = [column.kind in ("integer", "number", "share") for column in table.columns]
    colon = ": " if language == "en" else "："
    lines = [in_language(table.title, language)]
    lines += [
        f"{fact.en if language == 'en' else fact.zh}{colon}{fact.text(language)}"
        for fact in table.facts
    ]
    lines += ["", _line(headers, widths, right), GAP.join("-" * width for width in widths)]
    lines += [_line(row, widths, right) for row in rows]
    return ("\n".join(lines) + "\n").encode(errors="replace")


def _text(column: Column, cell: Cell) -> str:
    if cell is None:
        return "—"
    if isinstance(cell, str | date):
        # A line of the table is a line of text: no tab or line break moves what follows.
        return " ".join(str(cell).split())
    if column.kind == "share":
        return f"{cell:.1%}"
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.{column.decimals}f}"


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    padded = (
        " " * (width - width_of(cell)) + cell if to_right else cell + " " * (width - width_of(cell))
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return GAP.join(padded).rstrip()


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
