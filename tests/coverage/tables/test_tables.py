"""Tables as files: every kind of cell in every format, and text that must stay text."""

import csv
import io
import json
from datetime import date

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.tables import FORMATS, Column, Fact, Table, render
from geo.features.collections import Text

STATES = {"covered": Text("已覆盖", "covered"), "gap": Text("盲区", "gap")}
COLUMNS = (
    Column("code", "代码", "Code"),
    Column("name", "名称", "Name"),
    Column("state", "状态", "State", words=STATES),
    Column("people", "人口", "People", Text("人", "persons"), "integer"),
    Column("area_m2", "面积", "Area", "m²", "number"),
    Column("share", "占比", "Share", kind="share"),
    Column("since", "起始", "Since", kind="date"),
    Column("paired", "已结对", "Paired"),
)
ROWS = [
    {
        "code": "371327001001",
        "name": "=SUM(A1)",
        "state": "gap",
        "people": np.int64(3200),
        "area_m2": np.float64(1234567.891),
        "share": 0.25,
        "since": date(2024, 7, 1),
        "paired": False,
    },
    {"code": "371327001002", "name": "大成社区", "state": "covered", "people": -5, "paired": True},
    {"code": "X", "name": "x", "area_m2": float("nan"), "people": None, "share": float("inf")},
]
TABLE = Table(
    "coverage-demo",
    Text("覆盖", "Coverage"),
    COLUMNS,
    ROWS,
    (
        Fact("date", "日期", "Date", date(2026, 11, 22)),
        Fact("parameters.mode", "方式", "Mode", "ebike", Text("骑电动自行车", "by e-bike")),
        Fact("parameters.minutes", "分钟", "Minutes", 15),
        Fact("note", "备注", "Note", Text("示意", "Illustrative")),
    ),
)
EMPTY = Table("empty", Text("空", "Empty"), COLUMNS, [])


def sheets(body: bytes):
    book = openpyxl.load_workbook(io.BytesIO(body))
    return book.worksheets


def test_json_keeps_codes_and_types():
    assert json.loads(render(TABLE, "json")) == {
        "title_zh": "覆盖",
        "title_en": "Coverage",
        "date": "2026-11-22",
        "parameters": {"mode": "ebike", "minutes": 15},
        "note_zh": "示意",
        "note_en": "Illustrative",
        "columns": [
            {
                "key": column.key,
                "title_zh": column.zh,
                "title_en": column.en,
                "unit": "persons" if column.key == "people" else column.unit,
                "kind": column.kind,
            }
            for column in COLUMNS
        ],
        "rows": [
            {
                "code": "371327001001",
                "name": "=SUM(A1)",
                "state": "gap",
                "people": 3200,
                "area_m2": 1234567.89,
                "share": 0.25,
                "since": "2024-07-01",
                "paired": False,
            },
            {
                "code": "371327001002",
                "name": "大成社区",
                "state": "covered",
                "people": -5,
                "area_m2": None,
                "share": None,
                "since": None,
                "paired": True,
            },
            dict.fromkeys([column.key for column in COLUMNS]) | {"code": "X", "name": "x"},
        ],
    }


def test_csv_is_for_excel_and_for_programs():
    body = render(TABLE, "csv")
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows == [
        ["代码", "名称", "状态", "人口（人）", "面积（m²）", "占比", "起始", "已结对"],
        ["371327001001", "'=SUM(A1)", "盲区", "3200", "1234567.89", "0.25", "2024-07-01", "否"],
        ["371327001002", "大成社区", "已覆盖", "-5", "", "", "", "是"],
        ["X", "x", "", "", "", "", "", ""],
    ]


def test_csv_in_english():
    rows = render(TABLE, "csv", "en").decode("utf-8-sig").splitlines()
    assert rows[0] == "Code,Name,State,People (persons),Area (m²),Share,Since,Paired"
    assert rows[1].endswith(",gap,3200,1234567.89,0.25,2024-07-01,no")


