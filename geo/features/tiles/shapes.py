"""Geometries of the database as paths on the grid of a tile: clipped, rounded, simplified, valid.

Everything a tile needs is known from the features that touch it, so nothing about a collection
has to be prepared or kept: neighbours have the same positions on a shared border, these round to
the same grid, and ``paths.simplified`` then treats them alike.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from geo.features.tiles.grid import BUFFER, EXTENT, Tile
from geo.features.tiles.paths import (
    NOTHING,
    SMALL_DOUBLED_AREA,
    Paths,
    among,
    doubled_areas,
    ends_of,
    nodes,
    run_of,
    simplified,
    starts_of,
    without_repeats,
)

# From this zoom on every position is drawn: a unit is at most 0.6 m there.
DETAILED_ZOOM = 14
POINTS, LINES, POLYGONS = 1, 2, 3
_FRAME = (-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
_BOX = shapely.box(*_FRAME)
# The types of GEOS that are single parts: points, lines, rings, polygons; the others hold them.
_POLYGON = 3
_TYPES = {POINTS: (0,), LINES: (1, 2), POLYGONS: (_POLYGON,)}
RETRIES = 3


def drawn(wkb: Sequence[bytes], tile: Tile) -> tuple[Paths, np.ndarray]:
    """Return the paths of geometries in EPSG:4326, and the kind of each: POINTS, LINES, POLYGONS.

    ``feature`` of a path is the place of its geometry in ``wkb``. A collection of mixed kinds is
    drawn as those of its parts with the most dimensions. What lies outside the tile and its
    buffer, and what is smaller than the grid can show, has no path.
    """
    shapes = shapely.from_wkb(np.array(wkb, dtype=object))
    kinds = shapely.get_dimensions(shapes) + 1
    found = NOTHING
    for kind, draw in ((POINTS, _points), (LINES, _lines), (POLYGONS, _polygons)):
        places = np.flatnonzero(kinds == kind)
        if len(places):
            paths = draw(shapes[places], tile)
            found = found.joined(replace(paths, feature=places[paths.feature]))
    return found, kinds


def _points(shapes: np.ndarray, tile: Tile) -> Paths:
    """Return the points of each feature as one path."""
    parts, owner = _parts(shapes, POINTS)
    points = _rounded(tile.units(shapely.get_coordinates(parts)))
    low, high = _FRAME[0], _FRAME[2]
    shown = ((points >= low) & (points <= high)).all(axis=1)
    everybody = np.arange(len(shapes))
    return Paths(points[shown], owner[shown], everybody, everybody)


def _lines(shapes: np.ndarray, tile: Tile) -> Paths:
    """Return lines of at least two positions."""
    whole = _on_grid(shapes, tile, LINES)
    paths = simplified(whole, False, nodes(whole, False), _small(tile))
    enough = np.bincount(paths.path, minlength=len(paths.part)) > 1
    return paths.only(enough[paths.path])


def _polygons(shapes: np.ndarray, tile: Tile) -> Paths:
    """Return the rings of polygons that are valid, outer ones clockwise on the screen.

    Where leaving out positions made a polygon invalid, all positions of it stay, and so they do in
    its neighbours; what rounding alone made invalid is mended by itself.
    """
    whole = _on_grid(shapes, tile, POLYGONS)
    codes, fixed = whole.codes, nodes(whole, True)
    paths = _with_area(simplified(whole, True, fixed, _small(tile)))
    broken = _broken(paths, len(shapes))
    for _ in range(RETRIES):
        suspects = _with_area(whole.only(broken[whole.feature[whole.path]]))
        spoilt = broken & ~_broken(suspects, len(shapes))
        if not spoilt.any():
            break
        kept = np.unique(codes[spoilt[whole.feature[whole.path]]])
        fixed = np.union1d(fixed, kept)
        again = np.zeros(len(whole.part), dtype=bool)
        again[whole.path[among(codes, kept)]] = True
        redone = simplified(whole.only(again[whole.path]), True, fixed, _small(tile))
        paths = _with_area(_both(paths.only(~again[paths.path]), redone))
        broken = _broken(paths, len(shapes))
    return _turned(_mended(paths, broken))


def _small(tile: Tile) -> int:
    return SMALL_DOUBLED_AREA if tile.zoom < DETAILED_ZOOM else 0


def _rounded(positions: np.ndarray) -> np.ndarray:
    return np.rint(positions).astype(np.int32)


def _parts(shapes: np.ndarray, kind: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the single parts of one kind and the place of the shape each comes from."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts, place = shapely.get_parts(parts, return_index=True)
        owner = owner[place]
    wanted = np.isin(shapely.get_type_id(parts), _TYPES[kind]) & ~shapely.is_empty(parts)
    return parts[wanted], owner[wanted]


def _on_grid(shapes: np.ndarray, tile: Tile, kind: int) -> Paths:
    """Return lines or polygons on the grid; what leaves the frame is cut off."""
    crossing = ~_is_inside(shapes, tile)
    shapes = shapes.copy()
    shapes[crossing] = _clipped(shapely.transform(shapes[crossing], tile.units), kind)
    paths = _paths(shapes, kind)
    in_degrees = ~crossing[paths.feature[paths.path]]
    paths.points[in_degrees] = tile.units(paths.points[in_degrees])
    return without_repeats(replace(paths, points=_rounded(paths.points)), kind == POLYGONS)


def _is_inside(shapes: np.ndarray, tile: Tile) -> np.ndarray:
    """Return which shapes in degrees lie within the frame as a whole."""
    corners = tile.units(shapely.bounds(shapes).reshape(-1, 2)).reshape(-1, 2, 2)
    # The vertical axis is turned over: the lower corner has the greater y.
    low, high = corners.min(axis=1), corners.max(axis=1)
    return ((low >= _FRAME[0]) & (high <= _FRAME[2])).all(axis=1)


def _clipped(shapes: np.ndarray, kind: int) -> np.ndarray:
    if kind == LINES:
        # An overlay would part lines where they cross themselves.
        return shapely.clip_by_rect(shapes, *_FRAME)
    # The projection bends edges, by which what was valid in degrees can come to touch itself.
    bent = ~shapely.is_valid(shapes)
    shapes[bent] = _valid(shapes[bent])
    return shapely.intersection(shapes, _BOX)


def _valid(shapes: np.ndarray) -> np.ndarray:
    return shapely.make_valid(shapes, method="structure", keep_collapsed=False)


def _paths(shapes: np.ndarray, kind: int) -> Paths:
    """Return lines or polygons as paths of unrounded positions."""
    parts, owner = _parts(shapes, kind)
    part = np.arange(len(parts))
    if kind == POLYGONS:
        parts, part = shapely.get_rings(parts, return_index=True)
    points, path = shapely.get_coordinates(parts, return_index=True)
    if kind == POLYGONS:
        repeats_first = np.diff(path, append=-1) != 0
        points, path = points[~repeats_first], path[~repeats_first]
    return Paths(points, path, part, owner[part])


def _both(first: Paths, second: Paths) -> Paths:
    """Return the points of two selections of the same paths, a path being in one of them."""
    path = np.concatenate((first.path, second.path))
    places = np.argsort(path, kind="stable")
    points = np.concatenate((first.points, second.points))
    return replace(first, points=points[places], path=path[places])


def _with_area(paths: Paths) -> Paths:
    """Return the rings that have an area, without the holes of polygons that have none."""
    has_area = doubled_areas(paths) != 0
    is_outer = _is_outer(paths)
    has_outer = has_area[is_outer][np.cumsum(is_outer) - 1]
    return paths.only((has_area & has_outer)[paths.path])


def _is_outer(paths: Paths) -> np.ndarray:
    return np.diff(paths.part, prepend=-1) != 0


def _broken(paths: Paths, features: int) -> np.ndarray:
    """Return which features are no valid polygons."""
    broken = np.zeros(features, dtype=bool)
    shapes, owner = _assembled(paths)
    broken[owner] = ~shapely.is_valid(shapes)
    return broken


def _assembled(paths: Paths) -> tuple[np.ndarray, np.ndarray]:
    """Return the multipolygons that rings make, and the feature of each."""
    ring = paths.path[starts_of(paths.path)]
    rings = shapely.linearrings(paths.points.astype(float), indices=run_of(paths.path))
    polygons = shapely.polygons(rings, indices=run_of(paths.part[ring]))
    owner = paths.feature[ring[starts_of(paths.part[ring])]]
    return shapely.multipolygons(polygons, indices=run_of(owner)), owner[starts_of(owner)]


def _mended(paths: Paths, broken: np.ndarray) -> Paths:
    """Return the paths with the broken features made valid on the grid."""
    if not broken.any():
        return paths
    is_broken = broken[paths.feature[paths.path]]
    shapes, owner = _assembled(paths.only(is_broken))
    mended = _paths(shapely.set_precision(_valid(shapes), 1.0), POLYGONS)
    mended = replace(mended, points=_rounded(mended.points), feature=owner[mended.feature])
    return paths.only(~is_broken).joined(mended)


def _turned(paths: Paths) -> Paths:
    """Return rings with outer ones clockwise on the screen and holes the other way."""
    wrong = (doubled_areas(paths) > 0) != _is_outer(paths)
    starts, ends, run = starts_of(paths.path), ends_of(paths.path), run_of(paths.path)
    places = np.arange(len(paths.path))
    places = np.where(wrong[paths.path], starts[run] + ends[run] - places, places)
    return replace(paths, points=paths.points[places])
