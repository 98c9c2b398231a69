"""The parameters ``bbox`` and ``bbox-crs``: a box in any of the systems, found in degrees."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import shapely
from django.http import QueryDict

from geo.features.errors import BadParameterError
from geo.features.numbers import number
from geo.features.systems import WORLD_DEGREES, System, system

# West, south, east, north in degrees of WGS 84, west not greater than east.
Box = tuple[float, float, float, float]
EDGE_PARTS = 128
# What lies on the very side of a box must not be lost by the last bit of a transformation.
LEAST_SLACK_M, LEAST_SLACK_DEGREES = 0.001, 1e-8


@dataclass(frozen=True)
class Frame:
    """Where features are asked for: boxes, and the outline of a box that is askew in degrees.

    ``outline`` is a polygon as WKB; it lies in the boxes, which an index is asked for first.
    """

    boxes: tuple[Box, ...] = ()
    outline: bytes | None = None


def frame(given: QueryDict) -> Frame:
    """Return where the box of ``bbox`` lies; two boxes across the antimeridian."""
    used = system(given, "bbox-crs")
    if "bbox" not in given:
        return Frame()
    west, south, east, north = _read(given["bbox"], used)
    if not used.is_upright:
        return _askew((west, south, east, north), used)
    if not used.is_degrees:
        corners = used.unproject(np.array([[west, south], [east, north]]))
        corners += [[-LEAST_SLACK_DEGREES], [LEAST_SLACK_DEGREES]]
        (west, south), (east, north) = np.clip(
            corners, WORLD_DEGREES[:2], WORLD_DEGREES[2:]
        ).tolist()
    if west <= east:
        return Frame(((west, south, east, north),))
    return Frame(((west, south, WORLD_DEGREES[2], north), (WORLD_DEGREES[0], south, east, north)))


def _read(text: str, used: System) -> Box:
    """Return west, south, east, north in a system, checked."""
    wrong = partial(BadParameterError, "bbox", text)
    parts = text.split(",")
    if len(parts) not in (4, 6):
        raise wrong("4 numbers (west,south,east,north), or 6 with heights")
    values = [number("bbox", text, part, "4 or 6 finite numbers") for part in parts]
    if len(values) == 6 and values[2] > values[5]:
        raise wrong("a lower height that is not above the upper one")
    west, south, east, north = values[:2] + values[len(values) // 2 :][:2]
    if used.is_swapped:
        west, south, east, north = south, west, north, east
    left, bottom, right, top = used.limits
    x, y = ("longitudes", "latitudes") if used.is_degrees else ("eastings", "northings")
    if not (left <= west <= right and left <= east <= right):
        raise wrong(f"{x} from {left:.10g} to {right:.10g}, {used.axes} with this bbox-crs")
    if not (bottom <= south <= top and bottom <= north <= top):
        raise wrong(f"{y} from {bottom:.10g} to {top:.10g}, {used.axes} with this bbox-crs")
    if south > north:
        raise wrong("a southern limit that is not north of the northern one")
    if west > east and not used.is_upright:
        raise wrong("a western limit that is not east of the eastern one")
    return west, south, east, north


def _askew(box: Box, used: System) -> Frame:
    """Return the frame of a box whose sides are no lines of longitude and latitude.

    Between its points the outline runs straight in degrees and so beside the side of the box. It
    is widened by as much, so that nothing inside is missed.
    """
    ring = _ring(box, 0.0)
    beside = used.project(_middles(used.unproject(ring))) - _middles(ring)
    slack_m = max(2 * float(np.abs(beside).max()), LEAST_SLACK_M)
    outline = shapely.Polygon(used.unproject(_ring(box, slack_m)))
    return Frame((outline.bounds,), shapely.to_wkb(outline))


def _middles(ring: np.ndarray) -> np.ndarray:
    return (ring[1:] + ring[:-1]) / 2


def _ring(box: Box, wider: float) -> np.ndarray:
    """Return the positions (n, 2) around a box that is made wider on each side."""
    west, south, east, north = box
    corners = shapely.box(west - wider, south - wider, east + wider, north + wider)
    ring = shapely.get_coordinates(corners)
    steps = np.arange(EDGE_PARTS)[:, None] / EDGE_PARTS
    sides = [start + (end - start) * steps for start, end in pairwise(ring)]
    return np.concatenate([*sides, ring[:1]])
