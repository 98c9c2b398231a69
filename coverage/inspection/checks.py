"""Checks of the members of a JSON body: each notes what is wrong under the member's path."""

import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_MISSING = object()


class Members:
    """The members of an object, taken one by one; ``faults`` collects what is wrong by path.

    Whoever has taken all known members calls ``end``, which notes those that nobody took.
    """

    def __init__(self, body: dict, faults: dict[str, list[str]], path: str = ""):
        self.body, self.faults, self.path = body, faults, path
        self.known: list[str] = []

    def wrong(self, name: str, text: str) -> None:
        """Note that a member is wrong; ``text`` says what would be right."""
        self.faults.setdefault(self.at(name), []).append(text)

    def at(self, name: str) -> str:
        """Return the path of a member."""
        return f"{self.path}.{name}" if self.path else name

    def take(self, name: str, default: Any = _MISSING) -> Any:
        """Return a member as it is; without one the default, which may not be wanted."""
        self.known.append(name)
        value = self.body.get(name, default)
        if value is _MISSING:
            self.wrong(name, _("This member is needed."))
            return None
        return value

    def end(self) -> None:
        """Note every member that is not known."""
        for name in self.body:
            if name not in self.known:
                text = _("There is no such member; there are: %(names)s.")
                self.wrong(str(name), text % {"names": ", ".join(self.known)})

    def text(self, name: str, longest: int, default: str = "") -> str:
        """Return a text of at most so many characters, without outer blanks."""
        value = self.take(name, default)
        if not isinstance(value, str) or len(value) > longest or "\0" in value:
            text = _("A text of at most %(longest)s characters.")
            self.wrong(name, text % {"longest": longest})
            return default
        return value.strip()

    def choice(self, name: str, values: Sequence[str], default: Any = _MISSING) -> str:
        """Return one of some words."""
        value = self.take(name, default)
        if value is not default and (not isinstance(value, str) or value not in values):
            self.wrong(name, _("One of: %(values)s.") % {"values": ", ".join(values)})
        return value

    def whole(self, name: str, least: int, most: int, default: Any = _MISSING) -> int:
        """Return a whole number between two limits."""
        value = self.take(name, default)
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not default and not (is_whole and least <= value <= most):
            text = _("A whole number from %(least)s to %(most)s.")
            self.wrong(name, text % {"least": least, "most": most})
            return least
        return value

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self.take(name, default)
        if not isinstance(value, bool):
            self.wrong(name, _("true or false."))
            return default
        return value

    def day(self, name: str, default: date) -> date:
        """Return a date."""
        value = self.take(name, default.isoformat())
        try:
            if isinstance(value, str) and len(value) == 10:
                return date.fromisoformat(value)
        except ValueError:
            pass
        text = _("A date that exists, as year-month-day, for example %(example)s.")
        self.wrong(name, text % {"example": default.isoformat()})
        return default

    def clock(self, name: str, default: str) -> str:
        """Return a time of day as hours and minutes."""
        value = self.take(name, default)
        if not isinstance(value, str) or not _CLOCK.fullmatch(value):
            self.wrong(name, _("A time of day such as 08:30."))
            return default
        return value

    def words(self, name: str, most: int, longest: int = 60) -> list[str]:
        """Return a list of different texts, none of them empty; empty where it is not given."""
        values = self.take(name, [])
        is_list = isinstance(values, list) and len(values) <= most
        if not is_list or not all(_is_word(value, longest) for value in values):
            text = _("A list of at most %(most)s texts.")
            self.wrong(name, text % {"most": most})
            return []
        return list(dict.fromkeys(value.strip() for value in values))

    def position(self) -> tuple[float, float] | None:
        """Return lon and lat as numbers of degrees."""
        lon = self._degrees("lon", 180)
        lat = self._degrees("lat", 90)
        return None if lon is None or lat is None else (lon, lat)

    def _degrees(self, name: str, most: int) -> float | None:
        value = self.take(name, None)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value) or abs(value) > most:
            text = _("A number of degrees from -%(most)s to %(most)s, in WGS 84.")
            self.wrong(name, text % {"most": most})
            return None
        return round(float(value), 7)

    def objects(self, name: str, least: int, most: int) -> list["Members"]:
        """Return a list of objects as members of their own, with paths such as people[0]."""
        values = self.take(name, [])
        is_list = isinstance(values, list) and least <= len(values) <= most
        if not is_list or not all(isinstance(value, dict) for value in values):
            text = _("A list of %(least)s to %(most)s objects.")
            self.wrong(name, text % {"least": least, "most": most})
            return []
        return [
            Members(value, self.faults, f"{self.at(name)}[{row}]")
            for row, value in enumerate(values)
        ]

    def inner(self, name: str) -> "Members | None":
        """Return an object as members of its own; None where it is not given."""
        value = self.take(name, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(name, _("An object."))
            return None
        return Members(value, self.faults, self.at(name))

    def refuse_faults(self) -> None:
        """Raise a ValidationError that names every member that is wrong, if any is."""
        if self.faults:
            raise ValidationError(self.faults)


def members(body: object) -> Members:
    """Return the members of a JSON body; raises ValidationError where it is no object."""
    if not isinstance(body, dict):
        raise ValidationError([_("A JSON object.")])
    return Members(body, {})


def _is_word(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= longest and "\0" not in value
