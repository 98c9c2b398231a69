"""Pages of inspection routes: list, form, one route, its sheet, and what is done with it."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverage.inspection import access, rounds
from coverage.inspection.question import person_of
from coverage.maps.inspection import question_map, route_map
from coverage.models import Deputy, InspectionRoute, RiverChief, RouteRound
from coverage.pages.filters import Filter
from coverage.pages.parameters import allow, choice, question
from coverage.pages.places import bounds_of
from coverage.pages.route_form import form_context, people_in_office
from coverage.pages.route_words import ShownRoute
from coverage.pages.run_words import state_words
from coverage.pages.scenarios import members_only
from coverage.pages.texts import map_texts
from coverage.roles import rights_of
from coverage.runs import life

PEOPLE = {"chief": RiverChief, "deputy": Deputy}


def _one(request: HttpRequest, public_id: str) -> InspectionRoute:
    found = access.visible(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404(_("There is no such inspection route, or you may not see it."))
    return found


def _own(request: HttpRequest, public_id: str) -> InspectionRoute:
    route = _one(request, public_id)
    if not access.may_change(request.user, route):
        raise PermissionDenied
    return route


def _round(request: HttpRequest, public_id: str) -> RouteRound:
    found = access.visible_rounds(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404(_("There is no such round, or you may not see it."))
    return found


@require_safe
@members_only
def route_list(request: HttpRequest) -> HttpResponse:
    """List the routes one may see, the newest first."""
    allow(request.GET, "state")
    state = choice(request.GET, "state", tuple(InspectionRoute.State.values))
    rows = access.visible(request.user).defer("figures")
    rows = rows.filter(state=state) if state else rows
    context = {
        "rows": [ShownRoute(row, request.user) for row in rows],
        "filters": [Filter("state", _("State"), list(state_words().items()), state)],
        "is_filtered": bool(state),
        "may_ask": rights_of(request.user).is_staff,
        "is_open": rows.exclude(state__in=life.ENDED).exists(),
    }
    return render(request, "pages/route_list.html", context)


@require_safe
@members_only
def route_new(request: HttpRequest) -> HttpResponse:
    """Show the form; its script asks the API and says what is wrong beside the fields."""
    if not rights_of(request.user).is_staff:
        raise PermissionDenied
    asked = question(request, "from")
    like = request.GET.get("from")
    context = form_context(asked.register, _one(request, like) if like else None)
    context |= {"map": question_map(bounds_of(asked.subdistrict)).parts(), "texts": map_texts()}
    return render(request, "pages/route_new.html", asked.context() | context)


@require_safe
@members_only
def route_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a route: its progress, or its rounds; with ``compare`` beside what was walked."""
    allow(request.GET, "compare")
    route = _one(request, public_id)
    compares = choice(request.GET, "compare", ("walked",)) == "walked"
    context = _context(request, route) | {"compares": compares}
    if route.state == life.DONE:
        address = reverse("inspection-api:route", args=[public_id])
        walked = f"{address}/walked" if compares else ""
        context |= _map(route, context["shown"], f"{address}/features", walked)
        context["people"] = people_in_office(route.subdistrict, route.day)
    return render(request, "pages/route.html", context)


@require_safe
@members_only
def route_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one round for printing: map, stops with their hours, turn list."""
    allow(request.GET, "round")
    route = _one(request, public_id)
    context = _context(request, route)
    shown = context["shown"]
    numbers = tuple(str(one.one.number) for one in shown.rounds)
    if route.state != life.DONE or not numbers:
        raise Http404(_("There is no such round, or you may not see it."))
    number = choice(request.GET, "round", numbers) or numbers[0]
    chosen = next(one for one in shown.rounds if str(one.one.number) == number)
    address = reverse("inspection-api:route-features", args=[public_id])
    bounds = chosen.one.geom.extent if chosen.one.geom else bounds_of(route.subdistrict)
    made = route_map(bounds, f"{address}?round={number}", {chosen.one.number: chosen.name}, "")
    context |= {"chosen": chosen, "map": made.parts()}
    return render(request, "pages/route_sheet.html", context)


def _context(request: HttpRequest, route: InspectionRoute) -> dict:
    return {
        "shown": ShownRoute(route, request.user),
        "route": route,
        "subdistrict": route.subdistrict,
        "day": route.day,
        "may_change": access.may_change(request.user, route),
        "texts": map_texts(),
    }


def _map(route: InspectionRoute, shown: ShownRoute, address: str, walked: str) -> dict:
    names = {one.one.number: one.name for one in shown.rounds}
    made = route_map(bounds_of(route.subdistrict), address, names, walked)
    return {"map": made.parts()}


@require_POST
@members_only
def route_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Cancel a route that waits or is computed; one that has ended is shown as it is."""
    route = _own(request, public_id)
    with suppress(life.EndedError):
        life.cancel(route)
    return redirect("route", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def route_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask whether a route is to be deleted, and delete it."""
    route = _own(request, public_id)
    if request.method == "POST":
        route.delete()
        return redirect("route-list")
    return render(request, "pages/route_delete.html", {"shown": ShownRoute(route, request.user)})


@require_POST
@members_only
def round_assign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a round to the chief or deputy that the form names."""
    one = _round(request, public_id)
    if not access.may_change(request.user, one.route):
        raise PermissionDenied
    kind, _colon, code = request.POST.get("person", "").partition(":")
    who = None
    if kind in PEOPLE:
        who = person_of(PEOPLE[kind], one.route.subdistrict, one.route.day, code)
    if who is None:
        messages.error(request, _("Choose somebody who is in office on that day."))
        return redirect("route", one.route.public_id)
    try:
        rounds.assign(one, who)
        text = _("Round %(number)s was given to %(name)s.")
        messages.success(request, text % {"number": one.number, "name": who.name})
    except rounds.StateError:
        text = _("Round %s cannot be given: it has ended, or that person has another round of it.")
        messages.error(request, text % one.number)
    return redirect("route", one.route.public_id)


@require_POST
@members_only
def round_step(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """Take a step of a round: accept, decline, walked, or cancel."""
    one = _round(request, public_id)
    if step not in rounds.STEPS:
        raise Http404
    if not rounds.may_step(request.user, one, step):
        raise PermissionDenied
    try:
        rounds.step(one, step)
    except rounds.StateError:
        messages.error(
            request, _("Round %s changed meanwhile; this is how it is now.") % one.number
        )
    return redirect("route", one.route.public_id)
