"""Filters of the lists: what one chooses from, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Filter:
    """A choice on a list's form: ``options`` are (value, word), ``now`` is the value chosen."""

    name: str
    title: str
    options: Sequence[tuple[str, str]]
    now: str

    @property
    def all(self) -> str:
        return _("all")


def yes_no() -> list[tuple[str, str]]:
    """Return the options yes and no."""
    return [("yes", _("yes")), ("no", _("no"))]
