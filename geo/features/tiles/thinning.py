"""Compiled loops over paths: rounding, the positions that stay, and leaving out the others.

Paths come as the arrays of ``paths.Paths``.
"""

import numpy as np

from geo.compiled import njit
from geo.features.tiles.grid import BUFFER

ROUNDS = 64
# Positions of a tile with its buffer fit 13 bits a coordinate.
_SHIFT = 13
_LARGEST = np.iinfo(np.int64).max
# Knuth's multiplier: the golden ratio of 32 bits.
_SPREAD, _WORD = 2654435761, 0xFFFFFFFF


@njit(cache=True)
def gathered(points, starts, places):
    found = np.zeros(len(places) + 1, np.int64)
    for number in range(len(places)):
        path = places[number]
        found[number + 1] = found[number] + starts[path + 1] - starts[path]
    copied = np.empty((found[-1], 2), points.dtype)
    for number in range(len(places)):
        first = starts[places[number]]
        for step in range(found[number + 1] - found[number]):
            copied[found[number] + step, 0] = points[first + step, 0]
            copied[found[number] + step, 1] = points[first + step, 1]
    return copied, found


@njit(cache=True)
def rounded_paths(points, starts, is_closed):
    rounded = np.empty((len(points), 2), np.int32)
    found = np.zeros(len(starts), np.int64)
    count = 0
    for path in range(len(starts) - 1):
        first = count
        for place in range(starts[path], starts[path + 1]):
            x, y = np.int32(np.rint(points[place, 0])), np.int32(np.rint(points[place, 1]))
            if count > first and rounded[count - 1, 0] == x and rounded[count - 1, 1] == y:
                continue
            rounded[count, 0], rounded[count, 1] = x, y
            count += 1
        while is_closed and count > first + 1 and _same(rounded, first, count - 1):
            count -= 1
        found[path + 1] = count
    return rounded[:count].copy(), found


@njit(cache=True)
def _same(points, one, other):
    return points[one, 0] == points[other, 0] and points[one, 1] == points[other, 1]


@njit(cache=True)
def _code(points, place):
    """Return one number for each position, the same wherever it comes again."""
    return (np.int64(points[place, 0]) + BUFFER) << _SHIFT | (np.int64(points[place, 1]) + BUFFER)


@njit(cache=True)
def found_positions(points, starts, is_closed):
    count = len(points)
    bits = 4
    while 1 << bits < 2 * count:
        bits += 1
    table = np.full(1 << bits, -1, np.int32)
    place = np.empty(count, np.int32)
    for point in range(count):
        slot = (_code(points, point) * _SPREAD & _WORD) >> (32 - bits)
        while table[slot] >= 0 and not _same(points, table[slot], point):
            slot = (slot + 1) & ((1 << bits) - 1)
        if table[slot] < 0:
            table[slot] = point
        place[point] = table[slot]
    return place, _nodes(place, starts, is_closed)


@njit(cache=True)
def _nodes(place, starts, is_closed):
    """Return which positions have a third neighbour or, of lines, are an end."""
    neighbours = np.full((len(place), 2), -1, np.int32)
    is_node = np.zeros(len(place), np.bool_)
    for path in range(len(starts) - 1):
        start, end = starts[path], starts[path + 1]
        if end > start and not is_closed:
            is_node[place[start]] = is_node[place[end - 1]] = True
        for point in range(start, end):
            here = place[point]
            before = place[point - 1 if point > start else end - 1]
            after = place[point + 1 if point < end - 1 else start]
            for other in (before, after):
                if neighbours[here, 0] < 0:
                    neighbours[here, 0] = other
                elif neighbours[here, 0] != other and neighbours[here, 1] < 0:
                    neighbours[here, 1] = other
                elif neighbours[here, 0] != other and neighbours[here, 1] != other:
                    is_node[here] = True
    return is_node


@njit(cache=True)
def simplified_paths(
    points, starts, part, is_closed, place, is_fixed, small, old_points, old_starts, again
):
    size = 1
    for path in range(len(part)):
        size = max(size, starts[path + 1] - starts[path])
    left, rank = np.empty(size, np.int64), np.empty(size, np.int64)
    found = np.empty((len(points), 2), points.dtype)
    ends = np.zeros(len(starts), np.int64)
    count = outer = 0
    for path in range(len(part)):
        if path == 0 or part[path] != part[path - 1]:
            outer = path
        first = count
        if again[path]:
            length = starts[path + 1] - starts[path]
            for step in range(length):
                left[step] = starts[path] + step
            length = _thinned(points, left, rank, length, is_closed, place, is_fixed, small)
            for step in range(length):
                found[count, 0], found[count, 1] = points[left[step], 0], points[left[step], 1]
                count += 1
        else:
            for point in range(old_starts[path], old_starts[path + 1]):
                found[count, 0], found[count, 1] = old_points[point, 0], old_points[point, 1]
                count += 1
        if is_closed:
            has_outer = outer == path or ends[outer + 1] > ends[outer]
            if not has_outer or doubled_area(found, first, count) == 0:
                count = first
        ends[path + 1] = count
    return found[:count].copy(), ends


@njit(cache=True)
def doubled_area(points, start, end):
    """Return twice the area of a ring, by the surveyor's formula: positive is clockwise on a
    screen, where y runs down."""
    total = np.int64(0)
    before = end - 1
    for point in range(start, end):
        total += np.int64(points[before, 0]) * points[point, 1]
        total -= np.int64(points[point, 0]) * points[before, 1]
        before = point
    return total


@njit(cache=True)
def _thinned(points, left, rank, length, is_closed, place, is_fixed, small):
    """Thin out the points of a path in ``left``, and return how many are left."""
    for _ in range(ROUNDS):
        length = _without_repeats(left, length, is_closed, place)
        goes = 0
        for step in range(length):
            before = left[step - 1 if step else length - 1]
            after = left[step + 1 if step < length - 1 else 0]
            here = left[step]
            rank[step] = _LARGEST
            if is_fixed[place[here]]:
                continue
            x, y = np.int64(points[here, 0]), np.int64(points[here, 1])
            doubled = abs(
                (x - points[before, 0]) * (points[after, 1] - y)
                - (points[after, 0] - x) * (y - points[before, 1])
            )
            if doubled <= small:
                rank[step] = doubled << (2 * _SHIFT) | _code(points, here)
        kept = 0
        for step in range(length):
            before = rank[step - 1 if step else length - 1]
            after = rank[step + 1 if step < length - 1 else 0]
            if rank[step] < before and rank[step] < after:
                goes += 1
                continue
            left[kept] = left[step]
            kept += 1
        length = kept
        if not goes:
            break
    return length


@njit(cache=True)
def _without_repeats(left, length, is_closed, place):
    kept = 0
    for step in range(length):
        if kept and place[left[step]] == place[left[kept - 1]]:
            continue
        left[kept] = left[step]
        kept += 1
    while is_closed and kept > 1 and place[left[0]] == place[left[kept - 1]]:
        kept -= 1
    return kept
