"""The pages for people: what they show, in both languages."""

import pytest

from tests import register
from tests.geo.features.conftest import ITEMS, OURS

pytestmark = pytest.mark.django_db


def page(client, address: str, language: str = "zh-hans") -> str:
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"
    return response.content.decode()


def test_an_illustrative_feature_is_marked(client, unit):
    village = register.village(unit, "V1", quality="illustrative")
    surveyed = register.village(unit, "V2")
    for address in (f"{ITEMS}?{OURS}&kind=village&f=html", f"{ITEMS}/{village.public_id}?f=html"):
        assert "mark-illustrative" in page(client, address)
    assert "mark-illustrative" not in page(client, f"{ITEMS}/{surveyed.public_id}?f=html")


def test_titles_are_chinese_or_english(client):
    assert "村居" in page(client, "/api/collections?f=html")
    assert "Villages and communities" in page(client, "/api/collections?f=html", "en")


def test_text_of_the_register_is_escaped(client, unit):
    village = register.village(unit, "V1", name="<script>alert(1)</script>")
    for address in (f"{ITEMS}?{OURS}&f=html", f"{ITEMS}/{village.public_id}?f=html"):
        assert "<script>alert(1)" not in page(client, address)


def test_a_table_leads_to_the_next_page(client, villages):
    text = page(client, f"{ITEMS}?{OURS}&limit=3&f=html")
    assert f"subdistrict={register.ELSEWHERE}&amp;limit=3&amp;f=html&amp;after=" in text
    assert 'rel="next"' not in page(client, f"{ITEMS}?{OURS}&limit=7&f=html")


def test_the_operations_are_listed_without_a_script_of_others(client):
    text = page(client, "/api/openapi.html")
    assert "GET /collections/villages/items" in text
    assert '<script src="http' not in text


def test_every_page_is_under_the_site_s_policy(client):
    for address in ("/api/?f=html", f"{ITEMS}?f=html", ITEMS, "/data/stations.geojson"):
        response = client.get(address)
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
