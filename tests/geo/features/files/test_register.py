"""Files of all collections: the GeoPackage by its specification, the projects, styles."""

import io
import sqlite3
import zipfile
from contextlib import closing
from xml.etree import ElementTree

import pytest

from geo.features.collections import all_collections
from geo.features.files.qgis_style import style_file
from geo.features.files.shapefile import cut_text, short_names
from geo.features.files.styles import STYLES, style_of
from tests.geo.features.files.conftest import ogr

pytestmark = pytest.mark.django_db
COLLECTIONS = {item.id: item for item in all_collections()}


@pytest.fixture
def package(save):
    """The whole register as a GeoPackage, opened."""
    with closing(sqlite3.connect(save("/data/register.gpkg"))) as database:
        yield database


def parsed(data: bytes):
    return ElementTree.fromstring(data)  # noqa: S314 - our own


def project_of(data: bytes):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["register.qgs"]
        return parsed(archive.read("register.qgs"))


def test_a_geopackage_has_every_collection_with_its_rows(package, get):
    contents = package.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall()
    kinds = {item.id: "features" if item.geometry else "attributes" for item in all_collections()}
    assert dict(contents) == kinds | {"layer_styles": "attributes"}
    for name in COLLECTIONS:
        (count,) = package.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()  # noqa: S608
        assert count == get(f"/api/collections/{name}/items?limit=1")["numberMatched"]


def test_a_geopackage_is_one_by_its_specification(package):
    pragma = {
        name: package.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version", "integrity_check")
    }
    assert pragma == {"application_id": 0x47504B47, "user_version": 10200, "integrity_check": "ok"}
    assert package.execute("PRAGMA foreign_key_check").fetchall() == []
    systems = {row[0] for row in package.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
    assert {-1, 0, 4326} <= systems
    extensions = package.execute(
        "SELECT table_name, extension_name FROM gpkg_extensions"
    ).fetchall()
    assert ("gpkg_data_columns", "gpkg_schema") in extensions
    assert ("gpkg_data_column_constraints", "gpkg_schema") in extensions
    # Every index that is registered is there, and every table that is described.
    tables = {row[0] for row in package.execute("SELECT name FROM sqlite_master")}
    for table, extension in extensions:
        assert table in tables
        if extension == "gpkg_rtree_index":
            assert f"rtree_{table}_geom" in tables
    columns = package.execute("SELECT table_name, column_name FROM gpkg_data_columns").fetchall()
    for table, column in columns:
        package.execute(f'SELECT "{column}" FROM "{table}" LIMIT 1')  # noqa: S608
    used = "SELECT DISTINCT constraint_name FROM gpkg_data_columns WHERE constraint_name NOT NULL"
    known = "SELECT DISTINCT constraint_name FROM gpkg_data_column_constraints"
    assert set(package.execute(used)) == set(package.execute(known))


def test_a_geopackage_tells_titles_meanings_and_what_it_is(package):
    titles = dict(
        package.execute("SELECT name, title FROM gpkg_data_columns WHERE table_name = 'villages'")
    )
    assert (titles["population"], titles["code"]) == ("人口", "代码")
    meanings = dict(
        package.execute(
            "SELECT value, description FROM gpkg_data_column_constraints "
            "WHERE constraint_name = 'villages.kind'"
        )
    )
    assert meanings == {"community": "社区", "village": "行政村"}
    title, about = package.execute(
        "SELECT identifier, description FROM gpkg_contents WHERE table_name = 'villages'"
    ).fetchone()
    assert title == "村居"
    assert "示意" in about
    assert "EPSG:4326" in about


def test_a_geopackage_has_a_default_style_for_every_layer(package):
    styles = package.execute(
        "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"
    ).fetchall()
    assert {name for name, _ in styles} == {item.id for item in all_collections() if item.geometry}
    for _, text in styles:
        assert parsed(text.encode()).find("renderer-v2") is not None


def test_a_date_a_box_and_a_system_select(save):
    query = "date=2026-01-01&bbox=118.80,35.15,118.82,35.17&crs=EPSG:4490"
    path = save(f"/data/register.gpkg?{query}")
    assert 0 < len(ogr(path, "villages")) < 50
    with closing(sqlite3.connect(path)) as database:
        (about,) = database.execute(
            "SELECT description FROM gpkg_contents WHERE table_name = 'villages'"
        ).fetchone()
    assert "2026-01-01" in about
    assert "EPSG:4490" in about


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/data/register.gpkg?code=1", "code"),
        ("/data/register.gpkg?sortby=code", "sortby"),
        ("/data/register.zip?crs=x", "crs"),
        ("/data/register.qgz?date=2020-01-01", "date"),
        ("/data/register.qgz?lang=fr", "lang"),
    ],
)
def test_a_wrong_parameter_is_named(get, address, parameter):
    assert get(address, status=400)["parameter"] == parameter


