"""Whole files: every collection, complete, streamed."""

import json

import pytest
from django.db import transaction
from django.utils import timezone

from geo.features.collections import all_collections
from geo.models import Road
from tests.geo.features.conftest import body

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("collection_id", [item.id for item in all_collections()])
def test_a_file_holds_what_the_pages_hold(get, client, collection_id):
    paged = get(f"/api/collections/{collection_id}/items?limit=5000")
    response = client.get(f"/data/{collection_id}.geojson")
    assert response.streaming == (paged["numberMatched"] > 1000)
    assert response["Content-Type"] == "application/geo+json"
    name = f"{collection_id}_{timezone.localdate()}_EPSG4326.geojson"
    assert response["Content-Disposition"].startswith(f'attachment; filename="{name}"; ')
    found = json.loads(body(response))
    assert (found["type"], found["name"]) == ("FeatureCollection", collection_id)
    assert found["features"] == paged["features"]
    assert len(found["features"]) == paged["numberMatched"]


def test_lines_hold_one_feature_each(get, client):
    response = client.get("/data/villages.geojsonl")
    assert response["Content-Type"] == "application/x-ndjson"
    lines = body(response).decode().splitlines()
    found = get("/data/villages.geojson")
    assert [json.loads(line) for line in lines] == found["features"]


def test_an_empty_file_is_still_one(get, client):
    assert get("/data/villages.geojson?date=1900-01-01")["features"] == []
    assert body(client.get("/data/villages.geojsonl?date=1900-01-01")) == b""


def test_a_file_of_several_chunks_is_whole(get, client, monkeypatch):
    monkeypatch.setattr("geo.features.sql.CHUNK_ROWS", 7)
    monkeypatch.setattr("geo.features.files.views.LONG_STREAM_ROWS", 20)
    assert len(get("/data/villages.geojson?date=2026-08-01")["features"]) == 50


def test_head_sends_no_body(client):
    response = client.head("/data/roads.geojson")
    assert (response.status_code, body(response)) == (200, b"")


def test_an_unknown_kind_of_file_is_not_found(client):
    assert client.get("/data/villages.exe").status_code == 404


def test_a_client_that_goes_away_leaves_the_connection_usable(client, monkeypatch):
    monkeypatch.setattr("geo.features.sql.CHUNK_ROWS", 7)
    # On PostgreSQL the query is cancelled, and with it the transaction that a test runs in.
    savepoint = transaction.savepoint()
    response = client.get("/data/roads.geojson")
    parts = iter(response.streaming_content)
    assert next(parts).startswith(b'{"type":"FeatureCollection"')
    assert next(parts)
    response._iterator.close()
    transaction.savepoint_rollback(savepoint)
    assert Road.objects.exists()
