"""The page of a river segment, and the list of all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.figures.chiefs import segment_rows
from coverage.models import RiverChiefAssignment
from coverage.pages import reasons
from coverage.pages.filters import Filter
from coverage.pages.finding import one
from coverage.pages.parameters import Question, choice, question
from coverage.pages.places import render_place
from coverage.pages.timeline import Event, place_events, term_events, timeline
from geo.models import RiverSegment

CHIEFS = ("all", "some", "none", "any")


@require_safe
@gzip_page
def segment_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a segment on a day: where it lies, who answers for it, what happened."""
    asked = question(request)
    segment = one(RiverSegment.objects.select_related("river", "village"), code, asked)
    row = next(row for row in segment_rows(asked.register) if row["code"] == code)
    terms = _terms(segment, asked)
    boards = segment.notice_boards.as_of(asked.day).select_related("village")
    return render_place(
        request,
        "pages/segment.html",
        asked,
        "segments",
        segment,
        row=row,
        findings=[reasons.of_segment(row, asked.day.isoformat())],
        terms=terms,
        beside=_beside(segment, asked),
        boards=boards,
        outfalls=segment.outfalls.as_of(asked.day),
        events=_events(segment, terms, boards),
    )


def _terms(segment: RiverSegment, asked: Question):
    held = RiverChiefAssignment.objects.filter(
        river_segment__code=segment.code, river_segment__subdistrict=asked.subdistrict
    )
    return held.select_related("chief").order_by("-valid_from", "level")


def _beside(segment: RiverSegment, asked: Question):
    numbers = [segment.sequence - 1, segment.sequence + 1]
    near = RiverSegment.objects.filter(river=segment.river, sequence__in=numbers)
    return near.as_of(asked.day).order_by("sequence")


def _events(segment: RiverSegment, terms, boards) -> list[Event]:
    renewed = [board for board in boards if board.renewed_on]
    return timeline(
        [
            *place_events(segment),
            *term_events(
                terms,
                _("river chief takes office"),
                _("river chief's last day"),
                lambda term: f"{term.chief.name} · {term.get_level_display()}",
            ),
            *(Event(board.renewed_on, _("notice board renewed"), str(board)) for board in renewed),
        ]
    )


@require_safe
@gzip_page
def segment_list(request: HttpRequest) -> HttpResponse:
    """List the segments of a day, all or those with chiefs at all, some or no levels."""
    asked = question(request, "chiefs")
    chiefs = choice(request.GET, "chiefs", CHIEFS)
    villages = {village.pk: village for village in asked.register.villages.rows}
    rows = [
        row | {"village": segment.village_id and villages.get(segment.village_id)}
        for segment, row in zip(
            asked.register.segments.rows, segment_rows(asked.register), strict=True
        )
        if _has(row["state"], chiefs)
    ]
    context = {
        "rows": rows,
        "all": len(asked.register.segments),
        "length_m": sum(row["length_m"] for row in rows),
        "filters": [Filter("chiefs", _("Chiefs in office"), _chief_options(), chiefs)],
        "chosen": {"chiefs": chiefs},
    }
    return render(request, "pages/segment_list.html", asked.context() | context)


def _chief_options() -> list[tuple[str, str]]:
    return [
        ("any", _("at one level or more")),
        ("all", _("at all levels")),
        ("some", _("at some levels")),
        ("none", _("none")),
    ]


def _has(state: str, chiefs: str) -> bool:
    if chiefs == "any":
        return state != "none"
    return chiefs in ("", state)
