"""Where a way over roads turns: runs of one road, their headings and the bends between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, degrees

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from coverage.analysis.network import Network
from coverage.analysis.ways import Stretch

# A heading is taken over so many metres: the first vertex of a line often points elsewhere.
SEEN_M = 25.0
# On roads without a name only a sharp bend is worth a word.
SHARP_DEG = 50.0


@dataclass(frozen=True)
class Turn:
    """A run along one road: `edge` is its first edge, `xy` where it begins.

    `heading_deg` is where it sets out, clockwise from north; `bend_deg` how far that is from
    where the way was heading before, to the right above 0, None at the beginning.
    """

    edge: int
    length_m: float
    heading_deg: float
    bend_deg: float | None
    xy: tuple[float, float]


def turns(network: Network, way: Sequence[Stretch], names: Sequence[str]) -> list[Turn]:
    """The runs of a way; `names` of shape (e,) are the roads' names, "" where there is none.

    Stretches that follow each other on one name are one run, those without a name until a
    sharp bend. An empty way has no runs.
    """
    found: list[Turn] = []
    before: float | None = None
    for stretch in way:
        xy = shapely.get_coordinates(
            substring(network.lines[stretch.edge], stretch.from_m, stretch.to_m)
        )
        length_m = abs(stretch.to_m - stretch.from_m)
        if len(xy) < 2 or length_m == 0:
            continue
        heading = heading_deg(xy)
        bend = None if before is None else turned_deg(before, heading)
        if found and _goes_on(names, found[-1].edge, stretch.edge, bend):
            last = found.pop()
            length_m += last.length_m
            found.append(Turn(last.edge, length_m, last.heading_deg, last.bend_deg, last.xy))
        else:
            found.append(Turn(stretch.edge, length_m, heading, bend, tuple(xy[0].tolist())))
        before = (heading_deg(xy[::-1]) + 180) % 360
    return found


def heading_deg(xy: NDArray[np.float64]) -> float:
    """Where a line of shape (p, 2) sets out, in degrees clockwise from north.

    >>> heading_deg(np.array([(0.0, 0.0), (10.0, 0.0)]))
    90.0
    """
    line = shapely.LineString(xy)
    ahead = line.interpolate(min(SEEN_M, line.length))
    return degrees(atan2(ahead.x - xy[0, 0], ahead.y - xy[0, 1])) % 360


def turned_deg(before: float, after: float) -> float:
    """How far one turns from a heading to another, from -180 to 180, to the right above 0.

    >>> turned_deg(350, 20)
    30
    """
    return (after - before + 180) % 360 - 180


def _goes_on(names: Sequence[str], edge: int, other: int, bend: float | None) -> bool:
    if names[edge] != names[other]:
        return False
    return bool(names[edge]) or bend is None or abs(bend) < SHARP_DEG
