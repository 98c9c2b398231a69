"""Coverage on past days: trends, changes, and what is read again for them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverage.analysis.errors import Cancelled, InvalidValueError
from coverage.figures import history, layers, register, service
from coverage.models import DutyRecord, Pairing
from geo.models import Road, Village
from tests import register as make
from tests.coverage.figures.makers import DAY, ago, duty, villages

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make.reference_unit()


def test_months_end_on_their_last_day():
    assert history.month_ends(date(2024, 1, 31), date(2024, 3, 1)) == [
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 3, 31),
    ]
    assert history.month_ends(date(2025, 12, 1), date(2026, 1, 1))[-1] == date(2026, 1, 31)


def test_a_month_that_is_not_over_is_shown_as_of_the_day():
    ends = history.month_ends(date(2026, 10, 1), date(2027, 3, 1), until=DAY)
    assert ends == [date(2026, 10, 31), DAY]
    assert history.month_ends(date(2027, 1, 1), date(2027, 2, 1), until=DAY) == []


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 3, 1), date(2026, 2, 28)), (date(2000, 1, 1), DAY)]
)
def test_months_that_run_backwards_or_are_too_many_are_refused(first, last):
    with pytest.raises(InvalidValueError) as caught:
        history.month_ends(first, last)
    assert caught.value.parameter == "to"


def test_a_trend_says_what_each_day_says(unit):
    days = history.month_ends(date(2026, 1, 1), date(2026, 6, 1))
    for row, day in zip(history.trend(unit, days), days, strict=True):
        found = register.read(unit, day)
        every = layers.every(found, service.reach(found, *service.usual(found)))
        assert row["date"] == day.isoformat()
        assert row["month"] == day.isoformat()[:7]
        assert row["layers"] == {name: layer.summary() for name, layer in every.items()}


def test_a_trend_follows_the_rule_that_is_asked(unit):
    (usual,) = history.trend(unit, [DAY])
    (longer,) = history.trend(unit, [DAY], history.Rule(minutes=60, mode="car"))
    assert longer["layers"]["service"]["villages"]["share"] == 1.0
    assert usual["layers"]["service"]["villages"]["share"] < 1.0
    assert usual["layers"]["pairing"] == longer["layers"]["pairing"]


def test_progress_is_told_and_can_end_the_work(unit):
    told = []

    def stop(fraction, note):
        told.append((fraction, note))
        if fraction >= 0.5:
            raise Cancelled("trend")

    with pytest.raises(Cancelled):
        history.trend(unit, [ago(3), ago(2), ago(1), DAY], progress=stop)
    assert told == [(0.25, ago(3).isoformat()), (0.5, ago(2).isoformat())]


def test_the_tables_of_places_are_read_once_for_all_months(unit):
    history.trend(unit, [DAY])
    with CaptureQueriesContext(connection) as asked:
        history.trend(unit, history.month_ends(date(2026, 1, 1), date(2026, 10, 1)))
    text = [query["sql"] for query in asked.captured_queries]
    assert not any("geo_road" in sql and "geom" in sql for sql in text)
    assert not any("coverage_patrolstretch" in sql and "start_m" in sql for sql in text)


def test_ways_to_stations_are_kept_until_a_road_opens(unit):
    road = Road.objects.filter(subdistrict=unit).order_by("code").first()

    def reached(day):
        return service.reach(register.read(unit, day), 15, "ebike").by_station

    before, after = reached(ago(40)), reached(ago(10))
    assert [one.area for one in before] == [one.area for one in after]
    Road.objects.exclude(pk=road.pk).update(valid_to=ago(20))
    assert [one.area for one in reached(ago(40))] == [one.area for one in before]
    assert [one.area for one in reached(ago(10))] != [one.area for one in before]


def test_changes_name_what_was_gained_and_lost_and_why():
    unit = make.unit()
    three = villages(unit)
    for number, first, last in ((0, ago(900), ago(100)), (1, ago(50), None), (2, ago(900), None)):
        Pairing.objects.create(
            code=f"PA{number}",
            deputy=make.deputy(unit, f"D{number}"),
            village=three[number],
            valid_from=first,
            valid_to=last,
        )
    found = history.changes(unit, ago(200), DAY)["pairing"]
    (gained,), (lost,) = found["gained"], found["lost"]
    assert (gained["code"], gained["from_state"], gained["to_state"]) == ("V2", "gap", "covered")
    assert (lost["code"], lost["from_state"], lost["to_state"]) == ("V1", "covered", "gap")
    assert "Deputy D1" in gained["reason_en"]
    assert ago(100).isoformat() in lost["reason_zh"]
    assert "Deputy D0" in lost["before_zh"]


def test_a_village_that_came_or_went_is_a_change():
    unit = make.unit()
    first, second, _ = villages(unit)
    deputy = make.deputy(unit)
    for village in (first, second):
        duty(village, deputy, 150)
        duty(village, deputy, 10)
    Village.objects.filter(pk=first.pk).update(valid_to=ago(50))
    Village.objects.filter(pk=second.pk).update(valid_from=ago(50))
    found = history.changes(unit, ago(140), DAY)["recency"]
    assert [(row["code"], row["from_state"], row["to_state"]) for row in found["lost"]] == [
        ("V1", "covered", None)
    ]
    assert [(row["code"], row["from_state"], row["to_state"]) for row in found["gained"]] == [
        ("V2", None, "covered")
    ]


def test_due_counts_as_reached_in_changes():
    unit = make.unit()
    (village, *_) = villages(unit)
    duty(village, make.deputy(unit), 80)
    found = history.changes(unit, ago(20), DAY)["recency"]
    assert found == {"gained": [], "lost": []}


def test_the_same_day_has_no_changes_and_backwards_is_refused(unit):
    assert all(
        found == {"gained": [], "lost": []} for found in history.changes(unit, DAY, DAY).values()
    )
    with pytest.raises(InvalidValueError) as caught:
        history.changes(unit, DAY, ago(1))
    assert caught.value.parameter == "to"


def test_before_any_data_nothing_is_known(unit):
    (row,) = history.trend(unit, [date(1990, 1, 1)])
    assert all(part["villages"]["total"] == 0 for part in row["layers"].values())
    DutyRecord.objects.all().delete()
    (row,) = history.trend(unit, [DAY])
    assert row["layers"]["recency"]["villages"]["unknown"] == 50


def test_a_row_is_read_again_when_its_validity_changes(unit):
    def villages_on(day):
        return len(register.read(unit, day).villages)

    assert villages_on(DAY) == 50
    Village.objects.filter(code="371327001001").update(valid_to=ago(1))
    assert (villages_on(ago(1)), villages_on(DAY), villages_on(DAY + timedelta(9))) == (50, 49, 49)
