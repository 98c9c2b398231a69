"""What to do at each crossing of a way: a list of turns, from geometry alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from coverage.analysis.network import Network
from coverage.analysis.ways import Stretch

# The course before and after a crossing is taken over this much of the way.
LOOK_M = 20.0
STRAIGHT_DEG, SHARP_DEG, BACK_DEG = 30.0, 120.0, 165.0


class Turn(StrEnum):
    """How one goes on at the beginning of a stretch."""

    START = "start"
    STRAIGHT = "straight"
    LEFT = "left"
    RIGHT = "right"
    SHARP_LEFT = "sharp left"
    SHARP_RIGHT = "sharp right"
    BACK = "back"


@dataclass(frozen=True)
class Step:
    """A turn, then so many metres along an edge (its row), against its drawing if `backwards`."""

    turn: Turn
    edge: int
    backwards: bool
    length_m: float


def turn_list(network: Network, way: Sequence[Stretch]) -> list[Step]:
    """The steps of a way over stretches of edges, as the legs of a round have them.

    The angle between the course over the last and over the next LOOK_M metres decides: up to
    STRAIGHT_DEG is straight on, from BACK_DEG on it is back. Stretches of length 0 are passed over.
    """
    steps, before = [], None
    for stretch in way:
        if stretch.from_m == stretch.to_m:
            continue
        line = shapely.get_coordinates(substring(network.lines[stretch.edge], *stretch[1:]))
        turn = Turn.START if before is None else turn_between(_last(before), _first(line))
        length_m = abs(stretch.to_m - stretch.from_m)
        steps.append(Step(turn, stretch.edge, stretch.to_m < stretch.from_m, length_m))
        before = line
    return steps


def turn_between(before: NDArray[np.float64], after: NDArray[np.float64]) -> Turn:
    """The turn from one course, a vector (2,), into another.

    >>> turn_between(np.array([0.0, 1.0]), np.array([1.0, 0.0]))
    <Turn.RIGHT: 'right'>
    """
    cross = before[0] * after[1] - before[1] * after[0]
    angle = float(np.degrees(np.arctan2(cross, before @ after)))
    size = abs(angle)
    if size <= STRAIGHT_DEG:
        return Turn.STRAIGHT
    if size >= BACK_DEG:
        return Turn.BACK
    if size >= SHARP_DEG:
        return Turn.SHARP_LEFT if angle > 0 else Turn.SHARP_RIGHT
    return Turn.LEFT if angle > 0 else Turn.RIGHT


def _first(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """The course over the first LOOK_M metres of a line."""
    line = shapely.LineString(xy)
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, LOOK_M))[0]
    return ahead - xy[0]


def _last(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return -_first(xy[::-1])
