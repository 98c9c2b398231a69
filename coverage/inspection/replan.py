"""The rest of a round planned anew in the middle of the day, from where its person stands."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.analysis.routing import Person
from coverage.figures import register
from coverage.figures.register import Register
from coverage.inspection.checks import members
from coverage.inspection.compare import Walked
from coverage.inspection.due import Due
from coverage.inspection.jobs import Work, metric, question_of, tasks_of
from coverage.inspection.payload import geojson
from coverage.inspection.places import Places
from coverage.inspection.question import NEAR_M, is_near
from coverage.inspection.results import Drawn, drawn, figures_of, make_stops
from coverage.inspection.rounds import StateError
from coverage.inspection.solve import solve
from coverage.inspection.stops import stop_key, stops_of
from coverage.models import InspectionRoute, Patrol, RouteRound

BUDGET_S = 2.0
LONGEST_SPENT_S = 86_400
GOING = (RouteRound.State.ASSIGNED, RouteRound.State.ACCEPTED)


class ChangedError(Exception):
    """Somebody else changed the round meanwhile."""


@dataclass(frozen=True)
class Position:
    """Where the person stands, which stops are done (keys), and how long it took so far."""

    lon: float
    lat: float
    done: frozenset[str]
    spent_s: float


def position_of(one: RouteRound, body: object) -> Position:
    """Check what the person says: lon, lat, and maybe ``done`` (places) and ``spent_s``.

    Without ``spent_s`` it is the time since a patrol that follows the round began, else 0.
    Raises ValidationError that names what is wrong.
    """
    given = members(body)
    place = given.position()
    done = given.words("done", 1000)
    spent_s = given.whole("spent_s", 0, LONGEST_SPENT_S, None)
    given.end()
    found = register.read(one.route.subdistrict, one.route.day)
    if place is not None and not is_near(found, *place):
        text = _("A place inside the boundary of %(unit)s or at most %(km)s km outside.")
        words = {"unit": one.route.subdistrict.name, "km": NEAR_M // 1000}
        given.wrong("lon", text % words)
    own = {}
    for stop in stops_of(one):
        own[stop_key(stop)] = own[stop_key(stop).split(":")[1]] = stop_key(stop)
    unknown = [word for word in done if word not in own]
    if unknown:
        text = _("“%(word)s” is no stop of this round.")
        given.wrong("done", text % {"word": unknown[0]})
    given.refuse_faults()
    if spent_s is None:
        spent_s = _since_start(one)
    return Position(*place, frozenset(own[word] for word in done), float(spent_s))


def _since_start(one: RouteRound) -> float:
    going = Patrol.objects.filter(route_round=one, status=Patrol.Status.ACTIVE)
    started = going.order_by("started_at").values_list("started_at", flat=True).first()
    if started is None:
        return 0.0
    spent_s = (timezone.now() - started).total_seconds()
    return round(min(max(spent_s, 0.0), LONGEST_SPENT_S))


def replan(one: RouteRound, position: Position, user) -> RouteRound:
    """Plan the stops that are left anew, and put the rest of the round in one transaction.

    What is done keeps its place and times. The plan as it was goes into the history of the
    route's figures. Raises StateError where the round is not under way, ChangedError where it
    changed meanwhile, and AnalysisError where no way leads to its end.
    """
    if one.state not in GOING:
        raise StateError(f"The round is {one.state}: only one that is under way is replanned.")
    stops = list(stops_of(one))
    done_keys = position.done | _served(one, user, stops)
    done = [stop for stop in stops if stop_key(stop) in done_keys]
    left = [stop for stop in stops if stop not in done]
    found = register.read(one.route.subdistrict, one.route.day)
    work = tasks_of(
        Places(found),
        [Due(stop_key(stop), 1.0) for stop in left],
        {stop_key(stop): 0 for stop in left if stop.locked},
        [],
    )
    rest, figures = _planned(one, position, found, work)
    _put(one, position, [stop.pk for stop in stops], [stop.pk for stop in done], rest, figures)
    return RouteRound.objects.select_related("route__subdistrict", "chief", "deputy").get(pk=one.pk)


def _served(one: RouteRound, user, stops: list) -> set[str]:
    """Return the keys of stops that finished patrols of the person served that day."""
    walked = Walked(one, user)
    return {stop_key(stop) for stop in stops if walked.patrols and walked.stop(stop)["served"]}


def _planned(
    one: RouteRound, position: Position, found: Register, work: Work
) -> tuple[Drawn, dict]:
    asked = one.route.question
    person = asked["people"][one.number - 1]
    here = {"name": "", "is_here": True, "lon": position.lon, "lat": position.lat}
    limit_s = (one.limit_s or person["limit_min"] * 60.0) - position.spent_s
    goes = Person(metric(found, here), metric(found, person["end"]), max(limit_s, 1.0))
    question = question_of(asked | {"balance": False}, found, work, [goes], BUDGET_S)
    answer = solve(question, lambda _part, _note: None)
    rest = drawn(
        found,
        person | {"start": here},
        answer.plan.rounds[0],
        work.tasks,
        answer.turns[0],
        question.names,
    )
    return rest, figures_of(found, work, answer.plan)


@transaction.atomic
def _put(
    one: RouteRound,
    position: Position,
    before: list[int],
    done: list[int],
    rest: Drawn,
    figures: dict,
) -> None:
    """Replace what is left of the round, unless it is no longer as it was read."""
    route = InspectionRoute.objects.select_for_update().get(pk=one.route_id)
    now = RouteRound.objects.select_for_update().get(pk=one.pk)
    stops = list(stops_of(now))
    if now.state not in GOING or [stop.pk for stop in stops] != before:
        raise ChangedError("The round was changed meanwhile: read it again.")
    route.figures["history"].append(_as_it_was(now, stops))
    now.stops.exclude(pk__in=done).delete()
    kept = [stop for stop in stops if stop.pk in done]
    # Orders are unique: those that move down make room for those after them.
    for order, stop in enumerate(kept, 1):
        now.stops.filter(pk=stop.pk).update(order=order)
    make_stops(now, rest.stops, len(kept) + 1, position.spent_s)
    members = rest.members | {
        "time_s": round(position.spent_s + rest.members["time_s"], 1),
        "limit_s": now.limit_s,
    }
    RouteRound.objects.filter(pk=now.pk).update(**members)
    route.figures = _summed(route, figures)
    route.save(update_fields=["figures"])


def _as_it_was(one: RouteRound, stops: list) -> dict:
    return {
        "at": timezone.now().isoformat(timespec="seconds"),
        "round": one.number,
        "time_s": one.time_s,
        "length_m": one.length_m,
        "stops": [
            {"key": stop_key(stop), "arrive_s": stop.arrive_s, "leave_s": stop.leave_s}
            for stop in stops
        ],
        "geometry": geojson(one.geom),
    }


def _summed(route: InspectionRoute, rest: dict) -> dict:
    """Return the figures of a route one of whose rounds was replanned; its bound is gone."""
    rounds = list(route.rounds.all())
    times = [one.time_s for one in rounds]
    mean = sum(times) / len(times)
    return route.figures | {
        "length_m": round(sum(one.length_m for one in rounds), 1),
        "time_s": round(sum(times)),
        "bound_s": None,
        "over_bound": None,
        "longest_over_mean": round(max(times) / mean, 4) if mean else 1.0,
        "served": sum(one.stops.count() for one in rounds),
        "left_out": [*route.figures["left_out"], *rest["left_out"]],
    }
