"""How collections are drawn in files: the colours of the service's own maps."""

from dataclasses import dataclass, field

from geo.features.collections import Collection, Text

TEAL, WATER, PALE_WATER, AMBER, PLUM = "#0b5d5e", "#2f7fb5", "#8fbcd8", "#b26b00", "#4f3f7d"
WHITE, GROUND, BORDER, SLATE = "#ffffff", "#eef0ec", "#5d6b68", "#33403f"
# Dashes say that an outline is indicative (示意), as on the maps.
INDICATIVE = (5, 3)


@dataclass(frozen=True)
class Symbol:
    """One way of drawing; widths and radii in pixels of a screen, ``fill`` empty for none."""

    stroke: str
    width: float = 1.0
    fill: str = ""
    opacity: float = 1.0
    dash: tuple[float, ...] = ()
    radius: float = 5.0


@dataclass(frozen=True)
class Style:
    """The drawing of a collection: one symbol, or one for each value of a property.

    ``shape`` is point, line or area; ``label`` names the property that is written beside a
    feature; ``is_shown`` says whether a new project begins with it switched on.
    """

    shape: str
    group: Text
    symbols: dict[str, Symbol] = field(default_factory=dict)
    by: str = ""
    label: str = ""
    is_shown: bool = True


PLACES = Text("场所", "Places")
WATERS = Text("水系", "Waters")
ROADS = Text("道路", "Roads")
DIVISIONS = Text("区划", "Divisions")
OTHERS = Text("其他", "Other")
# From the top of the map downwards.
GROUPS = (PLACES, WATERS, ROADS, DIVISIONS, OTHERS)
SHAPES = ("point", "line", "area", "")


def _dot(color: str, radius: float = 5.0) -> Symbol:
    return Symbol(WHITE, 1.5, color, radius=radius)


def _area(color: str, fill: str, opacity: float) -> Symbol:
    return Symbol(color, 1.0, fill, opacity)


def _one(symbol: Symbol) -> dict[str, Symbol]:
    return {"": symbol}


STYLES = {
    "stations": Style("point", PLACES, _one(_dot(TEAL, 7)), label="short_name"),
    "activity-rooms": Style("point", PLACES, _one(_dot(PLUM))),
    "service-centres": Style("point", PLACES, _one(_dot(AMBER))),
    "notice-boards": Style("point", WATERS, _one(_dot("#3f4a4d", 4)), is_shown=False),
    "outfalls": Style("point", WATERS, _one(_dot("#6b4b8a", 4)), is_shown=False),
    "river-segments": Style("line", WATERS, _one(Symbol(WATER, 2.5))),
    "rivers": Style("line", WATERS, _one(Symbol(PALE_WATER, 7, opacity=0.7)), label="name"),
    "ditches": Style("line", WATERS, _one(Symbol(WATER, 2, dash=(6, 2)))),
    "ponds": Style(
        "area",
        WATERS,
        {"pond": _area(WATER, "#a9cfe4", 0.9), "reservoir": _area(WATER, "#7fb5d3", 0.9)},
        by="kind",
    ),
    "livestock-zones": Style(
        "area",
        DIVISIONS,
        {
            "prohibited": Symbol("#7a4a8c", 1.5, "#7a4a8c", 0.18, (8, 3)),
            "restricted": Symbol("#a58bb5", 1.5, "#a58bb5", 0.18, (8, 3)),
        },
        by="kind",
        is_shown=False,
    ),
    "roads": Style(
        "line",
        ROADS,
        {
            "highway": Symbol("#8a6d2f", 3.5),
            "main": Symbol("#6f6a5d", 2.5),
            "county": Symbol("#8d897d", 2),
            "street": Symbol("#9a978d", 1.25),
            "village": Symbol("#a5a299", 1),
            "path": Symbol("#b3b0a7", 1, dash=(3, 3)),
            "railway": Symbol("#3f4a4d", 2, dash=(8, 4)),
        },
        by="road_class",
    ),
    "villages": Style(
        "area", DIVISIONS, _one(Symbol(BORDER, 1, GROUND, 0.7, INDICATIVE)), label="short_name"
    ),
    "subdistricts": Style("area", DIVISIONS, _one(Symbol(SLATE, 2))),
}
PLAIN = {
    "point": _dot(SLATE),
    "line": Symbol(SLATE, 1.5),
    "area": Symbol(SLATE, 1, GROUND, 0.3),
    "": Symbol(SLATE),
}


def style_of(collection: Collection) -> Style:
    """Return how a collection is drawn; one that is not known here, plainly by its geometry."""
    if collection.id in STYLES:
        return STYLES[collection.id]
    shape = ""
    if collection.geometry:
        name = collection.geometry_field.geom_type.removeprefix("MULTI")
        shape = {"POINT": "point", "LINESTRING": "line"}.get(name, "area")
    return Style(shape, OTHERS, _one(PLAIN[shape]), is_shown=False)
