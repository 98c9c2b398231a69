"""Pages of other sites: only those the operator allows."""

import pytest

from tests.geo.features.conftest import ITEMS

pytestmark = pytest.mark.django_db
SITE = "https://maps.example.org"
PUBLIC = [ITEMS, "/api/", "/data/stations.geojson"]


@pytest.mark.parametrize("address", PUBLIC)
def test_without_the_setting_nobody_is_allowed(client, address):
    response = client.get(address, headers={"Origin": SITE})
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize("address", PUBLIC)
def test_an_allowed_site_is_named_and_no_other(client, settings, address):
    settings.CORS_ORIGINS = [SITE]
    response = client.get(address, headers={"Origin": SITE})
    assert response["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Credentials" not in response
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert "Origin" in response["Vary"]
    other = client.get(address, headers={"Origin": "https://other.example.org"})
    assert "Access-Control-Allow-Origin" not in other
    assert "Origin" in other["Vary"]


def test_everybody_may_be_allowed(client, settings):
    settings.CORS_ORIGINS = ["*"]
    assert client.get(ITEMS, headers={"Origin": SITE})["Access-Control-Allow-Origin"] == "*"


def test_a_preflight_is_answered(client, settings):
    settings.CORS_ORIGINS = [SITE]
    asked = {"Origin": SITE, "Access-Control-Request-Method": "GET"}
    response = client.options(ITEMS, headers=asked)
    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    assert int(response["Access-Control-Max-Age"]) > 0


def test_a_problem_can_be_read_by_an_allowed_site(client, settings):
    settings.CORS_ORIGINS = [SITE]
    response = client.get(f"{ITEMS}?limit=x", headers={"Origin": SITE})
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (400, SITE)
