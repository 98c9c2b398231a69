"""What requests to the coverage API ask: one question an address, read from path and query.

All raise ``BadParameterError`` for a wrong value, which is answered with status 400.
"""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from coverage.analysis.errors import AnalysisError
from coverage.api.parameters import (
    LAYERS,
    Question,
    at_least_of,
    bands_of,
    common,
    day_of,
    first_month,
    kind_of,
    layers_of,
    mode_of,
    month_of,
    question,
    refused,
    subdistrict_of,
)
from coverage.figures import history
from coverage.models import CoverageSettings
from geo.features.errors import BadParameterError, NotFoundError
from geo.features.parameters import allow, integer
from geo.models import Subdistrict

TREND_MONTHS = 12


@dataclass(frozen=True)
class LayerQuestion(Question):
    """A question about one layer; ``kind`` are the patrols that the layer "patrol" speaks of."""

    layer: str
    kind: str


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
class TrendQuestion(Question):
    """A question for the ends of the months from ``first`` to ``last``, both a month's first day.

    ``days`` are these ends; a month that is not over on ``day`` ends there.
    """

    first: date
    last: date
    days: tuple[date, ...]


@dataclass(frozen=True)
class ChangesQuestion(Question):
    """A question for what changed from ``first`` to ``day``."""

    first: date


@dataclass(frozen=True)
class BandsQuestion:
    """A question for the bands between growing ``minutes``."""

    subdistrict: Subdistrict
    day: date
    minutes: tuple[int, ...]
    mode: str
    parts = Question.parts


def layer_question(query: QueryDict, *more: str, layer: str) -> LayerQuestion:
    """Read the question about a layer, whose name is part of the address.

    Raises NotFoundError for a layer that there is not.
    """
    if layer not in LAYERS:
        expected = f"one of {', '.join(LAYERS)}"
        detail = f"There is no layer '{layer}': {expected}."
        raise NotFoundError(detail, parameter="layer", value=layer, expected=expected)
    asked = question(query, "kind", *more)
    if "kind" in query and layer != "patrol":
        raise BadParameterError("kind", query["kind"], "nothing: only the layer patrol has kinds")
    return LayerQuestion(*vars(asked).values(), layer, kind_of(query))


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
    return RankingQuestion(*vars(asked).values(), layer, integer(query, "limit", None, 1))


def bands_question(query: QueryDict) -> BandsQuestion:
    """Read the question for the bands."""
    allow(query, "date", "minutes", "mode", "subdistrict")
    day = day_of(query)
    subdistrict = subdistrict_of(query, day)
    rules = CoverageSettings.of(subdistrict)
    return BandsQuestion(subdistrict, day, bands_of(query, rules), mode_of(query, rules))


def trend_question(query: QueryDict, *more: str) -> TrendQuestion:
    """Read the question for the trend; without ``from`` of the twelve months that end with ``to``.

    Without ``to`` the last month is that of the as-of day ``date``.
    """
    asked = question(query, "from", "to", *more)
    last = month_of(query, "to", asked.day)
    first = month_of(query, "from", first_month(last, TREND_MONTHS))
    try:
        days = history.month_ends(first, last, asked.day)
    except AnalysisError as error:
        raise refused(error) from error
    return TrendQuestion(*vars(asked).values(), first, last, tuple(days))


def changes_question(query: QueryDict, *more: str) -> ChangesQuestion:
    """Read the question for what changed between two days; ``to`` is today when absent."""
    allow(query, "from", "to", "minutes", "mode", "subdistrict", *more)
    first, last = day_of(query, "from"), day_of(query, "to")
    if "from" not in query:
        expected = "a date such as 2018-06-01"
        detail = f"The parameter 'from' is missing, the day to compare with: {expected}."
        raise BadParameterError("from", "", expected, detail)
    if first > last:
        raise BadParameterError("from", first.isoformat(), f"{last} (to) or earlier")
    return ChangesQuestion(*common(query, last), first)
