"""Deputy liaison stations and the areas that reach them in time."""

from django.utils.translation import gettext as _

from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import TEAL, Drawing, Entry


class StationLayer(FeatureLayer):
    """The stations as points."""

    def __init__(self):
        style = {"radius": 7, "color": "#ffffff", "weight": 2, "fillColor": TEAL, "fillOpacity": 1}
        super().__init__(
            "stations",
            _("Deputy liaison stations"),
            Source(collection("stations")),
            {"": Drawing([Entry(_("Deputy liaison station"), style)])},
            group="places",
            shape="point",
            kind="station",
            page="/stations/{code}/",
            on=True,
            label="short_name",
        )


class ServiceAreaLayer(FeatureLayer):
    """The area from which each station is reached in time.

    Off at first: what is hatched as a gap is the same line, and the areas are a heavy answer.
    """

    def __init__(self, minutes: int):
        style = {
            "color": TEAL,
            "weight": 1.5,
            "opacity": 0.9,
            "dashArray": "2 4",
            "fillColor": TEAL,
            "fillOpacity": 0.04,
        }
        label = _("Reaches a station within %(minutes)s min") % {"minutes": minutes}
        super().__init__(
            "service",
            _("Service areas"),
            Source("/api/coverage/service-areas", dated="date", where=("station_code", "*")),
            {"": Drawing([Entry(label, style)])},
            group="coverage",
            shape="area",
            kind="service",
            interactive=False,
        )
