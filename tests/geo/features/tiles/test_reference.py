"""The villages of the reference data at every zoom: they neither overlap nor part."""

from itertools import combinations

import mapbox_vector_tile
import numpy as np
import pytest
import shapely

from geo.features.tiles.documents import DEEPEST_USEFUL_ZOOM
from geo.features.tiles.grid import BUFFER, EXTENT, Tile
from geo.models import Village
from tests.geo.features.tiles.test_tiles import TILES

pytestmark = pytest.mark.django_db
FRAME = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
# How far the outer limit of all villages, which has no neighbour, may move: a triangle of 8 square
# units over one unit is 16 high.
OUTER_LIMIT_UNITS = 16
# Half of what a gap or an overlap may be wide.
HALF_A_UNIT = 0.5


def tile_of(position: shapely.Point, zoom: int) -> Tile:
    """Return the tile that a position is in."""
    x, y = Tile(0, 0, 0).units(np.array([[position.x, position.y]]))[0] / EXTENT * 2**zoom
    return Tile(zoom, int(x), int(y))


@pytest.mark.parametrize("zoom", range(DEEPEST_USEFUL_ZOOM + 1))
def test_villages_neither_overlap_nor_part_by_more_than_a_unit(client, zoom):
    villages = Village.objects.filter(valid_to=None).values_list("pk", "geom")
    stored = {key: shapely.from_wkb(bytes(shape.wkb)) for key, shape in villages}
    whole = shapely.union_all(list(stored.values()))
    tile = tile_of(whole.representative_point(), zoom)
    content = client.get(f"{TILES}/{zoom}/{tile.column}/{tile.row}.mvt").content
    options = {"y_coord_down": True}
    (layer,) = mapbox_vector_tile.decode(content, default_options=options).values()
    drawn = {one["id"]: shapely.geometry.shape(one["geometry"]) for one in layer["features"]}
    assert set(drawn) <= set(stored)
    for one, other in combinations(drawn.values(), 2):
        assert (one & other).buffer(-HALF_A_UNIT).is_empty
    assert all(shape.is_valid for shape in drawn.values())
    inner = (shapely.transform(whole, tile.units) & FRAME).buffer(-OUTER_LIMIT_UNITS)
    gaps = inner - shapely.union_all(list(drawn.values()))
    assert gaps.buffer(-HALF_A_UNIT).is_empty
