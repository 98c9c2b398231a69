"""The 59 units of 2023 after the 50 of 2018: two generations, and back again."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from geo.models import Village
from tests import register
from tests.geo.ingest.conftest import features, square

pytestmark = pytest.mark.django_db
SOURCES = Path(settings.BASE_DIR, "fixtures", "sources")
FIRST, SECOND = date(2018, 7, 1), date(2023, 6, 30)
SIDE = 0.01
SET = {"boundary_set": True, "valid_from": str(SECOND)}


def listed(year: int) -> list[dict]:
    with (SOURCES / f"villages_{year}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def cell(number: int, side: float = SIDE) -> dict:
    """Return one of ten cells in a row, the first row in the south."""
    return square(118.8 + number % 10 * SIDE, 35.1 + number // 10 * SIDE, side)


def file_of(year: int, places: dict[str, int]) -> bytes:
    """Return the units of a year, each in its cell, as invented polygons."""
    return features(*({**row, "geometry": cell(places[row["code"]])} for row in listed(year)))


@pytest.fixture
def places() -> tuple[dict[str, int], dict[str, int]]:
    """Where each unit lies: those that last keep their cells, new ones lie in the north."""
    before = {row["code"]: number for number, row in enumerate(listed(2018))}
    fresh = [row["code"] for row in listed(2023) if row["code"] not in before]
    after = {row["code"]: before.get(row["code"]) for row in listed(2023)}
    return before, after | {code: 50 + number for number, code in enumerate(fresh)}


@pytest.fixture
def loaded(committee, unit, places) -> list[dict]:
    """The two imports, one after the other."""
    before, after = places
    answers = {"as_of": "2018-07-01", "boundary_set": True, "valid_from": str(FIRST)}
    first = committee.committed(
        "2018.json", file_of(2018, before), "villages", unit.code, **answers
    )
    second = committee.committed("2023.json", file_of(2023, after), "villages", unit.code, **SET)
    return [first, second]


def codes_on(day: date, unit) -> list[str]:
    rows = Village.objects.as_of(day).filter(subdistrict=unit).order_by("code")
    return list(rows.values_list("code", flat=True))


def test_50_before_and_59_after(loaded, unit):
    assert loaded[0]["counts"]["added"] == 50
    counts = loaded[1]["counts"]
    assert (counts["added"], counts["changed"], counts["closed"]) == (14, 44, 5)
    assert counts["unchanged"] == 1
    eve = SECOND - timedelta(days=1)
    assert codes_on(eve, unit) == [row["code"] for row in listed(2018)]
    assert codes_on(SECOND, unit) == [row["code"] for row in listed(2023)]
    # Nobody rewrote what was: the old generation has its old names.
    old = Village.objects.as_of(eve).get(subdistrict=unit, code="371327001001")
    new = Village.objects.as_of(SECOND).get(subdistrict=unit, code="371327001001")
    assert (old.name, new.name) == ("福祥社区居委会", "福祥社区居民委员会")
    assert (old.valid_to, new.valid_from, new.valid_to) == (eve, SECOND, None)
    assert old.public_id != new.public_id


def test_the_same_set_again_changes_nothing(loaded, committee, unit, places):
    before = list(Village.objects.filter(subdistrict=unit).order_by("pk").values())
    again = committee.committed("3.json", file_of(2023, places[1]), "villages", unit.code, **SET)
    assert again["counts"]["unchanged"] == 59
    assert again["counts"].get("closed", 0) == again["counts"]["changed"] == 0
    assert list(Village.objects.filter(subdistrict=unit).order_by("pk").values()) == before


def test_undoing_brings_the_50_back(loaded, committee, unit):
    assert committee("post", f"{loaded[1]['id']}/undo").json()["state"] == "undone"
    assert codes_on(SECOND, unit) == [row["code"] for row in listed(2018)]
    assert not Village.objects.filter(subdistrict=unit, valid_to__isnull=False).exists()


def test_new_ground_is_a_new_generation_that_keeps_the_rest(committee, unit):
    register.village(unit, "V1", population=120, center=register.point(), name="甲")
    row = {"code": "V1", "name": "甲", "geometry": square(118.8, 35.1, 0.02)}
    found = committee.committed("a.json", features(row), "villages", unit.code, **SET)
    counts = {"added": 0, "changed": 1, "unchanged": 0, "rejected": 0}
    # The rest of the unit is nobody's ground.
    assert found["counts"] == counts | {"gap": 1}
    old, new = Village.objects.filter(subdistrict=unit, code="V1").order_by("valid_from")
    assert old.valid_to == SECOND - timedelta(days=1)
    assert (new.population, new.kind, new.center.tuple) == (120, "village", (118.805, 35.105))
    assert new.area_m2 == pytest.approx(4 * old.area_m2, rel=1e-3)
    assert (new.source, old.source) == ("a.json", "made for a test")


def test_a_rejected_row_does_not_end_its_unit(committee, unit):
    register.village(unit, "V1")
    bow_tie = [[118.8, 35.1], [118.81, 35.11], [118.81, 35.1], [118.8, 35.11], [118.8, 35.1]]
    row = {"code": "V1", "geometry": {"type": "Polygon", "coordinates": [bow_tie]}}
    found = committee.checked("a.json", features(row), "villages", unit.code, **SET)
    assert (found["counts"]["rejected"], found["counts"].get("closed", 0)) == (1, 0)


def test_units_elsewhere_are_left_alone(committee, unit):
    other = register.unit("990001003")
    register.village(other, "V9")
    row = {"code": "V1", "kind": "village", "geometry": square()}
    found = committee.checked("a.json", features(row), "villages", unit.code, **SET)
    assert "closed" not in found["counts"]


def test_a_set_before_a_later_one_is_refused(committee, unit):
    register.village(unit, "V1", valid_from=date(2024, 1, 1))
    row = {"code": "V1", "kind": "village", "geometry": square()}
    found = committee.checked("a.json", features(row), "villages", unit.code, **SET)
    (rejected,) = committee.rows(found, "rejected")
    assert rejected["reasons"][0]["code"] == "later_generation"
    assert "2024-01-01" in rejected["reasons"][0]["text"]


def test_gaps_and_overlaps_are_shown_with_area_and_place(committee):
    unit = register.unit("990001009", geom=None, quality="unlocated")
    committee.user.membership.subdistrict = unit
    committee.user.membership.save()
    ring = [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1), (0, 2), (1, 2), (2, 2)]
    rows = [
        {
            "code": f"V{number}",
            "kind": "village",
            "geometry": square(118.8 + x * SIDE, 35.1 + y * SIDE, SIDE),
        }
        for number, (x, y) in enumerate(ring)
    ]
    rows[0]["geometry"] = square(118.799, 35.1, 0.0111)
    found = committee.checked("a.json", features(*rows), "villages", unit.code, **SET)
    assert found["report"]["neighbours"]["gaps"] == 1
    assert found["report"]["neighbours"]["overlaps"] >= 2
    (gap,) = committee.rows(found, "gap")
    assert "118.8" in gap["reasons"][0]["text"]
    on_map = committee("get", f"{found['id']}/features?action=overlap").json()
    assert on_map["features"][0]["geometry"]["type"] == "Polygon"
    assert "V0" in on_map["features"][0]["properties"]["reasons"][0]["text"]


def test_what_still_refers_to_a_unit_that_ends_is_counted(committee, unit):
    village = register.village(unit, "V1")
    register.station(unit, village=village)
    row = {"code": "V2", "kind": "village", "geometry": square(118.82)}
    found = committee.checked("a.json", features(row), "villages", unit.code, **SET)
    assert found["counts"]["closed"] == 1
    assert found["report"]["referred_to"] == {"geo.liaisonstation": 1}
