"""What is to be visited and who goes, checked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point

from coverage.analysis import checks
from coverage.analysis.errors import InvalidGeometryError, InvalidValueError


@dataclass(frozen=True)
class Job:
    """Something to be visited, in metres: a point, or a line to be walked from end to end.

    `service_s` is the time spent there, beside walking a line. `prize` is what leaving it out
    costs, relative to other jobs: where the limits do not allow all, the least valuable are left
    out. `person`, a row of the people, is the only one who may visit it.
    """

    shape: Point | LineString
    service_s: float = 0.0
    prize: float = 1.0
    person: int | None = None


@dataclass(frozen=True)
class Person:
    """Who goes: from `start` to `end` (2,), metres, within `limit_s` in all (inf: no limit)."""

    start: tuple[float, float]
    end: tuple[float, float]
    limit_s: float = np.inf


@dataclass(frozen=True)
class Jobs:
    """Jobs as arrays of shape (n,): first and last points, shape (n, 2, 2), and service."""

    shapes: NDArray[np.object_]
    ends: NDArray[np.float64]
    service_s: NDArray[np.float64]
    prize: NDArray[np.float64]
    person: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.shapes)

    def __getitem__(self, rows: NDArray[np.intp]) -> "Jobs":
        return Jobs(
            self.shapes[rows],
            self.ends[rows],
            self.service_s[rows],
            self.prize[rows],
            self.person[rows],
        )


@dataclass(frozen=True)
class People:
    """People as arrays: start and end, shape (k, 2, 2), and their limits (k,)."""

    ends: NDArray[np.float64]
    limit_s: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.limit_s)


def checked_jobs(jobs: Sequence[Job], people: int, service_ms: float) -> Jobs:
    """Jobs as arrays; a line takes its length at `service_ms` m/s and its own service.

    Raises InvalidGeometryError for a shape that is neither, InvalidValueError for the rest.
    """
    shapes = np.array([_shape(job.shape, row) for row, job in enumerate(jobs)], dtype=object)
    service_s = checks.not_negative(
        np.array([job.service_s for job in jobs], dtype=float), "jobs.service_s"
    )
    for row, job in enumerate(jobs):
        checks.positive(job.prize, f"jobs[{row}].prize")
        if job.person is not None and not 0 <= job.person < people:
            raise InvalidValueError(f"jobs[{row}].person", job.person, f"a row below {people}")
    owner = [-1 if job.person is None else job.person for job in jobs]
    return Jobs(
        shapes,
        _ends(shapes),
        service_s + shapely.length(shapes) / service_ms,
        np.array([job.prize for job in jobs], dtype=float),
        np.array(owner, dtype=np.intp),
    )


def checked_people(people: Sequence[Person]) -> People:
    """People as arrays. Raises InvalidValueError for nobody, a wrong place or a wrong limit."""
    if len(people) == 0:
        raise InvalidValueError("people", 0, "at least one person")
    for row, person in enumerate(people):
        if np.isnan(person.limit_s) or person.limit_s <= 0:
            raise InvalidValueError(f"people[{row}].limit_s", person.limit_s, "seconds above 0")
    places = [
        [_place(person.start, f"people[{row}].start"), _place(person.end, f"people[{row}].end")]
        for row, person in enumerate(people)
    ]
    return People(np.array(places), np.array([person.limit_s for person in people], dtype=float))


def _place(xy: tuple[float, float], parameter: str) -> NDArray[np.float64]:
    place = np.asarray(xy, dtype=float)
    if place.shape != (2,):
        raise InvalidValueError(parameter, place.shape, "one point of shape (2,)")
    return checks.points(place[None, :], parameter)[0]


def _shape(shape: object, row: int) -> Point | LineString:
    if isinstance(shape, Point):
        if shape.is_empty or not np.isfinite([shape.x, shape.y]).all():
            raise InvalidGeometryError(f"jobs[{row}].shape", shape.wkt, "a Point in finite metres")
        return shapely.force_2d(shape)
    if not isinstance(shape, LineString):
        raise InvalidGeometryError(f"jobs[{row}].shape", repr(shape), "a Point or a LineString")
    return shapely.force_2d(checks.lines([shape], f"jobs[{row}].shape")[0])


def _ends(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """First and last point of each shape, shape (n, 2, 2); both are a point itself."""
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    rows = np.arange(len(shapes))
    first = np.searchsorted(row, rows)
    last = np.searchsorted(row, rows, side="right") - 1
    return np.stack([xy[first], xy[last]], axis=1).reshape(-1, 2, 2)
