"""A round from planned to walked: who it is given to, and what that person says.

Each step is one conditional UPDATE, so that two who act at once cannot both succeed.
"""

from coverage.inspection import access
from coverage.models import Deputy, Patrol, RiverChief, RouteRound

State = RouteRound.State
# From which states a step leads to the next.
OPEN = (State.PLANNED, State.ASSIGNED, State.ACCEPTED, State.DECLINED)
STEPS = {
    "accept": ((State.ASSIGNED, State.ACCEPTED), State.ACCEPTED),
    "decline": ((State.ASSIGNED, State.ACCEPTED, State.DECLINED), State.DECLINED),
    "walked": ((State.ASSIGNED, State.ACCEPTED, State.WALKED), State.WALKED),
    "cancel": ((*OPEN, State.CANCELLED), State.CANCELLED),
}


class StateError(Exception):
    """What the state of a round does not allow."""


def assign(one: RouteRound, who: RiverChief | Deputy) -> RouteRound:
    """Give a round to a chief or a deputy; whoever had it before has it no more.

    Raises StateError when it was walked or cancelled, or when the person has another round of
    the route.
    """
    field = "chief" if isinstance(who, RiverChief) else "deputy"
    others = RouteRound.objects.filter(route=one.route, **{field: who}).exclude(pk=one.pk)
    if others.exclude(state__in=(State.PLANNED, State.CANCELLED, State.DECLINED)).exists():
        raise StateError(f"{who.name} has another round of this route.")
    # A person whom the question named for another round has this one now.
    people = {"chief": None, "deputy": None} | {field: who}
    rows = RouteRound.objects.filter(pk=one.pk, state__in=OPEN)
    if not rows.update(state=State.ASSIGNED, **people):
        raise StateError(_told(one, "assigned"))
    one.refresh_from_db()
    return one


def step(one: RouteRound, name: str) -> RouteRound:
    """Take a step of ``STEPS``; one that was taken already changes nothing.

    Raises StateError where the state does not allow it.
    """
    before, after = STEPS[name]
    who = {"chief": one.chief_id, "deputy": one.deputy_id}
    if not RouteRound.objects.filter(pk=one.pk, state__in=before, **who).update(state=after):
        raise StateError(_told(one, after))
    one.refresh_from_db()
    return one


def may_step(user, one: RouteRound, name: str) -> bool:
    """Return whether a user may take a step: the person accepts, declines and walks."""
    if name == "cancel":
        return access.may_change(user, one.route)
    return access.is_own(user, one)


def walked_by(patrol: Patrol) -> None:
    """Note that the round a patrol followed was walked, if it is that person's."""
    one = patrol.route_round
    if one is None or (one.chief_id, one.deputy_id) != (patrol.chief_id, patrol.deputy_id):
        return
    before, after = STEPS["walked"]
    RouteRound.objects.filter(pk=one.pk, state__in=before).update(state=after)


def _told(one: RouteRound, wanted: str) -> str:
    one.refresh_from_db(fields=["state"])
    return f"The round is {one.state}: it cannot become {wanted}."
