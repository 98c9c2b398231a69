"""The rounds of a plan as lines and times: what is visited when, and the ways between."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point

from coverage.analysis.modes import Mode
from coverage.analysis.network import Network
from coverage.analysis.routing.ground import Ground
from coverage.analysis.routing.jobs import Jobs
from coverage.analysis.routing.problem import Rounds
from coverage.analysis.ways import Stretch, course, shortest_stretches


@dataclass(frozen=True)
class Leg:
    """The way to a job or back: by road with its accesses, or a straight walk (`walked`).

    `edges` are the stretches of edges of the network it runs over, in order; empty for a walk.
    A leg between two places that are one is an empty line of length and time 0.
    """

    line: LineString
    length_m: float
    time_s: float
    walked: bool
    edges: tuple[Stretch, ...]


@dataclass(frozen=True)
class Visit:
    """A job (its row in the input) from `start_s` to `end_s` after setting out.

    `line` is what is walked there, against its drawing if `backwards`; empty for a point.
    """

    job: int
    backwards: bool
    line: LineString
    length_m: float
    start_s: float
    end_s: float

    @property
    def time_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Round:
    """One person's visits in order and the legs around them.

    `legs[i]` leads to `visits[i]`, the last to the end; who stays at home has neither.
    """

    visits: tuple[Visit, ...]
    legs: tuple[Leg, ...]
    time_s: float

    @property
    def length_m(self) -> float:
        return fsum(part.length_m for part in (*self.legs, *self.visits))

    @property
    def line(self) -> LineString:
        """The whole round as one line; empty if nobody goes anywhere."""
        parts = [self.legs[0].line] if self.legs else []
        for visit, leg in zip(self.visits, self.legs[1:], strict=True):
            parts += [visit.line, leg.line]
        return joined(np.concatenate([np.empty((0, 2)), *map(shapely.get_coordinates, parts)]))


def drawn(
    network: Network, ground: Ground, jobs: Jobs, rows: NDArray[np.intp], rounds: Rounds, mode: Mode
) -> tuple[Round, ...]:
    """The rounds as lines and times; `rows` are the rows in the input of the jobs."""
    routes = [
        _terminals(ground, person, order, backwards)
        for person, (order, backwards) in enumerate(
            zip(rounds.orders, rounds.backwards, strict=True)
        )
    ]
    legs = iter(_legs(network, ground, np.concatenate(routes), mode))
    found = []
    for route, order, backwards in zip(routes, rounds.orders, rounds.backwards, strict=True):
        own = tuple(next(legs) for _ in route)
        visits = tuple(_visits(jobs, rows, order, backwards, own))
        end_s = visits[-1].end_s if visits else 0.0
        found.append(Round(visits, own, end_s + (own[-1].time_s if own else 0.0)))
    return tuple(found)


def _terminals(
    ground: Ground, person: int, order: NDArray[np.intp], backwards: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """From and to which terminal each leg of a round leads, shape (legs, 2)."""
    start, end = ground.people[person]
    if len(order) == 0:
        return np.empty((0, 2), np.intp) if start == end else np.array([[start, end]])
    turned = backwards.astype(np.intp)
    enter, leave = ground.jobs[order, turned], ground.jobs[order, 1 - turned]
    return np.column_stack([np.append(start, leave), np.append(enter, end)])


def _legs(network: Network, ground: Ground, pairs: NDArray[np.intp], mode: Mode) -> Iterator[Leg]:
    starts, ends = pairs.reshape(-1, 2).T
    on_foot = ground.walked[starts, ends]
    located = ground.located
    ways = iter(
        shortest_stretches(network, located[starts[~on_foot]], located[ends[~on_foot]], mode)
        if not on_foot.all()
        else ()
    )
    for start, end, walked in zip(starts, ends, on_foot, strict=True):
        way = [] if walked else next(ways)
        middle = course(network, way) if way else np.empty((0, 2))
        line = joined(np.concatenate([ground.xy[[start]], middle, ground.xy[[end]]]))
        edges = tuple(stretch for stretch in way if stretch.from_m != stretch.to_m)
        time_s = float(ground.travel_s[start, end])
        yield Leg(line, line.length, time_s, bool(walked), edges)


def _visits(
    jobs: Jobs,
    rows: NDArray[np.intp],
    order: NDArray[np.intp],
    backwards: NDArray[np.bool_],
    legs: tuple[Leg, ...],
) -> Iterator[Visit]:
    at_s = 0.0
    for job, turned, leg in zip(order.tolist(), backwards.tolist(), legs, strict=False):
        start_s = at_s + leg.time_s
        at_s = start_s + float(jobs.service_s[job])
        shape = jobs.shapes[job]
        line = LineString() if isinstance(shape, Point) else shape
        turned = turned and not line.is_empty
        line = shapely.reverse(line) if turned else line
        yield Visit(int(rows[job]), turned, line, line.length, start_s, at_s)


def joined(xy: NDArray[np.float64]) -> LineString:
    """A line without repeated points; empty if that leaves fewer than two."""
    if len(xy):
        xy = xy[np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))]
    return LineString(xy) if len(xy) > 1 else LineString()
