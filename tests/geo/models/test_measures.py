"""Areas and lengths: measured once on write, in the metric CRS, true to the ellipsoid."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pyproj import Geod

from geo.models import Subdistrict, Village, WaterBody
from tests import register

pytestmark = pytest.mark.django_db
ELLIPSOID = Geod(ellps="WGS84")


def area_on_ellipsoid_m2(shape: MultiPolygon) -> float:
    """Return the area by geodesics: shells less holes."""
    total = 0.0
    for part in shape:
        for index, ring in enumerate(part):
            area = abs(ELLIPSOID.polygon_area_perimeter(*zip(*ring.coords, strict=True))[0])
            total += area if index == 0 else -area
    return total


def length_on_ellipsoid_m(coordinates) -> float:
    return ELLIPSOID.line_length(*zip(*coordinates, strict=True))


def test_area_agrees_with_the_ellipsoid():
    village = register.village(register.unit())
    assert village.area_m2 == pytest.approx(area_on_ellipsoid_m2(village.geom), rel=1e-3)
    village.refresh_from_db()
    assert village.area_m2 == pytest.approx(area_on_ellipsoid_m2(village.geom), rel=1e-3)


def test_a_hole_and_several_parts_are_measured():
    shell = Polygon.from_bbox((118.8, 35.1, 118.9, 35.2))
    hole = Polygon.from_bbox((118.84, 35.14, 118.86, 35.16))
    shape = MultiPolygon(
        Polygon(shell[0], hole[0]), Polygon.from_bbox((118.95, 35.1, 118.96, 35.11)), srid=4326
    )
    village = register.village(register.unit(), geom=shape)
    assert village.area_m2 == pytest.approx(area_on_ellipsoid_m2(shape), rel=1e-3)


def test_length_agrees_with_the_ellipsoid():
    river = register.river(register.unit(), geom=register.line((118.8, 35.1), (118.9, 35.2)))
    expected = length_on_ellipsoid_m(river.geom.coords)
    assert river.length_m == pytest.approx(expected, rel=1e-3)


class MeasureProperties(TestCase):
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(
        longitude=st.floats(118.6, 119.1),
        latitude=st.floats(34.9, 35.4),
        side=st.floats(0.001, 0.05),
    )
    def test_any_square_here_is_within_a_thousandth(self, longitude, latitude, side):
        shape = register.square(longitude, latitude, side)
        village = Village(subdistrict=Subdistrict(metric_srid=4549), geom=shape)
        measured = Village._meta.get_field("area_m2").pre_save(village, add=True)
        assert measured == pytest.approx(area_on_ellipsoid_m2(shape), rel=1e-3)


def test_a_pond_has_an_area_and_a_shore_and_a_ditch_a_length():
    unit = register.unit()
    pond = WaterBody(**register.PLACE, subdistrict=unit, code="P1", kind="pond")
    pond.geom = register.square()[0]
    ditch = WaterBody(**register.PLACE, subdistrict=unit, code="D1", kind="ditch")
    ditch.geom = register.line()
    WaterBody.objects.bulk_create([pond, ditch])
    pond, ditch = WaterBody.objects.filter(subdistrict=unit).order_by("-code")
    assert pond.length_m == pytest.approx(length_on_ellipsoid_m(pond.geom[0].coords), rel=1e-3)
    assert ditch.area_m2 == 0
    assert ditch.length_m == pytest.approx(length_on_ellipsoid_m(ditch.geom.coords), rel=1e-3)


def test_bulk_create_measures_too():
    unit = register.unit()
    rows = [
        Village(**register.PLACE, subdistrict=unit, code=f"B{i}", kind="village", geom=shape)
        for i, shape in enumerate([register.square(side=0.01), register.square(side=0.02)])
    ]
    Village.objects.bulk_create(rows)
    small, large = Village.objects.filter(subdistrict=unit).order_by("code")
    assert large.area_m2 == pytest.approx(4 * small.area_m2, rel=1e-2)


def test_what_a_caller_assigns_is_not_kept():
    village = register.village(register.unit(), area_m2=1.0)
    village.refresh_from_db()
    assert village.area_m2 > 1e5


def test_a_new_geometry_is_measured_anew_and_the_history_keeps_the_old_measure():
    village = register.village(register.unit())
    before = village.area_m2
    village.geom = register.square(side=0.02)
    village.save()
    measured = [entry.area_m2 for entry in village.history.order_by("history_id")]
    assert measured == [before, village.area_m2]
    assert village.area_m2 > 3 * before


def test_measures_follow_the_units_metric_crs():
    near = register.village(register.unit(metric_srid=4549))
    far = register.village(register.unit("990001003", metric_srid=4544))
    # EPSG:4544 has its meridian 15 degrees away, where a metre is far from a metre.
    assert far.area_m2 > 1.02 * near.area_m2
