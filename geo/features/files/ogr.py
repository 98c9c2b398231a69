"""Formats that GDAL writes, batch by batch: GeoPackage layers, FlatGeobuf, shapefiles.

The drivers are named, the paths are the service's own, and nothing of a request reaches GDAL but
values: no request can make it open something else.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely
from pyogrio import raw

from geo.features.collections import Property
from geo.features.files.progress import Progress
from geo.features.files.rows import GEOMETRY_TYPES, ID, Batch, Selection
from geo.features.sql import source

# Read by GDAL since 2.2 and by QGIS and ArcGIS of ten years ago.
GEOPACKAGE_VERSION = "1.2"
EMPTY = {
    "string": "",
    "integer": 0,
    "number": 0.0,
    "boolean": False,
    "date": np.datetime64("1970-01-01"),
}
DTYPES = {
    "string": object,
    "integer": "int64",
    "number": "float64",
    "boolean": bool,
    "date": "datetime64[D]",
}


def package_layer(
    selection: Selection, path: Path, title: str, description: str, progress: Progress
) -> int:
    """Write a collection as a layer of the GeoPackage at ``path``, which may have others.

    Returns how many of its features have no geometry.
    """
    unplaced = 0
    geometry_type = exact_type(selection)
    options = {"IDENTIFIER": title, "DESCRIPTION": description}
    for batch in batches(selection):
        is_new = not path.exists()
        write(
            path,
            "GPKG",
            selection.collection.id,
            batch,
            selection.properties,
            geometry_type,
            selection.frame.crs,
            dataset_options={"VERSION": GEOPACKAGE_VERSION} if is_new else None,
            layer_options=options,
            append=not is_new,
        )
        # They describe a layer that is made; a batch that is appended to it has none.
        options = None
        unplaced += int(shapely.is_missing(batch.shapes).sum())
        progress(len(batch))
    return unplaced


def flat_file(
    selection: Selection, path: Path, language: str, day: str, progress: Progress
) -> None:
    """Write FlatGeobuf with its spatial index.

    A feature without geometry excludes the index: the format has no place for it there.
    The driver wants all features at once: they come as Arrow batches out of a GeoPackage that is
    written first, so that no more of them than a batch is in memory.
    """
    with TemporaryDirectory(dir=path.parent) as folder:
        between = Path(folder) / "between.gpkg"
        unplaced = package_layer(selection, between, "", "", progress)
        with raw.open_arrow(between, layer=selection.collection.id, use_pyarrow=False) as opened:
            meta, stream = opened
            raw.write_arrow(
                stream,
                path,
                layer=selection.collection.id,
                driver="FlatGeobuf",
                geometry_name=meta["geometry_name"],
                geometry_type=meta["geometry_type"],
                crs=selection.frame.crs,
                layer_options={"SPATIAL_INDEX": "NO" if unplaced else "YES"},
            )


def exact_type(selection: Selection) -> str:
    """Return the geometry type of a layer: where the declared one is open, that of the rows."""
    if selection.geometry_type != "Unknown":
        return selection.geometry_type
    found = {
        GEOMETRY_TYPES.get(name, "Unknown")
        for (name,) in source(selection.collection).geometry_types(selection.query).rows()
        if name is not None
    }
    return found.pop() if len(found) == 1 else "Unknown"


def batches(selection: Selection) -> Iterator[Batch]:
    """Yield the batches; an empty one where there is none, which still makes the layer."""
    is_empty = True
    for batch in selection.batches():
        is_empty = False
        yield batch
    if is_empty:
        yield Batch([], np.array([], dtype=object), [[] for _ in selection.properties])


def write(
    path: Path,
    driver: str,
    layer: str,
    batch: Batch,
    properties: tuple[Property, ...],
    geometry_type: str,
    crs: str,
    names: dict[str, str] | None = None,
    **options,
) -> None:
    """Write a batch with typed fields; ``names`` are those of fields the format shortens."""
    fields = [ID, *(item.name for item in properties)]
    kinds = ["string", *(item.type for item in properties)]
    columns = [
        typed(column, kind) for column, kind in zip([batch.ids, *batch.columns], kinds, strict=True)
    ]
    raw.write(
        path,
        shapely.to_wkb(batch.shapes) if geometry_type else None,
        [values for values, _ in columns],
        [(names or {}).get(name, name) for name in fields],
        field_mask=[mask for _, mask in columns],
        layer=layer,
        driver=driver,
        geometry_type=geometry_type or None,
        crs=crs if geometry_type else None,
        encoding="UTF-8",
        **options,
    )


def typed(column: list, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of a column in the type of its kind, and where there is none."""
    mask = np.array([value is None for value in column], dtype=bool)
    empty = EMPTY[kind]
    values = [empty if value is None else value for value in column]
    return np.array(values, dtype=DTYPES[kind]), mask
