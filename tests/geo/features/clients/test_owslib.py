"""OWSLib's client of OGC API - Features."""

import pytest
from owslib.ogcapi.features import Features

from geo.features.collections import all_collections

BOX = [118.82, 35.16, 118.85, 35.19]


@pytest.fixture
def service(server):
    return Features(f"{server}/api/")


def test_it_finds_every_collection(service):
    assert service.feature_collections() == [one.id for one in all_collections()]
    assert (
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
        in (service.conformance()["conformsTo"])
    )
    assert service.collection("villages")["itemType"] == "feature"
    assert service.links


def test_it_reads_the_api_description(service):
    assert service.api()["openapi"].startswith("3.0")


def test_items_in_a_box(service):
    page = service.collection_items("villages", bbox=BOX, limit=100)
    assert 0 < page["numberMatched"] == len(page["features"]) < 50


def test_items_of_a_day(service):
    assert service.collection_items("villages", datetime_="2026-03-01")["numberMatched"] == 50
    assert service.collection_items("villages", datetime_="2018-09-27")["numberMatched"] == 0


def test_items_by_a_filter_sorted(service):
    page = service.collection_items(
        "villages",
        filter="kind = 'community' AND name LIKE '%社区%'",
        sortby=("population", "desc"),
        limit=100,
    )
    found = [one["properties"] for one in page["features"]]
    assert found
    assert {one["kind"] for one in found} == {"community"}
    assert all("社区" in one["name"] for one in found)
    counts = [one["population"] for one in found]
    assert counts == sorted(counts, reverse=True)


def test_queryables(service):
    for one in all_collections():
        assert set(one.queryables) <= set(service.collection_queryables(one.id)["properties"])


def test_one_item(service):
    first = service.collection_items("stations", limit=1)["features"][0]
    assert service.collection_item("stations", first["id"])["properties"] == first["properties"]


def test_a_wrong_filter_is_told(service):
    with pytest.raises(RuntimeError, match="populatoin"):
        service.collection_items("villages", filter="populatoin > 2000")
