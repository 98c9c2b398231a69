"""The privacy crawl: nothing that is sent to anybody holds what is for staff only.

Phone numbers and homes, the notes of duties, and who walked a patrol at what hours.
"""

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from coverage.models import Deputy, DutyRecord, Pairing, Patrol, RiverChief
from geo.models import Village
from tests import register
from tests.api.addresses import coverage_addresses, document_addresses, page_addresses

pytestmark = pytest.mark.django_db
PHONES = [f"0990000{number:04}" for number in range(200)]
HOME = "示例小区七号楼三单元"
NOTE, REASON = "示例备注：只给工作人员", "示例原因：只给工作人员"
# Somebody who walks and answers for nothing, so that the name is on no list of chiefs.
WALKER = "示例巡查人九九"
STARTED, ENDED = (datetime(2026, 1, 1, *clock, tzinfo=UTC) for clock in ((3, 17, 53), (4, 19, 57)))
HOURS = ("03:17:53", "04:19:57", "11:17:53", "12:19:57")
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
    DutyRecord.objects.update(note=NOTE)
    walker = register.chief(register.reference_unit(), "RC99", name=WALKER)
    patrols = Patrol.objects.filter(status="done")
    patrols.update(started_at=STARTED, ended_at=ENDED, invalid_reason=REASON)
    patrols.filter(kind="chief").update(chief=walker)
    return [*PHONES, HOME, NOTE, REASON, WALKER, *HOURS]


def check(client: Client, address: str, secrets: list[str]) -> str:
    """Fetch an address, check that it gives nothing away, and return its text."""
    response = client.get(address)
    assert response.status_code < 500, address
    text = _text(b"".join(response) if response.streaming else response.content)
    assert not [secret for secret in secrets if secret in text], address
    if "json" in response.get("Content-Type", "") or "csv" in response.get("Content-Type", ""):
        assert not re.search(
            r'"?\b(phone|home_address|started_at|invalid_reason)\b"?\s*[:,]', text
        ), address
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
    assert len(addresses) == 50
    for address in addresses:
        assert client.get(address).status_code == 401
        check(client, address, secrets)


def test_the_admin_is_closed(client, secrets):
    for address in ("/admin/", "/admin/coverage/deputy/", "/admin/autocomplete/"):
        response = client.get(address)
        assert response.status_code == 302
        check(client, address, secrets)
