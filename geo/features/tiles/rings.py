"""Rings on the grid: which polygons are valid, told in whole numbers."""

import numpy as np

from geo.compiled import njit
from geo.features.tiles.thinning import doubled_area

# What is known of a feature.
VALID, BROKEN, UNKNOWN = 0, 1, 2
# With more rings than this GEOS is faster.
MANY_RINGS = 32


@njit(cache=True)
def judged(points, starts, part, feature, features):
    """Return VALID, BROKEN or UNKNOWN for each feature, whose rings stand one after the other.

    A ring is simple when no two of its edges meet but neighbours, and they in nothing but the
    position between them. Rings of one feature may touch or lie in one another in ways that are
    valid and in others; what is not plain to see stays unknown.
    """
    found = np.full(features, VALID, np.uint8)
    first = 0
    while first < len(feature):
        last = first + 1
        while last < len(feature) and feature[last] == feature[first]:
            last += 1
        found[feature[first]] = _judge(points, starts, part, first, last)
        first = last
    return found


@njit(cache=True)
def _judge(points, starts, part, first, last):
    found = _edges_meet(points, starts, first, last)
    if found != VALID:
        return found
    rings = 0
    for path in range(first, last):
        rings += starts[path + 1] > starts[path]
    if rings < 2:
        return VALID
    if rings > MANY_RINGS:
        return UNKNOWN
    outer = first
    for path in range(first, last):
        if part[path] != part[outer]:
            outer = path
        if starts[path] == starts[path + 1]:
            continue
        # A hole lies in its outer ring, and nothing in anything else.
        for other in range(first, last):
            wanted = other == outer and other != path
            if (
                other != path
                and _is_in(points, starts[path], starts[other], starts[other + 1]) != wanted
            ):
                return UNKNOWN
    return VALID


@njit(cache=True)
def _is_in(points, point, start, end):
    """Return whether a point is in a ring that does not touch it."""
    x, y = np.int64(points[point, 0]), np.int64(points[point, 1])
    is_in, before = False, end - 1
    for place in range(start, end):
        ax, ay = np.int64(points[before, 0]), np.int64(points[before, 1])
        bx, by = np.int64(points[place, 0]), np.int64(points[place, 1])
        before = place
        if (ay > y) != (by > y):
            side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
            is_in ^= (side > 0) == (by > ay)
    return is_in


@njit(cache=True)
def _edges_meet(points, starts, first, last):
    """Return BROKEN when a ring meets itself, UNKNOWN when two do, else VALID.

    Only edges are compared whose x ranges overlap.
    """
    size = starts[last] - starts[first]
    ends, west = np.empty(size, np.int64), np.empty(size, np.int64)
    ring = np.empty(size, np.int32)
    edge = 0
    for path in range(first, last):
        start, end = starts[path], starts[path + 1]
        if 0 < end - start < 3:
            return BROKEN
        for point in range(start, end):
            ends[edge] = point + 1 if point + 1 < end else start
            west[edge] = min(points[point, 0], points[ends[edge], 0])
            ring[edge] = path
            edge += 1
    base, order = starts[first], np.argsort(west)
    found = VALID
    for rank in range(size):
        one = order[rank]
        a, b = base + one, ends[one]
        ax, ay = np.int64(points[a, 0]), np.int64(points[a, 1])
        bx, by = np.int64(points[b, 0]), np.int64(points[b, 1])
        east, low, high = max(ax, bx), min(ay, by), max(ay, by)
        for later in range(rank + 1, size):
            other = order[later]
            if west[other] > east:
                break
            c, d = base + other, ends[other]
            cy, dy = np.int64(points[c, 1]), np.int64(points[d, 1])
            if max(cy, dy) < low or min(cy, dy) > high:
                continue
            cx, dx = np.int64(points[c, 0]), np.int64(points[d, 0])
            if b == c:
                if _folds(ax, ay, bx, by, dx, dy):
                    return BROKEN
            elif d == a:
                if _folds(cx, cy, ax, ay, bx, by):
                    return BROKEN
            elif _meet(ax, ay, bx, by, cx, cy, dx, dy):
                if ring[one] == ring[other]:
                    return BROKEN
                found = UNKNOWN
    return found


@njit(cache=True, inline="always")
def _folds(ax, ay, bx, by, cx, cy):
    """Return whether the way from a by b to c turns straight back at b."""
    ux, uy, vx, vy = bx - ax, by - ay, cx - bx, cy - by
    return ux * vy == uy * vx and ux * vx + uy * vy < 0


@njit(cache=True, inline="always")
def _meet(ax, ay, bx, by, cx, cy, dx, dy):
    """Return whether two edges meet whose bounds do."""
    c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    if (c > 0 and d > 0) or (c < 0 and d < 0):
        return False
    a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    return not ((a > 0 and b > 0) or (a < 0 and b < 0))


@njit(cache=True)
def turn(points, starts, part):
    """Turn rings in place: outer ones clockwise on the screen, holes the other way."""
    for path in range(len(part)):
        is_outer = path == 0 or part[path] != part[path - 1]
        start, end = starts[path], starts[path + 1]
        if (doubled_area(points, start, end) > 0) == is_outer:
            continue
        for step in range((end - start) // 2):
            low, high = start + step, end - 1 - step
            x, y = points[low, 0], points[low, 1]
            points[low, 0], points[low, 1] = points[high, 0], points[high, 1]
            points[high, 0], points[high, 1] = x, y
