"""The map of a scenario: how it is on the left of a divider, how it would be on the right."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from coverage.maps.base import BaseMap
from coverage.maps.layer import FeatureLayer, Source
from coverage.maps.legend import AMBER, BRICK, PLUM, TEAL, Drawing, Entry, gap_hatch
from coverage.maps.states import village_drawing
from coverage.maps.villages import OUTLINE


@dataclass(frozen=True)
class View:
    """One side of the divider: where its features come from, and which state it shows.

    ``moment`` is "before" or "after": the states and gaps of the features that are drawn.
    """

    side: str
    address: str
    moment: str


def scenario_map(
    bounds: tuple[float, float, float, float],
    layer: str,
    minutes: int,
    views: tuple[View, View],
) -> BaseMap:
    """Return the map; ``layer`` is "service" or "pairing", as villages are drawn by it."""
    made = BaseMap("scenario_map", bounds, _("Map of the scenario beside how it is now"))
    for view in views:
        for piece in _layers(layer, minutes, view):
            made.add_child(piece)
    return made


def point_map(bounds: tuple[float, float, float, float]) -> BaseMap:
    """Return the map on which points are given; villages and stations are its ground."""
    return BaseMap("point_map", bounds, _("Map: a click adds a point"))


def _layers(layer: str, minutes: int, view: View) -> list[FeatureLayer]:
    villages = replace(village_drawing(layer, minutes), property=view.moment)
    villages.base.update(OUTLINE)
    # Nothing ends soon in a proposal: its states are covered, gap and unknown.
    villages.entries[:] = [entry for entry in villages.entries if entry.value != "due"]
    pieces = [
        _piece(view, "village", _("Villages and communities"), villages, "area", "short_name"),
        _piece(view, f"gap_{view.moment}", _("Gap"), _gap(layer), "area"),
        _piece(view, "station", _("Deputy liaison stations"), _station(), "point", "short_name"),
    ]
    if view.moment == "after":
        pieces += [
            _piece(view, "new_station", _("Proposed stations"), _new_station(), "point"),
            _piece(view, "pair", _("Proposed pairings"), _pair(), "line"),
        ]
    return pieces


def _piece(
    view: View, part: str, title: str, drawing: Drawing, shape: str, label: str = ""
) -> FeatureLayer:
    return FeatureLayer(
        f"{view.side}-{part.replace('_', '-')}",
        title,
        Source(view.address, dated="", where=("part", part)),
        {"": drawing},
        group=view.side,
        shape=shape,
        kind="village" if part == "village" else "station",
        label=label,
        on=True,
        interactive=part in ("village", "new_station", "station", "pair"),
    )


def _gap(layer: str) -> Drawing:
    style = {"color": BRICK, "weight": 1, "fillColor": gap_hatch(layer), "fillOpacity": 1}
    return Drawing([Entry(_("Gap"), style)])


def _point(color: str, radius: int) -> dict:
    return {
        "radius": radius,
        "color": "#ffffff",
        "weight": 2,
        "fillColor": color,
        "fillOpacity": 1,
    }


def _station() -> Drawing:
    return Drawing([Entry(_("Deputy liaison station"), _point(TEAL, 7))])


def _new_station() -> Drawing:
    return Drawing([Entry(_("Proposed station"), _point(AMBER, 12))])


def _pair() -> Drawing:
    style = {"color": PLUM, "weight": 2.5, "dashArray": "1 5", "fill": False}
    return Drawing([Entry(_("Proposed pairing"), style)])
