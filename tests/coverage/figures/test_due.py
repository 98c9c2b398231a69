"""Who owes what, whose walks count, and how it stands."""

from datetime import date, timedelta

import pytest

from coverage.analysis.periods import STATES
from coverage.figures import due, layers, register, service
from coverage.models import (
    BoardCheck,
    Pairing,
    RiverChiefAssignment,
)
from geo.models import NoticeBoard
from tests import register as make
from tests.coverage.figures import makers
from tests.coverage.figures.makers import DAY, ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make.unit()


@pytest.fixture
def village(unit):
    return makers.villages(unit, 1)[0]


@pytest.fixture
def segment(unit, village):
    return makers.segment(unit, village=village)


def term(chief, segment, level="village", first=make.START, last=None, code="A"):
    return RiverChiefAssignment.objects.create(
        code=code,
        chief=chief,
        river_segment=segment,
        level=level,
        valid_from=first,
        valid_to=last,
    )


def weekly(unit, level="village", **values):
    return makers.rule(unit, level=level, period_days=7, **values)


def items(unit, person=None, kind="chief", day=DAY):
    return due.due_items(register.read(unit, day), person, kind)


def stands(unit, person=None, kind="chief", day=DAY) -> dict:
    return {item.key: item.state for item in items(unit, person, kind, day)}


def test_a_chief_owes_the_segments_of_the_terms_in_force(unit, segment):
    weekly(unit)
    chief, former = makers.chief(unit, "C1"), makers.chief(unit, "C2")
    term(former, segment, last=ago(100))
    term(chief, segment, first=ago(99))
    makers.walk(makers.patrol(unit, 2, chief), segment)

    assert stands(unit, chief) == {"segment:R1-1": "done"}
    assert items(unit, former) == []
    assert stands(unit, former, day=ago(100)).keys() == {"segment:R1-1"}


def test_only_the_chiefs_own_valid_patrols_count_for_the_chief(unit, segment):
    weekly(unit)
    chief, other = makers.chief(unit, "C1"), makers.chief(unit, "C2")
    term(chief, segment)
    makers.walk(makers.patrol(unit, 30, chief), segment)
    makers.walk(makers.patrol(unit, 1, other), segment)
    makers.walk(makers.patrol(unit, 1, chief, is_valid=False), segment)
    makers.walk(makers.patrol(unit, 1, make.deputy(unit), "supervision"), segment)

    [own] = items(unit, chief)
    assert (own.state, own.due_on, own.overdue_days) == ("overdue", ago(23), 23)
    assert (own.last_on, own.done_on, own.share) == (ago(30), ago(30), 0.0)
    [of_level] = items(unit)
    assert (of_level.state, of_level.last_on) == ("done", ago(1))


def test_by_segment_each_level_stands_for_itself(unit, segment):
    weekly(unit)
    weekly(unit, "subdistrict", times=1)
    village = makers.chief(unit, "C1")
    upper = make.chief(unit, "C9", level="subdistrict")
    makers.walk(makers.patrol(unit, 1, village), segment)
    makers.walk(makers.patrol(unit, 20, upper), segment)

    found = {item.level: item.state for item in items(unit)}
    assert found == {"village": "done", "subdistrict": "overdue"}


def test_several_patrols_make_a_share_together(unit, segment):
    weekly(unit)
    chief = makers.chief(unit)
    term(chief, segment)
    makers.walk(makers.patrol(unit, 20, chief), segment)
    makers.walk(makers.patrol(unit, 5, chief), segment, 0, 0.5)
    [half] = items(unit, chief)
    assert (half.state, half.share) == ("overdue", 0.5)

    makers.walk(makers.patrol(unit, 1, chief), segment, 0.4, 0.8)
    [enough] = items(unit, chief)
    assert (enough.share, enough.done_on) == (0.8, ago(5))
    assert (enough.state, enough.due_on) == ("coming", ago(-2))


