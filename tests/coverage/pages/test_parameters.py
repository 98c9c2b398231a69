"""Every parameter of every page: wrong values are named, with what would be right."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
VILLAGE = "371327001001"
DATED = [
    "/",
    "/villages/",
    "/stations/",
    "/segments/",
    "/deputies/",
    "/gaps/",
    "/waters/",
    "/travel-times/",
    "/trend/",
    "/changes/",
    "/search/",
    "/search/suggestions/",
    f"/villages/{VILLAGE}/",
    "/stations/ST01/",
    "/segments/R01-01/",
    "/deputies/DB01/",
]
WRONG_DATES = [
    "yesterday",
    "2026-02-30",
    "2026-2-3",
    "20260203",
    "2026-01-01T00:00",
    "-1",
    "٢٠٢٦-٠١-٠١",
]
WRONG = [
    ("/", "layers", "villages,nothing", "villages"),
    ("/", "by", "height", "pairing"),
    ("/", "at", "12/35.1", "12/35.18/118.82"),
    ("/", "at", "x/y/z", "12/35.18/118.82"),
    ("/", "place", "<script>", "villages:371327001001"),
    ("/villages/", "kind", "town", "community"),
    ("/", "segments", "age", "supervision"),
    ("/", "together", "pairing", "pairing,service:1"),
    ("/", "together", "roads:1", "pairing,service:1"),
    ("/", "together", "pairing:0", "pairing,service:1"),
    ("/villages/", "pairing", "maybe", "unknown"),
    ("/villages/", "recency", "fresh", "due"),
    ("/segments/", "levels", "one", "some"),
    ("/segments/", "patrol", "overdue", "due"),
    ("/segments/", "stretch", "unknown", "due"),
    ("/waters/", "kind", "lake", "pond"),
    ("/waters/", "patrol", "0", "gap"),
    ("/travel-times/", "mode", "train", "ebike"),
    ("/trend/", "from", "2026-13", "2025-"),
    ("/trend/", "to", "last", "2026-"),
    ("/changes/", "from", "2026-02-30", "2026-"),
    ("/changes/", "to", "soon", "2026-"),
    ("/changes/", "layer", "roads", "chiefs"),
    ("/deputies/", "level", "village", "county"),
    ("/deputies/", "paired", "x", "no"),
    ("/gaps/", "layer", "roads", "service"),
    ("/search/", "q", "x" * 61, "60"),
    ("/search/suggestions/", "q", "x" * 61, "60"),
    ("/", "subdistrict", "999999999", "371327001"),
    ("/villages/", "subdistrict", "37", "371327001"),
]


def refused(response, parameter: str, right: str) -> None:
    assert response.status_code == 400
    text = response.content.decode()
    assert f"<code>{parameter}</code>" in text
    assert right in text


@pytest.mark.parametrize("address", DATED)
@pytest.mark.parametrize("value", WRONG_DATES)
def test_a_wrong_date_is_named(client, address, value):
    refused(client.get(address, {"date": value}), "date", "2026-")


@pytest.mark.parametrize(("address", "name", "value", "right"), WRONG)
def test_a_wrong_value_is_named(client, address, name, value, right):
    refused(client.get(address, {name: value}), name, right)


@pytest.mark.parametrize("address", DATED)
def test_an_unknown_parameter_is_named(client, address):
    refused(client.get(address, {"colour": "red"}), "colour", "date")


@pytest.mark.parametrize("address", DATED)
def test_a_parameter_given_twice_is_named(client, address):
    response = client.get(f"{address}?date=2026-01-01&date=2026-01-02")

    refused(response, "date", "2026-01-01, 2026-01-02")


@pytest.mark.parametrize("address", DATED)
def test_an_empty_date_is_today(client, address):
    assert client.get(address, {"date": ""}).status_code == 200


@pytest.mark.parametrize(
    ("address", "first", "last"),
    [("/trend/", "2026-06", "2026-05"), ("/changes/", "2026-06-01", "2026-05-31")],
)
def test_a_period_that_runs_backwards_is_refused(client, address, first, last):
    refused(client.get(address, {"from": first, "to": last}), "from", last)


def test_nul_in_a_search_is_refused(client):
    refused(client.get("/search/", {"q": "a\x00b"}), "q", "60")


def test_a_long_value_is_cut_and_escaped(client):
    text = client.get("/", {"date": "<b>" + "x" * 500}).content.decode()

    shown = re.findall(r"<code>(.*?)</code>", text)

    assert shown == ["date", f"&lt;b&gt;{'x' * 97}…"]


@pytest.mark.parametrize("address", DATED)
def test_pages_change_nothing_and_refuse_to_be_posted_to(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("name", ["village", "station", "segment", "deputy"])
@pytest.mark.parametrize("code", ["nothing", "%00", "x" * 300, "<script>", "371327001999"])
def test_a_code_nobody_has_is_404(client, name, code):
    assert client.get(reverse(name, args=[code])).status_code == 404


def test_a_place_of_another_time_says_when_it_was_valid(client):
    response = client.get(f"/villages/{VILLAGE}/", {"date": "2001-01-01"})

    assert response.status_code == 404
    assert "2018-09-28" in response.content.decode()
