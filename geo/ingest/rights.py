"""Whose rights an import follows, and which imports a person sees."""

from django.db.models import Q, QuerySet

from geo.models import Import
from geo.rights import Rights, rights_of


class Operator:
    """The rights of whoever may run commands on the server: everything."""

    is_member = is_staff = is_administrator = True

    def readable(self, queryset: QuerySet) -> QuerySet:
        return queryset

    def writable(self, queryset: QuerySet) -> QuerySet:
        return queryset

    def may_add(self, model) -> bool:
        return True

    def may_change(self, model) -> bool:
        return True

    def fields(self, model) -> None:
        return None

    def sees_private(self, person) -> bool:
        return True


def acting(user) -> Rights:
    """Return the rights of a user, or of the command line for None."""
    return Operator() if user is None else rights_of(user)


def visible(user) -> QuerySet:
    """Return the imports that a user may see and act on: those of the own unit, and own ones."""
    rows = Import.objects.select_related("subdistrict", "created_by", "committed_by", "undone_by")
    rights = rights_of(user)
    if not rights.is_staff:
        return rows.none()
    here = rights.writable(Import.objects.all()).values("pk")
    return rows.filter(Q(pk__in=here) | Q(created_by=user)).defer("subdistrict__geom")
