"""Several layers at once: where at least k of m are reached.

Three-valued: of m layers, r are reached (covered or due) and u unknown at a place. It is
covered when r >= k, unknown when the unknown ones could still bring it there (r + u >= k), and
a gap otherwise. "All of" is k = m, "any of" k = 1.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from coverage.analysis import checks, gaps
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.layers import Areas, cell_areas, cut
from coverage.analysis.shares import REACHED, State, checked_states


def at_least(k: int, states: Sequence[ArrayLike]) -> NDArray[np.int8]:
    """The combined state (n,) of n places from the states (n,) of each of m layers.

    Raises InvalidValueError unless 1 <= k <= m and all layers have the same n.

    >>> at_least(2, [[1, 1, 0, 0], [3, 2, 2, 1], [0, 0, 0, 0]])
    array([1, 2, 0, 0], dtype=int8)
    """
    checked_count(k, len(states))
    layers = [checked_states(state) for state in states]
    checks.same_length(**{f"states[{row}]": layer for row, layer in enumerate(layers)})
    table = np.stack(layers)
    reached = np.isin(table, REACHED).sum(axis=0)
    possible = reached + (table == State.UNKNOWN).sum(axis=0)
    maybe = np.where(possible >= k, State.UNKNOWN, State.GAP)
    return np.where(reached >= k, State.COVERED, maybe).astype(np.int8)


def overlay(
    k: int,
    whole: BaseGeometry,
    layers: Sequence[Areas],
    min_area_m2: float = gaps.MIN_AREA_M2,
    min_width_m: float = gaps.MIN_WIDTH_M,
) -> Areas:
    """The areas of "at least k of" m layers, exact: every border of every layer cuts the whole.

    `whole` is the Polygon or MultiPolygon that the layers partition. Raises InvalidValueError
    unless 1 <= k <= m.

    >>> halves = np.array([shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)])
    >>> overlay(1, shapely.box(0, 0, 1000, 1000), [cell_areas(halves, [1, 0])]).gap.area
    500000.0
    """
    checked_count(k, len(layers))
    whole = checks.polygon(whole, "whole")
    borders = [part for layer in layers for part in (layer.reached, layer.unknown)]
    cells = cut(whole, np.array(borders, dtype=object))
    inside = shapely.point_on_surface(cells)
    state = at_least(k, [_states_at(layer, inside) for layer in layers])
    return cell_areas(cells, state, min_area_m2, min_width_m)


def checked_count(k: int, layers: int) -> int:
    """The number of layers that must be reached, from 1 to the number of layers."""
    if layers == 0:
        raise InvalidValueError("layers", 0, "at least one layer")
    if not 1 <= k <= layers:
        raise InvalidValueError("at_least", k, f"a whole number from 1 to {layers}")
    return k


def _states_at(layer: Areas, points: NDArray[Any]) -> NDArray[np.int8]:
    state = np.full(len(points), State.GAP, dtype=np.int8)
    for one, part in ((State.COVERED, layer.reached), (State.UNKNOWN, layer.unknown)):
        shapely.prepare(part)
        state[shapely.contains(part, points)] = one
    return state
