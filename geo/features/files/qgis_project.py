"""A QGIS project of all collections: on the service itself, or on a GeoPackage beside it."""

import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.utils import translation
from pyproj import CRS

from geo.crs import DEFAULT_METRIC_SRID, STORAGE_SRID, transformer
from geo.features.collections import Collection, Text
from geo.features.files.qgis_style import VERSION, add_style
from geo.features.files.styles import GROUPS, SHAPES, style_of
from geo.features.files.text import in_language, writable

TITLE = Text("十字路街道地图服务", "Shizilu map service")
NOTE = Text(
    "quality 为 illustrative 的要素是示意，不是实测。",
    "Features with quality 'illustrative' are indicative: not surveyed.",
)
GEOMETRIES = {"point": "Point", "line": "Line", "area": "Polygon", "": "No geometry"}
# What a layer of mixed types is narrowed to by a source in a file.
NARROWED = {"point": "Point", "line": "LineString", "area": "Polygon"}
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Layer:
    """A layer of the project: its source as QGIS writes it, and the reader of that source."""

    collection: Collection
    source: str
    provider: str
    crs: str
    box: Box | None

    @property
    def identity(self) -> str:
        """The name by which the tree and the list of layers know it."""
        return f"{self.collection.id.replace('-', '_')}_register"


def service_layer(collection: Collection, landing: str, box: Box | None) -> Layer:
    """Return a layer on the service's address, which stays current."""
    quoted = landing.replace("\\", "\\\\").replace("'", "\\'")
    source = (
        f" pagingEnabled='true' restrictToRequestBBOX='1' srsname='EPSG:{STORAGE_SRID}' "
        f"typename='{collection.id}' url='{quoted}' version='OGC_API_FEATURES'"
    )
    return Layer(collection, source, "OAPIF", f"EPSG:{STORAGE_SRID}", box)


def file_layer(
    collection: Collection, file_name: str, crs: str, box: Box | None, is_mixed: bool
) -> Layer:
    """Return a layer of the GeoPackage that lies beside the project."""
    source = f"./{file_name}|layername={collection.id}"
    if is_mixed:
        source += f"|geometrytype={NARROWED[style_of(collection).shape]}"
    return Layer(collection, source, "ogr", crs, box)


def project(layers: list[Layer], language: str) -> bytes:
    """Return the project as a .qgz file: titles in ``language``, the map in metres."""
    with translation.override("en" if language == "en" else "zh-hans"):
        text = _document(layers, language)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # A fixed moment: the same project is the same bytes.
        entry = zipfile.ZipInfo("register.qgs", (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, text)
    return out.getvalue()


def _document(layers: list[Layer], language: str) -> bytes:
    ordered = sorted(layers, key=lambda layer: _rank(layer.collection))
    title = in_language(TITLE, language)
    root = Element("qgis", projectname=title, version=VERSION)
    SubElement(root, "title").text = title
    _reference(SubElement(root, "projectCrs"), f"EPSG:{DEFAULT_METRIC_SRID}")
    _tree(root, ordered, language)
    _canvas(root, ordered)
    listed = SubElement(root, "projectlayers")
    for layer in ordered:
        _layer(listed, layer, language)
    order = SubElement(root, "layerorder")
    for layer in ordered:
        SubElement(order, "layer", id=layer.identity)
    properties = SubElement(root, "properties")
    paths = SubElement(properties, "Paths")
    SubElement(paths, "Absolute", type="bool").text = "false"
    # Without this QGIS does not read projectCrs.
    systems = SubElement(properties, "SpatialRefSys")
    SubElement(systems, "ProjectionsEnabled", type="int").text = "1"
    metadata = SubElement(root, "projectMetadata")
    SubElement(metadata, "title").text = title
    SubElement(metadata, "abstract").text = in_language(NOTE, language)
    doctype = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return doctype + ElementTree.tostring(root, encoding="utf-8")


def _rank(collection: Collection) -> tuple[int, int]:
    style = style_of(collection)
    return GROUPS.index(style.group), SHAPES.index(style.shape)


def _tree(root: Element, layers: list[Layer], language: str) -> None:
    tree = SubElement(root, "layer-tree-group")
    SubElement(tree, "customproperties")
    for group in GROUPS:
        members = [one for one in layers if style_of(one.collection).group == group]
        if not members:
            continue
        branch = SubElement(
            tree,
            "layer-tree-group",
            name=in_language(group, language),
            checked="Qt::Checked",
            expanded="1",
        )
        for layer in members:
            shown = style_of(layer.collection).is_shown
            SubElement(
                branch,
                "layer-tree-layer",
                id=layer.identity,
                name=in_language(layer.collection.title, language),
                providerKey=layer.provider,
                source=layer.source,
                checked="Qt::Checked" if shown else "Qt::Unchecked",
                expanded="0",
            )


def _canvas(root: Element, layers: list[Layer]) -> None:
    boxes = [layer.box for layer in layers if layer.box]
    if not boxes:
        return
    west, south, east, north = zip(*boxes, strict=True)
    box = (min(west), min(south), max(east), max(north))
    moved = transformer(STORAGE_SRID, DEFAULT_METRIC_SRID).transform_bounds(*box)
    canvas = SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    SubElement(canvas, "units").text = "meters"
    _extent(canvas, moved)
    SubElement(canvas, "rotation").text = "0"
    _reference(SubElement(canvas, "destinationsrs"), f"EPSG:{DEFAULT_METRIC_SRID}")


def _layer(parent: Element, layer: Layer, language: str) -> None:
    style = style_of(layer.collection)
    made = SubElement(
        parent,
        "maplayer",
        type="vector",
        geometry=GEOMETRIES[style.shape],
        hasScaleBasedVisibilityFlag="0",
        styleCategories="AllStyleCategories",
        labelsEnabled="1" if style.label else "0",
        readOnly="1",
    )
    SubElement(made, "id").text = layer.identity
    SubElement(made, "datasource").text = layer.source
    SubElement(made, "layername").text = in_language(layer.collection.title, language)
    SubElement(made, "abstract").text = writable(
        in_language(layer.collection.description, language)
    )
    if layer.collection.geometry:
        _reference(SubElement(made, "srs"), layer.crs)
    SubElement(made, "provider", encoding="UTF-8").text = layer.provider
    add_style(made, layer.collection, language, {})
    SubElement(made, "customproperties")


def _reference(parent: Element, crs: str) -> None:
    system = SubElement(parent, "spatialrefsys")
    # QGIS trusts a code only beside the number it has in its own table, which differs by version.
    SubElement(system, "wkt").text = CRS(crs).to_wkt("WKT2_2019")
    if crs.startswith("EPSG:"):
        SubElement(system, "srid").text = crs.removeprefix("EPSG:")
        SubElement(system, "authid").text = crs


def _extent(parent: Element, box: Box) -> None:
    extent = SubElement(parent, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True):
        SubElement(extent, name).text = f"{value:.3f}"
