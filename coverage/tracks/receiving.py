"""Receiving a patrol in pieces: begun, its tracks opened, their parts taken, ended.

Every piece has an id made by the client and may be sent again: the first time makes it, later
times change nothing, and the same id with other content is refused. A piece is on disk when the
function returns, if the caller holds no transaction open around it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.models import Patrol, PatrolTrack, RouteRound, Survey, TrackPart
from coverage.roles import UserRights
from coverage.tracks import judging, people, points
from coverage.tracks.errors import ConflictError, TrackError, UnknownError
from coverage.tracks.points import Points


@dataclass(frozen=True)
class Beginning:
    """What a client says of a patrol that begins."""

    started_at: datetime
    kind: str | None = None
    route_round: RouteRound | None = None
    survey: Survey | None = None
    note: str = ""


@dataclass(frozen=True)
class Ended:
    """A patrol after its end was told; ``missing`` are ids of parts by the track's id."""

    patrol: Patrol
    missing: dict[str, list[str]] = field(default_factory=dict)


def code_of(public_id: str, day: datetime) -> str:
    """Return the code of a patrol that was made by a client: its day and the start of its id."""
    return f"P{timezone.localdate(day):%Y%m%d}-{public_id.replace('-', '')[:12]}"


def begin(rights: UserRights, public_id: str, said: Beginning) -> tuple[Patrol, bool]:
    """Begin a patrol of the user's own chief or deputy; return it and whether it is new.

    One that was planned with this id begins now. Raises UnknownError for somebody else's.
    """
    refuse_future(said.started_at, "started_at")
    walker = people.walker(rights, said.kind)
    fresh = {
        "subdistrict": walker.subdistrict,
        "code": code_of(public_id, said.started_at),
        "kind": walker.kind,
        walker.field: walker.person,
        "status": Patrol.Status.ACTIVE,
        "date": timezone.localdate(said.started_at),
        "started_at": said.started_at,
        "route_round": said.route_round,
        "survey": said.survey,
        "note": said.note,
    }
    if not _is_kept(public_id):
        patrol = Patrol(public_id=public_id, **fresh)
        if _is_inserted(patrol):
            return patrol, True
    with transaction.atomic():
        patrol = Patrol.objects.select_for_update().filter(public_id=public_id).first()
        if patrol is None or not people.is_own(rights, patrol):
            raise unknown_patrol(public_id)
        if patrol.status == Patrol.Status.PLANNED and patrol.kind == walker.kind:
            for name in ("status", "date", "started_at", "route_round", "survey", "note"):
                setattr(patrol, name, fresh[name] or getattr(patrol, name))
            patrol.save()
            return patrol, True
    _refuse_other_beginning(patrol, said)
    return patrol, False


def _is_kept(public_id: str) -> bool:
    return Patrol.objects.filter(public_id=public_id).exists()


def _is_inserted(patrol: Patrol) -> bool:
    """Insert a patrol; return False when another request did it meanwhile.

    Writers wait for each other, so what can be asked before the transaction is not asked in it.
    """
    try:
        with transaction.atomic():
            patrol.save(force_insert=True)
    except IntegrityError:
        if not _is_kept(patrol.public_id):
            raise
        return False
    return True


def _refuse_other_beginning(patrol: Patrol, said: Beginning) -> None:
    given = {
        "started_at": (said.started_at, patrol.started_at),
        "kind": (said.kind or patrol.kind, patrol.kind),
        "note": (said.note, patrol.note),
        # What was deleted since is no contradiction.
        "route_round": (said.route_round, patrol.route_round or said.route_round),
        "survey": (said.survey, patrol.survey or said.survey),
    }
    for name, (now, kept) in given.items():
        if now != kept:
            raise conflict(name, now, kept)


def open_track(
    patrol: Patrol, public_id: str, source: str, datum: str, is_own: Callable[[Patrol], bool]
) -> tuple[PatrolTrack, bool]:
    """Open a track of a patrol; return it and whether it is new. One patrol has one datum."""
    kept = _kept_track(public_id)
    if kept is None:
        made = PatrolTrack(public_id=public_id, patrol=patrol, source=source, datum=datum)
        try:
            with transaction.atomic():
                judging.lock(patrol)
                refuse_unless_begun(patrol)
                refuse_mixed(patrol, datum)
                made.save(force_insert=True)
            return made, True
        except IntegrityError:
            kept = _kept_track(public_id)
            if kept is None:
                raise
    return _same_track(kept, patrol, source, datum, is_own), False


