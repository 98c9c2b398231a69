"""What the register asks about a user's rights, without knowing who people are.

The answer comes from the function that ``settings.RIGHTS`` names, so ``geo`` does not import the
application that knows the people.
"""

from typing import Protocol

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string


class Rights(Protocol):
    """What one user may do."""

    @property
    def is_member(self) -> bool:
        """Whether the user has any role at all."""

    @property
    def is_staff(self) -> bool:
        """Whether the user's role may change anything in the register."""

    @property
    def is_administrator(self) -> bool:
        """Whether the user may give roles to others."""

    def readable(self, queryset: QuerySet) -> QuerySet:
        """Return the rows the user may see in full, private fields apart."""

    def writable(self, queryset: QuerySet) -> QuerySet:
        """Return the rows the user may change."""

    def may_add(self, model: type[Model]) -> bool:
        """Return whether the user may make rows of a model at all."""

    def may_change(self, model: type[Model]) -> bool:
        """Return whether the user may change some rows of a model."""

    def fields(self, model: type[Model]) -> frozenset[str] | None:
        """Return the fields the user may change; None for all."""

    def sees_private(self, person: Model) -> bool:
        """Return whether the user may see the private fields of a person."""


def rights_of(user) -> Rights:
    """Return the rights of a user, who may be anonymous."""
    return import_string(settings.RIGHTS)(user)
