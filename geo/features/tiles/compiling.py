"""What draws and writes tiles, compiled before anybody waits for it."""

import numpy as np
import shapely

from geo.features.tiles import mvt, shapes
from geo.features.tiles.grid import Tile


def compiled() -> None:
    """Compile everything, or load it from the cache: once in a process, seconds or less."""
    tile = Tile(10, 512, 511)
    west, south, east, north = tile.box
    square, across = shapely.box(west, south, east, north), shapely.box(0, 0, east, north)
    # Two rooms that touch: what is mended. Whole, cut and holed polygons, a line and a point.
    given = [
        across,
        square.buffer(-0.01) - square.buffer(-0.02),
        square - square.buffer(-0.01),
        shapely.Polygon([(west, south), (east, north), (west, north), (east, south)]),
        shapely.MultiPolygon([square.buffer(-0.01), across.buffer(-0.001)]),
        square.exterior,
        square.centroid,
    ]
    paths, kinds = shapes.drawn(list(shapely.to_wkb(given)), tile)
    columns = {"n": mvt.Column(list(range(len(given))), int)}
    mvt.layer("all", np.arange(len(given)).tolist(), columns, paths, kinds)
