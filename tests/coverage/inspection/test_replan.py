"""The rest of a round planned anew: what is done stays, the old plan is kept, nothing is half."""

import pytest
from django.core.exceptions import ValidationError

from coverage.analysis.errors import AnalysisError
from coverage.inspection import replan
from coverage.inspection.compare import first_plan
from coverage.inspection.replan import ChangedError, position_of
from coverage.inspection.rounds import StateError
from coverage.inspection.stops import stop_key, stops_of
from tests import register
from tests.coverage.inspection.conftest import DAY, finished

HERE = {"lon": 118.82, "lat": 35.13}


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(replan, "BUDGET_S", 0.2)


@pytest.fixture
def one(unit):
    route = finished(people=[{"start": "S1", "chief": "C1"}])
    route.rounds.update(state="accepted")
    return route.rounds.get()


@pytest.fixture
def user(one, unit):
    """Return the user of the chief whose round it is."""
    return register.user("patroller", unit, chief=one.chief)


def keys(one) -> list[str]:
    return [stop_key(stop) for stop in stops_of(one)]


def test_the_rest_starts_where_one_stands_and_what_is_done_stays(one, user):
    before, time_s = keys(one), one.time_s
    asked = position_of(one, HERE | {"done": before[:2], "spent_s": 3000})
    after = replan.replan(one, asked, user)
    assert keys(after)[:2] == before[:2]
    assert set(keys(after)) == set(before)
    stops = list(stops_of(after))
    assert [stop.order for stop in stops] == [1, 2, 3, 4, 5]
    assert all(stop.arrive_s >= 3000 for stop in stops[2:])
    assert after.time_s > 3000
    assert after.geom.coords[0][0] == pytest.approx((118.82, 35.13), abs=1e-6)
    assert after.turns[0]["en"] == "Start at where you are"
    history = after.route.figures["history"]
    assert [entry["key"] for entry in history[0]["stops"]] == before
    assert history[0]["time_s"] == time_s == first_plan(after)["time_s"]
    assert after.route.figures["bound_s"] is None
    assert after.route.figures["served"] == 5


def test_what_a_patrol_served_is_done_without_being_told(one, unit, user):
    patrol = register.patrol(one.chief, DAY, route_round=one)
    patrol.water_visits.create(water_body=unit.waterbody_set.get(), shore_share=1)
    after = replan.replan(one, position_of(one, HERE), user)
    assert keys(after)[0] == "pond:P1"
    assert len(keys(after)) == 5


def test_all_done_leads_to_the_end(one, user):
    after = replan.replan(one, position_of(one, HERE | {"done": keys(one), "spent_s": 60}), user)
    assert len(keys(after)) == 5
    assert after.turns[-1]["kind"] == "end"
    assert after.length_m > 1000


def test_no_time_left_leaves_the_rest_out(one, user):
    before = keys(one)
    after = replan.replan(
        one, position_of(one, HERE | {"done": before[:1], "spent_s": 14_399}), user
    )
    assert keys(after) == before[:1]
    left = after.route.figures["left_out"]
    assert {row["key"] for row in left} == set(before[1:])
    assert {row["reason"] for row in left} == {"limit"}


@pytest.mark.parametrize("state", ["planned", "declined", "walked", "cancelled"])
def test_only_what_is_under_way_is_replanned(one, state, user):
    one.route.rounds.update(state=state)
    one.refresh_from_db()
    with pytest.raises(StateError, match=state):
        replan.replan(one, position_of(one, HERE), user)


def test_changed_meanwhile_changes_nothing(one, monkeypatch, user):
    planned = replan._planned

    def slow(*arguments):
        result = planned(*arguments)
        one.stops.filter(order=5).delete()
        return result

    monkeypatch.setattr(replan, "_planned", slow)
    with pytest.raises(ChangedError):
        replan.replan(one, position_of(one, HERE), user)
    one.route.refresh_from_db()
    assert one.route.figures["history"] == []
    assert one.stops.count() == 4


def test_an_end_without_a_way_changes_nothing(one, unit, user):
    unit.road_set.all().delete()
    before = keys(one)
    with pytest.raises(AnalysisError):
        replan.replan(one, position_of(one, HERE), user)
    assert keys(one) == before


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"lon": 118.82}, "lat"),
        ({"lon": "118.82", "lat": 35.13}, "lon"),
        ({"lon": 35.13, "lat": 118.82}, "lat"),
        ({"lon": 119.9, "lat": 35.13}, "lon"),
        (HERE | {"done": ["R9"]}, "done"),
        (HERE | {"done": "R1-1"}, "done"),
        (HERE | {"spent_s": -1}, "spent_s"),
        (HERE | {"speed": 1}, "speed"),
    ],
)
def test_wrong_positions_are_refused_by_name(one, body, named):
    with pytest.raises(ValidationError) as refused:
        position_of(one, body)
    assert named in refused.value.message_dict
