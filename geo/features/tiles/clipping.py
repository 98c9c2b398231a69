"""Rings cut at the frame of a tile, after Weiler and Atherton (1977), for a ring without holes.

What is inside the frame comes as stretches of the ring; from where one leaves the frame the
outline goes along the frame, the way the ring turns, to where the next comes in.
"""

import numpy as np

from geo.compiled import njit
from geo.features.tiles.grid import BUFFER, EXTENT

LOW, HIGH = float(-BUFFER), float(EXTENT + BUFFER)
_SIDE = HIGH - LOW
_AROUND = 4 * _SIDE
# Where a ring lies.
OUTSIDE, INSIDE, CROSSING = 0, 1, 2


@njit(cache=True)
def where(points, starts, feature, features):
    """Return OUTSIDE, INSIDE or CROSSING for each feature, by the bounds of its rings."""
    found = np.full(features, OUTSIDE, np.uint8)
    bounds = np.empty((features, 4))
    bounds[:, :2], bounds[:, 2:] = np.inf, -np.inf
    for path in range(len(feature)):
        for place in range(starts[path], starts[path + 1]):
            x, y, box = points[place, 0], points[place, 1], bounds[feature[path]]
            box[0], box[1] = min(box[0], x), min(box[1], y)
            box[2], box[3] = max(box[2], x), max(box[3], y)
    for number in range(features):
        west, north, east, south = bounds[number]
        if west >= LOW and north >= LOW and east <= HIGH and south <= HIGH:
            found[number] = INSIDE
        elif west <= HIGH and north <= HIGH and east >= LOW and south >= LOW:
            found[number] = CROSSING
    return found


@njit(cache=True)
def clipped(points, starts, part, feature, where):
    """Return the rings within the frame, (points, starts, part, feature), and which are left out.

    ``where`` each feature lies is known. Rings are left out that this cannot cut: those of a
    feature with several, those that are not simple or have a corner on the very frame.
    """
    rings = len(feature)
    if (where == INSIDE).all():
        return points, starts, part, feature, np.zeros(rings, np.bool_)
    most = 3 * len(points) + 8 * rings
    found, ends = np.empty((most, 2)), np.zeros(most + 1, np.int64)
    parts, owners = np.empty(most, np.int64), np.empty(most, np.int64)
    is_left = np.zeros(rings, np.bool_)
    count = number = 0
    for path in range(rings):
        place = where[feature[path]]
        before = number
        if place == INSIDE:
            for point in range(starts[path], starts[path + 1]):
                found[count, 0], found[count, 1] = points[point, 0], points[point, 1]
                count += 1
            number += 1
            ends[number] = count
        elif place == CROSSING:
            ring = _clockwise(points[starts[path] : starts[path + 1]])
            done = -1, -1
            if _is_alone(feature, path):
                done = _cut(ring, found, ends, number, count)
            is_left[path] = done[0] < 0
            if not is_left[path]:
                number, count = done
        for piece in range(before, number):
            owners[piece] = feature[path]
            # Every piece of an outer ring is a part of its own.
            parts[piece] = 0 if piece == 0 else parts[piece - 1] + 1
            if place == INSIDE and path and part[path] == part[path - 1]:
                parts[piece] = parts[piece - 1]
    return (
        found[:count].copy(),
        ends[: number + 1].copy(),
        parts[:number].copy(),
        owners[:number].copy(),
        is_left,
    )


@njit(cache=True)
def _is_alone(feature, path):
    """Return whether a ring is the only one of its feature."""
    here = feature[path]
    if path and feature[path - 1] == here:
        return False
    return path + 1 == len(feature) or feature[path + 1] != here


@njit(cache=True)
def _clockwise(ring):
    """Return a copy of a ring that runs clockwise on the screen, where y runs down."""
    total, before = 0.0, len(ring) - 1
    for point in range(len(ring)):
        # From the first position, which keeps the digits.
        x, y = ring[point, 0] - ring[0, 0], ring[point, 1] - ring[0, 1]
        total += (ring[before, 0] - ring[0, 0]) * y - x * (ring[before, 1] - ring[0, 1])
        before = point
    return ring.copy() if total > 0 else ring[::-1].copy()


@njit(cache=True)
def _is_in(x, y):
    return LOW <= x <= HIGH and LOW <= y <= HIGH


@njit(cache=True)
def _span(ax, ay, bx, by):
    """Return which part of an edge is in the frame, from 0 to 1 along it (Liang and Barsky)."""
    first, last = 0.0, 1.0
    for step, start in ((bx - ax, ax), (by - ay, ay)):
        if step == 0.0:
            if not LOW <= start <= HIGH:
                return 1.0, 0.0
            continue
        one, other = (LOW - start) / step, (HIGH - start) / step
        first, last = max(first, min(one, other)), min(last, max(one, other))
    return first, last


@njit(cache=True)
def _crossings(ax, ay, bx, by):
    """Return the way around at which an edge comes in and goes out; -1 where it does not.

    Computed the same way from both ends: neighbours come to the same positions.
    """
    is_turned = (bx, by) < (ax, ay)
    if is_turned:
        first, last = _span(bx, by, ax, ay)
        if first > last:
            return -1.0, -1.0
        enters = _around(bx, by, ax, ay, last) if last < 1.0 else -1.0
        leaves = _around(bx, by, ax, ay, first) if first > 0.0 else -1.0
        return enters, leaves
    first, last = _span(ax, ay, bx, by)
    if first > last:
        return -1.0, -1.0
    enters = _around(ax, ay, bx, by, first) if first > 0.0 else -1.0
    leaves = _around(ax, ay, bx, by, last) if last < 1.0 else -1.0
    return enters, leaves


