"""An issue as the pages show it: words, days left, what this reader may do now."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverage.api.issue_answers import is_overdue, photo_of
from coverage.issues import access, deadlines, due
from coverage.issues.deadlines import Calendar
from coverage.issues.photos import AFTER, BEFORE, may_add
from coverage.issues.states import Action, Need
from coverage.issues.steps import possible_now
from coverage.models import Issue, PatrolSettings
from coverage.pages.timeline import Event

STATE_MARKS = {
    Issue.State.REGISTERED: "gap",
    Issue.State.ASSIGNED: "due",
    Issue.State.RETURNED: "gap",
    Issue.State.IN_PROGRESS: "due",
    Issue.State.RECTIFIED: "covered",
    Issue.State.VERIFIED: "covered",
    Issue.State.CLOSED: "unknown",
}


def action_words() -> dict[str, str]:
    """Return what each step is called, as a button and in the timeline."""
    return {
        "register": _("Registered"),
        "assign": _("Assign"),
        "return": _("Return to the committee"),
        "start": _("Start rectifying"),
        "rectify": _("Report as rectified"),
        "verify": _("Verify"),
        "reject": _("Reject the rectification"),
        "close": _("Close the issue"),
        "remind": _("Remind"),
        "note": _("Add a note"),
        "escalate": _("Escalated"),
    }


def done_words() -> dict[str, str]:
    """Return what was done by each step."""
    return {
        "register": _("registered"),
        "assign": _("assigned"),
        "return": _("returned"),
        "start": _("rectification started"),
        "rectify": _("reported as rectified"),
        "verify": _("verified"),
        "reject": _("rectification rejected"),
        "close": _("closed"),
        "remind": _("reminded"),
        "note": _("note"),
        "escalate": _("escalated"),
    }


def hints() -> dict[str, str]:
    """Return what a step asks of whoever takes it."""
    return {
        "assign": _("The responsible unit handles it; a deputy never does."),
        "return": _("Say why; the committee assigns it anew."),
        "rectify": _("Say what was done. An after-photo is needed before it can be closed."),
        "verify": _("Only who did not handle it may verify it."),
        "reject": _("Say what is still wrong; it goes back to the unit."),
        "close": _("Needs an after-photo and a verifier who is not the handler."),
    }


@dataclass(frozen=True)
class Card:
    """An issue on the board."""

    issue: Issue
    day: date
    calendar: Calendar

    @property
    def state_word(self) -> str:
        return self.issue.get_state_display()

    @property
    def mark(self) -> str:
        return STATE_MARKS[Issue.State(self.issue.state)]

    @property
    def place(self) -> str:
        """The water and the village, as far as they are known."""
        water = self.issue.river_segment or self.issue.water_body
        names = (water and (water.name or water.code), self.issue.village)
        return " · ".join(str(name) for name in names if name)

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.issue, self.day)

    @property
    def is_running(self) -> bool:
        """Whether the deadline counts now."""
        return self.issue.state in due.RUNNING and self.issue.deadline is not None

    @cached_property
    def days_left(self) -> int:
        """Working days to the deadline; below 0 after it."""
        return deadlines.between(self.day, self.issue.deadline, self.calendar)

    @property
    def deadline_word(self) -> str:
        """How far the deadline is, in words."""
        if not self.is_running:
            return ""
        if self.is_overdue:
            # A deadline that passed over a weekend is late though no working day has gone by.
            days = max(-self.days_left, 1)
            text = ngettext("%(days)s working day late", "%(days)s working days late", days)
            return text % {"days": days}
        days = self.days_left
        if self.issue.deadline == self.day:
            return _("due today")
        text = ngettext("%(days)s working day left", "%(days)s working days left", days)
        return text % {"days": days}


@dataclass(frozen=True)
class Form:
    """A step that the reader may take now, and the fields it asks for."""

    action: str
    title: str
    hint: str
    wants_unit: bool
    needs_note: bool
    values: dict


def forms(issue: Issue, user, tried: dict | None = None) -> list[Form]:
    """Return the steps a user may take now; ``tried`` is what was just refused."""
    return [_form(action, tried or {}) for action in possible_now(user, issue)]


def _form(action: Action, tried: dict) -> Form:
    return Form(
        action.name,
        action_words()[action.name],
        hints().get(action.name, ""),
        Need.UNIT in action.needs,
        Need.NOTE in action.needs,
        tried if tried.get("action") == action.name else {},
    )


def events(issue: Issue, user) -> list[Event]:
    """Return the steps for the timeline, the latest first."""
    sees_people = access.sees_people(user, issue)
    words = done_words()
    found = []
    for step in issue.steps.select_related("by").order_by("-at", "-pk"):
        at = timezone.localtime(step.at)
        who = step.by.get_username() if sees_people and step.by else ""
        done = f"{at:%H:%M} {words.get(step.action, step.action)}"
        text = " · ".join(part for part in (done, who, step.note) if part)
        found.append(Event(at.date(), text))
    return found


@dataclass(frozen=True)
class Shot:
    """A photo as the page shows it."""

    data: dict
    day: str
    told: str


def shots(issue: Issue, user) -> list[tuple[str, str, list[Shot], bool]]:
    """Return (phase, title, photos, may one be added) for before and after."""
    sees_people = access.sees_people(user, issue)
    rows = list(issue.photos.all())
    titles = {BEFORE: _("Before rectification"), AFTER: _("After rectification")}
    is_closed = issue.state == Issue.State.CLOSED
    return [
        (
            phase.value,
            title,
            [_shot(row, issue, sees_people) for row in rows if row.phase == phase],
            not is_closed and may_add(user, issue, phase),
        )
        for phase, title in titles.items()
    ]


def _shot(row, issue: Issue, sees_people: bool) -> Shot:
    told = []
    if sees_people and row.taken_at:
        when = f"{timezone.localtime(row.taken_at):%Y-%m-%d %H:%M}"
        told.append(_("taken %(when)s") % {"when": when})
    if sees_people and row.position:
        lon, lat = row.position.coords
        told.append(_("at %(lon)s, %(lat)s") % {"lon": f"{lon:.5f}", "lat": f"{lat:.5f}"})
    day = timezone.localdate(row.received_at).isoformat()
    return Shot(photo_of(row, issue, sees_people), day, " · ".join(told))


def rules_of(issue: Issue) -> PatrolSettings:
    """Return the settings an issue's deadlines follow."""
    return PatrolSettings.of(issue.subdistrict)
