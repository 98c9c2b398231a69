"""GDAL with a single driver and nothing from outside: only this module of the readers uses it."""

import ctypes
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from geo.ingest.tables import UnreadableFileError

DRIVER = b"ESRI Shapefile"


@lru_cache(maxsize=1)
def _raw():
    """Return pyogrio's reading module, once every other driver has been taken out of GDAL.

    So a VRT, a database or an address under another name is nothing that can be opened.
    """
    import pyogrio.errors
    import pyogrio.raw

    from config import native

    library = ctypes.CDLL(native.gdal_library_path())
    library.GDALGetDriver.restype = ctypes.c_void_p
    library.GDALGetDriverShortName.restype = ctypes.c_char_p
    library.GDALGetDriverShortName.argtypes = [ctypes.c_void_p]
    library.GDALDeregisterDriver.argtypes = [ctypes.c_void_p]
    for number in reversed(range(library.GDALGetDriverCount())):
        driver = library.GDALGetDriver(number)
        if library.GDALGetDriverShortName(driver) != DRIVER:
            library.GDALDeregisterDriver(driver)
    return pyogrio


def read_shapefile(
    path: Path, encoding: str, records: np.ndarray
) -> tuple[list[int], list[bytes | None], list[list]]:
    """Return numbers of rows (from 1), WKB and columns of some records (numbers from 0).

    Text is in ``encoding``, dates are ISO 8601. Raises UnreadableFileError.
    """
    pyogrio = _raw()
    faults = (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError)
    faults += (pyogrio.errors.FeatureError, pyogrio.errors.GeometryError, RuntimeError)
    try:
        _meta, fids, shapes, columns = pyogrio.raw.read(
            str(path),
            fids=records,
            return_fids=True,
            force_2d=True,
            datetime_as_string=True,
            ENCODING=encoding,
        )
    except faults as error:
        text = _("The shapefile is broken or cut off: %(why)s.") % {"why": str(error)[:120]}
        raise UnreadableFileError("file", None, "shapefile", text) from error
    return (fids + 1).tolist(), shapes.tolist(), [_plain(column) for column in columns]


def _plain(column: np.ndarray) -> list:
    if column.dtype.kind == "M":
        texts = np.datetime_as_string(column)
        return [None if text == "NaT" else text for text in texts.tolist()]
    if column.dtype.kind == "f":
        return [None if value != value else value for value in column.tolist()]
    return column.tolist()
