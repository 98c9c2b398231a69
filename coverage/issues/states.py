"""The states of an issue (DOMAIN 2.9): which step leads where, who may take it, what it needs.

``ACTIONS`` is the whole machine. A deputy is in none of the rows that handle an issue: the
working committee refers it, the responsible unit handles it, somebody else verifies it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coverage.models import Issue, Role
from coverage.roles import EVERYTHING, STAFF

STATE = Issue.State
OPEN = tuple(state for state in STATE if state != STATE.CLOSED)
WITH_THE_UNIT = (STATE.ASSIGNED, STATE.IN_PROGRESS)


class Who(StrEnum):
    """Who may take a step, beside having the issue in their part of the tree."""

    COMMITTEE = "committee"
    STAFF = "staff"
    HANDLING = "handling"  # the named handler, or staff
    ANOTHER = "another"  # staff who did not handle it
    VIEWER = "viewer"  # whoever may see it
    SERVICE = "service"  # the service itself


class Need(StrEnum):
    """What a step needs beside the right person and state."""

    NOTE = "note"
    UNIT = "unit"
    IN_TIME = "in_time"  # within return_hours of the assignment
    AFTER_PHOTO = "after_photo"
    VERIFIER = "verifier"  # somebody who did not handle it has verified it


@dataclass(frozen=True)
class Action:
    """A step: from some states to another; ``to`` is None for one that changes no state."""

    name: str
    before: tuple[str, ...]
    to: str | None
    who: Who
    needs: tuple[Need, ...] = ()


# fmt: off
ACTIONS = {action.name: action for action in (
    Action("assign", (STATE.REGISTERED, STATE.RETURNED), STATE.ASSIGNED, Who.COMMITTEE,
           (Need.UNIT,)),
    Action("return", (STATE.ASSIGNED,), STATE.RETURNED, Who.HANDLING, (Need.NOTE, Need.IN_TIME)),
    Action("start", (STATE.ASSIGNED,), STATE.IN_PROGRESS, Who.HANDLING),
    Action("rectify", (STATE.IN_PROGRESS,), STATE.RECTIFIED, Who.HANDLING, (Need.NOTE,)),
    Action("verify", (STATE.RECTIFIED,), STATE.VERIFIED, Who.ANOTHER),
    Action("reject", (STATE.RECTIFIED, STATE.VERIFIED), STATE.IN_PROGRESS, Who.ANOTHER,
           (Need.NOTE,)),
    Action("close", (STATE.VERIFIED,), STATE.CLOSED, Who.COMMITTEE,
           (Need.AFTER_PHOTO, Need.VERIFIER)),
    Action("remind", WITH_THE_UNIT, None, Who.STAFF),
    Action("note", tuple(STATE), None, Who.VIEWER, (Need.NOTE,)),
    Action("escalate", WITH_THE_UNIT, None, Who.SERVICE),
)}
# fmt: on
# Steps after which somebody has handled the issue.
HANDLING = ("start", "rectify")


@dataclass(frozen=True)
class Actor:
    """Somebody before an issue that they may see: the role, and what they did with it."""

    role: str | None
    is_handler: bool = False
    has_handled: bool = False


def may(action: Action, actor: Actor) -> bool:
    """Return whether somebody may take a step at all, whatever the state.

    >>> may(ACTIONS["close"], Actor("deputy")), may(ACTIONS["close"], Actor("committee"))
    (False, True)
    """
    is_staff = actor.role in STAFF
    return {
        Who.COMMITTEE: actor.role in EVERYTHING,
        Who.STAFF: is_staff,
        Who.HANDLING: is_staff or (actor.is_handler and actor.role != Role.DEPUTY),
        Who.ANOTHER: is_staff and not (actor.is_handler or actor.has_handled),
        Who.VIEWER: True,
        Who.SERVICE: False,
    }[action.who]


def possible(state: str, actor: Actor) -> list[Action]:
    """Return the steps that somebody may take from a state, in the order of the table."""
    return [action for action in ACTIONS.values() if state in action.before and may(action, actor)]


def names(actions: Iterable[Action]) -> str:
    """Return the names of actions as one text."""
    return ", ".join(action.name for action in actions) or "–"
