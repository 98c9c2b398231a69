"""Pages of scenarios: the list, the form, one scenario, and its end."""

from contextlib import suppress
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverage.maps.scenario import View, point_map, scenario_map
from coverage.models import Scenario
from coverage.pages.filters import Filter
from coverage.pages.parameters import allow, choice, question
from coverage.pages.places import bounds_of
from coverage.pages.run_words import state_words
from coverage.pages.scenario_form import form_context
from coverage.pages.scenario_words import Shown
from coverage.pages.texts import map_texts
from coverage.roles import rights_of
from coverage.runs import life
from coverage.scenarios import access, runs
from coverage.scenarios.kinds import ALL, PAIRING, family
from coverage.scenarios.parameters import ScenarioForm


def members_only(view):
    """Send strangers to the login, and refuse who has no role."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not rights_of(request.user).is_member:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _one(request: HttpRequest, public_id: str) -> Scenario:
    found = access.visible(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404(_("There is no such scenario, or you may not see it."))
    return found


@require_safe
@members_only
def scenario_list(request: HttpRequest) -> HttpResponse:
    """List the scenarios one may see, the newest first."""
    allow(request.GET, "state", "kind")
    state = choice(request.GET, "state", tuple(Scenario.State.values))
    kind = choice(request.GET, "kind", tuple(Scenario.Kind.values))
    rows = access.visible(request.user).defer("result")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(kind=kind) if kind else rows
    titles = [(value, one.title) for value, one in ALL.items()]
    context = {
        "rows": [Shown(row) for row in rows],
        "filters": [
            Filter("state", _("State"), list(state_words().items()), state),
            Filter("kind", _("Question"), titles, kind),
        ],
        "is_filtered": bool(state or kind),
        "may_ask": rights_of(request.user).is_staff,
        "is_open": rows.exclude(state__in=life.ENDED).exists(),
    }
    return render(request, "pages/scenario_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def scenario_new(request: HttpRequest) -> HttpResponse:
    """Ask for a scenario; a wrong field is named beside it and nothing is kept."""
    if not rights_of(request.user).is_staff:
        raise PermissionDenied
    if request.method == "POST":
        form = ScenarioForm(request.POST)
        if form.is_valid():
            if not access.may_ask(request.user, form.cleaned_data["subdistrict"]):
                raise PermissionDenied
            scenario = runs.ask(form.scenario(request.user))
            return redirect("scenario", scenario.public_id)
        asked = question(request, "from", "kind")
        context = form_context(asked.subdistrict, form)
    else:
        asked = question(request, "from", "kind")
        choice(request.GET, "kind", tuple(ALL))
        like = request.GET.get("from")
        context = form_context(
            asked.subdistrict,
            like=_one(request, like) if like else None,
            kind=request.GET.get("kind"),
            day=asked.day,
        )
    context |= {"map": point_map(bounds_of(asked.subdistrict)).parts(), "texts": map_texts()}
    status = 400 if request.method == "POST" else 200
    return render(request, "pages/scenario_new.html", asked.context() | context, status=status)


@require_safe
@members_only
def scenario_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a scenario: its progress, or what it would change."""
    allow(request.GET, "with")
    scenario = _one(request, public_id)
    shown = Shown(scenario)
    context = {
        "shown": shown,
        "scenario": scenario,
        "subdistrict": scenario.subdistrict,
        "day": scenario.day,
        "may_change": access.may_change(request.user, scenario),
        "texts": map_texts(),
    }
    if scenario.state == life.DONE:
        context |= _done(request, scenario, shown)
    return render(request, "pages/scenario.html", context)


def _done(request: HttpRequest, scenario: Scenario, shown: Shown) -> dict:
    others = [
        row
        for row in access.visible(request.user).filter(state=life.DONE).exclude(pk=scenario.pk)
        if family(row.kind) == family(scenario.kind)
    ]
    names = {row.public_id: row for row in others}
    chosen = choice(request.GET, "with", ("today", *names))
    other = names.get(chosen)
    address = f"/api/coverage/scenarios/{scenario.public_id}/features"
    left = View("left", address, "before")
    if other is not None:
        left = View("left", f"/api/coverage/scenarios/{other.public_id}/features", "after")
    layer = "pairing" if scenario.kind == PAIRING else "service"
    minutes = scenario.parameters.get("minutes", 0)
    views = (left, View("right", address, "after"))
    made = scenario_map(bounds_of(scenario.subdistrict), layer, minutes, views)
    return shown.comparison(chosen, other) | {
        "map": made.parts(),
        "others": [(row.public_id, row.name) for row in others],
        "chosen": chosen,
        "other_map_title": other.name if other else shown.as_it_is,
    }


@require_POST
@members_only
def scenario_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Cancel a scenario that waits or runs; one that has ended is shown as it is."""
    scenario = _one(request, public_id)
    if not access.may_change(request.user, scenario):
        raise PermissionDenied
    with suppress(life.EndedError):
        life.cancel(scenario)
    return redirect("scenario", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def scenario_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask whether a scenario is to be deleted, and delete it."""
    scenario = _one(request, public_id)
    if not access.may_change(request.user, scenario):
        raise PermissionDenied
    if request.method == "POST":
        scenario.delete()
        return redirect("scenario-list")
    return render(request, "pages/scenario_delete.html", {"shown": Shown(scenario)})
