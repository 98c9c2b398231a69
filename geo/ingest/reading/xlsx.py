"""xlsx: the first sheet or a chosen one, as a table with a heading. Formulas are not computed."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from geo.ingest.reading import archives, table
from geo.ingest.reading.source import MOST_COLUMNS, Job, Source, chosen_layer
from geo.ingest.reading.xml import check_prolog
from geo.ingest.tables import UnreadableFileError

# What openpyxl raises for parts that are missing, or are not what they should be.
FAULTS = (BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError)
FAULTS += (OSError, OverflowError, EOFError, AssertionError, RecursionError)


def read(job: Job) -> Source:
    """Return the rows of a sheet; its values as saved. Raises UnreadableFileError."""
    _check(job)
    try:
        with warnings.catch_warnings(action="ignore"):
            # An open file, because its own name may have another ending.
            file = job.path.open("rb")
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        names = tuple(sheet.title for sheet in book.worksheets)
    except FAULTS as error:
        raise _broken(error) from error
    if not names:
        raise UnreadableFileError("file", 0, _("a table"), _("The workbook has no sheet."))
    name = chosen_layer(names, job.options)
    source = Source("xlsx", lambda size: iter(()), names, name)
    return table.source_of(job, source, lambda: _rows(book, name))


def _check(job: Job) -> None:
    """Look at the archive and at the beginning of each part before openpyxl does."""
    with archives.opened(job.path, job.limits) as (archive, members):
        for member in members:
            with archive.open(member) as file:
                check_prolog(file)


def _rows(book, name: str) -> Iterator[table.Row]:
    sheet = book[name]
    try:
        # The size that a sheet states may be wrong, by mistake or on purpose.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
        for line, cells in enumerate(rows, 1):
            found = [_plain(cell) for cell in cells]
            while found and found[-1] == "":
                found.pop()
            if found:
                yield line, found
    except FAULTS as error:
        raise _broken(error) from error


def _plain(cell: object) -> object:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, bool | int | float | str):
        return cell
    return str(cell) if isinstance(cell, timedelta) else ""


def _broken(error: Exception) -> UnreadableFileError:
    why = f"{type(error).__name__}: {str(error)[:120]}"
    text = _("The workbook is broken, encrypted, or no xlsx: %(why)s.") % {"why": why}
    return UnreadableFileError("file", None, "xlsx", text)
