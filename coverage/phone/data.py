"""What the phone stores for a day in the field: the ground, what is due, the route, the rules."""

from dataclasses import dataclass
from datetime import date

import orjson
from django.utils import timezone

from coverage.api.duty.due import SOURCES as DUE_SOURCES
from coverage.api.duty.due import item_members
from coverage.figures import due, register
from coverage.figures.register import Register
from coverage.figures.targets import quarter_of, standings
from coverage.figures.words import Text
from coverage.inspection import access
from coverage.inspection.payload import round_body
from coverage.models import (
    Deputy,
    InspectionRoute,
    Membership,
    PatrolRule,
    PatrolSettings,
    RiverChief,
    RouteRound,
    RouteStop,
)
from coverage.phone import ground
from geo.features.responses import entity_tag
from geo.models import TableVersion

# By what the phone draws what was walked; the server's figures count in the end.
RULES = ("max_accuracy_m", "hole_s", "hole_m", "swath_m", "max_walk_kmh")
SOURCES = (*DUE_SOURCES, Membership, InspectionRoute, RouteRound, RouteStop)


@dataclass(frozen=True)
class Walker:
    """Who is signed in on the phone: the user's name, and the chief or deputy of the user."""

    owner: str
    person: RiverChief | Deputy
    membership: Membership

    @property
    def kind(self) -> str:
        return "deputy" if isinstance(self.person, Deputy) else "chief"


class PhoneData:
    """The data of one person on one day."""

    def __init__(self, walker: Walker, day: date):
        self.walker, self.day = walker, day
        self.found: Register = register.read(walker.membership.subdistrict, day)

    def tag(self) -> str:
        """Return an entity tag that changes with anything in the data but the hour."""
        tokens = sorted(TableVersion.objects.tokens(*SOURCES).items())
        person = f"{self.walker.kind}:{self.walker.person.pk}"
        version = ground.version(self.found)
        return entity_tag("phone", self.walker.owner, person, self.found.token, tokens, version)

    def body(self) -> bytes:
        """Return the data as JSON."""
        items = due.due_items(self.found, self.walker.person)
        codes = {item.rule.code for item in items}
        unit = self.found.subdistrict
        return orjson.dumps(
            {
                "owner": self.walker.owner,
                "person": {"name": self.walker.person.name, "kind": self.walker.kind},
                "subdistrict": {"code": unit.code, "name": unit.name, "source": unit.source},
                "date": self.day,
                "server_time": timezone.now(),
                "rules": self._rules(codes),
                "due": {"summary": due.summary(items), "items": item_members(self.found, items)},
                "rounds": self._rounds(),
                "duties": self._duties(),
                "ground": orjson.Fragment(ground.ground(self.found)),
            }
        )

    def _rules(self, codes: set[str | None]) -> dict:
        settings = PatrolSettings.of(self.found.subdistrict)
        rules = [rule for rule in self.found.rules if rule.code in codes]
        return {
            **{name: getattr(settings, name) for name in RULES},
            "valid": [valid(rule).members("rule") for rule in rules],
        }

    def _rounds(self) -> list[dict]:
        """Return the rounds of the day that were given to the person and not declined."""
        rows = access.own_rounds(self.walker.membership.user).filter(route__day=self.day)
        refused = (RouteRound.State.DECLINED, RouteRound.State.CANCELLED)
        return [round_body(one) for one in rows.exclude(state__in=refused)]

    def _duties(self) -> dict | None:
        if self.walker.kind != "deputy":
            return None
        return {
            "year": self.day.year,
            "quarter": quarter_of(self.day),
            "rows": [
                {
                    **one.target.title.members("title"),
                    "minimum": one.target.minimum,
                    "asked": one.asked,
                    "done_in_quarter": one.done_in_quarter,
                    "done_in_year": one.done_in_year,
                    "owed": one.owed,
                }
                for one in standings(self.walker.person, self.day)
            ],
        }


def valid(rule: PatrolRule) -> Text:
    """Return what makes a patrol valid by a rule, in words."""
    minutes, share = f"{rule.min_minutes:g}", f"{rule.min_share_short * 100:g}"
    length = f"{rule.min_length_m / 1000:g}"
    return Text(
        f"{rule.name}：不少于 {minutes} 分钟，且不少于 {length} 千米"
        f"（更短的河段走到 {share} %）方为有效",
        f"{rule.name}: valid from {minutes} min and {length} km on "
        f"({share} % of a segment that is shorter)",
    )
