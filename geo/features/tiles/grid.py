"""The grid of WebMercatorQuad: which tile, where it lies, and positions in its units."""

import math
import re
from dataclasses import dataclass

import numpy as np

from geo.compiled import njit
from geo.features.boxes import Box
from geo.features.errors import NotFoundError

MATRIX_SET = "WebMercatorQuad"
# The deepest matrix that OGC 17-083r4, annex D.1 defines.
DEEPEST_ZOOM = 24
# A tile is 4,096 units wide; what lies up to BUFFER units outside is drawn too, for strokes.
EXTENT, BUFFER = 4096, 128
# Where the projection's vertical would be infinite; the grid itself ends at 85.06 degrees.
STEEPEST_LATITUDE = 89.9

_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True)
class Tile:
    """A tile of the grid: columns run east, rows run south, from the grid's north-west corner."""

    zoom: int
    column: int
    row: int

    @property
    def box(self) -> Box:
        """West, south, east, north of the tile with its buffer, in degrees of WGS 84."""
        margin = BUFFER / EXTENT
        west, east = (self._longitude(x) for x in (self.column - margin, self.column + 1 + margin))
        north, south = (self._latitude(y) for y in (self.row - margin, self.row + 1 + margin))
        return max(west, -180.0), south, min(east, 180.0), north

    def _longitude(self, column: float) -> float:
        return column / 2**self.zoom * 360 - 180

    def _latitude(self, row: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**self.zoom))))

    def units(self, positions: np.ndarray) -> np.ndarray:
        """Return longitudes and latitudes (n, 2) in units of the tile, y down, not rounded.

        The spherical Mercator projection of EPSG:3857, from which tile units differ by a factor.
        """
        found = np.array(positions, dtype=float)
        project(found, 2**self.zoom, self.column, self.row)
        return found


@njit(cache=True)
def project(positions, tiles, column, row):
    """Turn longitudes and latitudes (n, 2) into units of a tile, in place."""
    steepest = np.sin(np.radians(STEEPEST_LATITUDE))
    for place in range(len(positions)):
        sine = min(max(np.sin(np.radians(positions[place, 1])), -steepest), steepest)
        # The inverse hyperbolic tangent of the sine is the projection's vertical.
        north = np.log((1 + sine) / (1 - sine)) / 2
        x = positions[place, 0] * (tiles / 360) + (tiles / 2 - column)
        y = north * (-tiles / (2 * np.pi)) + (tiles / 2 - row)
        positions[place, 0], positions[place, 1] = x * EXTENT, y * EXTENT


def tile(zoom: str, column: str, row: str) -> Tile:
    """Return the tile at an address; raises NotFoundError for one outside the grid."""
    deep = _inside("tileMatrix", zoom, DEEPEST_ZOOM)
    last = 2**deep - 1
    return Tile(deep, _inside("tileCol", column, last), _inside("tileRow", row, last))


def _inside(name: str, text: str, largest: int) -> int:
    if _NUMBER.fullmatch(text) and int(text) <= largest:
        return int(text)
    raise NotFoundError(
        f"There is no tile here: '{text}' is not a value of '{name}'.",
        parameter=name,
        value=text.replace("\x00", "\\0"),
        expected=f"an integer from 0 to {largest}",
    )


def check_matrix_set(name: str) -> None:
    """Raise NotFoundError for a tile matrix set other than the one there is."""
    if name != MATRIX_SET:
        raise NotFoundError(
            f"There is no tile matrix set '{name}'.".replace("\x00", "\\0"),
            parameter="tileMatrixSetId",
            value=name.replace("\x00", "\\0"),
            expected=MATRIX_SET,
        )
