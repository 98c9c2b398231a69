"""A deputy's duties against the targets of the year, as far as they are on record.

The targets are those of the subdistrict's report of 2018 (``fixtures/sources/duties.json``). They
are given for a year; by the end of a quarter a deputy is taken to owe that part of the year which
has passed then, rounded up. That is this service's reading: the report does not divide a year.
"""

from dataclasses import dataclass
from datetime import date

from coverage.figures.words import Text
from coverage.models import Deputy, DutyRecord


@dataclass(frozen=True)
class Target:
    """What every deputy is to do at least ``minimum`` times a year; records of ``kind`` count."""

    kind: str
    minimum: int
    title: Text


# What the register counts; the report's other targets have no records yet.
TARGETS = (
    Target(DutyRecord.Kind.VISIT, 10, Text("走访", "Visits")),
    Target(DutyRecord.Kind.CONTACT, 5, Text("联系群众", "Contacts with residents")),
)
QUARTERS = 4
MONTHS_A_QUARTER = 3


@dataclass(frozen=True)
class Standing:
    """How a deputy stands with a target: done so far, and what the quarter still asks for."""

    target: Target
    quarter: int
    done_in_quarter: int
    done_in_year: int

    @property
    def asked(self) -> int:
        """What is asked for from the first day of the year to the end of the quarter."""
        return -(-self.target.minimum * self.quarter // QUARTERS)

    @property
    def owed(self) -> int:
        """What is left of it."""
        return max(self.asked - self.done_in_year, 0)


def quarter_of(day: date) -> int:
    """Return the quarter of a day, from 1 to 4.

    >>> quarter_of(date(2026, 11, 22))
    4
    """
    return (day.month - 1) // MONTHS_A_QUARTER + 1


def standings(deputy: Deputy, day: date) -> list[Standing]:
    """Return how a deputy stands with each target on a day; only valid records count."""
    quarter = quarter_of(day)
    done = DutyRecord.objects.filter(
        deputy__code=deputy.code,
        deputy__subdistrict__code=deputy.subdistrict.code,
        is_valid=True,
        date__year=day.year,
        date__lte=day,
    ).values_list("kind", "date")
    rows = list(done)
    return [
        Standing(
            target,
            quarter,
            sum(kind == target.kind and quarter_of(when) == quarter for kind, when in rows),
            sum(kind == target.kind for kind, _when in rows),
        )
        for target in TARGETS
    ]