def test_one_in_each_third_of_the_month(unit, segment):
    makers.rule(unit, level="village", period_days=30, times=3, spread="third_of_month")
    chief = makers.chief(unit)
    term(chief, segment)
    makers.walk(makers.patrol(unit, 21, chief), segment)
    makers.walk(makers.patrol(unit, 3, chief), segment)

    assert date(2026, 11, 22) == DAY
    [item] = items(unit, chief)
    assert (item.state, item.due_on) == ("coming", date(2026, 11, 30))
    [before] = items(unit, chief, day=date(2026, 11, 20))
    assert (before.state, before.due_on) == ("done", date(2026, 11, 30))
    # Two halves in different thirds make no walk in either.
    other = makers.segment(unit, "R1-2", sequence=2)
    term(chief, other, code="B")
    makers.walk(makers.patrol(unit, 21, chief), other)
    makers.walk(makers.patrol(unit, 12, chief), other, 0, 0.5)
    makers.walk(makers.patrol(unit, 11, chief), other, 0.5, 1)
    [_same, late] = sorted(items(unit, chief), key=lambda one: one.code)
    assert (late.state, late.due_on) == ("overdue", date(2026, 11, 20))
    assert late.done_on == ago(12)


def test_a_new_chief_owes_nothing_from_before_the_term(unit, segment):
    weekly(unit)
    former, chief = makers.chief(unit, "C1"), makers.chief(unit, "C2")
    makers.walk(makers.patrol(unit, 300, former), segment)
    term(chief, segment, first=ago(2))
    [item] = items(unit, chief)
    assert (item.state, item.due_on, item.last_on) == ("coming", ago(-5), None)


def test_without_any_record_nothing_is_overdue(unit, segment):
    weekly(unit)
    chief = makers.chief(unit)
    term(chief, segment)
    assert stands(unit, chief) == {"segment:R1-1": "coming"}


def test_a_village_chief_owes_the_waters_of_the_village(unit, village, segment):
    makers.rule(unit, "pond", period_days=30)
    chief, upper = makers.chief(unit, "C1"), makers.chief(unit, "C2")
    term(chief, segment)
    term(upper, segment, "subdistrict", code="B")
    pond = makers.pond(unit, village)
    visit = makers.patrol(unit, 3, chief)
    visit.water_visits.create(water_body=pond, shore_share=0.9)
    makers.patrol(unit, 1, chief).water_visits.create(water_body=pond, shore_share=0.1)

    [item] = items(unit, chief)
    assert (item.key, item.state, item.share) == ("pond:P1", "done", 0.9)
    assert (item.last_on, item.done_on) == (ago(1), ago(3))
    assert items(unit, upper) == []


def test_a_deputy_is_asked_for_the_paired_village_and_others_supervision_counts(
    unit, village, segment
):
    weekly(unit)
    makers.rule(unit, period_days=90)
    deputy, other = make.deputy(unit, "D1"), make.deputy(unit, "D2")
    Pairing.objects.create(code="P", deputy=deputy, village=village, valid_from=make.START)
    makers.walk(makers.patrol(unit, 1, makers.chief(unit)), segment)
    makers.walk(makers.patrol(unit, 60, other, "supervision"), segment)
    makers.duty(village, other, 5)
    makers.duty(village, deputy, 95)

    assert stands(unit, deputy) == {"segment:R1-1": "coming", "village:V1": "overdue"}
    assert items(unit, other) == []
    assert stands(unit, kind="supervision") == {"segment:R1-1": "coming"}


def test_a_segment_without_a_course_or_a_rule_is_not_owed(unit, village):
    chief = makers.chief(unit)
    unlocated = makers.segment(unit, "R1-2", quality="unlocated", geom=None)
    term(chief, unlocated)
    weekly(unit)
    assert items(unit, chief) == []


def test_the_urgent_come_first_and_are_counted(unit, village):
    weekly(unit)
    chief = makers.chief(unit)
    for number, days in enumerate((1, 20, 4, 6)):
        one = makers.segment(unit, f"R1-{number}", sequence=number)
        term(chief, one, code=f"A{number}")
        makers.walk(makers.patrol(unit, days, chief), one)
    found = items(unit, chief)
    assert [item.state for item in found] == list(STATES)
    assert due.summary(found) == dict.fromkeys(STATES, 1)


