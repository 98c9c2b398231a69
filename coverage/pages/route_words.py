"""An inspection route in words: what was asked, how good it is, whose the rounds are."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coverage.inspection import access, rounds
from coverage.inspection.compare import compared
from coverage.inspection.payload import round_name
from coverage.inspection.stops import clock, kind_of, place_of, stop_name, stops_of
from coverage.maps.inspection import style_of
from coverage.models import InspectionRoute, RouteRound
from coverage.pages.numbers import number, percentage
from coverage.pages.reasons import mode_words
from coverage.pages.run_words import ShownRun
from coverage.roles import rights_of

ROUND_MARKS = {"accepted": "covered", "walked": "covered", "assigned": "due", "declined": "gap"}
PAGES = {"segment": "segment", "village": "village", "board": "board"}


def round_words() -> dict[str, str]:
    """Return the words for the states of a round."""
    return {
        "planned": _("Planned"),
        "assigned": _("Assigned"),
        "accepted": _("Accepted"),
        "declined": _("Declined"),
        "walked": _("Walked"),
        "cancelled": _("Cancelled"),
    }


def kind_words() -> dict[str, str]:
    """Return the words for the kinds of places to visit."""
    return {
        "segment": _("River segment"),
        "pond": _("Pond"),
        "ditch": _("Ditch"),
        "board": _("Notice board"),
        "village": _("Village or community"),
    }


def reason_words() -> dict[str, str]:
    """Return the words for why a place is left out."""
    return {
        "limit": _("does not fit into the time limits"),
        "unreachable": _("no way leads there"),
        "flooded": _("said to be flooded"),
        "unlocated": _("its position is not known"),
    }


@dataclass
class ShownRoute(ShownRun):
    """A route as the pages show it to a user."""

    route: InspectionRoute
    user: object

    @property
    def run(self) -> InspectionRoute:
        return self.route

    @property
    def follow(self) -> str:
        return reverse("inspection-api:route", args=[self.route.public_id])

    @property
    def cancel(self) -> str:
        return reverse("route-cancel", args=[self.route.public_id])

    @property
    def step_words(self) -> dict[str, str]:
        return {"search": _("Searching the best rounds")}

    @property
    def is_staff(self) -> bool:
        return rights_of(self.user).is_staff

    @cached_property
    def rounds(self) -> list["ShownRound"]:
        """The rounds that the user may see."""
        rows = access.visible_rounds(self.user).filter(route=self.route)
        return [ShownRound(one, self.user) for one in rows]

    @property
    def states(self) -> str:
        """How many rounds are in which state."""
        words = round_words()
        counts = {}
        for shown in self.rounds:
            word = words[shown.one.state]
            counts[word] = counts.get(word, 0) + 1
        return ", ".join(f"{word} {count}" for word, count in counts.items())

    @property
    def hours(self) -> str:
        return hours(self.route.figures["time_s"])

    @property
    def bound_sentence(self) -> str:
        """How good the rounds are known to be, in a sentence."""
        figures = self.route.figures
        if figures["bound_s"] is None:
            return _(
                "A round was planned anew on the way; the lower bound was that of the first plan."
            )
        text = _(
            "No rounds that visit the same places can take less than %(bound)s in all: "
            "these take at most %(gap)s %% more than the best possible."
        )
        return text % {
            "bound": hours(figures["bound_s"]),
            "gap": percentage(figures["over_bound"]),
        }

    @property
    def balance(self) -> str:
        """The longest round over the mean."""
        return number(self.route.figures["longest_over_mean"], 2)

    @property
    def left_out(self) -> list[dict]:
        """What is not visited, with the reason in words."""
        reasons, kinds = reason_words(), kind_words()
        return [
            row | {"why": reasons[row["reason"]], "kind_word": kinds[row["kind"]]}
            for row in self.route.figures["left_out"]
        ]

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What was asked, as names and values."""
        given = self.route.question
        kinds = kind_words()
        rows = [
            (_("Way of travelling"), mode_words()[given["mode"]]),
            (_("Setting out at"), given["start_time"]),
            (_("Number of persons"), str(len(given["people"]))),
        ]
        if given["visit"]:
            rows.append((_("What is due"), ", ".join(kinds[kind] for kind in given["visit"])))
            whose = {"everybody": _("of everybody"), "people": _("of these people")}
            rows.append((_("Whose duties"), whose[given["due_of"]]))
        if given["codes"]:
            rows.append((_("Named places"), ", ".join(given["codes"])))
        if given["excluded_roads"]:
            rows.append((_("Roads not used"), ", ".join(given["excluded_roads"])))
        flooded = [*given["flooded"]["roads"], *given["flooded"]["places"]]
        if flooded:
            rows.append((_("Said to be flooded"), ", ".join(flooded)))
        if given["flooded"]["note"]:
            rows.append((_("Note on the flood"), given["flooded"]["note"]))
        rows.append((_("Rounds of like length"), _("yes") if given["balance"] else _("no")))
        rows.append((_("Time to search"), _("%s s") % given["seconds"]))
        return rows


