"""The page of the trace-back: a point on the map, a day, and what is known; ready to print."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.api.duty import trace as interface
from coverage.api.duty.base import is_staff_of
from coverage.figures.trace import Pass, Trace
from coverage.maps.duty import trace_map
from coverage.maps.place import widened
from coverage.models import PatrolSettings
from coverage.models.patrol_settings import LIMITS
from coverage.pages.errors import BadParameter
from coverage.pages.guards import staff_only
from coverage.pages.parameters import question
from coverage.pages.places import bounds_of
from coverage.pages.texts import map_texts
from geo.features.errors import BadParameterError

FIELDS = ("lon", "lat", "radius_m", "days")


@require_safe
@staff_only
@gzip_page
def trace_page(request: HttpRequest) -> HttpResponse:
    """Ask for a point and a day, and show who answered for it and who passed it before."""
    asked = question(request, *FIELDS)
    rules = PatrolSettings.of(asked.subdistrict)
    given = {name: request.GET.get(name, "").strip() for name in FIELDS}
    made = _made(request, given) if given["lon"] or given["lat"] else None
    bounds, address = bounds_of(asked.subdistrict), ""
    if made is not None:
        bounds = widened(made.circle.bounds, least=0.002)
        asked_for = {name: value for name, value in given.items() if value}
        asked_for |= {"date": asked.day.isoformat(), "f": "geojson"}
        if asked.asks_subdistrict:
            asked_for["subdistrict"] = asked.subdistrict.code
        address = f"{reverse('duty-api:trace-back')}?{urlencode(asked_for)}"
    context = {
        "given": given
        | {"radius_m": given["radius_m"] or f"{rules.trace_m:g}"}
        | {"days": given["days"] or rules.trace_days},
        "limits": {"radius_m": LIMITS["trace_m"], "days": LIMITS["trace_days"]},
        "made": made,
        "passes": made and [_row(one) for one in made.passes],
        "address": address,
        "map": trace_map(bounds, asked.subdistrict.code, address).parts(),
        "map_date": asked.day.isoformat(),
        "printed_at": timezone.localtime(),
        "texts": map_texts(),
    }
    return render(request, "pages/trace.html", asked.context() | context)


def _made(request: HttpRequest, given: dict[str, str]) -> Trace:
    """Return the trace-back; raises BadParameter that says what would be right."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in given.items() if value})
    for name in ("date", "subdistrict"):
        if request.GET.get(name):
            query[name] = request.GET[name]
    try:
        found, point = interface.question(query)
    except BadParameterError as error:
        name = error.members["parameter"]
        raise BadParameter(name, str(error.members["value"]), _wanted(name)) from error
    if not is_staff_of(request.user, found.subdistrict):
        raise PermissionDenied
    return interface.traced(found, point, request.user)


def _wanted(name: str) -> str:
    """Return what would be right for a parameter, in the language in force."""
    span = _("A whole number from %(low)s to %(high)s.")
    if name == "radius_m":
        return span % dict(zip(("low", "high"), LIMITS["trace_m"], strict=True))
    if name == "days":
        return span % dict(zip(("low", "high"), LIMITS["trace_days"], strict=True))
    return _("Longitude and latitude of a point in the subdistrict, such as 118.84 and 35.19.")


def method_words() -> dict[str, str]:
    """Return how it is known that a patrol passed, in the language in force."""
    return {
        "track": _("by its track"),
        "stretch": _("by the stretches it covered"),
        "visit": _("by its visit of the pond or ditch"),
    }


def _row(one: Pass) -> dict:
    validity = {True: _("valid"), False: _("not valid"), None: _("not judged")}
    return {
        "one": one,
        "patrol": one.patrol,
        "person": one.patrol.chief or one.patrol.deputy,
        "method": method_words()[one.method],
        "validity": validity[one.patrol.is_valid],
    }