def test_a_board_waits_for_the_lowest_chief_in_office(unit, village, segment):
    old, new = makers.chief(unit, "C1"), makers.chief(unit, "C2")
    upper = makers.chief(unit, "C3")
    term(old, segment, last=ago(11))
    term(new, segment, first=ago(10), code="B")
    term(upper, segment, "county", code="C")
    board = NoticeBoard.objects.create(
        subdistrict=unit, code="N1", river_segment=segment, village=village,
        renewed_on=ago(400), geom=make.point(), **make.PLACE,
    )  # fmt: skip

    [item] = items(unit, new)
    assert (item.key, item.state, item.due_on) == ("board:N1", "due", ago(10) + timedelta(15))
    assert items(unit, upper) == items(unit, old) == []
    assert stands(unit) == {"board:N1": "due"}
    assert stands(unit, new, day=ago(-6)) == {"board:N1": "overdue"}
    BoardCheck.objects.create(
        notice_board=board, at="2026-11-20T08:00+08:00", state="good", is_renewal=True
    )
    assert items(unit, new) == []


def test_the_rows_of_people_add_up(unit, segment):
    weekly(unit)
    chief = makers.chief(unit)
    term(chief, segment)
    makers.walk(makers.patrol(unit, 17, chief), segment)
    [row] = due.of_people(register.read(unit, DAY), [chief])
    assert row == {
        "person": chief, "kind": "chief", "items": 1,
        "overdue": 1, "due": 0, "coming": 0, "done": 0, "overdue_days": 10,
    }  # fmt: skip


def test_far_days_are_answered(unit, segment):
    weekly(unit)
    chief = makers.chief(unit)
    term(chief, segment, first=date(1, 1, 1))
    makers.walk(makers.patrol(unit, 1, chief), segment)
    assert items(unit, chief, day=date.max)[0].state == "overdue"
    assert items(unit, chief, day=date(1, 1, 2)) == []


def test_the_tables_are_asked_for_once(unit, segment, django_assert_max_num_queries):
    weekly(unit)
    chief = makers.chief(unit)
    for number in range(2, 9):
        term(chief, makers.segment(unit, f"R1-{number}", sequence=number), code=f"A{number}")
    with django_assert_max_num_queries(20):
        assert len(items(unit, chief)) == 7


def of_two_levels(unit, segment):
    """A village's and a county's chief in office on one segment, whose records go back a year."""
    village, county = makers.chief(unit, "C1"), makers.chief(unit, "C2")
    term(village, segment, code="A1")
    term(county, segment, "county", code="A2")
    makers.walk(makers.patrol(unit, 360, makers.chief(unit, "C3")), segment, 0, 0.1)
    return village, county


def test_a_rule_without_a_level_is_owed_by_the_lowest_in_office_alone(unit, segment):
    village, county = of_two_levels(unit, segment)
    makers.rule(unit, period_days=90)
    assert stands(unit, village) == {"segment:R1-1": "overdue"}
    assert stands(unit, county) == {}

    RiverChiefAssignment.objects.filter(chief=village).delete()
    assert stands(unit, county) == {"segment:R1-1": "overdue"}


def test_a_rule_without_a_level_is_told_once_and_any_chief_does_it(unit, segment):
    village, county = of_two_levels(unit, segment)
    makers.rule(unit, period_days=90)
    assert [(item.level, item.state) for item in items(unit)] == [("", "overdue")]

    makers.walk(makers.patrol(unit, 3, county), segment)
    assert [(item.level, item.state) for item in items(unit)] == [("", "done")]
    assert stands(unit, village) == {"segment:R1-1": "overdue"}


@pytest.mark.parametrize(
    ("days", "levels"), [(90, ["village"]), (7, ["village"]), (5, ["", "village"])]
)
def test_a_rule_without_a_level_is_told_where_it_is_stricter_than_every_level(
    unit, segment, days, levels
):
    of_two_levels(unit, segment)
    weekly(unit)
    makers.rule(unit, period_days=days)
    assert sorted(item.level for item in items(unit)) == levels


def test_the_layer_and_what_is_due_rest_on_the_same_rule(unit, segment):
    of_two_levels(unit, segment)
    weekly(unit)
    makers.rule(unit, period_days=5)
    found = register.read(unit, DAY)
    reach = service.reach(found, 15, "ebike")
    row = layers.layer(found, reach, "patrol").rows[0]
    strictest = min(item.rule.allowed_days for item in items(unit))
    assert (row["period_days"], row["state"]) == (strictest, "gap")
