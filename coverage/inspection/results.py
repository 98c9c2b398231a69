"""The solver's answer as rounds, stops and figures of the register."""

from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from django.contrib.gis.geos import GEOSGeometry

from coverage.analysis.routing import Leg, Plan, Round
from coverage.figures.register import Register
from coverage.inspection import turn_words
from coverage.inspection.jobs import Task, Work, left
from coverage.inspection.places import Place
from coverage.inspection.question import person_of
from coverage.inspection.solve import Answer
from coverage.models import Deputy, InspectionRoute, RiverChief, RouteRound, RouteStop
from geo import crs
from geo.features.collections import Text

# Where a stop refers to what is visited there.
FIELDS = {
    "segment": "river_segment",
    "pond": "water_body",
    "ditch": "water_body",
    "board": "notice_board",
    "village": "village",
}


@dataclass(frozen=True)
class Drawn:
    """A round to be kept: its own members and its stops', without their keys."""

    members: dict
    stops: list[dict]


@dataclass(frozen=True)
class Result:
    """What is kept of a route that was computed."""

    figures: dict
    rounds: list[Drawn]


def result_of(
    asked: dict, found: Register, work: Work, answer: Answer, names: list[tuple[str, str]]
) -> Result:
    """Return the rounds of an answer and the figures of the whole."""
    rounds = [
        drawn(found, person, one, work.tasks, turns, names)
        for person, one, turns in zip(
            asked["people"], answer.plan.rounds, answer.turns, strict=True
        )
    ]
    return Result(figures_of(found, work, answer.plan), rounds)


def figures_of(found: Register, work: Work, plan: Plan) -> dict:
    """Return what a plan amounts to, with its lower bound and what it leaves out."""
    tasks = work.tasks
    out = [
        *work.left_out,
        *(left(tasks[row], "unreachable") for row in plan.unreachable),
        *(left(tasks[row], "limit") for row in plan.left_out),
    ]
    return {
        "length_m": round(plan.length_m, 1),
        "time_s": round(plan.time_s),
        "bound_s": round(plan.bound_s),
        "over_bound": round(plan.over_bound, 4),
        "spent_s": round(plan.spent_s, 2),
        "method": plan.method,
        "longest_over_mean": round(plan.longest_over_mean, 4),
        "served": sum(len(one.visits) for one in plan.rounds),
        "left_out": out,
        "token": found.token,
        "history": [],
    }


def drawn(
    found: Register,
    person: dict,
    one: Round,
    tasks: list[Task],
    turns: list,
    names: list[tuple[str, str]],
) -> Drawn:
    """Return the round of one person; lines and points in EPSG:4326."""
    parts = [part.line for part in (*one.legs, *one.visits)]
    if one.visits:
        # In walking order: each leg and what it leads to.
        parts = [part for pair in zip(one.legs, one.visits, strict=False) for part in pair]
        parts = [part.line for part in (*parts, one.legs[-1])]
    members = {
        "limit_s": person["limit_min"] * 60.0,
        "time_s": round(one.time_s, 1),
        "length_m": round(one.length_m, 1),
        "turns": list(_turns(found, person, one, tasks, turns, names)),
        "geom": _lines(found, parts),
    }
    return Drawn(members, [_stop(found, tasks[visit.job], visit) for visit in one.visits])


def _stop(found: Register, task: Task, visit) -> dict:
    place = task.place
    shape = visit.line if len(visit.line.coords) else place.shape
    return {
        FIELDS[place.kind]: place.row,
        "backwards": visit.backwards,
        "arrive_s": round(visit.start_s, 1),
        "leave_s": round(max(visit.end_s, visit.start_s), 1),
        "locked": task.locked,
        "geom": geos(found, shape),
    }


def _lines(found: Register, lines: list) -> GEOSGeometry | None:
    whole = [line for line in lines if line.length > 0]
    return geos(found, shapely.MultiLineString(whole)) if whole else None


