"""Where further stations would help: the question, its answer, and the way from one to the other.

Plain arrays in metres and seconds and no Django, so that it can be computed in another process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from coverage.analysis import gaps
from coverage.analysis.access import station_times
from coverage.analysis.errors import NoStationsError
from coverage.analysis.network import Network, build_network
from coverage.analysis.service_area import service_areas
from coverage.analysis.siting import Siting, maximal_covering, p_center, p_median, set_covering

Progress = Callable[[float, str], None]
# HiGHS gets a minute; what it has not proven then, it says with its bound.
SOLVER_LIMIT_S = 60.0
SOLVED_FROM, SOLVED_TO = 0.2, 0.7


@dataclass(frozen=True)
class Roads:
    """The roads one may use, columns of shape (e,); lines in metres."""

    lines: NDArray[Any]
    speed_kmh: list[float]
    oneway: list[bool]

    def network(self) -> Network | None:
        """Return them as a network; None where there is no road."""
        if len(self.lines) == 0:
            return None
        return build_network(self.lines, self.speed_kmh, self.oneway)


@dataclass(frozen=True)
class Rule:
    """How one travels, and which gaps count: the settings of the subdistrict."""

    mode: str
    minutes: int
    walk_m: float
    detour_factor: float
    min_gap_area_m2: float
    min_gap_width_m: float

    @property
    def limit_s(self) -> float:
        return self.minutes * 60.0


@dataclass(frozen=True)
class StationQuestion:
    """Where to put more stations; ``kind`` names the model, ``k`` how many it may open.

    ``stations`` (s, 2) stand already, ``candidates`` (c, 2) are where one could be. ``centers``
    (v, 2) are the villages' committee points (NaN: not known), ``people`` (v,) and ``villages``
    (v,) their areas (None: not known). ``whole`` is the boundary or None.
    """

    kind: str
    k: int | None
    rule: Rule
    roads: Roads
    stations: NDArray[np.float64]
    candidates: NDArray[np.float64]
    centers: NDArray[np.float64]
    people: NDArray[np.float64]
    villages: NDArray[Any]
    whole: Any


@dataclass(frozen=True)
class Reached:
    """What some stations reach: seconds from v villages to the nearest, and areas in metres.

    ``time_s`` (v,) is inf where no station is reached and NaN where the village's point is not
    known; ``nearest`` (v,) is the row of the station or -1. Without a boundary ``cut`` is None,
    without all villages' areas ``shares`` is.
    """

    method: str
    time_s: NDArray[np.float64]
    nearest: NDArray[np.intp]
    cut: gaps.Partition | None
    shares: gaps.VillageShares | None


@dataclass(frozen=True)
class StationAnswer:
    """The model's answer, the rows of the chosen candidates, and what is reached without them
    and with them. In ``after.nearest`` the chosen ones follow the stations that stand already.
    """

    siting: Siting
    chosen: NDArray[np.intp]
    before: Reached
    after: Reached


def solve(question: StationQuestion, progress: Progress) -> StationAnswer:
    """Answer the question; ``progress`` is told a fraction and a word.

    Raises AnalysisError, which names what the models cannot take.
    """
    if len(question.candidates) == 0:
        raise NoStationsError("candidates", 0, "at least one place where a station could be")
    progress(0.0, "roads")
    network = question.roads.network()
    progress(0.05, "times")
    places = np.concatenate([question.stations, question.candidates])
    known = np.isfinite(question.centers).all(axis=1)
    rule = question.rule
    times = station_times(network, places, rule.mode, rule.walk_m, rule.detour_factor)
    time_s = np.full((len(places), len(known)), np.nan)
    time_s[:, known] = times.at(question.centers[known])
    progress(SOLVED_FROM, "search")
    found = _sited(question, time_s[:, known].T, question.people[known], progress)
    progress(SOLVED_TO, "areas")
    stand = np.arange(len(question.stations))
    before = _reached(question, network, places, time_s, stand)
    progress(0.85, "areas")
    after = _reached(question, network, places, time_s, np.concatenate([stand, found.chosen]))
    progress(1.0, "areas")
    return StationAnswer(found, found.chosen - len(stand), before, after)


def _sited(
    question: StationQuestion,
    cost_s: NDArray[np.float64],
    people: NDArray[np.float64],
    progress: Progress,
) -> Siting:
    """Run the model: cost (villages, stations and candidates), the stations always open."""
    limit_s, k = question.rule.limit_s, question.k
    told = {
        "existing": tuple(range(len(question.stations))),
        "time_limit_s": SOLVER_LIMIT_S,
        "progress": lambda part, step: progress(
            SOLVED_FROM + (SOLVED_TO - SOLVED_FROM) * part, step
        ),
    }
    models = {
        "maximal_covering": lambda: maximal_covering(cost_s, people, limit_s, k, **told),
        "p_median": lambda: p_median(cost_s, people, k, **told),
        "p_center": lambda: p_center(cost_s, k, **told),
        "set_covering": lambda: set_covering(cost_s, limit_s, **told),
    }
    return models[question.kind]()


def _reached(
    question: StationQuestion,
    network: Network | None,
    places: NDArray[np.float64],
    time_s: NDArray[np.float64],
    rows: NDArray[np.intp],
) -> Reached:
    """Return what the stations at these rows of ``places`` reach."""
    nearest = np.full(time_s.shape[1], -1)
    best_s = np.where(np.isnan(time_s).any(axis=0), np.nan, np.inf)
    area, method = None, "none"
    if len(rows):
        times = np.where(np.isfinite(time_s[rows]), time_s[rows], np.inf)
        found = np.isfinite(times.min(axis=0))
        nearest = np.where(found, times.argmin(axis=0), -1)
        best_s = np.where(found, times.min(axis=0), best_s)
        area, method = _area(question, network, places[rows])
    cut = shares = None
    if question.whole is not None:
        rule = question.rule
        cut = gaps.partition(question.whole, area, rule.min_gap_area_m2, rule.min_gap_width_m)
    if len(question.villages) and not any(shape is None for shape in question.villages):
        shares = gaps.village_shares(question.villages, question.people, area)
    return Reached(method, best_s, nearest, cut, shares)


def _area(question: StationQuestion, network: Network | None, stations: NDArray[np.float64]):
    """Return what is reached in time, and how it was measured."""
    rule = question.rule
    times = station_times(network, stations, rule.mode, rule.walk_m, rule.detour_factor)
    if question.whole is None:
        return shapely.MultiPolygon(), times.method
    return service_areas(times, question.whole, [rule.limit_s]).reached[0], times.method
