"""Parameters of the pages' addresses: one function each, which checks it or says what is right.

The rules are those of the coverage API; here their answers are pages in the reader's language.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.api.parameters import day_of, subdistrict_of
from coverage.figures import register, service
from coverage.models import CoverageSettings
from coverage.pages.errors import BadParameter
from geo.features.errors import BadParameterError
from geo.models import Subdistrict


@dataclass(frozen=True)
class Question:
    """What a page was asked: the subdistrict and the day; figures are read when first used."""

    subdistrict: Subdistrict
    day: date
    asks_date: bool
    asks_subdistrict: bool

    @cached_property
    def register(self) -> register.Register:
        return register.read(self.subdistrict, self.day)

    @cached_property
    def rules(self) -> CoverageSettings:
        return self.register.settings

    @cached_property
    def reach(self) -> service.Reach:
        mode = self.rules.mode
        return service.reach(self.register, self.rules.minutes(mode), mode)

    def context(self) -> dict:
        """Return what every template of a dated page needs."""
        return {
            "subdistrict": self.subdistrict,
            "day": self.day,
            "asks_date": self.asks_date,
            "asks_subdistrict": self.asks_subdistrict,
            "minutes": self.reach.minutes,
            "mode": self.reach.mode,
        }


def question(request: HttpRequest, *more: str) -> Question:
    """Read date and subdistrict; ``more`` names the page's other parameters.

    Raises BadParameter for a wrong value, for an unknown parameter and for one given twice.
    """
    allow(request.GET, "date", "subdistrict", *more)
    filled = QueryDict(mutable=True)
    filled.update({key: value for key, value in request.GET.items() if value})
    when = day(filled)
    return Question(subdistrict(filled, when), when, "date" in filled, "subdistrict" in filled)


def allow(query: QueryDict, *names: str) -> None:
    """Refuse every parameter that is not among ``names``, and a parameter given twice."""
    for name, values in query.lists():
        if name not in names:
            wanted = _("One of these parameters: %(names)s.")
            raise BadParameter(name, values[-1], wanted % {"names": ", ".join(names)})
        if len(values) > 1:
            raise BadParameter(name, ", ".join(values), _("The parameter once."))


def day(query: QueryDict) -> date:
    """Return the as-of date, today where none is given."""
    try:
        return day_of(query)
    except BadParameterError as error:
        wanted = _("A date that exists, as year-month-day, for example %(example)s.")
        example = timezone.localdate().isoformat()
        raise BadParameter("date", query["date"], wanted % {"example": example}) from error


def subdistrict(query: QueryDict, when: date) -> Subdistrict:
    """Return the subdistrict that is named, else the home subdistrict."""
    try:
        return subdistrict_of(query, when)
    except BadParameterError as error:
        wanted = _("The code of a subdistrict kept here, for example %(example)s.")
        example = settings.HOME_SUBDISTRICT
        raise BadParameter(
            "subdistrict", str(error.members["value"]), wanted % {"example": example}
        ) from error


def choice(query: QueryDict, name: str, values: tuple[str, ...]) -> str:
    """Return the value of ``name``, one of ``values``; the empty text where it is not given."""
    value = query.get(name, "")
    if value and value not in values:
        raise BadParameter(name, value, _("One of: %(values)s.") % {"values": ", ".join(values)})
    return value


def text(query: QueryDict, name: str, longest: int) -> str:
    """Return the text of ``name`` without surrounding space, at most ``longest`` characters."""
    value = query.get(name, "").strip()
    if len(value) > longest or "\x00" in value:
        wanted = _("A text of at most %(longest)s characters.") % {"longest": longest}
        raise BadParameter(name, value.replace("\x00", "�"), wanted)
    return value
