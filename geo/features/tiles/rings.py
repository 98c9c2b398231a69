"""Rings on the grid: which polygons are valid, told in whole numbers."""

import numpy as np

from geo.compiled import njit

# What is known of a feature.
VALID, BROKEN, UNKNOWN = 0, 1, 2


@njit(cache=True)
def judged(points, starts, feature, features):
    """Return VALID, BROKEN or UNKNOWN for each feature.

    A feature that is one ring is a valid polygon when no two of its edges meet but neighbours, and
    they in nothing but the position between them. Of several rings nothing is told.
    """
    found = np.full(features, VALID, np.uint8)
    rings = np.zeros(features, np.int64)
    for path in range(len(feature)):
        if starts[path + 1] > starts[path]:
            rings[feature[path]] += 1
    for path in range(len(feature)):
        start, end = starts[path], starts[path + 1]
        if end == start:
            continue
        if rings[feature[path]] > 1:
            found[feature[path]] = UNKNOWN
        elif not _is_simple(points, start, end):
            found[feature[path]] = BROKEN
    return found


@njit(cache=True)
def _is_simple(points, start, end):
    """Return whether a ring touches itself nowhere: edges are compared whose x ranges overlap."""
    size = end - start
    if size < 3:
        return False
    west = np.empty(size, np.int64)
    for edge in range(size):
        west[edge] = min(points[start + edge, 0], points[start + (edge + 1) % size, 0])
    order = np.argsort(west)
    for rank in range(size):
        one = order[rank]
        one_end = (one + 1) % size
        ax, ay = np.int64(points[start + one, 0]), np.int64(points[start + one, 1])
        bx, by = np.int64(points[start + one_end, 0]), np.int64(points[start + one_end, 1])
        east, low, high = max(ax, bx), min(ay, by), max(ay, by)
        for later in range(rank + 1, size):
            other = order[later]
            if west[other] > east:
                break
            other_end = other + 1 if other + 1 < size else 0
            cy, dy = np.int64(points[start + other, 1]), np.int64(points[start + other_end, 1])
            if max(cy, dy) < low or min(cy, dy) > high:
                continue
            cx, dx = np.int64(points[start + other, 0]), np.int64(points[start + other_end, 0])
            if one_end == other:
                if _folds(ax, ay, bx, by, dx, dy):
                    return False
            elif other_end == one:
                if _folds(cx, cy, ax, ay, bx, by):
                    return False
            elif _meet(ax, ay, bx, by, cx, cy, dx, dy):
                return False
    return True


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
def turn(points, starts, is_outer):
    """Turn rings in place: outer ones clockwise on the screen, holes the other way."""
    for path in range(len(is_outer)):
        start, end = starts[path], starts[path + 1]
        total = np.int64(0)
        before = end - 1
        for point in range(start, end):
            total += np.int64(points[before, 0]) * points[point, 1]
            total -= np.int64(points[point, 0]) * points[before, 1]
            before = point
        if (total > 0) == is_outer[path]:
            continue
        for step in range((end - start) // 2):
            low, high = start + step, end - 1 - step
            x, y = points[low, 0], points[low, 1]
            points[low, 0], points[low, 1] = points[high, 0], points[high, 1]
            points[high, 0], points[high, 1] = x, y
