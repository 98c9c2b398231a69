"""What QGIS makes of a project or of layers, as JSON: run by the system's Python, headless.

Usage: look.py PICTURE.png PROJECT.qgz, or look.py PICTURE.png PROVIDER SOURCE ...
"""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

WGS84 = QgsCoordinateReferenceSystem("EPSG:4326")
WIDTH, HEIGHT = 900, 700


def described(layer: QgsVectorLayer) -> dict:
    """Return what a layer says of itself, and the text and the place of its features."""
    features = list(layer.getFeatures())
    transform = QgsCoordinateTransform(layer.crs(), WGS84, QgsProject.instance())
    boxes = [one.geometry().boundingBox() for one in features if one.hasGeometry()]
    placed = [transform.transformBoundingBox(box) for box in boxes]
    return {
        "name": layer.name(),
        "is_valid": layer.isValid(),
        "provider": layer.providerType(),
        "crs": layer.crs().authid(),
        "count": len(features),
        "titles": [layer.attributeDisplayName(place) for place in range(layer.fields().count())],
        "types": {field.name(): field.typeName() for field in layer.fields()},
        "renderer": layer.renderer().type() if layer.renderer() else "",
        "text": sorted({str(value) for one in features for value in one.attributes()}),
        "box": [
            min(box.xMinimum() for box in placed),
            min(box.yMinimum() for box in placed),
            max(box.xMaximum() for box in placed),
            max(box.yMaximum() for box in placed),
        ]
        if placed
        else None,
    }


def draw(layers: list, crs: QgsCoordinateReferenceSystem, picture: str) -> dict:
    """Draw layers to a picture; return the errors and how many colours it has."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(crs)
    settings.setOutputSize(QSize(WIDTH, HEIGHT))
    settings.setBackgroundColor(QColor("white"))
    settings.setExtent(settings.fullExtent())
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(picture)
    colours = {image.pixel(x, y) for x in range(0, WIDTH, 3) for y in range(0, HEIGHT, 3)}
    return {"errors": [error.message for error in job.errors()], "colours": len(colours)}


def look_at_project(path: str, picture: str) -> dict:
    """Read a project and draw what it shows."""
    project = QgsProject.instance()
    is_read = project.read(path)
    tree = project.layerTreeRoot()
    shown = [layer for layer in tree.checkedLayers() if layer.isSpatial()]
    return {
        "is_read": is_read,
        "title": project.title(),
        "crs": project.crs().authid(),
        "groups": [group.name() for group in tree.children()],
        "layers": [described(node.layer()) for node in tree.findLayers()],
        **draw(shown, project.crs(), picture),
    }


def look_at_layers(provider: str, sources: list[str], picture: str) -> dict:
    """Open layers with the styles they bring, and draw them."""
    layers = [QgsVectorLayer(source, source, provider) for source in sources]
    return {
        "layers": [described(layer) for layer in layers],
        **draw([layer for layer in layers if layer.isSpatial()], WGS84, picture),
    }


def main() -> None:
    """Look, and print what was seen."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    picture, first, *rest = sys.argv[1:]
    seen = look_at_layers(first, rest, picture) if rest else look_at_project(first, picture)
    print(json.dumps(seen, ensure_ascii=False))
    application.exitQgis()


main()
