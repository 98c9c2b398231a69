"""What is asked of an inspection route, checked against the register of its day.

The checked question is plain data with all defaults in it, kept with the route, so that it can
be asked again. Every error names its member, such as people[1].start; nothing is kept then.
"""

from dataclasses import dataclass
from datetime import date

import shapely
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.analysis.modes import MODES
from coverage.figures import register
from coverage.figures.patrol import KINDS as DUTIES
from coverage.figures.register import Register
from coverage.inspection.checks import Members, members
from coverage.inspection.due import SCOPES
from coverage.inspection.places import KINDS, Places
from coverage.models import Deputy, InspectionRoute, RiverChief
from geo import crs
from geo.models import Road, Subdistrict

LONGEST_NAME, LONGEST_NOTE = 80, 300
MOST_PEOPLE = 10
MOST_CODES = 1000
LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 10, 720, 240
MOST_SECONDS, USUAL_SECONDS = 60, 10
# How far outside the boundary somebody may start.
NEAR_M = 5_000
# Minutes at a place, beside walking along it.
STOP_MINUTES = {"segment": 0, "pond": 0, "ditch": 0, "board": 2, "village": 10}
MOST_STOP_MINUTES = 120
USUAL_START = "08:30"


@dataclass(frozen=True)
class Asked:
    """A checked question: where, when, the route's name, and ``data`` to be kept."""

    subdistrict: Subdistrict
    day: date
    name: str
    data: dict

    def route(self, user) -> InspectionRoute:
        """Return the route that ``user`` asks for, not saved yet."""
        return InspectionRoute(
            subdistrict=self.subdistrict,
            day=self.day,
            name=self.name,
            question=self.data,
            created_by=user,
        )


def asked(body: object) -> Asked:
    """Check a JSON body; raises ValidationError with the texts by the members' paths."""
    given = members(body)
    day = given.day("date", timezone.localdate())
    name = given.text("name", LONGEST_NAME)
    unit = _subdistrict(given, day)
    if unit is None:
        given.take("people", None)
        given.refuse_faults()
    question = _Question(given, register.read(unit, day))
    data = question.data()
    given.end()
    given.refuse_faults()
    return Asked(unit, day, name or _("Inspection route of %s") % day.isoformat(), data)


def _subdistrict(given: Members, day: date) -> Subdistrict | None:
    code = given.text("subdistrict", 12, settings.HOME_SUBDISTRICT)
    generations = Subdistrict.objects.filter(code=code, level=Subdistrict.Level.TOWNSHIP)
    found = generations.as_of(day).first() or generations.order_by("valid_from").first()
    if found is None:
        text = _("The code of a subdistrict kept here, for example %(example)s.")
        given.wrong("subdistrict", text % {"example": settings.HOME_SUBDISTRICT})
    return found


