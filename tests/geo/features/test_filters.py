"""Filters by property: typed, exact, together."""

from urllib.parse import quote

import pytest

from geo.features.collections import all_collections
from tests import register
from tests.geo.features.conftest import ITEMS, OURS, codes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=community", ["V1"]),
        ("population=120", ["V1"]),
        ("population=-1", []),
        ("name=" + quote('O\'Neill "村" %_\\'), ["V2"]),
        ("name=%25", []),
        ("quality=official", ["V2"]),
        ("valid_from=2020-01-01&kind=village", ["V0", "V2"]),
        ("kind=community&population=7", []),
        ("subdistrict_name=Unit%20990001002", ["V0", "V1", "V2"]),
    ],
)
def test_a_filter_selects(get, unit, query, expected):
    register.village(unit, "V0")
    register.village(unit, "V1", kind="community", population=120)
    register.village(unit, "V2", name='O\'Neill "村" %_\\', quality="official")
    assert codes(get(f"{ITEMS}?{OURS}&{query}")) == expected


def test_a_filter_by_what_another_table_holds(get):
    found = get("/api/collections/stations/items?village_name=永泰社区居委会")
    assert [feature["properties"]["short_name"] for feature in found["features"]] == ["永泰社区"]


def test_a_filter_by_truth(get):
    for value in (True, False):
        found = get(f"/api/collections/roads/items?is_one_way={str(value).lower()}&limit=2000")
        assert {feature["properties"]["is_one_way"] for feature in found["features"]} <= {value}


def test_ponds_and_ditches_are_apart(get):
    kinds = {
        name: {
            feature["properties"]["kind"]
            for feature in get(f"/api/collections/{name}/items?limit=1000")["features"]
        }
        for name in ("ponds", "ditches")
    }
    assert kinds["ponds"] <= {"pond", "reservoir"}
    assert kinds["ditches"] == {"ditch"}
    assert get("/api/collections/ponds/items?kind=ditch", status=400)["parameter"] == "kind"


def test_every_queryable_of_every_collection_can_be_asked(get):
    values = {
        "string": "x",
        "integer": "1",
        "number": "1.5",
        "boolean": "true",
        "date": "2020-01-01",
    }
    for collection in all_collections():
        for name, item in collection.queryables.items():
            value = item.choices[0] if item.choices else values[item.type]
            get(f"/api/collections/{collection.id}/items?{name}={value}&limit=1")
