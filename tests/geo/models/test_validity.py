"""Questions of time: who is valid on which day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from geo.models import Subdistrict, Village
from tests import register

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2021, 3, 1), date(2021, 5, 31)


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (FIRST - timedelta(days=1), False),
        (FIRST, True),
        (date(2021, 4, 1), True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_first_and_last_day_count(day, valid):
    made = register.village(register.unit(), valid_from=FIRST, valid_to=LAST)
    assert Village.objects.as_of(day).filter(pk=made.pk).exists() is valid


@pytest.mark.parametrize(
    ("day", "valid"), [(FIRST - timedelta(days=1), False), (FIRST, True), (date.max, True)]
)
def test_an_open_end_lasts(day, valid):
    made = register.village(register.unit(), valid_from=FIRST)
    assert Village.objects.as_of(day).filter(pk=made.pk).exists() is valid


def test_a_single_day_is_valid_on_that_day_only():
    made = register.village(register.unit(), valid_from=FIRST, valid_to=FIRST)
    rows = Village.objects.filter(pk=made.pk)
    days = [FIRST - timedelta(days=1), FIRST, FIRST + timedelta(days=1)]
    assert [rows.as_of(day).exists() for day in days] == [False, True, False]


def test_generations_share_a_code_and_follow_each_other():
    unit = register.unit()
    old = register.village(unit, "V7", valid_from=date(2016, 1, 1), valid_to=date(2018, 9, 27))
    new = register.village(unit, "V7", valid_from=date(2018, 9, 28))
    rows = Village.objects.filter(subdistrict=unit, code="V7")
    assert list(rows.as_of(date(2018, 9, 27))) == [old]
    assert list(rows.as_of(date(2018, 9, 28))) == [new]
    assert old.public_id != new.public_id


def test_one_generation_of_a_code_begins_on_a_day():
    unit = register.unit()
    register.village(unit, "V7")
    with pytest.raises(IntegrityError), transaction.atomic():
        register.village(unit, "V7")
    assert register.village(register.unit("990001003"), "V7").pk


def test_last_day_before_first_is_refused_by_model_and_database():
    village = Village(**register.PLACE, subdistrict=register.unit(), code="V1", kind="village")
    village.geom, village.valid_to = register.square(), register.START - timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        village.full_clean(exclude=["name"])
    assert refused.value.messages == [_("The last day lies before the first day.")]
    with pytest.raises(IntegrityError), transaction.atomic():
        village.save()


def test_within_holds_the_root_and_everything_below_it():
    county = register.unit("990001", level="county")
    below = register.unit("990001001", parent=county)
    beside = register.unit("990002001")
    found = set(Subdistrict.objects.within(county))
    assert {county, below} <= found
    assert beside not in found


@pytest.mark.parametrize("code", ["990002001", "990001", "99"])
def test_a_code_outside_its_parents_is_refused(code):
    county = register.unit("990001", level="county")
    below = Subdistrict(**register.PLACE, code=code, name="x", level="township", parent=county)
    below.geom = register.square()
    with pytest.raises(ValidationError) as refused:
        below.full_clean()
    assert set(refused.value.message_dict) == {"code"}
