"""The parameters ``filter``, ``filter-lang`` and ``filter-crs`` of a request."""

import numpy as np
from django.http import QueryDict

from geo.features.collections import Collection
from geo.features.cql import parsing
from geo.features.cql.checking import check
from geo.features.cql.nodes import Node
from geo.features.errors import BadParameterError

PARAMETERS = ("filter", "filter-lang", "filter-crs")
TEXT, JSON, DRAFT = "cql2-text", "cql2-json", "cql-text"
# GDAL looks for the word of the draft before it sends a filter.
LANGUAGES = (TEXT, JSON, DRAFT)


def condition(given: QueryDict, collection: Collection, is_swapped: bool) -> Node | None:
    """Return the condition that a request filters by, None without one.

    ``is_swapped`` says that positions have latitude first.
    """
    language = given.get("filter-lang", TEXT)
    if language not in LANGUAGES:
        raise BadParameterError("filter-lang", language, "one of " + ", ".join(LANGUAGES))
    if "filter" not in given:
        return None
    read = parsing.from_json if language == JSON else parsing.from_text
    return check(read(given["filter"]), collection, _swapped if is_swapped else _kept)


def _kept(positions: np.ndarray) -> np.ndarray:
    return positions


def _swapped(positions: np.ndarray) -> np.ndarray:
    return positions[:, ::-1]
