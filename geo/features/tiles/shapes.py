"""Geometries of the database as paths on the grid of a tile: clipped, rounded, simplified, valid.

Everything a tile needs is known from the features that touch it, so nothing about a collection
has to be prepared or kept: neighbours have the same positions on a shared border, these round to
the same grid, and ``paths.simplified`` then treats them alike.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from geo.compiled import njit
from geo.features.tiles import clipping, rings, thinning, wkb
from geo.features.tiles.grid import BUFFER, EXTENT, Tile, project
from geo.features.tiles.paths import (
    NOTHING,
    NOTHING_IS_SMALL,
    SMALL_DOUBLED_AREA,
    Paths,
    Positions,
    on_grid,
    positions,
    simplified,
)

# From this zoom on only positions go that lie straight between others: a unit is 0.6 m there.
DETAILED_ZOOM = 14
POINTS, LINES, POLYGONS = 1, 2, 3
_FRAME = (-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
_BOX = shapely.box(*_FRAME)
# The types of GEOS that are single parts: points, lines, rings, polygons; the others hold them.
_POLYGON = 3
_TYPES = {POINTS: (0,), LINES: (1, 2), POLYGONS: (_POLYGON,)}
RETRIES = 3


def drawn(shapes: Sequence[bytes], tile: Tile) -> tuple[Paths, np.ndarray]:
    """Return the paths of WKB in EPSG:4326, and the kind of each: POINTS, LINES, POLYGONS.

    ``feature`` of a path is the place of its geometry in ``shapes``. A collection of mixed kinds
    is drawn as those of its parts with the most dimensions. What lies outside the tile and its
    buffer, and what is smaller than the grid can show, has no path.
    """
    kinds = np.full(len(shapes), POLYGONS, dtype=np.int64)
    others = [place for place, text in enumerate(shapes) if not text.startswith(wkb.HEADS)]
    if not others:
        return _polygons(shapes, tile), kinds
    objects = shapely.from_wkb(np.array([shapes[place] for place in others], dtype=object))
    kinds[others] = shapely.get_dimensions(objects) + 1
    found = NOTHING
    for kind, draw in ((POINTS, _points), (LINES, _lines)):
        places = np.flatnonzero(kinds == kind)
        if len(places):
            paths = draw(objects[np.searchsorted(others, places)], tile)
            found = found.joined(replace(paths, feature=places[paths.feature]))
    places = np.flatnonzero(kinds == POLYGONS)
    if not len(places):
        return found, kinds
    texts = list(shapes)
    for place in np.intersect1d(places, others):
        parts, _ = _parts(objects[np.searchsorted(others, [place])], POLYGONS)
        texts[place] = shapely.to_wkb(shapely.multipolygons(parts), output_dimension=2)
    paths = _polygons([texts[place] for place in places], tile)
    return found.joined(replace(paths, feature=places[paths.feature])), kinds


def _points(shapes: np.ndarray, tile: Tile) -> Paths:
    """Return the points of each feature as one path."""
    parts, owner = _parts(shapes, POINTS)
    points = np.rint(tile.units(shapely.get_coordinates(parts)))
    low, high = _FRAME[0], _FRAME[2]
    shown = ((points >= low) & (points <= high)).all(axis=1)
    counts = np.bincount(owner[shown], minlength=len(shapes))
    everybody = np.arange(len(shapes))
    found = Paths(points[shown].astype(np.int32), _starts(counts), everybody, everybody)
    return found.chosen(counts > 0)


def _lines(shapes: np.ndarray, tile: Tile) -> Paths:
    """Return lines of at least two positions."""
    # An overlay would part lines where they cross themselves.
    cut = shapely.clip_by_rect(shapely.transform(shapes, tile.units), *_FRAME)
    parts, owner = _parts(cut, LINES)
    points, path = shapely.get_coordinates(parts, return_index=True)
    starts = _starts(np.bincount(path, minlength=len(parts)))
    whole = on_grid(Paths(points, starts, np.arange(len(parts)), owner), False)
    paths = simplified(whole, False, positions(whole, False), _small(tile))
    return paths.chosen(paths.lengths > 1)


def _polygons(shapes: Sequence[bytes], tile: Tile) -> Paths:
    """Return the rings of polygons that are valid, outer ones clockwise on the screen.

    Where leaving out positions made a polygon invalid, all positions of it stay, and so they do in
    its neighbours; what rounding alone made invalid is mended by itself.
    """
    features, small = len(shapes), _small(tile)
    data, ends = wkb.joined(shapes)
    stored, (*cut, is_left), tried = _at_once(
        data, ends, 2**tile.zoom, tile.column, tile.row, small
    )
    within = Paths(*cut)
    if is_left.any():
        within = within.joined(_overlaid(Paths(*stored).chosen(is_left)))
        arrays = within.points, within.starts, within.part, within.feature
        tried = _tried(*arrays, features, small)
    rounded, place, is_fixed, thinned, judgement = tried
    whole = replace(within, points=rounded[0], starts=rounded[1])
    paths = replace(within, points=thinned[0], starts=thinned[1])
    known, broken = Positions(place, is_fixed), _known(judgement, paths)
    for _ in range(RETRIES):
        if not broken.any():
            break
        unsimplified = simplified(
            whole, True, known, NOTHING_IS_SMALL, paths, broken[whole.feature]
        )
        spoilt = broken & ~_broken(unsimplified, features)
        if not spoilt.any():
            break
        kept = known.fix(np.flatnonzero(spoilt[whole.feature[whole.path]]))
        again = np.zeros(len(whole.part), dtype=bool)
        again[whole.path[kept]] = True
        paths = simplified(whole, True, known, small, paths, again)
        broken = _broken(paths, features)
    paths = _mended(paths.drawn, broken)
    rings.turn(paths.points, paths.starts, paths.part)
    return paths


@njit(cache=True)
def _at_once(data, ends, tiles, column, row, small):
    """Return the rings of WKB in units, as ``clipping.clipped`` has them, and as ``_tried`` has.

    Nearly always that is all there is to do.
    """
    points, starts, part, feature = wkb.rings(data, ends)
    project(points, tiles, column, row)
    where = clipping.where(points, starts, feature, len(ends))
    cut = clipping.clipped(points, starts, part, feature, where)
    tried = _tried(cut[0], cut[1], cut[2], cut[3], len(ends), small)
    return (points, starts, part, feature), cut, tried


@njit(cache=True)
def _tried(points, starts, part, feature, features, small):
    """Return rings on the grid, their positions, what is left when simplified, and how it is."""
    whole = thinning.rounded_paths(points, starts, True)
    place, is_fixed = thinning.found_positions(*whole, True)
    again = np.ones(len(part), np.bool_)
    thinned = thinning.simplified_paths(*whole, part, True, place, is_fixed, small, *whole, again)
    return whole, place, is_fixed, thinned, rings.judged(*thinned, part, feature, features)


def _small(tile: Tile) -> int:
    return SMALL_DOUBLED_AREA if tile.zoom < DETAILED_ZOOM else 0


def _starts(counts: np.ndarray) -> np.ndarray:
    return np.concatenate(([0], np.cumsum(counts)))


def _parts(shapes: np.ndarray, kind: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the single parts of one kind and the place of the shape each comes from."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts, place = shapely.get_parts(parts, return_index=True)
        owner = owner[place]
    wanted = np.isin(shapely.get_type_id(parts), _TYPES[kind]) & ~shapely.is_empty(parts)
    return parts[wanted], owner[wanted]


def _overlaid(paths: Paths) -> Paths:
    """Return polygons in units cut off by GEOS."""
    shapes, owner = _assembled(paths)
    # The projection bends edges, by which what was valid in degrees can come to touch itself.
    bent = ~shapely.is_valid(shapes)
    shapes[bent] = _valid(shapes[bent])
    return _disassembled(shapely.intersection(shapes, _BOX), owner)


def _valid(shapes: np.ndarray) -> np.ndarray:
    return shapely.make_valid(shapes, method="structure", keep_collapsed=False)


def _assembled(paths: Paths) -> tuple[np.ndarray, np.ndarray]:
    """Return the multipolygons that rings of at least three positions make, and their features."""
    paths = paths.chosen(paths.lengths > 2)
    lines = shapely.linearrings(paths.points.astype(float), indices=paths.path)
    first = np.flatnonzero(_is_outer(paths))
    polygon = np.cumsum(_is_outer(paths)) - 1
    owner, shape = np.unique(paths.feature[first], return_inverse=True)
    return shapely.multipolygons(shapely.polygons(lines, indices=polygon), indices=shape), owner


def _disassembled(shapes: np.ndarray, owner: np.ndarray) -> Paths:
    """Return the rings of polygons, and of whatever holds polygons."""
    parts, place = _parts(shapes, POLYGONS)
    if not len(parts):
        return NOTHING
    found = Paths(*wkb.rings(*wkb.joined(shapely.to_wkb(parts).tolist())))
    return replace(found, feature=owner[place[found.feature]])


def _is_outer(paths: Paths) -> np.ndarray:
    return np.diff(paths.part, prepend=-1) != 0


def _broken(paths: Paths, features: int) -> np.ndarray:
    """Return which features are no valid polygons."""
    found = rings.judged(paths.points, paths.starts, paths.part, paths.feature, features)
    return _known(found, paths)


def _known(judgement: np.ndarray, paths: Paths) -> np.ndarray:
    """Return which features are broken, by GEOS where there is no judgement."""
    broken, unknown = judgement == rings.BROKEN, judgement == rings.UNKNOWN
    if unknown.any():
        shapes, owner = _assembled(paths.chosen(unknown[paths.feature]))
        broken[owner] = ~shapely.is_valid(shapes)
    return broken


def _mended(paths: Paths, broken: np.ndarray) -> Paths:
    """Return the paths with the broken features made valid on the grid."""
    if not broken.any():
        return paths
    is_broken = broken[paths.feature]
    shapes, owner = _assembled(paths.chosen(is_broken))
    mended = _disassembled(shapely.set_precision(_valid(shapes), 1.0), owner)
    return paths.chosen(~is_broken).joined(on_grid(mended, True))
