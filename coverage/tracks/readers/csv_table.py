"""CSV with a head: a column each for longitude, latitude and time, and one for the accuracy."""

import codecs
import csv
import io
import re
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.tracks.points import Points
from coverage.tracks.readers.collecting import (
    Collector,
    FileError,
    number,
    optional_number,
    seconds,
)

COLUMNS = {
    "lon": ("lon", "lng", "long", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "time": ("time", "timestamp", "datetime", "时间", "定位时间", "采集时间"),
    "date": ("date", "日期"),
    "accuracy": ("accuracy", "accuracy_m", "精度", "定位精度"),
}
NEEDED = ("lon", "lat", "time")
DELIMITERS = ",;\t"
# The encodings of Chinese Windows and Excel beside the usual one.
ENCODINGS = ("utf-8-sig", "gb18030")
_UNIT = re.compile(r"[(（\[].*$")


def read(file: IO[bytes]) -> Points:
    """Return the points of a table. Times without a zone are in the service's zone."""
    text = _decoded(file.read())
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(DELIMITERS, key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        place = _places(next(rows, []))
        return _points(rows, place)
    except csv.Error as error:
        shown = {"line": rows.line_num, "why": str(error)[:120]}
        detail = _("Line %(line)s is not CSV: %(why)s.") % shown
        raise FileError(detail, rows.line_num, "CSV") from error


def _decoded(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    text = _("The text is neither in UTF-8 nor in GB 18030.")
    raise FileError(text, None, "UTF-8, GB 18030")


def _places(head: list[str]) -> dict[str, int]:
    """Return the number of each column that is known by its name."""
    names = [_UNIT.sub("", name).strip().lower() for name in head]
    found = {
        column: next(names.index(name) for name in known if name in names)
        for column, known in COLUMNS.items()
        if set(known) & set(names)
    }
    if "time" not in found and "date" in found:
        found["time"] = found.pop("date")
    for column in NEEDED:
        if column not in found:
            wanted = " / ".join(COLUMNS[column])
            text = _("There is no column %(column)s in the first line. It is called: %(wanted)s.")
            shown = {"column": column, "wanted": wanted}
            raise FileError(text % shown, ", ".join(head)[:200], wanted)
    return found


def _points(rows, place: dict[str, int]) -> Points:
    found = Collector()
    zone = timezone.get_default_timezone()
    for row in rows:
        if not any(row):
            continue
        point = len(found) + 1
        cells = {name: _cell(row, column) for name, column in place.items()}
        time = f"{cells['date']} {cells['time']}" if "date" in cells else cells["time"]
        found.add(
            number(cells["lon"], "lon", point),
            number(cells["lat"], "lat", point),
            seconds(time, point, zone),
            optional_number(cells.get("accuracy")),
        )
    return found.points


def _cell(row: list[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""
