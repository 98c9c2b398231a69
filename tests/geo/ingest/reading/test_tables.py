"""CSV and xlsx: headings, columns of the place, degrees, encodings, systems and axes."""

from datetime import date

import pytest
import shapely
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from geo.ingest.reading import angles, headings
from geo.ingest.tables import UnreadableFileError
from tests.geo.ingest.reading import files as made

HEAD = "名称,经度,纬度\n"


@pytest.fixture
def csv(tmp_path):
    """Return a function that writes a CSV."""

    def write(text: str, encoding: str = "utf-8", name: str = "村庄.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings(files, csv, encoding, found):
    understood = files.understand(csv(HEAD + "示例村,118.83,35.17\n", encoding))
    assert understood.encoding == found and understood.encoding_reason
    assert understood.columns[0].samples == ("示例村",)


def test_text_in_no_encoding_is_refused(refused, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,lon,lat\n\xff\xff\xff,1,2\n")
    assert refused(path).parameter == "encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(files, csv, delimiter):
    text = (HEAD + "示例村,118.83,35.17\n").replace(",", delimiter)
    batch = files.one(csv(text), crs="EPSG:4490")
    assert batch.values["名称"] == ["示例村"]
    assert batch.shapes[0].equals(shapely.Point(118.83, 35.17))


def test_rows_are_lines_of_the_file(files, csv):
    """A cell may hold a line break, a line may be empty, a title may stand above."""
    text = '村庄一览表,,\n\n名称,经度,纬度\n"甲\n乙",118.83,35.17\n\n丙,118.84,35.18\n'
    batch = files.one(csv(text), crs="EPSG:4490")
    assert batch.rows == (4, 7)
    assert "line 3" in files.understand(csv(text)).notes[0]


def test_the_system_of_degrees_is_asked(files, csv):
    (question,) = files.understand(csv(HEAD + "甲,118.83,35.17\n")).questions
    assert question.code == "crs"
    assert [value for value, _label in question.choices][:2] == ["EPSG:4490", "EPSG:4326"]
    assert {"gcj02", "bd09"} < {value for value, _label in question.choices}


def test_gcj02_is_moved_back(files, csv):
    path = csv(HEAD + "甲,118.83,35.17\n")
    moved = files.one(path, crs="gcj02").shapes
    metres = shapely.distance(made.metric(moved), made.metric([shapely.Point(118.83, 35.17)]))
    assert 300 < metres[0] < 700


@pytest.mark.parametrize("srid", [4528, 4549])
@pytest.mark.parametrize("heading", ["X,Y", "纵坐标,横坐标", "X坐标(北),Y坐标(东)"])
def test_chinese_x_is_the_northing(files, csv, srid, heading):
    """Named by north and east the columns are clear; X and Y are asked, the right order first."""
    east, north = made.metric(made.POINTS, srid)[0].coords[0]
    path = csv(f"名称,{heading}\n甲,{north:.3f},{east:.3f}\n")
    found = files.understand(path)
    codes = [question.code for question in found.questions]
    assert found.questions[0].choices[0][0] == f"EPSG:{srid}"
    answers = {"crs": f"EPSG:{srid}"}
    if heading == "X,Y":
        assert codes == ["crs", "axes"]
        assert found.questions[1].choices[0][0] == "yx"
        answers["axes"] = "yx"
    else:
        assert codes == ["crs"]
    assert files.understand(path, **answers).questions == ()
    assert files.one(path, **answers).shapes[0].distance(made.POINTS[0]) < 1e-7


def test_swapped_degrees_are_asked(files, csv):
    path = csv(HEAD + "甲,35.17,118.83\n乙,35.18,118.84\n")
    (question,) = files.understand(path, crs="EPSG:4490").questions
    assert (question.code, question.choices[0][0]) == ("axes", "yx")
    batch = files.one(path, crs="EPSG:4490")
    assert batch.shapes.tolist() == [None, None] and "swapped" in batch.faults[2]
    assert files.one(path, crs="EPSG:4490", axes="yx").faults == {}


def test_one_row_outside_the_county_is_asked(files, csv):
    path = csv(HEAD + "甲,118.83,35.17\n乙,117.0,36.6\n")
    (question,) = files.understand(path, crs="EPSG:4490").questions
    assert question.code == "outside" and "1 of the first 2" in question.text
    assert "rows 3" in question.text


def test_without_a_county_nothing_is_outside(files, csv):
    path = csv(HEAD + "甲,2.35,48.85\n")
    assert files.understand(path, unit=None, crs="EPSG:4326").questions == ()


def test_faults_have_row_and_reason(files, csv):
    rows = "甲,118.83,35.17\n乙,1l8.83,35.17\n丙,,\n丁,118.83,\n戊,nan,35\n己,inf,35\n庚,218,35\n"
    batch = files.one(csv(HEAD + rows), crs="EPSG:4490")
    assert sorted(batch.faults) == [3, 5, 6, 7, 8]
    assert "'1l8.83, 35.17' is not a position" in batch.faults[3]
    assert "(218, 35)" in batch.faults[8]
    assert [shape is None for shape in batch.shapes] == [False] + [True] * 6


def test_a_table_without_a_place_is_a_table(files, csv):
    path = csv("编号,名称\n371327001201,示例村\n")
    found = files.understand(path)
    assert (found.geometry, found.questions, found.coordinates) == ("none", (), ())
    batch = files.one(path)
    assert batch.shapes.tolist() == [None] and batch.faults == {}
    assert batch.values["编号"] == ["371327001201"]


def test_two_pairs_of_columns_are_asked(files, csv):
    path = csv("名称,经度,纬度,X,Y\n甲,118.83,35.17,3894000,40393000\n")
    questions = files.understand(path, crs="EPSG:4490").questions
    assert [question.code for question in questions] == ["columns"]
    found = files.understand(path, crs="EPSG:4490", columns=("经度", "纬度"))
    assert found.questions == ()
    swapped = files.understand(path, crs="EPSG:4528", columns=("Y", "X"))
    assert swapped.coordinates == ("Y", "X") and swapped.questions == ()


def test_columns_that_are_not_there_are_refused(refused, csv):
    error = refused(csv(HEAD + "甲,1,2\n"), columns=("东", "西"))
    assert error.parameter == "columns" and "经度" in error.message


def test_wkt_and_pairs(files, csv):
    polygon = '"POLYGON ((118 35, 118.1 35, 118.1 35.1, 118 35))"'
    path = csv(f"name;WKT\na;{polygon}\nb;POINT Z (118 35 5)\nc;x\n")
    batch = files.one(path, crs="EPSG:4326")
    assert batch.shapes[0].geom_type == "Polygon" and not batch.shapes[1].has_z
    assert list(batch.faults) == [4]
    batch = files.one(csv('name,坐标\na,"118.83,35.17"\n'), crs="gcj02")
    assert batch.shapes[0].geom_type == "Point"


def test_packed_degrees_are_asked(files, csv):
    rows = "".join(f"村{n},118.50{n}2,35.10{n}1\n" for n in range(6))
    path = csv(HEAD + rows)
    codes = [question.code for question in files.understand(path, crs="EPSG:4490").questions]
    assert "degrees" in codes
    shape = files.one(path, crs="EPSG:4490", degrees="dms").shapes[1]
    assert shape.distance(shapely.Point(118 + 50 / 60 + 12 / 3600, 35 + 10 / 60 + 11 / 3600)) < 1e-9
    assert files.one(path, crs="EPSG:4490", degrees="decimal").shapes[1].x == 118.5012


@pytest.mark.parametrize(
    ("option", "value"), [("degrees", "grad"), ("axes", "zx"), ("crs", "EPSG:1"), ("crs", "utm")]
)
def test_an_unknown_option_is_refused(refused, csv, option, value):
    error = refused(csv(HEAD + "甲,118.83,35.17\n"), **{option: value})
    assert error.parameter == option and value in error.message


@pytest.mark.parametrize(
    "text",
    [
        "118°50′12″E", "118°50'12\"", "118-50-12", "118 50 12", "118:50:12", "E118°50′12″",
        "东经118度50分12秒", "118°50.2′", "118º50’12”", "118°50'12''", "１１８°５０′１２″",
        "118.83666666666667", "118.83666666666667°",
    ],
)  # fmt: skip
def test_spellings_of_degrees(text):
    assert angles.number(text) == pytest.approx(118 + 50 / 60 + 12 / 3600, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["", "abc", "118°70′", "118-50-99", "1_0", "nan", "°", "E", "9" * 400]
)
def test_what_is_no_degree(text):
    assert angles.number(text) != angles.number(text)


def test_south_and_west_are_negative():
    assert angles.number("12°30′S") == angles.number("南纬12°30′") == -12.5
    assert angles.number("-12-30") == -12.5


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59))
def test_degrees_minutes_seconds_round_trip(degrees, minutes, seconds):
    expected = pytest.approx(degrees + minutes / 60 + seconds / 3600, abs=1e-9)
    assert angles.number(f"{degrees}°{minutes}′{seconds}″") == expected
    assert angles.packed(f"{degrees}.{minutes:02}{seconds:02}") == expected


