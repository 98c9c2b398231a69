"""Judging a patrol: its parts are read, cleaned, measured and judged; the outcome is stored.

Measuring takes time and writes nothing, so it is done outside of the transaction that stores
what came out; this one then makes sure that no part has come meanwhile. What was measured before
is replaced, so that judging again is always possible while the raw points are kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.contrib.gis.db.models.functions import FromWKB
from django.db import transaction
from django.db.models import Value
from django.utils import translation

from coverage.analysis import patrol_validity
from coverage.inspection import rounds
from coverage.models import Patrol, PatrolStretch, PatrolTrack, TrackPart, WaterVisit
from coverage.tracks import copies, measuring, points, words
from coverage.tracks.measuring import Judgement, Recording
from geo.models import Subdistrict


@dataclass(frozen=True)
class Measured:
    """What a judgement rests on: the patrol, its parts by their ids, and what came out.

    ``compared`` says of other patrols, by their keys, whether they have the same track.
    """

    patrol: Patrol
    parts: frozenset[str]
    judgement: Judgement
    compared: dict[int, bool] = field(default_factory=dict)

    def others(self) -> list[Patrol]:
        """Return the patrols of others that have the same track; compare the new ones only."""
        found = self.judgement
        return copies.others_with(self.patrol, found.tracks, found.cleaned, self.compared)


def judge(patrol: Patrol) -> Patrol:
    """Measure the kept tracks of a patrol and store the judgement; return the patrol, done."""
    while True:
        measured = measure_kept(patrol)
        # Most comparing is done before others have to wait.
        measured.others()
        with transaction.atomic():
            lock(patrol)
            if is_current(measured):
                return store(measured)


def measure_kept(
    patrol: Patrol,
    more: Mapping[str, Iterable[TrackPart]] | None = None,
    added: Iterable[Recording] = (),
) -> Measured:
    """Measure the tracks of a patrol as they are kept.

    With ``more`` parts by the track's id, and with ``added`` recordings; none of both is saved.
    """
    if patrol._state.adding:
        return Measured(patrol, frozenset(), measuring.measure(patrol, list(added)))
    more = more or {}
    tracks = list(patrol.tracks.order_by("received_at", "pk"))
    kept = list(TrackPart.objects.filter(track__patrol=patrol).order_by("sequence", "pk"))
    recordings = []
    for track in tracks:
        parts = [part for part in kept if part.track_id == track.pk]
        parts = sorted([*parts, *more.get(track.public_id, ())], key=lambda part: part.sequence)
        rows = points.joined([points.unpack(part.points) for part in parts])
        recordings.append(Recording(track, rows))
    return Measured(
        patrol,
        frozenset(part.public_id for part in kept),
        measuring.measure(patrol, [*recordings, *added]),
    )


def lock(patrol: Patrol) -> None:
    """Keep other writers off a patrol until the transaction ends; read its state anew."""
    rows = Patrol.objects.select_for_update().order_by().filter(pk=patrol.pk)
    patrol.status = rows.values_list("status", flat=True).get()


def is_current(measured: Measured) -> bool:
    """Return whether the patrol still has the parts that were measured; it must be locked."""
    parts = TrackPart.objects.filter(track__patrol=measured.patrol)
    return measured.parts == set(parts.values_list("public_id", flat=True))


def store(measured: Measured, parts: Iterable[TrackPart] = ()) -> Patrol:
    """Store a judgement, and new ``parts``, in the transaction that the caller holds.

    Return the patrol, done.
    """
    patrol, found = measured.patrol, _without_copies(measured)
    if patrol.is_valid is not None:
        patrol.stretches.all().delete()
        patrol.water_visits.all().delete()
    patrol.status = Patrol.Status.DONE
    patrol.is_valid, patrol.walked_m = not found.reasons, found.walked_m
    patrol.reasons, patrol.flags = list(found.reasons), list(found.flags)
    with translation.override(settings.LANGUAGE_CODE):
        patrol.invalid_reason = words.sentence(found.reasons)
    patrol.save()
    rounds.walked_by(patrol)
    for track in found.tracks:
        track.is_closed = True
        _save(track)
    rows = (
        list(parts),
        [
            PatrolStretch(patrol=patrol, river_segment_id=key, start_m=start, end_m=end, bank=bank)
            for key, start, end, bank in found.stretches
        ],
        [
            WaterVisit(patrol=patrol, water_body_id=water, shore_share=share)
            for water, share in found.visits
        ],
    )
    for model, made in zip((TrackPart, PatrolStretch, WaterVisit), rows, strict=True):
        if made:
            model.objects.bulk_create(made)
    return patrol


def _save(track: PatrolTrack) -> None:
    """Save a measured track; the line of a kept one as WKB, which SpatiaLite reads faster."""
    if track._state.adding:
        track.save()
        return
    figures = {name: getattr(track, name) for name in ("is_closed", *measuring.FIGURES)}
    line = track.geom and FromWKB(Value(bytes(track.geom.wkb)), srid=track.geom.srid)
    PatrolTrack.objects.filter(pk=track.pk).update(geom=line, **figures)


def _without_copies(measured: Measured) -> Judgement:
    """Return the judgement, not valid when somebody else handed in the same track before."""
    found = measured.judgement
    # Two that come at once are judged one after the other, so that one of them counts.
    unit = Subdistrict.objects.select_for_update().filter(pk=measured.patrol.subdistrict_id)
    unit.values_list("pk").get()
    if not measured.others():
        return found
    return replace(
        found,
        reasons=(*found.reasons, copies.SAME_TRACK),
        flags=(*found.flags, patrol_validity.COPIED),
    )