def _kept_track(public_id: str) -> PatrolTrack | None:
    tracks = PatrolTrack.objects.select_related("patrol").defer("geom", "marks")
    return tracks.filter(public_id=public_id).order_by().first()


def _same_track(
    kept: PatrolTrack, patrol: Patrol, source: str, datum: str, is_own: Callable
) -> PatrolTrack:
    if kept.patrol_id != patrol.pk:
        known = kept.patrol.public_id if is_own(kept.patrol) else None
        raise conflict("track", kept.public_id, known)
    for name, now, before in (("source", source, kept.source), ("datum", datum, kept.datum)):
        if now != before:
            raise conflict(name, now, before)
    return kept


def refuse_unless_begun(patrol: Patrol) -> None:
    """Raise ConflictError for a patrol that is only planned or was cancelled."""
    if patrol.status in (Patrol.Status.PLANNED, Patrol.Status.CANCELLED):
        text = _("The patrol is %(status)s: begin it first, or begin another one.")
        detail = text % {"status": patrol.get_status_display()}
        raise ConflictError(detail, "status", patrol.status, "active")


def refuse_mixed(patrol: Patrol, datum: str) -> None:
    """Raise TrackError when the patrol has a track in another datum."""
    other = patrol.tracks.exclude(datum=datum).values_list("datum", flat=True).first()
    if other is not None:
        text = _(
            "This patrol has a track in %(other)s already; tracks in different datums are not "
            "mixed. Hand in this one in %(other)s, or as a patrol of its own."
        )
        detail = text % {"other": PatrolTrack.Datum(other).label}
        raise TrackError(detail, "datum", datum, other)


def receive(
    patrol: Patrol, track_id: str, public_id: str, sequence: int, given: Points
) -> tuple[TrackPart, bool]:
    """Keep a part of a track of ``patrol``; return it and whether it is new.

    A part that comes after the track was closed makes the patrol be judged again.
    """
    part = TrackPart(
        public_id=public_id,
        sequence=sequence,
        points_count=len(given),
        sha256=points.digest(given),
        points=points.pack(given),
    )
    kept = _kept_part(public_id)
    if kept is None:
        try:
            with transaction.atomic():
                track = _lock(patrol, track_id)
                if not _changes_judgement(patrol, track):
                    _keep(track, part)
                    return part, True
            _keep_late(patrol, track_id, part)
            return part, True
        except IntegrityError:
            kept = _kept_part(public_id)
            if kept is None:
                raise
    return _same_part(kept, patrol, track_id, part), False


def _changes_judgement(patrol: Patrol, track: PatrolTrack) -> bool:
    """Return whether a new part makes the patrol be judged again.

    Not before its end, not when it was cancelled since, and not when the raw points that the
    judgement rests on are gone.
    """
    is_judged = track.is_closed and patrol.status == Patrol.Status.DONE
    return is_judged and track.raw_deleted_on is None


def _keep_late(patrol: Patrol, track_id: str, part: TrackPart) -> None:
    """Keep a part of a closed track and judge again, in one transaction."""
    while True:
        measured = judging.measure_kept(patrol, {track_id: [part]})
        with transaction.atomic():
            track = _lock(patrol, track_id)
            if judging.is_current(measured):
                _keep(track, part)
                judging.store(measured)
                return


def _lock(patrol: Patrol, track_id: str) -> PatrolTrack:
    """Return a track of a patrol, which is locked."""
    judging.lock(patrol)
    tracks = PatrolTrack.objects.defer("geom", "marks", "dropped", "hint")
    track = tracks.filter(patrol=patrol, public_id=track_id).order_by().first()
    if track is None:
        raise unknown_track(track_id)
    return track


def _kept_part(public_id: str) -> TrackPart | None:
    parts = TrackPart.objects.select_related("track").order_by()
    slim = ("public_id", "sequence", "points_count", "sha256", "received_at")
    of_track = ("track__public_id", "track__patrol_id")
    return parts.only(*slim, *of_track).filter(public_id=public_id).first()


