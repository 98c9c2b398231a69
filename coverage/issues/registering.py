"""Registering an issue: once for each id that a client makes, however often it is sent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.issues.access import is_reporter
from coverage.issues.errors import ConflictError, IssueError, UnknownError
from coverage.issues.place import Named, Where, find
from coverage.models import Issue, IssueStep, Patrol
from coverage.roles import UserRights
from geo.models import RiverSegment, Subdistrict, WaterBody

# Clocks of phones go wrong by a little.
AHEAD = timedelta(minutes=10)


@dataclass(frozen=True)
class Report:
    """What somebody says of an issue; ``position`` is (longitude, latitude) in EPSG:4326."""

    category: str
    description: str
    found_at: datetime
    position: tuple[float, float] | None = None
    accuracy_m: float | None = None
    patrol: Patrol | None = None
    named: Named = field(default_factory=Named)


def register(rights: UserRights, public_id: str, said: Report) -> tuple[Issue, bool]:
    """Register an issue; return it and whether it is new.

    One that is kept and says the same is returned as it is. Raises ConflictError when it says
    something else, UnknownError when it is somebody else's.
    """
    kept = Issue.objects.filter(public_id=public_id).select_related("subdistrict").first()
    if kept is None:
        _refuse_future(said.found_at)
        where = find(rights, said.position, said.named, timezone.localdate(said.found_at))
        kept = _made(rights, public_id, said, where)
        if kept is None:
            # The same report arrived twice at once.
            return register(rights, public_id, said)[0], False
        return kept, True
    if not is_reporter(rights.user, kept):
        raise UnknownError(_("There is no such issue, or you may not see it."), "id", public_id)
    _refuse_other_content(kept, said)
    return kept, False


def _refuse_future(found_at: datetime) -> None:
    if found_at > timezone.now() + AHEAD:
        text = _("The time lies in the future.")
        raise IssueError(text, "found_at", found_at.isoformat(), _("a time that has come"))


@transaction.atomic
def _made(rights: UserRights, public_id: str, said: Report, where: Where) -> Issue | None:
    """Make the issue and its first step; None when it was made meanwhile."""
    # Codes follow each other: whoever registers in a subdistrict waits for the other.
    unit = Subdistrict.objects.select_for_update().get(pk=where.subdistrict.pk)
    if Issue.objects.filter(public_id=public_id).exists():
        return None
    held = rights.membership
    now = timezone.now()
    issue = Issue.objects.create(
        public_id=public_id,
        subdistrict=unit,
        code=_next_code(unit, now),
        category=said.category,
        description=said.description,
        found_at=said.found_at,
        registered_at=now,
        geom=where.point,
        accuracy_m=said.accuracy_m,
        river_segment=where.river_segment,
        water_body=where.water_body,
        village=where.village,
        patrol=said.patrol,
        reported_by=rights.user,
        deputy=held.deputy if held else None,
        chief=held.chief if held else None,
    )
    IssueStep.objects.create(
        issue=issue, action="register", state_after=issue.state, at=now, by=rights.user
    )
    return issue


def _next_code(unit: Subdistrict, now: datetime) -> str:
    """Return the next code of the year: I2026-0061 after I2026-0060."""
    prefix = f"I{timezone.localdate(now).year}-"
    used = Issue.objects.filter(subdistrict__code=unit.code, code__regex=rf"^{prefix}[0-9]{{4,9}}$")
    last = used.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    number = int(last.removeprefix(prefix)) if last else 0
    return f"{prefix}{number + 1:04}"


def _refuse_other_content(kept: Issue, said: Report) -> None:
    """Compare a repeated report with the first one, whatever staff corrected since."""
    first = kept.history.earliest()
    position = first.geom and (first.geom.x, first.geom.y)
    given = {
        "category": (said.category, first.category),
        "description": (said.description, first.description),
        "found_at": (said.found_at, first.found_at),
        "lon,lat": (said.position, position),
        "accuracy_m": (said.accuracy_m, first.accuracy_m),
        "patrol": (said.patrol and said.patrol.pk, first.patrol_id),
    }
    for name, model in (("river_segment", RiverSegment), ("water_body", WaterBody)):
        if getattr(said.named, name) is not None:
            before = model.objects.filter(pk=getattr(first, f"{name}_id")).first()
            given[name] = (getattr(said.named, name), before and before.code)
    for name, (now, before) in given.items():
        if now != before:
            text = _("The issue %(code)s is kept with this id and says something else: %(name)s.")
            detail = text % {"code": kept.code, "name": name}
            raise ConflictError(detail, name, str(now), str(before))
