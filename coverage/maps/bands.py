"""Isochrone bands: how far away in time the nearest station is."""

from django.utils.translation import gettext as _

from coverage.maps.layer import Amount, FeatureLayer, Source
from coverage.maps.legend import YELLOW_BROWN, Drawing, Entry

BEYOND = "#4a2108"


class BandLayer(FeatureLayer):
    """The rings between growing times, the nearest palest; ``limits`` are minutes."""

    def __init__(self, limits: tuple[int, ...]):
        outline = {"color": "#ffffff", "weight": 0.75, "fillOpacity": 0.75}
        starts = (0, *limits[:-1])
        entries = [
            Entry(
                _("%(low)s – %(high)s min") % {"low": low, "high": high},
                {"fillColor": color},
                value=high,
            )
            for low, high, color in zip(starts, limits, colors(len(limits)), strict=True)
        ]
        beyond = Entry(_("over %(high)s min") % {"high": limits[-1]}, {"fillColor": BEYOND})
        super().__init__(
            "bands",
            _("Travel time bands"),
            Source("/api/coverage/bands", dated="date"),
            {"": Drawing(entries, "values", "minutes", beyond, outline)},
            group="coverage",
            shape="area",
            kind="band",
            interactive=False,
            amount=Amount("people", _("people")),
        )


def colors(count: int) -> list[str]:
    """Return ``count`` colours of the sequence, from pale to dark."""
    last = len(YELLOW_BROWN) - 1
    return [YELLOW_BROWN[round(i * last / max(count - 1, 1))] for i in range(count)]
