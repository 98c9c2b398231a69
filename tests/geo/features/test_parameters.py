"""Wrong values: always a 4xx that names the parameter, never a 500."""

from urllib.parse import quote

import pytest

from tests.geo.features.conftest import ITEMS

pytestmark = pytest.mark.django_db
HUGE = "9" * 40
WRONG = {
    "limit": ["0", "-1", "x", "", "1.5", "1e2", HUGE, " 5", "５", "1_0", "+5"],
    "offset": ["-1", "x", "", "1.5", HUGE],
    "after": ["-1", "x", "", HUGE],
    "bbox": [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "1,2,3,4,5,6,7",
        "a,b,c,d",
        "1,2,3,",
        "nan,1,2,3",
        "inf,1,2,3",
        "1e999,1,2,3",
        "1,5,2,4",
        "-181,0,0,1",
        "0,0,181,1",
        "0,-91,1,0",
        "0,0,1,91",
        "0,0,9,1,1,0",
        "1_0,2,13,4",
        "１,2,3,4",
        "1 2 3 4",
    ],
    "bbox-crs": ["", "EPSG:4326", "http://www.opengis.net/def/crs/EPSG/0/4547"],
    "crs": ["", "EPSG:4326", "http://www.opengis.net/def/crs/EPSG/0/4547"],
    "datetime": [
        "",
        "x",
        "2018",
        "2018-13-01",
        "2018-02-30",
        "2018-06-01T00:00:00",
        "2018-06-01 00:00:00Z",
        "2018-06-01T25:00:00Z",
        "2018-06-01T00:00:00+25:00",
        "2019-01-01/2018-01-01",
        "2018-01-01/2018-02-01/2018-03-01",
        "2018-01-01,2018-02-01",
        "...",
        "0000-01-01",
        "9999-12-31T23:59:59-12:00",
        "２０１８-01-01",
    ],
    "f": ["", "xml", "JSON", "geojson"],
    "kind": ["", "town", "COMMUNITY"],
    "population": ["", "x", "1.5", HUGE, "0x10"],
    "area_m2": ["", "x", "nan", "inf", "1,5"],
    "valid_from": ["", "x", "2018-1-1", "2018-02-30", "20180101"],
}


@pytest.mark.parametrize(
    ("parameter", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_value_is_named(get, parameter, value):
    problem = get(f"{ITEMS}?{parameter}={quote(value)}", status=400)
    assert problem["parameter"] == parameter
    assert problem["value"] == value
    assert problem["expected"]
    assert problem["status"] == 400


@pytest.mark.parametrize("parameter", ["limit", "bbox", "datetime", "code", "f", "after"])
def test_a_parameter_given_twice_is_named(get, parameter):
    problem = get(f"{ITEMS}?{parameter}=1&{parameter}=2", status=400)
    assert problem["parameter"] == parameter
    assert "2 times" in problem["detail"]


@pytest.mark.parametrize("parameter", ["code", "name", "limit", "bbox", "datetime"])
def test_a_nul_character_is_refused(get, parameter):
    assert get(f"{ITEMS}?{parameter}=a%00b", status=400)["parameter"] == parameter


def test_an_is_one_way_filter_wants_true_or_false(get):
    problem = get("/api/collections/roads/items?is_one_way=1", status=400)
    assert (problem["parameter"], problem["expected"]) == ("is_one_way", "true or false")


@pytest.mark.parametrize("value", ["x", "2018-02-30", "2018-01-01T00:00:00Z", ""])
def test_a_download_names_a_wrong_date(get, value):
    assert get(f"/data/villages.geojson?date={value}", status=400)["parameter"] == "date"


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/collections/nowhere", "collectionId"),
        ("/api/collections/nowhere/items", "collectionId"),
        ("/api/collections/nowhere/items/1", "collectionId"),
        ("/api/collections/nowhere/queryables", "collectionId"),
        ("/api/collections/nowhere/schema", "collectionId"),
        ("/data/nowhere.geojson", "collectionId"),
        (f"{ITEMS}/nobody", "featureId"),
        (f"{ITEMS}/%00", "featureId"),
        (f"{ITEMS}/' OR 1=1 --", "featureId"),
    ],
)
def test_what_is_not_there_is_named(get, address, parameter):
    problem = get(address, status=404)
    assert problem["parameter"] == parameter
    assert problem["expected"]


def test_an_address_without_a_resource_is_a_problem(get):
    assert get("/api/nothing/here", status=404)["value"] == "/api/nothing/here"


@pytest.mark.parametrize("accept", ["image/png", "application/xml", "text/html;q=0"])
def test_a_type_nobody_has_is_refused(get, accept):
    problem = get(ITEMS, status=406, Accept=accept)
    assert (problem["parameter"], problem["value"]) == ("Accept", accept)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_is_refused_where_nothing_is_written(client, method):
    response = getattr(client, method)("/api/collections/villages")
    assert response.status_code == 405
    assert response.json()["expected"] == response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_browser_gets_the_problem_as_a_page(client):
    response = client.get(f"{ITEMS}?limit=<b>x</b>", headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert b"&lt;b&gt;x&lt;/b&gt;" in response.content
    assert b"<b>x" not in response.content
