"""Whether somebody else handed in the same track on the same day.

Two phones carried side by side differ by metres at every fix; a recording that several people
hand in has the same places. Comparing every track with every other of the day would be slow, so
each keeps a few marks: the least hashes of its places, which copies share even when points were
left out. Only tracks that share marks are compared in full.
"""

from collections.abc import Sequence

import numpy as np

from coverage.analysis import track
from coverage.analysis.patrol_validity import ValidityRule
from coverage.analysis.resemblance import same_track
from coverage.models import Patrol, PatrolTrack, TrackPart
from coverage.tracks import points
from coverage.tracks.points import LAT, LON, TIME, Points
from geo import crs

MARKS = 64
# About a metre: copies fall into the same cells, however their digits were rounded.
CELL_DEGREES = 1e-5
# Of the marks of the shorter list; people side by side share next to none.
LEAST_SHARED = 0.15
SAME_TRACK = "same_track"
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(31)


def marks(given: Points, datum: str) -> bytes:
    """Return the marks of a track: the least ``MARKS`` hashes of the places it passed, sorted."""
    places = crs.shift(given[:, [LON, LAT]], datum, PatrolTrack.Datum.WGS84)
    cells = np.floor(places / CELL_DEGREES).astype(np.int64).astype(np.uint64)
    mixed = (cells[:, 0] * _MIX) ^ (cells[:, 1] + _MIX)
    mixed = (mixed ^ (mixed >> _SHIFT)) * _MIX
    return np.unique(mixed ^ (mixed >> _SHIFT))[:MARKS].astype("<u8").tobytes()


def others_with(
    patrol: Patrol,
    tracks: Sequence[PatrolTrack],
    cleaned: track.Cleaned,
    known: dict[int, bool],
) -> list[Patrol]:
    """Return the patrols of others on the day that have the same way and count for it.

    ``cleaned`` are the used points of ``tracks`` together. What was ``known`` before of patrols
    by their keys is not compared again; what is compared now becomes known.
    """
    own = [np.frombuffer(one.marks, "<u8") for one in tracks if one.marks]
    suspects = _sharing(patrol, own) if own else ()
    for other in suspects:
        if other.pk not in known:
            known[other.pk] = _is_same(cleaned, other)
    return [other for other in suspects if known[other.pk]]


def _sharing(patrol: Patrol, own: list[np.ndarray]) -> list[Patrol]:
    person = {"chief": patrol.chief_id, "deputy": patrol.deputy_id}
    others = PatrolTrack.objects.filter(
        patrol__subdistrict__code=patrol.subdistrict.code,
        patrol__date=patrol.date,
        patrol__status=Patrol.Status.DONE,
        marks__isnull=False,
    ).exclude(**{f"patrol__{name}": key for name, key in person.items() if key})
    rows = list(others.order_by().values_list("patrol_id", "marks"))
    found = {key for key, kept in rows if _shares(own, np.frombuffer(kept, "<u8"))}
    found.discard(patrol.pk)
    if not found:
        return []
    suspects = Patrol.objects.filter(pk__in=found).select_related("subdistrict")
    slim = suspects.defer("subdistrict__geom")
    return [other for other in slim if SAME_TRACK not in other.reasons]


def _shares(own: list[np.ndarray], other: np.ndarray) -> bool:
    return any(
        np.isin(one, other, assume_unique=True).sum() >= LEAST_SHARED * min(len(one), len(other))
        for one in own
    )


def _is_same(mine: track.Cleaned, other: Patrol) -> bool:
    return any(
        same_track(mine, _cleaned(one, other)) >= ValidityRule.copied_share
        for one in other.tracks.all()
    )


def _cleaned(row: PatrolTrack, patrol: Patrol) -> track.Cleaned:
    """Return the points of a kept track, cleaned by no more than what makes them a track."""
    kept = TrackPart.objects.filter(track=row, points__isnull=False).order_by("sequence", "pk")
    raw = points.joined([points.unpack(one.points) for one in kept])
    places = crs.shift(raw[:, [LON, LAT]], row.datum, PatrolTrack.Datum.WGS84)
    xy = crs.project_positions(places, patrol.subdistrict.metric_srid)
    return track.clean(track.fixes(xy, raw[:, TIME]))