@njit(cache=True)
def _around(ax, ay, bx, by, share):
    """Return how far around the frame an edge crosses it: clockwise from the upper left corner."""
    x, y = ax + (bx - ax) * share - LOW, ay + (by - ay) * share - LOW
    x, y = min(max(x, 0.0), _SIDE), min(max(y, 0.0), _SIDE)
    sides = np.array([y, _SIDE - x, _SIDE - y, x])
    side = np.argmin(sides)
    if side == 0:
        return x
    if side == 1:
        return _SIDE + y
    if side == 2:
        return 2 * _SIDE + _SIDE - x
    return (3 * _SIDE + _SIDE - y) % _AROUND


@njit(cache=True)
def _at(around):
    """Return the position so far around the frame."""
    side, along = int(around // _SIDE) % 4, around % _SIDE
    if side == 0:
        return LOW + along, LOW
    if side == 1:
        return HIGH, LOW + along
    if side == 2:
        return HIGH - along, HIGH
    return LOW, HIGH - along


@njit(cache=True)
def _cut(ring, found, ends, rings, count):
    """Append the pieces of a clockwise ring; return how many rings and points there are then.

    Both are -1 when the ring cannot be cut.
    """
    size, start = len(ring), -1
    if size < 3:
        return rings, count
    for point in range(size):
        x, y = ring[point]
        if x in (LOW, HIGH) or y in (LOW, HIGH):
            return -1, -1
        if not _is_in(x, y):
            start = point
    if start < 0:
        return -1, -1
    inside, bounds, ways, stretches = _stretches(ring, start)
    if stretches < 0:
        return -1, -1
    if not stretches:
        if _surrounds(ring):
            for corner in range(4):
                found[count] = _at(corner * _SIDE)
                count += 1
            ends[rings + 1] = count
            return rings + 1, count
        return rings, count
    follower = _followers(ways, stretches)
    if follower[0] < 0:
        return -1, -1
    is_done = np.zeros(stretches, np.bool_)
    for first in range(stretches):
        here = first
        while not is_done[here]:
            is_done[here] = True
            for place in range(bounds[here], bounds[here + 1]):
                found[count] = inside[place]
                count += 1
            after = follower[here]
            leaves = ways[here, 1]
            length = (ways[after, 0] - leaves) % _AROUND
            corner = (np.floor(leaves / _SIDE) + 1) * _SIDE
            while corner - leaves < length:
                found[count] = _at(corner)
                count += 1
                corner += _SIDE
            here = after
        if count > ends[rings]:
            rings += 1
            ends[rings] = count
    return rings, count


@njit(cache=True)
def _stretches(ring, start):
    """Return what of a ring is inside: points, bounds of stretches, ways around, their number.

    ``ways`` has where each stretch comes in and where it goes out.
    """
    size = len(ring)
    inside, bounds = np.empty((3 * size, 2)), np.zeros(size + 1, np.int64)
    ways = np.empty((size, 2))
    count = stretches = 0
    is_open = False
    for step in range(size):
        one, other = (start + step) % size, (start + step + 1) % size
        ax, ay, bx, by = ring[one, 0], ring[one, 1], ring[other, 0], ring[other, 1]
        if is_open and _is_in(bx, by):
            inside[count] = bx, by
            count += 1
            continue
        if max(ax, bx) < LOW or min(ax, bx) > HIGH or max(ay, by) < LOW or min(ay, by) > HIGH:
            continue
        enters, leaves = _crossings(ax, ay, bx, by)
        if not is_open and enters >= 0:
            is_open = True
            ways[stretches, 0] = enters
            inside[count] = _at(enters)
            count += 1
            if _is_in(bx, by):
                inside[count] = bx, by
                count += 1
                continue
        if is_open:
            if leaves < 0:
                return inside, bounds, ways, -1
            ways[stretches, 1] = leaves
            inside[count] = _at(leaves)
            count += 1
            stretches += 1
            bounds[stretches] = count
            is_open = False
    return inside, bounds, ways, -1 if is_open else stretches


@njit(cache=True)
def _followers(ways, stretches):
    """Return the stretch that comes in next, around the frame, after each has gone out.

    Of a simple ring each is the next of one; otherwise the first is -1.
    """
    follower = np.empty(stretches, np.int64)
    is_taken = np.zeros(stretches, np.bool_)
    for one in range(stretches):
        least = _AROUND + 1
        for other in range(stretches):
            length = (ways[other, 0] - ways[one, 1]) % _AROUND
            if length < least:
                least = length
                follower[one] = other
        if is_taken[follower[one]]:
            follower[0] = -1
            return follower
        is_taken[follower[one]] = True
    return follower


@njit(cache=True)
def _surrounds(ring):
    """Return whether the frame's first corner is in a ring, by the edges that a ray crosses."""
    is_in, before = False, len(ring) - 1
    for point in range(len(ring)):
        ax, ay, bx, by = ring[before, 0], ring[before, 1], ring[point, 0], ring[point, 1]
        if (ay > LOW) != (by > LOW) and ax + (LOW - ay) / (by - ay) * (bx - ax) > LOW:
            is_in = not is_in
        before = point
    return is_in
