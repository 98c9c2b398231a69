"""Notice boards over HTTP: what is to be done about them, and the checks of one."""

from pathlib import Path

import shapely
from django.conf import settings
from django.http import FileResponse, HttpResponse
from rest_framework.exceptions import APIException, NotFound, PermissionDenied
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.response import Response

from coverage import board_checks, pictures
from coverage.api import shapes, tables
from coverage.api.duty.base import DutyView, require_login, state_of
from coverage.api.duty.sheets import board_members, board_table
from coverage.api.parameters import day_of, subdistrict_of
from coverage.figures import boards, register
from coverage.figures.boards import Board, Crossing
from coverage.figures.register import Register
from coverage.models import BoardCheck, PatrolSettings
from coverage.roles import rights_of
from geo.editing.members import AnyType
from geo.editing.permissions import MemberPermission
from geo.features.errors import BadParameterError
from geo.features.negotiation import GEOJSON
from geo.features.parameters import allow
from geo.features.responses import entity_tag, is_fresh, not_modified
from geo.models import NoticeBoard, TableVersion

WHAT = ("overdue", "due", "damaged", "missing", "all")
FORMATS = ("json", "geojson")
# What a form says beside its photo.
FIELDS_BYTES = 100_000


class AnyBody(DefaultContentNegotiation):
    """Bodies as their type says; answers in JSON whatever is asked for."""

    select_renderer = AnyType.select_renderer


class OtherContent(APIException):
    """The id is on record with other content: 409."""

    status_code = 409


class BoardsDue(DutyView):
    """The boards about which something is to be done, and villages that have none; for members.

    ``what`` chooses one state, or "all" boards; ``f=geojson`` gives them as features.
    """

    permission_classes = (MemberPermission,)

    def get(self, request) -> HttpResponse:
        query = request.GET
        allow(query, "date", "subdistrict", "what", "f", *tables.PARAMETERS)
        day, what, form = day_of(query), _one_of(query, "what", WHAT), _one_of(query, "f", FORMATS)
        found = register.read(subdistrict_of(query, day), day)
        tokens = TableVersion.objects.tokens(NoticeBoard, BoardCheck, PatrolSettings)
        tag = state_of(found, tokens, "boards", found.subdistrict.code, day, what, form)
        every = boards.boards(found)
        rows = [one for one in every if is_wanted(one, what)]
        if form == "geojson":
            return self.tagged(tag, lambda: features(found, rows), media_type=GEOJSON)
        return self.tagged(
            tag,
            lambda: {
                "date": day,
                "subdistrict": found.subdistrict.code,
                "board_days": boards.board_days(found),
                "summary": boards.summary(every),
                "boards": [board_members(one) for one in rows],
                "without_board": [
                    crossing_members(one) for one in boards.without_board(found, every)
                ],
            },
            lambda: board_table(found, rows),
        )


class BoardChecks(DutyView):
    """The checks of a board, the newest first; POST records another, with or without a photo."""

    permission_classes = (MemberPermission,)
    content_negotiation_class = AnyBody
    parser_classes = (JSONParser, MultiPartParser, FormParser)

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        # Before the body is read: what is too long is not even written to a temporary file.
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdigit() and int(length[:18]) > pictures.most_bytes() + FIELDS_BYTES:
            raise pictures.too_long(int(length[:18]))

    def get(self, request, code: str) -> Response:
        allow(request.GET, "date", "subdistrict")
        board = _board(request, code)
        checks = board.checks.select_related("by", "patrol").order_by("-at", "-pk")
        return Response(
            {"board": code, "checks": [check_members(one, request.user) for one in checks]}
        )

    def post(self, request, code: str) -> Response:
        allow(request.GET, "date", "subdistrict")
        require_login(request.user)
        board = _board(request, code)
        if not board_checks.may_check(request.user, board):
            raise PermissionDenied("Your role does not allow recording checks of this board.")
        given = board_checks.CheckSerializer(data=request.data, context={"user": request.user})
        given.is_valid(raise_exception=True)
        renews = given.validated_data["is_renewal"]
        if renews and not board_checks.may_renew(request.user, board):
            raise PermissionDenied("Deputies look at boards; renewing one is for staff and chiefs.")
        try:
            photo = photo_of(request.FILES)
            check, is_new = board_checks.record(board, given.validated_data, request.user, photo)
        except board_checks.OtherContentError as error:
            detail = f"The check {error.kept.public_id} is on record and says something else."
            raise OtherContent(detail) from error
        return Response(check_members(check, request.user), status=201 if is_new else 200)


