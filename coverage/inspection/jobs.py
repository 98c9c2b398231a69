"""The jobs and the people of a question, as the solver takes them."""

from dataclasses import dataclass

import numpy as np
import shapely

from coverage.analysis.routing import Job, Person
from coverage.figures.register import Register
from coverage.inspection.due import ASKED_PRIZE, Due, of_everybody, of_people
from coverage.inspection.places import LINES, Place, Places
from coverage.inspection.question import person_of
from coverage.inspection.solve import RouteQuestion
from coverage.models import Deputy, RiverChief
from coverage.scenarios.questions import roads_of
from coverage.scenarios.stations import Roads
from geo import crs
from geo.models import Road

# What somebody must visit goes before everything else.
LOCKED_PRIZE = 100.0


@dataclass(frozen=True)
class Task:
    """A place to visit; ``person`` is the row of the only one who may, or None.

    ``locked`` says that the question wanted that person.
    """

    place: Place
    prize: float
    person: int | None
    locked: bool


@dataclass(frozen=True)
class Work:
    """The tasks of a question, and what is left out before anything is computed."""

    tasks: list[Task]
    left_out: list[dict]


def work_of(asked: dict, found: Register) -> Work:
    """Return what a question wants visited: what is due, and what it names."""
    dues = _due(asked, found) if asked["visit"] else []
    known = {one.key for one in dues}
    dues += [Due(key, ASKED_PRIZE) for key in asked["codes"] if key not in known]
    owner = {one["place"]: one["person"] - 1 for one in asked["locked"]}
    return tasks_of(Places(found), dues, owner, asked["flooded"]["places"])


def _due(asked: dict, found: Register) -> list[Due]:
    if asked["due_of"] == "everybody":
        return of_everybody(found, asked["duty"], asked["visit"])
    unit, day = found.subdistrict, found.day
    people = [
        person_of(RiverChief, unit, day, one["chief"])
        or person_of(Deputy, unit, day, one["deputy"])
        for one in asked["people"]
    ]
    return of_people(found, people, asked["visit"])


def tasks_of(places: Places, dues: list[Due], owner: dict[str, int], flooded: list[str]) -> Work:
    """Return the tasks of places by their keys; those that cannot be visited are left out.

    ``owner`` gives the row of the only person who may visit a place.
    """
    tasks, left_out = [], []
    for due in dues:
        place = places.by_key.get(due.key)
        if place is None:
            continue
        locked = due.key in owner
        person = owner[due.key] if locked else due.person
        task = Task(place, LOCKED_PRIZE if locked else due.prize, person, locked)
        if due.key in flooded:
            left_out.append(left(task, "flooded"))
        elif place.shape is None or shapely.is_empty(place.shape):
            left_out.append(left(task, "unlocated"))
        else:
            tasks.append(task)
    return Work(tasks, left_out)


def left(task: Task, reason: str) -> dict:
    """Return a task that is left out, with the code of its reason."""
    place = task.place
    return {
        "key": place.key,
        "kind": place.kind,
        "code": place.code,
        "name": place.name,
        "reason": reason,
        "locked": task.locked,
    }


def question_of(
    asked: dict, found: Register, work: Work, people: list[Person], seconds: float
) -> RouteQuestion:
    """Return what the solver is asked; ``people`` in metres."""
    roads, names = roads_without(asked["excluded_roads"] + asked["flooded"]["roads"], found)
    minutes = asked["stop_minutes"]
    return RouteQuestion(
        roads=roads,
        names=names,
        jobs=tuple(
            Job(
                _from_the_road(task.place, roads),
                minutes[task.place.kind] * 60.0,
                task.prize,
                task.person,
            )
            for task in work.tasks
        ),
        people=tuple(people),
        mode=asked["mode"],
        walk_m=found.settings.walk_m,
        balance=asked["balance"],
        budget_s=seconds,
    )


def people_of(asked: dict, found: Register) -> list[Person]:
    """Return the people of a question in metres and seconds."""
    return [
        Person(
            metric(found, person["start"]), metric(found, person["end"]), person["limit_min"] * 60.0
        )
        for person in asked["people"]
    ]


def metric(found: Register, place: dict) -> tuple[float, float]:
    """Return a place with lon and lat in metres."""
    point = crs.project(shapely.Point(place["lon"], place["lat"]), found.metric_srid)
    return point.x, point.y


def roads_without(codes: list[str], found: Register) -> tuple[Roads, list[tuple[str, str]]]:
    """Return the roads but those with some codes, and each one's name and class."""
    roads = roads_of(found)
    about = {
        pk: (code, short or name, road_class)
        for pk, code, name, short, road_class in Road.objects.filter(
            pk__in=[row.pk for row in found.roads.rows]
        ).values_list("pk", "code", "name", "short_name", "road_class")
    }
    rows = [about[row.pk] for row in found.roads.rows]
    kept = np.array([code not in codes for code, *_ in rows], dtype=bool)
    chosen = np.flatnonzero(kept).tolist()
    return (
        Roads(
            roads.lines[kept],
            [roads.speed_kmh[row] for row in chosen],
            [roads.oneway[row] for row in chosen],
        ),
        [rows[row][1:] for row in chosen],
    )


def _from_the_road(place: Place, roads: Roads) -> shapely.Geometry:
    """Return the shape of a place; a shore begins and ends where it is nearest to a road."""
    shape = place.shape
    if place.kind not in LINES or not shape.is_closed or len(roads.lines) == 0:
        return shape
    tree = shapely.STRtree(roads.lines)
    road = roads.lines[tree.nearest(shape)]
    xy = shapely.get_coordinates(shape)[:-1]
    first = int(np.argmin(shapely.distance(shapely.points(xy), road)))
    xy = np.roll(xy, -first, axis=0)
    return shapely.LineString(np.concatenate([xy, xy[:1]]))