def test_xlsx_has_typed_cells_and_a_frozen_header():
    data, notes = sheets(render(TABLE, "xlsx"))
    assert (data.title, notes.title) == ("数据", "说明")
    assert data.freeze_panes == "A2"
    assert data.auto_filter.ref == "A1:H4"
    header = [cell.value for cell in data[1]]
    assert header[3:5] == ["人口（人）", "面积（m²）"]
    assert data["A1"].font.bold
    assert [(cell.data_type, cell.number_format) for cell in data[2]] == [
        ("s", "@"),
        ("s", "@"),
        ("s", "@"),
        ("n", "#,##0"),
        ("n", "#,##0.00"),
        ("n", "0.0%"),
        ("d", "yyyy-mm-dd"),
        ("s", "@"),
    ]
    assert [cell.value for cell in data[2]][:6] == [
        "371327001001",
        "=SUM(A1)",
        "盲区",
        3200,
        1234567.89,
        0.25,
    ]
    assert data["G2"].value.date() == date(2024, 7, 1)
    assert [cell.value for cell in data[4]] == ["X", "x"] + [None] * 6


def test_xlsx_explains_itself():
    notes = sheets(render(TABLE, "xlsx"))[1]
    rows = [tuple(cell.value for cell in row) for row in notes.iter_rows()]
    assert rows[0][0] == "覆盖"
    assert [row[:2] for row in rows[1:5]] == [
        ("日期", "2026-11-22"),
        ("方式", "骑电动自行车"),
        ("分钟", "15"),
        ("备注", "示意"),
    ]
    assert rows[-1] == ("已结对", "Paired", "paired")
    assert sheets(render(TABLE, "xlsx", "en"))[1].title == "Notes"


def test_text_is_aligned_by_the_width_of_its_characters():
    lines = render(TABLE, "table").decode().splitlines()
    assert lines[:3] == ["覆盖", "日期：2026-11-22", "方式：骑电动自行车"]
    header, rule, first, second, third = lines[-5:]
    assert header.startswith("代码          名称      状态    人口（人）")
    assert rule.startswith("------------  --------  ------  ----------")
    assert first.startswith("371327001001  =SUM(A1)  盲区         3,200  1,234,567.89  25.0%")
    assert second.endswith("—  —           是")
    assert third.startswith("X             x         —                —")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_rows_is_a_table_too(form, language):
    body = render(EMPTY, form, language)
    if form == "json":
        assert json.loads(body)["rows"] == []
    elif form == "xlsx":
        assert sheets(body)[0].max_row == 1
    else:
        assert "Code" in body.decode() or "代码" in body.decode()


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind"):
        Column("a", "a", "a", kind="money")


one_text = Column("a", "a", "a")


@given(st.text(st.characters(), max_size=30))
def test_no_text_becomes_a_formula(text):
    table = Table("t", Text("t", "t"), (one_text, Column("b", "b", "b")), [{"a": text, "b": "x"}])
    rows = list(csv.reader(io.StringIO(render(table, "csv").decode("utf-8-sig"), newline="")))
    assert not rows[1][0].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert rows[1][0].endswith(text.encode(errors="replace").decode())
    (cell, _other) = sheets(render(table, "xlsx"))[0][2]
    assert cell.data_type in ("s", "n", "inlineStr")
    assert cell.value is None or isinstance(cell.value, str)
    assert render(table, "table").decode().count("\n") == 5


@given(st.floats(allow_nan=True, allow_infinity=True, width=32) | st.none() | st.integers(-9, 9))
def test_numbers_stay_numbers(value):
    table = Table("t", Text("t", "t"), (Column("a", "a", "a", kind="number"),), [{"a": value}])
    (found,) = json.loads(render(table, "json"))["rows"]
    assert found["a"] is None or isinstance(found["a"], int | float)
    text = render(table, "csv").decode("utf-8-sig").splitlines()[1].strip('"')
    assert text == "" or float(text) == found["a"]
