"""What a request about issues says, checked: each function reads one member or names its fault."""

import math
import uuid
from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from coverage.issues.errors import IssueError
from coverage.issues.place import Named
from coverage.issues.registering import Report
from coverage.issues.steps import Step
from coverage.models import Issue, IssuePhoto, Patrol
from coverage.models.patrol_settings import LIMITS
from coverage.roles import UserRights

LONGEST_TEXT, LONGEST_UNIT, LONGEST_CODE = 2_000, 120, 32
WORST_ACCURACY_M = 100_000
REPORT = (
    "category",
    "description",
    "lon",
    "lat",
    "found_at",
    "accuracy_m",
    "patrol",
    "river_segment",
    "water_body",
)
STEP = ("action", "note", "unit", "handler", "days")
EXAMPLE = "2026-11-25T08:30:00+08:00"


def identity(value: object, parameter: str) -> str:
    """Return the id in its usual form: lower case, with hyphens."""
    try:
        return str(uuid.UUID(value))
    except (ValueError, AttributeError, TypeError) as error:
        text = _("'%(value)s' is not a UUID.") % {"value": str(value)[:60]}
        raise IssueError(text, parameter, value, _("a UUID made by the client")) from error


def members(body: object, names: tuple[str, ...]) -> Mapping:
    """Return a body that is an object with no other members than ``names``."""
    if not isinstance(body, Mapping):
        text = _("The body is a JSON object with these members: %(names)s.")
        raise IssueError(text % {"names": ", ".join(names)}, "body", body, ", ".join(names))
    for name in body:
        if name not in names:
            text = _("There is no member '%(name)s' here; there are: %(names)s.")
            detail = text % {"name": str(name)[:60], "names": ", ".join(names)}
            raise IssueError(detail, str(name)[:60], body[name], ", ".join(names))
    return body


def report(body: object, rights: UserRights) -> Report:
    """Return what a client says of an issue it found."""
    given = members(body, REPORT)
    return Report(
        category=_one_of(given, "category", Issue.Category.values),
        description=text_of(given, "description", LONGEST_TEXT),
        found_at=_moment(given, "found_at"),
        position=_position(given),
        accuracy_m=_number(given, "accuracy_m", 0, WORST_ACCURACY_M),
        patrol=_patrol(given.get("patrol"), rights),
        named=Named(*(text_of(given, name, LONGEST_CODE) or None for name in REPORT[-2:])),
    )


def step(body: object) -> Step:
    """Return which step a client wants taken."""
    given = members(body, STEP)
    action = given.get("action")
    if not isinstance(action, str):
        raise _wrong("action", action, _("the name of a step"))
    for name in ("unit", "handler", "days"):
        if action != "assign" and given.get(name) not in (None, ""):
            text = _("'%(name)s' belongs to the step 'assign' only.") % {"name": name}
            raise IssueError(text, name, given[name])
    return Step(
        action,
        text_of(given, "note", LONGEST_TEXT),
        text_of(given, "unit", LONGEST_UNIT),
        _handler(given.get("handler")),
        _days(given.get("days")),
    )


def phase_of(query: Mapping) -> str:
    """Return the phase of a photo, which has to be said."""
    return _one_of(query, "phase", IssuePhoto.Phase.values)


def text_of(body: Mapping, name: str, most: int) -> str:
    """Return a text without surrounding space; empty where there is none."""
    value = body.get(name)
    if value is None:
        return ""
    if isinstance(value, str) and len(value) <= most and _is_storable(value):
        return value.strip()
    raise _wrong(name, value, _("a text of at most %(most)s characters") % {"most": most})


def _is_storable(text: str) -> bool:
    """Return whether a database takes a text: without NUL and lone surrogates."""
    return "\x00" not in text and text == text.encode(errors="replace").decode()


def _one_of(body: Mapping, name: str, values: list[str]) -> str:
    value = body.get(name)
    if value not in values:
        raise _wrong(name, value, _("one of %(values)s") % {"values": ", ".join(values)})
    return value


def _wrong(name: str, value: object, wanted: str) -> IssueError:
    text = _("'%(name)s' is %(wanted)s.") % {"name": name, "wanted": wanted}
    return IssueError(text, name, value, wanted)


def _moment(body: Mapping, name: str) -> datetime:
    value = body.get(name)
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
        if found is not None and timezone.is_aware(found):
            # Years at the ends of time fail here.
            return found.astimezone(timezone.get_default_timezone())
    except (ValueError, OverflowError):
        pass
    wanted = _("a moment with its zone, such as %(example)s") % {"example": EXAMPLE}
    raise _wrong(name, value, wanted)


def _number(body: Mapping, name: str, least: float, most: float) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and least <= value <= most:
        return float(value)
    wanted = _("a number from %(least)s to %(most)s") % {"least": least, "most": most}
    raise _wrong(name, value, wanted)


def _position(body: Mapping) -> tuple[float, float] | None:
    lat = body.get("lat")
    lon = _number(body, "lon", -180, 180)
    if lat is None and lon is None:
        return None
    if lon is None:
        raise _wrong("lon", None, _("a number of degrees, as there is a lat"))
    if lat is None:
        raise _wrong("lat", None, _("a number of degrees, as there is a lon"))
    found = _number({"lat": lat}, "lat", -90, 90)
    return round(lon, 7), round(found, 7)


def _patrol(value: object, rights: UserRights) -> Patrol | None:
    if value is None:
        return None
    public_id = identity(value, "patrol")
    found = rights.readable(Patrol.objects.all()).filter(public_id=public_id).first()
    if found is None:
        text = _("There is no such patrol, or you may not see it.")
        raise IssueError(text, "patrol", value, _("the id of a patrol of yours"))
    return found


def _handler(value: object):
    if value in (None, ""):
        return None
    known = get_user_model().objects.filter(username=value) if isinstance(value, str) else None
    found = known.first() if known is not None and "\x00" not in value else None
    if found is None:
        raise _wrong("handler", value, _("the name of a user who handles issues"))
    return found


def _days(value: object) -> int | None:
    least, most = LIMITS["issue_days"]
    if value in (None, ""):
        return None
    is_text = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 5
    number = int(value) if is_text else value
    if type(number) is int and least <= number <= most:
        return number
    wanted = _("a whole number of working days from %(least)s to %(most)s")
    raise _wrong("days", value, wanted % {"least": least, "most": most})
