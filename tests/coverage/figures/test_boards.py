"""When a board must be renewed, and where there is none."""

from datetime import date, timedelta

import pytest

from coverage.figures import boards, register
from coverage.models import BoardCheck, PatrolSettings, RiverChiefAssignment
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
    return makers.villages(unit, 2)[0]


@pytest.fixture
def segment(unit, village):
    return makers.segment(unit, village=village)


def board(segment, village, renewed_on, **values) -> NoticeBoard:
    return NoticeBoard.objects.create(
        subdistrict=segment.subdistrict, code="N1", river_segment=segment, village=village,
        renewed_on=renewed_on, **{**make.PLACE, "geom": make.point(), **values},
    )  # fmt: skip


def term(chief, segment, first, last=None, level="village"):
    RiverChiefAssignment.objects.create(
        code=f"A{RiverChiefAssignment.objects.count()}", chief=chief, river_segment=segment,
        level=level, valid_from=first, valid_to=last,
    )  # fmt: skip


def only(unit, day=DAY) -> boards.Board:
    [found] = boards.boards(register.read(unit, day))
    return found


def test_fifteen_days_after_a_change(unit, village, segment):
    term(makers.chief(unit, "C1"), segment, ago(500), ago(31))
    term(makers.chief(unit, "C2"), segment, ago(30))
    board(segment, village, ago(100))
    found = only(unit)
    assert (found.changed_on, found.due_on) == (ago(30), ago(15))
    assert (found.renewal, found.overdue_days, found.needs_care) == ("overdue", 15, True)
    assert only(unit, ago(15)).renewal == "due"
    assert only(unit, ago(14)).renewal == "overdue"
    assert only(unit, ago(31)).renewal == "done"


def test_the_setting_says_how_many_days(unit, village, segment):
    PatrolSettings.objects.create(subdistrict=unit, board_days=40)
    term(makers.chief(unit), segment, ago(30))
    board(segment, village, ago(100))
    assert (only(unit).renewal, only(unit).due_on) == ("due", ago(-10))


def test_renewed_after_the_change_or_on_its_day(unit, village, segment):
    term(makers.chief(unit), segment, ago(30))
    board(segment, village, ago(30))
    assert (only(unit).renewal, only(unit).due_on) == ("done", None)


def test_the_first_change_since_the_last_renewal_counts(unit, village, segment):
    term(makers.chief(unit, "C1"), segment, ago(60), ago(21))
    term(makers.chief(unit, "C2"), segment, ago(20))
    board(segment, village, ago(100))
    assert (only(unit).changed_on, len(only(unit).changes)) == (ago(60), 2)


def test_a_term_that_goes_on_is_no_change(unit, village, segment):
    chief = makers.chief(unit)
    term(chief, segment, ago(500), ago(31))
    term(chief, segment, ago(30))
    board(segment, village, ago(100))
    assert only(unit).renewal == "done"


def test_at_another_level_it_is_a_change(unit, village, segment):
    chief = makers.chief(unit)
    term(chief, segment, ago(500), ago(31), "county")
    term(chief, segment, ago(30))
    board(segment, village, ago(100))
    assert only(unit).renewal == "overdue"


def test_a_board_never_renewed_names_who_was_there_when_it_was_put_up(unit, village, segment):
    term(makers.chief(unit), segment, make.START - timedelta(1))
    board(segment, village, None)
    assert only(unit).renewal == "done"
    term(makers.chief(unit, "C2"), segment, make.START + timedelta(1))
    assert only(unit).renewal == "overdue"


def test_a_renewal_that_a_check_tells_counts(unit, village, segment):
    term(makers.chief(unit), segment, ago(30))
    one = board(segment, village, ago(100))
    BoardCheck.objects.create(notice_board=one, at="2026-11-20T23:30Z", state="good",
                              is_renewal=True)  # fmt: skip
    found = only(unit)
    # 7.30 in the morning of the next day where the service is.
    assert (found.renewal, found.renewed_on) == ("done", date(2026, 11, 21))
    assert found.check is not None
    assert only(unit, ago(2)).renewal == "overdue"


def test_villages_that_a_river_crosses_without_a_board(unit, village, segment):
    _first, second = register.read(unit, DAY).villages.rows
    # One segment lies in the first village alone, the other crosses into the second.
    makers.segment(unit, "R1-2", sequence=2, geom=make.line((118.815, 35.105), (118.825, 35.105)))
    found = register.read(unit, DAY)
    missing = boards.without_board(found, boards.boards(found))
    assert [one.village.code for one in missing] == ["V1", "V2"]
    assert missing[1].length_m == pytest.approx(455.8, abs=1)

    board(segment, second, None)
    missing = boards.without_board(found, boards.boards(found))
    assert [one.village.code for one in missing] == ["V1"]


def test_a_corner_of_a_few_metres_is_no_crossing(unit, village):
    makers.segment(unit, geom=make.line((118.8, 35.105), (118.81008, 35.105)))
    found = register.read(unit, DAY)
    assert boards.without_board(found, []) == []


def test_an_empty_register_has_no_board_and_misses_none(unit):
    found = register.read(unit, DAY)
    assert boards.boards(found) == boards.without_board(found, []) == []
    assert boards.summary([]) == {
        "boards": 0, "overdue": 0, "due": 0, "damaged": 0, "missing": 0,
    }  # fmt: skip
