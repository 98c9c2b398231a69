"""Layers taken together: where at least so many of the chosen ones are covered."""

from django.utils.translation import gettext as _

from coverage.maps.layer import Amount, FeatureLayer, Source
from coverage.maps.legend import BRICK, DOTS_DUE, HATCH_NO_DATA, TEAL, Drawing, Entry, gap_hatch
from coverage.maps.states import state_words


class CombinedLayer(FeatureLayer):
    """The areas of a combination by state; which layers it takes is chosen on the page."""

    def __init__(self):
        words = state_words()
        fills = {
            "covered": {"color": TEAL, "fillColor": TEAL, "fillOpacity": 0.35},
            "due": {"color": TEAL, "fillColor": DOTS_DUE, "fillOpacity": 0.9},
            "gap": {"color": BRICK, "fillColor": gap_hatch("combined"), "fillOpacity": 1},
            "unknown": {"color": "#7d8683", "fillColor": HATCH_NO_DATA, "fillOpacity": 1},
        }
        entries = [
            Entry(words[state], {"weight": 1} | style, value=state)
            for state, style in fills.items()
        ]
        super().__init__(
            "combined",
            _("Layers together"),
            Source("/api/coverage/combined", dated="date"),
            {"": Drawing(entries, "values", "state")},
            group="combination",
            shape="area",
            kind="combined",
            interactive=False,
            amount=Amount("area_m2", "km²", 1e6, 2),
        )
