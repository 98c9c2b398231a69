"""The page of a village or community, and the list of all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.figures import layers
from coverage.figures.chiefs import segment_rows
from coverage.figures.villages import village_rows
from coverage.maps.states import LAYERS, STATES, layer_titles, state_words
from coverage.models import Pairing, RiverChiefAssignment
from coverage.pages import reasons
from coverage.pages.filters import Filter
from coverage.pages.finding import one
from coverage.pages.parameters import Question, choice, question
from coverage.pages.places import render_place
from coverage.pages.timeline import Event, place_events, term_events, timeline
from geo.models import NoticeBoard, Village, WaterBody
from geo.models.base import same_place

# A village has a state in each layer, and one under supervision patrols.
STATE_FILTERS = (*LAYERS, "supervision")


@require_safe
@gzip_page
def village_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a village on a day: facts, who covers it, what happened."""
    asked = question(request)
    village = one(Village.objects.select_related("subdistrict"), code, asked)
    rows = village_rows(asked.register, asked.reach)
    row = next(row for row in rows if row["code"] == code)
    inside = same_place(village, "village")
    segments = [
        found | {"segment": segment}
        for segment, found in zip(
            asked.register.segments.rows, segment_rows(asked.register), strict=True
        )
        if segment.village_id == village.pk
    ]
    return render_place(
        request,
        "pages/village.html",
        asked,
        "villages",
        village,
        row=row,
        station=_station(asked, row),
        segments=segments,
        findings=reasons.of_village(asked, code),
        pairings=_pairings(village, asked),
        events=_events(village, asked),
        neighbours=_neighbours(village, asked),
        water_bodies=WaterBody.objects.filter(inside).as_of(asked.day).order_by("kind", "code"),
        boards=NoticeBoard.objects.filter(inside).as_of(asked.day).select_related("river_segment"),
    )


def _station(asked: Question, row: dict):
    stations = (s for s in asked.register.stations.rows if s.code == row["station_code"])
    return next(stations, None)


def _pairings(village: Village, asked: Question):
    held = Pairing.objects.filter(same_place(village, "village"))
    return held.select_related("deputy").order_by("-valid_from", "code")


def _neighbours(village: Village, asked: Question):
    if village.geom is None:
        return []
    unit = asked.subdistrict.code
    near = Village.objects.filter(subdistrict__code=unit, geom__intersects=village.geom)
    return near.as_of(asked.day).exclude(pk=village.pk)


def _events(village: Village, asked: Question) -> list[Event]:
    chiefs = RiverChiefAssignment.objects.filter(same_place(village, "river_segment__village"))
    boards = NoticeBoard.objects.filter(same_place(village, "village"), renewed_on__isnull=False)
    return timeline(
        [
            *place_events(village),
            *term_events(
                _pairings(village, asked),
                _("paired with a deputy"),
                _("last day of the pairing"),
                lambda term: term.deputy.name,
                lambda term: f"/deputies/{term.deputy.code}/",
            ),
            *term_events(
                chiefs.select_related("chief", "river_segment"),
                _("river chief takes office"),
                _("river chief's last day"),
                lambda term: f"{term.chief.name} · {term.river_segment.name}",
                lambda term: f"/segments/{term.river_segment.code}/",
            ),
            *(Event(board.renewed_on, _("notice board renewed"), str(board)) for board in boards),
        ]
    )


@require_safe
@gzip_page
def village_list(request: HttpRequest) -> HttpResponse:
    """List the villages of a day, all or those in a state of a layer."""
    asked = question(request, "kind", *STATE_FILTERS)
    kind = choice(request.GET, "kind", tuple(Village.Kind.values))
    states = {name: choice(request.GET, name, STATES) for name in STATE_FILTERS}
    names = {station.code: station.short_name for station in asked.register.stations.rows}
    kinds = dict(Village.Kind.choices)
    titles = layer_titles() | {"supervision": _("Supervision patrols")}
    rows = [
        row | {"station": names.get(row["station_code"], ""), "kind_word": kinds[row["kind"]]}
        for row in _rows(asked)
        if (not kind or row["kind"] == kind)
        and all(row["states"][name] == state for name, state in states.items() if state)
    ]
    context = {
        "rows": rows,
        "all": len(asked.register.villages),
        "area_m2": sum(row["area_m2"] or 0 for row in rows),
        "population": sum(row["population"] or 0 for row in rows),
        "words": state_words(),
        "water_words": state_words() | {"unknown": _("no waters")},
        "filters": [
            Filter("kind", _("Kind"), Village.Kind.choices, kind),
            *(
                Filter(name, titles[name], list(state_words().items()), state)
                for name, state in states.items()
            ),
        ],
        "chosen": states,
        "indicator": next((layer for layer in LAYERS if states[layer]), None),
    }
    return render(request, "pages/village_list.html", asked.context() | context)


def _rows(asked: Question) -> list[dict]:
    """Return the villages with their states in every layer and under supervision patrols."""
    supervised = layers.layer(asked.register, asked.reach, "patrol", "supervision").villages
    rows = village_rows(asked.register, asked.reach)
    return [
        row | {"states": row["states"] | {"supervision": supervision["state"]}}
        for row, supervision in zip(rows, supervised, strict=True)
    ]
