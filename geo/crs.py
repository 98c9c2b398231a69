"""Datums and projections: the only place that knows them.

Everything is stored in EPSG:4326, longitude first. Measures are taken in the metric CRS of the
subdistrict (EPSG:4549 for Shizilu), never in degrees and never in Web Mercator.
"""

from functools import lru_cache

import numpy as np
import shapely
from pyproj import Transformer

STORAGE_SRID = 4326
DEFAULT_METRIC_SRID = 4549
# The 3-degree Gauss-Krueger zones of CGCS2000 without a zone number in the easting, 75E to 135E.
METRIC_SRIDS = tuple(range(4534, 4555))


@lru_cache(maxsize=64)
def transformer(source_srid: int, target_srid: int) -> Transformer:
    """Return the transformer between two EPSG codes with x (longitude, easting) first."""
    return Transformer.from_crs(source_srid, target_srid, always_xy=True)


def project(geometries, target_srid: int, source_srid: int = STORAGE_SRID):
    """Transform a shapely geometry or an array of them to ``target_srid``; x stays first.

    None stays None and an empty geometry stays empty.
    """
    change = transformer(source_srid, target_srid)

    def move(coordinates: np.ndarray) -> np.ndarray:
        return np.column_stack(change.transform(coordinates[:, 0], coordinates[:, 1]))

    return shapely.transform(geometries, move)


def area_m2(geometries, metric_srid: int = DEFAULT_METRIC_SRID):
    """Return planar areas in square metres of EPSG:4326 geometries, measured in ``metric_srid``.

    Type in, type out: one geometry gives a float, an array gives an array; None gives NaN.
    """
    return shapely.area(project(geometries, metric_srid))


def length_m(geometries, metric_srid: int = DEFAULT_METRIC_SRID):
    """Return lengths in metres of EPSG:4326 geometries, measured in ``metric_srid``."""
    return shapely.length(project(geometries, metric_srid))
