"""The maps of inspection routes: the rounds of one, and the ground on which one is asked for."""

from django.utils.translation import gettext as _

from coverage.maps.base import BaseMap
from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import AMBER, BRICK, PLUM, SLATE, TEAL, WATER, Drawing, Entry
from coverage.maps.villages import village_ground
from coverage.maps.waters import DitchLayer, NoticeBoardLayer, PondLayer, RiverLayer

# One style a round: colour, and a pattern that tells them apart in grey; from dark to light.
ROUNDS = (
    (TEAL, ""),
    (AMBER, "12 5"),
    (PLUM, "2 6"),
    (BRICK, "14 5 2 5"),
    (WATER, "7 7"),
    (SLATE, "20 5"),
    ("#6f7f1f", "2 4 8 4"),
    ("#8a4f7d", "5 3"),
    ("#2f6b45", "16 4 4 4 4 4"),
    ("#7a5c3e", "1 8"),
)


def route_map(
    bounds: tuple[float, float, float, float], address: str, names: dict[int, str], walked: str
) -> BaseMap:
    """Return the map of a route; ``names`` are whose the rounds are, by their numbers.

    ``walked`` is the address of what was covered that day, empty where that is not shown.
    """
    made = BaseMap("route_map", bounds, _("Map of the inspection route"))
    for layer in (village_ground(), _rivers(), _ways(address, names), _stops(address, names)):
        made.add_child(layer)
    if walked:
        made.add_child(_walked(walked))
    made.add_child(_ends(address))
    made.add_child(_marks(address, names))
    return made


def question_map(bounds: tuple[float, float, float, float]) -> BaseMap:
    """Return the map on which places to visit and to start from are picked."""
    made = BaseMap("question_map", bounds, _("Map: a click on a place adds it to the route"))
    segments = FeatureLayer(
        "segments",
        _("River segments"),
        Source(collection("river-segments")),
        {"": Drawing([Entry(_("River segment"), {"color": WATER, "weight": 5, "fill": False})])},
        group="waters",
        shape="line",
        kind="segment",
        on=True,
    )
    for layer in (
        village_ground(),
        PondLayer(),
        DitchLayer(),
        segments,
        NoticeBoardLayer(),
        _stations(),
    ):
        made.add_child(layer)
    return made


def _rivers() -> FeatureLayer:
    layer = RiverLayer()
    layer.definition["interactive"] = False
    return layer


def _stations() -> FeatureLayer:
    style = {"radius": 7, "color": "#ffffff", "weight": 2, "fillColor": TEAL, "fillOpacity": 1}
    return FeatureLayer(
        "stations",
        _("Deputy liaison stations"),
        Source(collection("stations")),
        {"": Drawing([Entry(_("Deputy liaison station"), style)])},
        group="places",
        shape="point",
        kind="station",
        on=True,
        label="short_name",
        interactive=False,
    )


def style_of(number: int) -> tuple[str, str]:
    """Return colour and dash pattern of a round."""
    return ROUNDS[(number - 1) % len(ROUNDS)]


def _by_round(names: dict[int, str], **style: object) -> Drawing:
    entries = []
    for number, name in names.items():
        color, dash = style_of(number)
        entries.append(
            Entry(f"{number} {name}", {"color": color, "dashArray": dash or None, **style}, number)
        )
    return Drawing(entries, "values", "round")


def _layer(identity: str, title: str, address: str, part: str, drawing: Drawing, shape: str):
    return FeatureLayer(
        identity,
        title,
        Source(address, dated="", where=("part", part)),
        {"": drawing},
        group="route",
        shape=shape,
        kind="route",
        on=True,
    )


def _ways(address: str, names: dict[int, str]) -> FeatureLayer:
    drawing = _by_round(names, weight=4, fill=False, opacity=0.95)
    return _layer("route-way", _("Rounds"), address, "way", drawing, "line")


def _stops(address: str, names: dict[int, str]) -> FeatureLayer:
    style = {"weight": 12, "opacity": 0.25, "fillOpacity": 0.15, "radius": 9, "dashArray": None}
    drawing = _by_round(names, **style)
    return _layer("route-stop", _("What is visited"), address, "stop", drawing, "line")


def _marks(address: str, names: dict[int, str]) -> FeatureLayer:
    entries = [
        Entry(
            f"{number} {name}",
            {
                "radius": 12 if len(names) > 1 else 10,
                "color": "#ffffff",
                "weight": 2,
                "fillColor": style_of(number)[0],
                "fillOpacity": 1,
            },
            number,
        )
        for number, name in names.items()
    ]
    drawing = Drawing(entries, "values", "round")
    return _layer("route-mark", _("Stops in order"), address, "mark", drawing, "point")


def _ends(address: str) -> FeatureLayer:
    style = {"radius": 8, "color": SLATE, "weight": 3, "fillColor": "#ffffff", "fillOpacity": 1}
    drawing = Drawing([Entry(_("Start of a round"), style)])
    return _layer("route-start", _("Start of a round"), address, "start", drawing, "point")


def _walked(address: str) -> FeatureLayer:
    style = {"color": "#111111", "weight": 5, "dashArray": "1 7", "lineCap": "round", "fill": False}
    drawing = Drawing([Entry(_("Covered that day"), style)])
    return _layer("route-walked", _("Covered that day"), address, "covered", drawing, "line")
