"""How people travel: the one table of modes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.errors import InvalidValueError

KMH_PER_MS = 3.6
WALK_KMH = 4.5
WALK_MS = WALK_KMH / KMH_PER_MS


@dataclass(frozen=True)
class Mode:
    """A way of travelling.

    `top_kmh` is the own speed (infinite: as the road allows); `straight_kmh` is the speed used
    where there is no road network; a walker keeps neither the speed of the class of a road nor
    its direction.
    """

    name: str
    top_kmh: float
    straight_kmh: float
    keeps_road_rules: bool

    def speed_ms(self, class_kmh: NDArray[np.float64]) -> NDArray[np.float64]:
        """Speed in m/s on roads whose classes allow `class_kmh`.

        >>> MODES["ebike"].speed_ms(np.array([10.0, 60.0])) * 3.6
        array([10., 20.])
        """
        if not self.keeps_road_rules:
            return np.full(len(class_kmh), self.top_kmh / KMH_PER_MS)
        return np.minimum(class_kmh, self.top_kmh) / KMH_PER_MS


MODES = {
    mode.name: mode
    for mode in (
        Mode("foot", WALK_KMH, WALK_KMH, keeps_road_rules=False),
        Mode("ebike", 20.0, 20.0, keeps_road_rules=True),
        Mode("car", np.inf, 40.0, keeps_road_rules=True),
    )
}


def mode_named(name: str) -> Mode:
    """The mode of that name. Raises InvalidValueError that lists the known names."""
    if name not in MODES:
        raise InvalidValueError("mode", name, " or ".join(MODES))
    return MODES[name]
