"""A route as GeoJSON: the ways of its rounds, their stops in order, and where they begin and end.

Each feature has a member ``part``: way, stop, mark, start or end, and the number of its round.
"""

from coverage.inspection.payload import geojson, round_name
from coverage.inspection.stops import clock, first_point, kind_of, place_of, stop_name, stops_of
from coverage.models import InspectionRoute, RouteRound, RouteStop


def features(route: InspectionRoute, rounds: list[RouteRound]) -> dict:
    """Return the feature collection of some rounds of a route.

    A stop comes twice: as what is visited there, and as a ``mark`` where one arrives.
    """
    return {
        "type": "FeatureCollection",
        "route": route.public_id,
        "name": route.name,
        "date": route.day.isoformat(),
        "features": [feature for one in rounds for feature in _round(route, one)],
    }


def _round(route: InspectionRoute, one: RouteRound):
    who = route.question["people"][one.number - 1]
    about = {
        "name": round_name(one),
        "state": one.state,
        "length_m": one.length_m,
        "time_s": one.time_s,
        "illustrative": True,
    }
    yield _feature(one, "way", geojson(one.geom), about)
    for part in ("start", "end"):
        place = who[part]
        point = {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
        yield _feature(one, part, point, {"name": place["name"]})
    for stop in stops_of(one):
        about = _about(route, stop)
        yield _feature(one, "stop", geojson(stop.geom), about, f"-{stop.order}")
        point = {"type": "Point", "coordinates": list(first_point(stop.geom))}
        yield _feature(one, "mark", point, about, f"-{stop.order}")


def _about(route: InspectionRoute, stop: RouteStop) -> dict:
    place = place_of(stop)
    return {
        "order": stop.order,
        "kind": kind_of(stop),
        "code": place.code,
        "name": stop_name(stop),
        "backwards": stop.backwards,
        "arrive": clock(route, stop.arrive_s),
        "leave": clock(route, stop.leave_s),
        "locked": stop.locked,
        "illustrative": place.quality == "illustrative",
    }


def _feature(one: RouteRound, part: str, geometry, about: dict, suffix: str = "") -> dict:
    return {
        "type": "Feature",
        "id": f"round-{one.number}-{part}{suffix}",
        "geometry": geometry,
        "properties": {"part": part, "round": one.number} | about,
    }
