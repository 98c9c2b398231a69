"""A round beside what was walked: served or not, lengths and times, only what one may see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.gis.geos import LineString, MultiLineString

from coverage.inspection.compare import compared, covered_of
from coverage.models import PatrolTrack, RouteRound
from tests import register
from tests.coverage.inspection.conftest import DAY, finished

BEGUN = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)


@pytest.fixture
def one(unit):
    route = finished(people=[{"start": "S1", "chief": "C1"}])
    route.rounds.update(state="accepted")
    return route.rounds.get()


@pytest.fixture
def committee(unit):
    return register.user("committee", unit)


def walked(one: RouteRound, **values):
    """Make the patrol of the round's chief that day."""
    hours = {"started_at": BEGUN, "ended_at": BEGUN + timedelta(hours=2), "walked_m": 5000.0}
    return register.patrol(one.chief, DAY, route_round=one, **{**hours, **values})


def served(found: dict) -> dict[str, bool]:
    return {stop["key"]: stop["served"] for stop in found["stops"]}


def test_nothing_was_walked(one, committee):
    found = compared(one, committee)
    assert set(served(found).values()) == {False}
    assert found["walked"] == {"length_m": 0, "time_s": 0, "stops": 0}
    assert found["planned"]["stops"] == 5
    assert found["covered"]["features"] == []


def test_segments_and_ponds_by_their_share(one, committee, unit):
    patrol = walked(one)
    first, second = unit.riversegment_set.order_by("code")
    length_m = first.length_m
    # Two parts that overlap count once: 0.9 of the first, 0.5 of the second.
    for part in ((0, 0.5), (0.4, 0.9)):
        start, end = (share * length_m for share in part)
        patrol.stretches.create(river_segment=first, start_m=start, end_m=end)
    patrol.stretches.create(river_segment=second, start_m=0, end_m=0.5 * second.length_m)
    patrol.water_visits.create(water_body=unit.waterbody_set.get(), shore_share=0.85)
    found = compared(one, committee)
    shares = {stop["key"]: stop["share"] for stop in found["stops"]}
    assert shares["segment:R1-1"] == pytest.approx(0.9)
    assert served(found) == {
        "segment:R1-1": True,
        "segment:R1-2": False,
        "pond:P1": True,
        "board:B1": False,
        "village:V1": False,
    }
    assert found["walked"] == {"length_m": 5000, "time_s": 7200, "stops": 2}
    assert len(found["covered"]["features"]) == 2
    assert len(covered_of([one], committee)["features"]) == 2


def test_a_track_that_passes_serves_a_board_and_one_far_off_does_not(one, committee, unit):
    board = unit.noticeboard_set.get().geom
    patrol = walked(one)
    near = LineString((board.x, board.y - 0.01), (board.x, board.y + 0.01), srid=4326)
    track = PatrolTrack.objects.create(patrol=patrol, source="gpx", geom=MultiLineString(near))
    assert served(compared(one, committee))["board:B1"]
    assert not served(compared(one, committee))["village:V1"]
    track.geom = MultiLineString(LineString((118.80, 35.10), (118.80, 35.11), srid=4326))
    track.save()
    assert not served(compared(one, committee))["board:B1"]


def test_what_was_walked_without_being_planned_is_told(one, committee, unit):
    patrol = walked(one)
    other = register.segment(
        unit.river_set.get(), "R1-3", geom=register.line((118.83, 35.149), (118.838, 35.149))
    )
    patrol.stretches.create(river_segment=other, start_m=0, end_m=100)
    assert [row["key"] for row in compared(one, committee)["also"]] == ["segment:R1-3"]


def test_patrols_that_one_may_not_see_are_not_looked_at(one, unit):
    patrol = walked(one)
    patrol.water_visits.create(water_body=unit.waterbody_set.get(), shore_share=1)
    station = unit.liaisonstation_set.get()
    coordinator = register.user("coordinator", unit, name="coordinator", station=station)
    assert compared(one, coordinator)["patrols"] == []
    chief = register.user("patroller", unit, name="chief", chief=one.chief)
    assert compared(one, chief)["patrols"] == [patrol.public_id]
