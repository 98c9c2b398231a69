"""The form that registers an issue at a desk."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from rest_framework.exceptions import APIException

from coverage.api import issue_requests
from coverage.issues import photos, registering
from coverage.maps.issues import report_map
from coverage.models import Issue
from coverage.pages.issues import add_photos, reporters_only
from coverage.pages.parameters import allow, question
from coverage.pages.places import bounds_of
from coverage.pages.texts import map_texts
from coverage.pictures import MEDIA_TYPES
from coverage.roles import rights_of

FIELDS = ("id", "category", "description", "lon", "lat", "found_at")


@require_http_methods(["GET", "HEAD", "POST"])
@reporters_only
def issue_new(request: HttpRequest) -> HttpResponse:
    """Register an issue with its photos; what is wrong is said and nothing is kept."""
    allow(request.GET, "date", "subdistrict")
    if request.method != "POST":
        now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        return _form(request, {"id": str(uuid.uuid4()), "found_at": now})
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    rights = rights_of(request.user)
    try:
        public_id = issue_requests.identity(given["id"], "id")
        said = issue_requests.report(_body(given), rights)
        made, _is_new = registering.register(rights, public_id, said)
    except APIException as error:
        return _form(request, given, error)
    try:
        add_photos(request, made, photos.BEFORE)
    except APIException as error:
        text = _("The issue is registered. A photo of it was not taken: %(why)s")
        messages.warning(request, text % {"why": error.detail})
    return redirect("issue", made.code)


def _body(given: dict[str, str]) -> dict:
    """Return the fields of the form as the API takes them; empty ones are left out."""
    body: dict = {name: given[name] for name in ("category", "description")}
    for name in ("lon", "lat"):
        if given[name]:
            body[name] = _number(given[name])
    body["found_at"] = _moment(given["found_at"])
    return body


def _number(text: str) -> float | str:
    """Return a number; text that is none stays text, which is then refused by its name."""
    try:
        return float(text)
    except ValueError:
        return text


def _moment(text: str) -> str:
    """Return a local time of a form with its zone; what is none stays as it is."""
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else timezone.make_aware(found)).isoformat()
    except (ValueError, OverflowError):
        return text


def _form(request: HttpRequest, given: dict, fault: APIException | None = None) -> HttpResponse:
    asked = question(request)
    context = {
        "subdistrict": asked.subdistrict,
        "day": asked.day,
        "given": given,
        "categories": Issue.Category.choices,
        "media_types": ",".join(MEDIA_TYPES),
        "fault": fault and str(fault.detail),
        "wrong": getattr(fault, "parameter", None),
        "map": report_map(bounds_of(asked.subdistrict)).parts(),
        "texts": map_texts(),
    }
    status = 400 if fault is not None else 200
    return render(request, "pages/issue_new.html", context, status=status)
