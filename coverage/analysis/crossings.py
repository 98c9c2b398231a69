"""Areas of intersections from where boundaries cross, without building the intersections.

The area of V and U together is, by Green's theorem, half the sum of x dy - y dx along the
boundary of V where it runs inside U and along that of U where it runs inside V. With G the
value of that integral from the first point of a ring up to a position, interiors on the left,
and s = 1 where U enters V (and V leaves U), s = -1 where it leaves:

    area = sum over crossings of s (G_V - G_U)
           + whole rings of V that begin inside U + whole rings of U that begin inside V

So only the crossings have to be found. A polygon is handed back as not sure where a point of
one boundary lies on the other or nearly, so that rounding could decide whether and in which
order they cross; along every ring entering and leaving must alternate.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# Segments are looked through in runs of so many with common bounds.
RUN = 8
# What is nearer than this is taken as touching.
APART_M = 1e-6

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Boundary:
    """Directed segments, shape (s,), of the rings of polygons; the interior is on the left.

    `integral` (s,) is Green's integral along each segment and `before` its sum over all
    segments in front. `ring` (s,) and `owner` (r,) say whose a segment and a ring is; `first`
    (r, 2) is where a ring begins and `ring_area` (r,) is below 0 for a hole.
    """

    start: Floats
    end: Floats
    length_m: Floats
    ring: Rows
    owner: Rows
    first: Floats
    integral: Floats
    before: Floats
    ring_area: Floats


@dataclass(frozen=True)
class Crossings:
    """Where segments `u` cross segments `v`, shape (c,), and how far along each, from 0 to 1.

    `sign` is 1 where u crosses to the left of v. `touched` are segments v with a point of the
    other boundary on them, or one of their points on it.
    """

    u: Rows
    v: Rows
    along_u: Floats
    along_v: Floats
    sign: NDArray[np.int8]
    touched: Rows


def areas_in(polygons: NDArray[Any], union: BaseGeometry) -> tuple[Floats, NDArray[np.bool_]]:
    """Square metres of each of n polygons within `union`, and whether they are sure, shape (n,).

    All are valid Polygons or MultiPolygons in metres. What is not sure is to be computed by
    `shapely.intersection`.
    """
    origin = shapely.bounds(union)[:2]
    inner, outer = boundary(polygons, origin), boundary(np.array([union], object), origin)
    found = crossings(outer, inner)
    owner = inner.owner[inner.ring[found.v]]
    shift = _integral_at(inner, found.v, found.along_v) - _integral_at(
        outer, found.u, found.along_u
    )
    parts = [
        (owner, found.sign * shift, inner.owner[inner.ring[found.touched]]),
        _rings_begun_inside(inner, union, origin, found),
        _rings_begun_around(outer, owner, found),
        _rings_not_crossed(outer, polygons, origin, owner, found),
    ]
    area_m2, sure = np.zeros(len(polygons)), np.ones(len(polygons), dtype=bool)
    for row, part_m2, unsure in parts:
        np.add.at(area_m2, row, part_m2)
        sure[unsure] = False
    return area_m2, sure


def _integral_at(side: Boundary, segment: Rows, along: Floats) -> Floats:
    return side.before[segment] + along * side.integral[segment]


def _rings_begun_inside(
    inner: Boundary, union: BaseGeometry, origin: Floats, found: Crossings
) -> tuple[Rows, Floats, Rows]:
    """Rings of the polygons that begin inside the union: their owners and areas; the unsure."""
    ring = inner.ring[found.v]
    begins, broken = _order(ring, found.v, found.along_v * inner.length_m[found.v], found.sign)
    alone = np.setdiff1d(np.arange(len(inner.owner)), ring)
    within, clear = _located(inner.first[alone] + origin, union)
    inside = np.concatenate([ring[begins[found.sign[begins] > 0]], alone[within]])
    unsure = np.concatenate([ring[broken], alone[~clear]])
    return inner.owner[inside], inner.ring_area[inside], inner.owner[unsure]


def _rings_begun_around(
    outer: Boundary, owner: Rows, found: Crossings
) -> tuple[Rows, Floats, Rows]:
    """Rings of the union that cross a polygon and begin inside it."""
    ring = outer.ring[found.u]
    pair = owner * len(outer.owner) + ring
    begins, broken = _order(pair, found.u, found.along_u * outer.length_m[found.u], found.sign)
    leaving = begins[found.sign[begins] < 0]
    return owner[leaving], outer.ring_area[ring[leaving]], owner[broken]


def _rings_not_crossed(
    outer: Boundary, polygons: NDArray[Any], origin: Floats, owner: Rows, found: Crossings
) -> tuple[Rows, Floats, Rows]:
    """Rings of the union that lie in a polygon as a whole: islands and holes."""
    begins = np.flatnonzero(np.diff(outer.ring, prepend=-1))
    low = np.minimum.reduceat(outer.start, begins)
    high = np.maximum.reduceat(outer.start, begins)
    bounds = shapely.bounds(polygons) - np.tile(origin, 2)
    within = np.ones((len(low), len(polygons)), dtype=bool)
    for axis in (0, 1):
        within &= low[:, axis, None] >= bounds[:, axis]
        within &= high[:, axis, None] <= bounds[:, axis + 2]
    within[outer.ring[found.u], owner] = False
    ring, polygon = np.nonzero(within)
    inside, clear = _located(outer.first[ring] + origin, polygons[polygon])
    return polygon[inside], outer.ring_area[ring[inside]], polygon[~clear]


def boundary(polygons: NDArray[Any], origin: Floats) -> Boundary:
    """The rings of polygons, in coordinates from `origin`; points that repeat are left out."""
    parts, part_owner = shapely.get_parts(shapely.orient_polygons(polygons), return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    xy = xy - origin
    start, end = xy[:-1], xy[1:]
    kept = (ring[1:] == ring[:-1]) & (start != end).any(axis=1)
    start, end, of_ring = start[kept], end[kept], ring[:-1][kept]
    integral = (start[:, 0] * end[:, 1] - start[:, 1] * end[:, 0]) / 2
    return Boundary(
        start,
        end,
        np.hypot(*(end - start).T),
        of_ring,
        part_owner[ring_part],
        xy[np.flatnonzero(np.diff(ring, prepend=-1))],
        integral,
        np.cumsum(integral) - integral,
        np.bincount(of_ring, integral, len(rings)),
    )


def crossings(outer: Boundary, inner: Boundary) -> Crossings:
    """Every crossing of a segment of `outer` (u) with one of `inner` (v)."""
    u, v = _candidates(outer, inner)
    v_start, v_near = _seen_from(outer, u, inner.start[v])
    v_end, v_too = _seen_from(outer, u, inner.end[v])
    u_start, u_near = _seen_from(inner, v, outer.start[u])
    u_end, u_too = _seen_from(inner, v, outer.end[u])
    cross = ((v_start > 0) != (v_end > 0)) & ((u_start > 0) != (u_end > 0))
    return Crossings(
        u[cross],
        v[cross],
        _along(u_start[cross], u_end[cross]),
        _along(v_start[cross], v_end[cross]),
        np.where(u_end[cross] > 0, 1, -1).astype(np.int8),
        v[v_near | v_too | u_near | u_too],
    )


def _seen_from(side: Boundary, row: Rows, xy: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Metres that points lie to the left of segments, and whether they touch them."""
    to, length_m = xy - side.start[row], side.length_m[row]
    unit = (side.end[row] - side.start[row]) / length_m[:, None]
    left_m = unit[:, 0] * to[:, 1] - unit[:, 1] * to[:, 0]
    ahead_m = unit[:, 0] * to[:, 0] + unit[:, 1] * to[:, 1]
    beside = (ahead_m > -APART_M) & (ahead_m < length_m + APART_M)
    return left_m, beside & (np.abs(left_m) < APART_M)


