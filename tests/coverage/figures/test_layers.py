"""The layers of small registers that can be checked by hand, and what wrong input gets."""

from datetime import date, timedelta

import pytest

from coverage.analysis.errors import InvalidValueError
from coverage.figures import combined, gaps, layers, overview, ranking, register, service
from coverage.models import CoverageSettings, DutyRecord, Pairing
from geo.models import RiverSegment, Subdistrict, Village
from tests import register as make
from tests.coverage.figures.makers import (
    DAY,
    ago,
    chief,
    duty,
    patrol,
    pond,
    rule,
    segment,
    villages,
    walk,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Subdistrict:
    return make.unit()


@pytest.fixture
def three(unit) -> list[Village]:
    return villages(unit)


def layer(unit, name: str, day: date = DAY, kind: str = "chief"):
    found = register.read(unit, day)
    return layers.layer(found, service.reach(found, *service.usual(found)), name, kind)


def states(rows: list[dict]) -> list[str]:
    return [row["state"] for row in rows]


def test_pairing_is_covered_due_or_a_gap(unit, three):
    for number, last in enumerate([None, DAY + timedelta(30), ago(1)]):
        Pairing.objects.create(
            code=f"PA{number}",
            deputy=make.deputy(unit, f"D{number}"),
            village=three[number],
            valid_from=date(2025, 1, 1),
            valid_to=last,
        )
    found = layer(unit, "pairing")
    assert states(found.rows) == ["covered", "due", "gap"]
    people = found.summary()["people"]
    assert (people["covered"], people["due"], people["gap"], people["share"]) == (
        1000,
        1000,
        1000,
        0.6667,
    )
    assert found.rows[1]["paired_until"] == "2026-12-22"
    assert found.rows[2]["days_without"] == 1
    assert "2026-11-21" in found.rows[2]["reason_zh"]
    assert found.rows[0]["deputies"] == "Deputy D0"


def test_the_days_until_a_term_is_due_are_a_setting(unit, three):
    CoverageSettings.objects.create(subdistrict=unit, term_due_days=29)
    Pairing.objects.create(
        code="PA1",
        deputy=make.deputy(unit),
        village=three[0],
        valid_from=ago(99),
        valid_to=DAY + timedelta(30),
    )
    assert states(layer(unit, "pairing").rows) == ["covered", "gap", "gap"]


def test_recency_by_the_newest_valid_record_up_to_the_day(unit, three):
    deputy = make.deputy(unit)
    duty(three[0], deputy, 200)
    duty(three[0], deputy, 72, kind="reception")
    duty(three[0], deputy, -1)
    duty(three[1], deputy, 90)
    duty(three[1], deputy, 1, is_valid=False)
    found = layer(unit, "recency")
    assert states(found.rows) == ["covered", "due", "gap"]
    first, _, never = found.rows
    assert (first["last_on"], first["last_kind"], first["days"]) == (
        ago(72).isoformat(),
        "reception",
        72,
    )
    assert (never["last_on"], never["days"], never["days_overdue"]) == (None, None, 110)
    assert "自 2026-05-06 有记录以来没有代表走访" in never["reason_zh"]


def test_before_the_records_reach_back_far_enough_nothing_is_said(unit, three):
    duty(three[0], make.deputy(unit), 60)
    found = layer(unit, "recency")
    assert states(found.rows) == ["covered", "unknown", "unknown"]
    assert states(layer(unit, "recency", ago(61)).rows) == ["unknown"] * 3
    assert states(layer(unit, "recency", DAY + timedelta(31)).rows) == ["gap"] * 3


def test_days_between_visits_are_a_setting_and_the_nearest_unit_s_count(unit, three):
    for village in three:
        duty(village, make.deputy(unit, f"D{village.code}"), 50)
    assert states(layer(unit, "recency").rows) == ["covered"] * 3
    county = make.unit("990001", level="county")
    CoverageSettings.objects.create(subdistrict=county, recency_days=40)
    assert states(layer(unit, "recency").rows) == ["gap"] * 3
    CoverageSettings.objects.create(subdistrict=unit, recency_days=60)
    assert states(layer(unit, "recency").rows) == ["due"] * 3


def test_a_visit_counts_after_the_village_got_another_boundary(unit, three):
    duty(three[0], make.deputy(unit), 20)
    three[0].valid_to = ago(10)
    three[0].save()
    make.village(unit, "V1", short_name="村1", valid_from=ago(9), population=1000)
    assert layer(unit, "recency").rows[0]["state"] == "covered"


@pytest.fixture
def walked(unit, three):
    """Three segments: the first walked in time, the second soon due, the third not walked."""
    own = [segment(unit, f"R1-{row}", village) for row, village in enumerate(three, 1)]
    who = chief(unit)
    rule(unit)
    walk(patrol(unit, 8, who), own[0], 0, 0.9)
    walk(patrol(unit, 10, who), own[1], 0.1, 0.95)
    walk(patrol(unit, 300, who), own[2])
    walk(patrol(unit, 1, who, is_valid=False), own[2])
    walk(patrol(unit, -1, who), own[2])
    return own


def test_patrols_by_segment_and_village(unit, walked):
    found = layer(unit, "patrol")
    assert states(found.rows) == ["covered", "due", "gap"]
    assert states(found.villages) == ["covered", "due", "gap"]
    length_m = walked[0].length_m
    row = found.rows[0]
    assert row["covered_m"] == pytest.approx(0.9 * length_m, abs=0.02)
    assert row["gap_m"] == pytest.approx(0.1 * length_m, abs=0.02)
    late = found.rows[2]
    assert (late["days_since_done"], late["days_overdue"], late["period_days"]) == (300, 290, 10)
    metres = found.summary()["length_m"]
    parts = [metres[state] for state in ("covered", "due", "gap", "unknown")]
    assert sum(parts) == pytest.approx(3 * length_m, abs=0.05)
    assert parts[:3] == pytest.approx([0.9 * length_m, 0.85 * length_m, 1.25 * length_m], abs=0.05)
    assert found.summary()["segments"]["share"] == 0.6667


def test_lines_of_patrols_cut_the_segments_by_state(unit, walked):
    found = register.read(unit, DAY)
    reach = service.reach(found, 15, "ebike")
    drawn = layers.lines(found, reach, "patrol")
    by_segment = {
        code: [
            (line.state, round(line.length_m / walked[0].length_m, 2))
            for line in drawn
            if line.code == code
        ]
        for code in ("R1-1", "R1-2")
    }
    assert by_segment["R1-1"] == [("covered", 0.9), ("gap", 0.1)]
    assert by_segment["R1-2"] == [("gap", 0.1), ("due", 0.85), ("gap", 0.05)]
    assert len({line.id for line in drawn}) == len(drawn)
    assert drawn[0].shape.coords[0] == pytest.approx((118.815, 35.10), abs=1e-7)
    unwalked = next(gap for gap in gaps.ranked(found, reach) if gap.id == "patrol-R1-3")
    assert unwalked.length_m == pytest.approx(walked[0].length_m, abs=0.02)
    assert (unwalked.days_overdue, unwalked.people) == (290, 1000)


def test_the_shortest_interval_of_the_rules_in_force_counts(unit, walked):
    rule(unit, period_days=30, times=5, valid_from=ago(1))
    rule(unit, period_days=1, valid_from=DAY + timedelta(1))
    rule(unit, period_days=400, river_segment=walked[2])
    found = layer(unit, "patrol")
    assert [row["period_days"] for row in found.rows] == [6, 6, 6]
    rule(unit, period_days=2, river_segment=walked[1])
    assert [row["period_days"] for row in layer(unit, "patrol").rows] == [6, 2, 6]


def test_patrols_of_chiefs_and_of_deputies_are_told_apart(unit, walked):
    walk(patrol(unit, 2, make.deputy(unit), "supervision"), walked[2])
    assert states(layer(unit, "patrol").rows) == ["covered", "due", "gap"]
    assert states(layer(unit, "patrol", kind="supervision").rows) == [
        "unknown",
        "unknown",
        "covered",
    ]


def test_without_a_rule_or_a_course_a_segment_is_unknown(unit, three):
    segment(unit, "R1-1", three[0])
    walk(patrol(unit, 1, chief(unit)), RiverSegment.objects.get(code="R1-1", subdistrict=unit))
    assert layer(unit, "patrol").rows[0]["state"] == "unknown"
    rule(unit)
    segment(unit, "R1-2", three[0], geom=None, quality="unlocated")
    found = layer(unit, "patrol")
    assert states(found.rows) == ["covered", "unknown"]
    assert found.villages[0]["state"] == "covered"
    assert found.rows[1]["covered_m"] is None


def test_ponds_are_done_by_one_patrol_that_saw_enough(unit, three):
    place, who = pond(unit, three[0]), chief(unit)
    rule(unit, "pond", period_days=30)
    for days, share in ((25, 0.8), (3, 0.7)):
        patrol(unit, days, who).water_visits.create(water_body=place, shore_share=share)
    found = layer(unit, "patrol")
    assert states(found.rows) == ["due"]
    assert (found.rows[0]["last_on"], found.rows[0]["done_on"]) == (
        ago(3).isoformat(),
        ago(25).isoformat(),
    )
    assert found.summary()["waters"]["due"] == 1


def test_chiefs_in_office(unit, three):
    own = [segment(unit, f"R1-{row}", three[0]) for row in (1, 2, 3)]
    who = chief(unit)
    for place, last in ((own[0], None), (own[1], DAY + timedelta(5))):
        who.assignments.create(
            code=place.code,
            river_segment=place,
            level="village",
            valid_from=ago(500),
            valid_to=last,
        )
    found = layer(unit, "chiefs")
    assert states(found.rows) == ["covered", "due", "gap"]
    assert states(found.villages) == ["gap", "unknown", "unknown"]
    assert found.rows[1]["held_until"] == "2026-11-27"
    assert found.rows[0]["village"] == "Chief C1"
    assert "R1-3" in found.villages[0]["reason_en"]


def test_a_village_without_waters_is_unknown_and_says_why(unit, three):
    found = layer(unit, "patrol")
    assert states(found.villages) == ["unknown"] * 3
    assert found.villages[0]["reason_zh"] == "没有河段、汪塘或沟渠。"
    assert found.summary()["segments"]["share"] is None


def test_stations_outside_the_subdistrict_count_by_the_time_it_takes(unit, three):
    make.station(unit, geom=make.point(119.9, 35.1))
    found = layer(unit, "service")
    assert states(found.rows) == ["gap"] * 3
    assert found.parameters["method"] == "straight_line"
    make.station(unit, "S2", geom=make.point(118.7995, 35.105))
    assert states(layer(unit, "service").rows) == ["covered"] * 3


def test_a_subdistrict_without_people_has_villages_and_no_share_of_people(unit):
    villages(unit, population=0)
    found = layer(unit, "pairing").summary()
    assert (found["villages"]["gap"], found["people"]["total"], found["people"]["share"]) == (
        3,
        0,
        None,
    )


def test_overlapping_villages_give_their_ground_to_the_worse_state(unit):
    covered = make.village(unit, "V1", geom=make.square(118.80, 35.1, 0.02), population=10)
    make.village(unit, "V2", geom=make.square(118.81, 35.1, 0.02), population=10)
    Pairing.objects.create(
        code="PA1", deputy=make.deputy(unit), village=covered, valid_from=make.START
    )
    found = register.read(unit, DAY)
    summary = layer(unit, "pairing").summary()
    assert summary["villages"]["covered"] == summary["villages"]["gap"] == 1
    half_m2 = covered.area_m2 / 2
    assert summary["area_m2"]["covered"] == pytest.approx(half_m2, rel=1e-3)
    assert summary["area_m2"]["gap"] == pytest.approx(2 * half_m2, rel=1e-3)
    assert summary["area_m2"]["total"] == pytest.approx(found.whole.area, abs=1)


def test_an_empty_subdistrict_has_no_shares_and_no_gaps(unit):
    found = register.read(unit, DAY)
    reach = service.reach(found, 15, "ebike")
    figures = overview.overview(found, reach)
    assert {
        name: part["villages"]["total"] for name, part in figures["layers"].items()
    } == dict.fromkeys(layers.NAMES, 0)
    assert figures["gaps"] == []
    assert (
        combined.combined(found, reach, list(layers.NAMES)).summary()["villages"]["share"] is None
    )


def test_a_subdistrict_without_any_boundary_has_no_areas():
    bare = make.unit(geom=None, quality="unlocated")
    make.village(bare, geom=None, quality="unlocated", population=5)
    found = register.read(bare, DAY)
    reach = service.reach(found, 15, "ebike")
    assert layers.features(found, reach, "pairing") == []
    assert "area_m2" not in layer(bare, "pairing").shares
    assert combined.combined(found, reach, ["pairing"]).areas is None


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda found, reach: layers.layer(found, reach, "nothing"), "layer"),
        (lambda found, reach: layers.layer(found, reach, "patrol", "both"), "kind"),
        (lambda found, reach: layers.lines(found, reach, "pairing"), "layer"),
        (lambda found, reach: ranking.ranking(found, reach, "all"), "layer"),
        (lambda found, reach: ranking.ranking(found, reach, None, 0), "limit"),
        (lambda found, reach: combined.combined(found, reach, []), "layers"),
        (lambda found, reach: combined.combined(found, reach, ["pairing"] * 2), "layers"),
        (lambda found, reach: combined.combined(found, reach, ["pairing"], 2), "at_least"),
        (lambda found, reach: combined.combined(found, reach, ["pairing"], 0), "at_least"),
        (lambda found, reach: combined.combined(found, reach, ["nothing"]), "layer"),
    ],
)
def test_wrong_questions_are_named(unit, call, named):
    found = register.read(unit, DAY)
    with pytest.raises(InvalidValueError) as caught:
        call(found, service.reach(found, 15, "ebike"))
    assert caught.value.parameter == named


def test_personal_data_stays_out_of_the_figures(unit, three, walked):
    person = make.deputy(unit, phone="000-99", home_address="Home 7")
    duty(three[0], person, 3, note="private words")
    found = register.read(unit, DAY)
    reach = service.reach(found, 15, "ebike")
    said = str([layers.layer(found, reach, name) for name in layers.NAMES])
    said += str(layers.lines(found, reach, "patrol")) + str(gaps.ranked(found, reach))
    assert not any(secret in said for secret in ("000-99", "Home 7", "private words", "Chief C1"))


def test_a_write_to_any_table_behind_a_layer_makes_a_new_answer(unit, three):
    record = duty(three[0], make.deputy(unit), 5)
    duty(three[1], record.deputy, 200)
    assert layer(unit, "recency").rows[0]["state"] == "covered"
    DutyRecord.objects.filter(pk=record.pk).update(is_valid=False)
    assert layer(unit, "recency").rows[0]["state"] == "gap"
    CoverageSettings.objects.create(subdistrict=unit, recency_days=300)
    assert states(layer(unit, "recency").rows) == ["unknown", "covered", "unknown"]
