"""Which issues are late, soon due or to be escalated, by the settings of their subdistrict."""

from datetime import date

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from coverage.issues import deadlines
from coverage.issues.deadlines import Calendar
from coverage.issues.states import WITH_THE_UNIT
from coverage.models import Holiday, Issue, IssueStep, PatrolSettings
from geo.models import Subdistrict

# Until the unit has rectified it, the deadline is the unit's.
RUNNING = WITH_THE_UNIT


def calendar() -> Calendar:
    """Return the calendar of the table of holidays."""
    return deadlines.calendar_of(Holiday.objects.values_list("date", "is_workday"))


def overdue(rows: QuerySet[Issue], day: date) -> QuerySet[Issue]:
    """Return the issues whose deadline has passed while they are with the unit."""
    return rows.filter(state__in=RUNNING, deadline__lt=day)


def to_remind(rows: QuerySet[Issue], day: date) -> QuerySet[Issue]:
    """Return the issues that are due within the ``remind_days`` working days of their place."""
    running, found, days = rows.filter(state__in=RUNNING), Q(pk__in=[]), calendar()
    units = running.order_by().values("subdistrict").distinct()
    for unit in Subdistrict.objects.filter(pk__in=units):
        last = deadlines.after(day, PatrolSettings.of(unit).remind_days, days)
        found |= Q(subdistrict=unit, deadline__range=(day, last))
    return running.filter(found)


def to_escalate(unit: Subdistrict, day: date) -> QuerySet[Issue]:
    """Return the issues of a subdistrict that are late by ``escalate_days`` working days.

    Those that were escalated since they were assigned are not among them.
    """
    rules = PatrolSettings.of(unit)
    latest = deadlines.before(day, rules.escalate_days, calendar())
    rows = Issue.objects.filter(subdistrict=unit, state__in=RUNNING, escalated_on__isnull=True)
    return rows.filter(deadline__lt=day, deadline__lte=latest).order_by("deadline", "code")


def escalate(day: date) -> list[Issue]:
    """Mark every issue that is to be escalated and write a step; return them.

    Each is marked once, however often this runs.
    """
    units = Subdistrict.objects.filter(issue__escalated_on__isnull=True).distinct()
    done = []
    for unit in units.order_by("code", "pk"):
        for issue in to_escalate(unit, day):
            if _mark(issue, day):
                done.append(issue)
    return done


@transaction.atomic
def _mark(issue: Issue, day: date) -> bool:
    locked = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if locked.escalated_on is not None or locked.state not in RUNNING:
        return False
    locked.escalated_on = day
    locked.save()
    IssueStep.objects.create(
        issue=locked,
        action="escalate",
        state_before=locked.state,
        state_after=locked.state,
        at=timezone.now(),
    )
    return True


def by_deadline(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    """Return the rows, the one with the earliest deadline first, those without one last."""
    return rows.order_by(F("deadline").asc(nulls_last=True), "code")