@given(st.text(max_size=80) | st.floats() | st.integers() | st.booleans())
def test_any_cell_is_a_number_or_none(cell):
    assert isinstance(angles.number(cell), float)
    assert isinstance(angles.packed(cell), float)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["名称", "经度", "纬度"], ("经度", "纬度")),
        (["Lat", "Lng"], ("Lng", "Lat")),
        (["经度(°)", "纬度(°)"], ("经度(°)", "纬度(°)")),
        (["北坐标", "东坐标"], ("东坐标", "北坐标")),
        (["横坐标", "纵坐标"], ("横坐标", "纵坐标")),
        (["POINT_X", "POINT_Y"], ("POINT_X", "POINT_Y")),
        (["geometry"], ("geometry",)),
    ],
)
def test_names_of_columns(names, found):
    assert headings.places(names) == [found]


def test_xlsx(files, tmp_path):
    rows = [["十字路街道村庄"], ["名称", "经度", "纬度", "日期", "户数", "编号"]]
    rows += [["甲", 118.83, 35.17, date(2026, 1, 2), 12.0, "001"], [], ["乙", "118-50-12", 35.2]]
    path = made.workbook(tmp_path / "村庄.xlsx", rows)
    found = files.understand(path)
    assert found.layers == ("村庄",) and found.format == "xlsx"
    kinds = {column.name: column.kind for column in found.columns}
    assert kinds["日期"] == "date" and kinds["户数"] == "integer" and kinds["编号"] == "text"
    batch = files.one(path, crs="EPSG:4490")
    assert batch.rows == (3, 5) and batch.faults == {}
    assert batch.values["日期"] == ["2026-01-02", None]


def test_a_sheet_is_chosen(files, refused, tmp_path):
    path = made.workbook(tmp_path / "a.xlsx", [["名称", "经度", "纬度"], ["甲", 118.8, 35.1]])
    assert files.understand(path, layer="村庄").layer == "村庄"
    assert refused(path, layer="河").parameter == "layer"


def test_words_are_in_the_users_language(files, csv):
    with translation.override("zh-hans"), pytest.raises(UnreadableFileError) as caught:
        files.understand(csv(""))
    assert caught.value.message == "文件是空的。"
