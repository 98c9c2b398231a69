"""Query parameters of the feature API: one function reads one parameter or says what is wrong."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from geo.features import selection, sorting
from geo.features.boxes import Box, frame
from geo.features.collections import Collection, Property
from geo.features.cql import reading
from geo.features.cql.nodes import Node
from geo.features.errors import BadParameterError
from geo.features.numbers import number
from geo.features.systems import CRS84, IN_DEGREES, WGS84, System, Target, system, target

FORMATS = ("json", "html")
LARGEST_INTEGER = 2**63 - 1

_INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
INSTANT = "a date such as 2018-06-01 or a date-time such as 2018-06-01T08:00:00Z"


@dataclass(frozen=True)
class Period:
    """A time from one day to another, both inclusive; None is open."""

    start: date | None
    end: date | None


@dataclass(frozen=True)
class Query:
    """What a request asks of a collection."""

    period: Period
    limit: int = 10
    offset: int = 0
    after: tuple | None = None
    boxes: tuple[Box, ...] = ()
    outline: bytes | None = None
    filters: tuple[tuple[str, object], ...] = ()
    condition: Node | None = None
    sortby: tuple[sorting.Key, ...] = ()
    properties: tuple[str, ...] | None = None
    has_geometry: bool = True
    system: System = CRS84
    datum: str = WGS84

    @property
    def target(self) -> Target:
        """What the positions of the answer are in."""
        return Target(self.system, self.datum)

    @property
    def is_plain(self) -> bool:
        """Whether the answer is the same for many clients: a first page without filters."""
        return self.is_whole and not (
            self.offset or self.after or self.boxes or self.filters or self.condition or self.sortby
        )

    @property
    def is_whole(self) -> bool:
        """Whether features come with all their properties and their geometry."""
        return self.properties is None and self.has_geometry


SELECTION = ("bbox", "bbox-crs", "datetime", *reading.PARAMETERS, "sortby", "properties")
PAGING = ("limit", "offset", "after", "skipGeometry", "crs", "datum", "f")


def today() -> date:
    """Return the day it is where the service is."""
    return timezone.localdate()


def allow(given: QueryDict, *names: str) -> None:
    """Refuse parameters that are unknown, given twice, or that hold a NUL character."""
    for name in given:
        if name not in names:
            expected = "one of " + ", ".join(names) if names else "no parameter at all"
            detail = f"There is no parameter '{name}' here: {expected}."
            raise BadParameterError(name, given[name], expected, detail)
        values = given.getlist(name)
        if len(values) > 1:
            expected = "the parameter once"
            detail = f"The parameter '{name}' is given {len(values)} times: give it once."
            raise BadParameterError(name, ",".join(values), expected, detail)
        if "\x00" in values[0]:
            raise BadParameterError(name, values[0].replace("\x00", "\\0"), "text without NUL")


def items_query(given: QueryDict, collection: Collection) -> Query:
    """Return the query that the parameters of an ``items`` request make."""
    selected = selection_query(given, collection, *PAGING)
    asked = target(given)
    return replace(
        selected,
        system=asked.system,
        datum=asked.datum,
        limit=limit(given),
        offset=integer(given, "offset", 0, 0),
        after=after(given, selected.sortby, collection),
        has_geometry=not selection.skips_geometry(given),
    )


def selection_query(given: QueryDict, collection: Collection, *more: str) -> Query:
    """Return which features the parameters select, all pages of them: for files and tiles too.

    ``more`` are the names of the parameters that the caller reads itself; any other is refused.
    """
    allow(given, *SELECTION, *more, *collection.queryables)
    within, filter_system = frame(given), system(given, "filter-crs", IN_DEGREES)
    return Query(
        period=period(given),
        boxes=within.boxes,
        outline=within.outline,
        filters=filters(given, collection),
        condition=reading.condition(given, collection, filter_system.is_swapped),
        sortby=sorting.sortby(given, collection),
        properties=selection.properties(given, collection),
    )


def after(given: QueryDict, keys: tuple[sorting.Key, ...], collection: Collection) -> tuple | None:
    """Return the sorted values and the key of the feature that a page comes after."""
    if keys:
        return sorting.place(given, keys, collection)
    key = integer(given, "after", None, 0)
    return None if key is None else (key,)


def integer(given: QueryDict, name: str, default: int | None, least: int) -> int | None:
    """Return an integer of at least ``least`` that 64 bits hold."""
    if name not in given:
        return default
    text = given[name]
    if not _INTEGER.fullmatch(text) or not least <= int(text) <= LARGEST_INTEGER:
        raise BadParameterError(name, text, f"an integer of at least {least}")
    return int(text)


def limit(given: QueryDict) -> int:
    """Return the size of a page: more than the largest is answered with the largest.

    Requirement /req/core/fc-limit-response-1 wants exactly this; the ``next`` link leads on.
    """
    asked = integer(given, "limit", settings.FEATURES_PAGE_LIMIT, 1)
    return min(asked, settings.FEATURES_MAX_LIMIT)


def period(given: QueryDict) -> Period:
    """Return the time of ``datetime``; without it, today.

    An instant asks what was valid that day, an interval what was valid on any of its days;
    ``..`` or nothing is an open end.
    """
    if "datetime" not in given:
        return Period(today(), today())
    text = given["datetime"]
    ends = text.split("/")
    if len(ends) == 1:
        day = instant("datetime", text, text)
        return Period(day, day)
    if len(ends) != 2:
        raise BadParameterError("datetime", text, f"{INSTANT}, or two of them with one '/' between")
    start, end = (None if one in ("", "..") else instant("datetime", text, one) for one in ends)
    if start and end and start > end:
        raise BadParameterError("datetime", text, "an interval that does not end before it starts")
    return Period(start, end)


def instant(name: str, whole: str, text: str) -> date:
    """Return the day of a date or a date-time, in the time zone of the service."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        if _DATE_TIME.fullmatch(text):
            return _day_of(text.upper())
    except (ValueError, OverflowError):
        pass
    raise BadParameterError(name, whole, INSTANT)


