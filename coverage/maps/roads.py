"""Roads, fetched only when they are switched on."""

from django.utils.translation import gettext as _

from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import Drawing, Entry


class RoadLayer(FeatureLayer):
    """The road network by class."""

    def __init__(self):
        def line(color: str, weight: float, dash: str = "") -> dict:
            return {"color": color, "weight": weight, "dashArray": dash, "fill": False}

        entries = [
            Entry(_("Highway"), line("#8a6d2f", 3.5), value="highway"),
            Entry(_("Main road"), line("#6f6a5d", 2.5), value="main"),
            Entry(_("County road"), line("#8d897d", 2), value="county"),
            Entry(_("Street"), line("#9a978d", 1.25), value="street"),
            Entry(_("Village road"), line("#a5a299", 1), value="village"),
            Entry(_("Path"), line("#b3b0a7", 1, "3 3"), value="path"),
            Entry(_("Railway"), line("#3f4a4d", 2, "8 4"), value="railway"),
        ]
        super().__init__(
            "roads",
            _("Roads"),
            Source(collection("roads")),
            {"": Drawing(entries, "values", "road_class")},
            group="other",
            shape="line",
            kind="road",
            interactive=False,
        )
