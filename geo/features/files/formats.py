"""The formats of files: what writes them, what they can hold, and what they are called."""

from collections.abc import Callable
from dataclasses import dataclass

from geo.features.collections import Collection, Text
from geo.features.errors import BadParameterError, NotFoundError
from geo.features.files import (
    delimited,
    geojson,
    geopackage,
    gpx,
    kml,
    ogr,
    register,
    shapefile,
    workbook,
)
from geo.features.files.frames import Frame
from geo.features.negotiation import GEOJSON, NDJSON

ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GEOPACKAGE = "application/geopackage+sqlite3"


def _any(collection: Collection) -> bool:
    return True


def _with_geometry(collection: Collection) -> bool:
    return bool(collection.geometry)


def _points_or_lines(collection: Collection) -> bool:
    """Whether GPX can hold it: what may be points or lines, not what is always areas."""
    return _with_geometry(collection) and "POLYGON" not in collection.geometry_field.geom_type


@dataclass(frozen=True)
class Format:
    """A kind of file.

    ``stream`` yields the bytes of a file as it is read, ``write`` writes one that must be whole
    before it is sent. ``language`` is that of titles where the request names none; ``is_wgs84``
    says that the format knows no other system. A row takes ``weight`` times as long as a row of a
    GeoPackage.
    """

    extension: str
    media_type: str
    title: Text
    stream: Callable | None = None
    write: Callable | None = None
    fits: Callable[[Collection], bool] = _any
    language: str = "zh"
    is_wgs84: bool = False
    weight: int = 1

    def check(self, collection: Collection) -> None:
        """Refuse a collection that the format cannot hold."""
        if self.fits(collection):
            return
        usable = [one.extension for one in FORMATS.values() if one.fits(collection)]
        raise NotFoundError(
            f"The collection '{collection.id}' cannot be had as {self.extension}: its geometry "
            "does not fit the format.",
            parameter="extension",
            value=self.extension,
            expected=", ".join(usable),
        )

    def check_frame(self, frame: Frame, given: str) -> None:
        """Refuse a system that the format cannot name."""
        if not self.is_wgs84 or frame.srid == Frame().srid:
            return
        usable = ", ".join(one.extension for one in FORMATS.values() if not one.is_wgs84)
        raise BadParameterError(
            "crs",
            given,
            "EPSG:4326",
            f"{self.extension} is always WGS 84 (EPSG:4326): for '{given}' ask for {usable}.",
        )


def _format(*values, **more) -> tuple[str, Format]:
    return values[0], Format(*values, **more)


FORMATS: dict[str, Format] = dict(
    (
        _format(
            "geojson",
            GEOJSON,
            Text("GeoJSON", "GeoJSON"),
            stream=geojson.feature_collection,
            is_wgs84=True,
        ),
        _format(
            "geojsonl",
            NDJSON,
            Text("GeoJSON，每行一个要素", "GeoJSON, one feature a line"),
            stream=geojson.feature_lines,
            is_wgs84=True,
        ),
        _format(
            "geojsons",
            "application/geo+json-seq",
            Text("GeoJSON 文本序列", "GeoJSON text sequence"),
            stream=geojson.feature_sequence,
            is_wgs84=True,
        ),
        _format("gpkg", GEOPACKAGE, Text("GeoPackage", "GeoPackage"), write=geopackage.one_package),
        _format(
            "fgb",
            "application/flatgeobuf",
            Text("FlatGeobuf", "FlatGeobuf"),
            write=ogr.flat_file,
            fits=_with_geometry,
        ),
        _format(
            "zip",
            ZIP,
            Text("Shapefile（zip）", "Shapefile (zip)"),
            write=shapefile.zipped_shapefile,
        ),
        _format(
            "xlsx", XLSX, Text("Excel（xlsx）", "Excel (xlsx)"), write=workbook.workbook, weight=5
        ),
        _format(
            "csv",
            "text/csv; charset=utf-8",
            Text("CSV", "CSV"),
            stream=delimited.delimited,
            language="",
        ),
        _format(
            "kml",
            "application/vnd.google-earth.kml+xml",
            Text("KML", "KML"),
            stream=kml.keyhole,
            fits=_with_geometry,
            is_wgs84=True,
        ),
        _format(
            "kmz",
            "application/vnd.google-earth.kmz",
            Text("KMZ", "KMZ"),
            write=kml.packed_keyhole,
            fits=_with_geometry,
            is_wgs84=True,
        ),
        _format(
            "gpx",
            "application/gpx+xml",
            Text("GPX", "GPX"),
            stream=gpx.exchange,
            fits=_points_or_lines,
            is_wgs84=True,
        ),
    )
)
# Files of all collections together: their writers take all selections.
REGISTER: dict[str, Format] = dict(
    (
        _format("gpkg", GEOPACKAGE, Text("GeoPackage", "GeoPackage"), write=geopackage.package),
        _format(
            "zip",
            ZIP,
            Text("QGIS 项目和 GeoPackage（zip）", "QGIS project with its GeoPackage (zip)"),
            write=register.bundle,
        ),
    )
)


def formats_of(collection: Collection) -> list[Format]:
    """Return the formats in which a collection can be had."""
    return [one for one in FORMATS.values() if one.fits(collection)]