@dataclass
class ShownRound:
    """A round as the pages show it to a user."""

    one: RouteRound
    user: object

    @property
    def name(self) -> str:
        return round_name(self.one)

    @property
    def color(self) -> str:
        return style_of(self.one.number)[0]

    @property
    def dash(self) -> str:
        return style_of(self.one.number)[1]

    @property
    def state_word(self) -> str:
        return round_words()[self.one.state]

    @property
    def mark(self) -> str:
        return ROUND_MARKS.get(self.one.state, "none")

    @property
    def hours(self) -> str:
        return hours(self.one.time_s)

    @property
    def limit(self) -> str:
        return hours(self.one.limit_s) if self.one.limit_s else number(None)

    @property
    def ends_at(self) -> str:
        return clock(self.one.route, self.one.time_s)

    @cached_property
    def stops(self) -> list[dict]:
        """The stops with the hours of the day."""
        kinds = kind_words()
        return [
            {
                "order": stop.order,
                "kind": kind_of(stop),
                "kind_word": kinds[kind_of(stop)],
                "code": place_of(stop).code,
                "name": stop_name(stop),
                "page": PAGES.get(kind_of(stop), ""),
                "backwards": stop.backwards and kind_of(stop) == "segment",
                "arrive": clock(self.one.route, stop.arrive_s),
                "leave": clock(self.one.route, stop.leave_s),
                "locked": stop.locked,
                "illustrative": place_of(stop).quality == "illustrative",
            }
            for stop in stops_of(self.one)
        ]

    @property
    def turns(self) -> list[dict]:
        """The turn list in the language in force."""
        english = (get_language() or "").startswith("en")
        return [turn | {"text": turn["en" if english else "zh"]} for turn in self.one.turns]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The steps that the user may take now, with their words."""
        words = {
            "accept": _("Accept"),
            "decline": _("Decline"),
            "walked": _("I have walked it"),
            "cancel": _("Take it back"),
        }
        return [
            (name, words[name])
            for name, (before, after) in rounds.STEPS.items()
            if self.one.state in before
            and self.one.state != after
            and rounds.may_step(self.user, self.one, name)
        ]

    @property
    def may_assign(self) -> bool:
        return self.one.state in rounds.OPEN and access.may_change(self.user, self.one.route)

    @property
    def person_key(self) -> str:
        """Whom the round is given to, as the form writes it."""
        if self.one.chief:
            return f"chief:{self.one.chief.code}"
        return f"deputy:{self.one.deputy.code}" if self.one.deputy else ""

    @cached_property
    def compared(self) -> dict:
        """The round beside what was walked that day."""
        kinds = kind_words()
        found = compared(self.one, self.user)
        for stop in found["stops"]:
            stop["kind_word"] = kinds[stop["kind"]]
            stop["share_text"] = (
                number(None) if stop["share"] is None else f"{percentage(stop['share'])} %"
            )
        found["walked_hours"] = hours(found["walked"]["time_s"])
        found["planned_hours"] = hours(found["planned"]["time_s"])
        return found


def hours(seconds: float) -> str:
    """Return a time as hours and minutes."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("%s min") % minutes
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}
