"""A route computed by the worker: rounds and stops, what is left out, cancel, a killed worker."""

from datetime import date

import pytest
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from coverage.inspection import runs
from coverage.models import InspectionRoute
from coverage.runs import life, presence, recovery
from tests import register
from tests.coverage.inspection.conftest import ALL, ask_for, finished, work

pytestmark = pytest.mark.usefixtures("unit")


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """Keep the connection that holds the test's transaction; a worker renews old ones."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


def stops_of(route, number: int = 1) -> list:
    return list(route.rounds.get(number=number).stops.order_by("order"))


def test_a_route_waits_is_computed_apart_and_has_rounds():
    route = runs.ask(ask_for())
    assert (route.state, route.figures) == ("waiting", None)
    work()
    route.refresh_from_db()
    assert (route.state, route.progress, route.error) == ("done", 1, "")
    one = route.rounds.get()
    stops = stops_of(route)
    assert len(stops) == len(ALL) == route.figures["served"]
    assert [stop.order for stop in stops] == [1, 2, 3, 4, 5]
    times = [time for stop in stops for time in (stop.arrive_s, stop.leave_s)]
    assert times == sorted(times)
    assert times[-1] < one.time_s == pytest.approx(route.figures["time_s"], abs=1)
    assert 0 < route.figures["bound_s"] <= route.figures["time_s"]
    assert one.geom.geom_type == "MultiLineString"
    assert one.geom.srid == 4326
    assert route.figures["left_out"] == []


def test_the_times_of_stops_are_kept():
    stops = {
        place: stop.leave_s - stop.arrive_s
        for stop in stops_of(finished())
        for place, pk in (("board", stop.notice_board_id), ("village", stop.village_id))
        if pk
    }
    assert stops == pytest.approx({"board": 120, "village": 600}, abs=0.2)


def test_the_turn_list_names_roads_in_both_languages():
    turns = finished(codes=["R1-2"]).rounds.get().turns
    assert turns[0]["kind"] == "start"
    assert turns[-1]["kind"] == "end"
    assert any("沿淮海路向东" in turn["zh"] for turn in turns)
    assert any("Go east on 淮海路 for" in turn["en"] for turn in turns)
    assert [turn["stop"] for turn in turns if turn["kind"] == "visit"] == [1]
    assert all(turn["zh"] and turn["en"] and turn["lon"] for turn in turns)


def test_what_does_not_fit_is_left_out_and_what_is_fixed_stays():
    people = [{"start": "S1", "limit_min": 45}]
    route = finished(people=people, locked=[{"place": "P1", "person": 1}])
    kept = [stop for stop in stops_of(route) if stop.locked]
    assert [stop.water_body.code for stop in kept] == ["P1"]
    left = route.figures["left_out"]
    assert left
    assert {row["reason"] for row in left} == {"limit"}
    assert route.rounds.get().time_s <= 45 * 60


def test_what_is_flooded_or_not_located_is_told_with_its_reason(unit):
    register.pond(unit, "P2", geom=None, quality="unlocated")
    route = finished(codes=[*ALL, "P2"], flooded={"places": ["R1-1"], "note": "high water"})
    reasons = {row["key"]: row["reason"] for row in route.figures["left_out"]}
    assert reasons == {"segment:R1-1": "flooded", "pond:P2": "unlocated"}


def test_an_excluded_road_is_not_used():
    longer = finished(codes=["B1"], excluded_roads=["RD3"])
    usual = finished(codes=["B1"])
    assert "西环路" in str(usual.rounds.get().turns)
    assert "西环路" not in str(longer.rounds.get().turns)
    assert longer.rounds.get().time_s > usual.rounds.get().time_s


def test_without_any_road_it_fails_and_says_so():
    route = runs.ask(ask_for(excluded_roads=["RD1", "RD2"], flooded={"roads": ["RD3", "RD4"]}))
    work()
    route.refresh_from_db()
    assert route.state == "failed"
    assert "road" in route.error
    assert route.rounds.count() == 0


def test_what_is_due_is_visited_and_what_was_done_is_not(unit):
    chief = unit.riverchief_set.get(code="C1")
    segment = unit.riversegment_set.get(code="R1-1")
    other = unit.riversegment_set.get(code="R1-2")
    # Both were walked in summer, one of them again yesterday; each is owed once a week.
    for code, day, segments in (
        ("T1", date(2026, 7, 1), (segment, other)),
        ("T2", date(2026, 11, 19), (segment,)),
    ):
        patrol = register.patrol(chief, day, code)
        for one in segments:
            patrol.stretches.create(river_segment=one, start_m=0, end_m=one.length_m)
    route = finished(codes=[], visit=["segment"])
    assert [stop.river_segment.code for stop in stops_of(route)] == ["R1-2"]


def test_two_people_share_the_work():
    people = [{"start": "S1", "chief": "C1"}, {"start": {"lon": 118.84, "lat": 35.13}}]
    route = finished(people=people, locked=[{"place": "B1", "person": 2}])
    rounds = list(route.rounds.order_by("number"))
    assert [one.chief and one.chief.code for one in rounds] == ["C1", None]
    assert [one.state for one in rounds] == ["planned", "planned"]
    assert "board" in str(rounds[1].turns)
    assert sum(len(stops_of(route, number)) for number in (1, 2)) == len(ALL)


def test_a_cancelled_one_is_never_computed():
    route = runs.ask(ask_for())
    life.cancel(route)
    work()
    route.refresh_from_db()
    assert (route.state, route.figures) == ("cancelled", None)
    assert route.rounds.count() == 0


def test_cancelled_in_the_last_moment_has_no_rounds(monkeypatch):
    route = runs.ask(ask_for())
    computed = runs._computed

    def cancelled(one):
        result = computed(one)
        life.cancel(InspectionRoute.objects.get(pk=one.pk))
        return result

    monkeypatch.setattr(runs, "_computed", cancelled)
    work()
    route.refresh_from_db()
    assert (route.state, route.figures) == ("cancelled", None)
    assert route.rounds.count() == 0


def test_what_a_killed_worker_left_is_computed_by_another():
    route = runs.ask(ask_for())
    InspectionRoute.objects.update(state="running", progress=0.4)
    DBTaskResult.objects.get(pk=route.task_id).claim(presence.new_worker_id())
    assert recovery.recover() == 1
    route.refresh_from_db()
    assert (route.state, route.progress) == ("waiting", 0)
    work()
    route.refresh_from_db()
    assert route.state == "done"
    assert route.rounds.count() == 1
