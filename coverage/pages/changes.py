"""What changed between two days; the page's script fetches it from the API."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.maps.changes import changes_map
from coverage.maps.states import LAYERS, layer_titles
from coverage.pages.errors import BadParameter
from coverage.pages.filters import Filter
from coverage.pages.parameters import choice, day, question
from coverage.pages.places import bounds_of
from coverage.pages.texts import map_texts


@require_safe
@gzip_page
def changes_page(request: HttpRequest) -> HttpResponse:
    """Show which villages and segments were gained and lost from one day to another."""
    asked = question(request, "from", "to", "layer")
    last = _day(request.GET, "to", asked.day)
    first = _day(request.GET, "from", last.replace(day=1) - timedelta(days=1))
    if first > last:
        wanted = _("A date that is not after %(to)s.") % {"to": last.isoformat()}
        raise BadParameter("from", first.isoformat(), wanted)
    layer = choice(request.GET, "layer", LAYERS) or LAYERS[0]
    label = _("Map of what changed")
    context = {
        "first": first,
        "last": last,
        "layer": layer,
        "layer_titles": layer_titles(),
        "filters": [Filter("layer", _("Layer on the map"), list(layer_titles().items()), layer)],
        "map": changes_map(bounds_of(asked.subdistrict), asked.subdistrict.code, label).parts(),
        "texts": map_texts(),
    }
    return render(request, "pages/changes.html", asked.context() | context)


def _day(query: QueryDict, name: str, default: date) -> date:
    """Return the day ``name``; raises BadParameter for what is no date."""
    if not query.get(name):
        return default
    given = QueryDict(mutable=True)
    given["date"] = query[name]
    try:
        return day(given)
    except BadParameter as error:
        raise BadParameter(name, error.value, error.wanted) from error
