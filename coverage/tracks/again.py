"""Judging patrols again, after a segment or a rule has changed what they are measured by.

Only what is kept can be measured: a patrol is judged again when every point of every track that
was received for it is still there. Others keep what was found before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Exists, OuterRef, Q, QuerySet

from coverage.models import Patrol, PatrolStretch, PatrolTrack, TrackPart
from coverage.tracks import judging
from geo import crs
from geo.models import RiverSegment
from geo.models.base import same_place

# Farther from a segment's course no track can cover it, whatever the settings say.
NEAR_M = 500.0


@dataclass(frozen=True)
class Again:
    """How many patrols were judged again, how many of these changed, and how many cannot be."""

    judged: int
    changed: int
    without_points: int


def done(since: date | None = None, segments: list[RiverSegment] | None = None) -> QuerySet[Patrol]:
    """Return the judged patrols from a day on, or those of them on or near any of the segments."""
    rows = Patrol.objects.filter(status=Patrol.Status.DONE, is_valid__isnull=False)
    if since is not None:
        rows = rows.filter(date__gte=since)
    if segments is not None:
        own = Q(pk__in=[])
        for segment in segments:
            own |= _at(segment)
        rows = rows.filter(own)
    return rows.select_related("subdistrict").order_by("date", "code", "pk")


def _at(segment: RiverSegment) -> Q:
    """Return which patrols covered a segment or have a track near it."""
    there = PatrolStretch.objects.filter(
        same_place(segment, "river_segment"), patrol=OuterRef("pk")
    )
    if segment.geom is None:
        return Q(Exists(there))
    srid = segment.metric_srid
    course = crs.project(shapely.from_wkb(bytes(segment.geom.wkb)), srid)
    around = shapely.box(*course.buffer(NEAR_M).bounds)
    box = crs.project(around, crs.STORAGE_SRID, srid).envelope
    area = GEOSGeometry(memoryview(shapely.to_wkb(box)), srid=crs.STORAGE_SRID)
    near = PatrolTrack.objects.filter(patrol=OuterRef("pk"), geom__bboverlaps=area)
    return Q(Exists(there)) | Q(Exists(near))


def with_points(patrols: QuerySet[Patrol]) -> QuerySet[Patrol]:
    """Return the patrols that have tracks, of which all points are kept."""
    parts = TrackPart.objects.filter(track__patrol=OuterRef("pk"))
    of_track = TrackPart.objects.filter(track=OuterRef("pk"))
    lost = PatrolTrack.objects.filter(
        Q(raw_deleted_on__isnull=False) | Q(points_received__gt=0) & ~Exists(of_track),
        patrol=OuterRef("pk"),
    )
    return patrols.filter(Exists(parts), ~Exists(parts.filter(points__isnull=True)), ~Exists(lost))


def judge_again(patrols: QuerySet[Patrol], progress: Callable[[int, int], None]) -> Again:
    """Judge patrols again, each in a transaction of its own; ``progress`` is told how far it is.

    In the order of their days, so that of two with the same track the first one stays the one
    that counts.
    """
    keys = list(with_points(patrols).values_list("pk", flat=True))
    changed = 0
    for number, key in enumerate(keys, 1):
        patrol = patrols.model.objects.select_related("subdistrict").get(pk=key)
        before = _found(patrol)
        changed += _found(judging.judge(patrol)) != before
        progress(number, len(keys))
    return Again(len(keys), changed, patrols.count() - len(keys))


def _found(patrol: Patrol) -> tuple:
    """Return what a judgement found, to compare it."""
    stretches = patrol.stretches.order_by("river_segment", "bank", "start_m", "end_m")
    visits = patrol.water_visits.order_by("water_body", "shore_share")
    return (
        patrol.is_valid,
        list(patrol.reasons),
        list(patrol.flags),
        list(stretches.values_list("river_segment", "bank", "start_m", "end_m")),
        list(visits.values_list("water_body", "shore_share")),
    )
