"""Datums and projections: the only place that knows them.

Everything is stored in EPSG:4326, longitude first. Measures are taken in the metric CRS of the
subdistrict (EPSG:4549 for Shizilu), never in degrees and never in Web Mercator.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import shapely
from pybind11_coordtransform import gcj02tobd09, wgs84_to_gcj02_Nx2
from pyproj import Transformer

STORAGE_SRID = 4326
DEFAULT_METRIC_SRID = 4549
# The 3-degree Gauss-Krueger zones of CGCS2000 without a zone number in the easting, 75E to 135E.
METRIC_SRIDS = tuple(range(4534, 4555))
# WGS 84, then the datums of Chinese map services, each shifted against the one before.
DATUMS = ("wgs84", "gcj02", "bd09")
# West, south, east, north of where they are shifted at all.
SHIFTED_BOUNDS = (72.004, 0.8293, 137.8347, 55.8271)
# A tenth of a millimetre; rounds that a shift cannot need, at the edge of the bounds apart.
BACKWARD_DEGREES, BACKWARD_ROUNDS = 1e-9, 12


@lru_cache(maxsize=64)
def transformer(source_srid: int, target_srid: int) -> Transformer:
    """Return the transformer between two EPSG codes with x (longitude, easting) first."""
    return Transformer.from_crs(source_srid, target_srid, always_xy=True)


def project(geometries, target_srid: int, source_srid: int = STORAGE_SRID):
    """Transform a shapely geometry or an array of them to ``target_srid``; x stays first.

    None stays None and an empty geometry stays empty.
    """
    return shapely.transform(
        geometries, lambda positions: project_positions(positions, target_srid, source_srid)
    )


def project_positions(
    positions: np.ndarray, target_srid: int, source_srid: int = STORAGE_SRID
) -> np.ndarray:
    """Transform coordinates (n, 2), x first, to ``target_srid``; NaN stays NaN."""
    xy = np.asarray(positions, dtype=float).reshape(-1, 2)
    return np.column_stack(transformer(source_srid, target_srid).transform(xy[:, 0], xy[:, 1]))


def area_m2(geometries, metric_srid: int = DEFAULT_METRIC_SRID):
    """Return planar areas in square metres of EPSG:4326 geometries, measured in ``metric_srid``.

    Type in, type out: one geometry gives a float, an array gives an array; None gives NaN.
    """
    return shapely.area(project(geometries, metric_srid))


def length_m(geometries, metric_srid: int = DEFAULT_METRIC_SRID):
    """Return lengths in metres of EPSG:4326 geometries, measured in ``metric_srid``."""
    return shapely.length(project(geometries, metric_srid))


def shift(positions: np.ndarray, source: str, target: str) -> np.ndarray:
    """Move longitudes and latitudes (n, 2) from one datum of ``DATUMS`` to another.

    WGS 84 to GCJ-02 and GCJ-02 to BD-09 are the library's; the ways back are found by iterating
    them until the round trip is exact to a tenth of a millimetre. Outside ``SHIFTED_BOUNDS``
    nothing moves, and so nothing that comes to lie there when it is moved back. NaN stays NaN.
    Raises ValueError for an unknown datum.
    """
    for datum in (source, target):
        if datum not in DATUMS:
            raise ValueError(f"datum: got {datum!r}, expected one of {', '.join(DATUMS)}")
    moved = np.array(positions, dtype=float).reshape(-1, 2)
    here, there = DATUMS.index(source), DATUMS.index(target)
    for step in range(here, there):
        moved = _FORWARD[step](moved)
    for step in range(here - 1, there - 1, -1):
        moved = _backward(_FORWARD[step], moved)
    return moved


def _to_gcj02(positions: np.ndarray) -> np.ndarray:
    # The library looks only at the first position when it decides whether to shift.
    return _inside(positions, lambda found: wgs84_to_gcj02_Nx2(found, False))


def _to_bd09(positions: np.ndarray) -> np.ndarray:
    return _inside(positions, lambda found: np.array([gcj02tobd09(*one) for one in found.tolist()]))


def _inside(positions: np.ndarray, move: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Return the positions with those inside ``SHIFTED_BOUNDS`` moved."""
    west, south, east, north = SHIFTED_BOUNDS
    lon, lat = positions.T
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    moved = positions.copy()
    if inside.any():
        moved[inside] = move(positions[inside])
    return moved


def _backward(forward: Callable[[np.ndarray], np.ndarray], positions: np.ndarray) -> np.ndarray:
    """Return what ``forward`` moves to ``positions``.

    The shift changes by less than a hundredth of the way, so each round gains two digits.
    """
    found = positions.copy()
    for _round in range(BACKWARD_ROUNDS):
        rest = positions - forward(found)
        found = found + rest
        if not (np.abs(rest) > BACKWARD_DEGREES).any():
            break
    return found


_FORWARD = (_to_gcj02, _to_bd09)
