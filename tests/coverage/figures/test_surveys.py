"""What a full survey has visited and what is left."""

from datetime import date

import pytest

from coverage.figures import surveys
from coverage.models import RiverChiefAssignment, Survey
from tests import register as make
from tests.coverage.figures import makers
from tests.coverage.figures.makers import DAY, ago

pytestmark = pytest.mark.django_db
FIRST, LAST = ago(20), ago(5)


@pytest.fixture
def unit():
    return make.unit()


@pytest.fixture
def village(unit):
    return makers.villages(unit, 1)[0]


@pytest.fixture
def segment(unit, village):
    return makers.segment(unit, village=village)


def survey(unit, first=FIRST, last=LAST, **values) -> Survey:
    return Survey.objects.create(
        subdistrict=unit, code="S1", name="Survey", valid_from=first, valid_to=last, **values
    )


def states(found) -> dict:
    return {one.place.code: one.state for one in found.targets}


def test_a_day_must_cover_enough_whoever_walks(unit, segment):
    chief, deputy = makers.chief(unit), make.deputy(unit)
    one = survey(unit)
    makers.walk(makers.patrol(unit, 10, chief), segment, 0, 0.5)
    makers.walk(makers.patrol(unit, 9, deputy, "supervision"), segment, 0.5, 1)
    halves = surveys.progress(one, DAY)
    assert states(halves) == {"R1-1": "left"}
    assert halves.targets[0].share == 0.5

    makers.walk(makers.patrol(unit, 9, chief), segment, 0.2, 0.5)
    found = surveys.progress(one, DAY)
    assert states(found) == {"R1-1": "done"}
    assert (found.targets[0].done_on, found.targets[0].share) == (ago(9), 0.8)


@pytest.mark.parametrize(
    ("days_ago", "state"), [(21, "left"), (20, "done"), (5, "done"), (4, "left")]
)
def test_only_what_was_walked_within_the_dates_counts(unit, segment, days_ago, state):
    one = survey(unit)
    makers.walk(makers.patrol(unit, days_ago, makers.chief(unit)), segment)
    assert states(surveys.progress(one, DAY)) == {"R1-1": state}


def test_a_patrol_that_is_not_valid_does_not_count(unit, segment):
    makers.walk(makers.patrol(unit, 9, makers.chief(unit), is_valid=False), segment)
    assert states(surveys.progress(survey(unit), DAY)) == {"R1-1": "left"}


def test_a_pond_is_seen_by_one_patrol(unit, village):
    pond, chief = makers.pond(unit, village), makers.chief(unit)
    one = survey(unit)
    for days in (10, 9):
        makers.patrol(unit, days, chief).water_visits.create(water_body=pond, shore_share=0.5)
    assert states(surveys.progress(one, DAY)) == {"P1": "left"}
    makers.patrol(unit, 8, chief).water_visits.create(water_body=pond, shore_share=0.8)
    assert states(surveys.progress(one, DAY)) == {"P1": "done"}


def test_the_first_day_that_was_enough_is_told(unit, segment):
    chief = makers.chief(unit)
    for days in (7, 12, 9):
        makers.walk(makers.patrol(unit, days, chief), segment)
    assert surveys.progress(survey(unit), DAY).targets[0].done_on == ago(12)


def test_targets_are_what_was_in_the_register_then(unit, village, segment):
    makers.pond(unit, village)
    makers.segment(unit, "R1-2", valid_from=ago(4))
    makers.segment(unit, "R1-3", valid_to=ago(30))
    one = survey(unit, ponds=False)
    assert states(surveys.progress(one, DAY)) == {"R1-1": "left"}
    assert states(surveys.progress(survey(unit, ago(200), DAY), DAY)).keys() == {
        "R1-1", "R1-2", "P1",
    }  # fmt: skip


def test_a_segment_without_a_course_is_not_known_and_stays_in_the_whole(unit):
    makers.segment(unit, quality="unlocated", geom=None)
    found = surveys.progress(survey(unit), DAY)
    assert states(found) == {"R1-1": "unknown"}
    assert found.summary()["all"] | {"share": 0.0} == {
        "count": 1, "done": 0, "left": 1, "share": 0.0,
        "length_m": 0, "done_m": 0, "share_m": None,
    }  # fmt: skip


def test_sums_by_kind_village_and_chief(unit, village, segment):
    chief = makers.chief(unit)
    RiverChiefAssignment.objects.create(
        code="A", chief=chief, river_segment=segment, level="village", valid_from=make.START
    )
    makers.segment(unit, "R1-2", sequence=2)
    makers.pond(unit, village)
    makers.walk(makers.patrol(unit, 9, chief), segment)
    found = surveys.progress(survey(unit), DAY)

    sums = found.summary()
    assert {kind: (one["done"], one["count"]) for kind, one in sums.items()} == {
        "all": (1, 3), "segment": (1, 2), "pond": (0, 1), "ditch": (0, 0),
    }  # fmt: skip
    assert sums["segment"]["share_m"] == 0.5
    assert sums["ditch"]["share"] is None
    assert [(row["village"], row["left"]) for row in found.by_village()] == [
        (village, 1),
        (None, 1),
    ]
    assert [(row["chief"], row["left"]) for row in found.by_chief()] == [(chief, 1), (None, 1)]
    assert {one.place.code for one in found.left} == {"R1-2", "P1"}


def test_phases_and_a_survey_before_its_first_day(unit, segment):
    makers.walk(makers.patrol(unit, 9, makers.chief(unit)), segment)
    one = survey(unit)
    assert surveys.progress(one, ago(5)).phase == "running"
    assert surveys.progress(one, ago(4)).phase == "ended"
    before = surveys.progress(one, ago(21))
    assert (before.phase, states(before)) == ("planned", {"R1-1": "left"})
    assert states(surveys.progress(one, ago(10))) == {"R1-1": "left"}


def test_a_survey_of_nothing(unit):
    found = surveys.progress(survey(unit), DAY)
    assert found.targets == found.by_village() == found.by_chief() == []
    assert found.summary()["all"]["share"] is None


def test_the_reference_surveys_are_in_different_phases():
    day = date(2026, 11, 22)
    found = {
        one.code: surveys.progress(one, day)
        for one in Survey.objects.filter(subdistrict=make.reference_unit())
    }
    assert {code: one.phase for code, one in found.items()} == {"SV01": "ended", "SV02": "running"}
    assert all(0 < one.summary()["all"]["share"] < 1 for one in found.values())
