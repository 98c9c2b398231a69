"""Deleting what may no longer be kept: raw points and cleaned lines, not the figures."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from coverage.models import PatrolSettings, PatrolTrack, TrackPart
from geo.models import Subdistrict


@dataclass(frozen=True)
class Deleted:
    """What was deleted in one subdistrict: tracks and points received before ``first_kept``."""

    subdistrict: Subdistrict
    first_kept: date
    tracks: int
    points: int


def delete_old(today: date) -> list[Deleted]:
    """Delete the points of tracks of patrols longer ago than each subdistrict's ``raw_days``.

    Times and figures of the tracks stay, and of each part that it was received.
    """
    units = Subdistrict.objects.filter(patrol__tracks__isnull=False).distinct().order_by("code")
    return [found for unit in units if (found := _delete_in(unit, today)).tracks]


def _delete_in(unit: Subdistrict, today: date) -> Deleted:
    first_kept = today - timedelta(days=PatrolSettings.of(unit).raw_days)
    with transaction.atomic():
        old = PatrolTrack.objects.select_for_update().filter(
            patrol__subdistrict=unit, patrol__date__lt=first_kept, raw_deleted_on__isnull=True
        )
        rows = list(old.values_list("pk", "points_received"))
        keys = [key for key, _points in rows]
        TrackPart.objects.filter(track__in=keys).update(points=None)
        PatrolTrack.objects.filter(pk__in=keys).update(geom=None, marks=None, raw_deleted_on=today)
    return Deleted(unit, first_kept, len(rows), sum(points for _key, points in rows))
