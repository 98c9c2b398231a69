"""The checks of a geometry, without any interface around them."""

import json

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.editing import geometry
from tests import register

LONGITUDES, LATITUDES = st.floats(-179, 179), st.floats(-89, 89)


@settings(max_examples=100)
@given(longitude=LONGITUDES, latitude=LATITUDES)
def test_any_point_on_earth_is_kept_as_it_is(longitude, latitude):
    made = geometry.parse({"type": "Point", "coordinates": [longitude, latitude]}, ("Point",))
    assert made.coords == (longitude, latitude)
    assert made.srid == 4326


@settings(max_examples=100)
@given(west=LONGITUDES, south=LATITUDES, width=st.floats(0.001, 0.9), as_text=st.booleans())
def test_a_polygon_becomes_a_multipolygon_of_the_same_area(west, south, width, as_text):
    shape = shapely.box(west, south, west + width, south + width)
    value = json.loads(shapely.to_geojson(shape))
    made = geometry.parse(json.dumps(value) if as_text else value, ("MultiPolygon",))
    assert made.geom_type == "MultiPolygon"
    assert made.area == pytest.approx(shape.area)


@settings(max_examples=100)
@given(longitude=st.floats(91, 180), latitude=st.floats(-89, 89))
def test_swapped_positions_are_named(longitude, latitude):
    value = {"type": "Point", "coordinates": [latitude, longitude]}
    with pytest.raises(geometry.GeometryError) as refused:
        geometry.parse(value, ("Point",))
    assert str(latitude) in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        {"type": "Point", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "LineString", "coordinates": [[118, 35]]},
        {"type": "LineString", "coordinates": [[118, 35], [118, 35]]},
        {"type": "Feature", "geometry": None},
        {"type": "GeometryCollection", "geometries": []},
        "[" * 100_000,
        " " * (geometry.LONGEST_TEXT + 1),
    ],
)
def test_what_is_no_place_is_refused(value):
    types = ("Point", "LineString", "MultiPolygon")
    with pytest.raises(geometry.GeometryError):
        geometry.parse(value, types)


def test_a_hole_is_kept():
    shape = shapely.box(118, 35, 119, 36).difference(shapely.box(118.4, 35.4, 118.6, 35.6))
    made = geometry.parse(json.loads(shapely.to_geojson(shape)), ("MultiPolygon",))
    shell, hole = made[0]
    assert len(shell) == len(hole) == 5


@pytest.mark.parametrize(
    ("field", "types"),
    [
        ("POINT", ("Point",)),
        ("LINESTRING", ("LineString",)),
        ("MULTIPOLYGON", ("MultiPolygon",)),
        ("GEOMETRY", ("Polygon", "LineString")),
    ],
)
def test_fields_take_their_own_types(field, types):
    assert geometry.accepted_types(field) == types


@pytest.mark.django_db
class TestSurroundings:
    def test_a_unit_without_any_boundary_asks_nothing(self):
        unit = register.unit(geom=None, quality="unlocated")
        assert geometry.expected_box(unit) is None
        assert geometry.outside(unit, {"geom": register.point(0, 0)}) == {}
        assert geometry.outside(None, {"geom": register.point(0, 0)}) == {}

    def test_the_counties_boundary_counts_when_it_is_known(self):
        county = register.unit("990001", level="county", geom=register.square(118.5, 35, 0.6))
        unit = register.unit("990001001", parent=county)
        assert geometry.expected_box(unit).unit == str(county)
        assert geometry.outside(unit, {"geom": register.point(118.55, 35.55)}) == {}

    def test_nothing_above_the_county_is_asked(self):
        province = register.unit("99", level="province", geom=register.square(110, 30, 9))
        county = register.unit("990001", level="county", parent=province)
        assert geometry.expected_box(county).unit == str(county)

    def test_the_margin_is_a_setting(self, settings):
        unit = register.unit()
        beside = {"geom": register.point(118.95, 35.15)}
        settings.OUTSIDE_MARGIN_KM = 1
        assert set(geometry.outside(unit, beside)) == {"geom"}
        settings.OUTSIDE_MARGIN_KM = 10
        assert geometry.outside(unit, beside) == {}

    @pytest.mark.parametrize("position", [(0, 0), (-179, 35), (118.8, -89), (61, 35)])
    def test_the_other_side_of_the_earth_is_outside(self, position):
        assert geometry.outside(register.unit(), {"geom": register.point(*position)})
