"""What requests to the coverage API ask: one question an address, read from path and query.

All raise ``BadParameterError`` for a wrong value, which is answered with status 400.
"""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from coverage.api.parameters import (
    LAYERS,
    Question,
    at_least_of,
    bands_of,
    common,
    day_of,
    first_month,
    layers_of,
    mode_of,
    month_of,
    months_between,
    question,
    subdistrict_of,
)
from coverage.models import CoverageSettings
from geo.features.errors import BadParameterError, NotFoundError
from geo.features.parameters import allow, integer, today
from geo.models import Subdistrict

TREND_MONTHS, MOST_MONTHS = 12, 120


@dataclass(frozen=True)
class LayerQuestion(Question):
    """A question about one layer."""

    layer: str


@dataclass(frozen=True)
class CombinedQuestion(Question):
    """A question about where at least ``at_least`` of ``layers`` reach."""

    layers: tuple[str, ...]
    at_least: int


@dataclass(frozen=True)
class RankingQuestion(Question):
    """A question for the first ``limit`` gaps of ``layer``; None is all."""

    layer: str | None
    limit: int | None


@dataclass(frozen=True)
class PeriodQuestion(Question):
    """A question about the time from ``first`` to ``last``; ``day`` is the last."""

    first: date
    last: date


@dataclass(frozen=True)
class BandsQuestion:
    """A question for the bands between growing ``minutes``."""

    subdistrict: Subdistrict
    day: date
    minutes: tuple[int, ...]
    mode: str
    parts = Question.parts


def layer_question(query: QueryDict, layer: str, *more: str) -> LayerQuestion:
    """Read the question about a layer, whose name is part of the address.

    Raises NotFoundError for a layer that there is not.
    """
    if layer not in LAYERS:
        expected = f"one of {', '.join(LAYERS)}"
        detail = f"There is no layer '{layer}': {expected}."
        raise NotFoundError(detail, parameter="layer", value=layer, expected=expected)
    return LayerQuestion(*vars(question(query, *more)).values(), layer)


def combined_question(query: QueryDict) -> CombinedQuestion:
    """Read the question about several layers."""
    asked = question(query, "layers", "at_least")
    layers = layers_of(query)
    return CombinedQuestion(*vars(asked).values(), layers, at_least_of(query, len(layers)))


def ranking_question(query: QueryDict, *more: str) -> RankingQuestion:
    """Read the question for the ranking."""
    asked = question(query, "layer", "limit", *more)
    layer = query.get("layer")
    if layer is not None and layer not in LAYERS:
        raise BadParameterError("layer", layer, f"one of {', '.join(LAYERS)}")
    limit = integer(query, "limit", None, 1)
    return RankingQuestion(*vars(asked).values(), layer, limit)


def bands_question(query: QueryDict) -> BandsQuestion:
    """Read the question for the bands."""
    allow(query, "date", "minutes", "mode", "subdistrict")
    day = day_of(query)
    subdistrict = subdistrict_of(query, day)
    rules = CoverageSettings.of(subdistrict)
    return BandsQuestion(subdistrict, day, bands_of(query, rules), mode_of(query, rules))


def trend_question(query: QueryDict, *more: str) -> PeriodQuestion:
    """Read the question for the month-ends of a period; without ``from``, of twelve months."""
    allow(query, "from", "to", "minutes", "mode", "subdistrict", *more)
    last = month_of(query, "to", today())
    first = month_of(query, "from", first_month(last, TREND_MONTHS))
    _check_period(query, first, last)
    if months_between(first, last) > MOST_MONTHS:
        raise BadParameterError("from", query.get("from", ""), f"at most {MOST_MONTHS} months")
    return PeriodQuestion(*common(query, last), first, last)


def changes_question(query: QueryDict, *more: str) -> PeriodQuestion:
    """Read the question for what changed between two days; ``to`` is today when absent."""
    allow(query, "from", "to", "minutes", "mode", "subdistrict", *more)
    if "from" not in query:
        detail = "The parameter 'from' is missing: the day to compare with, such as 2018-06-01."
        raise BadParameterError("from", "", "a date such as 2018-06-01", detail)
    first, last = day_of(query, "from"), day_of(query, "to")
    _check_period(query, first, last)
    return PeriodQuestion(*common(query, last), first, last)


def _check_period(query: QueryDict, first: date, last: date) -> None:
    if first > last:
        text = query.get("from", first.isoformat())
        raise BadParameterError("from", text, f"not after to ({query.get('to', last.isoformat())})")