class CheckPhoto(DutyView):
    """The photo of a check, or a small copy of it: drawn anew, without metadata; for members."""

    permission_classes = (MemberPermission,)
    field = "image"

    def get(self, request, code: str, check: str) -> HttpResponse:
        allow(request.GET, "date", "subdistrict")
        found = _board(request, code).checks.filter(public_id=check[:36]).first()
        name = found and str(getattr(found, self.field))
        path = Path(settings.MEDIA_ROOT) / name if name else None
        if path is None or not path.is_file():
            raise NotFound(f"There is no photo of a check '{check[:36]}' of the board {code}.")
        tag = entity_tag(found.public_id, self.field)
        if is_fresh(request._request, tag):
            return not_modified(tag)
        response = FileResponse(path.open("rb"), content_type="image/jpeg")
        response["ETag"] = tag
        response["X-Content-Type-Options"] = "nosniff"
        return response


def photo_of(files) -> bytes | None:
    """Return the bytes of the file ``photo`` of a form, None where there is none."""
    given = files.get("photo")
    if given is None:
        return None
    if given.size > pictures.most_bytes():
        raise pictures.too_long(given.size)
    return given.read()


def check_members(check: BoardCheck, user) -> dict:
    """Return a check as plain data; who it was is told to staff, and to that person."""
    named = rights_of(user).is_staff or check.by_id == user.pk
    return {
        "id": check.public_id,
        "at": check.at,
        "state": check.state,
        "is_current": check.is_current,
        "is_renewal": check.is_renewal,
        "note": check.note,
        "has_photo": bool(check.image),
        **({"by": check.by and check.by.get_username()} if named else {}),
    }


def crossing_members(one: Crossing) -> dict:
    """Return where a river crosses a village without a board, as plain data."""
    return {
        "river_code": one.river.code,
        "river": one.river.name,
        "village_code": one.village.code,
        "village": str(one.village),
        "length_m": round(one.length_m, 2),
    }


def features(found: Register, rows: list[Board]) -> dict:
    """Return boards as a GeoJSON collection."""
    located = [
        (
            one.board.public_id,
            one.board.geom and shapely.from_wkb(bytes(one.board.geom.wkb)),
            board_members(one),
        )
        for one in rows
    ]
    return shapes.collection(found, located)


def is_wanted(one: Board, what: str | None) -> bool:
    """Return whether a board is among those asked for; without a choice all that need care."""
    if what in (None, "all"):
        return what == "all" or one.needs_care
    return what in (one.renewal, one.board.state)


def _one_of(query, name: str, values: tuple[str, ...]) -> str | None:
    value = query.get(name)
    if value is not None and value not in values:
        raise BadParameterError(name, value, f"one of {', '.join(values)}")
    return value


def _board(request, code: str) -> NoticeBoard:
    """Return the board with a code that is valid on the day; raises NotFound for none."""
    day = day_of(request.GET)
    unit = subdistrict_of(request.GET, day)
    rows = rights_of(request.user).readable(NoticeBoard.objects.all())
    rows = rows.filter(subdistrict__code=unit.code, code=code).select_related("subdistrict")
    found = rows.as_of(day).first()
    if found is None:
        raise NotFound(f"There is no notice board '{code}' on {day}, or you may not see it.")
    return found
