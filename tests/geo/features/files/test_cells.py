"""Texts that other programs take for more: formulas, markup, control characters."""

import csv
import io
import json
from xml.etree import ElementTree

import openpyxl
import pytest

from geo.features.files.text import FORMULA_STARTS
from tests import register
from tests.geo.features.conftest import OURS
from tests.geo.features.files.conftest import ogr

pytestmark = pytest.mark.django_db
FORMULAS = [f"{start}cmd|' /C calc'!A0" for start in FORMULA_STARTS]
MARKUP = "<script>&amp;\"'</name>]]>\x0b\x1f 村\U00020000"


@pytest.fixture
def formulas(unit):
    for number, name in enumerate(FORMULAS):
        register.station(unit, f"S{number}", name=name, host="-1")


def test_formulas_in_csv_begin_with_an_apostrophe(save, formulas):
    text = save(f"/data/stations.csv?{OURS}").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["name"] for row in rows] == [f"'{name}" for name in FORMULAS]
    assert all(not value.startswith(FORMULA_STARTS) for row in rows for value in row.values())
    # Numbers stay numbers, also negative ones; text that looks like one is text.
    assert {row["host"] for row in rows} == {"'-1"}


def test_negative_coordinates_stay_numbers(save, unit):
    register.station(unit, "S1", geom=register.point(-70.5, -33.5))
    row = next(
        csv.DictReader(io.StringIO(save(f"/data/stations.csv?{OURS}").read_text("utf-8-sig")))
    )
    assert (row["lon"], row["lat"]) == ("-70.5", "-33.5")


def test_formulas_in_xlsx_are_text(save, formulas):
    sheet = openpyxl.load_workbook(save(f"/data/stations.xlsx?{OURS}"))["数据"]
    names = [row[2] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in names] == ["s"] * len(FORMULAS)
    assert [cell.value for cell in names] == FORMULAS


def test_codes_keep_their_zeros_and_numbers_are_numbers(save, unit):
    register.village(unit, "007", population=3476)
    sheet = openpyxl.load_workbook(save(f"/data/villages.xlsx?{OURS}"))["数据"]
    titles = [cell.value for cell in sheet[1]]
    row = dict(zip(titles, (cell.value for cell in sheet[2]), strict=True))
    assert (row["代码"], row["人口"], row["类型"]) == ("007", 3476, "行政村")


def test_english_has_english_words(save, unit):
    register.village(unit, "V1")
    book = openpyxl.load_workbook(save(f"/data/villages.xlsx?{OURS}&lang=en"))
    assert book.sheetnames == ["Data", "Notes"]
    row = dict(zip(*book["Data"].iter_rows(values_only=True), strict=True))
    assert row["kind"] == "administrative village"


@pytest.mark.parametrize("extension", ["kml", "gpx", "kmz"])
def test_markup_in_xml_is_text(save, unit, extension):
    register.station(unit, "S1", name=MARKUP)
    path = save(f"/data/stations.{extension}?{OURS}")
    if extension != "kmz":
        root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 - our own
        names = {node.text for node in root.iter() if node.tag.endswith(("}name", "}SimpleData"))}
        assert MARKUP.replace("\x0b\x1f", "") in names
    assert len(ogr(path, *(["waypoints"] if extension == "gpx" else []))) == 1


@pytest.mark.parametrize("extension", ["gpkg", "fgb", "zip", "geojson", "geojsonl"])
def test_markup_elsewhere_comes_back_as_it_was(save, unit, extension):
    register.station(unit, "S1", name=MARKUP)
    path = save(f"/data/stations.{extension}?{OURS}")
    if extension in ("geojson", "geojsonl"):
        found = json.loads(path.read_text())
        found = found["features"][0] if extension == "geojson" else found
    else:
        found = ogr(f"/vsizip/{path}" if extension == "zip" else path, "stations")[0]
    assert found["properties"]["name"] == MARKUP


def test_illustrative_features_say_so(save, unit):
    register.station(unit, "S1", name="甲", quality="illustrative")
    register.station(unit, "S2", name="乙")
    for extension in ("kml", "gpx"):
        text = save(f"/data/stations.{extension}?{OURS}").read_text()
        assert "<name>甲（示意）</name>" in text
        assert "<name>乙</name>" in text
    row = [
        cell.value
        for cell in openpyxl.load_workbook(save(f"/data/stations.xlsx?{OURS}"))["数据"][2]
    ]
    assert "示意" in row