def _day_of(text: str) -> date:
    # A leap second (:60) is valid in RFC 3339 and unknown to datetime; fractions may be longer.
    text = re.sub(r"\.\d+", "", text)
    if text[17:19] == "60":
        moment = datetime.fromisoformat(text[:17] + "59" + text[19:]) + timedelta(seconds=1)
    else:
        moment = datetime.fromisoformat(text)
    return timezone.localdate(moment)


def day(given: QueryDict, name: str = "date") -> date:
    """Return the day that a parameter names; without it, today."""
    if name not in given:
        return today()
    text = given[name]
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadParameterError(name, text, "a date such as 2018-06-01")


def filters(given: QueryDict, collection: Collection) -> tuple[tuple[str, object], ...]:
    """Return (property, value) for each property the request filters by."""
    return tuple(
        (name, value_of(item, given[name]))
        for name, item in collection.queryables.items()
        if name in given
    )


def value_of(item: Property, text: str) -> object:
    """Return a filter's value in the type of its property."""
    if item.choices and text not in item.choices:
        raise BadParameterError(item.name, text, "one of " + ", ".join(item.choices))
    return _READERS[item.type](item.name, text)


def _read_integer(name: str, text: str) -> int:
    if not _INTEGER.fullmatch(text) or abs(int(text)) > LARGEST_INTEGER:
        raise BadParameterError(name, text, "an integer")
    return int(text)


def _read_boolean(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise BadParameterError(name, text, "true or false")
    return text == "true"


def _read_date(name: str, text: str) -> date:
    return day({name: text}, name)


_READERS = {
    "string": lambda name, text: text,
    "integer": _read_integer,
    "number": lambda name, text: number(name, text, text, "a number"),
    "boolean": _read_boolean,
    "date": _read_date,
}
