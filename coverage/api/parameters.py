"""Query parameters of the coverage API: one function each, which validates and names what is wrong.

All raise ``BadParameterError``, which is answered with status 400.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.conf import settings
from django.http import QueryDict

from coverage.analysis.errors import AnalysisError
from coverage.analysis.modes import MODES
from coverage.figures.layers import NAMES as LAYERS
from coverage.figures.patrol import KINDS
from coverage.models import CoverageSettings
from coverage.models.settings import LONGEST_MINUTES
from geo.features.errors import BadParameterError
from geo.features.parameters import allow
from geo.features.parameters import day as day_of
from geo.models import Subdistrict

MOST_BANDS = 12
_MONTH = re.compile(r"\d{4}-\d\d", re.ASCII)


@dataclass(frozen=True)
class Question:
    """What a request asks: where, when, and by which rule a station counts as reached."""

    subdistrict: Subdistrict
    day: date
    minutes: int
    mode: str

    @property
    def parts(self) -> tuple:
        """Everything that is asked, as values that name an answer."""
        others = [value for name, value in vars(self).items() if name != "subdistrict"]
        return (self.subdistrict.code, *others)


def question(query: QueryDict, *more: str) -> Question:
    """Read the question from the query string; ``more`` names parameters read elsewhere."""
    allow(query, "date", "minutes", "mode", "subdistrict", *more)
    return Question(*common(query, day_of(query)))


def common(query: QueryDict, day: date) -> tuple[Subdistrict, date, int, str]:
    """Return what every question holds: subdistrict, day, minutes and mode."""
    subdistrict = subdistrict_of(query, day)
    rules = CoverageSettings.of(subdistrict)
    mode = mode_of(query, rules)
    return subdistrict, day, minutes_of(query, rules, mode), mode


def refused(error: AnalysisError) -> BadParameterError:
    """Return what an analysis refuses as a wrong parameter."""
    return BadParameterError(error.parameter, str(error.value), error.expected)


def kind_of(query: QueryDict) -> str:
    """Return ``kind``, whose patrols count; those of the chiefs when absent."""
    kind = query.get("kind", KINDS[0])
    if kind not in KINDS:
        raise BadParameterError("kind", kind, f"one of {', '.join(KINDS)}")
    return kind


def layers_of(query: QueryDict) -> tuple[str, ...]:
    """Return the different layers of the list ``layers``, in their own order; all when absent."""
    text = query.get("layers")
    if text is None:
        return LAYERS
    names = text.split(",")
    if not set(names) <= set(LAYERS) or len(set(names)) < len(names):
        raise BadParameterError("layers", text, f"different ones of {', '.join(LAYERS)}, by commas")
    return tuple(layer for layer in LAYERS if layer in names)


def at_least_of(query: QueryDict, layers: int) -> int:
    """Return ``at_least``, a number of layers or ``all``; all when absent."""
    text = query.get("at_least", "all")
    if text == "all":
        return layers
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= layers):
        expected = f"a whole number from 1 to {layers} (the layers asked for), or all"
        raise BadParameterError("at_least", text, expected)
    return int(text)


def bands_of(query: QueryDict, rules: CoverageSettings) -> tuple[int, ...]:
    """Return the growing list ``minutes``; the subdistrict's setting when it is absent."""
    text = query.get("minutes", rules.bands_min)
    parts = text.split(",")
    if len(parts) <= MOST_BANDS and all(map(_is_minutes, parts)):
        minutes = tuple(map(int, parts))
        if all(low < high for low, high in pairwise(minutes)):
            return minutes
    expected = (
        f"at most {MOST_BANDS} growing whole numbers from 1 to {LONGEST_MINUTES}, by commas, "
        "such as 5,10,15"
    )
    raise BadParameterError("minutes", text, expected)


def month_of(query: QueryDict, name: str, default: date) -> date:
    """Return the first day of the month that a parameter names, such as 2026-03."""
    text = query.get(name)
    if text is None:
        return default.replace(day=1)
    try:
        if _MONTH.fullmatch(text):
            return date.fromisoformat(f"{text}-01")
    except ValueError:
        pass
    raise BadParameterError(name, text, "a month such as 2018-06")


def first_month(last: date, months: int) -> date:
    """Return the first of ``months`` months that end with ``last``; not before year 1."""
    count = max(12 * last.year + last.month - months, 12)
    return date(count // 12, count % 12 + 1, 1)


def mode_of(query: QueryDict, rules: CoverageSettings) -> str:
    """Return ``mode``, a name of the table of modes; the subdistrict's setting when absent."""
    mode = query.get("mode", rules.mode)
    if mode not in MODES:
        raise BadParameterError("mode", mode, f"one of {', '.join(MODES)}")
    return mode


def minutes_of(query: QueryDict, rules: CoverageSettings, mode: str) -> int:
    """Return ``minutes``; the subdistrict's setting of the mode when it is absent."""
    text = query.get("minutes")
    if text is None:
        return rules.minutes(mode)
    if not _is_minutes(text):
        raise BadParameterError("minutes", text, f"a whole number from 1 to {LONGEST_MINUTES}")
    return int(text)


def _is_minutes(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LONGEST_MINUTES


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
