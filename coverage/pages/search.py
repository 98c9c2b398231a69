"""Search for a village, a segment, a deputy or a station by a part of its name or code."""

from dataclasses import asdict, dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.models import Deputy
from coverage.pages.deputies import PRIVATE
from coverage.pages.parameters import Question, question, text
from geo.models import LiaisonStation, RiverSegment, Village

LONGEST_TEXT = 60
MOST_SUGGESTIONS = 8


@dataclass(frozen=True)
class Found:
    """A result: what it is, its page, and its layer and code on the map (empty off the map)."""

    name: str
    kind: str
    path: str
    place: str = ""


def find(asked: Question, words: str) -> list[Found]:
    """Return what is valid on the day and has ``words`` in its name or its code."""
    if not words:
        return []
    named = Q(name__icontains=words) | Q(code__icontains=words)
    short = named | Q(short_name__icontains=words)
    segments = short | Q(river__name__icontains=words)

    def ask(queryset: QuerySet, condition: Q) -> QuerySet:
        here = queryset.filter(condition, subdistrict__code=asked.subdistrict.code)
        return here.as_of(asked.day).order_by("code")

    return [
        *_places(ask(Village.objects.defer("geom", "center"), short), "villages", "villages"),
        *_places(ask(LiaisonStation.objects, short), "stations", "stations"),
        *_places(ask(RiverSegment.objects.defer("geom"), segments), "segments", "segments"),
        *(
            Found(deputy.name, _("deputy"), f"/deputies/{deputy.code}/")
            for deputy in ask(Deputy.objects.defer(*PRIVATE), named)
        ),
    ]


def _places(queryset: QuerySet, layer: str, folder: str) -> list[Found]:
    return [
        Found(_full_name(place), _kind(place), f"/{folder}/{place.code}/", f"{layer}:{place.code}")
        for place in queryset
    ]


def _full_name(place) -> str:
    return place.name if isinstance(place, RiverSegment) else str(place)


def _kind(place) -> str:
    if isinstance(place, Village):
        return place.get_kind_display()
    return str(place._meta.verbose_name)


@require_safe
@gzip_page
def search_page(request: HttpRequest) -> HttpResponse:
    """Show everything that was found."""
    asked = question(request, "q")
    words = text(request.GET, "q", LONGEST_TEXT)
    context = {"search_text": words, "found": find(asked, words)}
    return render(request, "pages/search.html", asked.context() | context)


@require_safe
@gzip_page
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return the first results as JSON for the search field."""
    asked = question(request, "q")
    found = find(asked, text(request.GET, "q", LONGEST_TEXT))
    return JsonResponse(
        {"results": [asdict(one) for one in found[:MOST_SUGGESTIONS]], "total": len(found)}
    )
