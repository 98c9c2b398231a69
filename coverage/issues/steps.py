"""Taking a step with an issue: one at a time, by who may, with what it needs."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.issues import access, deadlines, due
from coverage.issues.errors import ConflictError, IssueError, RefusedError
from coverage.issues.states import ACTIONS, HANDLING, Action, Actor, Need, may, names, possible
from coverage.models import Issue, IssuePhoto, IssueStep, PatrolSettings
from coverage.roles import rights_of


@dataclass(frozen=True)
class Step:
    """What somebody wants done: the action and what goes with it.

    ``unit``, ``handler`` (a user) and ``days`` (working days) belong to an assignment.
    """

    action: str
    note: str = ""
    unit: str = ""
    handler: object = None
    days: int | None = None


def actor_of(user, issue: Issue) -> Actor:
    """Return what a user is to an issue that they may see."""
    handled = issue.steps.filter(action__in=HANDLING, by=user, at__gte=_assigned_at(issue))
    return Actor(
        rights_of(user).role,
        is_handler=issue.handler_id is not None and issue.handler_id == user.pk,
        has_handled=handled.exists(),
    )


def possible_now(user, issue: Issue) -> list[Action]:
    """Return the steps that a user may take now, those that are too late left out."""
    found = possible(issue.state, actor_of(user, issue))
    return [one for one in found if Need.IN_TIME not in one.needs or may_return(issue)]


def may_return(issue: Issue) -> bool:
    """Return whether an issue may still be returned to the committee."""
    hours = PatrolSettings.of(issue.subdistrict).return_hours
    return timezone.now() <= _assigned_at(issue) + timedelta(hours=hours)


def _assigned_at(issue: Issue):
    """Return when the issue was assigned last; when it was registered before that."""
    last = issue.steps.filter(action="assign").order_by("-at", "-pk").first()
    return last.at if last else issue.registered_at


@transaction.atomic
def take(user, issue: Issue, step: Step) -> Issue:
    """Take a step and return the issue as it is then.

    Whoever comes second waits for the first and then meets the state that the first has left:
    ConflictError. RefusedError for who may not, IssueError for what is missing.
    """
    locked = Issue.objects.select_for_update(of=("self",)).select_related("subdistrict")
    issue = locked.get(pk=issue.pk)
    action = _known(step.action)
    actor = actor_of(user, issue)
    _refuse_person(action, actor, issue)
    _refuse_state(action, actor, issue)
    for need in action.needs:
        CHECKS[need](issue, step)
    state_before = issue.state
    issue.state = action.to or issue.state
    now = timezone.now()
    CHANGES.get(action.name, _change_nothing)(user, issue, step, now)
    if action.to is not None:
        issue.save()
    IssueStep.objects.create(
        issue=issue,
        action=action.name,
        state_before=state_before,
        state_after=issue.state,
        at=now,
        by=user,
        note=_note(step, issue),
    )
    return issue


def _known(name: str) -> Action:
    action = ACTIONS.get(name)
    if action is None:
        wanted = ", ".join(ACTIONS)
        text = _("There is no step '%(name)s': one of %(wanted)s.")
        raise IssueError(text % {"name": name[:60], "wanted": wanted}, "action", name, wanted)
    return action


def _refuse_person(action: Action, actor: Actor, issue: Issue) -> None:
    if may(action, actor):
        return
    if action.who == "another" and (actor.is_handler or actor.has_handled):
        text = _("Who handled an issue cannot verify it: somebody else does.")
    elif actor.role == "deputy":
        text = _("Deputies do not handle issues: the committee refers them, a unit handles them.")
    else:
        text = _("Your role does not allow this step.")
    wanted = names(possible(issue.state, actor))
    raise RefusedError(text, "action", action.name, wanted)


def _refuse_state(action: Action, actor: Actor, issue: Issue) -> None:
    if issue.state in action.before:
        return
    text = _("The issue is '%(state)s' now: this step is possible from %(before)s only.")
    detail = text % {
        "state": issue.get_state_display(),
        "before": ", ".join(str(Issue.State(state).label) for state in action.before),
    }
    error = ConflictError(detail, "action", action.name, names(possible(issue.state, actor)))
    error.state = issue.state
    raise error


def _need_note(issue: Issue, step: Step) -> None:
    if not step.note.strip():
        text = _("This step needs a note that says what was done or why.")
        raise IssueError(text, "note", step.note, _("a text"))


def _need_unit(issue: Issue, step: Step) -> None:
    if not step.unit.strip():
        text = _("Name the responsible unit.")
        raise IssueError(text, "unit", step.unit, _("the name of a unit"))
    if step.handler is None:
        return
    if not access.possible_handlers(issue).filter(pk=step.handler.pk).exists():
        text = _("This user cannot handle issues here; a deputy never does.")
        wanted = _("staff or a patroller of this part")
        raise IssueError(text, "handler", step.handler.get_username(), wanted)


def _need_time(issue: Issue, step: Step) -> None:
    if not may_return(issue):
        hours = PatrolSettings.of(issue.subdistrict).return_hours
        text = _("An issue is returned within %(hours)s hours of its assignment; that is over.")
        raise ConflictError(text % {"hours": hours}, "action", step.action)


def _need_after_photo(issue: Issue, step: Step) -> None:
    if not issue.photos.filter(phase=IssuePhoto.Phase.AFTER).exists():
        text = _("Closing needs a photo of the place as it is afterwards. Add one first.")
        raise ConflictError(text, "action", step.action, _("a photo of the phase 'after'"))


def _need_verifier(issue: Issue, step: Step) -> None:
    if issue.verifier_id is None or issue.verifier_id == issue.handler_id:
        text = _("Closing needs somebody who verified it and did not handle it.")
        raise ConflictError(text, "action", step.action, _("a verifier who is not the handler"))


CHECKS = {
    Need.NOTE: _need_note,
    Need.UNIT: _need_unit,
    Need.IN_TIME: _need_time,
    Need.AFTER_PHOTO: _need_after_photo,
    Need.VERIFIER: _need_verifier,
}


def _assign(user, issue: Issue, step: Step, now) -> None:
    days = step.days or PatrolSettings.of(issue.subdistrict).issue_days
    today = timezone.localdate(now)
    issue.handling_unit = step.unit.strip()
    issue.handler = step.handler
    issue.verifier = None
    issue.deadline = deadlines.after(today, days, due.calendar())
    issue.escalated_on = None


def _return(user, issue: Issue, step: Step, now) -> None:
    issue.handling_unit, issue.handler, issue.deadline = "", None, None


def _handle(user, issue: Issue, step: Step, now) -> None:
    # Whoever acts for a unit without an account of its own is the handler from then on.
    issue.handler = issue.handler or user


def _verify(user, issue: Issue, step: Step, now) -> None:
    issue.verifier = user


def _reject(user, issue: Issue, step: Step, now) -> None:
    issue.verifier = None


def _change_nothing(user, issue: Issue, step: Step, now) -> None:
    """A reminder or a note is a step alone."""


CHANGES = {
    "assign": _assign,
    "return": _return,
    "start": _handle,
    "rectify": _handle,
    "verify": _verify,
    "reject": _reject,
}


def _note(step: Step, issue: Issue) -> str:
    """Return the note of a step; an assignment says to whom and until when."""
    note = step.note.strip()
    if step.action != "assign":
        return note
    told = f"{issue.handling_unit} · {issue.deadline.isoformat()}"
    return f"{told} · {note}" if note else told
