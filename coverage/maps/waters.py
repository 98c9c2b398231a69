"""Rivers, ponds and ditches, and what stands beside them."""

from django.utils.translation import gettext as _

from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import WATER, Drawing, Entry


class RiverLayer(FeatureLayer):
    """The rivers as thin lines below their segments."""

    def __init__(self):
        style = {"color": "#8fbcd8", "weight": 7, "opacity": 0.7, "fill": False}
        super().__init__(
            "rivers",
            _("Rivers"),
            Source(collection("rivers")),
            {"": Drawing([Entry(_("River"), style)])},
            group="waters",
            shape="line",
            kind="river",
        )


class PondLayer(FeatureLayer):
    """Ponds and reservoirs as areas."""

    def __init__(self):
        area = {"fillColor": "#a9cfe4", "fillOpacity": 0.9, "color": WATER, "weight": 1}
        entries = [
            Entry(_("Pond"), area, value="pond"),
            Entry(_("Reservoir"), area | {"fillColor": "#7fb5d3"}, value="reservoir"),
        ]
        super().__init__(
            "ponds",
            _("Ponds and reservoirs"),
            Source(collection("ponds")),
            {"": Drawing(entries, "values", "kind")},
            group="waters",
            shape="area",
            kind="water-body",
        )


class DitchLayer(FeatureLayer):
    """Ditches as lines."""

    def __init__(self):
        style = {"color": WATER, "weight": 2, "dashArray": "6 2", "fill": False}
        super().__init__(
            "ditches",
            _("Ditches"),
            Source(collection("ditches")),
            {"": Drawing([Entry(_("Ditch"), style)])},
            group="waters",
            shape="line",
            kind="water-body",
        )


def _point(color: str) -> dict:
    return {"radius": 5, "color": "#ffffff", "weight": 1.5, "fillColor": color, "fillOpacity": 1}


class OutfallLayer(FeatureLayer):
    """Outfalls as points."""

    def __init__(self):
        super().__init__(
            "outfalls",
            _("Outfalls"),
            Source(collection("outfalls")),
            {"": Drawing([Entry(_("Outfall"), _point("#6b4b8a"))])},
            group="waters",
            shape="point",
            kind="outfall",
        )


class NoticeBoardLayer(FeatureLayer):
    """Notice boards as points."""

    def __init__(self):
        super().__init__(
            "boards",
            _("Notice boards"),
            Source(collection("notice-boards")),
            {"": Drawing([Entry(_("Notice board"), _point("#3f4a4d"))])},
            group="waters",
            shape="point",
            kind="board",
        )
