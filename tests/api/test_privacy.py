"""The privacy crawl: nothing that is sent to anybody holds a phone number or a home."""

import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from coverage.models import Deputy, Pairing, RiverChief
from geo.models import Village
from tests.api.addresses import coverage_addresses, document_addresses, page_addresses

pytestmark = pytest.mark.django_db
PHONES = [f"0990000{number:04}" for number in range(200)]
HOME = "示例小区七号楼三单元"
FORMATS = ("geojson", "geojsonl", "csv", "gpkg", "kml", "xlsx", "fgb", "zip")


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def secrets() -> list[str]:
    """Give every deputy and chief a phone of its own and return what must not appear."""
    phones = iter(PHONES)
    for model in (Deputy, RiverChief):
        for row in model.objects.all():
            row.phone = next(phones)
            if model is Deputy:
                row.home_address = HOME
            row.save()
    return [*PHONES, HOME]


def check(client: Client, address: str, secrets: list[str]) -> str:
    """Fetch an address, check that it gives nothing away, and return its text."""
    response = client.get(address)
    assert response.status_code < 500, address
    text = _text(b"".join(response) if response.streaming else response.content)
    assert not [secret for secret in secrets if secret in text], address
    if "json" in response.get("Content-Type", "") or "csv" in response.get("Content-Type", ""):
        assert not re.search(r'"?\b(phone|home_address)\b"?\s*[:,]', text), address
    return text


def _text(body: bytes) -> str:
    """Return a body as text; the files of an archive (xlsx, shapefile, kmz) one by one."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return body.decode("utf-8", errors="replace")


def test_pages(client, secrets):
    addresses = page_addresses()
    assert len(addresses) > 8
    texts = [check(client, address, secrets) for address in addresses]
    # The crawl has seen the people whose phones it looks for.
    assert any(Deputy.objects.first().name in text for text in texts)
    for text in ("示例", "0990000", "DB01"):
        check(client, f"/search/?q={text}", secrets)
        check(client, f"/search/suggestions/?q={text}", secrets)


def test_the_feature_interface(client, secrets):
    document = client.get("/api/openapi.json").json()
    collections = [item["id"] for item in client.get("/api/collections").json()["collections"]]
    assert collections
    for collection in collections:
        page = client.get(f"/api/collections/{collection}/items?limit=3").json()
        ids = [feature["id"] for feature in page["features"]]
        prefix = f"/collections/{collection}"
        paths = {path: item for path, item in document["paths"].items() if prefix in path}
        for address in document_addresses({**document, "paths": paths}, {"featureId": ids}):
            assert client.get(address).status_code == 200, address
            check(client, address, secrets)
            check(client, f"{address}?f=html", secrets)
        check(client, f"/api/collections/{collection}/items?limit=1000", secrets)
        for extension in FORMATS:
            check(client, f"/data/{collection}.{extension}", secrets)


def test_the_figures_of_coverage(client, secrets):
    document = client.get("/api/openapi.json").json()
    addresses = coverage_addresses(document)
    assert len(addresses) > 40
    texts = []
    for address in addresses:
        assert client.get(address).status_code == 200, address
        texts.append(check(client, address, secrets))
    # The crawl has seen people whose phones it looks for.
    names = list(Deputy.objects.values_list("name", flat=True))
    assert any(name in text for text in texts for name in names)


def test_every_public_address_of_coverage_is_described(client):
    document = client.get("/api/openapi.json").json()
    described = {path for path in document["paths"] if path.startswith("/coverage/")}
    served = {
        f"/coverage/{entry.pattern}".replace("<str:", "{").replace(">", "}")
        for entry in get_resolver("coverage.api.urls").url_patterns
        if isinstance(entry, URLPattern)
    }
    assert described == served


def test_the_point(client, secrets):
    village = Village.objects.exclude(center=None).first()
    x, y = village.center.coords
    check(client, f"/api/at?lon={x}&lat={y}", secrets)


def test_the_editing_interface_is_closed(client, secrets):
    document = client.get("/api/manage/schema/").json()
    values = {"public_id": [Pairing.objects.first().public_id]}
    addresses = document_addresses(document, values)
    assert len(addresses) == 46
    for address in addresses:
        assert client.get(address).status_code == 401
        check(client, address, secrets)


def test_the_admin_is_closed(client, secrets):
    for address in ("/admin/", "/admin/coverage/deputy/", "/admin/autocomplete/"):
        response = client.get(address)
        assert response.status_code == 302
        check(client, address, secrets)
