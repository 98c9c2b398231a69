"""Whose duties a user may see: staff everybody's in their part of the tree, others their own."""

from django.db.models import Q

from coverage.api.duty.base import is_staff_of, require_login
from coverage.figures.register import Register
from coverage.models import Deputy, RiverChief
from coverage.roles import EVERYTHING, rights_of
from geo.features.errors import NotFoundError
from geo.models import Subdistrict

ME = "me"
Person = RiverChief | Deputy


def own_person(user) -> Person | None:
    """Return the chief or deputy that a user stands for; None for the public and for staff."""
    membership = rights_of(user).membership
    if membership is None:
        return None
    return membership.chief or membership.deputy


def person_of(user, code: str, register: Register) -> Person:
    """Return the person with a code, or the user's own for "me", on the register's day.

    Raises NotAuthenticated for the public, and NotFoundError for somebody who is not there or
    whom the user may not see.
    """
    require_login(user)
    own = own_person(user)
    if own is not None and code in (ME, own.code):
        return own
    if code != ME:
        rows = (*chiefs(user, register), *deputies(user, register))
        found = next((row for row in rows if row.code == code), None)
        if found is not None:
            return found
    raise NotFoundError(
        f"There is no chief or deputy '{code}' on {register.day}, or you may not see them.",
        parameter="person",
        value=code,
        expected="me, or the code of a chief or deputy of yours",
    )


def may_see_everybody(user, unit: Subdistrict) -> bool:
    """Return whether a user sees all chiefs and deputies of a subdistrict."""
    return rights_of(user).role in EVERYTHING and is_staff_of(user, unit)


def chiefs(user, register: Register) -> list[RiverChief]:
    """Return the chiefs in office on the day whose duties a user may see."""
    unit = register.subdistrict
    terms = [term for held in register.chiefs.values() for term in held]
    found = {term.chief_id: term.chief for term in terms}
    if not may_see_everybody(user, unit):
        own = own_person(user)
        found = {pk: chief for pk, chief in found.items() if chief == own}
    return sorted(found.values(), key=lambda chief: chief.code)


def deputies(user, register: Register) -> list[Deputy]:
    """Return the deputies of the day whose duties a user may see."""
    unit = register.subdistrict
    rows = (
        Deputy.objects.filter(subdistrict__code=unit.code)
        .as_of(register.day)
        .select_related("group")
    )
    rows = rows.defer("phone", "home_address").order_by("code")
    if may_see_everybody(user, unit):
        return list(rows)
    membership = rights_of(user).membership
    if membership is None:
        return []
    allowed = Q(pk=membership.deputy_id)
    if is_staff_of(user, unit) and membership.station_id is not None:
        allowed |= Q(group__station=membership.station_id)
    return list(rows.filter(allowed))
