"""CSV (RFC 4180): UTF-8 with a byte order mark, coordinates in columns or as WKT."""

import csv
import io
from collections.abc import Iterator

import numpy as np
import shapely

from geo.features.collections import Text
from geo.features.encoding import MEASURE_DECIMALS
from geo.features.files.rows import ID, Batch, Selection
from geo.features.files.text import harmless, in_language

CHUNK_ROWS = 1000
# Names say the direction: in Chinese tables X is the northing.
DEGREES = {"lon": Text("经度", "longitude"), "lat": Text("纬度", "latitude")}
METRES = {
    "easting": Text("东坐标（米）", "easting (m)"),
    "northing": Text("北坐标（米）", "northing (m)"),
}
# The name by which GDAL and QGIS know the column without being told.
WKT = {"WKT": Text("几何（WKT）", "geometry (WKT)")}
PUBLIC_ID = Text("公开标识", "public id")


def place_columns(selection: Selection, points_only: bool = False) -> dict[str, Text]:
    """Return the columns that hold where a feature is: none, two coordinates, or WKT."""
    if not selection.geometry_type:
        return {}
    if selection.geometry_type == "Point" or points_only:
        return METRES if selection.frame.is_metric else DEGREES
    return WKT


def headers(selection: Selection, places: dict[str, Text], language: str) -> list[str]:
    """Return the header line: machine names, or titles where a language is given."""
    titles = {ID: PUBLIC_ID} | {item.name: item.title for item in selection.properties} | places
    return [in_language(title, language) if language else name for name, title in titles.items()]


def delimited(selection: Selection, language: str) -> Iterator[bytes]:
    """Yield the table; without ``language`` the headers are the names that the API uses.

    Text like a formula gets an apostrophe before it; numbers and coordinates stay numbers.
    """
    places = place_columns(selection)
    yield _lines([headers(selection, places, language)]).encode("utf-8-sig")
    for batch in selection.batches(CHUNK_ROWS):
        yield _lines(_rows(selection, batch, places)).encode(errors="replace")


def _rows(selection: Selection, batch: Batch, places: dict[str, Text]) -> Iterator[list]:
    columns = [
        [_cell(value, item.type) for value in column]
        for item, column in zip(selection.properties, batch.columns, strict=True)
    ]
    return zip(batch.ids, *columns, *_places(selection, batch, places), strict=True)


def _places(selection: Selection, batch: Batch, places: dict[str, Text]) -> list[list]:
    decimals = selection.frame.decimals
    if places is WKT:
        texts = shapely.to_wkt(batch.shapes, rounding_precision=decimals)
        return [texts.tolist()]
    return coordinates(batch.shapes, decimals) if places else []


def coordinates(points: np.ndarray, decimals: int) -> list[list[float | None]]:
    """Return the x and y of points, None where there is none."""
    found = np.round([shapely.get_x(points), shapely.get_y(points)], decimals)
    return [[None if np.isnan(one) else one for one in axis] for axis in found.tolist()]


def _cell(value: object, kind: str) -> object:
    if value is None or kind in ("date", "integer"):
        return value
    if kind == "number":
        return round(value, MEASURE_DECIMALS)
    if kind == "boolean":
        return "true" if value else "false"
    return harmless(value)


def _lines(rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
