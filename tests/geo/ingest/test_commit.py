"""Checked, taken in, the same again, and undone."""

from datetime import date

import pytest

from geo.models import Import, Village
from tests import register
from tests.geo.ingest.conftest import features, square

pytestmark = pytest.mark.django_db


def villages(**first: object) -> bytes:
    return features(
        {"代码": "V1", "村名": "甲村", "类型": "村", "人口": 120, "geometry": square(), **first},
        {
            "代码": "V2",
            "村名": "乙社区",
            "类型": "居委会",
            "人口": None,
            "geometry": square(118.81),
        },
    )


def test_a_file_is_taken_in(committee, unit):
    found = committee.committed("villages.geojson", villages(), "villages", unit.code)
    assert found["state"] == "committed"
    assert found["counts"] == {"added": 2, "changed": 0, "unchanged": 0, "rejected": 0}
    first, second = Village.objects.filter(subdistrict=unit).order_by("code")
    assert (first.name, first.kind, first.population) == ("甲村", "village", 120)
    assert (second.name, second.kind, second.population) == ("乙社区", "community", None)
    assert (first.source, first.quality) == ("villages.geojson", "official")
    assert first.as_of == date(2023, 6, 30)
    assert first.area_m2 == pytest.approx(register.village(unit, "V3").area_m2)
    assert first.geom.geom_type == "MultiPolygon"
    kept = Import.objects.get(public_id=found["id"])
    entry = first.history.get()
    assert (entry.history_type, entry.history_user) == ("+", committee.user)
    assert kept.public_id in entry.history_change_reason
    assert entry.area_m2 == first.area_m2


def test_the_same_file_again_changes_nothing(committee, unit):
    committee.committed("villages.geojson", villages(), "villages", unit.code)
    before = list(Village.objects.filter(subdistrict=unit).order_by("pk").values())
    found = committee.committed("again.geojson", villages(), "villages", unit.code)
    assert found["counts"] == {"added": 0, "changed": 0, "unchanged": 2, "rejected": 0}
    assert list(Village.objects.filter(subdistrict=unit).order_by("pk").values()) == before
    assert Village.history.filter(subdistrict=unit).count() == 2


def test_a_change_is_told_field_by_field_and_undone(committee, unit):
    committee.committed("villages.geojson", villages(), "villages", unit.code)
    before = list(Village.objects.filter(subdistrict=unit).order_by("pk").values())
    later = villages(人口=125, geometry=square(118.8, 35.1, 0.0101))
    found = committee.committed("later.geojson", later, "villages", unit.code)
    assert found["counts"] == {"added": 0, "changed": 1, "unchanged": 1, "rejected": 0}
    (row,) = committee.rows(found, "changed")
    told = {change["field"]: change for change in row["changes"]}
    assert (told["population"]["old"], told["population"]["new"]) == (120, 125)
    assert (told["source"]["old"], told["source"]["new"]) == ("villages.geojson", "later.geojson")
    assert told["geometry"]["geometry"]["moved_m"] == pytest.approx(14.4, abs=0.2)
    changed = Village.objects.get(subdistrict=unit, code="V1")
    assert changed.population == 125
    assert changed.area_m2 > before[0]["area_m2"]

    undone = committee("post", f"{found['id']}/undo")
    assert undone.status_code == 200, undone.content.decode()
    assert list(Village.objects.filter(subdistrict=unit).order_by("pk").values()) == before


def test_what_was_added_goes_when_it_is_undone(committee, unit):
    found = committee.committed("villages.geojson", villages(), "villages", unit.code)
    assert committee("post", f"{found['id']}/undo").json()["state"] == "undone"
    assert not Village.objects.filter(subdistrict=unit).exists()
    kinds = Village.history.filter(subdistrict=unit).values_list("history_type", flat=True)
    assert sorted(kinds) == ["+", "+", "-", "-"]
