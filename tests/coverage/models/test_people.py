"""Rules about deputies, districts, chiefs and roles, held by the database."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from coverage.models import (
    Deputy,
    ElectoralDistrict,
    Membership,
    Pairing,
    RiverChief,
    RiverChiefAssignment,
    StationDuty,
)
from geo.models import RiverSegment
from tests import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return register.unit()


def district(unit, **values) -> ElectoralDistrict:
    defaults = {"kind": "residential", "seats": 2, "geom": register.square()}
    return ElectoralDistrict(
        subdistrict=unit, code="E1", **{**register.PLACE, **defaults, **values}
    )


@pytest.mark.parametrize("seats", [0, 4])
def test_a_district_elects_one_to_three(unit, seats):
    with pytest.raises(ValidationError):
        district(unit, seats=seats).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        district(unit, seats=seats).save()


@pytest.mark.parametrize("seats", [1, 3])
def test_the_limits_of_the_seats_are_allowed(unit, seats):
    row = district(unit, seats=seats)
    row.full_clean(exclude=["name"])
    row.save()
    assert row.pk


def test_a_workplace_may_have_no_boundary(unit):
    district(unit, kind="workplace", geom=None, quality="unlocated").save()
    assert ElectoralDistrict.objects.get(subdistrict=unit).geom is None


def test_a_city_deputy_has_no_district(unit):
    elected_in = district(unit)
    elected_in.save()
    deputy = register.deputy(unit, electoral_district=elected_in)
    deputy.level = Deputy.Level.CITY
    with pytest.raises(ValidationError):
        deputy.full_clean()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE coverage_deputy SET level = 'city' WHERE id = %s", [deputy.pk])


@pytest.mark.parametrize("model", [Deputy, Pairing, StationDuty, RiverChief, RiverChiefAssignment])
def test_every_term_ends_after_it_begins(model):
    row = model.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(
            valid_from=date(2030, 1, 2), valid_to=date(2030, 1, 1)
        )


def test_a_pairing_is_made_once_a_day(unit):
    deputy, village = register.deputy(unit), register.village(unit)
    values = {"deputy": deputy, "village": village, "code": "P1"}
    Pairing.objects.create(**values, valid_from=date(2021, 1, 1), valid_to=date(2021, 12, 31))
    Pairing.objects.create(**values, valid_from=date(2022, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Pairing.objects.create(**values, valid_from=date(2022, 1, 1))
    assert Pairing.objects.filter(deputy=deputy).as_of(date(2021, 12, 31)).count() == 1


def test_a_change_of_chief_leaves_the_past_with_the_old_one(unit):
    old, new = (
        RiverChief.objects.create(
            subdistrict=unit,
            code=code,
            name=code,
            post="-",
            level="village",
            valid_from="2020-01-01",
        )
        for code in ("C1", "C2")
    )
    segment = RiverSegment.objects.create(
        **register.PLACE,
        subdistrict=unit,
        code="R1-1",
        river=register.river(unit),
        sequence=1,
        start_chainage_m=0,
        end_chainage_m=100,
        geom=register.line(),
    )
    term = {"river_segment": segment, "level": "village"}
    RiverChiefAssignment.objects.create(
        **term, chief=old, code="A1", valid_from=date(2021, 1, 1), valid_to=date(2021, 5, 31)
    )
    RiverChiefAssignment.objects.create(**term, chief=new, code="A2", valid_from=date(2021, 6, 1))
    on = segment.chief_assignments.as_of
    assert [a.chief for a in on(date(2021, 5, 31))] == [old]
    assert [a.chief for a in on(date(2021, 6, 1))] == [new]


def test_what_is_referred_to_cannot_be_deleted(unit):
    deputy, village = register.deputy(unit), register.village(unit)
    Pairing.objects.create(deputy=deputy, village=village, code="P1", valid_from=register.START)
    for row in (deputy, village, deputy.group, unit):
        with pytest.raises(ProtectedError):
            row.delete()


@pytest.mark.parametrize(("role", "missing"), [("coordinator", "station"), ("deputy", "deputy")])
def test_a_role_names_what_it_stands_for(unit, role, missing):
    user = register.user(None)
    with pytest.raises(ValidationError) as refused:
        Membership(user=user, role=role, subdistrict=unit).full_clean()
    assert set(refused.value.message_dict) == {missing}


def test_edits_are_kept_in_the_history(unit):
    deputy = register.deputy(unit)
    deputy.phone = "000-2"
    deputy.save()
    entries = list(deputy.history.order_by("history_id"))
    assert [entry.phone for entry in entries] == ["000-1", "000-2"]
    assert [entry.history_type for entry in entries] == ["+", "~"]
