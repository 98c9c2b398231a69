"""Tables over HTTP: formats by parameter and by header, files, conditional requests."""

import csv
import io
from datetime import datetime

import openpyxl
import pytest

from coverage.models import Pairing

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = {
    "layers/pairing?date=2026-11-22": "coverage-pairing-371327001-2026-11-22",
    "layers/service?date=2026-11-22": "coverage-service-371327001-2026-11-22",
    "layers/recency?date=2026-11-22": "coverage-recency-371327001-2026-11-22",
    "layers/patrol?date=2026-11-22": "coverage-patrol-371327001-2026-11-22",
    "layers/patrol?date=2026-11-22&kind=supervision": "coverage-supervision-371327001-2026-11-22",
    "layers/chiefs?date=2026-11-22": "coverage-chiefs-371327001-2026-11-22",
    "travel-times?date=2026-11-22&mode=foot": "travel-times-371327001-2026-11-22-foot",
    "ranking?date=2026-11-22": "ranking-all-371327001-2026-11-22",
    "ranking?date=2026-11-22&layer=chiefs": "ranking-chiefs-371327001-2026-11-22",
    "trend?date=2026-11-22&from=2026-10&to=2026-11": "trend-371327001-2026-10-2026-11",
    "changes?from=2026-02-28&to=2026-03-01": "changes-371327001-2026-02-28-2026-03-01",
}


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize(("address", "name"), TABLES.items())
def test_the_formats_say_the_same(client, address, name):
    given = client.get(f"/api/coverage/{address}&format=csv")
    assert given["Content-Type"] == "text/csv; charset=utf-8"
    assert given["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    header, *rows = rows_of(given.content)
    book = client.get(f"/api/coverage/{address}&format=xlsx")
    assert book["Content-Type"] == XLSX
    assert book["Content-Disposition"] == f'attachment; filename="{name}.xlsx"'
    data, notes = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
    found = [[cell.value for cell in row] for row in data.iter_rows()]
    assert found[0] == header
    assert len(found) == len(rows) + 1
    for shown, texts in zip(found[1:], rows, strict=True):
        assert all(map(_is_same, shown, texts)), (shown, texts)
    facts = {row[0].value: row[1].value for row in notes.iter_rows(max_row=30)}
    assert facts["统计用区划代码"] == "371327001"
    assert "示意" in facts["备注"]
    assert facts["数据来源"]
    plain = client.get(f"/api/coverage/{address}")
    assert plain["Content-Type"] == "application/json"
    assert "Content-Disposition" not in plain
    if "rows" in plain.json():
        assert len(plain.json()["rows"]) == len(rows)


def _is_same(cell: object, text: str) -> bool:
    """Return whether a typed cell is what the other file says in text."""
    if isinstance(cell, bool | str | None):
        return text == (cell or "")
    if isinstance(cell, datetime):
        return text == cell.date().isoformat()
    return float(text) == cell


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        (XLSX, XLSX),
        (f"{XLSX};q=0.5, text/csv;q=0.8", "text/csv; charset=utf-8"),
        ("text/csv;q=0.1, application/json;q=0.2", "application/json"),
        # A browser.
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
    ],
)
def test_the_header_chooses_without_a_parameter(client, accept, wanted):
    response = client.get("/api/coverage/layers/pairing", headers={"Accept": accept})
    assert response.status_code == 200
    assert response["Content-Type"] == wanted
    assert "Accept" in response["Vary"]


def test_the_parameter_comes_before_the_header(client):
    response = client.get(
        "/api/coverage/layers/pairing?format=csv", headers={"Accept": "application/json"}
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_headers_in_english(client):
    response = client.get("/api/coverage/layers/pairing?format=csv&lang=en")
    header, first, *_ = rows_of(response.content)
    assert header[:5] == ["Code", "Name", "Kind", "State", "People (persons)"]
    assert first[2:4] == ["community", "covered"]


def test_each_format_has_its_own_tag_and_a_write_renews_it(client):
    addresses = [
        f"/api/coverage/layers/pairing?format={form}&lang={language}"
        for form in ("json", "csv", "xlsx")
        for language in ("zh", "en")
    ]
    tags = [client.get(address)["ETag"] for address in addresses]
    assert len(set(tags)) == 6
    for address, tag in zip(addresses, tags, strict=True):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    Pairing.objects.filter(valid_to__isnull=True).first().delete()
    for address, tag in zip(addresses, tags, strict=True):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_compressed_when_asked(client):
    response = client.get(
        "/api/coverage/layers/pairing?format=csv", headers={"Accept-Encoding": "gzip"}
    )
    assert response["Content-Encoding"] == "gzip"


def test_a_head_request_has_no_body(client):
    response = client.head("/api/coverage/travel-times?format=xlsx")
    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("name", ["layers/pairing", "ranking", "trend", "changes", "combined"])
def test_nothing_is_written_here(client, name, method):
    assert getattr(client, method)(f"/api/coverage/{name}").status_code == 405


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    for name in ("layers/patrol", "ranking", "combined", "bands"):
        with django_assert_max_num_queries(30):
            first = client.get(f"/api/coverage/{name}")
        with django_assert_max_num_queries(4):
            client.get(f"/api/coverage/{name}", headers={"If-None-Match": first["ETag"]})
