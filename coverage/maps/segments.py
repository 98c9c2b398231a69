"""River segments by their patrols and by the chiefs in office."""

from django.utils.translation import gettext as _

from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import AMBER, BRICK, WATER, Drawing, Entry
from coverage.maps.states import LINE, no_line, patrol_drawing


def titles() -> dict[str, str]:
    """Return what segments can be coloured by, in the language in force."""
    return {
        "patrol": _("Chiefs' patrols"),
        "supervision": _("Supervision patrols"),
        "levels": _("Chiefs in office"),
    }


class SegmentLayer(FeatureLayer):
    """The segments as lines; colour and dash pattern both say their class."""

    def __init__(self):
        super().__init__(
            "segments",
            _("River segments"),
            Source(collection("river-segments"), figures="segments", member="segments"),
            {
                "patrol": patrol_drawing("patrol"),
                "supervision": patrol_drawing("supervision"),
                "levels": levels_drawing(),
            },
            group="waters",
            shape="line",
            kind="segment",
            page="/segments/{code}/",
            on=True,
            titles=titles(),
        )


def levels_drawing() -> Drawing:
    """Return how segments are drawn by the levels that have a chief."""
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
    return Drawing(entries, "values", "state", no_line(), LINE)
