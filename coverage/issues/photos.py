"""Photos of an issue: taken once for each id of the client and for each picture."""

import uuid

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from coverage.issues import access
from coverage.issues.errors import ConflictError, RefusedError, UnknownError
from coverage.models import Issue, IssuePhoto
from coverage.pictures import Kept, draw, kept, remove, sha256_of
from geo.crs import STORAGE_SRID

BEFORE, AFTER = IssuePhoto.Phase.BEFORE, IssuePhoto.Phase.AFTER


def may_add(user, issue: Issue, phase: str) -> bool:
    """Return whether a user may add a photo: a reporter shows what was found, no more."""
    if access.is_staff_of(user, issue):
        return True
    if issue.handler_id is not None and issue.handler_id == user.pk:
        return True
    return phase == BEFORE and access.is_reporter(user, issue)


def add(user, issue: Issue, public_id: str, phase: str, body: bytes) -> tuple[IssuePhoto, bool]:
    """Keep a photo; return it and whether it is new. It is on disk when this returns.

    The same picture of the same phase is kept once, whatever its id. Raises PictureError for
    what is no photo, ConflictError for an id that is kept with another one.
    """
    if not may_add(user, issue, phase):
        text = _("Your role does not allow adding a photo of this phase: %(phase)s.")
        raise RefusedError(text % {"phase": phase}, "phase", phase)
    sha256 = sha256_of(body)
    known = _known(issue, public_id, phase, sha256)
    if known is not None:
        return known, False
    _refuse_more(issue)
    picture = draw(body)
    with kept(picture) as files, transaction.atomic():
        issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
        known = _known(issue, public_id, phase, sha256)
        if known is None:
            _refuse_more(issue)
            made = IssuePhoto.objects.create(
                public_id=public_id,
                issue=issue,
                phase=phase,
                image=files.image,
                thumbnail=files.thumbnail,
                sha256=sha256,
                width=picture.width,
                height=picture.height,
                taken_at=picture.taken_at,
                position=picture.position and Point(*picture.position, srid=STORAGE_SRID),
                by=user,
            )
            return made, True
        # Sent twice at once: the files of this one are not needed.
        transaction.on_commit(lambda: _forget(files))
    return known, False


def _forget(files: Kept) -> None:
    remove(files.image)
    remove(files.thumbnail)


def _known(issue: Issue, public_id: str, phase: str, sha256: str) -> IssuePhoto | None:
    """Return the photo that is kept already; raises for an id with another content."""
    by_id = IssuePhoto.objects.filter(public_id=public_id).first()
    if by_id is None:
        return issue.photos.filter(phase=phase, sha256=sha256).first()
    if by_id.issue_id != issue.pk:
        text = _("This id belongs to a photo of another issue: make a new one.")
        raise ConflictError(text, "photo", public_id)
    for name, now, before in (("phase", phase, by_id.phase), ("photo", sha256, by_id.sha256)):
        if now != before:
            text = _("A photo is kept with this id and is another one: %(name)s.")
            raise ConflictError(text % {"name": name}, name, now, before)
    return by_id


def _refuse_more(issue: Issue) -> None:
    if issue.state == Issue.State.CLOSED:
        text = _("The issue is closed: no photo can be added.")
        raise ConflictError(text, "state", issue.state)
    most = settings.ISSUE_PHOTOS
    if issue.photos.count() >= most:
        text = _("The issue has %(most)s photos, which is the most.") % {"most": most}
        raise ConflictError(text, "photo", None, f"<= {most}")


def one(issue: Issue, public_id: str) -> IssuePhoto:
    """Return a photo of an issue. Raises UnknownError."""
    found = issue.photos.filter(public_id=public_id).first()
    if found is None:
        raise UnknownError(_("There is no such photo of this issue."), "photo", public_id)
    return found


def id_of(issue: Issue, phase: str, body: bytes) -> str:
    """Return the id of a photo from a form, which makes none itself."""
    return str(uuid.uuid5(uuid.UUID(issue.public_id), f"{phase}:{sha256_of(body)}"))