def test_a_project_reads_the_service_it_came_from(client):
    response = client.get("/data/register.qgz")
    assert response["Content-Type"] == "application/x-qgis-project"
    root = project_of(response.content)
    sources = {node.text for node in root.iter("datasource")}
    assert len(sources) == len(COLLECTIONS)
    assert all("url='http://testserver/api/'" in source for source in sources)
    assert {node.text for node in root.iter("provider")} == {"OAPIF"}
    listed = {node.get("id") for node in root.iter("layer-tree-layer")}
    assert listed == {node.findtext("id") for node in root.iter("maplayer")}
    same = client.get("/data/register.qgz")
    assert same.content == response.content
    fresh = client.get("/data/register.qgz", headers={"If-None-Match": response["ETag"]})
    assert fresh.status_code == 304


def test_a_project_speaks_the_language_that_is_asked_for(client):
    names = [
        {node.findtext("layername") for node in root.iter("maplayer")}
        for root in (
            project_of(client.get(f"/data/register.qgz{query}").content)
            for query in ("", "?lang=en")
        )
    ]
    assert "村居" in names[0]
    assert "Villages and communities" in names[1]


def test_a_bundle_has_the_project_and_its_data(save):
    with zipfile.ZipFile(save("/data/register.zip?datum=gcj02")) as archive:
        assert archive.namelist() == ["register.gpkg", "register.qgz"]
        root = project_of(archive.read("register.qgz"))
    sources = {node.text for node in root.iter("datasource")}
    assert "./register.gpkg|layername=villages" in sources
    villages = next(node for node in root.iter("maplayer") if "village" in node.findtext("id"))
    assert "GCJ-02" in villages.find("srs").findtext("spatialrefsys/wkt")


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_style_is_for_a_collection_and_its_values(name):
    collection, style = COLLECTIONS[name], style_of(COLLECTIONS[name])
    assert STYLES.keys() <= COLLECTIONS.keys()
    if style.by:
        assert set(style.symbols) == set(collection.queryables[style.by].choices)
    if style.label:
        assert style.label in {item.name for item in collection.properties}
    for language, title in (("zh", "代码"), ("en", "code")):
        root = parsed(style_file(collection, language))
        if "code" in collection.queryables and language == "en":
            assert title in {node.get("name") for node in root.iter("alias")}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_short_names_fit_and_differ(name):
    names = ["public_id", *(item.name for item in COLLECTIONS[name].properties)]
    found = short_names(names)
    assert list(found) == names
    assert max(map(len, found.values())) <= 10
    assert len({short.lower() for short in found.values()}) == len(names)


def test_short_names_of_a_crowd():
    names = [f"river_segment_name_{number}" for number in range(120)] + ["CODE", "code", "x" * 40]
    found = short_names(names)
    assert len({short.lower() for short in found.values()}) == 123
    assert max(map(len, found.values())) <= 10


def test_texts_are_cut_between_characters():
    assert cut_text("村" * 84) == "村" * 84
    assert cut_text("村" * 85) == "村" * 84
    assert cut_text("a" + "村" * 84) == "a" + "村" * 84
    assert cut_text("ab" + "村" * 84 + "c") == "ab" + "村" * 84
    assert (cut_text(None), cut_text("")) == (None, "")
