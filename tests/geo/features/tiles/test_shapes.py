"""Geometry on the grid: where it was, valid, and neighbours that stay neighbours."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.features.tiles import paths
from geo.features.tiles.grid import BUFFER, EXTENT, Tile
from geo.features.tiles.shapes import DETAILED_ZOOM, LINES, POLYGONS, drawn

FRAME = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
CELLS = 24
seeds = st.integers(0, 2**32 - 1)


def polygons(shapes: np.ndarray, tile: Tile) -> dict[int, shapely.MultiPolygon]:
    """Return what is drawn of polygons, by the place of each in the input."""
    found, _ = drawn(list(shapely.to_wkb(shapes)), tile)
    drawn_ones: dict[int, list] = {}
    for number in np.unique(found.path):
        ring = shapely.linearrings(found.points[found.path == number])
        part = drawn_ones.setdefault(int(found.feature[number]), {})
        part.setdefault(int(found.part[number]), []).append(ring)
    return {
        feature: shapely.MultiPolygon([shapely.Polygon(one[0], one[1:]) for one in parts.values()])
        for feature, parts in drawn_ones.items()
    }


def star(chance: np.random.Generator, tile: Tile) -> shapely.Polygon:
    """Return a ragged polygon with a hole somewhere in or across a tile, in degrees."""
    west, south, east, north = tile.box
    angle = np.sort(chance.uniform(0, 2 * np.pi, 40))
    radius = (east - west) * chance.uniform(0.1, 0.6) * chance.uniform(0.6, 1, 40)
    middle = chance.uniform((west, south), (east, north))
    circle = np.column_stack((np.cos(angle), np.sin(angle)))
    shape = shapely.Polygon(middle + radius[:, None] * circle)
    return shape if shape.is_valid else shapely.convex_hull(shape)


@settings(max_examples=60)
@given(seeds)
def test_a_detailed_tile_holds_the_clipped_geometry_within_a_unit(seed):
    chance = np.random.default_rng(seed)
    tile = Tile(DETAILED_ZOOM, 13600, 6480)
    shape = star(chance, tile)
    shape -= shapely.affinity.scale(shape, 0.3, 0.3)
    wanted = shapely.transform(shape, tile.units) & FRAME
    found = polygons(np.array([shape]), tile).get(0, shapely.MultiPolygon())
    assert found.is_valid
    assert wanted.buffer(0.75).covers(found)
    assert found.buffer(0.75).covers(wanted.buffer(-1))


@settings(max_examples=60)
@given(seeds, st.integers(0, 20))
def test_what_is_drawn_is_valid_and_inside_the_frame(seed, zoom):
    chance = np.random.default_rng(seed)
    tile = Tile(zoom, *chance.integers(0, 2**zoom, 2).tolist())
    shapes = np.array([star(chance, tile) for _ in range(5)])
    for shape in polygons(shapes, tile).values():
        assert shape.is_valid
        assert FRAME.covers(shape)


def mosaic(chance: np.random.Generator, tile: Tile, width: float) -> np.ndarray:
    """Return regions that tile a ragged square without gap or overlap, in degrees.

    ``width`` is that of the square in tiles. The regions share all positions of their borders.
    """
    lines = np.arange(CELLS + 1)
    x, y = np.meshgrid(lines, lines)
    grid = np.stack((x, y), axis=-1) + chance.uniform(-0.35, 0.35, (CELLS + 1, CELLS + 1, 2))
    west, south, east, _ = tile.box
    grid = np.array((west, south)) + grid * ((east - west) * width / CELLS)
    cells = np.stack((grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]), axis=2)
    seats = chance.uniform(0, CELLS, (9, 2))
    middles = np.stack((x, y), axis=-1)[:-1, :-1].reshape(-1, 1, 2) + 0.5
    nearest = ((middles - seats) ** 2).sum(axis=2).argmin(axis=1)
    squares = shapely.polygons(cells.reshape(-1, 4, 2))
    return np.array(
        [shapely.coverage_union_all(squares[nearest == one]) for one in np.unique(nearest)]
    )


@settings(max_examples=60)
@given(seeds, st.sampled_from([0.01, 0.05, 0.3, 0.9, 3.0]), st.sampled_from([8, 13, 14]))
def test_neighbours_neither_overlap_nor_part_by_more_than_a_unit(seed, width, zoom):
    chance = np.random.default_rng(seed)
    tile = Tile(zoom, 2**zoom // 3, 2**zoom // 3)
    regions = mosaic(chance, tile, width)
    found = polygons(regions, tile)
    for one, other in combinations(found.values(), 2):
        assert (one & other).buffer(-0.5).is_empty
    whole = shapely.transform(shapely.union_all(regions), tile.units) & FRAME
    # The outer limit of the mosaic has no neighbour and may move as far as simplifying allows.
    inner = whole.buffer(-8)
    assert (inner - shapely.union_all(list(found.values()))).buffer(-0.5).is_empty


def test_borders_lose_positions_where_nobody_could_see_them():
    regions = mosaic(np.random.default_rng(1), tile := Tile(10, 300, 300), 0.008)
    coarse = sum(shapely.get_num_coordinates(list(polygons(regions, tile).values())))
    assert coarse < sum(shapely.get_num_coordinates(regions)) / 3


def test_a_stretch_is_simplified_the_same_way_from_both_ends():
    chance = np.random.default_rng(2)
    there = np.cumsum(chance.integers(-3, 4, (200, 2)), axis=0).astype(np.int32) + 2000
    numbers = np.arange(2)
    both = paths.Paths(np.concatenate((there, there[::-1])), np.arange(3) * 200, numbers, numbers)
    kept = paths.simplified(both, False, paths.positions(both, False), 16)
    first, second = (kept.points[kept.path == one] for one in (0, 1))
    assert len(first) < 150
    assert first.tolist() == second[::-1].tolist()


def test_lines_keep_their_ends_and_meet():
    tile = Tile(8, 211, 101)
    west, south, east, north = tile.box
    meeting = np.array(((west + east) / 2, (south + north) / 2))
    shapes = [
        shapely.LineString([meeting + (east - west) * np.array(step) * n / 50 for n in range(20)])
        for step in ((1, 0.2), (-1, 0.3), (0.1, -1))
    ]
    found, kinds = drawn(list(shapely.to_wkb(shapes)), tile)
    assert set(kinds) == {LINES}
    starts = [found.points[found.path == number][0].tolist() for number in range(3)]
    assert starts == [np.rint(tile.units(meeting[None]))[0].tolist()] * 3


def test_a_line_that_crosses_itself_stays_one_line():
    tile = Tile(3, 4, 3)
    turns = shapely.LineString([(1, 1), (20, 20), (1, 20), (20, 1)])
    found, _ = drawn([shapely.to_wkb(turns)], tile)
    assert len(np.unique(found.path)) == 1


WORLD = shapely.box(-180, -90, 180, 90)
EDGES = [WORLD, shapely.box(170, -90, 180, -80), shapely.box(-180, 60, -170, 90)]


@pytest.mark.parametrize("zoom", [0, 1, 5, 14, 24])
@pytest.mark.parametrize("corner", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_the_edges_of_the_world_can_be_drawn(zoom, corner):
    column, row = (place * (2**zoom - 1) for place in corner)
    tile = Tile(zoom, column, row)
    west, south, east, north = tile.box
    assert -180 <= west < east <= 180
    assert -90 < south < north < 90
    for shape in polygons(np.array(EDGES), tile).values():
        assert shape.is_valid
    assert 0 in polygons(np.array(EDGES), tile)


def test_the_grid_is_that_of_web_mercator():
    from geo.crs import project_positions

    chance = np.random.default_rng(3)
    degrees = np.column_stack((chance.uniform(-180, 180, 100), chance.uniform(-85, 85, 100)))
    metres = project_positions(degrees, 3857)
    found = Tile(0, 0, 0).units(degrees)
    wanted = (metres * (1, -1) / 20037508.342789244 + 1) / 2 * EXTENT
    assert np.abs(found - wanted).max() < 1e-6


def test_what_rounding_breaks_is_mended():
    tile = Tile(DETAILED_ZOOM, 13600, 6480)
    unit = (tile.box[2] - tile.box[0]) / (EXTENT + 2 * BUFFER)
    x, y = (tile.box[0] + tile.box[2]) / 2, (tile.box[1] + tile.box[3]) / 2
    # Two rooms with a passage a fifth of a unit wide between them.
    rooms = [shapely.box(x, y, x + 9 * unit, y + 9 * unit)]
    rooms.append(shapely.affinity.translate(rooms[0], 20 * unit))
    passage = shapely.box(x + 8 * unit, y + 4 * unit, x + 21 * unit, y + 4.2 * unit)
    found = polygons(np.array([shapely.union_all([*rooms, passage])]), tile)
    assert found[0].is_valid
    assert len(found[0].geoms) == 2


def test_a_polygon_with_a_kind_of_its_own_is_not_mixed_with_lines():
    tile = Tile(5, 26, 12)
    west, south, east, north = tile.box
    shapes = [
        shapely.LineString([(west, south), (east, north)]),
        shapely.box(west, south, east, north),
        shapely.Point((west + east) / 2, (south + north) / 2),
    ]
    found, kinds = drawn(list(shapely.to_wkb(shapes)), tile)
    assert kinds.tolist() == [LINES, POLYGONS, 1]
    assert found.feature[np.unique(found.path)].tolist() == [0, 1, 2]
