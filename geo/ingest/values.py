"""Cells of a table as values of the register, a column at a time; what does not fit is told."""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

from geo.ingest.synonyms import CHOICES, FALSE, TRUE
from geo.ingest.targets import TargetField

# What is wrong with a row or worth saying of it: a code of ``geo.ingest.reasons`` and its details.
Reason = dict[str, object]
LARGEST_INTEGER = 2_147_483_647
LONGEST_SHOWN = 60
MOST_DISTINCT = 1000
_DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[T ]00:00(?::00)?\S*)?")
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,，' ]\d{3})+(\.\d+)?")


class CellError(ValueError):
    """A cell that holds no value of its field."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def reason(code: str, **details: object) -> Reason:
    """Return a reason; texts of cells in it are shortened."""
    shown = {key: _shown(value) for key, value in details.items()}
    return {"code": code, **shown}


def _is_plain(field: TargetField, cells: list) -> bool:
    """Return whether all cells are as they are kept: texts, or whole numbers in range."""
    kinds = set(map(type, cells))
    if field.kind == "integer":
        return kinds == {int} and min(cells) >= 0 and max(cells) <= LARGEST_INTEGER
    if field.kind != "text" or kinds != {str} or not "".join(cells).isprintable():
        return False
    lengths = list(map(len, cells))
    most = field.model_field.max_length or math.inf
    return min(lengths) > 0 and max(lengths) <= most and list(map(str.strip, cells)) == cells


def _shown(value: object) -> object:
    if value is None or isinstance(value, bool | int | list):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    text = str(value).replace("\x00", "\\0").encode(errors="replace").decode()
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def convert(field: TargetField, cells: list) -> tuple[list, dict[int, Reason]]:
    """Return the values of a column, None for no value, and what is wrong by position."""
    if _is_plain(field, cells):
        return cells, {}
    convert_one = CONVERTERS[field.kind](field)
    if set(map(type, cells)) == {str} and (known := _repeated(convert_one, cells)) is not None:
        return [known[cell] for cell in cells], {}
    values: list = []
    wrong: dict[int, Reason] = {}
    for position, cell in enumerate(cells):
        if cell is None or cell == "" or cell != cell:
            values.append(None)
            continue
        try:
            values.append(convert_one(cell))
        except CellError as error:
            values.append(None)
            wrong[position] = reason(error.code, field=field.name, value=cell, **error.details)
    return values, wrong


def _repeated(convert_one: Callable, cells: list[str]) -> dict[str, object] | None:
    """Return the values of texts that repeat themselves: choices, dates, references.

    None where they do not, or where one of them has no value.
    """
    distinct = set(cells)
    if len(distinct) > MOST_DISTINCT:
        return None
    try:
        return {cell: convert_one(cell) if cell else None for cell in distinct}
    except CellError:
        return None


def text_of(cell: object) -> str:
    """Return a cell as text; a spreadsheet makes a number of a code, which gets no point."""
    if isinstance(cell, bool):
        raise CellError("not_text")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).strip()


def _plain(cell: object) -> str:
    return unicodedata.normalize("NFKC", text_of(cell)).strip()


def _text(field: TargetField) -> Callable:
    most = field.model_field.max_length

    def convert_one(cell: object) -> str | None:
        text = cell.strip() if cell.__class__ is str else text_of(cell)
        if most is not None and len(text) > most:
            raise CellError("too_long", given=len(text), most=most)
        if not text.isprintable() and _has_bad_sign(text):
            raise CellError("bad_sign")
        return text or None

    return convert_one


def _has_bad_sign(text: str) -> bool:
    """Return whether a database would refuse the text: NUL, or half a character."""
    return "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text)


def _reference(field: TargetField) -> Callable:
    # The code of a place, as long as codes may be.
    def convert_one(cell: object) -> str | None:
        text = text_of(cell)
        if len(text) > 32:
            raise CellError("too_long", given=len(text), most=32)
        if not text.isprintable():
            raise CellError("bad_sign")
        return text or None

    return convert_one


def _number(field: TargetField) -> Callable:
    def convert_one(cell: object) -> float | None:
        if isinstance(cell, bool):
            raise CellError("wrong_number")
        if isinstance(cell, int | float):
            number = float(cell) if abs(cell) < 1e300 else math.inf
        else:
            number = _parsed(cell)
        if number is not None and not math.isfinite(number):
            raise CellError("wrong_number")
        return number

    return convert_one


def _parsed(cell: object) -> float | None:
    text = _plain(cell)
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return float(text)
    if _THOUSANDS.fullmatch(text):
        raise CellError("thousands")
    if text[:1].isdigit():
        raise CellError("unit_in_cell")
    raise CellError("wrong_number")


def _integer(field: TargetField) -> Callable:
    number_of = _number(field)

    def convert_one(cell: object) -> int | None:
        number = number_of(cell)
        if number is None:
            return None
        if not number.is_integer():
            raise CellError("wrong_integer")
        if not 0 <= number <= LARGEST_INTEGER:
            raise CellError("out_of_range", least=0, most=LARGEST_INTEGER)
        return int(number)

    return convert_one


def _date(field: TargetField) -> Callable:
    def convert_one(cell: object) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = _plain(cell).replace(" ", "") if isinstance(cell, str) else text_of(cell)
        if not text:
            return None
        match = _DATE.fullmatch(text) or _PLAIN_DATE.fullmatch(text)
        if match is None:
            raise CellError("wrong_date")
        try:
            return date(*map(int, match.groups()[:3]))
        except ValueError as error:
            raise CellError("wrong_date") from error

    return convert_one


def _boolean(field: TargetField) -> Callable:
    def convert_one(cell: object) -> bool | None:
        if isinstance(cell, bool):
            return cell
        text = _plain(cell).casefold()
        if not text:
            return None
        if text in TRUE:
            return True
        if text in FALSE:
            return False
        raise CellError("wrong_boolean")

    return convert_one


def _choice(field: TargetField) -> Callable:
    values = {}
    for value, label in field.choices:
        names = (value, label.zh, label.en, *CHOICES.get(value, ()))
        for name in names:
            values.setdefault(name.casefold(), value)

    def convert_one(cell: object) -> str | None:
        text = _plain(cell).casefold()
        if not text:
            return None
        if text not in values:
            raise CellError("wrong_choice", choices=[value for value, _label in field.choices])
        return values[text]

    return convert_one


CONVERTERS: dict[str, Callable[[TargetField], Callable]] = {
    "text": _text,
    "reference": _reference,
    "number": _number,
    "integer": _integer,
    "date": _date,
    "boolean": _boolean,
    "choice": _choice,
}
