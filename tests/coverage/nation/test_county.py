from datetime import date

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from coverage.analysis.errors import InvalidValueError
from coverage.figures import register, service
from coverage.models import CoverageSettings
from coverage.nation.county import counties, county_table, question
from geo.models import Subdistrict
from tests.register import point, square, station, unit, village

DAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def test_the_reference_subdistrict_has_the_figures_of_its_page():
    place = Subdistrict.objects.get(code="371327001")
    asked = question(place, DAY)
    found = county_table("371327001", asked)
    shown = service.reach(register.read(place, DAY), asked.minutes, asked.mode)
    assert found.method == shown.method == "network"
    assert len(found.code) == 50
    # Here the areas are not cut to the subdistrict; the raster ends elsewhere.
    np.testing.assert_allclose(found.covered_m2, shown.villages.covered_m2, rtol=0.002, atol=2_000)
    assert found.people.sum() == 160_000
    assert (found.people_covered <= found.people).all()


def test_counties_of_a_unit():
    nation = Subdistrict.objects.get(code="37")
    assert counties(nation, DAY) == ["371327"]
    assert counties(Subdistrict.objects.get(code="371327001"), DAY) == ["371327001"]
    assert counties(nation, date(1999, 1, 1)) == []


def test_settings_of_the_unit_count_unless_others_are_given():
    place = Subdistrict.objects.get(code="371327001")
    CoverageSettings.objects.filter(subdistrict=place).delete()
    CoverageSettings.objects.create(subdistrict=place, mode="foot", minutes_foot=20, walk_m=100)
    asked = question(place, DAY)
    assert (asked.mode, asked.minutes, asked.walk_m) == ("foot", 20, 100)
    assert asked.reach_m >= 20 * 60 * 1.25
    asked = question(place, DAY, "car", 5)
    assert (asked.mode, asked.minutes) == ("car", 5)
    with pytest.raises(InvalidValueError, match="horse"):
        question(place, DAY, "horse")


def test_a_station_over_the_border_of_the_county_counts():
    west, east = unit("990001001"), unit("990002001", geom=None, quality="unlocated")
    village(west, "V1", geom=square(100.00, 35.0, 0.01), population=100)
    village(east, "V2", geom=square(100.01, 35.0, 0.01), population=60)
    station(east, "S1", geom=point(100.0105, 35.005))
    asked = question(west, DAY, "ebike", 15)
    found = county_table("990001", asked)
    assert found.method == "straight_line"
    assert found.covered_m2 == pytest.approx(found.area_m2)
    assert found.people_covered == pytest.approx([100])
    # Four minutes are 1,025 m with the detour: not all of the village over the border.
    near = county_table("990001", question(west, DAY, "ebike", 4))
    assert 0 < near.covered_m2[0] < found.covered_m2[0]


def test_what_is_not_known_is_not_counted():
    place = unit("990001001")
    village(place, "V1", geom=None, quality="unlocated", population=10)
    village(place, "V2", population=None)
    found = county_table("990001", question(place, DAY, "foot", 45))
    assert found.method == "none"
    assert np.isnan(found.area_m2).tolist() == [True, False]
    assert found.covered_m2[1] == 0
    assert np.isnan(found.people_covered).tolist() == [True, True]
    assert found.people[0] == 10


def test_villages_of_another_day_are_left_out():
    place = unit("990001001")
    village(place, "V1", valid_to=date(2025, 1, 1))
    village(place, "V2")
    assert county_table("990001", question(place, DAY)).code == ["V2"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["99"], "unit: got '99'"),
        (["371327001", "--minutes", "0"], "--minutes: got 0"),
        (["371327001", "--processes", "0"], "--processes: got 0"),
    ],
)
def test_wrong_options_are_named(given, said):
    with pytest.raises(CommandError, match=said):
        call_command("coverage_nation", *given)


def test_a_scheduler_without_an_address_is_named(settings):
    settings.DASK_SCHEDULER = "nowhere://8786"
    with pytest.raises(CommandError, match="DASK_SCHEDULER: got 'nowhere://8786'"):
        call_command("coverage_nation", "371327001")


def test_a_unit_without_villages_gives_an_empty_table(tmp_path):
    unit("990001001")
    output = tmp_path / "table.csv"
    call_command("coverage_nation", "990001001", "--output", str(output))
    (head,) = output.read_text("utf-8-sig").splitlines()
    assert head.startswith("乡镇街道代码,村居代码,村居")