def _candidates(outer: Boundary, inner: Boundary) -> tuple[Rows, Rows]:
    """Pairs of segments whose bounds meet: first by runs of both, then by runs of one."""
    u_bounds, v_bounds = (
        (np.minimum(side.start, side.end) - APART_M, np.maximum(side.start, side.end) + APART_M)
        for side in (outer, inner)
    )
    u_runs, v_runs = _runs(u_bounds), _runs(v_bounds)
    meets = np.ones((len(u_runs[0]), len(v_runs[0])), dtype=bool)
    for axis in (0, 1):
        meets &= u_runs[0][:, axis, None] <= v_runs[1][:, axis]
        meets &= u_runs[1][:, axis, None] >= v_runs[0][:, axis]
    run, v_run = np.nonzero(meets)
    u, v_run = _spread(run, v_run, len(outer.start))
    near = _meet(u_bounds, u, v_runs, v_run)
    v, u = _spread(v_run[near], u[near], len(inner.start))
    near = _meet(u_bounds, u, v_bounds, v)
    return u[near], v[near]


def _runs(bounds: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    begins = np.arange(0, len(bounds[0]), RUN)
    return np.minimum.reduceat(bounds[0], begins), np.maximum.reduceat(bounds[1], begins)


def _spread(run: Rows, other: Rows, count: int) -> tuple[Rows, Rows]:
    """The segments of each run, of `count` in all, and what each run was paired with."""
    segment = (run[:, None] * RUN + np.arange(RUN)).reshape(-1)
    other = np.repeat(other, RUN)
    return segment[segment < count], other[segment < count]


def _meet(
    u_bounds: tuple[Floats, Floats], u: Rows, v_bounds: tuple[Floats, Floats], v: Rows
) -> NDArray[np.bool_]:
    apart = np.zeros(len(u), dtype=bool)
    for axis in (0, 1):
        apart |= u_bounds[0][u, axis] > v_bounds[1][v, axis]
        apart |= u_bounds[1][u, axis] < v_bounds[0][v, axis]
    return ~apart


def _along(start: Floats, end: Floats) -> Floats:
    """Where a segment whose ends have these sides crosses the line, from 0 to 1."""
    return start / (start - end)


def _order(
    group: Rows, segment: Rows, along_m: Floats, sign: NDArray[np.int8]
) -> tuple[Rows, Rows]:
    """The first crossing of each group (a ring), and crossings of those that are not sound."""
    if len(group) == 0:
        return np.empty(0, np.intp), np.empty(0, np.intp)
    order = np.lexsort((along_m, segment, group))
    group, segment, along_m, sign = (a[order] for a in (group, segment, along_m, sign))
    begins = np.flatnonzero(np.diff(group, prepend=-1))
    same = group[1:] == group[:-1]
    close = (segment[1:] == segment[:-1]) & (np.diff(along_m) < APART_M)
    broken = np.flatnonzero(same & ((sign[1:] == sign[:-1]) | close))
    odd = begins[np.add.reduceat(sign.astype(np.intp), begins) != 0]
    return order[begins], order[np.concatenate([broken, odd])]


def _located(xy: Floats, polygons: Any) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether points lie inside polygons, and whether they are clear of the boundary."""
    points = shapely.points(xy)
    clear = ~shapely.dwithin(shapely.boundary(polygons), points, APART_M)
    return shapely.intersects(polygons, points), clear
