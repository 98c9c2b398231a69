"""The map of what changed between two days: who was gained and who was lost in a layer."""

from django.utils.translation import gettext as _

from coverage.maps.base import BaseMap
from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import BRICK, ILLUSTRATIVE_DASH, TEAL, Drawing, Entry, gap_hatch
from coverage.maps.states import LAYERS, LINEAR, layer_titles


def changes_map(bounds: tuple[float, float, float, float], code: str, label: str) -> BaseMap:
    """Return the map of the subdistrict ``code``; the page's script says what changed."""
    made = BaseMap("changes_map", bounds, label, subdistrict=code)
    titles = layer_titles()
    made.add_child(
        FeatureLayer(
            "villages",
            _("Villages and communities"),
            Source(collection("villages")),
            {layer: _areas(layer) for layer in LAYERS},
            group="places",
            shape="area",
            kind="village",
            page="/villages/{code}/",
            label="short_name",
            titles=titles,
        )
    )
    made.add_child(
        FeatureLayer(
            "segments",
            _("River segments"),
            Source(collection("river-segments")),
            {layer: _lines(layer) for layer in LINEAR},
            group="waters",
            shape="line",
            kind="segment",
            page="/segments/{code}/",
            titles=titles,
        )
    )
    return made


def _areas(layer: str) -> Drawing:
    entries = [
        Entry(_("Gained"), {"fillColor": TEAL, "fillOpacity": 0.75}, value="gained"),
        Entry(_("Lost"), {"fillColor": gap_hatch("combined"), "fillOpacity": 1}, value="lost"),
    ]
    same = Entry(_("Unchanged"), {"fillColor": "#ffffff", "fillOpacity": 0.8})
    outline = {"color": "#5d6b68", "weight": 1, "dashArray": ILLUSTRATIVE_DASH}
    return Drawing(entries, "values", f"change.{layer}", same, outline)


def _lines(layer: str) -> Drawing:
    entries = [
        Entry(_("Gained"), {"color": TEAL, "weight": 5}, value="gained"),
        Entry(_("Lost"), {"color": BRICK, "weight": 5, "dashArray": "5 5"}, value="lost"),
    ]
    same = Entry(_("Unchanged"), {"color": "#9aa6ad", "weight": 2})
    return Drawing(entries, "values", f"change.{layer}", same, {"fill": False})
