"""Numbers in the text of a request."""

import math
import re

from geo.features.errors import BadParameterError

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def number(name: str, whole: str, text: str, expected: str) -> float:
    """Return a finite number of a parameter's value."""
    value = float(text) if _NUMBER.fullmatch(text.strip()) else math.nan
    if not math.isfinite(value):
        raise BadParameterError(name, whole, expected)
    return value
