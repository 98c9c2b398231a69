"""What scenarios promise is what the register's own figures say once somebody enters it."""

import numpy as np
import pytest
import shapely
from django.contrib.gis.geos import Point

from coverage.figures import layers, register, service
from coverage.models import Deputy, Pairing
from coverage.scenarios import compare
from geo.models import LiaisonStation, Road, Village
from tests.coverage.scenarios.conftest import DAY, ask_for, finished, result_of

pytestmark = pytest.mark.django_db
MEASURES = ("villages", "people", "area_m2")


def service_now(unit, minutes: int = 15, mode: str = "ebike") -> dict:
    found = register.read(unit, DAY)
    return layers.layer(found, service.reach(found, minutes, mode), "service").summary()


def pairing_now(unit) -> dict:
    found = register.read(unit, DAY)
    return layers.layer(found, service.reach(found, 15, "ebike"), "pairing").summary()


def enter_stations(result: dict) -> None:
    """Enter the proposed stations in the register, as somebody of the staff would."""
    known = LiaisonStation.objects.as_of(DAY).first()
    for number, station in enumerate(row for row in result["stations"] if row["proposed"]):
        known.pk, known.code = None, f"NEW{number}"
        known.public_id = f"new-{number}"
        known.geom = Point(station["lon"], station["lat"], srid=4326)
        known._state.adding = True
        known.save()


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "maximal_covering", "k": 2},
        {"kind": "p_median", "k": 2},
        {"kind": "p_center", "k": 1, "mode": "car", "minutes": 8},
        {"kind": "set_covering"},
    ],
    ids=lambda asked: asked["kind"],
)
def test_stations_that_are_entered_give_the_figures_that_were_promised(unit, asked):
    rule = asked.get("minutes", 15), asked.get("mode", "ebike")
    result = result_of(ask_for(**asked))
    before = service_now(unit, *rule)
    for measure in MEASURES:
        assert result["before"][measure]["covered"] == pytest.approx(
            before[measure]["covered"], abs=1
        )
    enter_stations(result)
    after = service_now(unit, *rule)
    for measure in MEASURES:
        assert result["after"][measure]["covered"] == pytest.approx(
            after[measure]["covered"], abs=1
        )
        assert result["after"][measure]["gap"] == pytest.approx(after[measure]["gap"], abs=1)
    assert result["solver"]["proven"]


def test_the_rows_of_the_villages_add_up_to_the_shares(unit):
    result = result_of(ask_for(kind="maximal_covering", k=3))
    for when in ("before", "after"):
        covered = [row for row in result["villages"] if row[when] == "covered"]
        assert len(covered) == result[when]["villages"]["covered"]
        assert sum(row["people"] for row in covered) == result[when]["people"]["covered"]
    assert result["solver"]["objective"] == result["after"]["people"]["covered"]
    nearest = sum(station["villages"] for station in result["stations"])
    assert nearest == len(result["villages"])
    for row in result["villages"]:
        assert row["after_s"] <= row["before_s"]


def test_one_station_more_is_the_best_of_all_places(unit):
    result = result_of(ask_for(kind="maximal_covering", k=1))
    chosen = next(row for row in result["stations"] if row["proposed"])
    found = register.read(unit, DAY)
    people = np.array([village.population for village in found.villages.rows])
    best = 0
    for center in found.centers:
        # Each place in turn with the stations that stand, by the model's own definition.
        times = service.station_times(
            service.road_network(found),
            np.vstack([shapely.get_coordinates(found.stations.shapes), center]),
            "ebike",
        )
        best = max(best, people[times.at(found.centers).min(axis=0) <= 900].sum())
    assert result["after"]["people"]["covered"] == best
    assert chosen["village"] in {village.code for village in found.villages.rows}


def test_gaps_before_and_after_have_the_areas_that_are_told(unit):
    result = result_of(ask_for(kind="maximal_covering", k=1))
    for when in ("before", "after"):
        drawn_m2 = sum(gap["area_m2"] for gap in result["gaps"][when])
        told = result[when]["area_m2"]["gap"] - result[when]["dropped_m2"]
        assert drawn_m2 == pytest.approx(told, abs=1)
        for gap in result["gaps"][when]:
            shape = shapely.geometry.shape(gap["geometry"])
            assert shape.is_valid
            assert 118.7 < shape.bounds[0] < shape.bounds[2] < 119.0


def test_fewest_stations_leave_nobody_out_and_one_less_does(unit):
    result = result_of(ask_for(kind="set_covering"))
    needed = sum(row["proposed"] for row in result["stations"])
    assert result["after"]["villages"]["gap"] == 0
    with_one_less = result_of(ask_for(kind="maximal_covering", k=needed - 1))
    assert with_one_less["after"]["villages"]["gap"] > 0


