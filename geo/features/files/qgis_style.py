"""Styles as QGIS writes them (3.22 and later): symbols, labels, titles of fields."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from geo.features.collections import Collection
from geo.features.files.rows import words
from geo.features.files.styles import Style, Symbol, style_of
from geo.features.files.text import in_language, writable

VERSION = "3.22.16-Białowieża"
MM_PER_PIXEL = 25.4 / 96
LAYER_CLASSES = {"point": "SimpleMarker", "line": "SimpleLine", "area": "SimpleFill"}
SYMBOL_TYPES = {"point": "marker", "line": "line", "area": "fill"}
FONT = "Noto Sans CJK SC"


def style_file(collection: Collection, language: str, names: dict[str, str] | None = None) -> bytes:
    """Return the style of a layer as a QML document.

    ``names`` are the layer's own names of the properties, where the format shortens them.
    """
    root = Element("qgis", version=VERSION, styleCategories="Symbology|Labeling|Fields|Forms")
    add_style(root, collection, language, names or {})
    return b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ElementTree.tostring(
        root, encoding="utf-8"
    )


def add_style(
    parent: Element, collection: Collection, language: str, names: dict[str, str]
) -> None:
    """Add what a style holds to a document of a style or to a layer of a project."""
    style = style_of(collection)
    if style.shape:
        _renderer(parent, collection, style, language, names)
        _labels(parent, style, names)
    _titles(parent, collection, language, names)


def _renderer(parent, collection: Collection, style: Style, language: str, names: dict) -> None:
    # A file may be without the property; it is then drawn in one way.
    by = style.by if style.by in collection.queryables else ""
    kind = "categorizedSymbol" if by else "singleSymbol"
    renderer = SubElement(parent, "renderer-v2", type=kind, symbollevels="0", enableorderby="0")
    if by:
        renderer.set("attr", names.get(by, by))
        item = collection.queryables[by]
        labels = words(collection, item)
        categories = SubElement(renderer, "categories")
        for number, value in enumerate(style.symbols):
            label = writable(str(labels.get(value, value)))
            SubElement(
                categories,
                "category",
                value=value,
                symbol=str(number),
                label=label,
                render="true",
                type="string",
            )
    symbols = SubElement(renderer, "symbols")
    for number, symbol in enumerate(style.symbols.values()):
        _symbol(symbols, str(number), symbol, style.shape)


def _symbol(parent: Element, name: str, symbol: Symbol, shape: str) -> None:
    made = SubElement(
        parent,
        "symbol",
        name=name,
        type=SYMBOL_TYPES[shape],
        alpha=f"{symbol.opacity if shape == 'line' else 1:g}",
        clip_to_extent="1",
        force_rhr="0",
    )
    layer = SubElement(
        made, "layer", {"class": LAYER_CLASSES[shape], "enabled": "1", "locked": "0", "pass": "0"}
    )
    options(layer, _PROPERTIES[shape](symbol))


def _marker(symbol: Symbol) -> dict[str, str]:
    return {
        "name": "circle",
        "color": _color(symbol.fill or symbol.stroke),
        "outline_color": _color(symbol.stroke),
        "outline_width": _mm(symbol.width),
        "outline_width_unit": "MM",
        "size": _mm(2 * symbol.radius),
        "size_unit": "MM",
    }


def _line(symbol: Symbol) -> dict[str, str]:
    return {
        "line_color": _color(symbol.stroke),
        "line_width": _mm(symbol.width),
        "line_width_unit": "MM",
        "capstyle": "flat" if symbol.dash else "round",
        "joinstyle": "round",
        "use_custom_dash": "1" if symbol.dash else "0",
        "customdash": ";".join(_mm(one) for one in symbol.dash or (5, 2)),
        "customdash_unit": "MM",
    }


def _fill(symbol: Symbol) -> dict[str, str]:
    return {
        "style": "solid" if symbol.fill else "no",
        "color": _color(symbol.fill or symbol.stroke, symbol.opacity),
        "outline_color": _color(symbol.stroke),
        "outline_width": _mm(symbol.width),
        "outline_width_unit": "MM",
        "outline_style": "dash" if symbol.dash else "solid",
        "joinstyle": "round",
    }


_PROPERTIES = {"point": _marker, "line": _line, "area": _fill}


def _labels(parent: Element, style: Style, names: dict[str, str]) -> None:
    if not style.label:
        return
    labeling = SubElement(parent, "labeling", type="simple")
    settings = SubElement(labeling, "settings", calloutType="simple")
    text = SubElement(
        settings,
        "text-style",
        fieldName=names.get(style.label, style.label),
        isExpression="0",
        fontFamily=FONT,
        fontSize="8",
        fontSizeUnit="Point",
        textColor="51,64,63,255",
    )
    SubElement(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.7",
        bufferSizeUnits="MM",
        bufferColor="255,255,255,255",
        bufferOpacity="1",
    )
    # 0: around a point; 2: along a line; 1: over the middle of an area.
    placement = {"point": "0", "line": "2", "area": "1"}[style.shape]
    SubElement(settings, "placement", placement=placement, dist="1", distUnits="MM")


def _titles(parent: Element, collection: Collection, language: str, names: dict[str, str]) -> None:
    aliases = SubElement(parent, "aliases")
    # The service's layers have no column for the id, so the fields are known by name alone.
    for number, item in enumerate(collection.properties, 1):
        SubElement(
            aliases,
            "alias",
            index=str(number),
            field=names.get(item.name, item.name),
            name=writable(in_language(item.title, language)),
        )


def options(parent: Element, values: dict[str, str]) -> None:
    """Add a map of text values as QGIS writes them."""
    made = SubElement(parent, "Option", type="Map")
    for name, value in values.items():
        SubElement(made, "Option", name=name, value=value, type="QString")


def _color(color: str, opacity: float = 1.0) -> str:
    channels = [int(color[place : place + 2], 16) for place in (1, 3, 5)]
    return ",".join(map(str, [*channels, round(255 * opacity)]))


def _mm(pixels: float) -> str:
    return f"{pixels * MM_PER_PIXEL:.2f}"
