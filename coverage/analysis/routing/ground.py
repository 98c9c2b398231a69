"""The ways between all places of a plan, by road or on foot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coverage.analysis.errors import UnreachableError
from coverage.analysis.modes import WALK_MS, Mode
from coverage.analysis.network import Locations, Network
from coverage.analysis.routing.jobs import Jobs, People
from coverage.analysis.shortest import times_between


@dataclass(frozen=True)
class Ground:
    """Terminals, places that differ, and the seconds between them, shape (t, t).

    `xy` (t, 2) are their places, `located` where they lie on the network, `walked` which ways
    are straight walks. `people` (k, 2) and `jobs` (n, 2) give the terminals of starts and ends,
    and of first and last points.
    """

    xy: NDArray[np.float64]
    located: Locations
    travel_s: NDArray[np.float64]
    walked: NDArray[np.bool_]
    people: NDArray[np.intp]
    jobs: NDArray[np.intp]


def surveyed(network: Network, jobs: Jobs, people: People, mode: Mode, walk_m: float) -> Ground:
    """Seconds between all places: by `mode` with both accesses walked, or straight on foot.

    It is walked where that is at most `walk_m` and not slower; inf where there is no way.
    Raises UnreachableError with the rows of people who cannot get from their start to their end.
    """
    places = np.concatenate([people.ends.reshape(-1, 2), jobs.ends.reshape(-1, 2)])
    xy, terminal = np.unique(places, axis=0, return_inverse=True)
    terminal = terminal.reshape(-1, 2)
    located = network.locate(xy, "places")
    by_road = times_between(network, located, located, mode)
    straight_m = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))
    on_foot = np.where(straight_m <= walk_m, straight_m / WALK_MS, np.inf)
    walked = np.isfinite(on_foot) & (on_foot <= by_road)
    travel_s = np.minimum(by_road, on_foot)
    ends = terminal[: len(people)]
    cut_off = np.flatnonzero(np.isinf(travel_s[ends[:, 0], ends[:, 1]]))
    if len(cut_off):
        raise UnreachableError("people", cut_off.tolist(), "people with a way from start to end")
    return Ground(xy, located, travel_s, walked, ends, terminal[len(people) :])


def reachable(ground: Ground, jobs: Jobs) -> NDArray[np.bool_]:
    """Which jobs somebody who may can get to and back from, in one of both directions."""
    start, end = ground.people.T
    there = ground.travel_s[start][:, ground.jobs]
    back = ground.travel_s[:, end][ground.jobs].transpose(2, 0, 1)
    possible = np.isfinite(there) & np.isfinite(back[:, :, ::-1])
    by_whom = possible.any(axis=2)
    anybody = jobs.person < 0
    return np.where(anybody, by_whom.any(axis=0), by_whom[jobs.person, np.arange(len(jobs))])
