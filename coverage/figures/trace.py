"""Trace-back (责任倒查): who answered for a place on a day, who passed it before, what was known.

Distances are measured in the metric CRS. A patrol passed where its cleaned track, if that is kept,
came within the radius; else where a stretch it covered shares a part with what of the segment lies
within the radius, or where it visited a pond or ditch there. ``method`` says which.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Q, QuerySet
from shapely.ops import substring

from coverage.analysis import nearness
from coverage.figures.register import CHIEF_LEVELS, Register
from coverage.models import (
    Issue,
    Patrol,
    PatrolStretch,
    PatrolTrack,
    RiverChiefAssignment,
    WaterVisit,
)
from geo import crs
from geo.models.base import same_place

# The most exact first: a patrol is told by the best of what is known of it.
METHODS = ("track", "stretch", "visit")


@dataclass(frozen=True)
class Question:
    """A point (longitude, latitude), and what counts as near it in space and time."""

    lon: float
    lat: float
    radius_m: float
    days: int

    def first_day(self, day: date) -> date:
        """Return the first day that is looked back to."""
        return day - timedelta(days=min(self.days, day.toordinal() - 1))


@dataclass(frozen=True)
class Place:
    """The nearest segment, pond or ditch; ``along_m`` is where along a segment the point lies."""

    kind: str
    place: object
    distance_m: float
    along_m: float | None
    shape: shapely.Geometry


@dataclass
class Pass:
    """A patrol that passed; ``shapes`` (EPSG:4326) are the parts of it within the radius."""

    patrol: Patrol
    method: str
    distance_m: float
    names: list[str] = field(default_factory=list)
    shapes: list[shapely.Geometry] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


@dataclass(frozen=True)
class Earlier:
    """An issue known before; ``distance_m`` is None where it has a segment but no position."""

    issue: Issue
    distance_m: float | None


@dataclass(frozen=True)
class Trace:
    """What is known of a place. ``hidden`` counts the patrols that the asker may not see."""

    asked: Question
    day: date
    first_day: date
    nearest: Place | None
    chiefs: list[RiverChiefAssignment]
    passes: list[Pass]
    hidden: int
    issues: list[Earlier]
    circle: shapely.Geometry


def trace(
    register: Register, asked: Question, seen: QuerySet[Patrol], tracks: QuerySet[PatrolTrack]
) -> Trace:
    """Return the trace-back of a point on the register's day.

    ``seen`` are the patrols and ``tracks`` the tracks that the asker may see; of other patrols
    only the number is told.
    """
    point = crs.project(shapely.Point(asked.lon, asked.lat), register.metric_srid)
    near = _Near(register, asked, point)
    first = asked.first_day(register.day)
    patrols = Patrol.objects.filter(
        subdistrict__code=register.subdistrict.code,
        status__in=(Patrol.Status.DONE, Patrol.Status.ACTIVE),
        date__gte=first,
        date__lte=register.day,
    )
    found = _passes(near, patrols, tracks.filter(patrol__in=patrols))
    visible = {row.pk: row for row in _visible(seen, found)}
    passes = [found[pk] for pk in visible]
    for one in passes:
        one.patrol = visible[one.patrol.pk]
        one.issues = list(one.patrol.issues.all())
    place = near.place()
    return Trace(
        asked,
        register.day,
        first,
        place,
        _chiefs(register, place),
        sorted(passes, key=lambda one: (one.patrol.date, one.patrol.code), reverse=True),
        len(found) - len(passes),
        _issues(near, place),
        near.stored(near.circle),
    )


class _Near:
    """What of a register lies within the radius of a point."""

    def __init__(self, register: Register, asked: Question, point: shapely.Point):
        self.register, self.asked, self.point = register, asked, point
        self.circle = point.buffer(asked.radius_m, quad_segs=32)

    def stored(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a shape of the metric CRS in EPSG:4326."""
        return crs.project(shape, crs.STORAGE_SRID, self.register.metric_srid)

    @property
    def box(self) -> GEOSGeometry:
        """What a database looks in first: a box around the circle, in EPSG:4326."""
        # A straight edge of a grid bends in degrees: by far less than these metres.
        box = self.stored(self.point.buffer(self.asked.radius_m + 10).envelope).envelope
        return GEOSGeometry(memoryview(shapely.to_wkb(box)), srid=crs.STORAGE_SRID)

    def place(self) -> Place | None:
        """Return the nearest segment, pond or ditch within the radius."""
        found = []
        for table, along in ((self.register.segments, True), (self.register.waters, False)):
            row, distance = nearness.nearest(table.shapes, self.point)
            if row is not None and distance <= self.asked.radius_m:
                place, shape = table.rows[row], table.shapes[row]
                along_m = float(shape.project(self.point)) if along else None
                kind = "segment" if along else place.kind
                found.append(Place(kind, place, distance, along_m, self.stored(shape)))
        return min(found, key=lambda place: place.distance_m, default=None)

    def within(self, table) -> list[int]:
        """Return the rows of a table of places within the radius."""
        reach = shapely.dwithin(table.shapes, self.point, self.asked.radius_m)
        return np.flatnonzero(reach).tolist()


def _visible(seen: QuerySet[Patrol], found: dict[int, Pass]) -> Iterable[Patrol]:
    rows = seen.filter(pk__in=found).select_related("chief", "deputy")
    return rows.prefetch_related("issues")


