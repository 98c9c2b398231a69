"""Villages and communities, coloured by an indicator."""

from django.utils.translation import gettext as _

from coverage.maps import indicators
from coverage.maps.layer import FeatureLayer, Source, collection
from coverage.maps.legend import ILLUSTRATIVE_DASH, Drawing, Entry

OUTLINE = {"color": "#5d6b68", "weight": 1, "opacity": 0.9, "dashArray": ILLUSTRATIVE_DASH}


class VillageLayer(FeatureLayer):
    """The villages' areas; their figures come from the coverage API."""

    def __init__(self, minutes: int):
        drawings = indicators.drawings(minutes)
        for drawing in drawings.values():
            drawing.base.update(OUTLINE)
        super().__init__(
            "villages",
            _("Villages and communities"),
            Source(collection("villages"), figures="villages", member="villages"),
            drawings,
            group="places",
            shape="area",
            kind="village",
            page="/villages/{code}/",
            on=True,
            label="short_name",
            titles=indicators.titles(),
        )


def village_ground() -> FeatureLayer:
    """Return the villages as the ground of a map about something else: named, not clicked."""
    style = {**OUTLINE, "fillColor": "#eef0ec", "fillOpacity": 0.8}
    return FeatureLayer(
        "villages",
        _("Villages and communities"),
        Source(collection("villages")),
        {"": Drawing([Entry(_("Village or community"), style)])},
        group="ground",
        shape="area",
        kind="village",
        on=True,
        label="short_name",
        interactive=False,
    )
