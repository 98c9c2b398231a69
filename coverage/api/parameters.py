"""Query parameters of the coverage API: one function each, which validates and names what is wrong.

All raise ``BadParameterError``, which is answered with status 400.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import QueryDict

from coverage.analysis.modes import MODES
from geo.features.errors import BadParameterError
from geo.features.parameters import allow
from geo.features.parameters import day as day_of
from geo.models import Subdistrict

LONGEST_MINUTES = 120


@dataclass(frozen=True)
class Question:
    """What a request asks: where, when, and by which rule a station counts as reached."""

    subdistrict: Subdistrict
    day: date
    minutes: int
    mode: str


def question(query: QueryDict) -> Question:
    """Read the question from the query string."""
    allow(query, "date", "minutes", "mode", "subdistrict")
    day = day_of(query)
    mode = mode_of(query)
    return Question(subdistrict_of(query, day), day, minutes_of(query, mode), mode)


def mode_of(query: QueryDict) -> str:
    """Return ``mode``, a name of the table of modes."""
    mode = query.get("mode", settings.SERVICE_MODE)
    if mode not in MODES:
        raise BadParameterError("mode", mode, f"one of {', '.join(MODES)}")
    return mode


def minutes_of(query: QueryDict, mode: str) -> int:
    """Return ``minutes``; the setting of the mode when it is absent."""
    text = query.get("minutes")
    if text is None:
        return settings.SERVICE_MINUTES[mode]
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LONGEST_MINUTES):
        raise BadParameterError("minutes", text, f"a whole number from 1 to {LONGEST_MINUTES}")
    return int(text)


def subdistrict_of(query: QueryDict, day: date) -> Subdistrict:
    """Return the subdistrict with the code ``subdistrict``; the home subdistrict when absent.

    The generation that is valid on ``day``, else the oldest one: before its first day the
    answer is an empty register, not an error.
    """
    code = query.get("subdistrict", settings.HOME_SUBDISTRICT)
    generations = Subdistrict.objects.filter(code=code, level=Subdistrict.Level.TOWNSHIP)
    found = generations.as_of(day).first() or generations.order_by("valid_from").first()
    if found is None:
        raise BadParameterError("subdistrict", code, "the code of a subdistrict, such as 371327001")
    return found
