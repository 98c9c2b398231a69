"""The ranking of the gaps, with the formula that orders them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.figures.gaps import Gap
from coverage.figures.ranking import ranking
from coverage.maps.states import LAYERS, LINEAR, layer_titles
from coverage.pages.filters import Filter
from coverage.pages.parameters import choice, question
from coverage.pages.reasons import said


@require_safe
@gzip_page
def gap_list(request: HttpRequest) -> HttpResponse:
    """Rank the gaps of a day, of all layers or of one."""
    asked = question(request, "layer")
    layer = choice(request.GET, "layer", LAYERS)
    found = ranking(asked.register, asked.reach, layer or None)
    partition = asked.reach.partition
    context = {
        "rows": [_row(gap) for gap in found.gaps],
        "formula": found.formula.en if _is_english() else found.formula.zh,
        "filters": [Filter("layer", _("Kind of gap"), list(layer_titles().items()), layer)],
        "chosen": {"layer": layer},
        "area_m2": partition and partition.gap_m2 + partition.dropped_m2,
        "dropped_m2": partition and partition.dropped_m2,
        "dropped_parts": partition and len(partition.dropped.geoms),
        "people": asked.reach.villages and round(asked.reach.villages.people.gap),
    }
    return render(request, "pages/gap_list.html", asked.context() | context)


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def _row(gap: Gap) -> dict:
    return {
        "gap": gap,
        "name": gap.name_en if _is_english() else gap.name,
        "layer": layer_titles()[gap.layer],
        "sentence": said(vars(gap), "sentence"),
        "path": _path(gap),
        "place": f"gap:{gap.id}",
    }


def _path(gap: Gap) -> str:
    """Return the page of the place a gap is about; there is none of a part of the ground."""
    if gap.layer == "service":
        return ""
    if gap.layer not in LINEAR:
        return f"/villages/{gap.code}/"
    return f"/segments/{gap.code}/" if gap.kind == "segment" else ""
