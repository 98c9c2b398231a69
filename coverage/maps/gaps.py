"""Gaps: what is not covered, hatched so that what lies below stays readable."""

from django.utils.translation import gettext as _

from coverage.maps.layer import FeatureLayer, Source
from coverage.maps.legend import BRICK, HATCH_GAP, Drawing, Entry

SOURCE = "/api/coverage/gaps"


class GapLayer(FeatureLayer):
    """The gaps of one kind of coverage; ``on`` says whether they are shown at first."""

    def __init__(self, coverage: str, title: str, *, on: bool):
        shape = "line" if coverage == "chiefs" else "area"
        area = {"color": BRICK, "weight": 1, "fillColor": HATCH_GAP, "fillOpacity": 1}
        line = {"color": BRICK, "weight": 16, "opacity": 0.35, "fill": False}
        super().__init__(
            f"gap-{coverage}",
            title,
            Source(SOURCE, dated="date", where=("layer", coverage)),
            {"": Drawing([Entry(title, line if shape == "line" else area)])},
            group="coverage",
            shape=shape,
            kind="gap",
            on=on,
            interactive=False,
        )


def gap_layers() -> list[GapLayer]:
    """Return a layer of gaps for each kind of coverage."""
    return [
        GapLayer("service", _("Gap: no station within reach"), on=True),
        GapLayer("pairing", _("Gap: no paired deputy"), on=False),
        GapLayer("chiefs", _("Gap: no chief in office"), on=True),
    ]
