"""Sorted pages: complete and without repetition, whatever the keys, the gaps and the direction."""

from itertools import pairwise
from urllib.parse import urlencode

import pytest

from tests import register
from tests.geo.features.conftest import ITEMS, OURS, codes
from tests.geo.features.test_paging import walk

pytestmark = pytest.mark.django_db
POPULATIONS = [30, None, 10, 30, None, 20, 10]
NAMES = ["b", "a", "B", "十字路", "a", "Ä", "b"]


@pytest.fixture
def places(unit):
    for number, (name, population) in enumerate(zip(NAMES, POPULATIONS, strict=True)):
        register.village(unit, f"V{number}", name=name, population=population)


def walked(get, **parameters) -> list[str]:
    answers = walk(get, f"{ITEMS}?{OURS}&{urlencode(parameters)}")
    assert {answer["numberMatched"] for answer in answers} == {len(NAMES)}
    return [code for answer in answers for code in codes(answer)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 20])
@pytest.mark.parametrize(
    ("sortby", "expected"),
    [
        ("population", "V2 V6 V5 V0 V3 V1 V4"),
        ("+population", "V2 V6 V5 V0 V3 V1 V4"),
        ("-population", "V0 V3 V5 V2 V6 V1 V4"),
        ("name", "V2 V1 V4 V0 V6 V5 V3"),
        ("-name", "V3 V5 V0 V6 V1 V4 V2"),
        ("population,-name", "V6 V2 V5 V3 V0 V1 V4"),
        ("-population,-code", "V3 V0 V5 V6 V2 V4 V1"),
        ("kind,valid_from,-code", "V6 V5 V4 V3 V2 V1 V0"),
        ("valid_to,-area_m2,code", "V0 V1 V2 V3 V4 V5 V6"),
    ],
)
def test_pages_are_sorted_to_the_end(get, places, sortby, limit, expected):
    assert walked(get, sortby=sortby, limit=limit) == expected.split()


def test_a_plus_that_was_not_encoded_is_one(get, places):
    assert codes(get(f"{ITEMS}?{OURS}&sortby=+name")) == ["V2", "V1", "V4", "V0", "V6", "V5", "V3"]


@pytest.mark.parametrize("offset", [0, 2, 6, 7])
def test_an_offset_skips_in_the_order(get, places, offset):
    found = walked(get, sortby="-population", offset=offset, limit=2)
    assert found == ["V0", "V3", "V5", "V2", "V6", "V1", "V4"][offset:]


def test_a_row_that_is_gone_is_no_obstacle(get, places):
    from geo.models import Village

    first = get(f"{ITEMS}?{OURS}&sortby=population&limit=2")
    Village.objects.get(code="V6").delete()
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    assert codes(get(following)) == ["V5", "V0"]


def test_every_queryable_of_a_collection_sorts_all_of_it(get):
    from geo.features.collections import find

    for name in find("roads").queryables:
        values = [
            feature["properties"][name]
            for answer in walk(get, f"/api/collections/roads/items?sortby={name}&limit=600")
            for feature in answer["features"]
        ]
        known = [value for value in values if value is not None]
        assert all(one <= other for one, other in pairwise(known))
        assert values[: len(known)] == known


def test_a_streamed_page_is_sorted_too(get, client, monkeypatch, places):
    monkeypatch.setattr("geo.features.answers.LONG_PAGE_ROWS", 2)
    monkeypatch.setattr("geo.features.sql.CHUNK_ROWS", 2)
    assert walked(get, sortby="-population", limit=3) == ["V0", "V3", "V5", "V2", "V6", "V1", "V4"]


def test_a_filter_is_kept_from_page_to_page(get, places):
    query = {"sortby": "-name", "filter": "population IS NOT NULL", "limit": 2}
    answers = walk(get, f"{ITEMS}?{OURS}&{urlencode(query)}")
    assert [codes(answer) for answer in answers] == [["V3", "V5"], ["V0", "V6"], ["V2"]]
    assert {answer["numberMatched"] for answer in answers} == {5}
