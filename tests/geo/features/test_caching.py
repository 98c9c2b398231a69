"""Conditional requests, kept bytes, gzip, and the number of queries."""

import gzip

import pytest
from django.db import connection

from geo.models import Village
from tests import register
from tests.geo.features.conftest import ITEMS, OURS, body

pytestmark = pytest.mark.django_db
TAGGED = [
    ITEMS,
    f"{ITEMS}?limit=2000",
    f"{ITEMS}?{OURS}&bbox=1,2,3,4",
    "/data/villages.geojson",
    "/data/villages.geojsonl",
]


def tag(client, address: str) -> str:
    response = client.get(address)
    body(response)
    return response["ETag"]


@pytest.mark.parametrize("address", [*TAGGED, "/api/", "/api/collections", "/api/openapi.json"])
def test_a_current_copy_is_not_sent_again(client, address):
    known = tag(client, address)
    for given in (known, f'"other", {known}', "*"):
        response = client.get(address, headers={"If-None-Match": given})
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == known
    response = client.get(address, headers={"If-None-Match": 'W/"other"'})
    assert (response.status_code, len(body(response)) > 0) == (200, True)


@pytest.mark.parametrize("address", TAGGED)
def test_every_kind_of_write_renews_the_tag(client, unit, address):
    seen = [tag(client, address)]
    village = register.village(unit, "V1")
    seen.append(tag(client, address))
    village.name = "another"
    village.save()
    seen.append(tag(client, address))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE geo_village SET name = 'by SQL' WHERE id = %s", [village.pk])
    seen.append(tag(client, address))
    village.delete()
    seen.append(tag(client, address))
    assert len(set(seen)) == 5


def test_a_write_to_a_joined_table_renews_the_tag(client, unit):
    before = tag(client, ITEMS)
    unit.name = "renamed"
    unit.save()
    assert tag(client, ITEMS) != before


def test_a_write_elsewhere_keeps_the_tag(client, unit):
    before = tag(client, "/api/collections/roads/items")
    register.village(unit, "V1")
    assert tag(client, "/api/collections/roads/items") == before


def test_the_tag_of_a_feature_is_its_own(client, villages):
    """A write to another feature keeps it: it is what a change of this one may name."""
    address = f"{ITEMS}/{villages[0].public_id}"
    before = tag(client, address)
    Village.objects.filter(pk=villages[1].pk).update(name="other")
    assert tag(client, address) == before


def test_the_tag_of_a_feature_follows_it(client, unit):
    village = register.village(unit, "V1")
    address = f"{ITEMS}/{village.public_id}"
    before = tag(client, address)
    assert client.get(address, headers={"If-None-Match": before}).status_code == 304
    Village.objects.filter(pk=village.pk).update(name="other")
    response = client.get(address, headers={"If-None-Match": before})
    assert (response.status_code, response.json()["properties"]["name"]) == (200, "other")


def test_a_kept_answer_is_renewed_by_a_write(get, unit):
    village = register.village(unit, "V1", population=1)
    address = f"{ITEMS}?limit=1000"

    def population() -> int:
        features = get(address)["features"]
        return next(f["properties"]["population"] for f in features if f["id"] == village.public_id)

    assert (population(), population()) == (1, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE geo_village SET population = 2 WHERE id = %s", [village.pk])
    assert population() == 2


def test_the_tag_changes_at_midnight(client, monkeypatch):
    from datetime import date

    before = tag(client, ITEMS)
    monkeypatch.setattr("geo.features.parameters.today", lambda: date(2031, 1, 1))
    assert tag(client, ITEMS) != before


@pytest.mark.parametrize("address", [*TAGGED[:2], *TAGGED[3:], "/api/collections"])
def test_gzip_is_given_to_who_takes_it(client, address):
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "br;q=1.0, gzip;q=0.8"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert plain["ETag"] == packed["ETag"]
    assert "Accept-Encoding" in packed["Vary"]
    whole, text = body(plain), gzip.decompress(body(packed))
    start = text.index(b"features") if b"features" in text else 0
    assert text[start:] == whole[start:]


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br"])
def test_gzip_is_not_forced_upon_anybody(client, accepted):
    response = client.get(ITEMS, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response


def test_a_page_takes_three_queries_whatever_its_size(client, villages, django_assert_num_queries):
    for limit in (1, 3, 6):
        register_token = f"{ITEMS}?{OURS}&limit={limit}&population={limit}"
        with django_assert_num_queries(2):  # version and rows: all of them fit on the page
            client.get(register_token)
    with django_assert_num_queries(3):  # version, rows, number of matches
        client.get(f"{ITEMS}?{OURS}&limit=2")
    for offset in (2, 4):
        with django_assert_num_queries(2):  # the number is known for this version
            client.get(f"{ITEMS}?{OURS}&limit=2&offset={offset}")


def test_what_is_current_or_kept_takes_one_query(client, django_assert_num_queries):
    known = tag(client, ITEMS)
    with django_assert_num_queries(1):
        client.get(ITEMS, headers={"If-None-Match": known})
    with django_assert_num_queries(1):
        client.get(ITEMS)


def test_a_feature_takes_one_query(client, villages, django_assert_num_queries):
    address = f"{ITEMS}/{villages[0].public_id}"
    known = tag(client, address)
    for headers in ({}, {"If-None-Match": known}):
        with django_assert_num_queries(1):
            client.get(address, headers=headers)


def test_a_file_takes_the_same_queries_whatever_its_size(client, django_assert_num_queries):
    day = "date=2026-08-01"
    for name in ("roads", "stations"):
        with django_assert_num_queries(3):  # version, number, rows
            body(client.get(f"/data/{name}.geojson?{day}"))
    with django_assert_num_queries(1):
        client.get(f"/data/stations.geojson?{day}")
