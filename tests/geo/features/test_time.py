"""The parameter datetime: what was valid then; generations of one village."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests import register
from tests.geo.features.conftest import ITEMS, OURS, codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def generations(unit):
    """A village until the end of 2021, its successor since 2022, and one that is to come."""
    today = timezone.localdate()
    register.village(unit, "OLD", valid_from=date(2018, 6, 1), valid_to=date(2021, 12, 31))
    register.village(unit, "NEW", valid_from=date(2022, 1, 1))
    register.village(unit, "LATER", valid_from=today + timedelta(days=1))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2018-05-31", []),
        ("2018-06-01", ["OLD"]),
        ("2021-12-31", ["OLD"]),
        ("2022-01-01", ["NEW"]),
        ("2021-12-31/2022-01-01", ["OLD", "NEW"]),
        ("2021-12-31T15:59:59Z", ["OLD"]),  # still 2021 in Shanghai
        ("2021-12-31T16:00:00Z", ["NEW"]),
        ("2021-12-31t16:00:00.123456789z", ["NEW"]),
        ("2021-12-31T23:59:60%2B08:00", ["NEW"]),  # a leap second belongs to the next day
        ("../2018-06-01", ["OLD"]),
        ("/2018-06-01", ["OLD"]),
        ("../2018-05-31", []),
        ("2022-01-01/..", ["NEW", "LATER"]),
        ("2021-12-31/", ["OLD", "NEW", "LATER"]),
        ("../..", ["OLD", "NEW", "LATER"]),
        ("/", ["OLD", "NEW", "LATER"]),
    ],
)
def test_datetime_selects_what_was_valid(get, generations, moment, expected):
    answer = get(f"{ITEMS}?{OURS}&datetime={moment}")
    assert codes(answer) == expected
    assert answer["numberMatched"] == len(expected)


def test_without_datetime_the_answer_is_what_is_valid_today(get, generations):
    assert codes(get(f"{ITEMS}?{OURS}")) == ["NEW"]


def test_a_feature_of_any_generation_has_an_address(get, generations):
    for feature in get(f"{ITEMS}?{OURS}&datetime=../..")["features"]:
        assert get(f"{ITEMS}/{feature['id']}")["properties"] == feature["properties"]


def test_a_download_asks_for_a_day(get, generations):
    found = get("/data/villages.geojson?date=2019-01-01")
    assert "OLD" in codes(found)
    assert "NEW" not in codes(found)
    assert "NEW" in codes(get("/data/villages.geojson"))
