"""River segments by the chiefs in office."""

from django.utils.translation import gettext as _

from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import AMBER, BRICK, WATER, Drawing, Entry


class SegmentLayer(FeatureLayer):
    """The segments as lines; colour and dash pattern both say which levels have a chief."""

    def __init__(self):
        entries = [
            Entry(_("Chiefs at all levels"), {"color": WATER, "weight": 4}, value="all"),
            Entry(
                _("Chiefs at some levels"),
                {"color": AMBER, "weight": 4, "dashArray": "12 5"},
                value="some",
            ),
            Entry(
                _("No chief in office"),
                {"color": BRICK, "weight": 4, "dashArray": "2 6"},
                value="none",
            ),
        ]
        unknown = Entry(_("No data"), {"color": "#7d8683", "weight": 3})
        super().__init__(
            "segments",
            _("River segments"),
            Source(collection("river-segments"), figures="segments", member="segments"),
            {"": Drawing(entries, "values", "state", unknown, {"opacity": 0.95, "fill": False})},
            group="waters",
            shape="line",
            kind="segment",
            page="/segments/{code}/",
            on=True,
        )
