"""A table: typed columns with Chinese and English headers, rows, and what is said of the whole."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from geo.features.collections import Text

KINDS = ("text", "integer", "number", "share", "date")
LANGUAGES = ("zh", "en")
YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}

Cell = str | int | float | bool | date | None


def in_language(text: Text, language: str) -> str:
    """Return one of the two texts, whatever language is in force."""
    return text.en if language == "en" else text.zh


@dataclass(frozen=True)
class Column:
    """A column: its key in JSON, its headers, the unit, and the kind of its cells.

    The unit is a sign, or a word in both languages. ``kind`` is one of text, integer, number,
    share (0 to 1, shown in per cent) and date (a day, or its ISO text); ``decimals`` are those
    of a number that is not whole. ``words`` say what a code means where people read it.
    """

    key: str
    zh: str
    en: str
    unit: str | Text = ""
    kind: str = "text"
    decimals: int = 2
    words: Mapping[object, Text] = field(default_factory=dict)

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"kind: got {self.kind!r}, expected one of {', '.join(KINDS)}")

    def header(self, language: str) -> str:
        """Return the header with its unit, as Chinese or English writes it."""
        title, unit = in_language(Text(self.zh, self.en), language), self.unit_in(language)
        if not unit:
            return title
        return f"{title} ({unit})" if language == "en" else f"{title}（{unit}）"

    def unit_in(self, language: str) -> str:
        """Return the unit; empty where there is none."""
        return in_language(self.unit, language) if isinstance(self.unit, Text) else self.unit

    def cell(self, value: object) -> Cell:
        """Return a value as the kind's own type; None for what is missing or no number."""
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return None
        if isinstance(value, bool):
            return value
        if self.kind == "date":
            return date.fromisoformat(value) if isinstance(value, str) else value
        if self.kind == "text":
            return str(value)
        if self.kind == "integer":
            return round(value)
        if self.kind == "share":
            return float(value)
        return value if isinstance(value, int) else round(float(value), self.decimals)

    def shown(self, value: Cell, language: str) -> Cell:
        """Return a cell as people read it: codes in words, numbers as they are."""
        words = YES_NO if isinstance(value, bool) else self.words
        return in_language(words[value], language) if value in words else value


@dataclass(frozen=True)
class Fact:
    """What is said once of a whole table: its day, a parameter, its source.

    A dotted ``key`` is a member of an object in JSON. A ``value`` that is a Text becomes two
    members, ``…_zh`` and ``…_en``. ``shown`` is the value for people, where it differs.
    """

    key: str
    zh: str
    en: str
    value: object
    shown: Text | None = None

    def text(self, language: str) -> str:
        """Return the value for people; a dash for nothing."""
        value = self.value if self.shown is None else self.shown
        if isinstance(value, Text):
            return in_language(value, language)
        if isinstance(value, bool):
            return in_language(YES_NO[value], language)
        return "—" if value is None else str(value)


@dataclass(frozen=True)
class Table:
    """Rows as mappings from the keys of the columns; ``name`` is the stem of a file's name."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    rows: list[Mapping[str, object]]
    facts: tuple[Fact, ...] = ()

    def cells(self) -> Iterator[list[Cell]]:
        """Yield the typed cells of each row in the order of the columns."""
        for row in self.rows:
            yield [column.cell(row.get(column.key)) for column in self.columns]

    def shown(self, language: str) -> Iterator[list[Cell]]:
        """Yield the cells of each row as people read them."""
        for cells in self.cells():
            yield [
                column.shown(cell, language)
                for column, cell in zip(self.columns, cells, strict=True)
            ]

    def headers(self, language: str) -> list[str]:
        """Return the headers of the columns."""
        return [column.header(language) for column in self.columns]
