"""Whole answers, compared with what was written by hand."""

from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from coverage.models import Pairing, RiverChief, RiverChiefAssignment
from geo.models import RiverSegment
from tests import register
from tests.geo.features.conftest import ITEMS, OURS

pytestmark = pytest.mark.django_db
HOSTILE = "</script><b>`${x}`\"'\\ 村"


def test_a_village(get, unit):
    hole = ((118.802, 35.102), (118.802, 35.104), (118.804, 35.104), (118.802, 35.102))
    clockwise = ((118.8, 35.1), (118.8, 35.11), (118.81, 35.11), (118.81, 35.1), (118.8, 35.1))
    village = register.village(
        unit,
        "V1",
        name=HOSTILE,
        short_name="V",
        population=120,
        quality="illustrative",
        geom=MultiPolygon(Polygon(clockwise, hole), srid=4326),
        valid_to=date(2099, 12, 31),
    )
    village.refresh_from_db()
    answer = get(f"{ITEMS}?{OURS}")
    assert answer["features"] == [
        {
            "type": "Feature",
            "id": village.public_id,
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [
                        [
                            [118.8, 35.1],
                            [118.81, 35.1],
                            [118.81, 35.11],
                            [118.8, 35.11],
                            [118.8, 35.1],
                        ],
                        [
                            [118.802, 35.102],
                            [118.802, 35.104],
                            [118.804, 35.104],
                            [118.802, 35.102],
                        ],
                    ]
                ],
            },
            "properties": {
                "code": "V1",
                "name": HOSTILE,
                "short_name": "V",
                "kind": "village",
                "population": 120,
                "subdistrict": register.ELSEWHERE,
                "subdistrict_name": f"Unit {register.ELSEWHERE}",
                "area_m2": round(village.area_m2, 2),
                "quality": "illustrative",
                "source": "made for a test",
                "as_of": "2020-01-01",
                "valid_from": "2020-01-01",
                "valid_to": "2099-12-31",
            },
        }
    ]


def test_a_place_that_is_not_located(get, unit):
    register.station(unit, geom=None, quality="unlocated")
    (feature,) = get(f"/api/collections/stations/items?{OURS}")["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["village_code"] is None
    assert feature["properties"]["quality"] == "unlocated"


def test_a_deputy_has_no_geometry_and_nothing_private(get, unit):
    deputy = register.deputy(unit, station=register.station(unit), home_address="nowhere 1")
    (feature,) = get(f"/api/collections/deputies/items?{OURS}")["features"]
    assert feature == {
        "type": "Feature",
        "id": deputy.public_id,
        "geometry": None,
        "properties": {
            "code": "D1",
            "name": "Deputy D1",
            "level": "county",
            "district_code": None,
            "district_name": None,
            "electing_unit": "",
            "group_code": "GD1",
            "group_name": "Group D1",
            "station_code": "S1",
            "station_name": "Station S1",
            "subdistrict": register.ELSEWHERE,
            "subdistrict_name": f"Unit {register.ELSEWHERE}",
            "valid_from": "2020-01-01",
            "valid_to": None,
        },
    }


def test_a_pairing_lies_at_the_centre_of_its_village(get, unit):
    village = register.village(unit, "V1", center=Point(118.805, 35.105, srid=4326))
    Pairing.objects.create(
        code="P1", deputy=register.deputy(unit), village=village, valid_from=register.START
    )
    (feature,) = get("/api/collections/pairings/items?deputy_code=D1&village_code=V1")["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [118.805, 35.105]}
    assert feature["properties"]["village_name"] == "Village V1"


def test_a_term_of_office_has_the_segment_and_no_phone(get, unit):
    segment = RiverSegment.objects.create(
        subdistrict=unit,
        code="R1-1",
        name="upper",
        river=register.river(unit),
        sequence=1,
        start_chainage_m=0,
        end_chainage_m=1,
        geom=register.line(),
        **register.PLACE,
    )
    chief = RiverChief.objects.create(
        subdistrict=unit, code="C1", name="Chief", post="head", level="village", phone="000-2",
        valid_from=register.START,
    )  # fmt: skip
    RiverChiefAssignment.objects.create(
        code="A1", chief=chief, river_segment=segment, level="village", valid_from=register.START
    )
    address = "/api/collections/river-chief-assignments/items?river_segment_code=R1-1"
    (feature,) = get(address)["features"]
    assert feature["geometry"]["coordinates"] == [[118.8, 35.1], [118.81, 35.11]]
    assert feature["properties"] == {
        "code": "A1",
        "chief_code": "C1",
        "chief_name": "Chief",
        "chief_post": "head",
        "level": "village",
        "river_segment_code": "R1-1",
        "river_segment_name": "upper",
        "river_name": "River R1",
        "quality": "surveyed",
        "valid_from": "2020-01-01",
        "valid_to": None,
    }


def test_measures_have_two_decimals(get):
    for feature in get("/api/collections/river-segments/items?limit=100")["features"]:
        for name in ("length_m", "start_chainage_m", "end_chainage_m"):
            value = feature["properties"][name]
            assert value == round(value, 2)


def test_the_reference_data_says_what_is_illustrative(get):
    for feature in get(f"{ITEMS}?subdistrict=371327001&limit=100")["features"]:
        assert feature["properties"]["quality"] == "illustrative"
    assert "示意" in get("/api/collections/villages")["description"]
    english = get("/api/collections/villages", **{"Accept-Language": "en"})
    assert (english["title"], "示意" in english["description"]) == (
        "Villages and communities",
        True,
    )
