"""Inspection rounds for one or several people: who visits what, in which order, by which way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

import numpy as np
from numpy.typing import NDArray

from coverage.analysis import checks
from coverage.analysis.access import WALK_M
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.modes import KMH_PER_MS, WALK_KMH, mode_named
from coverage.analysis.network import Network
from coverage.analysis.routing import anneal
from coverage.analysis.routing.ground import Ground, reachable, surveyed
from coverage.analysis.routing.jobs import Job, Jobs, People, Person, checked_jobs, checked_people
from coverage.analysis.routing.problem import NO_WAY, Problem
from coverage.analysis.routing.rounds import Round, drawn
from coverage.analysis.routing.solve import solved
from coverage.analysis.siting.clock import Clock, Progress
from coverage.analysis.tours import tour


@dataclass(frozen=True)
class Plan:
    """One round a person, in the order of the people.

    `left_out` are the rows of jobs that do not fit into the limits, `unreachable` those that no
    way leads to. `bound_s` is a proven lower bound of the total time of any rounds that serve
    the same jobs, whatever the limits: see `bound.travel_bound`. `method` names the search.
    """

    rounds: tuple[Round, ...]
    left_out: tuple[int, ...]
    unreachable: tuple[int, ...]
    bound_s: float
    spent_s: float
    method: str

    @property
    def time_s(self) -> float:
        return fsum(one.time_s for one in self.rounds)

    @property
    def length_m(self) -> float:
        return fsum(one.length_m for one in self.rounds)

    @property
    def over_bound(self) -> float:
        """How far the time is above the bound at most: 0.1 means 10 %."""
        return 0.0 if self.bound_s == 0 else max(self.time_s / self.bound_s - 1, 0.0)

    @property
    def longest_over_mean(self) -> float:
        """The longest round over the mean round, of all people; 1 if nobody goes."""
        times = [one.time_s for one in self.rounds]
        return max(times) * len(times) / sum(times) if sum(times) else 1.0


def inspection_plan(
    network: Network,
    jobs: Sequence[Job],
    people: Sequence[Person],
    mode: str = "ebike",
    service_kmh: float = WALK_KMH,
    walk_m: float = WALK_M,
    *,
    balance: bool = False,
    budget_s: float = 5.0,
    most_rounds: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Plan:
    """Rounds of least total time that visit all jobs, or the most valuable that fit.

    A line is walked from end to end at `service_kmh`, in either direction. Between jobs people
    go straight to the nearest point of the network, by `mode` over the roads, and straight to
    the next place; or straight all the way where that is at most `walk_m` and not slower. The
    vehicle is taken to be at hand where a visit ends. With `balance` the longest round is kept
    short, which may cost a little in all.

    The search ends after `budget_s` seconds, or, to give the same answer always, after
    `most_rounds` steps if that comes first. `progress(fraction, note)` is called now and then;
    what it raises (Cancelled) ends the run. Raises InvalidValueError, InvalidGeometryError, or
    UnreachableError with the rows of people who cannot get from their start to their end.
    """
    travel_mode = mode_named(mode)
    service_ms = checks.positive(service_kmh, "service_kmh") / KMH_PER_MS
    checks.not_negative([walk_m], "walk_m")
    if most_rounds is not None and most_rounds < 1:
        raise InvalidValueError("most_rounds", most_rounds, "at least 1")
    anneal.compiled()
    tour.compiled()
    clock = Clock(checks.positive(budget_s, "budget_s"), progress)
    who = checked_people(people)
    what = checked_jobs(jobs, len(who), service_ms)
    ground = surveyed(network, what, who, travel_mode, walk_m)
    within = reachable(ground, what)
    rows = np.flatnonzero(within)
    what, ground = what[rows], replace(ground, jobs=ground.jobs[rows])
    problem = problem_of(ground, what, who)
    found = solved(problem, clock, balance=balance, most_rounds=most_rounds, seed=seed)
    served = found.rounds.served
    return Plan(
        drawn(network, ground, what, rows, found.rounds, travel_mode),
        tuple(np.delete(rows, served).tolist()),
        tuple(np.flatnonzero(~within).tolist()),
        found.bound + float(what.service_s[served].sum()),
        clock.seconds,
        found.method.value,
    )


def problem_of(ground: Ground, jobs: Jobs, people: People) -> Problem:
    """The jobs as matrices, in seconds; what no way joins is put out of reach."""
    start, end = ground.people.T
    travel_s = np.where(np.isfinite(ground.travel_s), ground.travel_s, NO_WAY)
    return Problem(
        travel=travel_s,
        enter=ground.jobs,
        leave=ground.jobs[:, ::-1],
        service=jobs.service_s,
        load=np.zeros(len(jobs)),
        prize=_prizes(travel_s, ground, jobs.prize),
        owner=jobs.person,
        start=start,
        end=end,
        limit=people.limit_s,
        capacity=np.full(len(people), np.inf),
    )


def _prizes(
    travel_s: NDArray[np.float64], ground: Ground, prize: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Seconds that leaving a job out costs: always more than it can save."""
    if len(prize) == 0:
        return prize
    start, end = ground.people.T
    there = travel_s[start][:, ground.jobs].min(axis=(0, 2))
    back = travel_s[:, end][ground.jobs].min(axis=(1, 2))
    least = 10 * float((there + back).max()) + 1
    return np.minimum(prize / prize.min() * least, NO_WAY / 10)
