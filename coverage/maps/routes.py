"""Inspection routes."""

from django.utils.translation import gettext as _

from coverage.maps.layer import FeatureLayer, Source
from coverage.maps.legend import PLUM, Drawing, Entry


class RouteLayer(FeatureLayer):
    """One inspection route a station, leg by leg: on the road, and along a segment."""

    def __init__(self):
        # Wide and pale along the segments, whose own colour lies on top of it.
        travel = {"color": PLUM, "weight": 2.5, "dashArray": "1 5", "fill": False}
        walk = {"color": PLUM, "weight": 10, "opacity": 0.2, "fill": False}
        entries = [
            Entry(_("Way to the next segment"), travel, value="travel"),
            Entry(_("Segment inspected"), walk, value="segment"),
        ]
        super().__init__(
            "routes",
            _("Inspection routes"),
            Source("/api/coverage/routes", dated="date"),
            {"": Drawing(entries, "values", "kind")},
            group="coverage",
            shape="line",
            kind="route",
            on=True,
        )
