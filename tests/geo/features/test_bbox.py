"""The parameter bbox: touching, heights, axis order, the antimeridian, places without geometry."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from tests import register
from tests.geo.features.conftest import ITEMS, OURS, codes

pytestmark = pytest.mark.django_db
EPSG4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"


@pytest.fixture
def places(unit):
    """A village here, two beside the antimeridian, and one that is not located."""
    register.village(unit, "HERE", geom=register.square(118.8, 35.1))
    register.village(unit, "FIJI", geom=register.square(179.5, -17))
    register.village(unit, "SAMOA", geom=register.square(-172.5, -14))
    register.village(unit, "NOWHERE", geom=None, quality="unlocated")


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("118,35,119,36", ["HERE"]),
        ("118.81,35.11,119,36", ["HERE"]),  # touches its corner
        ("118.8101,35.1101,119,36", []),
        ("118,35,0,119,36,100", ["HERE"]),
        ("170,-20,-170,-10", ["FIJI", "SAMOA"]),
        ("170,-20,0,-170,-10,9", ["FIJI", "SAMOA"]),
        ("-170,-20,170,-10", []),
        ("179.6,-20,-179,-10", []),
        ("-180,-90,180,90", ["HERE", "FIJI", "SAMOA"]),
        ("118.805,35.105,118.805,35.105", ["HERE"]),  # a point
        ("118.7,35.105,118.9,35.105", ["HERE"]),  # a line
        ("1.188e2,35.1,+119.,36", ["HERE"]),
    ],
)
def test_bbox_selects(get, places, box, expected):
    found = get(f"{ITEMS}?{OURS}&bbox={box.replace('+', '%2B')}")
    assert codes(found) == [*expected, "NOWHERE"]
    assert found["numberMatched"] == len(expected) + 1


def test_the_shape_counts_and_not_its_box(get, unit):
    triangle = MultiPolygon(Polygon(((118, 35), (119, 35), (118, 36), (118, 35))), srid=4326)
    register.village(unit, "TRIANGLE", geom=triangle)
    assert codes(get(f"{ITEMS}?{OURS}&bbox=118.9,35.9,119,36")) == []
    assert codes(get(f"{ITEMS}?{OURS}&bbox=118.1,35.1,118.2,35.2")) == ["TRIANGLE"]


def test_bbox_crs_4326_has_latitude_first(get, places):
    box = f"{ITEMS}?{OURS}&bbox=35,118,36,119&bbox-crs={EPSG4326}"
    assert codes(get(box)) == ["HERE", "NOWHERE"]
    box = f"{ITEMS}?{OURS}&bbox=-20,170,-10,-170&bbox-crs={EPSG4326}"
    assert codes(get(box)) == ["FIJI", "SAMOA", "NOWHERE"]
    problem = get(f"{ITEMS}?bbox=118,35,119,36&bbox-crs={EPSG4326}", status=400)
    assert "latitude first" in problem["expected"]


def test_bbox_of_a_collection_without_geometry_selects_all(get):
    everything = get("/api/collections/deputies/items?limit=1")["numberMatched"]
    found = get("/api/collections/deputies/items?limit=1&bbox=0,0,1,1")
    assert found["numberMatched"] == everything


def test_bbox_of_a_geometry_that_another_table_holds(get):
    base = "/api/collections/river-chief-assignments/items?limit=1"
    everything = get(base)["numberMatched"]
    assert get(f"{base}&bbox=118,34,120,36")["numberMatched"] == everything
    assert get(f"{base}&bbox=0,0,1,1")["numberMatched"] == 0
