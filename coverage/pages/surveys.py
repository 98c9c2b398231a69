"""The pages of full surveys: the list, and how far one is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.figures import surveys
from coverage.maps.duty import survey_map
from coverage.models import Survey
from coverage.pages.due import kind_words
from coverage.pages.filters import Filter
from coverage.pages.parameters import choice, question
from coverage.pages.places import bounds_of
from coverage.pages.texts import map_texts
from coverage.roles import rights_of

KINDS = ("segment", "pond", "ditch")


def phase_words() -> dict[str, str]:
    """Return the words for the phases of a survey, in the language in force."""
    return {"planned": _("planned"), "running": _("under way"), "ended": _("ended")}


def state_words() -> dict[str, str]:
    """Return the words for the states of a target, in the language in force."""
    return {"left": _("Left"), "done": _("Visited"), "unknown": _("Not known")}


@require_safe
@gzip_page
def survey_list(request: HttpRequest) -> HttpResponse:
    """List the full surveys with how far each is."""
    asked = question(request)
    rows = Survey.objects.filter(subdistrict__code=asked.subdistrict.code)
    rows = rows.select_related("subdistrict").order_by("-valid_from", "code")
    found = [surveys.progress(row, asked.day) for row in rows]
    context = {
        "rows": [
            {"found": one, "all": one.summary()["all"], "phase": phase_words()[one.phase]}
            for one in found
        ]
    }
    return render(request, "pages/survey_list.html", asked.context() | context)


@require_safe
@never_cache
@gzip_page
def survey_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show how far a survey is: by kind, village and person, and what is left on a map."""
    asked = question(request, "state", "kind")
    rows = Survey.objects.filter(subdistrict__code=asked.subdistrict.code, code=code)
    survey = rows.select_related("subdistrict").order_by("-valid_from").first()
    if survey is None:
        raise Http404(_("Nothing here has the code %(code)s.") % {"code": code[:60]})
    state = choice(request.GET, "state", surveys.STATES) if "state" in request.GET else "left"
    kind = choice(request.GET, "kind", KINDS)
    found = surveys.progress(survey, asked.day)
    villages = {village.pk: village for village in found.register.villages.rows}
    words = kind_words()
    address = reverse("duty-api:survey-features", args=[survey.code])
    context = {
        "survey": survey,
        "phase": phase_words()[found.phase],
        "sums": [(words.get(name, _("All")), amounts) for name, amounts in found.summary().items()],
        "villages": found.by_village(),
        "chiefs": found.by_chief() if rights_of(request.user).is_member else None,
        "rows": [
            {
                "target": one,
                "kind_word": words[one.kind],
                "word": state_words()[one.state],
                "village": villages.get(one.place.village_id),
            }
            for one in found.targets
            if state in ("", one.state) and kind in ("", one.kind)
        ],
        "filters": [
            Filter("state", _("State"), list(state_words().items()), state),
            Filter("kind", _("Kind"), [(one, words[one]) for one in KINDS], kind),
        ],
        "map": survey_map(bounds_of(survey.subdistrict), survey.subdistrict.code, address).parts(),
        "map_date": asked.day.isoformat(),
        "texts": map_texts(),
    }
    return render(request, "pages/survey.html", asked.context() | context)
