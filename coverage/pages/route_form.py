"""The form that asks for an inspection route: what its template needs."""

from datetime import date

from coverage.figures.register import Register
from coverage.inspection.due import SCOPES
from coverage.inspection.places import KINDS
from coverage.inspection.question import (
    LEAST_MINUTES,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_MINUTES,
    MOST_PEOPLE,
    MOST_SECONDS,
    USUAL_MINUTES,
    USUAL_SECONDS,
    USUAL_START,
)
from coverage.models import Deputy, InspectionRoute, RiverChief
from coverage.pages.reasons import mode_words
from coverage.pages.route_words import kind_words
from geo.models import Subdistrict


def form_context(found: Register, like: InspectionRoute | None) -> dict:
    """Return values as of another route or defaults, and what there is to choose from."""
    stations = [
        {"code": row.code, "name": row.short_name or row.name} for row in found.stations.rows
    ]
    kinds = kind_words()
    return {
        "values": _values(found, like),
        "people": people_in_office(found.subdistrict, found.day),
        "stations": stations,
        "kinds": [(kind, kinds[kind]) for kind in KINDS],
        "modes": list(mode_words().items()),
        "limits": {
            "name": LONGEST_NAME,
            "note": LONGEST_NOTE,
            "people": MOST_PEOPLE,
            "seconds": MOST_SECONDS,
            "least_minutes": LEAST_MINUTES,
            "most_minutes": MOST_MINUTES,
        },
    }


def people_in_office(unit: Subdistrict, day: date) -> dict[str, list]:
    """Return the chiefs and deputies in office, without what is private."""
    units = [unit.code[:length] for length in range(1, len(unit.code) + 1)]
    chiefs = RiverChief.objects.filter(subdistrict__code__in=units).as_of(day).defer("phone")
    deputies = (
        Deputy.objects.filter(subdistrict__code=unit.code).as_of(day).defer("phone", "home_address")
    )
    return {"chiefs": list(chiefs.order_by("code")), "deputies": list(deputies.order_by("code"))}


def _values(found: Register, like: InspectionRoute | None) -> dict:
    """Return the fields of the form; people are given to its script as data."""
    station = found.stations.rows[0].code if len(found.stations) else ""
    given = like.question if like else {}
    people = given.get("people") or [
        {
            "chief": None,
            "deputy": None,
            "start": {"station": station},
            "end": {"station": station},
            "limit_min": USUAL_MINUTES,
        }
    ]
    return {
        "start_time": given.get("start_time", USUAL_START),
        "mode": given.get("mode", found.settings.mode),
        "duty": given.get("duty", "chief"),
        "due_of": given.get("due_of", SCOPES[0]),
        "visit": given.get("visit", ["segment"]) if like else ["segment"],
        "codes": "\n".join(given.get("codes", [])),
        "locked": "\n".join(f"{one['place']} {one['person']}" for one in given.get("locked", [])),
        "excluded_roads": " ".join(given.get("excluded_roads", [])),
        "flooded_roads": " ".join(given.get("flooded", {}).get("roads", [])),
        "flooded_places": " ".join(given.get("flooded", {}).get("places", [])),
        "flooded_note": given.get("flooded", {}).get("note", ""),
        "balance": given.get("balance", False),
        "seconds": given.get("seconds", USUAL_SECONDS),
        "people": people,
    }
