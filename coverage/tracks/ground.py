"""What tracks are measured against: segments, roads and shores of a day, prepared and kept."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from coverage.analysis.line_index import LineIndex, build_index, cut
from coverage.analysis.resemblance import ON_M
from coverage.analysis.riverside import BANKS, Riverside, SwathRule, prepare
from coverage.analysis.shores import Shores, prepare_shores
from coverage.figures import banks
from coverage.figures.register import Register
from coverage.figures.tables import Table
from coverage.models import PatrolSettings

KEPT = 8
NAMES = {code: name for name, code in BANKS.items()}


@dataclass(frozen=True, eq=False)
class Ground:
    """Segments and waters that have a place, in the order of their rows, ready to be measured.

    ``lines`` are rivers and roads together, metres, and ``network`` finds those near a place.
    """

    segments: list
    riverside: Riverside
    waters: list
    shores: Shores
    lines: np.ndarray
    network: LineIndex


def ground(register: Register, rules: PatrolSettings) -> Ground:
    """Return the ground of a register's day, kept while no table behind it changes."""
    return _prepared(register.segments, register.roads, register.waters, rules.swath_m)


@lru_cache(maxsize=KEPT)
def _prepared(segments: Table, roads: Table, waters: Table, swath_m: float) -> Ground:
    courses, shores = _located(segments), _located(waters)
    lines = np.concatenate([segments.shapes[courses], roads.shapes[_located(roads)]])
    rows = [segments.rows[row] for row in courses]
    return Ground(
        rows,
        prepare(
            segments.shapes[courses],
            roads.shapes[_located(roads)],
            [NAMES[bank] for bank in banks.asked(rows).tolist()],
            SwathRule(swath_m=swath_m),
        ),
        [waters.rows[row] for row in shores],
        prepare_shores(waters.shapes[shores]),
        lines,
        build_index(cut(lines), ON_M),
    )


def _located(table: Table) -> np.ndarray:
    return np.array([row for row, shape in enumerate(table.shapes) if shape is not None], np.intp)
