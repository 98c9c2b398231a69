"""The form that asks for a scenario: its fields as the template shows them."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from coverage.models import CoverageSettings, Scenario
from coverage.pages.reasons import mode_words
from coverage.scenarios.kinds import ALL, STATION_KINDS
from coverage.scenarios.parameters import (
    LONGEST_MINUTES,
    LONGEST_NAME,
    MOST_PAIRINGS,
    MOST_STATIONS,
    ScenarioForm,
)
from coverage.scenarios.points import as_lines
from geo.models import Subdistrict

COUNTED = tuple(kind for kind in STATION_KINDS if kind != "set_covering")


@dataclass(frozen=True)
class Field:
    """A field: its name, label, value, what is wrong with it, and the kinds that take it."""

    name: str
    label: str
    value: object
    errors: list[str]
    kinds: str = ""
    least: int = 0
    most: int = 0


def form_context(
    unit: Subdistrict,
    form: ScenarioForm | None = None,
    *,
    like: Scenario | None = None,
    kind: str | None = None,
    day: date | None = None,
) -> dict:
    """Return what the template needs: values as posted, as of another scenario, or defaults."""
    values = _defaults(unit, kind, day) | (_of_scenario(like) if like else {})
    if form is not None:
        values |= {name: form.data[name] for name in form.fields if name in form.data}
    faults = form.errors if form is not None else {}

    def field(name: str, label: str, kinds: tuple = (), least: int = 0, most: int = 0) -> Field:
        errors = list(faults.get(name, []))
        return Field(name, label, values[name], errors, " ".join(kinds), least, most)

    return {
        "kinds": list(ALL.values()),
        "kind": field("kind", _("Question")),
        "name": field("name", _("Name"), most=LONGEST_NAME),
        "date": field("date", _("As of")),
        "mode": field("mode", _("Way of travelling")),
        "modes": list(mode_words().items()),
        "minutes_field": field(
            "minutes", _("In time means within"), STATION_KINDS, 1, LONGEST_MINUTES
        ),
        "k": field("k", _("How many further stations"), COUNTED, 1, MOST_STATIONS),
        "candidates": field("candidates", _("Where a station could be"), STATION_KINDS),
        "points": field("points", _("Points"), STATION_KINDS),
        "limit": field("limit", _("Most villages of a deputy"), ("pairing",), 1, MOST_PAIRINGS),
        "within_groups": field("within_groups", _("Group boundaries"), ("pairing",)),
        "unit_errors": list(faults.get("subdistrict", [])) + list(faults.get("__all__", [])),
        "has_errors": bool(faults),
    }


def _defaults(unit: Subdistrict, kind: str | None, day: date | None) -> dict:
    rules = CoverageSettings.of(unit)
    return {
        "kind": kind or STATION_KINDS[0],
        "name": "",
        "date": day.isoformat() if day else "",
        "mode": rules.mode,
        "minutes": rules.minutes(rules.mode),
        "k": 1,
        "candidates": "villages",
        "points": "",
        "limit": rules.max_pairings_per_deputy,
        "within_groups": "true",
    }


def _of_scenario(scenario: Scenario) -> dict:
    """Return the fields of another scenario, to change and ask again."""
    given = scenario.parameters
    values = {"kind": scenario.kind, "date": scenario.day.isoformat()}
    values |= {name: given[name] for name in ("mode", "minutes", "k", "limit") if name in given}
    if "within_groups" in given:
        values["within_groups"] = str(given["within_groups"]).lower()
    if isinstance(given.get("candidates"), list):
        values |= {"candidates": "points", "points": as_lines(given["candidates"])}
    return values
