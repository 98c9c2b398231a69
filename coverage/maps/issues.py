"""Issues as points by their state, for those who may see them."""

from django.utils.translation import gettext as _

from coverage.maps.base import BaseMap
from coverage.maps.layer import FeatureLayer, Source
from coverage.maps.legend import Drawing, Entry
from coverage.maps.place import widened
from coverage.maps.segments import SegmentLayer
from coverage.maps.villages import VillageLayer
from coverage.maps.waters import DitchLayer, PondLayer
from coverage.models import Issue

# From open to done; the colours differ in lightness too.
COLORS = {
    Issue.State.REGISTERED: "#a33a2a",
    Issue.State.ASSIGNED: "#d2691e",
    Issue.State.RETURNED: "#7a1f5c",
    Issue.State.IN_PROGRESS: "#e0a63a",
    Issue.State.RECTIFIED: "#5aa7a0",
    Issue.State.VERIFIED: "#0b5d5e",
    Issue.State.CLOSED: "#9aa3a0",
}


class IssueLayer(FeatureLayer):
    """The issues that the reader may see, as they were on the day; off at first."""

    def __init__(self):
        dot = {"radius": 6, "color": "#ffffff", "weight": 1.5, "fillOpacity": 1}
        entries = [
            Entry(str(state.label), dot | {"fillColor": color}, value=state.value)
            for state, color in COLORS.items()
        ]
        super().__init__(
            "issues",
            _("Issues"),
            Source("/api/issues/features", dated="date"),
            {"": Drawing(entries, "values", "state")},
            group="other",
            shape="point",
            kind="issue",
            page="/issues/{code}/",
        )


def issue_map(lonlat: tuple[float, float], minutes: int, code: str, focus: str) -> BaseMap:
    """Return a map of what lies around an issue; ``focus`` is "issues:CODE"."""
    bounds = widened((*lonlat, *lonlat))
    made = BaseMap("place_map", bounds, _("Map of the issue"), subdistrict=code, focus=focus)
    for layer in (VillageLayer(minutes), PondLayer(), DitchLayer(), SegmentLayer(), IssueLayer()):
        made.add_child(layer)
    return made


def report_map(bounds: tuple[float, float, float, float]) -> BaseMap:
    """Return the map on which the place of an issue is given."""
    made = BaseMap("report_map", bounds, _("Map: a click says where the issue is"))
    for layer in (VillageLayer(0), PondLayer(), DitchLayer(), SegmentLayer()):
        made.add_child(layer)
    return made
