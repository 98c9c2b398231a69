"""The page of a river segment, and the list of all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.figures import patrol
from coverage.figures.chiefs import segment_rows
from coverage.figures.tables import refer
from coverage.maps.states import STATES, state_words
from coverage.models import RiverChiefAssignment
from coverage.pages import reasons
from coverage.pages.filters import Filter
from coverage.pages.finding import one
from coverage.pages.parameters import Question, choice, question
from coverage.pages.places import render_place
from coverage.pages.timeline import Event, place_events, term_events, timeline
from geo.models import RiverSegment

LEVELS = ("all", "some", "none")
# A segment has a state in each of these; of its patrols parts of it have one too.
STATE_FILTERS = ("patrol", "supervision", "chiefs")
STRETCH_FILTERS = {"stretch": "chief", "supervised": "supervision"}
WALKED = ("covered", "due", "gap")


@require_safe
@gzip_page
def segment_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a segment on a day: where it lies, who answers for it, what happened."""
    asked = question(request)
    segment = one(RiverSegment.objects.select_related("river", "village"), code, asked)
    row = next(row for row in segment_rows(asked.register) if row["code"] == code)
    terms = _terms(segment, asked)
    (segment,) = refer([segment], village=asked.register.villages)
    boards = segment.notice_boards.as_of(asked.day).select_related("village")
    boards = refer(list(boards), village=asked.register.villages)
    return render_place(
        request,
        "pages/segment.html",
        asked,
        "segments",
        segment,
        row=row,
        findings=reasons.of_segment(asked, code),
        terms=terms,
        beside=_beside(segment, asked),
        boards=boards,
        outfalls=segment.outfalls.as_of(asked.day),
        events=_events(segment, terms, boards),
    )


def _terms(segment: RiverSegment, asked: Question):
    held = RiverChiefAssignment.objects.filter(
        river_segment__code=segment.code, river_segment__subdistrict__code=asked.subdistrict.code
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
    """List the segments of a day: all, those in a state, or those with stretches in a state.

    With stretches in a state chosen, the length is that of the stretches alone.
    """
    asked = question(request, "levels", *STATE_FILTERS, *STRETCH_FILTERS)
    levels = choice(request.GET, "levels", LEVELS)
    states = {name: choice(request.GET, name, STATES) for name in STATE_FILTERS}
    stretches = {name: choice(request.GET, name, WALKED) for name in STRETCH_FILTERS}
    villages = {village.pk: village for village in asked.register.villages.rows}
    rows = [
        row | {"village": segment.village_id and villages.get(segment.village_id)}
        for segment, row in zip(asked.register.segments.rows, _rows(asked, stretches), strict=True)
        if levels in ("", row["state"])
        and all(row["states"][name] == state for name, state in states.items() if state)
        and row["counted_m"] > 0
    ]
    context = {
        "rows": rows,
        "all": len(asked.register.segments),
        "length_m": sum(row["counted_m"] for row in rows),
        "counts_stretches": any(stretches.values()),
        "words": state_words(),
        "filters": _filters(states, stretches, levels),
        "chosen": {"levels": levels, **states, **stretches},
    }
    return render(request, "pages/segment_list.html", asked.context() | context)


def _rows(asked: Question, stretches: dict[str, str]) -> list[dict]:
    """Return the segments with the metres that count: those of the chosen stretches, else all."""
    rows = segment_rows(asked.register)
    counted = [row["length_m"] for row in rows]
    for name, state in stretches.items():
        if state:
            walked = patrol.segment_rows(asked.register, STRETCH_FILTERS[name])
            counted = [row[f"{state}_m"] or 0.0 for row in walked]
    return [row | {"counted_m": metres} for row, metres in zip(rows, counted, strict=True)]


def _filters(states: dict[str, str], stretches: dict[str, str], levels: str) -> list[Filter]:
    words = state_words()
    walked = [(state, words[state]) for state in WALKED]
    titles = {
        "patrol": _("Patrols"),
        "supervision": _("Supervision patrols"),
        "chiefs": _("River chiefs"),
        "stretch": _("Stretches patrolled"),
        "supervised": _("Stretches supervised"),
    }
    return [
        *(Filter(name, titles[name], list(words.items()), state) for name, state in states.items()),
        Filter("levels", _("Chiefs in office"), _level_options(), levels),
        *(Filter(name, titles[name], walked, state) for name, state in stretches.items()),
    ]


def _level_options() -> list[tuple[str, str]]:
    return [
        ("all", _("at all levels")),
        ("some", _("at some levels")),
        ("none", _("none")),
    ]