def test_given_points_are_named_and_lie_in_their_village(unit):
    points = [{"name": "东集市", "lon": 118.877, "lat": 35.1702}, {"lon": 118.83, "lat": 35.16}]
    asked = ask_for(kind="p_median", k=2, candidates="points", points=points)
    result = result_of(asked)
    proposed = [row for row in result["stations"] if row["proposed"]]
    assert {row["name"] for row in proposed} >= {"东集市"}
    for row in proposed:
        village = Village.objects.get(code=row["village"])
        assert village.geom.contains(Point(row["lon"], row["lat"], srid=4326))


def test_without_roads_it_says_straight_line(unit):
    Road.objects.all().delete()
    assert result_of(ask_for(kind="p_center", k=1))["travel_method"] == "straight_line"


def test_without_a_station_the_first_one_is_proposed(unit):
    LiaisonStation.objects.update(valid_to="2020-01-01")
    result = result_of(ask_for(kind="maximal_covering", k=1))
    assert result["before"]["villages"]["covered"] == 0
    assert result["before"]["longest_s"] is None
    assert len(result["stations"]) == 1
    assert result["after"]["villages"]["covered"] > 0


def test_a_village_without_committee_point_stays_unknown(unit):
    Village.objects.filter(code="371327001203").update(center=None)
    result = result_of(ask_for(kind="p_median", k=1))
    row = next(row for row in result["villages"] if row["code"] == "371327001203")
    assert (row["before"], row["after"], row["after_s"]) == ("unknown", "unknown", None)
    assert result["after"]["villages"]["unknown"] == 1


def test_pairs_that_are_entered_give_the_figures_that_were_promised(unit):
    result = result_of(ask_for(kind="pairing"))
    assert result["before"]["villages"]["covered"] == pairing_now(unit)["villages"]["covered"] == 30
    for pair in result["pairs"]:
        Pairing.objects.create(
            code=f"N{pair['village']}",
            deputy=Deputy.objects.as_of(DAY).get(code=pair["deputy"]),
            village=Village.objects.as_of(DAY).get(code=pair["village"]),
            valid_from=DAY,
        )
    after = pairing_now(unit)
    for measure in MEASURES:
        assert result["after"][measure]["covered"] == pytest.approx(
            after[measure]["covered"], abs=1
        )


def test_pairs_keep_to_limits_and_groups(unit):
    result = result_of(ask_for(kind="pairing", limit=2))
    for row in result["deputies"]:
        assert row["after"] <= row["limit"]
    station_of = {row["code"]: row["station"] for row in result["villages"]}
    for pair in result["pairs"]:
        deputy = Deputy.objects.as_of(DAY).get(code=pair["deputy"])
        assert deputy.level == "county"
        assert deputy.group.station.short_name == station_of[pair["village"]]
    placed = {pair["village"] for pair in result["pairs"]}
    left = {row["village"] for row in result["left"]}
    bare = {row["code"] for row in result["villages"] if row["before"] == "gap"}
    assert placed | left == bare
    assert not placed & left


def test_with_no_room_left_every_village_says_why(unit):
    result = result_of(ask_for(kind="pairing", limit=1))
    assert result["pairs"] == []
    assert {row["reason"] for row in result["left"]} == {"full"}
    assert len(result["left"]) == 20
    assert result["before"] == result["after"]


def test_without_group_boundaries_less_is_travelled(unit):
    within = result_of(ask_for(kind="pairing", limit=3))
    free = result_of(ask_for(kind="pairing", limit=3, within_groups="false"))
    assert len(free["pairs"]) >= len(within["pairs"])
    assert free["solver"]["objective"] <= within["solver"]["objective"]


def test_a_pairing_result_knows_no_phone_and_no_home(unit):
    Deputy.objects.update(phone="09900001234", home_address="示例小区七号楼")
    text = str(result_of(ask_for(kind="pairing")))
    assert "0990000" not in text
    assert "示例小区" not in text


def test_measures_compare_the_scenario_with_how_it_was(unit):
    scenario = finished(kind="maximal_covering", k=1)
    this, was = compare.side_of(scenario), compare.before(scenario)
    rows = {row["key"]: row for row in compare.measures(scenario.kind, this, was)}
    gained = compare.gained_and_lost(this, was, {})
    assert rows["villages.covered"]["difference"] == len(gained["gained"]) > 0
    assert gained["lost"] == []
    assert rows["villages.gap"]["better"] is True
    assert rows["mean_s"]["difference"] <= 0


def test_today_is_read_from_the_register_as_it_stands(unit):
    scenario = finished(kind="pairing")
    village = scenario.result["pairs"][0]["village"]
    Pairing.objects.create(
        code="NOW",
        deputy=Deputy.objects.as_of(DAY).filter(level="county").first(),
        village=Village.objects.as_of(DAY).get(code=village),
        valid_from=DAY,
    )
    today = compare.today(scenario, DAY)
    assert today.states[village] == "covered"
    assert today.figures["villages"]["covered"] == 31
