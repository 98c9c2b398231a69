"""Times of a filter: dates, timestamps, and what text of them is taken for."""

import re
from datetime import UTC, date, datetime

from django.utils import timezone

from geo.features.cql.nodes import Value, shown, wrong

DATE = "a date such as DATE('2018-06-01')"
TIMESTAMP = "a time such as TIMESTAMP('2018-06-01T08:00:00Z')"

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:)(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def day(text: object) -> Value:
    """Return the date that a text is; raises BadParameterError."""
    try:
        if isinstance(text, str) and _DATE.fullmatch(text):
            return Value(date.fromisoformat(text), "date")
    except ValueError:
        pass
    raise wrong(shown(text), DATE, "this is no date")


def timestamp(text: object) -> Value:
    """Return the moment that a text is; raises BadParameterError."""
    found = _TIMESTAMP.fullmatch(text) if isinstance(text, str) else None
    try:
        if found:
            return Value(_moment(*found.groups(default="")), "timestamp")
    except (ValueError, OverflowError):
        pass
    raise wrong(shown(text), TIMESTAMP, "this is no time")


def _moment(day: str, minutes: str, seconds: str, fraction: str, zone: str) -> datetime:
    # A leap second is valid in RFC 3339 and unknown to datetime; digits below a microsecond too.
    seconds = "59" if seconds == "60" else seconds
    text = (
        f"{day}T{minutes}{seconds}{fraction[:7]:0<7}" if fraction else f"{day}T{minutes}{seconds}"
    )
    return datetime.fromisoformat(text + zone.upper().replace("Z", "+00:00")).astimezone(UTC)


def instant(text: object) -> Value:
    """Return the date or the moment that a text is; raises BadParameterError.

    GDAL ends a date with the ``T`` that would begin the time.
    """
    if isinstance(text, str) and _DATE.fullmatch(text.removesuffix("T")):
        return day(text.removesuffix("T"))
    if isinstance(text, str) and _TIMESTAMP.fullmatch(text):
        return timestamp(text)
    raise wrong(shown(text), f"{DATE}, or {TIMESTAMP}", "this is no time")


def to_day(moment: Value) -> Value:
    """Return the day that a moment falls on where the service is; a date as it is."""
    if moment.type != "timestamp":
        return moment
    return Value(timezone.localdate(moment.value), "date")
