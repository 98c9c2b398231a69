"""A table as the bytes of a file in each format."""

import csv
import io

import orjson

from coverage.tables.table import Fact, Table
from coverage.tables.text import text_file
from coverage.tables.xlsx import xlsx_file
from geo.features.collections import Text
from geo.features.files.text import harmless


def json_file(table: Table, language: str = "zh") -> bytes:
    """Return JSON: title, facts, columns and rows; codes stay codes, ``language`` has no part."""
    body = {"title_zh": table.title.zh, "title_en": table.title.en}
    for fact in table.facts:
        _put(body, fact)
    body["columns"] = [
        {
            "key": column.key,
            "title_zh": column.zh,
            "title_en": column.en,
            "unit": column.unit_in("en"),
            "kind": column.kind,
        }
        for column in table.columns
    ]
    keys = [column.key for column in table.columns]
    body["rows"] = [dict(zip(keys, cells, strict=True)) for cells in table.cells()]
    return orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY)


def _put(body: dict, fact: Fact) -> None:
    *path, last = fact.key.split(".")
    for step in path:
        body = body.setdefault(step, {})
    if isinstance(fact.value, Text):
        body |= {f"{last}_zh": fact.value.zh, f"{last}_en": fact.value.en}
    else:
        body[last] = fact.value


def csv_file(table: Table, language: str = "zh") -> bytes:
    """Return CSV (RFC 4180) in UTF-8 with a byte order mark, which Excel needs for Chinese.

    Text that a spreadsheet program would take for a formula gets an apostrophe before it;
    numbers stay numbers, shares are fractions of 1.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(harmless, table.headers(language)))
    for cells in table.shown(language):
        writer.writerow(map(harmless, cells))
    return out.getvalue().encode("utf-8-sig", errors="replace")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Format -> (media type, writer); the first is what a client gets that names none.
FORMATS = {
    "json": ("application/json", json_file),
    "csv": ("text/csv; charset=utf-8", csv_file),
    "xlsx": (XLSX, xlsx_file),
    "table": ("text/plain; charset=utf-8", text_file),
}


def render(table: Table, form: str, language: str = "zh") -> bytes:
    """Return the file of a table; ``form`` is a key of FORMATS, ``language`` zh or en."""
    return FORMATS[form][1](table, language)
