"""Dated things of a place as a timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from geo.models.base import Place, Validity


@dataclass(frozen=True)
class Event:
    """Something that happened on a day; ``path`` leads to its page."""

    day: date
    text: str
    name: str = ""
    path: str = ""


def term_events(
    terms: Iterable[Validity], began: str, ended: str, name_of, path_of=lambda term: ""
) -> list[Event]:
    """Return the first and, where it is known, the last day of each term as events."""
    events = []
    for term in terms:
        name, path = name_of(term), path_of(term)
        events.append(Event(term.valid_from, began, name, path))
        if term.valid_to is not None:
            events.append(Event(term.valid_to, ended, name, path))
    return events


def place_events(place: Place) -> list[Event]:
    """Return when the place itself came and went."""
    return term_events(
        [place],
        _("first day of this record"),
        _("last day of this record"),
        lambda term: term.name or str(term),
    )


def timeline(events: Iterable[Event]) -> list[Event]:
    """Return events, the latest first; those of one day in the order given."""
    return sorted(events, key=lambda event: event.day, reverse=True)
