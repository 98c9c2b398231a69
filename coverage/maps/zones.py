"""Livestock zones."""

from django.utils.translation import gettext as _

from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import Drawing, Entry


class ZoneLayer(FeatureLayer):
    """Where keeping livestock is prohibited or restricted."""

    def __init__(self):
        fill = {"weight": 1.5, "dashArray": "8 3", "fillOpacity": 0.18}
        prohibited = {"color": "#7a4a8c", "fillColor": "#7a4a8c"}
        restricted = {"color": "#a58bb5", "fillColor": "#a58bb5"}
        entries = [
            Entry(_("Livestock prohibited zone"), fill | prohibited, value="prohibited"),
            Entry(_("Livestock restricted zone"), fill | restricted, value="restricted"),
        ]
        super().__init__(
            "zones",
            _("Livestock zones"),
            Source(collection("livestock-zones")),
            {"": Drawing(entries, "values", "kind")},
            group="other",
            shape="area",
            kind="zone",
            interactive=False,
        )
