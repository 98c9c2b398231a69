"""Which patrols a list shows: by date, person, kind, status and validity, within one's rights."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import QueryDict

from coverage.models import Patrol
from coverage.roles import UserRights
from coverage.tracks import people
from geo.features.errors import BadParameterError

VALID = {"yes": True, "no": False, "unjudged": None}
ME = "me"


def filtered(rights: UserRights, query: QueryDict) -> QuerySet[Patrol]:
    """Return the patrols that a query string asks for, the newest first.

    Raises BadParameterError for a value that is none.
    """
    rows = rights.readable(Patrol.objects.all())
    first, last = (_day(query, name) for name in ("from", "to"))
    if first is not None:
        rows = rows.filter(date__gte=first)
    if last is not None:
        rows = rows.filter(date__lte=last)
    kind = _choice(query, "kind", list(Patrol.Kind.values))
    status = _choice(query, "status", list(Patrol.Status.values))
    valid = _choice(query, "valid", list(VALID))
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(status=status) if status else rows
    if valid:
        state = VALID[valid]
        rows = rows.filter(is_valid__isnull=True) if state is None else rows.filter(is_valid=state)
    return rows.filter(_person(rights, query)).order_by("-date", "-started_at", "-pk")


def _person(rights: UserRights, query: QueryDict) -> Q:
    code = query.get("person", "")
    if "\x00" in code:
        raise BadParameterError("person", code.replace("\x00", "�"), "me, or a person's code")
    if code == ME:
        return people.own(rights)
    return Q(chief__code=code) | Q(deputy__code=code) if code else Q()


def _choice(query: QueryDict, name: str, values: list[str]) -> str:
    value = query.get(name, "")
    if value and value not in values:
        raise BadParameterError(name, value, f"one of {', '.join(values)}")
    return value


def _day(query: QueryDict, name: str) -> date | None:
    text = query.get(name)
    if not text:
        return None
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadParameterError(name, text, "a date that exists, such as 2026-11-25")