def geos(found: Register, shape: shapely.Geometry) -> GEOSGeometry:
    """Return a shape in metres as Django keeps it, in EPSG:4326."""
    moved = crs.project(shape, crs.STORAGE_SRID, found.metric_srid)
    return GEOSGeometry(memoryview(shapely.to_wkb(moved)), srid=crs.STORAGE_SRID)


# -- Turns -------------------------------------------------------------------------------------


def _turns(found: Register, person: dict, one: Round, tasks, turns, names) -> Iterator[dict]:
    if not one.legs:
        return
    first, last = turn_words.place(person["start"]), turn_words.place(person["end"])
    yield _turn(found, "start", turn_words.start(first), one.legs[0].line, 0)
    for order, (leg, runs) in enumerate(zip(one.legs, turns, strict=True), 1):
        is_last = order > len(one.visits)
        target = None if is_last else tasks[one.visits[order - 1].job].place
        where = Text(target.name, target.name) if target else last
        yield from _leg(found, leg, runs, names, where)
        if target is not None:
            yield _visit(found, order, target, one.visits[order - 1], leg)
    yield _turn(found, "end", turn_words.end(last), one.legs[-1].line, 0, -1)


def _leg(found: Register, leg: Leg, runs: list, names, where: Text) -> Iterator[dict]:
    """Yield the runs over roads, then the walk that is left to the place."""
    for run, text in turn_words.road_turns(runs, names):
        yield _at(found, "road", text, run.xy, run.length_m)
    if leg.walked and leg.length_m >= turn_words.SHORT_M:
        yield _turn(found, "walk", turn_words.walk(leg.length_m, where), leg.line, leg.length_m)


def _visit(found: Register, order: int, place: Place, visit, leg: Leg) -> dict:
    text = turn_words.visit(place, visit.backwards, visit.length_m)
    shape = visit.line if len(visit.line.coords) else place.shape
    return _turn(found, "visit", text, shape, visit.length_m) | {"stop": order}


def _turn(found: Register, kind: str, text: Text, shape, length_m: float, vertex: int = 0) -> dict:
    xy = shapely.get_coordinates(shape)
    return _at(found, kind, text, tuple(xy[vertex]) if len(xy) else None, length_m)


def _at(found: Register, kind: str, text: Text, xy, length_m: float) -> dict:
    lon = lat = None
    if xy is not None:
        point = crs.project(shapely.Point(xy), crs.STORAGE_SRID, found.metric_srid)
        lon, lat = round(point.x, 7), round(point.y, 7)
    return {
        "kind": kind,
        "zh": text.zh,
        "en": text.en,
        "length_m": round(float(length_m), 1),
        "lon": lon,
        "lat": lat,
    }


# -- Keeping -----------------------------------------------------------------------------------


def keep(route: InspectionRoute, result: Result) -> None:
    """Write the rounds, the stops and the figures of a route."""
    InspectionRoute.objects.filter(pk=route.pk).update(figures=result.figures)
    for number, (one, person) in enumerate(
        zip(result.rounds, route.question["people"], strict=True), 1
    ):
        made = RouteRound.objects.create(
            route=route, number=number, **_who(route, person), **one.members
        )
        make_stops(made, one.stops)


def make_stops(made: RouteRound, stops: list[dict], first: int = 1, later_s: float = 0.0) -> None:
    """Write stops in their order, numbered from ``first``, all later by ``later_s``."""
    RouteStop.objects.bulk_create(
        RouteStop(
            round=made,
            order=order,
            **stop | {"arrive_s": stop["arrive_s"] + later_s, "leave_s": stop["leave_s"] + later_s},
        )
        for order, stop in enumerate(stops, first)
    )


def _who(route: InspectionRoute, person: dict) -> dict:
    unit, day = route.subdistrict, route.day
    return {
        "chief": person_of(RiverChief, unit, day, person["chief"]),
        "deputy": person_of(Deputy, unit, day, person["deputy"]),
    }
