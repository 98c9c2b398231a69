"""The map of one patrol: its track, what it covered of the segments, and what it did not."""

from django.utils.translation import gettext as _

from coverage.maps.base import BaseMap
from coverage.maps.layer import Amount, FeatureLayer, Source, collection
from coverage.maps.legend import AMBER, BRICK, PLUM, TEAL, Drawing, Entry
from coverage.maps.villages import village_ground

KILOMETRES = Amount("length_m", "km", 1000, 2)


def patrol_map(
    bounds: tuple[float, float, float, float], address: str, day: str, code: str
) -> BaseMap:
    """Return the map; ``address`` gives the patrol as GeoJSON, ``code`` is the subdistrict's."""
    made = BaseMap("patrol_map", bounds, _("Map of the patrol"), subdistrict=code, day=day)
    for layer in (*_ground(), *_patrol(address)):
        made.add_child(layer)
    return made


def _ground() -> list[FeatureLayer]:
    segment = {"color": "#9dbfd4", "weight": 2, "fill": False}
    return [
        village_ground(),
        FeatureLayer(
            "rivers",
            _("River segments"),
            Source(collection("river-segments")),
            {"": Drawing([Entry(_("River segments"), segment)])},
            group="ground",
            shape="line",
            kind="segment",
            page="/segments/{code}/",
        ),
    ]


def _patrol(address: str) -> list[FeatureLayer]:
    gap = {"color": BRICK, "weight": 2, "dashArray": "6 5", "fill": False}
    covered = {"color": TEAL, "weight": 8, "opacity": 0.75, "fill": False}
    track = {"color": PLUM, "weight": 2, "fill": False}
    dropped = {"radius": 4, "color": AMBER, "weight": 1.5, "fillColor": "#fff", "fillOpacity": 1}
    return [
        # The gap of one bank lies close beside what was covered of the other, and is thinner.
        _part(address, "covered", _("covered stretches"), covered, amount=KILOMETRES),
        _part(address, "gap", _("not walked of these segments"), gap, amount=KILOMETRES),
        _part(address, "track", _("cleaned track"), track),
        _part(address, "dropped", _("points not used"), dropped, shape="point"),
    ]


def _part(
    address: str,
    kind: str,
    title: str,
    style: dict,
    shape: str = "line",
    amount: Amount | None = None,
) -> FeatureLayer:
    return FeatureLayer(
        f"patrol-{kind}",
        title,
        Source(address, where=("kind", kind)),
        {"": Drawing([Entry(title, style)])},
        group="patrol",
        shape=shape,
        kind=kind,
        page="/segments/{code}/" if kind in ("gap", "covered") else "",
        amount=amount or (Amount("points", "") if kind == "dropped" else None),
    )
