"""Files of a route, read back by the libraries that others use."""

import gpxpy
import orjson
import pytest
from lxml import etree

from coverage.inspection.exports import FORMATS, file_name, writable
from tests import register
from tests.coverage.inspection.conftest import ALL, DAY, finished

KML = {"k": "http://www.opengis.net/kml/2.2"}


@pytest.fixture
def route(unit):
    return finished(people=[{"start": "S1", "chief": "C1"}, {"start": "S1"}], name="<洪水> & 'x'")


def written(route, form: str) -> bytes:
    return FORMATS[form][1](route, list(route.rounds.order_by("number")))


def test_gpx_has_waypoints_routes_and_tracks(route):
    file = gpxpy.parse(written(route, "gpx").decode())
    assert file.name == "<洪水> & 'x'"
    assert len(file.waypoints) == len(ALL)
    assert all(point.name and point.description for point in file.waypoints)
    assert [one.name for one in file.tracks] == [one.name for one in file.routes]
    assert "Chief C1" in file.tracks[0].name
    for track, one in zip(file.tracks, route.rounds.order_by("number"), strict=True):
        points = [point for segment in track.segments for point in segment.points]
        count = sum(len(line) for line in one.geom) if one.geom else 0
        assert len(points) == count
    assert all(point.name for way in file.routes for point in way.points)
    assert 118.79 < file.waypoints[0].longitude < 118.85
    assert 35.1 < file.waypoints[0].latitude < 35.16


def test_kml_has_a_folder_a_round(route):
    root = etree.fromstring(written(route, "kml"))
    assert root.findtext("k:Document/k:name", namespaces=KML) == "<洪水> & 'x'"
    folders = root.findall("k:Document/k:Folder", KML)
    assert len(folders) == 2
    points = root.xpath("//k:Point/k:coordinates/text()", namespaces=KML)
    assert len(points) == len(ALL)
    lon, lat = map(float, points[0].split(","))
    assert 118.79 < lon < 118.85
    assert 35.1 < lat < 35.16


def test_geojson_holds_ways_and_stops(route):
    found = orjson.loads(written(route, "geojson"))
    parts = [feature["properties"]["part"] for feature in found["features"]]
    assert parts.count("way") == parts.count("start") == parts.count("end") == 2
    assert parts.count("stop") == parts.count("mark") == len(ALL)
    stop = next(one for one in found["features"] if one["properties"]["part"] == "stop")
    assert stop["properties"]["arrive"] <= stop["properties"]["leave"]
    assert len({feature["id"] for feature in found["features"]}) == len(parts)


def test_a_route_without_any_stop_is_written_too(unit):
    empty = register.inspection_route(unit)
    register.route_round(empty)
    gpxpy.parse(written(empty, "gpx").decode())
    etree.fromstring(written(empty, "kml"))
    features = orjson.loads(written(empty, "geojson"))["features"]
    assert features[0]["geometry"] is None


def test_names_of_files_come_from_the_route(route):
    name = file_name(route, "2", "gpx")
    assert name == f"inspection-{DAY.isoformat()}-{route.public_id[:8]}-2.gpx"
    assert name.isascii()


def test_what_xml_cannot_carry_is_left_out():
    assert writable("a\x00b\x0b\ud800c\ufffe 汉\n") == "abc 汉\n"
