"""``GET /api/trace-back``: who answered for a place on a day, and who passed it before."""

import shapely
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from coverage.api import shapes
from coverage.api.duty.base import DutyView, require_login, require_staff
from coverage.api.parameters import day_of, subdistrict_of
from coverage.at import around, position
from coverage.figures import register as registers
from coverage.figures import trace
from coverage.figures.register import Register
from coverage.figures.trace import Pass, Place, Trace
from coverage.models import Issue, Patrol, PatrolSettings, PatrolTrack, Role
from coverage.models.patrol_settings import LIMITS
from coverage.roles import rights_of
from geo import crs
from geo.features.errors import BadParameterError
from geo.features.negotiation import GEOJSON, JSON
from geo.features.numbers import number
from geo.features.parameters import allow
from geo.models import Subdistrict

PARAMETERS = ("lon", "lat", "date", "radius_m", "days", "subdistrict")
FORMATS = ("json", "geojson")


class TraceView(DutyView):
    """The trace-back of a point on a day, for staff; ``f=geojson`` gives it as features."""

    def get(self, request) -> HttpResponse:
        require_login(request.user)
        allow(request.GET, *PARAMETERS, "f")
        form = request.GET.get("f", "json")
        if form not in FORMATS:
            raise BadParameterError("f", form, f"one of {', '.join(FORMATS)}")
        found, asked = question(request.GET)
        require_staff(request.user, found.subdistrict)
        made = traced(found, asked, request.user)
        if form == "json":
            return self.tagged(_state(made), lambda: members(made), media_type=JSON)
        return self.tagged(_state(made), lambda: features(found, made), media_type=GEOJSON)


def question(query: QueryDict) -> tuple[Register, trace.Question]:
    """Read point, day, radius and days; raises BadParameterError that names what is wrong.

    The subdistrict is the one around the point; beside a border, where none is, the one that is
    named or the home subdistrict.
    """
    lon, lat = position(query)
    day = day_of(query)
    unit = None if "subdistrict" in query else around(lon, lat, day)
    unit = unit or subdistrict_of(query, day)
    _refuse_swapped(query, unit, lon, lat)
    rules = PatrolSettings.of(unit)
    radius_m = _limited(query, "radius_m", "trace_m", rules.trace_m)
    found = registers.read(unit, day)
    _refuse_outside(query, found, lon, lat, radius_m)
    days = _limited(query, "days", "trace_days", rules.trace_days)
    if days != int(days):
        raise BadParameterError("days", query["days"], "a whole number of days")
    return found, trace.Question(lon, lat, radius_m, int(days))


def _refuse_outside(
    query: QueryDict, found: Register, lon: float, lat: float, radius_m: float
) -> None:
    """Refuse a point that is further than the radius from the subdistrict."""
    if found.whole is None:
        return
    point = crs.project(shapely.Point(lon, lat), found.metric_srid)
    if not shapely.dwithin(found.whole, point, radius_m):
        name = found.subdistrict.name
        detail = f"{lon},{lat} lies outside {name}: give a point inside it."
        raise BadParameterError("lon", query["lon"], f"a point inside {name}", detail)


def _refuse_swapped(query: QueryDict, unit: Subdistrict, lon: float, lat: float) -> None:
    """Question a point that lies in the subdistrict only with its two numbers swapped."""
    if unit.geom is None or abs(lon) > 90:
        return
    shape = shapely.from_wkb(bytes(unit.geom.wkb))
    if shapely.intersects_xy(shape, lat, lon) and not shapely.intersects_xy(shape, lon, lat):
        expected = f"lon={query['lat']}&lat={query['lon']}"
        detail = f"{lon},{lat} looks swapped: ask for {expected}."
        raise BadParameterError("lon", query["lon"], expected, detail)


def _limited(query: QueryDict, name: str, limit: str, default: float) -> float:
    low, high = LIMITS[limit]
    if name not in query:
        return float(default)
    expected = f"a number from {low} to {high}"
    value = number(name, query[name], query[name], expected)
    if not low <= value <= high:
        raise BadParameterError(name, query[name], expected)
    return value


def traced(found: Register, asked: trace.Question, user) -> Trace:
    """Return the trace-back with what a user may see of it."""
    rights = rights_of(user)
    return trace.trace(found, asked, rights.readable(Patrol.objects.all()), _tracks(found, user))


