"""The map page; its features and figures are fetched from the API by the page itself."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.issues.access import may_report
from coverage.maps import indicators, segments
from coverage.maps.overview import group_titles, layers, overview_parts
from coverage.maps.states import LAYERS, layer_titles
from coverage.pages.errors import BadParameter
from coverage.pages.parameters import choice, question
from coverage.pages.places import bounds_of
from coverage.pages.reasons import mode_words
from coverage.pages.texts import map_texts

POSITION = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)/(-?\d{1,2}(?:\.\d+)?)/(-?\d{1,3}(?:\.\d+)?)")
TOGETHER = re.compile(rf"(?:{'|'.join(LAYERS)})(?:,(?:{'|'.join(LAYERS)}))*:(?:all|[1-5])")
PLACE = re.compile(r"[a-z-]{1,20}:[\w-]{1,40}")
# What the first script imports, named so that the browser asks for all of it at once.
MODULES = (
    "api",
    "base_maps",
    "card",
    "combination",
    "dom",
    "drawing",
    "feature_layer",
    "geometry",
    "labels",
    "legend",
    "months",
    "overview",
    "panels",
    "picking",
    "print",
    "ranking",
    "search",
    "status",
    "switches",
    "text",
    "view",
    "view_state",
)
# Groups whose short names stand in two columns.
IN_PAIRS = ("gaps", "waters", "other")
MONTHS_BACK = 12


@require_safe
@gzip_page
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the map; the address holds date, layers, indicator, position and chosen place."""
    asked = question(request, "layers", "by", "segments", "together", "at", "place")
    mode = asked.rules.mode
    minutes = asked.rules.minutes(mode)
    bands = tuple(asked.rules.bands)
    sees_issues = may_report(request.user)
    all_layers = layers(minutes, bands, sees_issues)
    # A link with a layer that is not for the reader still opens, without it.
    known = [layer.definition["id"] for layer in layers(minutes, bands, with_issues=True)]
    chosen = _chosen(request.GET, known)
    choice(request.GET, "by", indicators.INDICATORS)
    choice(request.GET, "segments", tuple(segments.titles()))
    _check_form(
        request.GET,
        "together",
        TOGETHER,
        _("Layers and how many of them, such as pairing,service:1 or patrol,chiefs:all."),
    )
    _check_form(request.GET, "at", POSITION, _("zoom/latitude/longitude, such as 12/35.18/118.82."))
    _check_form(request.GET, "place", PLACE, _("layer:code, such as villages:371327001001."))
    context = {
        "subdistrict": asked.subdistrict,
        "day": asked.day,
        "months": months(timezone.localdate()),
        "last_month": MONTHS_BACK,
        "asks_date": asked.asks_date,
        "asks_subdistrict": asked.asks_subdistrict,
        "minutes": minutes,
        "mode_word": mode_words()[mode],
        "map": overview_parts(
            bounds_of(asked.subdistrict), minutes, bands, asked.subdistrict.code, sees_issues
        ),
        "groups": _groups(all_layers, chosen),
        "layer_titles": layer_titles(),
        "segments": segments.titles(),
        "segments_by": request.GET.get("segments") or next(iter(segments.titles())),
        "indicators": {
            _("Coverage"): layer_titles(),
            _("Numbers"): indicators.number_titles(),
        },
        "indicator": request.GET.get("by") or indicators.INDICATORS[0],
        "texts": map_texts(),
        "review_number": settings.MAP_REVIEW_NUMBER,
        "downloads": _downloads(),
        "modules": [static(f"js/{name}.js") for name in MODULES],
    }
    return render(request, "pages/map.html", context)


def _chosen(query: QueryDict, known: list[str]) -> set[str] | None:
    """Return the ids of ``?layers=``, or None where the address does not say."""
    if "layers" not in query:
        return None
    chosen = [name for name in query["layers"].split(",") if name]
    for name in chosen:
        if name not in known:
            wanted = _("Some of: %(names)s, separated by commas.") % {"names": ", ".join(known)}
            raise BadParameter("layers", name, wanted)
    return set(chosen)


def _check_form(query: QueryDict, name: str, form: re.Pattern, wanted: str) -> None:
    value = query.get(name, "")
    if value and not form.fullmatch(value):
        raise BadParameter(name, value, wanted)


@dataclass(frozen=True)
class Month:
    """A stop of the slider: the last day of a month, or today."""

    day: date
    name: str
    has_year: bool = False


def months(today: date) -> list[Month]:
    """Return the last days of the twelve months before ``today``'s, and today.

    Named by the month alone; with the year where one begins, and at the first if that is far off.
    """
    stops = []
    first = today.replace(day=1)
    for _number in range(MONTHS_BACK):
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        stops.insert(0, last)
    return [*(_month(day, day is stops[0]) for day in stops), Month(today, _("today"))]


def _month(day: date, is_first: bool) -> Month:
    has_year = day.month == 1 or (is_first and day.month < 11)
    return Month(day, f"{day:%Y-%m}" if has_year else f"{day:%m}", has_year)


def _groups(all_layers: list, chosen: set[str] | None) -> list[dict]:
    """Return the list of layers by group, each with whether it is switched on."""
    definitions = [layer.definition for layer in all_layers]
    return [
        {
            "id": group,
            "title": title,
            "in_pairs": group in IN_PAIRS,
            "layers": [
                definition
                | {"on": definition["on"] if chosen is None else definition["id"] in chosen}
                for definition in definitions
                if definition["group"] == group
            ],
        }
        for group, title in group_titles().items()
    ]


def _downloads() -> list[tuple[str, str, str]]:
    """Return title, address and format; each address takes the date and the subdistrict."""
    return [
        (_("Villages and communities"), "/data/villages.gpkg", "GeoPackage"),
        (_("Villages and communities"), "/data/villages.xlsx", "xlsx"),
        (_("River segments"), "/data/river-segments.gpkg", "GeoPackage"),
        (_("Deputy liaison stations"), "/data/stations.gpkg", "GeoPackage"),
        (_("Gaps"), "/api/coverage/gaps", "GeoJSON"),
    ]
