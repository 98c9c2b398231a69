"""Query parameters of the feature API: one function reads one parameter or says what is wrong."""

import math
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from geo.features import selection, sorting
from geo.features.collections import Collection, Property
from geo.features.cql import reading
from geo.features.cql.nodes import Node
from geo.features.errors import BadParameterError

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"
FORMATS = ("json", "html")
LARGEST_INTEGER = 2**63 - 1

_INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
INSTANT = "a date such as 2018-06-01 or a date-time such as 2018-06-01T08:00:00Z"

# West, south, east, north in degrees of WGS 84, west not greater than east.
Box = tuple[float, float, float, float]


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
    filters: tuple[tuple[str, object], ...] = ()
    condition: Node | None = None
    sortby: tuple[sorting.Key, ...] = ()
    properties: tuple[str, ...] | None = None
    has_geometry: bool = True

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
PAGING = ("limit", "offset", "after", "skipGeometry", "crs", "f")


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
    check_crs(given, "crs")
    return replace(
        selected,
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
    return Query(
        period=period(given),
        boxes=boxes(given),
        filters=filters(given, collection),
        condition=reading.condition(given, collection, filter_crs(given) == EPSG4326),
        sortby=sorting.sortby(given, collection),
        properties=selection.properties(given, collection),
    )


def after(given: QueryDict, keys: tuple[sorting.Key, ...], collection: Collection) -> tuple | None:
    """Return the sorted values and the key of the feature that a page comes after."""
    if keys:
        return sorting.place(given, keys, collection)
    key = integer(given, "after", None, 0)
    return None if key is None else (key,)


def filter_crs(given: QueryDict) -> str:
    """Return the CRS of the geometries of ``filter``."""
    return check_crs(given, "filter-crs", (CRS84, EPSG4326))


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


def number(name: str, whole: str, text: str, expected: str) -> float:
    """Return a finite number of a parameter's value."""
    value = float(text) if _NUMBER.fullmatch(text.strip()) else math.nan
    if not math.isfinite(value):
        raise BadParameterError(name, whole, expected)
    return value


def check_crs(given: QueryDict, name: str, known: tuple[str, ...] = (CRS84,)) -> str:
    """Return the CRS that a parameter names; CRS84 without it."""
    crs = given.get(name, CRS84)
    if crs not in known:
        raise BadParameterError(name, crs, "one of " + ", ".join(known))
    return crs


def boxes(given: QueryDict) -> tuple[Box, ...]:
    """Return the box of ``bbox`` in longitude and latitude; two across the antimeridian."""
    swapped = check_crs(given, "bbox-crs", (CRS84, EPSG4326)) == EPSG4326
    if "bbox" not in given:
        return ()
    text = given["bbox"]
    wrong = partial(BadParameterError, "bbox", text)
    parts = text.split(",")
    if len(parts) not in (4, 6):
        raise wrong("4 numbers (west,south,east,north), or 6 with heights")
    values = [number("bbox", text, part, "4 or 6 finite numbers") for part in parts]
    west, south, east, north = values[:2] + values[len(values) // 2 :][:2]
    if swapped:
        west, south, east, north = south, west, north, east
    if len(values) == 6 and values[2] > values[5]:
        raise wrong("a lower height that is not above the upper one")
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise wrong("longitudes from -180 to 180" + _order(swapped))
    if not (-90 <= south <= 90 and -90 <= north <= 90):
        raise wrong("latitudes from -90 to 90" + _order(swapped))
    if south > north:
        raise wrong("a southern limit that is not north of the northern one")
    if west <= east:
        return ((west, south, east, north),)
    return ((west, south, 180.0, north), (-180.0, south, east, north))


def _order(swapped: bool) -> str:
    return ", latitude first with this bbox-crs" if swapped else ", longitude first"


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
