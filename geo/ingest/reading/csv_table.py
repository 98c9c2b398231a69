"""CSV: any usual delimiter and encoding, a heading, the place in two columns or as WKT."""

import csv
from collections.abc import Iterator

from django.utils.translation import gettext as _

from geo.ingest.reading import encodings, table
from geo.ingest.reading.source import Job, Source
from geo.ingest.tables import UnreadableFileError

DELIMITERS = ",;\t|"
MOST_CELL = 10_000_000


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
    try:
        with job.path.open(encoding=encoding, errors="replace") as file:
            # A title may stand above the heading.
            lines = [file.readline(100_000) for _line in range(5)]
    except UnicodeError as error:
        raise _undecodable(encoding, error) from error
    return max(DELIMITERS, key=lambda mark: max(line.count(mark) for line in lines))


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
