"""Which issues a request asks for: one function a parameter, which names what is wrong."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from coverage.issues import access, due
from coverage.models import Issue, IssueStep
from geo.crs import STORAGE_SRID
from geo.features.boxes import frame
from geo.features.errors import BadParameterError
from geo.features.parameters import day as day_of

NAMES = (
    "state",
    "category",
    "village",
    "segment",
    "water",
    "open",
    "overdue",
    "soon",
    "escalated",
    "mine",
    "bbox",
    "subdistrict",
)
LONGEST_CODE = 32
CODES = {
    "village": "village__code",
    "segment": "river_segment__code",
    "water": "water_body__code",
    "subdistrict": "subdistrict__code",
}

# Filters that are on or off, each a function (rows, user) -> rows.
SWITCHES = {
    "open": lambda rows, user: rows.exclude(state=Issue.State.CLOSED),
    "overdue": lambda rows, user: due.overdue(rows, timezone.localdate()),
    "soon": lambda rows, user: due.to_remind(rows, timezone.localdate()),
    "escalated": lambda rows, user: rows.filter(state__in=due.RUNNING, escalated_on__isnull=False),
    "mine": lambda rows, user: rows.filter(Q(reported_by=user) | Q(handler=user)),
}

__all__ = ["NAMES", "apply", "as_of", "day_of"]


def apply(user, query: Mapping) -> QuerySet[Issue]:
    """Return the issues a user may see that a query asks for. Raises BadParameterError."""
    rows = access.visible(user)
    for name, values in (("state", Issue.State.values), ("category", Issue.Category.values)):
        if name in query:
            rows = rows.filter(**{name: _one_of(query, name, values)})
    for name, lookup in CODES.items():
        if name in query:
            rows = rows.filter(**{lookup: _code(query, name)})
    for name, narrow in SWITCHES.items():
        if _is(query, name):
            rows = narrow(rows, user)
    found = frame(query).boxes
    if found:
        area = MultiPolygon([Polygon.from_bbox(box) for box in found], srid=STORAGE_SRID)
        rows = rows.filter(geom__intersects=area)
    return rows


def as_of(rows: QuerySet[Issue], day: date) -> QuerySet[Issue]:
    """Return the rows registered up to ``day``, with the state they had then: ``state_then``."""
    midnight = datetime.combine(day + timedelta(days=1), time.min) if day < date.max else None
    if midnight is None:
        return rows
    end = timezone.make_aware(midnight)
    steps = IssueStep.objects.filter(issue=OuterRef("pk"), at__lt=end).order_by("-at", "-pk")
    rows = rows.filter(registered_at__lt=end)
    return rows.annotate(state_then=Subquery(steps.values("state_after")[:1]))


def _one_of(query: Mapping, name: str, values: list[str]) -> str:
    if query[name] not in values:
        raise BadParameterError(name, query[name], f"one of {', '.join(values)}")
    return query[name]


def _code(query: Mapping, name: str) -> str:
    text = query[name]
    if not 0 < len(text) <= LONGEST_CODE:
        raise BadParameterError(name, text, f"a code of at most {LONGEST_CODE} characters")
    return text


def _is(query: Mapping, name: str) -> bool:
    text = query.get(name, "false")
    if text not in ("true", "false"):
        raise BadParameterError(name, text, "true or false")
    return text == "true"
