"""The list of gaps, the one that most people feel first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.figures.gaps import Gap, ranked
from coverage.pages.filters import Filter
from coverage.pages.parameters import choice, question

LAYERS = ("pairing", "service", "chiefs")
FOLDERS = {"pairing": "villages", "chiefs": "segments"}


def layer_words() -> dict[str, str]:
    """Return the names of the kinds of coverage."""
    return {
        "pairing": _("Paired assistance"),
        "service": _("Station within reach"),
        "chiefs": _("River chiefs"),
    }


@require_safe
@gzip_page
def gap_list(request: HttpRequest) -> HttpResponse:
    """List the gaps of a day, of all kinds of coverage or of one."""
    asked = question(request, "layer")
    layer = choice(request.GET, "layer", LAYERS)
    found = [gap for gap in ranked(asked.register, asked.reach) if layer in ("", gap.layer)]
    partition = asked.reach.partition
    context = {
        "rows": [_row(gap) for gap in found],
        "filters": [Filter("layer", _("Kind of gap"), list(layer_words().items()), layer)],
        "chosen": {"layer": layer},
        "area_m2": partition and partition.gap_m2 + partition.dropped_m2,
        "dropped_m2": partition and partition.dropped_m2,
        "people": asked.reach.villages and round(asked.reach.villages.people.gap),
    }
    return render(request, "pages/gap_list.html", asked.context() | context)


def _row(gap: Gap) -> dict:
    english = (get_language() or "").startswith("en")
    folder = FOLDERS.get(gap.layer)
    return {
        "gap": gap,
        "name": gap.name,
        "layer": layer_words()[gap.layer],
        "reason": gap.reason_en if english else gap.reason_zh,
        "path": f"/{folder}/{gap.code}/" if folder else "",
        "place": f"gap:{gap.id}",
    }
