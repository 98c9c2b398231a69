"""Who may see issues, report them and handle them.

Staff see those of their part of the tree; a deputy and a chief see what they reported, what they
are named as handler of, and what lies on the waters and villages they answer for today. A deputy
never handles an issue (DOMAIN 1). The public sees none.
"""

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from coverage.models import Issue, Membership, Pairing, RiverChiefAssignment, Role
from coverage.roles import STAFF, rights_of

REPORTERS = STAFF | {Role.DEPUTY, Role.PATROLLER}
HANDLERS = STAFF | {Role.PATROLLER}


def may_report(user) -> bool:
    """Return whether a user's role reports issues and sees any."""
    return rights_of(user).role in REPORTERS


def visible(user) -> QuerySet[Issue]:
    """Return the issues a user may see, the newest first."""
    rights = rights_of(user)
    rows = Issue.objects.none()
    if rights.role in REPORTERS:
        rows = Issue.objects.filter(subdistrict__code__startswith=rights.root)
    if rights.role not in STAFF:
        rows = rows.filter(_concerns(user))
    related = ("subdistrict", "river_segment", "water_body", "village", "handler")
    return rows.select_related(*related).order_by("-registered_at", "code")


def _concerns(user) -> Q:
    """Return which issues concern a deputy or a chief."""
    membership = rights_of(user).membership
    today = timezone.localdate()
    own = Q(reported_by=user) | Q(handler=user)
    if membership is None:
        return own
    if membership.deputy_id is not None:
        pairings = Pairing.objects.as_of(today).filter(deputy=membership.deputy_id)
        own |= Q(deputy=membership.deputy_id) | _at_one_of(pairings, "village")
    if membership.chief_id is not None:
        terms = RiverChiefAssignment.objects.as_of(today).filter(chief=membership.chief_id)
        own |= Q(chief=membership.chief_id) | _at_one_of(terms, "river_segment")
    return own


def _at_one_of(terms: QuerySet, place: str) -> Q:
    """Return which issues lie at a place of one of the terms, in whatever generation."""
    same = {name: OuterRef(name) for name in (f"{place}__subdistrict__code", f"{place}__code")}
    return Q(Exists(terms.filter(**same)))


def is_staff_of(user, issue: Issue) -> bool:
    """Return whether a user is staff of a part of the tree that holds the issue."""
    rights = rights_of(user)
    return rights.is_staff and issue.subdistrict.code.startswith(rights.root)


def sees_people(user, issue: Issue) -> bool:
    """Return whether a user may see who did what with an issue, and what a camera told."""
    return is_staff_of(user, issue)


def is_reporter(user, issue: Issue) -> bool:
    """Return whether a user reported an issue, or stands for the person who did."""
    if issue.reported_by_id == user.pk:
        return True
    membership = rights_of(user).membership
    if membership is None:
        return False
    mine = (membership.deputy_id, membership.chief_id)
    theirs = (issue.deputy_id, issue.chief_id)
    return any(one is not None and one == other for one, other in zip(mine, theirs, strict=True))


def possible_handlers(issue: Issue) -> QuerySet:
    """Return the users that may be named as handler of an issue: no deputies, no tools."""
    code = issue.subdistrict.code
    above = [code[:length] for length in range(len(code) + 1)]
    members = Membership.objects.filter(role__in=HANDLERS, subdistrict__code__in=above)
    users = get_user_model().objects.filter(is_active=True)
    return users.filter(Q(pk__in=members.values("user")) | Q(is_superuser=True)).order_by(
        "username"
    )
