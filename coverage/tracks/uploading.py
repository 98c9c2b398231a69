"""A finished patrol from a file: read, checked, measured, judged and stored at once, or not at all.

The same file of the same person in the same datum is the same track: ids are made from them, so
that handing it in twice, even at the same moment, changes nothing.
"""

import hashlib
import uuid
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.models import Patrol, PatrolTrack, TrackPart
from coverage.roles import UserRights
from coverage.tracks import checks, judging, people, points, readers, receiving
from coverage.tracks.measuring import Recording, moment
from coverage.tracks.people import Walker
from coverage.tracks.points import TIME
from coverage.tracks.readers import Reading
from coverage.tracks.readers.collecting import FileError

SLIM = "subdistrict__geom"
IDS = uuid.UUID("6d0c0a52-7f3c-5f0e-9b39-2b8f1c7d5a11")


def upload(
    rights: UserRights,
    file: IO[bytes],
    name: str,
    datum: str,
    kind: str | None = None,
    public_id: str | None = None,
) -> tuple[Patrol, bool]:
    """Take a file; return its patrol and whether anything was stored.

    With ``public_id`` the patrol has this id: a new one, or one of the person's own that gets
    one more track. Raises TrackError, and stores nothing then.
    """
    walker = people.walker(rights, kind)
    _refuse_length(file)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    known = _known(walker, sha256, datum)
    if known is not None:
        return known, False
    reading = readers.read(name, file)
    checks.refuse(reading.points, datum, walker.subdistrict)
    patrol = _patrol(rights, walker, public_id, reading, f"{sha256}:{datum}")
    track = PatrolTrack(
        public_id=str(uuid.uuid5(IDS, f"{walker.person.public_id}:{sha256}:{datum}")),
        patrol=patrol,
        source=reading.source,
        datum=datum,
        file_name=reading.name,
        sha256=sha256,
    )
    try:
        return _store(patrol, track, reading), True
    except IntegrityError:
        known = _known(walker, sha256, datum)
        if known is None:
            raise
        return known, False


def _refuse_length(file: IO[bytes]) -> None:
    most = settings.TRACK_UPLOAD_MB * 1_000_000
    length = file.seek(0, 2)
    file.seek(0)
    if length > most:
        text = _("The file has %(given)s MB; at most %(most)s MB are taken.")
        shown = {"given": f"{length / 1e6:.1f}", "most": settings.TRACK_UPLOAD_MB}
        raise FileError(text % shown, length, f"<= {most}")


def _known(walker: Walker, sha256: str, datum: str) -> Patrol | None:
    own = Patrol.objects.filter(**{walker.field: walker.person})
    found = own.filter(tracks__sha256=sha256, tracks__datum=datum)
    return found.select_related("subdistrict", "chief", "deputy").defer(SLIM).first()


def _patrol(
    rights: UserRights, walker: Walker, public_id: str | None, reading: Reading, content: str
) -> Patrol:
    """Return the patrol the file belongs to: the one that is kept, else one that is not saved."""
    first, last = (moment(one) for one in reading.points[[0, -1], TIME])
    if public_id is not None:
        kept = Patrol.objects.filter(public_id=public_id)
        found = kept.select_related("subdistrict", "chief", "deputy").defer(SLIM).first()
        if found is not None:
            return _continued(rights, walker, found, first, last)
    public_id = public_id or str(uuid.uuid5(IDS, f"{walker.person.public_id}:{content}:patrol"))
    return Patrol(
        public_id=public_id,
        subdistrict=walker.subdistrict,
        code=receiving.code_of(public_id, first),
        kind=walker.kind,
        date=timezone.localdate(first),
        started_at=first,
        ended_at=last,
        **{walker.field: walker.person},
    )


def _continued(
    rights: UserRights, walker: Walker, patrol: Patrol, first: object, last: object
) -> Patrol:
    """Return a patrol of the person's own, its end moved to where the file ends."""
    if not people.is_own(rights, patrol):
        raise receiving.unknown_patrol(patrol.public_id)
    if patrol.kind != walker.kind:
        raise receiving.conflict("kind", walker.kind, patrol.kind)
    if patrol.status == Patrol.Status.CANCELLED:
        receiving.refuse_unless_begun(patrol)
    if patrol.started_at is None:
        patrol.started_at, patrol.date = first, timezone.localdate(first)
    patrol.ended_at = max(patrol.started_at, last, patrol.ended_at or last)
    return patrol


def _store(patrol: Patrol, track: PatrolTrack, reading: Reading) -> Patrol:
    while True:
        is_new = patrol._state.adding
        measured = judging.measure_kept(patrol, added=[Recording(track, reading.points)])
        with transaction.atomic():
            if not is_new:
                judging.lock(patrol)
                receiving.refuse_mixed(patrol, track.datum)
                if not judging.is_current(measured):
                    continue
            return judging.store(measured, list(_parts(track, reading.points)))


def _parts(track: PatrolTrack, given: points.Points) -> Iterator[TrackPart]:
    size = settings.TRACK_PART_POINTS
    for number, start in enumerate(range(0, len(given), size)):
        rows = given[start : start + size]
        yield TrackPart(
            public_id=str(uuid.uuid5(IDS, f"{track.public_id}:{number}")),
            track=track,
            sequence=number,
            points_count=len(rows),
            sha256=points.digest(rows),
            points=points.pack(rows),
        )
