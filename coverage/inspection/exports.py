"""Routes as files for phones and maps: GPX, KML and GeoJSON."""

from xml.etree import ElementTree

import gpxpy.gpx
import orjson

from coverage.inspection.features import features
from coverage.inspection.payload import round_name
from coverage.inspection.stops import clock, first_point, starts_at, stop_name, stops_of
from coverage.models import InspectionRoute, RouteRound
from geo.features.files.text import writable
from geo.features.negotiation import GEOJSON

KML = "http://www.opengis.net/kml/2.2"
NOTE = "示意：几何图形未经测量 / illustrative: geometry was not surveyed"


def file_name(route: InspectionRoute, number: str | None, form: str) -> str:
    """Return the name of the file: the day, the route's id and the round's number."""
    part = f"-{number}" if number else ""
    return f"inspection-{route.day.isoformat()}-{route.public_id[:8]}{part}.{form}"


def gpx(route: InspectionRoute, rounds: list[RouteRound]) -> bytes:
    """Return GPX 1.1: stops as waypoints, turns as a route and the way as a track a round."""
    file = gpxpy.gpx.GPX()
    file.creator = "Shizilu map service"
    file.name, file.description = writable(route.name), NOTE
    file.time = starts_at(route)
    for one in rounds:
        file.waypoints += [_waypoint(route, one, stop) for stop in stops_of(one)]
        file.routes.append(_route(one))
        file.tracks.append(_track(one))
    return file.to_xml(version="1.1").encode()


def _waypoint(route, one: RouteRound, stop) -> gpxpy.gpx.GPXWaypoint:
    lon, lat = first_point(stop.geom)
    return gpxpy.gpx.GPXWaypoint(
        lat,
        lon,
        name=writable(f"{one.number}-{stop.order} {stop_name(stop)}"),
        description=f"{clock(route, stop.arrive_s)}–{clock(route, stop.leave_s)}",
    )


def _route(one: RouteRound) -> gpxpy.gpx.GPXRoute:
    made = gpxpy.gpx.GPXRoute(name=round_title(one), number=one.number)
    made.points = [
        gpxpy.gpx.GPXRoutePoint(
            turn["lat"],
            turn["lon"],
            name=writable(turn["zh"]),
            description=writable(turn["en"]),
        )
        for turn in one.turns
        if turn["lon"] is not None
    ]
    return made


def _track(one: RouteRound) -> gpxpy.gpx.GPXTrack:
    made = gpxpy.gpx.GPXTrack(name=round_title(one), number=one.number)
    made.segments = [
        gpxpy.gpx.GPXTrackSegment([gpxpy.gpx.GPXTrackPoint(lat, lon) for lon, lat in line])
        for line in lines_of(one)
    ]
    return made


def kml(route: InspectionRoute, rounds: list[RouteRound]) -> bytes:
    """Return KML 2.2: a folder a round with its way and its stops."""
    ElementTree.register_namespace("", KML)
    root = ElementTree.Element(f"{{{KML}}}kml")
    document = _named(root, "Document", route.name, NOTE)
    for one in rounds:
        folder = _named(document, "Folder", round_title(one))
        way = _named(_placemark(folder, round_title(one)), "MultiGeometry")
        for line in lines_of(one):
            _coordinates(_named(way, "LineString"), line)
        for stop in stops_of(one):
            about = f"{clock(route, stop.arrive_s)}–{clock(route, stop.leave_s)}"
            mark = _placemark(folder, f"{stop.order} {stop_name(stop)}", about)
            _coordinates(_named(mark, "Point"), [first_point(stop.geom)])
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _named(parent, tag: str, name: str = "", description: str = "") -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{KML}}}{tag}")
    for part, text in (("name", name), ("description", description)):
        if text:
            ElementTree.SubElement(made, f"{{{KML}}}{part}").text = writable(text)
    return made


def _placemark(folder, name: str, description: str = "") -> ElementTree.Element:
    return _named(folder, "Placemark", name, description)


def _coordinates(parent, points: list[tuple[float, float]]) -> None:
    text = " ".join(f"{lon:.7f},{lat:.7f}" for lon, lat in points)
    ElementTree.SubElement(parent, f"{{{KML}}}coordinates").text = text


def geojson_file(route: InspectionRoute, rounds: list[RouteRound]) -> bytes:
    """Return the features of the route."""
    return orjson.dumps(features(route, rounds))


def round_title(one: RouteRound) -> str:
    """Return the name of a round in a file: its number and whose it is."""
    return writable(f"{one.number} {round_name(one)}")


def lines_of(one: RouteRound) -> list[list[tuple[float, float]]]:
    """Return the lines of a round's way as longitude and latitude."""
    if one.geom is None:
        return []
    return [[(round(lon, 7), round(lat, 7)) for lon, lat in line.coords] for line in one.geom]


FORMATS = {
    "gpx": ("application/gpx+xml", gpx),
    "kml": ("application/vnd.google-earth.kml+xml", kml),
    "geojson": (GEOJSON, geojson_file),
}
