"""The dry run: what is said of each row, and that nothing is written."""

import pytest

from geo.models import ImportRow, LiaisonStation, Village
from tests import register
from tests.geo.ingest.conftest import features, sender_with, square, table

pytestmark = pytest.mark.django_db
ROW = {"code": "V1", "name": "甲", "kind": "village", "geometry": square()}
PLACED = {"lon": 118.83, "lat": 35.18}
WGS84 = {"crs": "EPSG:4326"}
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [
        [[118.8, 35.1], [118.81, 35.11], [118.81, 35.1], [118.8, 35.11], [118.8, 35.1]]
    ],
}


def reason_for(committee, unit, target="villages", before=(), **values) -> str:
    """Return the only reason for which the only changed row of a file is rejected."""
    rows = [*before, {**ROW, **values}]
    found = committee.checked("a.json", features(*rows), target, unit.code)
    (rejected,) = committee.rows(found, "rejected")
    (reason,) = rejected["reasons"]
    assert rejected["row"] == len(rows)
    assert found["report"]["reasons"] == {reason["code"]: 1}
    return f"{reason['code']}: {reason['text']}"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"code": None}, "missing_key: The row has no code"),
        ({"code": "V" * 33}, "too_long: code: the text has 33 characters; at most 32"),
        ({"kind": None}, "missing_value: kind is missing"),
        ({"kind": "hamlet"}, "wrong_choice: kind: hamlet is not one of: community"),
        ({"population": "1,200"}, "thousands: population: 1,200 has separators"),
        ({"population": "1200人"}, "unit_in_cell: population: 1200人 has more than a number"),
        ({"population": "many"}, "wrong_number: population: many is not a number"),
        ({"population": 1.5}, "wrong_integer: population: 1.5 is not a whole number"),
        ({"population": -1}, "out_of_range: population: -1 does not lie between 0"),
        ({"valid_from": "2018-13-01"}, "wrong_date: first day: 2018-13-01 is not a day"),
        (
            {"valid_from": "2018-06-01", "valid_to": "2018-05-31"},
            "validity_order: The last day (2018-05-31) lies before the first (2018-06-01).",
        ),
        ({"subdistrict": "990009999"}, "unknown_unit: code of the subdistrict: there is no"),
        (
            {"geometry": BOW_TIE},
            "invalid: The geometry is not valid at 118.805, 35.105: the boundary crosses itself.",
        ),
        (
            {"geometry": {"type": "Point", "coordinates": [118.8, 35.1]}},
            "wrong_type: The geometry is a Point; expected is MultiPolygon.",
        ),
        ({"geometry": None, "quality": "surveyed"}, "not_unlocated: The row has no geometry"),
    ],
)
def test_a_row_is_rejected_with_number_and_reason(committee, unit, values, expected):
    assert reason_for(committee, unit, **values).startswith(expected)
    assert not Village.objects.filter(subdistrict=unit).exists()


def test_the_same_key_twice_is_rejected(committee, unit):
    assert reason_for(committee, unit, before=[ROW]).startswith("duplicate_key: Row 1 has the same")


def test_reasons_are_told_in_the_language_of_the_reader(committee, unit):
    found = committee.checked("a.json", features({**ROW, "kind": "x"}), "villages", unit.code)
    answer = committee("get", f"{found['id']}/rows?action=rejected", language="zh-hans").json()
    assert "x" in answer["rows"][0]["reasons"][0]["text"]
    assert "类型" in answer["rows"][0]["reasons"][0]["text"]


def test_the_dry_run_writes_nothing_but_its_report(committee, unit):
    village = register.village(unit, "V1", name="旧")
    committee.checked("a.json", features(ROW), "villages", unit.code)
    village.refresh_from_db()
    assert village.name == "旧"
    assert village.history.count() == 1
    assert ImportRow.objects.count() == 1


def test_an_invalid_geometry_is_mended_only_on_request(committee, unit):
    content = features({**ROW, "geometry": BOW_TIE})
    found = committee.committed("a.json", content, "villages", unit.code, repair=True)
    assert found["counts"]["added"] == 1
    (row,) = committee.rows(found, "added")
    assert row["reasons"][0]["code"] == "repaired"
    assert "crosses itself" in row["reasons"][0]["text"]
    village = Village.objects.get(subdistrict=unit)
    assert (len(village.geom), village.geom.valid) == (2, True)


def test_a_place_far_outside_is_questioned(committee, unit):
    found = committee.opened(
        "a.json",
        features({**ROW, "geometry": square(119.8)}),
        "villages",
        unit.code,
        options={"accept": ["outside"]},
    )
    found = committee("post", f"{found}/check").json()
    assert [question["code"] for question in found["questions"]] == ["outside"]
    refused = committee("post", f"{found['id']}/commit")
    assert refused.status_code == 400
    assert refused.json()["parameter"] == "confirm"
    committee("patch", found["id"], {"confirm": ["outside"]})
    assert committee("post", f"{found['id']}/commit").json()["state"] == "committed"


