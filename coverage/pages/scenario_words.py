"""A scenario in words: its state, what it asked, how good the answer is, what would change."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coverage.models import Scenario
from coverage.pages.numbers import minutes as minutes_text
from coverage.pages.numbers import number, percentage
from coverage.pages.reasons import mode_words
from coverage.pages.run_words import ShownRun
from coverage.scenarios import compare
from coverage.scenarios.kinds import ALL, PAIRING
from coverage.scenarios.questions import token
from coverage.scenarios.words import REASONS


def step_words() -> dict[str, str]:
    """Return the words for the steps of a computation."""
    return {
        "roads": _("Reading the roads"),
        "times": _("Computing travel times"),
        "search": _("Searching"),
        "bound": _("Bounding what is possible"),
        "proof": _("Proving that nothing is better"),
        "areas": _("Measuring areas"),
    }


@dataclass
class Shown(ShownRun):
    """A scenario as the pages show it."""

    scenario: Scenario

    @property
    def run(self) -> Scenario:
        return self.scenario

    @property
    def follow(self) -> str:
        return reverse("coverage-api:scenario", args=[self.scenario.public_id])

    @property
    def cancel(self) -> str:
        return reverse("scenario-cancel", args=[self.scenario.public_id])

    @property
    def step_words(self) -> dict[str, str]:
        return step_words()

    @property
    def title(self) -> str:
        return ALL[self.scenario.kind].title

    @property
    def sentence(self) -> str:
        return ALL[self.scenario.kind].sentence

    @property
    def is_pairing(self) -> bool:
        return self.scenario.kind == PAIRING

    @property
    def is_current(self) -> bool:
        """Whether nothing was written since to the tables it was computed from."""
        return self.scenario.result["token"] == token()

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What was asked, as names and values."""
        given = self.scenario.parameters
        rows = [(_("Way of travelling"), mode_words()[given["mode"]])]
        if "minutes" in given:
            rows.append((_("In time means within"), _("%s min") % given["minutes"]))
        if "k" in given:
            rows.append((_("Further stations"), str(given["k"])))
        if "candidates" in given:
            rows.append((_("Where a station could be"), _places(given["candidates"])))
        if "limit" in given:
            rows.append((_("Most villages of a deputy"), str(given["limit"])))
            inside = _("within the deputy's group") if given["within_groups"] else _("any deputy")
            rows.append((_("Group boundaries"), inside))
        return rows

    @property
    def quality(self) -> str:
        """How good the answer is known to be, in a sentence."""
        found = self.scenario.result["solver"]
        if found["objective"] is None:
            return _("Some villages cannot be reached from any place; see the list.")
        if found["proven"]:
            return _("Proven: no other choice is better.")
        if found["bound"] is None:
            return _("The best that was found; how much better another choice could be is open.")
        text = _("The best that was found; another choice could be better by at most %s %%.")
        return text % percentage(found["gap"])

    @property
    def objective(self) -> str:
        """The value of the answer with its unit, as people say it."""
        found = self.scenario.result["solver"]
        value = found["objective"]
        if value is None:
            return number(None)
        return {
            "people": lambda: _("%s people reach a station in time") % number(value),
            "person_seconds": lambda: (
                _("%s hours of travel if everybody goes once") % number(value / 3600)
            ),
            "seconds": self._travel,
            "stations": lambda: _("%s further stations") % number(value),
        }[found["unit"]]()

    def _travel(self) -> str:
        taken = minutes_text(self.scenario.result["solver"]["objective"])
        if self.is_pairing:
            return _("%s min of travel in all") % taken
        return _("%s min from the farthest village") % taken

    @property
    def proposed(self) -> list[dict]:
        """The proposed stations."""
        return [one for one in self.scenario.result.get("stations", []) if one["proposed"]]

    @property
    def gained(self) -> list[dict]:
        """The villages that would be covered and are not."""
        rows = self.scenario.result["villages"]
        return [row for row in rows if row["after"] == "covered" != row["before"]]

    @property
    def moved(self) -> list[dict]:
        """The villages that are covered now and would have another nearest station."""
        rows = self.scenario.result["villages"]
        return [row for row in rows if row["changed"] and row["before"] == row["after"]]

    @property
    def left(self) -> list[dict]:
        """The villages that would not be covered, with the reason where one is known."""
        result = self.scenario.result
        reasons = {row["village"]: _in_language(REASONS[row["reason"]]) for row in
                   result.get("left", [])}  # fmt: skip
        rows = [row for row in result["villages"] if row["after"] != "covered"]
        return [row | {"reason": reasons.get(row["code"], "")} for row in rows]

    @property
    def workload(self) -> list[dict]:
        """The deputies whose number of villages changes, then the others."""
        rows = self.scenario.result.get("deputies", [])
        return sorted(rows, key=lambda row: (row["before"] == row["after"], row["code"]))

    @property
    def as_it_is(self) -> str:
        """The title of how it was on the scenario's day."""
        return _("As it is (%s)") % self.scenario.day.isoformat()

    def comparison(self, chosen: str, other: Scenario | None) -> dict:
        """Return the figures beside how it was, today's, or another scenario's."""
        this = compare.side_of(self.scenario)
        if other is not None:
            side, title = compare.side_of(other), other.name
        elif chosen == "today":
            day = timezone.localdate()
            side = compare.today(self.scenario, day)
            title = _("Register of %s") % day.isoformat()
        else:
            side, title = compare.before(self.scenario), self.as_it_is
        names = {row["code"]: row["name"] for row in self.scenario.result["villages"]}
        rows = compare.measures(self.scenario.kind, this, side)
        return {
            "other_title": title,
            "measures": [_measure(row) for row in rows],
            "differing": compare.gained_and_lost(this, side, names),
        }


def _places(given: object) -> str:
    if given == "villages":
        return _("at the villages' committee points")
    return _("at %s given points") % len(given)


def _in_language(text) -> str:
    return text.en if (get_language() or "").startswith("en") else text.zh


def _measure(row: dict) -> dict:
    """Return a line of the comparison with its values written out."""
    english = (get_language() or "").startswith("en")
    difference = row["difference"]
    sign = "+" if difference and difference > 0 else ""
    unit = {"s": _("min"), "m²": "km²"}.get(row["unit"], row["unit"])
    return {
        "key": row["key"],
        "title": row["title_en"] if english else row["title_zh"],
        "unit": "%" if row["kind"] == "share" else unit,
        "this": _written(row, row["this"]),
        "other": _written(row, row["other"]),
        "difference": sign + _written(row, difference) if difference else "0",
        "better": row["better"],
    }


def _written(row: dict, value: float | None) -> str:
    if value is None:
        return number(None)
    if row["kind"] == "share":
        return percentage(value)
    if row["unit"] == "s":
        return minutes_text(value)
    if row["unit"] == "m²":
        return number(value / 1e6, 2)
    return number(value, 2 if row["kind"] == "number" else 0)