def _same_part(kept: TrackPart, patrol: Patrol, track_id: str, part: TrackPart) -> TrackPart:
    if (kept.track.patrol_id, kept.track.public_id) != (patrol.pk, track_id):
        if not patrol.tracks.filter(public_id=track_id).exists():
            raise unknown_track(track_id)
        raise conflict("part", part.public_id, None)
    if (kept.sha256, kept.sequence) != (part.sha256, part.sequence):
        text = "sequence %s, %s points, sha256 %s"
        known = text % (kept.sequence, kept.points_count, kept.sha256)
        now = text % (part.sequence, part.points_count, part.sha256)
        raise conflict("points", now, known)
    return kept


def _keep(track: PatrolTrack, part: TrackPart) -> None:
    refuse_too_many(track.points_received + part.points_count)
    part.track = track
    part.save(force_insert=True)
    received = F("points_received") + part.points_count
    PatrolTrack.objects.filter(pk=track.pk).update(points_received=received)


def refuse_too_many(count: int) -> None:
    """Raise TrackError for more points than a track may have."""
    most = settings.TRACK_MAX_POINTS
    if count > most:
        text = _("A track holds at most %(most)s points. Record another one.")
        raise TrackError(text % {"most": most}, "points", count, f"<= {most}")


def end(patrol: Patrol, ended_at: datetime, manifest: dict[str, list[str]]) -> Ended:
    """End a patrol whose tracks have the parts of ``manifest``; judge it when none is missing.

    Until then it stays under way: what is missing may come in any order, and the end again.
    """
    refuse_future(ended_at, "ended_at")
    _refuse_end(patrol, ended_at)
    missing = _missing(patrol, manifest)
    if missing:
        _note_end(patrol, ended_at)
        return Ended(patrol, missing)
    if patrol.status == Patrol.Status.DONE:
        return Ended(patrol)
    patrol.ended_at = ended_at
    return Ended(judging.judge(patrol))


def _refuse_end(patrol: Patrol, ended_at: datetime) -> None:
    refuse_unless_begun(patrol)
    if patrol.status == Patrol.Status.DONE and patrol.ended_at != ended_at:
        raise conflict("ended_at", ended_at, patrol.ended_at)
    if patrol.started_at is not None and ended_at < patrol.started_at:
        text = _("The end lies before the start, %(start)s.")
        start = patrol.started_at.isoformat()
        raise TrackError(text % {"start": start}, "ended_at", ended_at.isoformat(), f">= {start}")


def _missing(patrol: Patrol, manifest: dict[str, list[str]]) -> dict[str, list[str]]:
    tracks = patrol.tracks.order_by()
    known = set(tracks.values_list("public_id", "parts__public_id"))
    open_tracks = {track for track, _part in known}
    absent = {
        track: [part for part in parts if (track, part) not in known]
        for track, parts in manifest.items()
    }
    return {track: parts for track, parts in absent.items() if parts or track not in open_tracks}


def _note_end(patrol: Patrol, ended_at: datetime) -> None:
    if patrol.ended_at != ended_at:
        patrol.ended_at = ended_at
        patrol.save(update_fields=["ended_at"])


def refuse_future(moment: datetime, parameter: str) -> None:
    """Raise TrackError for a moment later than now and a little."""
    newest = timezone.now() + timedelta(seconds=settings.TRACK_FUTURE_S)
    if moment > newest:
        text = _("'%(name)s' lies in the future. Is the clock of the phone right?")
        expected = f"<= {timezone.now().isoformat(timespec='seconds')}"
        raise TrackError(text % {"name": parameter}, parameter, moment.isoformat(), expected)


def conflict(parameter: str, given: object, kept: object) -> ConflictError:
    """Return the error of an id that is kept with other content."""
    given, kept = _shown(given), _shown(kept)
    text = (
        _("This id is kept already with another %(name)s: %(kept)s. Nothing was changed.")
        if kept is not None
        else _("This id is in use already. Nothing was changed: make another one.")
    )
    return ConflictError(text % {"name": parameter, "kept": kept}, parameter, given, kept)


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return value.public_id if hasattr(value, "public_id") else value


def unknown_patrol(public_id: str) -> UnknownError:
    """Return the error of a patrol that is not there, or not for the user."""
    text = _("There is no such patrol, or it is not yours.")
    return UnknownError(text, "patrol", public_id)


def unknown_track(public_id: str) -> UnknownError:
    """Return the error of a track that was not opened."""
    text = _("This patrol has no such track. Open it first.")
    return UnknownError(text, "track", public_id)
