"""What is asked of a route: what is refused and why, and what is kept of what is right."""

import math

import pytest
from django.core.exceptions import ValidationError

from coverage.inspection.question import asked
from tests import register
from tests.coverage.inspection.conftest import ALL, body

pytestmark = pytest.mark.usefixtures("unit")
PERSON = {"start": "S1"}


def faults(**members) -> dict:
    """Return the texts of what is refused, by the paths of the members."""
    with pytest.raises(ValidationError) as refused:
        asked(body(**members))
    return refused.value.message_dict


WRONG = [
    ({"date": "2026-02-30"}, "date"),
    ({"date": 20261120}, "date"),
    ({"subdistrict": "nowhere"}, "subdistrict"),
    ({"name": "x" * 81}, "name"),
    ({"name": "a\0b"}, "name"),
    ({"people": []}, "people"),
    ({"people": [PERSON] * 11}, "people"),
    ({"people": ["S1"]}, "people"),
    ({"people": [{}]}, "people[0].start"),
    ({"people": [{"start": "S9"}]}, "people[0].start"),
    ({"people": [{"start": 7}]}, "people[0].start"),
    ({"people": [{"start": {"lon": 118.8}}]}, "people[0].start.lat"),
    ({"people": [{"start": {"lon": math.nan, "lat": 35.1}}]}, "people[0].start.lon"),
    ({"people": [{"start": {"lon": True, "lat": 35.1}}]}, "people[0].start.lon"),
    # Latitude before longitude, and a place in another county.
    ({"people": [{"start": {"lon": 35.1, "lat": 89.9}}]}, "people[0].start"),
    ({"people": [{"start": {"lon": 119.8, "lat": 35.1}}]}, "people[0].start"),
    ({"people": [{"start": {"lon": 118.8, "lat": 35.1, "z": 1}}]}, "people[0].start.z"),
    ({"people": [PERSON | {"end": "S9"}]}, "people[0].end"),
    ({"people": [PERSON | {"limit_min": 9}]}, "people[0].limit_min"),
    ({"people": [PERSON | {"limit_min": 60.5}]}, "people[0].limit_min"),
    ({"people": [PERSON | {"chief": "C9"}]}, "people[0].chief"),
    ({"people": [PERSON | {"deputy": "D1", "chief": "C1"}]}, "people[0].deputy"),
    ({"people": [PERSON | {"chief": "C1"}] * 2}, "people[1].chief"),
    ({"people": [PERSON | {"speed": 4}]}, "people[0].speed"),
    ({"codes": []}, "visit"),
    ({"codes": ["R9-9"]}, "codes"),
    ({"codes": "R1-1"}, "codes"),
    ({"codes": [1]}, "codes"),
    ({"visit": ["rivers"]}, "visit"),
    ({"locked": [{"place": "R1-1", "person": 2}]}, "locked[0].person"),
    ({"locked": [{"place": "R9-9", "person": 1}]}, "locked[0].place"),
    ({"locked": [{"person": 1}]}, "locked[0].place"),
    ({"locked": [{"place": "R1-1", "person": 1}] * 2}, "locked[1].place"),
    ({"excluded_roads": ["RD9"]}, "excluded_roads"),
    ({"flooded": ["RD1"]}, "flooded"),
    ({"flooded": {"roads": ["RD9"]}}, "flooded.roads"),
    ({"flooded": {"places": ["R9-9"]}}, "flooded.places"),
    ({"flooded": {"note": 5}}, "flooded.note"),
    ({"flooded": {"depth_m": 1}}, "flooded.depth_m"),
    ({"mode": "boat"}, "mode"),
    ({"mode": ["foot"]}, "mode"),
    ({"start_time": "8:30"}, "start_time"),
    ({"start_time": "24:00"}, "start_time"),
    ({"duty": "both"}, "duty"),
    ({"due_of": "people", "visit": ["segment"]}, "due_of"),
    ({"stop_minutes": {"board": -1}}, "stop_minutes.board"),
    ({"stop_minutes": {"river": 1}}, "stop_minutes.river"),
    ({"balance": "yes"}, "balance"),
    ({"seconds": 0}, "seconds"),
    ({"seconds": 61}, "seconds"),
    ({"seconds": True}, "seconds"),
    ({"speed": 1}, "speed"),
]


@pytest.mark.parametrize(("members", "named"), WRONG)
def test_what_is_wrong_is_named_and_alone(members, named):
    found = faults(**members)
    assert list(found) == [named]
    assert all(text for text in found[named])


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_a_body_is_an_object(value):
    with pytest.raises(ValidationError):
        asked(value)


def test_several_faults_are_told_at_once():
    found = faults(seconds=99, people=[{"start": "S9", "limit_min": 1}])
    assert set(found) == {"seconds", "people[0].start", "people[0].limit_min"}


def test_defaults_are_kept_with_what_was_asked():
    found = asked(body(people=[{"start": "S1", "chief": "C1"}]))
    assert found.data == {
        "mode": "ebike",
        "start_time": "08:30",
        "duty": "chief",
        "due_of": "everybody",
        "visit": [],
        "codes": ALL,
        "people": [
            {
                "chief": "C1",
                "deputy": None,
                "name": "Chief C1",
                "start": {"station": "S1", "name": "Station S1", "lon": 118.8, "lat": 35.13},
                "end": {"station": "S1", "name": "Station S1", "lon": 118.8, "lat": 35.13},
                "limit_min": 240,
            }
        ],
        "locked": [],
        "excluded_roads": [],
        "flooded": {"roads": [], "places": [], "note": ""},
        "stop_minutes": {"segment": 0, "pond": 0, "ditch": 0, "board": 2, "village": 10},
        "balance": False,
        "seconds": 1,
    }
    assert found.name


def test_a_code_that_names_two_places_must_say_which(unit):
    register.pond(unit, code="R1-1")
    assert "pond:R1-1" in faults(codes=["R1-1"])["codes"][0]
    assert asked(body(codes=["pond:R1-1"])).data["codes"] == ["pond:R1-1"]


def test_what_somebody_must_visit_is_visited_even_if_nobody_asked_for_it():
    found = asked(body(codes=["R1-1"], locked=[{"place": "P1", "person": 1}]))
    assert found.data["codes"] == ["segment:R1-1", "pond:P1"]


def test_a_chief_who_left_cannot_be_asked(unit):
    register.chief(unit, "C2", valid_to=register.START)
    assert list(faults(people=[PERSON | {"chief": "C2"}])) == ["people[0].chief"]
