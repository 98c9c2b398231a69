"""Columns find their fields by name, and corrections are remembered."""

from datetime import date, datetime

import pytest

from geo.ingest.mapping import guess, normalised
from geo.ingest.tables import Column
from geo.ingest.targets import targets
from geo.ingest.values import convert
from tests import register
from tests.geo.ingest.conftest import features, sender_with, square

UUID = "5a7e3a2e-6f1c-5d0e-9b1a-371327001000"


def guessed(target: str, *names: str, samples: tuple[str, ...] = ("1",)) -> dict[str, str]:
    columns = [Column(name, "text", samples) for name in names]
    return guess(columns, targets()[target])[0]


@pytest.mark.parametrize(
    ("target", "names", "expected"),
    [
        ("villages", ("统计用区划代码", "行政村", "人口"), {"code": 0, "name": 1, "population": 2}),
        ("villages", ("CODE", "Name", "常住人口(人)"), {"code": 0, "name": 1, "population": 2}),
        ("villages", ("村 代 码", "村名"), {"code": 0, "name": 1}),
        ("water-bodies", ("编号", "名称", "宽度（米）"), {"code": 0, "name": 1, "width_m": 2}),
        ("river-segments", ("river_segm", "河流代码"), {"river_code": 1}),
        ("outfalls", ("river_segm", "village_co"), {"river_segment_code": 0, "village_code": 1}),
        ("villages", ("popullation",), {"population": 0}),
        ("villages", ("fid", "shape_area"), {}),
        ("villages", ("代码", "编码"), {"code": 0}),
        ("villages", (), {}),
    ],
)
def test_columns_find_their_fields(target, names, expected):
    assert guessed(target, *names) == {field: names[at] for field, at in expected.items()}


def test_a_column_id_is_ours_only_with_our_ids():
    assert guessed("villages", "id", samples=("1", "2")) == {}
    assert guessed("villages", "id", samples=(UUID,)) == {"public_id": "id"}


def test_names_are_compared_without_case_width_signs_and_units():
    assert normalised("面积（平方米）") == normalised("面积") == "面积"
    assert normalised("Start_Chainage M") == "startchainagem"
    assert normalised("（备注）") == "备注"
    assert normalised("") == ""


@pytest.mark.parametrize(
    ("target", "field", "cell", "expected"),
    [
        ("villages", "code", 371327001001.0, "371327001001"),
        ("villages", "code", " V1 ", "V1"),
        ("villages", "kind", "社区", "community"),
        ("villages", "kind", "administrative village", "village"),
        ("villages", "population", "１２０", 120),
        ("villages", "population", "12.0", 12),
        ("villages", "as_of", "2018年6月1日", date(2018, 6, 1)),
        ("villages", "as_of", "2018/6/1", date(2018, 6, 1)),
        ("villages", "as_of", "20180601", date(2018, 6, 1)),
        ("villages", "as_of", "2018-06-01T00:00:00", date(2018, 6, 1)),
        ("villages", "as_of", datetime(2018, 6, 1, 8), date(2018, 6, 1)),
        ("roads", "is_one_way", "是", True),
        ("roads", "is_one_way", 0, False),
        ("roads", "speed_kmh", "4.5e1", 45.0),
        ("villages", "population", float("nan"), None),
        ("villages", "population", "  ", None),
        ("villages", "name", None, None),
    ],
)
def test_cells_become_values(target, field, cell, expected):
    values, wrong = convert(targets()[target].fields[field], [cell])
    assert (values, wrong) == ([expected], {})


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("name", "x\x00y", "bad_sign"),
        ("name", "\ud800", "bad_sign"),
        ("name", True, "not_text"),
        ("population", float("inf"), "wrong_number"),
        ("population", 10**400, "wrong_number"),
        ("population", True, "wrong_number"),
        ("as_of", "2018-02-30", "wrong_date"),
        ("as_of", "yesterday", "wrong_date"),
        ("kind", "hamlet", "wrong_choice"),
    ],
)
def test_cells_without_a_value_are_told(field, cell, code):
    values, wrong = convert(targets()["villages"].fields[field], [cell])
    assert (values, wrong[0]["code"]) == ([None], code)


@pytest.mark.django_db
def test_a_correction_is_remembered_for_the_same_columns(committee, unit):
    row = {"甲": "V1", "乙": "名", "丙": "村", "geometry": square()}
    mapping = {"code": "甲", "name": "乙", "kind": "丙"}
    committee.opened("a.json", features(row), "villages", unit.code, mapping=mapping)
    again = committee.send("b.json", features(row), "villages", unit.code).json()
    assert again["mapping"] == mapping
    assert set(again["mapping_reasons"].values()) == {"remembered"}
    colleague = sender_with("committee", unit, name="colleague")
    assert (
        colleague.send("c.json", features(row), "villages", unit.code).json()["mapping"] == mapping
    )
    elsewhere = register.unit("990001003")
    stranger = sender_with("committee", elsewhere, name="stranger")
    assert (
        stranger.send("c.json", features(row), "villages", elsewhere.code).json()["mapping"] == {}
    )
