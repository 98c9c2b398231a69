"""Segments that ask for each bank by itself, in the figures: half a segment is one bank."""

import pytest

from coverage.figures import due, gaps, layers, register, service, surveys
from coverage.models import RiverChiefAssignment, Survey
from tests import register as make
from tests.coverage.figures import makers
from tests.coverage.figures.makers import DAY, ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make.unit()


@pytest.fixture
def segment(unit):
    makers.rule(unit)
    village = makers.villages(unit, 1)[0]
    found = makers.segment(unit, village=village, bank="each")
    # So that the records reach back further than the rule.
    makers.walk(makers.patrol(unit, 40, makers.chief(unit, "C0")), found, 0, 0.1, "left")
    return found


@pytest.fixture
def walker(unit, segment):
    found = makers.chief(unit)
    RiverChiefAssignment.objects.create(
        code="A", chief=found, river_segment=segment, level="village", valid_from=make.START
    )
    return found


def walk(unit, who, days, segment, start, end, bank, kind="chief"):
    makers.walk(makers.patrol(unit, days, who, kind), segment, start, end, bank)


def row(unit) -> dict:
    found = register.read(unit, DAY)
    return layers.layer(found, service.reach(found, 15, "ebike"), "patrol").rows[0]


def owed(unit, who=None) -> due.DueItem:
    return due.due_items(register.read(unit, DAY), who)[0]


def test_done_at_four_fifths_of_both_banks_together(unit, segment, walker):
    walk(unit, walker, 3, segment, 0, 1, "left")
    half = row(unit)
    assert (half["state"], half["reached_share"]) == ("gap", 0.5)
    assert (half["gap_left_m"], half["bank"]) == (0, "each")
    assert half["gap_right_m"] == pytest.approx(segment.length_m, abs=0.01)

    walk(unit, walker, 2, segment, 0, 0.59, "right")
    assert (row(unit)["state"], row(unit)["reached_share"]) == ("gap", 0.795)
    walk(unit, walker, 1, segment, 0.3, 0.61, "right")
    assert (row(unit)["state"], row(unit)["days_since_done"]) == ("covered", 3)
    assert row(unit)["reached_share"] == 0.805


def test_the_same_bank_twice_and_a_bank_that_is_not_named_do_not_help(unit, segment, walker):
    walk(unit, walker, 3, segment, 0, 1, "left")
    walk(unit, walker, 2, segment, 0, 1, "left")
    makers.walk(makers.patrol(unit, 1, walker), segment)
    assert (row(unit)["state"], row(unit)["reached_share"]) == ("gap", 0.5)
    assert row(unit)["last_on"] == ago(1).isoformat()


def test_metres_of_covered_and_gap_are_those_of_both_banks(unit, segment, walker):
    walk(unit, walker, 1, segment, 0.2, 0.6, "right")
    found = row(unit)
    assert found["covered_m"] + found["gap_m"] == pytest.approx(2 * segment.length_m, abs=0.02)
    assert found["gap_m"] == pytest.approx(found["gap_left_m"] + found["gap_right_m"], abs=0.02)


def test_gaps_are_lines_by_bank_and_their_sentence_names_the_bank(unit, segment, walker):
    walk(unit, walker, 1, segment, 0, 1, "left")
    walk(unit, walker, 1, segment, 0, 0.25, "right")
    found = register.read(unit, DAY)
    reach = service.reach(found, 15, "ebike")
    drawn = layers.lines(found, reach, "patrol")
    assert [(line.state, line.bank, line.id) for line in drawn] == [
        ("covered", "left", "patrol-R1-1-left-0"),
        ("covered", "right", "patrol-R1-1-right-0"),
        ("gap", "right", f"patrol-R1-1-right-{segment.length_m / 4:.0f}"),
    ]
    # The course runs north along 118.815: its right bank lies to the east.
    assert drawn[0].shape.coords[0][0] < 118.815 < drawn[2].shape.coords[0][0]
    gap = next(one for one in gaps.ranked(found, reach) if one.layer == "patrol")
    assert gap.length_m == pytest.approx(0.75 * segment.length_m, abs=0.02)
    assert "每岸 1,110 米，右岸 832 米未走到" in gap.sentence_zh
    assert "832 m of the right bank not walked (each 1,110 m)" in gap.sentence_en
    assert "左岸" not in gap.sentence_zh


def test_both_banks_of_a_gap_are_named(unit, segment, walker):
    walk(unit, walker, 1, segment, 0, 0.5, "right")
    found = register.read(unit, DAY)
    gap = gaps.ranked(found, service.reach(found, 15, "ebike"))
    sentence = next(one.sentence_zh for one in gap if one.layer == "patrol")
    assert "左岸 1,110 米、右岸 555 米未走到" in sentence


def test_what_a_chief_owes_is_both_banks(unit, segment, walker):
    walk(unit, walker, 1, segment, 0, 1, "right")
    assert (owed(unit, walker).state, owed(unit, walker).share) == ("overdue", 0.5)
    walk(unit, walker, 1, segment, 0, 0.7, "left")
    assert (owed(unit, walker).state, owed(unit, walker).share) == ("done", 0.85)


def test_a_third_of_a_month_wants_both_banks(unit, segment, walker):
    makers.people.PatrolRule.objects.all().delete()
    makers.rule(unit, level="village", period_days=30, times=3, spread="third_of_month")
    walk(unit, walker, 1, segment, 0, 1, "left")
    assert owed(unit, walker).state != "done"
    walk(unit, walker, 0, segment, 0, 0.7, "right")
    assert (owed(unit, walker).state, owed(unit, walker).share) == ("done", 0.85)


def test_a_team_on_two_banks_counts_together_on_its_day(unit, segment, walker):
    survey = Survey.objects.create(
        subdistrict=unit, code="S1", name="Survey", valid_from=ago(20), valid_to=ago(5)
    )
    walk(unit, walker, 10, segment, 0, 1, "left")
    walk(unit, make.deputy(unit), 9, segment, 0, 1, "right", "supervision")
    apart = surveys.progress(survey, DAY).targets[0]
    assert (apart.state, apart.share) == ("left", 0.5)
    walk(unit, makers.chief(unit, "C2"), 10, segment, 0, 1, "right")
    together = surveys.progress(survey, DAY).targets[0]
    assert (together.state, together.share, together.done_on) == ("done", 1, ago(10))
    assert row(unit)["days_since_done"] == 10


def test_where_both_banks_count_together_a_named_bank_changes_nothing(unit, segment, walker):
    segment.bank = "both"
    segment.save()
    walk(unit, walker, 1, segment, 0, 0.6, "left")
    walk(unit, walker, 1, segment, 0.4, 0.9, "right")
    found = row(unit)
    assert (found["state"], found["reached_share"]) == ("covered", 0.9)
    assert (found["gap_left_m"], found["gap_right_m"]) == (None, None)
