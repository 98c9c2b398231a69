"""CSV: any usual delimiter and encoding, a heading, the place in two columns or as WKT."""

import csv
from collections.abc import Iterator

from django.utils.translation import gettext as _

from geo.ingest.reading import encodings, table
from geo.ingest.reading.source import Job, Source
from geo.ingest.tables import UnreadableFileError

DELIMITERS = ",;\t|"
MOST_CELL, MOST_LINE = 10_000_000, 100_000


def read(job: Job) -> Source:
    """Return the rows of a CSV file. Raises UnreadableFileError."""
    csv.field_size_limit(MOST_CELL)
    if job.options.encoding:
        encoding, reason = encodings.known(job.options.encoding), _("chosen")
    else:
        encoding, reason = encodings.of_file(job.path)
    delimiter = _delimiter(job, encoding)
    name = job.name
    source = Source("csv", lambda size: iter(()), (name,), name, encoding, reason)
    return table.source_of(job, source, lambda: _rows(job, encoding, delimiter))


def _delimiter(job: Job, encoding: str) -> str:
    """Return the mark that is most frequent in the first line that has any: WKT has commas too."""
    try:
        with job.path.open(encoding=encoding, errors="replace") as file:
            lines = [file.readline(MOST_LINE) for _line in range(table.MOST_LINES_ABOVE)]
    except UnicodeError as error:
        raise _undecodable(encoding, error) from error
    heading = next((line for line in lines if set(line) & set(DELIMITERS)), "")
    return max(DELIMITERS, key=heading.count)


def _rows(job: Job, encoding: str, delimiter: str) -> Iterator[table.Row]:
    with job.path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        try:
            line = 1
            for cells in rows:
                if any(cells):
                    yield line, cells
                line = rows.line_num + 1
        except csv.Error as error:
            shown = {"line": rows.line_num + 1, "why": str(error)[:120]}
            text = _("Line %(line)s is not CSV: %(why)s.") % shown
            raise UnreadableFileError("file", rows.line_num + 1, "CSV", text) from error
        except UnicodeError as error:
            raise _undecodable(encoding, error) from error


def _undecodable(encoding: str, error: UnicodeError) -> UnreadableFileError:
    shown = {"encoding": encoding, "why": str(error)[:120]}
    text = _("The text cannot be read as %(encoding)s: %(why)s.") % shown
    return UnreadableFileError("encoding", encoding, encodings.OFFERED, text)
