"""A tiny register to plan in: two roads that cross, two segments, a pond, a board and a village."""

from datetime import date

import pytest

from coverage.inspection.question import asked
from coverage.models import InspectionRoute
from coverage.runs import life
from coverage.runs.worker import TaskWorker
from geo.models import NoticeBoard, Road
from tests import register

DAY = date(2026, 11, 20)
UNIT = register.ELSEWHERE
WEST, EAST, NORTH = (118.80, 35.13), (118.84, 35.13), (118.82, 35.15)
MIDDLE, SOUTH = (118.82, 35.13), (118.82, 35.11)


def road(unit, code: str, *positions, **values) -> Road:
    return Road.objects.create(
        subdistrict=unit,
        code=code,
        geom=register.line(*positions),
        **{**register.PLACE, "road_class": "street", "speed_kmh": 30, **values},
    )


@pytest.fixture
def unit(db):
    """Make the register: all stops lie within a kilometre of the roads."""
    unit = register.unit()
    register.station(unit, geom=register.point(*WEST))
    road(unit, "RD1", WEST, MIDDLE, name="淮海路")
    road(unit, "RD2", MIDDLE, EAST, name="淮海路")
    road(unit, "RD3", MIDDLE, NORTH, name="西环路")
    road(unit, "RD4", MIDDLE, SOUTH, name="")
    river = register.river(unit, geom=register.line((118.821, 35.149), (118.839, 35.149)))
    register.segment(river, "R1-1", geom=register.line((118.821, 35.149), (118.829, 35.149)))
    register.segment(river, "R1-2", geom=register.line((118.83, 35.131), (118.838, 35.131)))
    register.pond(unit, geom=register.square(118.8205, 35.1125, side=0.001)[0])
    village = register.village(unit, center=register.point(118.8395, 35.1305))
    NoticeBoard.objects.create(
        subdistrict=unit,
        code="B1",
        name="Board B1",
        river_segment=river.segments.get(code="R1-1"),
        village=village,
        geom=register.point(118.8203, 35.1445),
        **register.PLACE,
    )
    register.rule(unit, level="village")
    register.chief(unit)
    register.deputy(unit)
    return unit


ALL = ["segment:R1-1", "segment:R1-2", "pond:P1", "board:B1", "village:V1"]


def body(**members) -> dict:
    """Return a question for every place of the register, for one person from the station."""
    defaults = {
        "date": DAY.isoformat(),
        "subdistrict": UNIT,
        "codes": ALL,
        "people": [{"start": "S1"}],
        "seconds": 1,
    }
    return defaults | members


def ask_for(user=None, **members) -> InspectionRoute:
    """Return a route that is checked and not saved."""
    return asked(body(**members)).route(user)


def finished(user=None, **members) -> InspectionRoute:
    """Return a route that was computed, in this process where the process is not the point."""
    from coverage.figures import register as figures
    from coverage.inspection import jobs, results
    from coverage.inspection.solve import solve

    route = ask_for(user, **members)
    route.save()
    found = figures.read(route.subdistrict, route.day)
    work = jobs.work_of(route.question, found)
    people = jobs.people_of(route.question, found)
    question = jobs.question_of(route.question, found, work, people, 0.2)
    answer = solve(question, lambda part, note: None)
    results.keep(route, results.result_of(route.question, found, work, answer, question.names))
    InspectionRoute.objects.filter(pk=route.pk).update(state=life.DONE, progress=1.0)
    route.refresh_from_db()
    return route


def work() -> None:
    """Do what waits, as the worker does."""
    TaskWorker().take_one()
