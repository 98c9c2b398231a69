"""``among``: any number of values as one parameter, whatever signs they have."""

import pytest

from geo.models import Village
from tests import register

pytestmark = pytest.mark.django_db
CODES = ('a"b', "c\\d", "e,f", "{g}", "NULL", "", "村", "h'i", "%s")


@pytest.mark.parametrize("code", CODES)
def test_one_code_is_found_by_itself_and_among_others(code):
    unit = register.unit()
    register.village(unit, "other")
    kept = register.village(unit, code)
    rows = Village.objects.filter(subdistrict=unit)
    assert list(rows.filter(code__among=[code])) == [kept]
    assert list(rows.filter(code__among=[code, "x", "y"])) == [kept]
    assert list(rows.filter(pk__among=[kept.pk, -1])) == [kept]


def test_nothing_is_among_no_values():
    register.village(register.unit())
    assert not Village.objects.filter(code__among=[]).exists()


def test_all_at_once():
    unit = register.unit()
    kept = {register.village(unit, code).pk for code in CODES}
    found = Village.objects.filter(subdistrict=unit, code__among=list(CODES))
    assert {one.pk for one in found} == kept
