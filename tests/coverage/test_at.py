"""Who answers for a point on a day."""

from datetime import date

import pytest
from django.contrib.gis.geos import Point

from coverage.models import Deputy, Pairing, RiverChief, RiverChiefAssignment
from geo.models import RiverSegment
from tests import register

pytestmark = pytest.mark.django_db
INSIDE = "lon=118.83&lat=35.17"
# The unit of tests.register lies at 118.8, 35.1, where the reference data's neighbour is nothing.
THERE = "lon=120.805&lat=35.105"
JUNE = date(2026, 6, 1)


@pytest.fixture
def place(db):
    """A unit far from the reference data with a village, a segment, a station and people."""
    unit = register.unit(geom=register.square(120.8, 35.1, 0.1))
    village = register.village(
        unit, "V1", geom=register.square(120.8, 35.1), center=Point(120.805, 35.105, srid=4326)
    )
    register.village(unit, "V2", geom=register.square(120.81, 35.1))
    segment = RiverSegment.objects.create(
        subdistrict=unit,
        code="R1-1",
        name="upper",
        river=register.river(unit, geom=register.line((120.8, 35.12), (120.9, 35.12))),
        sequence=1,
        start_chainage_m=0,
        end_chainage_m=10,
        geom=register.line((120.8, 35.12), (120.9, 35.12)),
        **register.PLACE,
    )
    station = register.station(unit, geom=register.point(120.815, 35.105))
    pairing = Pairing.objects.create(
        code="P1", deputy=register.deputy(unit), village=village, valid_from=register.START
    )
    for code, first, last in (("C1", register.START, date(2026, 5, 31)), ("C2", JUNE, None)):
        chief = RiverChief.objects.create(
            subdistrict=unit, code=code, name=code, post="head", level="village",
            phone="000-3", valid_from=register.START,
        )  # fmt: skip
        RiverChiefAssignment.objects.create(
            code=code, chief=chief, river_segment=segment, level="village",
            valid_from=first, valid_to=last,
        )  # fmt: skip
    return {"village": village, "segment": segment, "station": station, "pairing": pairing}


@pytest.fixture
def ask(client):
    def asked(query: str, status: int = 200, **headers):
        response = client.get(f"/api/at?{query}", headers=headers)
        assert response.status_code == status, response.content
        return response.json()

    return asked


def test_a_point_has_a_village_a_segment_a_station_and_people(ask, place):
    found = ask(f"{THERE}&date=2026-06-01")
    segment, station = found.pop("segment"), found.pop("station")
    assert found == {
        "lon": 120.805,
        "lat": 35.105,
        "date": "2026-06-01",
        "subdistricts": [
            {"code": register.ELSEWHERE, "name": "Unit 990001002", "level": "township"}
        ],
        "village": {
            "id": place["village"].public_id,
            "code": "V1",
            "name": "Village V1",
            "short_name": "",
            "quality": "surveyed",
            "kind": "village",
        },
        "deputies": [{"code": "D1", "name": "Deputy D1", "level": "county", "since": "2020-01-01"}],
    }
    # 0.015 degrees of latitude at 35 north are 1,664 m; 0.01 of longitude 911.5 m.
    assert segment.pop("distance_m") == pytest.approx(1664, abs=2)
    assert segment["chiefs"] == [
        {"level": "village", "name": "C2", "post": "head", "since": "2026-06-01"}
    ]
    assert (segment["code"], segment["river"]) == ("R1-1", "River R1")
    assert station["code"] == "S1"
    assert station["distance_m"] == pytest.approx(911.5, abs=1)
    assert station["method"] == "straight_line"
    assert station["travel_time_s"] > station["distance_m"] / (20 / 3.6)


def test_the_chief_is_the_one_of_that_day(ask, place):
    names = {
        day: [chief["name"] for chief in ask(f"{THERE}&date={day}")["segment"]["chiefs"]]
        for day in ("2026-05-31", "2026-06-01")
    }
    assert names == {"2026-05-31": ["C1"], "2026-06-01": ["C2"]}


