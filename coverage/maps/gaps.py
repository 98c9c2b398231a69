"""Gaps: what is not covered, hatched so that what lies below stays readable."""

from django.utils.translation import gettext as _

from coverage.maps.layer import FeatureLayer, Source
from coverage.maps.legend import BRICK, Drawing, Entry, gap_hatch
from coverage.maps.states import LAYERS, LINEAR, short_titles

SOURCE = "/api/coverage/gaps"
# What is not said by the colour of the villages or of the segments at first.
ON_AT_FIRST = ("service",)


class GapLayer(FeatureLayer):
    """The gaps of one layer; each is hatched in a direction of its own."""

    def __init__(self, coverage: str, title: str, label: str):
        shape = "line" if coverage in LINEAR else "area"
        area = {"color": BRICK, "weight": 1, "fillColor": gap_hatch(coverage), "fillOpacity": 1}
        line = {"color": BRICK, "weight": 14, "opacity": 0.35, "fill": False}
        super().__init__(
            f"gap-{coverage}",
            title,
            Source(SOURCE, dated="date", where=("layer", coverage)),
            {"": Drawing([Entry(label, line if shape == "line" else area)])},
            group="gaps",
            shape=shape,
            kind="gap",
            on=coverage in ON_AT_FIRST,
            interactive=False,
        )


def gap_labels() -> dict[str, str]:
    """Return what a gap of each layer is, in the language in force."""
    return {
        "pairing": _("Gap: no paired deputy"),
        "service": _("Gap: no station within reach"),
        "recency": _("Gap: no recent visit"),
        "patrol": _("Gap: not patrolled in time"),
        "chiefs": _("Gap: no chief in office"),
    }


def gap_layers() -> list[GapLayer]:
    """Return a layer of gaps for each layer of coverage."""
    titles, labels = short_titles(), gap_labels()
    return [GapLayer(layer, titles[layer], labels[layer]) for layer in LAYERS]
