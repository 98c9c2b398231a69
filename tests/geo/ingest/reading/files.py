"""Files as colleagues send them, made anew for each test: no binary fixtures."""

import io
import json
import warnings
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import shapely

from geo import crs

# Bounds around Junan County, to question what lies outside.
COUNTY = (118.4, 34.7, 119.3, 35.5)
NAMES = ["示例村甲", "示例村乙", "示例社区丙"]
BOXES = shapely.box(118.83 + np.arange(3) * 0.01, 35.17, 118.835 + np.arange(3) * 0.01, 35.175)
POINTS = shapely.centroid(BOXES)


def layer(path: Path, shapes=BOXES, names=NAMES, srid: int | None = 4326, **more) -> Path:
    """Write shapes with the columns 名称 and 编号 by GDAL, in the format of the ending."""
    system = f"EPSG:{srid}" if srid else None
    columns = [np.array(names, dtype=object), np.arange(1, len(names) + 1)]
    kind = more.pop("geometry_type", None) or shapely.get_type_id(shapes[0])
    kind = {0: "Point", 1: "LineString", 3: "Polygon"}.get(kind, kind)
    wkb = shapely.to_wkb(np.asarray(shapes, dtype=object))
    fields = ["名称", "编号"]
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        pyogrio.raw.write(str(path), wkb, columns, fields, geometry_type=kind, crs=system, **more)
    return path


def shapefile(
    folder: Path,
    shapes=BOXES,
    srid: int | None = 4326,
    encoding: str = "gb18030",
    without: tuple[str, ...] = (".cpg",),
    name: str = "村界",
    names=NAMES,
    kind: str | None = None,
) -> Path:
    """Return a zipped shapefile with some parts left out."""
    inner = folder / f"parts-{name}"
    inner.mkdir(exist_ok=True)
    layer(inner / f"{name}.shp", shapes, names, srid, encoding=encoding, geometry_type=kind)
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(inner.iterdir()):
            if part.suffix not in without:
                archive.write(part, part.name)
    return path


def metric(shapes=BOXES, srid: int = 4528) -> np.ndarray:
    """Return shapes of EPSG:4326 in another system, easting first."""
    return crs.project(shapes, srid)


def swapped(shapes) -> np.ndarray:
    """Return shapes with x and y exchanged."""
    return shapely.transform(shapes, lambda positions: positions[:, ::-1])


def archive(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in members.items():
            packed.writestr(name, body)
    return path


def workbook(path: Path, rows: list[list], title: str = "村庄") -> Path:
    """Write a workbook with one sheet."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def collection(features: list[dict], **members) -> bytes:
    """Return GeoJSON."""
    found = {"type": "FeatureCollection", **members, "features": features}
    return json.dumps(found, ensure_ascii=False).encode()


def feature(geometry: dict | None, **properties) -> dict:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(lon: float, lat: float) -> dict:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": [lon, lat]}


# One point in the county, as a whole file.
GOOD = collection([feature(point(118.8, 35.1))])


def write(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


def kml(body: str, head: str = "") -> bytes:
    """Return a KML document."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2" '
        f'xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>{body}</Document></kml>'
    ).encode()


def placemark(name: str, geometry: str, more: str = "") -> str:
    """Return a placemark of KML."""
    return f"<Placemark><name>{name}</name>{more}{geometry}</Placemark>"


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip archive as bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as found:
        for name, body in members.items():
            found.writestr(name, body)
    return packed.getvalue()