def test_a_pairing_that_ended_is_gone(ask, place):
    assert ask(f"{THERE}&date=2026-06-02")["deputies"]
    Pairing.objects.filter(pk=place["pairing"].pk).update(valid_to=JUNE)
    assert ask(f"{THERE}&date=2026-06-02")["deputies"] == []


def test_a_point_between_the_villages(ask, place):
    found = ask("lon=120.85&lat=35.15&date=2026-06-01")
    assert (found["village"], found["deputies"]) == (None, [])
    assert found["segment"]["code"] == "R1-1"


def test_a_unit_without_anything(ask, db):
    register.unit(geom=register.square(120.8, 35.1, 0.1))
    found = ask(f"{THERE}&date=2026-06-01")
    assert [found[name] for name in ("village", "segment", "station")] == [None, None, None]


def test_the_reference_data_answers_over_its_roads(ask):
    found = ask(INSIDE)
    assert [node["level"] for node in found["subdistricts"]] == [
        "province",
        "prefecture",
        "county",
        "township",
    ]
    assert found["village"]["code"].startswith("371327001")
    assert found["station"]["method"] == "network"
    assert found["station"]["travel_time_s"] > 0
    assert {chief["level"] for chief in found["segment"]["chiefs"]} <= {
        "county",
        "subdistrict",
        "village",
    }


def test_nothing_private_is_told(ask, place, client):
    Deputy.objects.update(phone="13900009999", home_address="九号楼")
    RiverChief.objects.update(phone="13900009999")
    text = client.get(f"/api/at?{THERE}&date=2026-06-01").content.decode()
    assert "13900009999" not in text
    assert "九号楼" not in text
    assert "phone" not in text


def test_a_current_answer_is_not_sent_again(client, place):
    address = f"/api/at?{THERE}&date=2026-06-01"
    known = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": known}).status_code == 304
    RiverChief.objects.filter(code="C2").update(name="renamed")
    fresh = client.get(address, headers={"If-None-Match": known})
    assert fresh.json()["segment"]["chiefs"][0]["name"] == "renamed"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "lon"),
        ("lon=118", "lat"),
        ("lat=35", "lon"),
        ("lon=x&lat=35", "lon"),
        ("lon=118&lat=", "lat"),
        ("lon=nan&lat=35", "lon"),
        ("lon=1e999&lat=35", "lon"),
        ("lon=181&lat=35", "lon"),
        ("lon=-118&lat=-95", "lat"),
        (f"{INSIDE}&date=2026-02-30", "date"),
        (f"{INSIDE}&date=today", "date"),
        (f"{INSIDE}&f=xml", "f"),
        (f"{INSIDE}&day=2026-01-01", "day"),
        (f"{INSIDE}&lat=35", "lat"),
    ],
)
def test_a_wrong_parameter_is_named(ask, query, parameter):
    problem = ask(query, status=400)
    assert problem["parameter"] == parameter
    assert problem["expected"]


def test_swapped_coordinates_are_recognised(ask):
    problem = ask("lon=35.17&lat=118.83", status=400)
    assert "35.17,118.83 looks swapped" in problem["detail"]
    assert problem["expected"] == "lon=118.83&lat=35.17"


def test_a_point_outside_everything_is_not_found(ask):
    problem = ask("lon=10&lat=50", status=404)
    assert problem["value"] == "10.0,50.0"
    assert "swapped" not in problem["detail"]


def test_swapped_coordinates_that_both_could_be_are_questioned(ask, db):
    register.unit(geom=register.square(48.8, 35.1, 0.1))
    problem = ask("lon=35.15&lat=48.85", status=404)
    assert "It looks swapped: ask for lon=48.85&lat=35.15" in problem["detail"]


def test_before_the_first_day_nothing_is_there(ask):
    assert ask(f"{INSIDE}&date=1900-01-01", status=404)["expected"]
