"""The banks of river segments: which a segment asks for, on which one walked, and their words."""

from collections.abc import Iterable

import numpy as np

from coverage.analysis.riverside import EACH, EITHER, LEFT, RIGHT
from coverage.figures.words import Text
from coverage.models import PatrolStretch
from geo.models import RiverSegment

# One of both banks is covered from either; of each, both have to be walked.
ASKED = {
    RiverSegment.Bank.BOTH: EITHER,
    RiverSegment.Bank.LEFT: LEFT,
    RiverSegment.Bank.RIGHT: RIGHT,
    RiverSegment.Bank.EACH: EACH,
}
STORED = {EITHER: "", LEFT: PatrolStretch.Bank.LEFT, RIGHT: PatrolStretch.Bank.RIGHT}
WALKED = {name: code for code, name in STORED.items()}
WORDS = {LEFT: Text("左岸", "left bank"), RIGHT: Text("右岸", "right bank")}


def of(segment: RiverSegment) -> int:
    """Return the bank that a segment asks for as the analyses know it."""
    return ASKED[RiverSegment.Bank(segment.bank)]


def asked(segments: Iterable[RiverSegment]) -> np.ndarray:
    """Return the bank that each segment asks for, shape (s,)."""
    return np.array([of(one) for one in segments], dtype=np.int8)


def walked(names: Iterable[str]) -> np.ndarray:
    """Return the banks of stretches as the analyses know them, shape (n,)."""
    return np.array([WALKED[name] for name in names], dtype=np.int8)
