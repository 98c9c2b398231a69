"""Recording what somebody saw at a notice board: the check, and what it says of the board.

The board's state follows its newest check; a renewal sets its day in the same transaction. A
deputy looks and says what is there; renewing is handling, which deputies do not do (DOMAIN 1).
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from coverage import pictures
from coverage.models import BoardCheck, Patrol, Role
from coverage.roles import STAFF, rights_of
from geo.editing.fields import NamedChoiceField
from geo.models import NoticeBoard

CHECKERS = STAFF | {Role.PATROLLER, Role.DEPUTY}
RENEWERS = STAFF | {Role.PATROLLER}
FILES = ("image", "thumbnail")
# Clocks of phones go wrong by a little.
AHEAD = timedelta(minutes=10)


class CheckSerializer(serializers.Serializer):
    """What was seen: the fields of a check as a client sends them."""

    id = serializers.UUIDField(required=False)
    state = NamedChoiceField(choices=NoticeBoard.State.choices)
    is_current = serializers.BooleanField(allow_null=True, default=None)
    is_renewal = serializers.BooleanField(default=False)
    at = serializers.DateTimeField(required=False)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")
    patrol = serializers.UUIDField(required=False)

    def to_internal_value(self, data: object) -> dict:
        """Refuse fields that there are not."""
        if hasattr(data, "keys"):
            unknown = set(data) - set(self.fields) - {"photo", "csrfmiddlewaretoken"}
            if unknown:
                message = _("There is no such field; the fields are: %(fields)s.")
                text = message % {"fields": ", ".join(self.fields)}
                raise serializers.ValidationError({str(name): [text] for name in unknown})
        return super().to_internal_value(data)

    def validate_at(self, at):
        """Refuse a time that has not come."""
        if at > timezone.now() + AHEAD:
            raise serializers.ValidationError(_("The time lies in the future."))
        return at

    def validate_patrol(self, public_id):
        """Return the patrol, one of those the user may see."""
        rights = rights_of(self.context["user"])
        found = rights.readable(Patrol.objects.all()).filter(public_id=str(public_id)).first()
        if found is None:
            message = _("There is no such patrol, or you may not see it.")
            raise serializers.ValidationError(message)
        return found

    def validate(self, attrs: dict) -> dict:
        """Refuse a renewal that leaves the board damaged, missing or out of date."""
        if attrs["is_renewal"] and attrs["state"] != NoticeBoard.State.GOOD:
            message = _("A board that was renewed is good.")
            raise serializers.ValidationError({"state": [message]})
        if attrs["is_renewal"] and attrs["is_current"] is False:
            message = _("A board that was renewed names the chief in office.")
            raise serializers.ValidationError({"is_current": [message]})
        if attrs["is_renewal"]:
            attrs["is_current"] = True
        return attrs


class OtherContentError(ValueError):
    """A check with that id is on record and says something else."""

    def __init__(self, kept: BoardCheck):
        super().__init__(kept.public_id)
        self.kept = kept


def may_check(user, board: NoticeBoard) -> bool:
    """Return whether a user may record a check of a board."""
    return _holds(user, board, CHECKERS)


def may_renew(user, board: NoticeBoard) -> bool:
    """Return whether a user may record that a board was renewed."""
    return _holds(user, board, RENEWERS)


def _holds(user, board: NoticeBoard, roles: frozenset) -> bool:
    rights = rights_of(user)
    return rights.role in roles and board.subdistrict.code.startswith(rights.root)


def record(
    board: NoticeBoard, values: dict, user, photo: bytes | None = None
) -> tuple[BoardCheck, bool]:
    """Record a check, with or without a photo; return it, and whether it is new.

    ``values`` are those of a valid CheckSerializer. One with an id that is on record and says the
    same is returned as it is; raises OtherContentError if it says something else, PictureError
    for what is no photo. The photo is on disk when this returns.
    """
    known = _known(board, values)
    if known is not None:
        return known, False
    if photo is None:
        return _recorded(board, values, user)
    with pictures.kept(pictures.draw(photo)) as files:
        check, is_new = _recorded(
            board, values | {"image": files.image, "thumbnail": files.thumbnail}, user
        )
        if not is_new:
            # Sent twice at once: the files of this one are not needed.
            pictures.remove(files.image)
            pictures.remove(files.thumbnail)
    return check, is_new


@transaction.atomic
def _recorded(board: NoticeBoard, values: dict, user) -> tuple[BoardCheck, bool]:
    board = NoticeBoard.objects.select_for_update(of=("self",)).get(pk=board.pk)
    known = _known(board, values)
    if known is not None:
        return known, False
    given = {"at": timezone.now(), **values}
    public_id = given.pop("id", None)
    identity = {"public_id": str(public_id)} if public_id else {}
    check = BoardCheck.objects.create(notice_board=board, by=user, **identity, **given)
    _tell(board, check)
    return check, True


def _known(board: NoticeBoard, values: dict) -> BoardCheck | None:
    """Return the check that is on record with the id; raises if it says something else."""
    if not values.get("id"):
        return None
    found = BoardCheck.objects.filter(public_id=str(values["id"])).first()
    said = {name: value for name, value in values.items() if name not in ("id", *FILES)}
    if found is not None and (
        found.notice_board_id != board.pk
        or any(getattr(found, name) != value for name, value in said.items())
    ):
        raise OtherContentError(found)
    return found


def _tell(board: NoticeBoard, check: BoardCheck) -> None:
    """Let the board say what the check found, unless a newer one has been there."""
    if not board.checks.filter(at__gt=check.at).exists():
        board.state = check.state
    if check.is_renewal:
        day = timezone.localdate(check.at)
        board.renewed_on = max(day, board.renewed_on or day)
    board.save()
