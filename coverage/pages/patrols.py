"""Pages of patrols, for those who may see them: the list, one patrol, and handing one in."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from coverage.api import patrol_requests
from coverage.api.patrol_filters import filtered
from coverage.maps.patrol import patrol_map
from coverage.maps.place import widened
from coverage.models import Patrol, PatrolTrack
from coverage.pages.errors import BadParameter
from coverage.pages.filters import Filter
from coverage.pages.paging import paged
from coverage.pages.parameters import allow
from coverage.pages.places import bounds_of
from coverage.pages.scenarios import members_only
from coverage.pages.texts import map_texts
from coverage.roles import rights_of
from coverage.tracks import people, report, uploading, words
from coverage.tracks.errors import TrackError
from coverage.tracks.readers import READERS
from geo.features.errors import BadParameterError
from geo.models import RiverSegment

FILTERS = ("from", "to", "kind", "status", "valid", "person")


@require_safe
@members_only
def patrol_list(request: HttpRequest) -> HttpResponse:
    """List the patrols one may see, the newest first, a hundred a page."""
    allow(request.GET, *FILTERS, "page")
    rights = rights_of(request.user)
    try:
        rows = filtered(rights, request.GET)
    except BadParameterError as error:
        given = error.members
        raise BadParameter(given["parameter"], given["value"], given["expected"]) from error
    context = {
        **paged(request, rows.select_related("chief", "deputy"), rows.count()),
        "given": {name: request.GET.get(name, "") for name in FILTERS},
        "filters": _filters(request, rights),
        "may_upload": _may_upload(rights),
    }
    return render(request, "pages/patrol_list.html", context)


def _filters(request: HttpRequest, rights) -> list[Filter]:
    """Return what one may choose from; persons only of patrols one may see."""
    names = rights.readable(Patrol.objects.all()).order_by().values_list
    persons = {
        *names("chief__code", "chief__name").exclude(chief=None).distinct(),
        *names("deputy__code", "deputy__name").exclude(deputy=None).distinct(),
    }
    now = request.GET.get
    return [
        Filter("kind", _("Kind"), list(Patrol.Kind.choices), now("kind", "")),
        Filter("status", _("State"), list(Patrol.Status.choices), now("status", "")),
        Filter("valid", _("Judgement"), _judgements(), now("valid", "")),
        Filter("person", _("Who"), sorted(persons, key=lambda one: one[1]), now("person", "")),
    ]


def _judgements() -> list[tuple[str, str]]:
    return [("yes", _("valid")), ("no", _("not valid")), ("unjudged", _("not judged"))]


def _may_upload(rights) -> bool:
    held = rights.membership
    return held is not None and (held.chief_id is not None or held.deputy_id is not None)


@require_safe
@members_only
def patrol_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a patrol: where it went, what it covered, whether it counts and why not."""
    allow(request.GET)
    rights = rights_of(request.user)
    rows = rights.readable(Patrol.objects.filter(public_id=public_id))
    patrol = rows.select_related("subdistrict", "chief", "deputy").first()
    if patrol is None:
        raise Http404(_("There is no such patrol, or you may not see it."))
    tracks = list(rights.readable(PatrolTrack.objects.filter(patrol=patrol)))
    walked = report.walked(patrol)
    visits = report.visits(patrol)
    address = reverse("patrol-api:shapes", args=[patrol.public_id])
    bounds = widened(_bounds(patrol, tracks, walked))
    day, code = patrol.date.isoformat(), patrol.subdistrict.code
    context = {
        "patrol": patrol,
        "person": patrol.chief or patrol.deputy,
        "subdistrict": patrol.subdistrict,
        "day": patrol.date,
        "reasons": [words.reason(one) for one in patrol.reasons] or [patrol.invalid_reason],
        "flags": [words.flag(one) for one in patrol.flags],
        "rule": report.rule(patrol, walked, {visit.water_body.kind for visit in visits}),
        "tracks": [_shown(track) for track in tracks],
        "walked": walked,
        "visits": visits,
        "issues": patrol.issues.order_by("found_at", "pk"),
        "checks": patrol.board_checks.select_related("notice_board").order_by("pk"),
        "address": address,
        "map": patrol_map(bounds, address, day, code).parts(),
        "texts": map_texts(),
    }
    return render(request, "pages/patrol.html", context)


def _bounds(patrol: Patrol, tracks: list, walked: list) -> tuple[float, float, float, float]:
    segments = RiverSegment.objects.filter(pk__in=[one.segment.pk for one in walked])
    shapes = [track.geom for track in tracks if track.geom is not None]
    shapes += segments.filter(geom__isnull=False).values_list("geom", flat=True)
    if not shapes:
        return bounds_of(patrol.subdistrict)
    west, south, east, north = zip(*(shape.extent for shape in shapes), strict=True)
    return min(west), min(south), max(east), max(north)


def _shown(track: PatrolTrack) -> dict:
    """Return a track as the page shows it."""
    return {
        "row": track,
        "dropped": [(words.dropped(code), count) for code, count in track.dropped.items()],
        "hint": words.hint(track.hint),
    }


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def upload_page(request: HttpRequest) -> HttpResponse:
    """Take a file with a patrol. A file that is too large is refused before it is read."""
    try:
        patrol_requests.refuse_length(request, patrol_requests.upload_bytes())
    except TrackError as error:
        return _form(request, error)
    return _upload(request)


# Looking for the token against forgery reads the form, so it comes after the length.
@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    allow(request.GET)
    if request.method != "POST":
        return _form(request)
    try:
        given = _given(request)
        patrol, _is_new = uploading.upload(rights_of(request.user), **given)
    except TrackError as error:
        return _form(request, error)
    return redirect("patrol", patrol.public_id)


def _given(request: HttpRequest) -> dict:
    file = request.FILES.get("file")
    if file is None:
        raise TrackError(_("Choose a file with a track first."), "file", None, _("one file"))
    return {
        "file": file,
        "name": file.name,
        "datum": patrol_requests.datum(request.POST),
        "kind": patrol_requests.choice(request.POST, "kind", ["", *Patrol.Kind.values]) or None,
    }


def _form(request: HttpRequest, error: TrackError | None = None) -> HttpResponse:
    """Answer with the form; after an error with what was wrong and what would be right."""
    rights = rights_of(request.user)
    # The form of a request that was not read must stay unread.
    given = request.POST if error and error.status_code != 413 else {}
    context = {
        "error": error,
        "may_upload": _may_upload(rights),
        "datums": PatrolTrack.Datum.choices,
        "datum": given.get("datum", ""),
        "endings": ",".join(READERS),
        "most_mb": settings.TRACK_UPLOAD_MB,
        "most_points": settings.TRACK_MAX_POINTS,
        "kinds": people.kinds(rights),
        "kind": given.get("kind", ""),
    }
    return render(
        request, "pages/patrol_upload.html", context, status=error.status_code if error else 200
    )
