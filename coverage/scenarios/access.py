"""Who may see, ask for and change scenarios.

Any member sees those of their part of the tree. Staff ask for more in their part; a coordinator
changes only their own, the committee and administrators all.
"""

from django.db.models import QuerySet

from coverage.models import Scenario
from coverage.roles import EVERYTHING, rights_of
from geo.models import Subdistrict


def visible(user) -> QuerySet[Scenario]:
    """Return the scenarios a user may see, the newest first, without their results."""
    rows = rights_of(user).readable(Scenario.objects.all())
    return rows.select_related("subdistrict", "created_by").order_by("-created_at", "-pk")


def may_ask(user, unit: Subdistrict) -> bool:
    """Return whether a user may ask for a scenario of a subdistrict."""
    rights = rights_of(user)
    return rights.is_staff and unit.code.startswith(rights.root)


def may_change(user, scenario: Scenario) -> bool:
    """Return whether a user may cancel or delete a scenario."""
    if not may_ask(user, scenario.subdistrict):
        return False
    return rights_of(user).role in EVERYTHING or scenario.created_by_id == user.pk
