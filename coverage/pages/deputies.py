"""The public part of a deputy's page, and the list of all deputies.

Phone number and home are not read from the database here, so they cannot reach a template.
"""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.figures.tables import refer
from coverage.models import Deputy, Pairing, StationDuty
from coverage.pages.filters import Filter, yes_no
from coverage.pages.finding import one
from coverage.pages.parameters import choice, question
from coverage.pages.timeline import term_events, timeline

PRIVATE = ("phone", "home_address")


def level_words() -> dict[str, str]:
    """Return the words for city and county deputies."""
    return {Deputy.Level.CITY: _("city deputy"), Deputy.Level.COUNTY: _("county deputy")}


@require_safe
@gzip_page
def deputy_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the public facts of a deputy on a day: term, group, pairings, duty."""
    asked = question(request)
    known = Deputy.objects.defer(*PRIVATE).select_related(
        "group__station", "group__activity_room", "electoral_district"
    )
    deputy = one(known, code, asked)
    pairings = list(deputy.pairings.select_related("village").order_by("-valid_from"))
    pairings = refer(pairings, village=asked.register.villages)
    duties = deputy.station_duties.select_related("station").order_by("-valid_from")
    context = {
        "deputy": deputy,
        "level_word": level_words()[deputy.level],
        "pairings": pairings,
        "duties": duties,
        "events": timeline(
            [
                *term_events([deputy], _("term begins"), _("term ends"), str),
                *term_events(
                    pairings,
                    _("paired with a village"),
                    _("last day of the pairing"),
                    lambda term: str(term.village),
                    lambda term: f"/villages/{term.village.code}/",
                ),
                *term_events(
                    duties,
                    _("on duty at a station"),
                    _("last day of the duty"),
                    lambda term: str(term.station),
                    lambda term: f"/stations/{term.station.code}/",
                ),
            ]
        ),
    }
    return render(request, "pages/deputy.html", asked.context() | context)


@require_safe
@gzip_page
def deputy_list(request: HttpRequest) -> HttpResponse:
    """List the deputies of a day, all or by level or by whether they are paired."""
    asked = question(request, "level", "paired")
    level = choice(request.GET, "level", tuple(Deputy.Level.values))
    paired = choice(request.GET, "paired", ("yes", "no"))
    deputies = Deputy.objects.filter(subdistrict__code=asked.subdistrict.code).as_of(asked.day)
    if level:
        deputies = deputies.filter(level=level)
    held = Pairing.objects.as_of(asked.day).select_related("village")
    duty = StationDuty.objects.as_of(asked.day).select_related("station")
    deputies = (
        deputies.defer(*PRIVATE)
        .select_related("group")
        .prefetch_related(
            Prefetch("pairings", held, "pairings_now"),
            Prefetch("station_duties", duty, "duties_now"),
        )
    )
    rows = [
        deputy
        for deputy in deputies.order_by("code")
        if not paired or bool(deputy.pairings_now) == (paired == "yes")
    ]
    for row in rows:
        row.level_word = level_words()[row.level]
        row.pairings_now = refer(row.pairings_now, village=asked.register.villages)
    context = {
        "rows": rows,
        "filters": [
            Filter("level", _("Level"), list(level_words().items()), level),
            Filter("paired", _("Paired with a village"), yes_no(), paired),
        ],
    }
    return render(request, "pages/deputy_list.html", asked.context() | context)
