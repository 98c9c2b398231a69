"""Which deputy to pair with which village that has none: the question and its answer.

Plain arrays in metres and seconds and no Django, so that it can be computed in another process.
A village belongs to the station that it reaches quickest, and so to the groups of that station.
Travel begins where the deputy is already at work: in the villages paired with the deputy, or
at the station of the deputy's group where no such village is on the map. Homes are not known here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.access import station_times
from coverage.analysis.siting import assign_pairings
from coverage.scenarios.stations import Roads, Rule

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class PairQuestion:
    """Deputies (d,) and villages (v,).

    ``centers`` (v, 2) are NaN where not known; ``stations`` (s, 2). ``deputy_station`` (d,) is
    the row of the station of the deputy's group, -1 without one. ``pairs`` (p, 2) are the rows
    of a deputy and a village that are paired now; ``paired`` (v,) says which villages have
    somebody, whoever it is. ``limit`` is how many villages a deputy may have.
    ``within_groups``: only villages of the deputy's own station.
    """

    rule: Rule
    roads: Roads
    centers: NDArray[np.float64]
    stations: NDArray[np.float64]
    deputy_station: NDArray[np.intp]
    pairs: NDArray[np.intp]
    paired: NDArray[np.bool_]
    limit: int
    within_groups: bool


@dataclass(frozen=True)
class Proposal:
    """One new pair: rows of deputy and village, the seconds between, and where they start.

    ``origin`` is the row of the paired village the way starts at, or -1 for the station.
    """

    deputy: int
    village: int
    travel_s: float
    origin: int


@dataclass(frozen=True)
class PairAnswer:
    """The proposals, ordered by village, and why the villages in ``left`` get nobody.

    ``left`` holds (row of the village, reason): "unlocated", "not_allowed", "unreachable" or
    "full". ``home`` (v,) is the row of each village's station or -1. The plan is always the best:
    none serves more villages, and none that serves as many has less travel.
    """

    proposals: list[Proposal]
    left: list[tuple[int, str]]
    home: NDArray[np.intp]
    travel_s: float
    method: str
    seconds: float


def solve(question: PairQuestion, progress: Progress) -> PairAnswer:
    """Answer the question; ``progress`` is told a fraction and a word."""
    progress(0.0, "roads")
    network = question.roads.network()
    progress(0.1, "times")
    known = np.isfinite(question.centers).all(axis=1)
    rule = question.rule

    def seconds(goals: NDArray[np.float64]):
        return station_times(network, goals, rule.mode, rule.walk_m, rule.detour_factor)

    home = np.full(len(known), -1)
    method = "none"
    to_village_s = np.full((len(question.deputy_station), len(known)), np.inf)
    origin = np.full(to_village_s.shape, -1)
    if len(question.stations) and known.any():
        times = seconds(question.stations)
        method = times.method
        to_station_s = times.at(question.centers[known])
        reached = np.isfinite(to_station_s.min(axis=0))
        home[known] = np.where(reached, to_station_s.argmin(axis=0), -1)
    progress(0.4, "times")
    if known.any():
        times = seconds(question.centers[known])
        method = times.method
        to_village_s[:, known], origin[:, known] = _ways(question, times, known)
    progress(0.7, "search")
    bare = np.flatnonzero(~question.paired)
    load = np.bincount(question.pairs[:, 0], minlength=len(to_village_s))
    plan = assign_pairings(
        to_village_s[:, bare],
        np.maximum(question.limit - load, 0),
        allowed(question, home)[:, bare],
        progress=lambda part, step: progress(0.7 + 0.3 * part, step),
    )
    pairs = [(int(deputy), int(bare[column])) for deputy, column in plan.added]
    return PairAnswer(
        proposals=[
            Proposal(d, v, float(to_village_s[d, v]), int(origin[d, v]))
            for d, v in sorted(pairs, key=lambda pair: pair[1])
        ],
        left=[
            (int(bare[column]), str(reason) if known[bare[column]] else "unlocated")
            for column, reason in zip(plan.unserved, plan.reasons, strict=True)
        ],
        home=home,
        travel_s=plan.travel_added,
        method=method,
        seconds=plan.seconds,
    )


def _ways(question: PairQuestion, times, known: NDArray[np.bool_]):
    """Seconds from each deputy to each located village (d, u), and where the way starts."""
    shape = (len(question.deputy_station), int(known.sum()))
    best_s, origin = np.full(shape, np.inf), np.full(shape, -1)
    starts = [(d, v) for d, v in question.pairs if known[v]]
    paired = {int(deputy) for deputy, _village in starts}
    station_s = times.at(question.stations).T if len(question.stations) else None
    for deputy, station in enumerate(question.deputy_station):
        if deputy not in paired and station >= 0 and station_s is not None:
            best_s[deputy] = station_s[station]
    if not starts:
        return best_s, origin
    from_village_s = times.at(question.centers[[village for _deputy, village in starts]]).T
    for (deputy, village), row in zip(starts, from_village_s, strict=True):
        quicker = row < best_s[deputy]
        best_s[deputy, quicker], origin[deputy, quicker] = row[quicker], village
    return best_s, origin


def allowed(question: PairQuestion, home: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which deputy may take which village (d, v): of one station, where that counts."""
    if not question.within_groups:
        return np.ones((len(question.deputy_station), len(home)), dtype=bool)
    same = question.deputy_station[:, None] == home[None, :]
    return same & (home >= 0)[None, :]
