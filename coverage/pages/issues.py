"""The board of issues, one issue, and the steps taken from its page."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import APIException

from coverage.api import issue_requests
from coverage.issues import access, due, filters, photos, steps
from coverage.maps.issues import issue_map
from coverage.models import Issue
from coverage.pages import issue_words, parameters
from coverage.pages.errors import BadParameter
from coverage.pages.filters import Filter
from coverage.pages.issue_words import Card
from coverage.pages.parameters import allow, choice, question
from coverage.pages.scenarios import members_only
from coverage.pages.texts import map_texts
from coverage.pictures import most_bytes, too_long
from coverage.roles import rights_of
from geo.features.errors import BadParameterError
from geo.models import Village

VIEWS = ("board", "list")
CHOICES = ("state", "category", "village", *filters.SWITCHES)
CODES = ("segment", "water")
# Of what is done, a board shows the latest; the list shows all.
CLOSED_SHOWN = 12


def reporters_only(view):
    """Send strangers to the login, and refuse roles that see no issues."""

    @members_only
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not access.may_report(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@reporters_only
def issue_board(request: HttpRequest) -> HttpResponse:
    """Show the issues one may see by their state, or as a list."""
    allow(request.GET, "view", *CHOICES, *CODES)
    shown_as = choice(request.GET, "view", VIEWS) or VIEWS[0]
    chosen = _chosen(request)
    today, calendar = timezone.localdate(), due.calendar()
    try:
        rows = list(due.by_deadline(filters.apply(request.user, chosen)))
    except BadParameterError as error:
        member = error.members
        raise BadParameter(member["parameter"], member["value"], member["expected"]) from error
    cards = [Card(row, today, calendar) for row in rows]
    # Work first: what is closed has the earliest deadlines.
    cards.sort(key=lambda card: card.issue.state == Issue.State.CLOSED)
    context = {
        "view": shown_as,
        "cards": cards,
        "columns": _columns(cards),
        "filters": _filters(request.user, chosen),
        "chosen": chosen,
        "query": urlencode(chosen),
        "counts": _counts(request.user),
        "is_filtered": bool(chosen),
        "has_illustrative": any(row.illustrative for row in rows),
        "day": today,
    }
    return render(request, "pages/issue_board.html", context)


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Return the filters that are set, checked as far as their values are known."""
    choice(request.GET, "state", tuple(Issue.State.values))
    choice(request.GET, "category", tuple(Issue.Category.values))
    for name in filters.SWITCHES:
        choice(request.GET, name, ("true", "false"))
    for name in ("village", *CODES):
        parameters.text(request.GET, name, filters.LONGEST_CODE)
    return {name: request.GET[name] for name in (*CHOICES, *CODES) if request.GET.get(name)}


def _columns(cards: list[Card]) -> list[dict]:
    """Return a column for each state: title, number, cards; of the closed the latest only."""
    columns = []
    for state in Issue.State:
        mine = [card for card in cards if card.issue.state == state]
        shown = mine
        if state == Issue.State.CLOSED:
            newest = sorted(mine, key=lambda card: card.issue.registered_at, reverse=True)
            shown = newest[:CLOSED_SHOWN]
        more = len(mine) - len(shown)
        columns.append(
            {"state": state, "title": state.label, "all": len(mine), "cards": shown, "more": more}
        )
    return columns


def _filters(user, chosen: dict[str, str]) -> list[Filter]:
    visible = access.visible(user).order_by()
    codes = visible.exclude(village=None).values_list("village", flat=True)
    villages = Village.objects.filter(pk__in=codes.distinct()).order_by("code")
    yes = [("true", _("yes"))]
    options = {
        "state": (_("State"), Issue.State.choices),
        "category": (_("Category"), Issue.Category.choices),
        "village": (_("Village or community"), [(one.code, str(one)) for one in villages]),
        "overdue": (_("Overdue"), yes),
        "escalated": (_("Escalated"), yes),
        "mine": (_("Reported or handled by me"), yes),
    }
    return [
        Filter(name, title, values, chosen.get(name, ""))
        for name, (title, values) in options.items()
    ]


def _counts(user) -> list[tuple[str, int, str]]:
    """Return (title, number, query of the list behind it) of what needs attention."""
    asked = {
        "open=true": _("open"),
        "overdue=true": _("overdue"),
        "soon=true": _("due soon"),
        "escalated=true": _("escalated"),
        "state=closed": _("closed"),
    }
    return [
        (title, filters.apply(user, dict([query.split("=")])).order_by().count(), query)
        for query, title in asked.items()
    ]


def _one(request: HttpRequest, code: str) -> Issue:
    rows = access.visible(request.user).filter(code=code)
    if "subdistrict" in request.GET:
        rows = rows.filter(subdistrict__code=request.GET["subdistrict"])
    found = rows.first() if "\x00" not in code else None
    if found is None:
        raise Http404(_("There is no such issue, or you may not see it."))
    return found


@require_safe
@reporters_only
def issue_page(request: HttpRequest, issue: str) -> HttpResponse:
    """Show an issue: where, what, its photos and steps, and what this reader may do now."""
    allow(request.GET, "subdistrict", "date")
    return _page(request, _one(request, issue))


def _page(request: HttpRequest, issue: Issue, fault: APIException | None = None) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    asked = question(request)
    made = None
    if issue.geom is not None:
        focus = f"issues:{issue.code}"
        place = issue.geom.coords
        minutes = asked.rules.minutes(asked.rules.mode)
        made = issue_map(place, minutes, issue.subdistrict.code, focus).parts()
    tried = request.POST.dict() if fault is not None else None
    context = {
        "issue": issue,
        "card": Card(issue, today, due.calendar()),
        "forms": issue_words.forms(issue, user, tried),
        "handlers": access.possible_handlers(issue) if access.is_staff_of(user, issue) else [],
        "rules": issue_words.rules_of(issue),
        "shots": issue_words.shots(issue, user),
        "events": issue_words.events(issue, user),
        "sees_people": access.sees_people(user, issue),
        "is_deputy": rights_of(user).role == "deputy",
        "day": today,
        "subdistrict": issue.subdistrict,
        "map": made,
        "texts": map_texts(),
        "fault": fault and str(fault.detail),
    }
    status = fault.status_code if fault is not None else 200
    return render(request, "pages/issue.html", context, status=status)


@require_POST
@reporters_only
def issue_step(request: HttpRequest, issue: str) -> HttpResponse:
    """Take a step; what is refused is said on the page and changes nothing."""
    found = _one(request, issue)
    body = {name: value for name, value in request.POST.items() if name in issue_requests.STEP}
    try:
        steps.take(request.user, found, issue_requests.step(body))
    except APIException as error:
        return _page(request, _one(request, issue), error)
    return redirect("issue", issue)


@require_POST
@reporters_only
def issue_photo(request: HttpRequest, issue: str) -> HttpResponse:
    """Add the photos of the form."""
    found = _one(request, issue)
    try:
        phase = issue_requests.phase_of(request.POST)
        kept = add_photos(request, found, phase)
    except APIException as error:
        return _page(request, _one(request, issue), error)
    if not kept:
        messages.warning(request, _("Choose a photo first."))
    return redirect("issue", issue)


def add_photos(request: HttpRequest, issue: Issue, phase: str) -> int:
    """Keep the photos of a form, one after the other; return how many. Raises PictureError."""
    files = request.FILES.getlist("photo")
    for file in files:
        if file.size > most_bytes():
            raise too_long(file.size)
        body = file.read()
        photos.add(request.user, issue, photos.id_of(issue, phase, body), phase, body)
    return len(files)
