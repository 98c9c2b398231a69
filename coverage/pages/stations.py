"""The page of a liaison station, and the list of all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.figures.tables import refer
from coverage.figures.villages import village_rows
from coverage.models import StationDuty
from coverage.pages import reasons
from coverage.pages.finding import one
from coverage.pages.parameters import Question, question
from coverage.pages.places import render_place
from coverage.pages.timeline import place_events, term_events, timeline
from geo.models import LiaisonStation


@require_safe
@gzip_page
def station_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a station on a day: its host, its deputies, the villages that are nearest to it."""
    asked = question(request)
    station = one(LiaisonStation.objects.select_related("village"), code, asked)
    (station,) = refer([station], village=asked.register.villages)
    duties = _duties(station, asked)
    nearest = [
        row for row in village_rows(asked.register, asked.reach) if row["station_code"] == code
    ]
    return render_place(
        request,
        "pages/station.html",
        asked,
        "stations",
        station,
        area_m2=_area_m2(asked, code),
        nearest=nearest,
        findings=reasons.of_station(asked, {row["code"] for row in nearest}),
        duties=duties,
        groups=station.groups.as_of(asked.day),
        events=timeline(
            [
                *place_events(station),
                *term_events(
                    duties,
                    _("deputy on duty here"),
                    _("last day of the duty"),
                    lambda term: term.deputy.name,
                    lambda term: f"/deputies/{term.deputy.code}/",
                ),
            ]
        ),
    )


def _duties(station: LiaisonStation, asked: Question):
    held = StationDuty.objects.filter(
        station__code=station.code, station__subdistrict__code=asked.subdistrict.code
    )
    return held.select_related("deputy").order_by("-valid_from", "deputy__code")


def _area_m2(asked: Question, code: str) -> float | None:
    """Return the area that reaches the station in time; None where it is not located."""
    areas = zip(asked.register.stations.rows, asked.reach.by_station, strict=False)
    return next((float(area.area) for station, area in areas if station.code == code), None)


@require_safe
@gzip_page
def station_list(request: HttpRequest) -> HttpResponse:
    """List the stations of a day, the unlocated ones too."""
    asked = question(request)
    stations = LiaisonStation.objects.filter(subdistrict__code=asked.subdistrict.code)
    stations = stations.as_of(asked.day).select_related("village").order_by("code")
    villages = village_rows(asked.register, asked.reach)
    rows = [
        {
            "station": station,
            "area_m2": _area_m2(asked, station.code),
            "villages": sum(row["station_code"] == station.code for row in villages),
            "deputies": _duties(station, asked).as_of(asked.day).count(),
        }
        for station in refer(list(stations), village=asked.register.villages)
    ]
    reach = asked.reach
    context = {
        "rows": rows,
        "reached_m2": reach.partition and reach.partition.covered_m2,
        "people": reach.villages and round(reach.villages.people.covered),
    }
    return render(request, "pages/station_list.html", asked.context() | context)
