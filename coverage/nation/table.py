"""What is asked of a county and what it answers; both travel between processes.

No Django here: a worker unpickles these before it has set Django up.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from coverage.analysis.modes import KMH_PER_MS, WALK_KMH, mode_named


@dataclass(frozen=True)
class Question:
    """What is asked of every county alike; ``top_kmh`` is the highest speed of any road."""

    day: date
    mode: str
    minutes: int
    walk_m: float
    detour_factor: float
    top_kmh: float | None

    @property
    def reach_m(self) -> float:
        """How far away a station may be in a straight line and still be reached in time."""
        mode = mode_named(self.mode)
        fastest = [WALK_KMH, mode.straight_kmh]
        if self.top_kmh is not None:
            fastest.append(min(self.top_kmh, mode.top_kmh))
        return self.minutes * 60 * max(fastest) / KMH_PER_MS


@dataclass(frozen=True)
class CountyTable:
    """The villages of a county in the order of their codes; measures in m2 and persons, (v,).

    NaN where a village has no boundary or no known population. ``method`` is "network",
    "straight_line" or, without any station near, "none".
    """

    method: str
    unit: list[str]
    code: list[str]
    name: list[str]
    people: np.ndarray
    people_covered: np.ndarray
    area_m2: np.ndarray
    covered_m2: np.ndarray
