"""Rules about duties, patrols and what these covered, held by the database."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from coverage.models import DutyRecord, Patrol, PatrolStretch, WaterVisit
from tests import register

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)
AT = {hour: datetime(2026, 3, 4, hour, tzinfo=UTC) for hour in (8, 9)}
REFUSED = (IntegrityError, DataError)


@pytest.fixture
def unit():
    return register.unit()


@pytest.fixture
def patrol(unit) -> Patrol:
    return register.patrol(register.chief(unit), DAY)


@pytest.fixture
def segment(unit):
    return register.segment(register.river(unit))


def execute(sql: str, *parameters) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_a_duty_is_of_a_known_kind(unit):
    duty = register.duty(register.deputy(unit), register.village(unit), DAY)
    duty.kind = "call"
    with pytest.raises(ValidationError) as refused:
        duty.full_clean()
    assert "kind" in refused.value.message_dict
    with pytest.raises(IntegrityError):
        execute("UPDATE coverage_dutyrecord SET kind = 'call' WHERE id = %s", duty.pk)


def test_a_code_names_one_duty_and_one_patrol_of_a_unit(unit, patrol):
    deputy, village = register.deputy(unit), register.village(unit)
    register.duty(deputy, village, DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        register.duty(deputy, village, DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        register.patrol(deputy, DAY, code=patrol.code)
    other = register.unit("990001003")
    assert register.patrol(register.chief(other), DAY, code=patrol.code).pk


@pytest.mark.parametrize(
    ("kind", "has_chief", "has_deputy", "accepted"),
    [
        ("chief", True, False, True),
        ("supervision", False, True, True),
        ("chief", False, True, False),
        ("chief", True, True, False),
        ("chief", False, False, False),
        ("supervision", True, False, False),
        ("supervision", True, True, False),
        ("supervision", False, False, False),
        ("walk", True, False, False),
        ("walk", False, False, False),
    ],
)
def test_a_patrol_has_exactly_the_person_of_its_kind(unit, kind, has_chief, has_deputy, accepted):
    row = Patrol(
        subdistrict=unit,
        code="T1",
        kind=kind,
        date=DAY,
        chief=register.chief(unit) if has_chief else None,
        deputy=register.deputy(unit) if has_deputy else None,
    )
    if accepted:
        row.full_clean()
        row.save()
        return
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("changes", "accepted"),
    [
        ({}, True),
        ({"status": "walked"}, False),
        ({"status": "planned"}, False),
        ({"status": "planned", "is_valid": None}, True),
        ({"status": "cancelled", "is_valid": False}, False),
        ({"is_valid": False, "invalid_reason": "too short"}, True),
        ({"started_at": AT[8], "ended_at": AT[9]}, True),
        ({"started_at": AT[8], "ended_at": AT[8]}, True),
        ({"started_at": AT[8]}, True),
        ({"started_at": AT[9], "ended_at": AT[8]}, False),
        ({"ended_at": AT[9]}, False),
    ],
)
def test_status_validity_and_hours_agree(patrol, changes, accepted):
    for name, value in changes.items():
        setattr(patrol, name, value)
    if accepted:
        patrol.full_clean()
        patrol.save()
        return
    with pytest.raises(ValidationError):
        patrol.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        patrol.save()


@pytest.mark.parametrize(
    "change",
    [
        "status = 'walked'",
        "status = 'planned'",
        "kind = 'supervision'",
        "chief_id = NULL",
        "ended_at = '2026-03-04T08:00:00Z'",
    ],
)
def test_a_patrol_is_checked_in_raw_sql(patrol, change):
    with pytest.raises(IntegrityError):
        execute(f"UPDATE coverage_patrol SET {change} WHERE id = %s", patrol.pk)  # noqa: S608


@pytest.mark.parametrize(
    ("start_m", "end_m", "accepted"),
    [
        (0, 1, True),
        (0.5, 999.5, True),
        (0, 0, False),
        (5, 4, False),
        (-0.1, 4, False),
        (0, float("inf"), False),
        (0, float("nan"), False),
        (float("nan"), 5, False),
    ],
)
def test_a_stretch_starts_at_nought_and_goes_on(patrol, segment, start_m, end_m, accepted):
    row = PatrolStretch(patrol=patrol, river_segment=segment, start_m=start_m, end_m=end_m)
    if accepted:
        row.full_clean()
        row.save()
        return
    with pytest.raises(REFUSED), transaction.atomic():
        row.save()


def test_a_stretch_is_checked_in_raw_sql(patrol, segment):
    stretch = PatrolStretch.objects.create(
        patrol=patrol, river_segment=segment, start_m=10, end_m=20
    )
    for change in ("start_m = -1", "start_m = 20", "end_m = 10", "end_m = 1e300"):
        with pytest.raises(IntegrityError):
            execute(
                f"UPDATE coverage_patrolstretch SET {change} WHERE id = %s",  # noqa: S608
                stretch.pk,
            )


def test_a_stretch_ends_where_its_segment_ends(patrol, segment):
    row = PatrolStretch(patrol=patrol, river_segment=segment, start_m=0)
    row.end_m = segment.length_m
    row.full_clean()
    row.end_m = segment.length_m + 1
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert f"{segment.length_m:.2f}" in str(refused.value.message_dict["end_m"])


def test_a_stretch_of_an_unlocated_segment_has_no_end_to_keep(patrol, unit):
    river = register.river(unit)
    segment = register.segment(river, "R1-2", geom=None, quality="unlocated")
    PatrolStretch(patrol=patrol, river_segment=segment, start_m=0, end_m=9000).full_clean()


@pytest.mark.parametrize(
    ("share", "accepted"),
    [(0, True), (1, True), (0.8, True), (-0.01, False), (1.01, False), (float("nan"), False)],
)
def test_a_share_of_a_shore_lies_between_0_and_1(patrol, unit, share, accepted):
    row = WaterVisit(patrol=patrol, water_body=register.pond(unit), shore_share=share)
    if accepted:
        row.full_clean()
        row.save()
        return
    with pytest.raises(REFUSED), transaction.atomic():
        row.save()


def test_a_patrol_sees_a_water_once(patrol, unit):
    pond = register.pond(unit)
    WaterVisit.objects.create(patrol=patrol, water_body=pond, shore_share=0.5)
    with pytest.raises(IntegrityError), transaction.atomic():
        WaterVisit.objects.create(patrol=patrol, water_body=pond, shore_share=0.6)


def test_what_a_patrol_covered_goes_with_it_and_keeps_its_place(patrol, segment, unit):
    pond = register.pond(unit)
    PatrolStretch.objects.create(patrol=patrol, river_segment=segment, start_m=0, end_m=5)
    WaterVisit.objects.create(patrol=patrol, water_body=pond, shore_share=0.5)
    for row in (segment, pond, patrol.chief):
        with pytest.raises(ProtectedError):
            row.delete()
    patrol.delete()
    assert not PatrolStretch.objects.filter(river_segment=segment).exists()
    assert not WaterVisit.objects.filter(water_body=pond).exists()
    segment.delete()


def test_changes_of_duties_and_patrols_are_kept(unit, patrol):
    duty = register.duty(register.deputy(unit), register.village(unit), DAY)
    duty.is_valid = False
    duty.save()
    assert [entry.is_valid for entry in duty.history.order_by("history_id")] == [True, False]
    patrol.is_valid, patrol.invalid_reason = False, "too short"
    patrol.save()
    assert [entry.is_valid for entry in patrol.history.order_by("history_id")] == [True, False]


def test_a_duty_is_valid_unless_somebody_says_otherwise(unit):
    assert register.duty(register.deputy(unit), register.village(unit), DAY).is_valid
    assert DutyRecord().is_valid
    assert Patrol().is_valid is None
