"""Routes and rounds as plain data, for the API."""

import json

from django.urls import reverse
from django.utils.translation import gettext as _

from coverage.inspection import access
from coverage.inspection.stops import kind_of, place_of, starts_at, stop_name, stops_of
from coverage.models import InspectionRoute, RouteRound, RouteStop
from coverage.runs import life

PARTS = ("features", "compare", "export.gpx", "export.kml", "export.geojson")


def summary(route: InspectionRoute) -> dict:
    """Return a route without what was asked and what came out."""
    address = reverse("inspection-api:route", args=[route.public_id])
    links = [{"rel": "self", "href": address}]
    if route.state == life.DONE:
        links += [{"rel": part, "href": f"{address}/{part}"} for part in PARTS]
    if route.state not in life.ENDED:
        links.append({"rel": "cancel", "href": f"{address}/cancel"})
    return {
        "id": route.public_id,
        "name": route.name,
        "subdistrict": route.subdistrict.code,
        "date": route.day.isoformat(),
        "state": route.state,
        "progress": route.progress,
        "progress_note": route.progress_note,
        "cancel_requested": route.cancel_requested,
        "error": route.error,
        "created_by": route.created_by and route.created_by.get_username(),
        "created_at": route.created_at,
        "started_at": route.started_at,
        "ended_at": route.ended_at,
        "links": links,
    }


def detail(route: InspectionRoute, user) -> dict:
    """Return a route as a user may see it: staff the whole, others their own rounds."""
    body = summary(route)
    if access.rights_of(user).is_staff:
        body |= {"question": route.question, "figures": route.figures}
    rounds = access.visible_rounds(user).filter(route=route)
    return body | {"rounds": [round_body(one) for one in rounds]}


def round_body(one: RouteRound) -> dict:
    """Return a round with its stops and turns."""
    return {
        "id": one.public_id,
        "route": one.route.public_id,
        "route_name": one.route.name,
        "date": one.route.day.isoformat(),
        "starts_at": starts_at(one.route).isoformat(),
        "state": one.state,
        "number": one.number,
        "person": person(one),
        "limit_s": one.limit_s,
        "time_s": one.time_s,
        "length_m": one.length_m,
        "geometry": geojson(one.geom),
        "stops": [stop_body(stop) for stop in stops_of(one)],
        "turns": one.turns,
    }


def person(one: RouteRound) -> dict | None:
    """Return whose a round is: a chief's, a deputy's or nobody's yet."""
    who = one.chief or one.deputy
    if who is None:
        return None
    return {"kind": "chief" if one.chief else "deputy", "code": who.code, "name": who.name}


def round_name(one: RouteRound) -> str:
    """Return whose a round is, in words."""
    who = one.chief or one.deputy
    return who.name if who else _("Person %s") % one.number


def stop_body(stop: RouteStop) -> dict:
    """Return a stop with the geometry of what is visited there."""
    return {
        "order": stop.order,
        "kind": kind_of(stop),
        "code": place_of(stop).code,
        "name": stop_name(stop),
        "backwards": stop.backwards,
        "arrive_s": stop.arrive_s,
        "leave_s": stop.leave_s,
        "locked": stop.locked,
        "illustrative": place_of(stop).quality == "illustrative",
        "geometry": geojson(stop.geom),
    }


def geojson(geometry) -> dict | None:
    """Return a geometry as GeoJSON with 7 decimals."""
    if geometry is None:
        return None
    return _rounded(json.loads(geometry.geojson))


def _rounded(value):
    if isinstance(value, float):
        return round(value, 7)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value
