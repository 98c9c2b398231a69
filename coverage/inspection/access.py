"""Who may see, ask for and change inspection routes, and whose a round is.

Staff see the routes of their part of the tree and ask for more; a coordinator changes only their
own, the committee and administrators all. The person a round was given to sees that round alone;
nobody else sees anything.
"""

from django.db.models import Q, QuerySet

from coverage.models import InspectionRoute, RouteRound
from coverage.roles import EVERYTHING, rights_of
from geo.models import Subdistrict

# A plan that nobody was told of, or that was taken back, is not yet or no longer a person's.
GIVEN = (
    RouteRound.State.ASSIGNED,
    RouteRound.State.ACCEPTED,
    RouteRound.State.DECLINED,
    RouteRound.State.WALKED,
)


def visible(user) -> QuerySet[InspectionRoute]:
    """Return the routes a user may see, the newest first."""
    rights = rights_of(user)
    rows = rights.readable(InspectionRoute.objects.all())
    if not rights.is_staff:
        rows = rows.filter(pk__in=_own(user).values("route"))
    return rows.select_related("subdistrict", "created_by").order_by("-created_at", "-pk")


def visible_rounds(user) -> QuerySet[RouteRound]:
    """Return the rounds a user may see: staff those of all routes they see, others their own."""
    rights = rights_of(user)
    if not rights.is_staff:
        rows = _own(user)
    else:
        rows = RouteRound.objects.filter(route__in=rights.readable(InspectionRoute.objects.all()))
    return rows.select_related("route__subdistrict", "chief", "deputy").order_by(
        "route__day", "route", "number"
    )


def own_rounds(user) -> QuerySet[RouteRound]:
    """Return the rounds that were given to the user."""
    return (
        _own(user)
        .select_related("route__subdistrict", "chief", "deputy")
        .order_by("route__created_at", "number")
    )


def is_own(user, one: RouteRound) -> bool:
    """Return whether a round was given to the user."""
    return _own(user).filter(pk=one.pk).exists()


def _own(user) -> QuerySet[RouteRound]:
    membership = rights_of(user).membership
    if membership is None:
        return RouteRound.objects.none()
    mine = Q(pk__in=[])
    if membership.chief_id is not None:
        mine |= Q(chief=membership.chief_id)
    if membership.deputy_id is not None:
        mine |= Q(deputy=membership.deputy_id)
    return RouteRound.objects.filter(mine, state__in=GIVEN)


def may_ask(user, unit: Subdistrict) -> bool:
    """Return whether a user may ask for a route in a subdistrict."""
    rights = rights_of(user)
    return rights.is_staff and unit.code.startswith(rights.root)


def may_change(user, route: InspectionRoute) -> bool:
    """Return whether a user may cancel, delete and assign a route."""
    if not may_ask(user, route.subdistrict):
        return False
    return rights_of(user).role in EVERYTHING or route.created_by_id == user.pk