class _Question:
    """Checks the members that the register of the day decides on."""

    def __init__(self, given: Members, found: Register):
        self.given, self.found = given, found
        self.places = Places(found)

    def data(self) -> dict:
        """Return the question as plain data."""
        given = self.given
        people = self._people()
        visit = given.words("visit", len(KINDS))
        if set(visit) - set(KINDS):
            given.wrong("visit", _("Some of: %(values)s.") % {"values": ", ".join(KINDS)})
        codes = self._keys(given, "codes")
        if not visit and not given.body.get("codes"):
            given.wrong("visit", _("What is to be visited: kinds in visit, or places in codes."))
        flooded = self._flooded()
        return {
            "mode": given.choice("mode", tuple(MODES), self.found.settings.mode),
            "start_time": given.clock("start_time", USUAL_START),
            "duty": given.choice("duty", DUTIES, DUTIES[0]),
            "due_of": self._due_of(people),
            "visit": visit,
            "codes": codes,
            "people": people,
            "locked": self._locked(len(people), visit, codes),
            "excluded_roads": self._roads(given, "excluded_roads"),
            "flooded": flooded,
            "stop_minutes": self._stop_minutes(),
            "balance": given.flag("balance", False),
            "seconds": given.whole("seconds", 1, MOST_SECONDS, USUAL_SECONDS),
        }

    def _due_of(self, people: list[dict]) -> str:
        """Return whose duties count: everybody's, or those of the people who are named."""
        due_of = self.given.choice("due_of", SCOPES, SCOPES[0])
        if due_of == "people" and not any(one["chief"] or one["deputy"] for one in people):
            self.given.wrong("due_of", _("For people, at least one chief or deputy in people."))
        return due_of

    # -- People --------------------------------------------------------------------------------

    def _people(self) -> list[dict]:
        given = self.given.objects("people", 1, MOST_PEOPLE)
        people = [self._person(one) for one in given]
        for row, person in enumerate(people):
            who = person["chief"] or person["deputy"]
            if who and who in [other["chief"] or other["deputy"] for other in people[:row]]:
                given[row].wrong("chief" if person["chief"] else "deputy", _("Each person once."))
        return people

    def _person(self, given: Members) -> dict:
        chief = self._who(given, "chief", RiverChief)
        deputy = self._who(given, "deputy", Deputy)
        if chief and deputy:
            given.wrong("deputy", _("A chief or a deputy, not both."))
        start = self._where(given, "start")
        end = self._where(given, "end") if given.body.get("end") is not None else start
        limit = given.whole("limit_min", LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES)
        given.known.append("end")
        given.end()
        person = chief or deputy
        return {
            "chief": chief and chief.code,
            "deputy": deputy and deputy.code,
            "name": person.name if person else "",
            "start": start,
            "end": end,
            "limit_min": limit,
        }

    def _who(self, given: Members, name: str, model: type[RiverChief] | type[Deputy]):
        code = given.take(name, None)
        if code is None:
            return None
        found = person_of(model, self.found.subdistrict, self.found.day, code)
        if found is None:
            text = _("The code of somebody who is in office on %(day)s.")
            given.wrong(name, text % {"day": self.found.day.isoformat()})
        return found

    def _where(self, given: Members, name: str) -> dict | None:
        """Return a station or an own place with its name and position."""
        value = given.take(name)
        if isinstance(value, str):
            for station in self.found.stations.rows:
                if station.code == value:
                    place = {"station": station.code, "name": station.short_name or station.name}
                    return place | {
                        "lon": round(station.geom.x, 7),
                        "lat": round(station.geom.y, 7),
                    }
            given.wrong(name, _("The code of a liaison station whose position is known."))
            return None
        if not isinstance(value, dict):
            if value is not None:
                given.wrong(name, _("The code of a station, or an object with lon and lat."))
            return None
        inner = Members(value, given.faults, given.at(name))
        position = inner.position()
        inner.end()
        if position is None:
            return None
        if not is_near(self.found, *position):
            text = _("A place inside the boundary of %(unit)s or at most %(km)s km outside.")
            words = {"unit": self.found.subdistrict.name, "km": NEAR_M // 1000}
            given.wrong(name, text % words)
        return {"station": None, "name": "", "lon": position[0], "lat": position[1]}

    # -- Places and roads ----------------------------------------------------------------------

    def _keys(self, given: Members, name: str) -> list[str]:
        keys = []
        for word in given.words(name, MOST_CODES):
            keys += [self._key(given, name, word)]
        return list(dict.fromkeys(key for key in keys if key))

    def _key(self, given: Members, name: str, word: str) -> str | None:
        named = self.places.named(word)
        if len(named) == 1:
            return named[0].key
        if named:
            keys = ", ".join(place.key for place in named)
            text = _("“%(word)s” names several places; write one of %(keys)s.")
            given.wrong(name, text % {"word": word, "keys": keys})
        else:
            text = _("“%(word)s” is no segment, pond, ditch, board or village of that day.")
            given.wrong(name, text % {"word": word})
        return None

    def _locked(self, people: int, visit: list[str], codes: list[str]) -> list[dict]:
        found = []
        for given in self.given.objects("locked", 0, MOST_CODES):
            word = given.text("place", 60)
            person = given.whole("person", 1, max(people, 1))
            given.end()
            key = self._key(given, "place", word) if word else None
            if not word:
                given.wrong("place", _("The code of a place."))
            if key and key in [one["place"] for one in found]:
                given.wrong("place", _("Each place for one person only."))
            elif key:
                if key not in codes:
                    # What somebody must visit is visited, whether it is due or not.
                    codes.append(key)
                found.append({"place": key, "person": person})
        return found

    def _roads(self, given: Members, name: str) -> list[str]:
        codes = given.words(name, MOST_CODES)
        roads = Road.objects.filter(subdistrict__code=self.found.subdistrict.code, code__in=codes)
        known = set(roads.as_of(self.found.day).values_list("code", flat=True))
        unknown = [code for code in codes if code not in known]
        if unknown:
            text = _("“%(word)s” is no road of that day.")
            given.wrong(name, text % {"word": unknown[0]})
        return [code for code in codes if code in known]

    def _flooded(self) -> dict:
        """Return what is said to be under water: the register keeps no levels of floods."""
        given = self.given.inner("flooded")
        if given is None:
            return {"roads": [], "places": [], "note": ""}
        flooded = {
            "roads": self._roads(given, "roads"),
            "places": self._keys(given, "places"),
            "note": given.text("note", LONGEST_NOTE),
        }
        given.end()
        return flooded

    def _stop_minutes(self) -> dict[str, int]:
        given = self.given.inner("stop_minutes")
        if given is None:
            return dict(STOP_MINUTES)
        minutes = {
            kind: given.whole(kind, 0, MOST_STOP_MINUTES, usual)
            for kind, usual in STOP_MINUTES.items()
        }
        given.end()
        return minutes


def person_of(model: type, unit: Subdistrict, day: date, code: object):
    """Return the chief or deputy in office with a code, in the unit or in one above it."""
    if not isinstance(code, str) or "\0" in code:
        return None
    units = [unit.code[:length] for length in range(1, len(unit.code) + 1)]
    rows = model.objects.filter(subdistrict__code__in=units, code=code).as_of(day)
    return rows.order_by("-subdistrict__code").first()


def is_near(found: Register, lon: float, lat: float) -> bool:
    """Return whether a place lies in the subdistrict or not far outside."""
    if found.whole is None:
        return True
    place = crs.project(shapely.Point(lon, lat), found.metric_srid)
    return bool(shapely.dwithin(found.whole, place, NEAR_M))
