"""The whole register as files: a QGIS project on the service, or with its data beside it."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.features.collections import Collection, all_collections
from geo.features.extents import extent
from geo.features.files.geopackage import package
from geo.features.files.ogr import exact_type
from geo.features.files.progress import Progress
from geo.features.files.qgis_project import Box, file_layer, project, service_layer
from geo.features.files.rows import Selection

PACKAGE, PROJECT = "register.gpkg", "register.qgz"


def service_project(landing: str, language: str) -> bytes:
    """Return a project whose layers are read from the service at ``landing`` as it is then."""
    layers = [service_layer(item, landing, _box(item)) for item in all_collections()]
    return project(layers, language)


def bundle(
    selections: tuple[Selection, ...], path: Path, language: str, day: str, progress: Progress
) -> None:
    """Write a zip of a GeoPackage and the project on it: unpacked, it needs no network."""
    with TemporaryDirectory(dir=path.parent) as folder:
        data = Path(folder) / PACKAGE
        package(selections, data, language, day, progress)
        layers = [
            file_layer(
                one.collection,
                PACKAGE,
                one.frame.crs,
                _box(one.collection),
                exact_type(one) == "Unknown",
            )
            for one in selections
        ]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(data, PACKAGE)
            archive.writestr(PROJECT, project(layers, language))


def _box(collection: Collection) -> Box | None:
    boxes = extent(collection).get("spatial", {}).get("bbox")
    return tuple(boxes[0]) if boxes else None
