"""No address of the interface tells what only staff may see."""

import re

import pytest

from coverage.models import Deputy, RiverChief
from geo.features.collections import all_collections
from tests.geo.features.conftest import body

pytestmark = pytest.mark.django_db
PHONE, HOME = "13900009999", "九号楼九单元"
AT = {"lon": "118.83", "lat": "35.17"}


@pytest.fixture
def _secrets():
    Deputy.objects.update(phone=PHONE, home_address=HOME)
    RiverChief.objects.update(phone=PHONE)


def addresses(client) -> list[str]:
    """Return every address of features in the OpenAPI document, as JSON and as a page, and every
    file; those of coverage are crawled in tests/api, tiles in tests/geo/features/tiles."""
    found = []
    for path, item in client.get("/api/openapi.json").json()["paths"].items():
        if path.startswith("/coverage/") or "tile" in path:
            continue
        path = f"/api{path}"
        if "{featureId}" in path:
            items = client.get(path.split("/{")[0]).json()["features"]
            path = path.replace("{featureId}", items[0]["id"])
        given = [part["name"] for part in item["get"]["parameters"] if part.get("name") in AT]
        query = "&".join(f"{name}={AT[name]}" for name in given)
        found.append(f"{path}?{query}")
        if "text/html" in item["get"]["responses"]["200"]["content"]:
            found.append(f"{path}?f=html")
    for collection in all_collections():
        found += [f"/data/{collection.id}.{end}" for end in ("geojson", "geojsonl", "csv")]
    return found


@pytest.mark.usefixtures("_secrets")
def test_no_answer_holds_a_phone_or_a_home(client):
    asked = addresses(client)
    assert len(asked) > 180
    for address in asked:
        response = client.get(address)
        assert response.status_code == 200, address
        text = body(response).decode()
        assert PHONE not in text, address
        assert HOME not in text, address
        assert not re.search(r'"(phone|home_address|home)"', text), address


def test_no_collection_can_be_filtered_by_what_is_private(get):
    for name in ("deputies", "river-chief-assignments"):
        for secret in ("phone", "home_address", "chief__phone"):
            problem = get(f"/api/collections/{name}/items?{secret}=1", status=400)
            assert problem["parameter"] == secret
