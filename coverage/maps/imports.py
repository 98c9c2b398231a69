"""The map of an import: the rows of a file as they are read, or what would become of each."""

from django.utils.translation import gettext as _

from coverage.maps.base import BaseMap
from coverage.maps.layer import FeatureLayer, Source
from coverage.maps.legend import AMBER, BRICK, GREY, PLUM, SLATE, TEAL, Drawing, Entry
from coverage.maps.villages import village_ground

Bounds = tuple[float, float, float, float]


def preview_map(bounds: Bounds, address: str, code: str, day: str) -> BaseMap:
    """Return the map of the first rows of a file; ``address`` gives them as GeoJSON."""
    made = _ground(bounds, code, day)
    made.add_child(_rows("preview", _("first rows of the file"), address, PLUM))
    return made


def report_map(bounds: Bounds, address: str, code: str, day: str) -> BaseMap:
    """Return the map of what would happen, or happened: a layer for each action."""
    made = _ground(bounds, code, day)
    for action, title, colour in actions():
        made.add_child(_rows(action, title, address, colour))
    return made


def actions() -> tuple[tuple[str, str, str], ...]:
    """Return what can become of a row, from below to above, with its word and its colour."""
    return (
        ("unchanged", _("unchanged"), GREY),
        ("closed", _("ended"), SLATE),
        ("changed", _("changed"), AMBER),
        ("added", _("added"), TEAL),
        ("rejected", _("rejected"), BRICK),
        ("gap", _("gap between neighbours"), PLUM),
        ("overlap", _("overlap of neighbours"), PLUM),
    )


def _ground(bounds: Bounds, code: str, day: str) -> BaseMap:
    made = BaseMap("import_map", bounds, _("Map of the import"), subdistrict=code, day=day)
    made.add_child(village_ground())
    return made


def _rows(action: str, title: str, address: str, colour: str) -> FeatureLayer:
    """Return a layer of rows, whose shapes may be of any type."""
    style = {
        "color": colour,
        "weight": 2,
        "radius": 5,
        "fillColor": colour,
        "fillOpacity": 0.7 if action in ("gap", "overlap") else 0.25,
    }
    if action in ("rejected", "closed"):
        style["dashArray"] = "6 4"
    return FeatureLayer(
        f"import-{action}",
        title,
        Source(address),
        {"": Drawing([Entry(title, style)])},
        group="import",
        shape="area",
        kind=action,
    )
