"""The list of ponds and ditches with their patrols."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.figures import layers
from coverage.maps.states import STATES, state_words
from coverage.pages.filters import Filter
from coverage.pages.parameters import choice, question
from coverage.pages.reasons import said
from geo.models import WaterBody

KINDS = {"patrol": "chief", "supervision": "supervision"}


@require_safe
@gzip_page
def water_list(request: HttpRequest) -> HttpResponse:
    """List the ponds and ditches of a day, all or those in a state of their patrols."""
    asked = question(request, "kind", *KINDS)
    kind = choice(request.GET, "kind", tuple(WaterBody.Kind.values))
    states = {name: choice(request.GET, name, STATES) for name in KINDS}
    words, kinds = state_words(), dict(WaterBody.Kind.choices)
    found = {
        name: layers.layer(asked.register, asked.reach, "patrol", by).rows
        for name, by in KINDS.items()
    }
    villages = {village.code: village for village in asked.register.villages.rows}
    rows = [
        chief
        | {
            "kind_word": kinds[chief["kind"]],
            "village": villages.get(chief["village_code"]),
            "word": words[chief["state"]],
            "reason": said(chief),
            "supervision": supervision["state"],
            "supervision_word": words[supervision["state"]],
        }
        for chief, supervision in zip(found["patrol"], found["supervision"], strict=True)
        if chief["kind"] != "segment"
        and kind in ("", chief["kind"])
        and states["patrol"] in ("", chief["state"])
        and states["supervision"] in ("", supervision["state"])
    ]
    context = {
        "rows": rows,
        "all": len(asked.register.waters),
        "filters": [
            Filter("kind", _("Kind"), WaterBody.Kind.choices, kind),
            Filter("patrol", _("Patrols"), list(words.items()), states["patrol"]),
            Filter(
                "supervision", _("Supervision patrols"), list(words.items()), states["supervision"]
            ),
        ],
        "chosen": {"kind": kind, **states},
    }
    return render(request, "pages/water_list.html", asked.context() | context)
