"""The maps of duties: how far a full survey is, and the trace-back of a point."""

from dataclasses import replace

from django.utils.translation import gettext as _

from coverage.maps.base import BaseMap
from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import AMBER, BRICK, PLUM, TEAL, WATER, Drawing, Entry
from coverage.maps.states import no_line

Bounds = tuple[float, float, float, float]
GROUND = {"color": "#5d6b68", "weight": 1, "dashArray": "5 3", "fillColor": "#eef0ec"}


def survey_map(bounds: Bounds, code: str, address: str) -> BaseMap:
    """Return the map of a survey's targets; ``address`` gives them with their states."""
    made = BaseMap("survey_map", bounds, _("Map of what was visited"), subdistrict=code)
    made.add_child(_villages())
    lines = Drawing(
        [
            Entry(_("Left"), {"color": BRICK, "weight": 5, "dashArray": "5 5"}, value="left"),
            Entry(_("Visited"), {"color": TEAL, "weight": 3}, value="done"),
        ],
        "values",
        "state",
        no_line(),
        {"opacity": 0.95, "fill": False},
    )
    areas = Drawing(
        [
            Entry(
                _("Left"),
                {"color": BRICK, "fillColor": BRICK, "fillOpacity": 0.7, "weight": 2},
                value="left",
            ),
            Entry(
                _("Visited"),
                {"color": TEAL, "fillColor": TEAL, "fillOpacity": 0.4, "weight": 1},
                value="done",
            ),
        ],
        "values",
        "state",
        no_line(),
    )
    parts = (
        ("segment", _("River segments"), lines, "line", "/segments/{code}/"),
        ("pond", _("Ponds"), areas, "area", ""),
        ("ditch", _("Ditches"), replace(lines), "line", ""),
    )
    for kind, title, drawing, shape, page in parts:
        made.add_child(
            FeatureLayer(
                f"survey-{kind}",
                title,
                Source(address, dated="date", where=("kind", kind)),
                {"": drawing},
                group="waters",
                shape=shape,
                kind=kind,
                page=page,
                on=True,
            )
        )
    return made


def trace_map(bounds: Bounds, code: str, address: str) -> BaseMap:
    """Return the map on which a point is given; ``address`` gives the trace-back, or is empty."""
    label = _("Map: a click chooses the point")
    made = BaseMap("trace_map", bounds, label, subdistrict=code)
    made.add_child(_villages())
    made.add_child(
        FeatureLayer(
            "segments",
            _("River segments"),
            Source(collection("river-segments")),
            {"": _one(_("River segment"), {"color": "#8fbcd8", "weight": 4, "fill": False})},
            group="waters",
            shape="line",
            kind="segment",
            on=True,
            interactive=False,
        )
    )
    made.add_child(
        FeatureLayer(
            "ponds",
            _("Ponds and reservoirs"),
            Source(collection("ponds")),
            {
                "": _one(
                    _("Pond"),
                    {"color": WATER, "weight": 1, "fillColor": "#a9cfe4", "fillOpacity": 0.9},
                )
            },
            group="waters",
            shape="area",
            kind="water-body",
            on=True,
            interactive=False,
        )
    )
    if address:
        for layer in _traced(address):
            made.add_child(layer)
    return made


def _traced(address: str) -> list[FeatureLayer]:
    circle = {"color": "#3f4a4d", "weight": 1, "dashArray": "4 4", "fillOpacity": 0.08}
    point = {"radius": 7, "color": "#ffffff", "weight": 2, "fillColor": BRICK, "fillOpacity": 1}
    near = {"color": WATER, "weight": 6, "fillOpacity": 0.2}
    passed = {"color": AMBER, "weight": 3, "fillOpacity": 0}
    issue = point | {"radius": 6, "fillColor": PLUM}
    drawn = (
        ("circle", _("Radius"), circle, "area"),
        ("nearest", _("The nearest water"), near, "line"),
        ("patrol", _("Patrols that passed"), passed, "line"),
        ("issue", _("Issues"), issue, "point"),
        ("point", _("The point"), point, "point"),
    )
    return [
        FeatureLayer(
            f"trace-{part}",
            title,
            Source(address, dated="", where=("part", part)),
            {"": _one(title, style)},
            group="trace",
            shape=shape,
            kind=part,
            on=True,
            interactive=part in ("nearest", "patrol", "issue"),
        )
        for part, title, style, shape in drawn
    ]


def _one(title: str, style: dict) -> Drawing:
    return Drawing([Entry(title, style)])


def _villages() -> FeatureLayer:
    """Return the villages as a quiet ground with their names."""
    return FeatureLayer(
        "villages",
        _("Villages and communities"),
        Source(collection("villages")),
        {"": _one(_("Village or community"), GROUND | {"fillOpacity": 0.7})},
        group="places",
        shape="area",
        kind="village",
        label="short_name",
        on=True,
        interactive=False,
    )
