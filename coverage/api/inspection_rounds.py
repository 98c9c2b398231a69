"""The rounds of inspection routes over HTTP: assign, accept, decline, walk, replan, compare."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.response import Response

from coverage.analysis.errors import AnalysisError
from coverage.api.inspection_routes import RouteView
from coverage.inspection import access, rounds
from coverage.inspection.checks import Members, members
from coverage.inspection.compare import compared
from coverage.inspection.payload import round_body
from coverage.inspection.question import person_of
from coverage.inspection.replan import ChangedError, position_of, replan
from coverage.models import Deputy, RiverChief, RouteRound
from coverage.roles import rights_of
from geo.editing.members import Conflict


class RoundView(RouteView):
    """What all views of rounds share."""

    def one(self, public_id: str) -> RouteRound:
        """Return the round; one that the user may not see is not there."""
        found = access.visible_rounds(self.request.user).filter(public_id=public_id).first()
        if found is None:
            raise NotFound("There is no such round, or you may not see it.")
        return found


class RoundDetail(RoundView):
    """One round with its stops and turns."""

    def get(self, request, public_id: str) -> Response:
        return Response(round_body(self.one(public_id)))


class RoundAssign(RoundView):
    """Give a round to a chief or a deputy; without one to whom the question named."""

    def post(self, request, public_id: str) -> Response:
        one = self.one(public_id)
        if not access.may_change(request.user, one.route):
            raise PermissionDenied("Your role does not allow assigning this round.")
        given = members(request.data or {})
        who = _who(given, one)
        given.end()
        if who is None and not given.faults:
            given.wrong("chief", _("The code of a chief, or in deputy that of a deputy."))
        given.refuse_faults()
        try:
            assigned = rounds.assign(one, who)
        except rounds.StateError as error:
            raise Conflict(str(error)) from None
        return Response(round_body(assigned))


def _who(given: Members, one: RouteRound) -> RiverChief | Deputy | None:
    people = {"chief": RiverChief, "deputy": Deputy}
    codes = {name: given.take(name, None) for name in people}
    if all(code is None for code in codes.values()):
        return one.chief or one.deputy
    if None not in codes.values():
        given.wrong("deputy", _("A chief or a deputy, not both."))
        return None
    name, code = next((name, code) for name, code in codes.items() if code is not None)
    found = person_of(people[name], one.route.subdistrict, one.route.day, code)
    if found is None:
        text = _("The code of somebody who is in office on %(day)s.")
        given.wrong(name, text % {"day": one.route.day.isoformat()})
    return found


class RoundStep(RoundView):
    """What the person says of a round (accept, decline, walked), and its end by staff (cancel)."""

    step = ""

    def post(self, request, public_id: str) -> Response:
        one = self.one(public_id)
        if not rounds.may_step(request.user, one, self.step):
            raise PermissionDenied(_REFUSED[self.step == "cancel"])
        try:
            return Response(round_body(rounds.step(one, self.step)))
        except rounds.StateError as error:
            raise Conflict(str(error)) from None


_REFUSED = (
    "Only the person whom this round was given to may say that.",
    "Your role does not allow cancelling this round.",
)


class RoundReplan(RoundView):
    """Plan the rest of a round anew from where its person stands."""

    def post(self, request, public_id: str) -> Response:
        one = self.one(public_id)
        is_staff = rights_of(request.user).is_staff and access.may_change(request.user, one.route)
        if not access.is_own(request.user, one) and not is_staff:
            raise PermissionDenied("Only the person whom this round was given to may replan it.")
        try:
            return Response(round_body(replan(one, position_of(one, request.data), request.user)))
        except (rounds.StateError, ChangedError) as error:
            raise Conflict(str(error)) from None
        except AnalysisError as error:
            raise ValidationError({error.parameter: [str(error)]}) from None


class RoundCompare(RoundView):
    """A round beside what was walked that day."""

    def get(self, request, public_id: str) -> Response:
        return Response(compared(self.one(public_id), request.user))