def _passes(near: _Near, patrols: QuerySet, tracks: QuerySet) -> dict[int, Pass]:
    """Return how each patrol that passed is known to have passed, by its primary key."""
    tracked, found = _by_tracks(near, tracks)
    for other in (_by_stretches(near, patrols), _by_visits(near, patrols)):
        for pk, one in other.items():
            # What a track says of a patrol is not overruled by stretches computed from it.
            if pk not in tracked and pk not in found:
                found[pk] = one
            elif pk in found and found[pk].method != "track":
                found[pk].names += one.names
    return found


def _by_tracks(near: _Near, tracks: QuerySet) -> tuple[set[int], dict[int, Pass]]:
    """Return which patrols have a track, and those whose track came within the radius."""
    located = tracks.filter(geom__isnull=False)
    known = set(located.values_list("patrol_id", flat=True))
    rows = list(located.filter(geom__bboverlaps=near.box).select_related("patrol").order_by("pk"))
    shapes = near.register.metric([row.geom for row in rows])
    distances = shapely.distance(shapes, near.point)
    found: dict[int, Pass] = {}
    for row, shape, distance in zip(rows, shapes, distances, strict=True):
        if not distance <= near.asked.radius_m:
            continue
        one = found.setdefault(row.patrol_id, Pass(row.patrol, "track", float(distance)))
        one.distance_m = min(one.distance_m, float(distance))
        one.shapes.append(near.stored(shapely.intersection(shape, near.circle)))
    return known, found


def _by_stretches(near: _Near, patrols: QuerySet) -> dict[int, Pass]:
    segments = near.register.segments
    inside_of = {
        row: nearness.parts_within(segments.shapes[row], near.point, near.asked.radius_m)
        for row in near.within(segments)
    }
    parts = {
        pk: (row, inside_of[row]) for pk, row in segments.row_of_id.items() if row in inside_of
    }
    stretches = list(
        PatrolStretch.objects.filter(patrol__in=patrols, river_segment__in=parts)
        .select_related("patrol")
        .order_by("patrol_id", "river_segment_id", "start_m")
    )
    by_segment = defaultdict(list)
    for stretch in stretches:
        by_segment[stretch.river_segment_id].append(stretch)
    found: dict[int, Pass] = {}
    for segment_id, rows in by_segment.items():
        row, inside = parts[segment_id]
        start, end = np.array([(one.start_m, one.end_m) for one in rows]).T
        for number in np.flatnonzero(nearness.overlaps(start, end, inside)):
            one = _passed(found, rows[number].patrol, "stretch", segments.rows[row].name)
            for first, last in inside:
                low, high = max(first, start[number]), min(last, end[number])
                if low < high:
                    part = substring(segments.shapes[row], low, high)
                    one.distance_m = min(one.distance_m, float(part.distance(near.point)))
                    one.shapes.append(near.stored(part))
    return found


def _by_visits(near: _Near, patrols: QuerySet) -> dict[int, Pass]:
    waters = near.register.waters
    within = set(near.within(waters))
    inside = {pk: row for pk, row in waters.row_of_id.items() if row in within}
    visits = WaterVisit.objects.filter(patrol__in=patrols, water_body__in=inside, shore_share__gt=0)
    found: dict[int, Pass] = {}
    for visit in visits.select_related("patrol").order_by("patrol_id", "water_body_id"):
        row = inside[visit.water_body_id]
        one = _passed(found, visit.patrol, "visit", waters.rows[row].name)
        one.distance_m = min(one.distance_m, float(waters.shapes[row].distance(near.point)))
        one.shapes.append(near.stored(waters.shapes[row]))
    return found


def _passed(found: dict[int, Pass], patrol: Patrol, method: str, name: str) -> Pass:
    one = found.setdefault(patrol.pk, Pass(patrol, method, np.inf))
    if name not in one.names:
        one.names.append(name)
    return one


def _chiefs(register: Register, place: Place | None) -> list[RiverChiefAssignment]:
    """Return the terms in force on the day: of a segment, or of the chief of a water's village."""
    if place is None:
        return []
    if place.kind == "segment":
        held = register.chiefs.get(place.place.pk, [])
        return sorted(held, key=lambda term: CHIEF_LEVELS.index(term.level))
    beside = [
        segment.pk
        for segment in register.segments.rows
        if segment.village_id is not None and segment.village_id == place.place.village_id
    ]
    terms = [term for pk in beside for term in register.chiefs.get(pk, [])]
    return list({term.chief_id: term for term in terms if term.level == "village"}.values())


def _issues(near: _Near, place: Place | None) -> list[Earlier]:
    """Return the issues found there up to the day, the latest first."""
    known = Issue.objects.filter(
        subdistrict__code=near.register.subdistrict.code, found_at__date__lte=near.register.day
    )
    own = Q(geom__bboverlaps=near.box)
    if place is not None:
        member = "river_segment" if place.kind == "segment" else "water_body"
        own |= Q(geom__isnull=True) & same_place(place.place, member)
    rows = list(known.filter(own).select_related("river_segment").order_by("-found_at", "-pk"))
    distances = shapely.distance(near.register.metric([row.geom for row in rows]), near.point)
    return [
        Earlier(row, None if np.isnan(distance) else float(distance))
        for row, distance in zip(rows, distances, strict=True)
        if not distance > near.asked.radius_m
    ]
