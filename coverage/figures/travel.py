"""Travel times from every village to every station."""

from dataclasses import dataclass

import numpy as np

from coverage.figures.register import Register, kept_service
from coverage.figures.service import quickest, times_to_stations, village_times


@dataclass(frozen=True)
class TravelTimes:
    """Seconds ``time_s`` (k, v) from the committee point of each village to each station.

    inf where no way leads there, NaN where the committee point is not known; ``method`` as in
    ``service.Reach``.
    """

    mode: str
    method: str
    time_s: np.ndarray

    @property
    def nearest(self) -> np.ndarray:
        """Row of the quickest station of each village, -1 where none is reached, shape (v,)."""
        return quickest(self.time_s)


def travel_times(register: Register, mode: str) -> TravelTimes:
    """Return the travel times by ``mode``; raises AnalysisError for an unknown mode."""
    return kept_service(register, "travel-times", lambda: _travel_times(register, mode), mode)


def _travel_times(register: Register, mode: str) -> TravelTimes:
    times = times_to_stations(register, mode)
    if times is None:
        return TravelTimes(mode, "none", np.empty((0, len(register.villages))))
    return TravelTimes(mode, times.method, village_times(times, register.centers))