def _tracks(found: Register, user) -> QuerySet[PatrolTrack]:
    """Return the tracks a user may see: those of station staff have an age limit."""
    rights = rights_of(user)
    patrols = rights.readable(Patrol.objects.all())
    tracks = PatrolTrack.objects.filter(patrol__in=patrols)
    if rights.role != Role.COORDINATOR:
        return tracks
    days = PatrolSettings.of(found.subdistrict).track_days
    oldest = timezone.localdate().toordinal() - days
    return tracks.filter(patrol__date__gte=timezone.localdate().fromordinal(max(oldest, 1)))


def members(made: Trace) -> dict:
    """Return a trace-back as plain data for JSON."""
    return {
        "point": {"lon": made.asked.lon, "lat": made.asked.lat},
        "date": made.day,
        "first_day": made.first_day,
        "radius_m": made.asked.radius_m,
        "days": made.asked.days,
        "nearest": made.nearest and _place(made.nearest),
        "chiefs": [_chief(term) for term in made.chiefs],
        "patrols": [pass_members(one) for one in made.passes],
        "patrols_hidden": made.hidden,
        "issues": [issue_members(one.issue, one.distance_m) for one in made.issues],
    }


def features(found: Register, made: Trace) -> dict:
    """Return a trace-back as a GeoJSON collection; ``part`` says what each feature is."""
    point = shapely.Point(made.asked.lon, made.asked.lat)
    rows = [
        ("circle", made.circle, {"part": "circle", "radius_m": made.asked.radius_m}),
        ("point", point, {"part": "point"}),
    ]
    if made.nearest:
        rows.append(("nearest", made.nearest.shape, {"part": "nearest", **_place(made.nearest)}))
    for one in made.passes:
        shape = shapely.union_all(one.shapes)
        properties = {"part": "patrol", **pass_members(one), "name": one.patrol.code}
        rows.append((f"patrol-{one.patrol.public_id}", shape, properties))
    for one in made.issues:
        geom = one.issue.geom
        shape = geom and shapely.from_wkb(bytes(geom.wkb))
        properties = {"part": "issue", **issue_members(one.issue, one.distance_m)}
        rows.append((f"issue-{one.issue.public_id}", shape, properties | {"name": one.issue.code}))
    return shapes.collection(found, rows)


def _place(place: Place) -> dict:
    row = place.place
    return {
        "kind": place.kind,
        "code": row.code,
        "name": row.name,
        "river": row.river.name if place.kind == "segment" else None,
        "distance_m": round(place.distance_m, 2),
        "along_m": None if place.along_m is None else round(place.along_m, 2),
        "illustrative": row.quality == "illustrative",
    }


def _chief(term) -> dict:
    return {
        "level": term.level,
        "code": term.chief.code,
        "name": term.chief.name,
        "post": term.chief.post,
        "since": term.valid_from,
        "until": term.valid_to,
    }


def pass_members(one: Pass) -> dict:
    """Return a patrol that passed, who walked and what it reported, as plain data."""
    patrol = one.patrol
    person = patrol.chief or patrol.deputy
    return {
        "id": patrol.public_id,
        "code": patrol.code,
        "kind": patrol.kind,
        "date": patrol.date,
        "started_at": patrol.started_at,
        "ended_at": patrol.ended_at,
        "person": {"code": person.code, "name": person.name},
        "is_valid": patrol.is_valid,
        "reasons": patrol.reasons,
        "flags": patrol.flags,
        "method": one.method,
        "distance_m": round(one.distance_m, 2),
        "places": one.names,
        "note": patrol.note,
        "issues": [issue_members(issue, None) for issue in one.issues],
    }


def issue_members(issue: Issue, distance_m: float | None) -> dict:
    """Return an issue as plain data."""
    return {
        "id": issue.public_id,
        "code": issue.code,
        "category": issue.category,
        "state": issue.state,
        "found_at": issue.found_at,
        "description": issue.description,
        "distance_m": None if distance_m is None else round(distance_m, 2),
        "illustrative": issue.illustrative,
    }


def _state(made: Trace) -> str:
    """Return what an answer's tag is made of: the answer itself, which is small."""
    return str(members(made))