def test_rejected_rows_are_left_out_only_on_confirmation(committee, unit):
    content = features(ROW, {**ROW, "code": "V2", "kind": "x"})
    found = committee.checked("a.json", content, "villages", unit.code)
    refused = committee("post", f"{found['id']}/commit").json()
    assert (refused["parameter"], refused["expected"]) == ("confirm", "rejected")
    committee("patch", found["id"], {"confirm": ["rejected"]})
    assert committee("post", f"{found['id']}/commit").status_code == 200
    assert Village.objects.get(subdistrict=unit).code == "V1"


def test_without_a_code_rows_are_found_by_name_where_it_is_one(committee, unit):
    register.village(unit, "V1", name="甲", population=1)
    register.village(unit, "V2", name="乙")
    register.village(unit, "V3", name="乙")
    content = table({"村名": "甲", "人口": 7}, {"村名": "乙", "人口": 8}, {"村名": "丙", "人口": 9})
    found = committee.checked("人口.csv", content, "villages", unit.code)
    assert found["counts"] == {"added": 0, "changed": 1, "unchanged": 0, "rejected": 2}
    codes = [row["reasons"][0]["code"] for row in committee.rows(found, "rejected")]
    assert codes == ["several_of_name", "missing_code"]
    (changed,) = committee.rows(found, "changed")
    assert [change["field"] for change in changed["changes"]] == ["population"]


def test_overlapping_generations_are_refused(committee, unit):
    register.village(unit, "V1")
    why = reason_for(committee, unit, valid_from="2023-01-01")
    assert why.startswith("other_generation: The register has this code with other days")


def test_references_are_found_by_code(committee, unit):
    register.village(unit, "V1")
    register.segment(register.river(unit))
    board = {"编号": "B1", "所在村居代码": "V1", "所在河段代码": "R1-1"} | PLACED
    content = table(board, {**board, "编号": "B2", "所在村居代码": "V9"})
    found = committee.checked("boards.csv", content, "notice-boards", unit.code, options=WGS84)
    assert found["counts"] == {"added": 1, "changed": 0, "unchanged": 0, "rejected": 1}
    (row,) = committee.rows(found, "rejected")
    assert row["reasons"][0]["text"].startswith("code of the village: there is nothing with the")


@pytest.mark.parametrize(
    ("target", "values", "expected"),
    [
        ("roads", {"road_class": "street", "speed_kmh": 0}, "speed"),
        ("roads", {"road_class": "railway", "speed_kmh": None}, ""),
        ("water-bodies", {"kind": "pond"}, "ditch"),
        ("water-bodies", {"kind": "ditch"}, ""),
    ],
)
def test_rules_of_the_models_hold(committee, unit, target, values, expected):
    line = {"type": "LineString", "coordinates": [[118.8, 35.1], [118.81, 35.1]]}
    content = features({**ROW, "geometry": line, **values})
    found = committee.checked("a.json", content, target, unit.code)
    rows = committee.rows(found, "rejected")
    assert [row["reasons"][0]["code"] for row in rows] == ([expected] if expected else [])


def test_a_chainage_that_runs_backwards_is_refused(committee, unit):
    register.segment(register.river(unit), start_chainage_m=100, end_chainage_m=900)
    content = table({"code": "R1-1", "end_chainage_m": 50})
    found = committee.checked("a.csv", content, "river-segments", unit.code)
    (row,) = committee.rows(found, "rejected")
    assert row["reasons"][0]["code"] == "chainage"


def test_only_what_the_user_may_write_is_written(unit):
    stranger = sender_with("committee", register.unit("990001003"), name="stranger")
    found = stranger.send("a.json", features(ROW), "villages", unit.code)
    assert (found.status_code, found.json()["parameter"]) == (400, "subdistrict")
    rows = features({**ROW, "subdistrict": unit.code})
    checked = stranger.checked("a.json", rows, "villages", "990001003")
    assert checked["report"]["reasons"] == {"unknown_unit": 1}


def test_a_coordinator_places_only_the_own_station():
    coordinator = sender_with("coordinator")
    station = coordinator.user.membership.station
    other = LiaisonStation.objects.exclude(pk=station.pk).order_by("code").first()
    content = table(*({"code": one.code} | PLACED for one in (station, other)))
    found = coordinator.checked("s.csv", content, "stations", "371327001", options=WGS84)
    assert found["counts"] == {"added": 0, "changed": 1, "unchanged": 0, "rejected": 1}
    (row,) = coordinator.rows(found, "rejected")
    assert (row["code"], row["reasons"][0]["code"]) == (other.code, "right_change")
    named = table({"code": station.code, "name": "another"} | PLACED)
    found = coordinator.checked("s.csv", named, "stations", "371327001", options=WGS84)
    (row,) = coordinator.rows(found, "rejected")
    assert row["reasons"][0]["text"] == "Your role does not allow changing: name."
    new = {"code": "NEW", "host": "x", "host_kind": "community"} | PLACED
    found = coordinator.checked("s.csv", table(new), "stations", "371327001", options=WGS84)
    (row,) = coordinator.rows(found, "rejected")
    assert row["reasons"][0]["code"] == "right_add"
