"""KML 2.2: placemarks with typed values and the map's colours, streamed; KMZ beside it."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from geo.features.collections import Property
from geo.features.encoding import MEASURE_DECIMALS
from geo.features.files.frames import SHIFTED
from geo.features.files.progress import Progress
from geo.features.files.rows import ID, Selection
from geo.features.files.styles import Style, Symbol, style_of
from geo.features.files.text import attribute, in_language, markup

CHUNK_ROWS = 1000
TYPES = {"integer": "int", "number": "double", "boolean": "bool"}
ILLUSTRATIVE = {"zh": "（示意）", "en": " (illustrative)"}
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document id="root">'
)
TAIL = "</Document></kml>\n"


def keyhole(selection: Selection, language: str) -> Iterator[bytes]:
    """Yield a document of placemarks; the schema names every property, with its title."""
    collection, style = selection.collection, style_of(selection.collection)
    about = in_language(collection.description, language)
    if selection.frame.is_shifted:
        about = f"{SHIFTED} {about}"
    parts = [
        HEAD,
        f"<name>{markup(in_language(collection.title, language))}</name>",
        f"<description>{markup(about)}</description>",
        *(_style(value, symbol) for value, symbol in style.symbols.items()),
        # No folder around the placemarks: GDAL finds no schema for one in a KMZ file.
        _schema(selection, language),
    ]
    yield "".join(parts).encode()
    write = _Placemarks(selection, style, language)
    for batch in selection.batches(CHUNK_ROWS):
        yield "".join(map(write.placemark, *zip(*batch.rows(), strict=True))).encode(
            errors="replace"
        )
    yield TAIL.encode()


def packed_keyhole(
    selection: Selection, path: Path, language: str, day: str, progress: Progress
) -> None:
    """Write the same as a KMZ file."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("doc.kml", "w", force_zip64=True) as document,
        io.BufferedWriter(document, 2**20) as buffered,
    ):
        for chunk in keyhole(selection, language):
            buffered.write(chunk)
            progress(CHUNK_ROWS)


def _style(value: str, symbol: Symbol) -> str:
    line = f"<LineStyle><color>{_color(symbol.stroke, symbol.opacity)}</color>"
    line += f"<width>{symbol.width}</width></LineStyle>"
    fill = _color(symbol.fill or symbol.stroke, symbol.opacity)
    area = f"<PolyStyle><color>{fill}</color><fill>{int(bool(symbol.fill))}</fill></PolyStyle>"
    icon = f"<IconStyle><color>{_color(symbol.fill or symbol.stroke, 1)}</color></IconStyle>"
    return f"<Style id={attribute(f'style-{value}')}>{icon}{line}{area}</Style>"


def _color(color: str, opacity: float) -> str:
    """Return a colour as KML writes it: opacity, blue, green, red."""
    return f"{round(255 * opacity):02x}{color[5:7]}{color[3:5]}{color[1:3]}"


def _schema(selection: Selection, language: str) -> str:
    fields = [f'<SimpleField type="string" name="{ID}"/>']
    fields += [
        f'<SimpleField type="{TYPES.get(item.type, "string")}" name={attribute(item.name)}>'
        f"<displayName>{markup(in_language(item.title, language))}</displayName></SimpleField>"
        for item in selection.properties
    ]
    name = attribute(selection.collection.id)
    return f"<Schema name={name} id={name}>{''.join(fields)}</Schema>"


class _Placemarks:
    """Writes features of one selection."""

    def __init__(self, selection: Selection, style: Style, language: str):
        self.properties, self.style = selection.properties, style
        self.names = [item.name for item in selection.properties]
        self.illustrative = ILLUSTRATIVE["en" if language == "en" else "zh"]
        self.decimals = selection.frame.decimals
        self.head = (
            f"<ExtendedData><SchemaData schemaUrl={attribute('#' + selection.collection.id)}>"
        )

    def placemark(self, identity: str, shape, *values: object) -> str:
        """Return one feature; what is illustrative says so in its name."""
        row = dict(zip(self.names, values, strict=True))
        name = str(row.get("name") or row.get("code") or identity)
        if row.get("quality") == "illustrative":
            name += self.illustrative
        value = str(row.get(self.style.by) or "") if self.style.by else ""
        link = f"#style-{value}" if value in self.style.symbols else ""
        data = "".join(_value(item, one) for item, one in zip(self.properties, values, strict=True))
        return (
            f"<Placemark><name>{markup(name)}</name>"
            + (f"<styleUrl>{markup(link)}</styleUrl>" if link else "")
            + f'{self.head}<SimpleData name="{ID}">{markup(identity)}</SimpleData>{data}'
            + f"</SchemaData></ExtendedData>{geometry(shape, self.decimals)}</Placemark>\n"
        )


def _value(item: Property, value: object) -> str:
    if value is None:
        return ""
    if item.type == "number":
        value = round(value, MEASURE_DECIMALS)
    elif item.type == "boolean":
        value = int(value)
    return f"<SimpleData name={attribute(item.name)}>{markup(value)}</SimpleData>"


def geometry(shape, decimals: int) -> str:
    """Return a shapely geometry as KML; outer rings run counterclockwise, nothing for nothing."""
    if shape is None or shape.is_empty:
        return ""
    if shape.geom_type == "Polygon":
        shape = shapely.orient_polygons(shape)
        inner = "".join(
            f"<innerBoundaryIs>{_ring(ring, decimals)}</innerBoundaryIs>"
            for ring in shape.interiors
        )
        outer = f"<outerBoundaryIs>{_ring(shape.exterior, decimals)}</outerBoundaryIs>"
        return f"<Polygon>{outer}{inner}</Polygon>"
    if hasattr(shape, "geoms"):
        parts = "".join(geometry(one, decimals) for one in shape.geoms)
        return f"<MultiGeometry>{parts}</MultiGeometry>"
    return f"<{shape.geom_type}>{_positions(shape, decimals)}</{shape.geom_type}>"


def _ring(ring, decimals: int) -> str:
    return f"<LinearRing>{_positions(ring, decimals)}</LinearRing>"


def _positions(shape, decimals: int) -> str:
    found = np.round(shapely.get_coordinates(shape), decimals).tolist()
    return f"<coordinates>{' '.join([f'{x},{y}' for x, y in found])}</coordinates>"
