"""What a request for a file may ask, what it is told when it is wrong, and the file's name."""

import json
from urllib.parse import unquote

import pytest

from geo.features.files.formats import FORMATS
from tests import register
from tests.geo.features.conftest import OURS, body

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("crs=EPSG:3857", "crs"),
        ("crs=4490", "crs"),
        ("crs=", "crs"),
        ("crs=EPSG:４４９０", "crs"),
        ("crs=EPSG:4490&datum=gcj02", "crs"),
        ("datum=bd09", "datum"),
        ("datum=", "datum"),
        ("lang=fr", "lang"),
        ("lang=", "lang"),
        ("date=2020-01-01&datetime=2020-01-01", "date"),
        ("date=x", "date"),
        ("datetime=x", "datetime"),
        ("bbox=1,2,3", "bbox"),
        ("population=many", "population"),
        ("limit=1", "limit"),
        ("unknown=1", "unknown"),
        ("crs=EPSG:4490&crs=EPSG:4549", "crs"),
    ],
)
@pytest.mark.parametrize("extension", ["gpkg", "csv"])
def test_a_wrong_parameter_is_named(get, extension, query, parameter):
    problem = get(f"/data/villages.{extension}?{query}", status=400)
    assert problem["parameter"] == parameter
    assert problem["expected"]


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/data/nowhere.gpkg", "collectionId"),
        ("/data/deputies.fgb", "extension"),
        ("/data/deputies.kml", "extension"),
        ("/data/villages.gpx", "extension"),
        ("/data/register.csv", "extension"),
    ],
)
def test_what_cannot_be_had_says_what_can(get, address, parameter):
    problem = get(address, status=404)
    assert problem["parameter"] == parameter
    assert problem["expected"]


@pytest.mark.parametrize("address", ["/data/villages.gpkg", "/data/villages.csv"])
def test_a_file_is_only_read(client, address):
    assert client.post(address).status_code == 405
    assert client.options(address).status_code == 204


@pytest.mark.parametrize("extension", FORMATS)
def test_filters_select_what_is_in_a_file(client, unit, extension):
    register.station(unit, "S1", name="甲站")
    register.station(unit, "S2", name="乙站", geom=register.point(119.5, 36.5))
    for query in (f"{OURS}&code=S1", f"{OURS}&bbox=118,35,119,36"):
        response = client.get(f"/data/stations.{extension}?{query}&date=2026-01-01")
        assert response.status_code == 200
    text = body(client.get(f"/data/stations.csv?{OURS}&bbox=118,35,119,36")).decode()
    assert "甲站" in text
    assert "乙站" not in text


@pytest.mark.parametrize("extension", FORMATS)
def test_nothing_selected_is_still_a_file(client, extension):
    response = client.get(f"/data/stations.{extension}?date=1900-01-01")
    assert response.status_code == 200
    assert len(body(response)) > 0 or extension in ("geojsonl", "geojsons")


def test_the_name_says_what_when_and_where(client):
    response = client.get("/data/villages.gpkg?date=2020-02-03&crs=EPSG:4490")
    plain, readable = response["Content-Disposition"].removeprefix("attachment; ").split("; ")
    assert plain == 'filename="villages_2020-02-03_EPSG4490.gpkg"'
    assert unquote(readable) == "filename*=UTF-8''村居_2020-02-03_EPSG4490.gpkg"
    response = client.get("/data/villages.kml?datetime=2019-01-01/..&lang=en")
    plain, readable = response["Content-Disposition"].removeprefix("attachment; ").split("; ")
    assert plain == 'filename="villages_2019-01-01--open_EPSG4326.kml"'
    assert "Villages and communities_2019-01-01--open" in unquote(readable)


@pytest.mark.parametrize("extension", FORMATS)
def test_a_current_copy_is_not_sent_again(client, unit, extension):
    address = f"/data/stations.{extension}"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    register.station(unit)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_every_question_has_a_tag_of_its_own(client):
    queries = (
        "",
        "?lang=en",
        "?crs=EPSG:4490",
        "?datum=gcj02",
        "?date=2020-01-01",
        "?kind=village",
    )
    assert len({client.head(f"/data/villages.gpkg{query}")["ETag"] for query in queries}) == 6


def test_head_writes_nothing(client, settings):
    response = client.head("/data/villages.gpkg")
    assert (response.status_code, body(response)) == (200, b"")
    assert not settings.FILES_ROOT.exists()
    length = len(body(client.get("/data/villages.gpkg")))
    assert client.head("/data/villages.gpkg")["Content-Length"] == str(length)


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_has_the_properties_and_the_order_that_are_asked_for(client, unit, extension):
    for code, name in (("S1", "丙"), ("S2", "甲"), ("S3", "乙")):
        register.station(unit, code, name=name)
    query = f"{OURS}&sortby=-code&properties=name&filter=code<>'S2'"
    response = client.get(f"/data/stations.{extension}?{query}")
    assert response.status_code == 200
    if extension == "csv":
        head, *rows = body(response).decode("utf-8-sig").splitlines()
        assert head == "public_id,name,lon,lat"
        assert [row.split(",")[1] for row in rows] == ["乙", "丙"]
    elif extension == "geojson":
        found = [one["properties"] for one in json.loads(body(response))["features"]]
        assert found == [{"name": "乙"}, {"name": "丙"}]


def test_a_categorised_style_does_without_its_property(client, unit):
    register.pond(unit)
    response = client.get(f"/data/ponds.zip?{OURS}&properties=name")
    assert response.status_code == 200
