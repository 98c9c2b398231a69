"""The trend of every layer over the months; the page's script draws it from the API."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.maps.states import layer_titles
from coverage.pages.errors import BadParameter
from coverage.pages.parameters import question
from coverage.pages.texts import map_texts

MONTHS = 12


@require_safe
@gzip_page
def trend_page(request: HttpRequest) -> HttpResponse:
    """Show the shares of every layer at the end of each month of a period."""
    asked = question(request, "from", "to")
    last = _month(request.GET, "to", asked.day.strftime("%Y-%m"))
    first = _month(request.GET, "from", _months_before(last, MONTHS))
    if first > last:
        raise BadParameter("from", first, _("A month that is not after %(to)s.") % {"to": last})
    context = {
        "first": first,
        "last": last,
        "latest": timezone.localdate().strftime("%Y-%m"),
        "layer_titles": layer_titles(),
        "texts": map_texts(),
    }
    return render(request, "pages/trend.html", asked.context() | context)


def _month(query, name: str, default: str) -> str:
    """Return the month ``name``, as year-month; raises BadParameter for what is none."""
    text = query.get(name) or default
    try:
        return date.fromisoformat(f"{text}-01").strftime("%Y-%m")
    except ValueError as error:
        wanted = _("A month, as year-month, for example %(example)s.")
        raise BadParameter(name, text, wanted % {"example": default}) from error


def _months_before(month: str, count: int) -> str:
    first = date.fromisoformat(f"{month}-01")
    for _number in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
    return first.strftime("%Y-%m")
