"""Checks of input that several analyses share. Each returns the input in its working form."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from coverage.analysis.errors import InvalidGeometryError, InvalidValueError

LINE = (GeometryType.LINESTRING,)
LINEAR = (GeometryType.LINESTRING, GeometryType.MULTILINESTRING)
POLYGONAL = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)

Lines = NDArray[Any]


def points(xy: ArrayLike, parameter: str) -> NDArray[np.float64]:
    """An (n, 2) array of finite coordinates in metres; an empty input gives shape (0, 2)."""
    array = np.asarray(xy, dtype=float)
    if array.size == 0:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:
        raise InvalidValueError(parameter, array.shape, "an array of shape (n, 2)")
    bad = ~np.isfinite(array).all(axis=1)
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidValueError(f"{parameter}[{row}]", array[row].tolist(), "finite metres")
    return array


def positive(value: float, parameter: str) -> float:
    """A finite number above zero."""
    if not (np.isfinite(value) and value > 0):
        raise InvalidValueError(parameter, value, "a finite number above 0")
    return float(value)


def not_negative(values: ArrayLike, parameter: str) -> NDArray[Any]:
    """An array of finite numbers, none below zero; integers stay integers."""
    array = np.asarray(values)
    if array.size == 0:
        return array.astype(float)
    if array.dtype.kind not in "iuf":
        raise InvalidValueError(parameter, array.dtype.name, "numbers")
    bad = ~(np.isfinite(array) & (array >= 0))
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidValueError(f"{parameter}[{row}]", array[row].item(), "a finite number >= 0")
    return array


def shares(values: ArrayLike, parameter: str) -> NDArray[np.float64]:
    """An array of shape (n,) of numbers from 0 to 1."""
    array = np.asarray(values, dtype=float).reshape(-1)
    bad = ~((array >= 0) & (array <= 1))
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidValueError(f"{parameter}[{row}]", float(array[row]), "a number from 0 to 1")
    return array


def rows(values: ArrayLike, count: int, parameter: str) -> NDArray[np.intp]:
    """Row numbers of another table, shape (n,), which has `count` rows."""
    array = np.asarray(values)
    if array.size == 0:
        return np.empty(0, dtype=np.intp)
    array = array.reshape(-1)
    wrong = ~((array >= 0) & (array < count) & (array == np.floor(array)))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InvalidValueError(
            f"{parameter}[{row}]", array[row].item(), f"a whole number, 0 or more and below {count}"
        )
    return array.astype(np.intp)


def same_length(**columns: Sequence[Any] | NDArray[Any]) -> int:
    """The common length of columns of one table."""
    lengths = {name: len(column) for name, column in columns.items()}
    first_name, first = next(iter(lengths.items()))
    for name, length in lengths.items():
        if length != first:
            raise InvalidValueError(name, length, f"{first} rows as in {first_name}")
    return first


def lines(geometries: Sequence[Any] | NDArray[Any], parameter: str) -> Lines:
    """An object array of LineStrings with a length above zero."""
    array = _geometries(geometries, parameter)
    for row in np.flatnonzero(~_usable(array, LINE) | ~(shapely.length(array) > 0)):
        raise InvalidGeometryError(
            f"{parameter}[{row}]", _described(array[row]), "a LineString longer than 0 m"
        )
    return array


def polygons(geometries: Sequence[Any] | NDArray[Any], parameter: str) -> NDArray[Any]:
    """An object array of valid, not empty Polygons or MultiPolygons."""
    array = _geometries(geometries, parameter)
    for row in np.flatnonzero(~_usable(array, POLYGONAL)):
        raise InvalidGeometryError(f"{parameter}[{row}]", _described(array[row]), _POLYGON_WANTED)
    return array


def lines_or_polygons(geometries: Sequence[Any] | NDArray[Any], parameter: str) -> NDArray[Any]:
    """An object array of valid lines and polygons, single or multiple, none without a length."""
    array = _geometries(geometries, parameter)
    for row in np.flatnonzero(~_usable(array, LINEAR + POLYGONAL) | ~(shapely.length(array) > 0)):
        wanted = "a valid line or polygon longer than 0 m"
        raise InvalidGeometryError(f"{parameter}[{row}]", _described(array[row]), wanted)
    return array


def polygon(geometry: BaseGeometry | None, parameter: str) -> BaseGeometry:
    """One valid, not empty Polygon or MultiPolygon."""
    if not isinstance(geometry, BaseGeometry) or not _usable(geometry, POLYGONAL):
        raise InvalidGeometryError(parameter, _described(geometry), _POLYGON_WANTED)
    return geometry


_POLYGON_WANTED = "a valid Polygon or MultiPolygon that is not empty"


def _geometries(geometries: Sequence[Any] | NDArray[Any], parameter: str) -> NDArray[Any]:
    array = np.asarray(geometries, dtype=object)
    if array.ndim != 1:
        raise InvalidGeometryError(parameter, array.shape, "a sequence of geometries")
    for row, geometry in enumerate(array):
        if geometry is not None and not isinstance(geometry, BaseGeometry):
            raise InvalidGeometryError(f"{parameter}[{row}]", geometry, "a shapely geometry")
    return array


def _usable(array: Any, types: tuple[GeometryType, ...]) -> Any:
    return (
        np.isin(shapely.get_type_id(array), types)
        & ~shapely.is_empty(array)
        & shapely.is_valid(array)
    )


def _described(geometry: object) -> str:
    """A geometry in a few words; the whole text could be megabytes."""
    if not isinstance(geometry, BaseGeometry):
        return repr(geometry)
    if geometry.is_empty:
        return f"an empty {geometry.geom_type}"
    if not geometry.is_valid:
        return f"a {geometry.geom_type} that is not valid ({shapely.is_valid_reason(geometry)})"
    return f"a {geometry.geom_type}"
