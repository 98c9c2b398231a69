"""What a request about patrols says, checked: each function reads one member or names its fault."""

import uuid
from collections.abc import Mapping
from datetime import datetime

import orjson
from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from coverage.models import Patrol, PatrolTrack, RouteRound, Survey
from coverage.tracks.errors import TooLargeError, TrackError
from coverage.tracks.people import own
from coverage.tracks.receiving import Beginning

LONGEST_NOTE = 2_000
MEGABYTE = 1_000_000
# A point is at most some 90 characters of JSON; the rest of a body is small.
POINT_BYTES, BODY_BYTES = 200, 100_000


class FastJsonParser(BaseParser):
    """JSON by orjson, which refuses NaN, and never more of it than a part of a track needs."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> object:
        """Return the parsed body; raises for one that is too long or is no JSON."""
        most = settings.TRACK_PART_POINTS * POINT_BYTES + BODY_BYTES
        refuse_length(parser_context["request"], most)
        body = stream.read(most + 1)
        if len(body) > most:
            raise too_large(len(body), most)
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("The body is not JSON: %(why)s.") % {"why": error}) from error


def refuse_length(request, most: int) -> None:
    """Raise TooLargeError for a body that says it is longer than ``most`` bytes."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length[:18]) > most:
        raise too_large(int(length[:18]), most)


def too_large(given: int, most: int) -> TooLargeError:
    """Return the error of a body of ``given`` bytes."""
    text = _("The request has %(given)s MB; at most %(most)s MB are taken. Nothing was stored.")
    detail = text % {"given": f"{given / MEGABYTE:.1f}", "most": f"{most / MEGABYTE:.1f}"}
    return TooLargeError(detail, "Content-Length", given, f"<= {most}")


def upload_bytes() -> int:
    """Return the longest request with a file, the form around it included."""
    return settings.TRACK_UPLOAD_MB * MEGABYTE + BODY_BYTES


def identity(value: object, parameter: str) -> str:
    """Return the id in its usual form: lower case, with hyphens."""
    try:
        return str(uuid.UUID(value))
    except (ValueError, AttributeError, TypeError) as error:
        text = _("'%(value)s' is not a UUID.") % {"value": str(value)[:60]}
        raise TrackError(text, parameter, value, _("a UUID made by the client")) from error


def members(body: object, *names: str) -> Mapping:
    """Return a body that is an object with no other members than ``names``."""
    if not isinstance(body, Mapping):
        text = _("The body is a JSON object with these members: %(names)s.")
        raise TrackError(text % {"names": ", ".join(names)}, "body", body, ", ".join(names))
    for name in body:
        if name not in names:
            text = _("There is no member '%(name)s' here; there are: %(names)s.")
            detail = text % {"name": name[:60], "names": ", ".join(names)}
            raise TrackError(detail, name[:60], body[name], ", ".join(names))
    return body


def moment(body: Mapping, name: str) -> datetime:
    """Return a moment with a zone, such as 2026-11-25T08:30:00+08:00."""
    value = body.get(name)
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
        if found is not None and timezone.is_aware(found):
            # In UTC, as the database gives it back; years at the ends of time fail here.
            return found.astimezone(timezone.get_default_timezone())
    except (ValueError, OverflowError):
        pass
    example = "2026-11-25T08:30:00+08:00"
    text = _("'%(name)s' is a moment with its zone, such as %(example)s.")
    raise TrackError(text % {"name": name, "example": example}, name, value, example)


def choice(body: Mapping, name: str, values: list[str], default: str | None = None) -> str | None:
    """Return one of ``values``; ``default`` where there is none."""
    value = body.get(name, default)
    if value is default or value in values:
        return value
    text = _("'%(value)s' is not a value of '%(name)s': one of %(values)s.")
    wanted = ", ".join(values)
    detail = text % {"value": str(value)[:60], "name": name, "values": wanted}
    raise TrackError(detail, name, value, wanted)


def count(body: Mapping, name: str) -> int:
    """Return a whole number from 0."""
    value = body.get(name)
    if type(value) is int and 0 <= value <= 1_000_000:
        return value
    wanted = _("a whole number from 0 to 1000000")
    text = _("'%(name)s' is %(wanted)s.") % {"name": name, "wanted": wanted}
    raise TrackError(text, name, value, wanted)


def beginning(body: object, rights) -> Beginning:
    """Return what a client says of a patrol that begins."""
    given = members(body, "started_at", "kind", "route_round", "survey", "note")
    return Beginning(
        moment(given, "started_at"),
        choice(given, "kind", list(Patrol.Kind.values)),
        _route_round(given.get("route_round"), rights),
        _survey(given.get("survey"), rights),
        _note(given.get("note")),
    )


def _route_round(value: object, rights) -> RouteRound | None:
    if value is None:
        return None
    public_id = identity(value, "route_round")
    mine = RouteRound.objects.filter(own(rights))
    found = mine.filter(public_id=public_id).first()
    if found is None:
        text = _("There is no such round of an inspection route, or it is not yours.")
        raise TrackError(text, "route_round", value, _("the id of a round of yours"))
    return found


def _survey(value: object, rights) -> Survey | None:
    if value is None:
        return None
    found = rights.readable(Survey.objects.filter(code=value)) if isinstance(value, str) else None
    found = found and found.order_by("-valid_from").first()
    if not found:
        text = _("There is no full survey with this code here.")
        raise TrackError(text, "survey", value, _("the code of a full survey"))
    return found


def _note(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and len(value) <= LONGEST_NOTE and "\x00" not in value:
        return value.strip()
    wanted = _("a text of at most %(most)s characters") % {"most": LONGEST_NOTE}
    text = _("'%(name)s' is %(wanted)s.") % {"name": "note", "wanted": wanted}
    raise TrackError(text, "note", value, wanted)


def track(body: object) -> tuple[str, str]:
    """Return source and datum of a track that is recorded live."""
    given = members(body, "source", "datum")
    source = choice(given, "source", [PatrolTrack.Source.LIVE.value], PatrolTrack.Source.LIVE.value)
    return source, datum(given)


def datum(body: Mapping) -> str:
    """Return the datum, which has to be declared."""
    values = list(PatrolTrack.Datum.values)
    value = body.get("datum")
    if not value:
        text = _("Say in which datum the points are: %(values)s.") % {"values": ", ".join(values)}
        raise TrackError(text, "datum", value, ", ".join(values))
    return choice(body, "datum", values)


def manifest(body: Mapping) -> dict[str, list[str]]:
    """Return the ids of the parts of each track by the track's id."""
    value = body.get("tracks")
    if not isinstance(value, Mapping) or not all(
        isinstance(parts, list) for parts in value.values()
    ):
        wanted = _("an object: the ids of the parts by the id of their track")
        text = _("'%(name)s' is %(wanted)s.") % {"name": "tracks", "wanted": wanted}
        raise TrackError(text, "tracks", value, wanted)
    return {
        identity(key, "tracks"): [identity(part, f"tracks.{key}") for part in parts]
        for key, parts in value.items()
    }
