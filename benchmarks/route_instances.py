"""Made road networks with rivers to patrol: the instances that routes are measured on.

An instance is a square of country with 1.2 jobs a km2. Its roads are a grid whose crossings are
moved at random, some of its roads missing, bent, of three speeds, a few one-way. Rivers meander
across it and are cut into segments of 400 to 1,200 m; between them lie ponds, each a point. The
same number of jobs and seed give the same instance.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray

from coverage.analysis.access import WALK_M
from coverage.analysis.modes import MODES, WALK_MS, Mode
from coverage.analysis.network import Network, build_network
from coverage.analysis.shortest import times_between

BLOCK_M = 600.0
JOBS_A_KM2 = 1.2
POND_SHARE = 0.1
SEGMENT_M = (400.0, 1_200.0)
RIVER_STEP_M = 50.0
MISSING, ONE_WAY = 0.15, 0.02
SPEEDS_KMH, SPEED_SHARES = (15.0, 30.0, 60.0), (0.3, 0.5, 0.2)


@dataclass(frozen=True)
class Instance:
    """Jobs to serve from a depot: their lines in metres, of no length for a point (a pond).

    `jobs` (n,): the line of each segment, or the point of a pond. `depot` (2,).
    """

    name: str
    network: Network
    jobs: NDArray[Any]
    depot: NDArray[np.float64]

    @property
    def service_s(self) -> NDArray[np.float64]:
        """Seconds to walk each segment, 0 for a pond."""
        return shapely.length(self.jobs) / WALK_MS

    @cached_property
    def places(self) -> NDArray[np.float64]:
        """The depot, then the first and the last point of each job, shape (2 n + 1, 2)."""
        lines = shapely.get_type_id(self.jobs) == shapely.GeometryType.LINESTRING
        first = np.where(lines, shapely.get_point(self.jobs, 0), self.jobs)
        last = np.where(lines, shapely.get_point(self.jobs, -1), self.jobs)
        ends = shapely.get_coordinates(np.stack([first, last], axis=1))
        return np.concatenate([self.depot[None, :], ends])

    def travel_s(self, mode: Mode = MODES["ebike"]) -> NDArray[np.float64]:
        """Seconds between all places, by road or, up to WALK_M, straight on foot."""
        located = self.network.locate(self.places)
        by_road = times_between(self.network, located, located, mode)
        straight_m = np.hypot(*(self.places[:, None] - self.places[None, :]).transpose(2, 0, 1))
        on_foot = np.where(straight_m <= WALK_M, straight_m / WALK_MS, np.inf)
        return np.minimum(by_road, on_foot)


def instance(count: int, seed: int = 0) -> Instance:
    """A made instance of `count` jobs, one in ten a pond."""
    random = np.random.default_rng([count, seed])
    side_m = 1_000 * np.sqrt(count / JOBS_A_KM2)
    ponds = round(count * POND_SHARE)
    jobs = np.concatenate(
        [
            _segments(count - ponds, side_m, random),
            shapely.points(random.uniform(0.02 * side_m, 0.98 * side_m, (ponds, 2))),
        ]
    )
    depot = random.uniform(0.4 * side_m, 0.6 * side_m, 2)
    name = f"made {count}/{seed}"
    return Instance(name, _roads(side_m, random), jobs[random.permutation(count)], depot)


def _roads(side_m: float, random: np.random.Generator) -> Network:
    """An uneven grid whose outer ring and every third road are whole, so that all is reached."""
    across = max(round(side_m / BLOCK_M), 3) + 1
    row, column = np.divmod(np.arange(across * across), across)
    step_m = side_m / (across - 1)
    xy = np.column_stack([column, row]) * step_m
    xy += random.uniform(-0.3 * step_m, 0.3 * step_m, xy.shape)
    number = np.arange(across * across).reshape(across, across)
    tail = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    head = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    along = np.where(row[tail] == row[head], row[tail], column[tail])
    main = (along % 3 == 0) | (along == across - 1)
    kept = main | (random.random(len(tail)) >= MISSING)
    tail, head, main = tail[kept], head[kept], main[kept]
    bend = (xy[tail] + xy[head]) / 2 + random.normal(0, 0.08 * step_m, (len(tail), 2))
    lines = shapely.linestrings(np.stack([xy[tail], bend, xy[head]], axis=1))
    speed = random.choice(SPEEDS_KMH, len(tail), p=SPEED_SHARES)
    return build_network(lines, speed, ~main & (random.random(len(tail)) < ONE_WAY))


def _segments(count: int, side_m: float, random: np.random.Generator) -> NDArray[Any]:
    """So many segments of as many rivers as that takes."""
    found: list[Any] = []
    while len(found) < count:
        river = _river(side_m, random)
        start_m = 0.0
        while len(found) < count:
            end_m = start_m + random.uniform(*SEGMENT_M)
            if end_m > river.length:
                break
            found.append(shapely.ops.substring(river, start_m, end_m))
            # Now and then a stretch has nobody who answers for it.
            start_m = end_m if random.random() < 0.8 else end_m + random.uniform(*SEGMENT_M)
    return np.array(found, dtype=object)


def _river(side_m: float, random: np.random.Generator) -> shapely.LineString:
    """A meandering line from a place inside towards some side, cut at the border."""
    heading = random.uniform(0, 2 * np.pi)
    steps = int(1.5 * side_m / RIVER_STEP_M)
    along_m = RIVER_STEP_M * np.arange(steps)
    swing = random.uniform(0.5, 1.1) * np.sin(
        2 * np.pi * along_m / random.uniform(800, 2_500) + random.uniform(0, 2 * np.pi)
    )
    angle = heading + swing + np.cumsum(random.normal(0, 0.03, steps))
    walk = np.cumsum(RIVER_STEP_M * np.column_stack([np.cos(angle), np.sin(angle)]), axis=0)
    xy = random.uniform(0.05 * side_m, 0.95 * side_m, 2) + walk
    outside = ~((xy > 0) & (xy < side_m)).all(axis=1)
    kept = xy[: int(np.argmax(outside)) if outside.any() else steps]
    return shapely.LineString(kept if len(kept) > 1 else xy[:2])
