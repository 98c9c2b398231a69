"""WKB to GeoJSON: winding, decimals, and shapes of every kind; against shapely's own reading."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import wkt

from geo.features.geometry import geometries

SHAPES = [
    "POINT (-0.5 35)",
    "POINT EMPTY",
    "LINESTRING (0 0, -179.9999999 89.9999999)",
    "LINESTRING EMPTY",
    "POLYGON ((0 0, 0 1, 1 1, 0 0))",
    "POLYGON ((0 0, 1 1, 0 1, 0 0))",
    "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))",
    "POLYGON EMPTY",
    "MULTIPOINT (1 1, 2 2)",
    "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3, 4 4))",
    "MULTIPOLYGON (((0 0, 0 1, 1 1, 0 0)))",
    "MULTIPOLYGON (((0 0, 0 1, 1 1, 0 0)), ((5 5, 5 6, 6 6, 5 5)))",
    "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1)))",
    "MULTIPOLYGON EMPTY",
    "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 1, 2 2))",
    "POINT (2000 -3000.5)",
    "LINESTRING (199.99999999 1, 198.99999999 -2)",
]


def read(*wkb: bytes | None) -> list[dict | None]:
    return [json.loads(text) for text in geometries(wkb)]


def rings(geometry: dict) -> list[list]:
    """Return [exterior, *holes] of every polygon of a geometry."""
    found = geometry["coordinates"]
    return [found] if geometry["type"] == "Polygon" else found


def is_counterclockwise(ring: list) -> bool:
    return shapely.LinearRing(ring).is_ccw


@pytest.mark.parametrize("text", SHAPES)
def test_a_shape_comes_back_as_it_was(text):
    shape = wkt.loads(text)
    (found,) = read(shapely.to_wkb(shape))
    assert found["type"] == shape.geom_type
    again = shapely.from_geojson(json.dumps(found))
    assert shapely.normalize(again).equals_exact(shapely.normalize(shape), 1e-7)


def test_all_kinds_at_once_keep_their_places():
    shapes = [wkt.loads(text) for text in SHAPES]
    together = read(None, *shapely.to_wkb(shapes), None)
    assert (together[0], together[-1]) == (None, None)
    assert together[1:-1] == [read(shapely.to_wkb(shape))[0] for shape in shapes]


def test_nothing_is_nothing():
    assert geometries([]) == []
    assert geometries([None]) == [b"null"]


def test_big_endian_wkb_is_read_too():
    shape = wkt.loads("POLYGON ((0 0, 0 1, 1 1, 0 0))")
    assert read(shapely.to_wkb(shape, byte_order=0)) == read(shapely.to_wkb(shape, byte_order=1))


def test_coordinates_have_seven_decimals():
    (text,) = geometries([shapely.to_wkb(shapely.Point(118.83333333333, -0.00000004))])
    assert text == b'{"type":"Point","coordinates":[118.8333333,0.0000000]}'


def test_numbers_of_different_widths_are_all_json():
    line = shapely.LineString([(-179.5, 0), (0.25, -8.5), (99, 80)])
    (found,) = read(shapely.to_wkb(line))
    assert found["coordinates"] == [[-179.5, 0], [0.25, -8.5], [99, 80]]


def degrees(largest: float):
    """Numbers with digits to round, and none so small that GEOS divides by nothing."""
    return st.floats(-largest, largest).map(lambda value: round(value, 10))


coordinates = st.tuples(degrees(179.9), degrees(89.9))


@given(
    st.lists(st.lists(coordinates, min_size=3, max_size=12, unique=True), min_size=1, max_size=6)
)
def test_rings_run_by_the_right_hand_and_lie_where_they_were(lists):
    polygons = [shapely.convex_hull(shapely.MultiPoint(points)) for points in lists]
    polygons = [
        shapely.reverse(polygon)
        for polygon in polygons
        if polygon.geom_type == "Polygon" and polygon.area > 1e-3
    ]
    if not polygons:
        return
    mixed = [shape for polygon in polygons for shape in (polygon, shapely.MultiPolygon([polygon]))]
    for shape, found in zip(mixed, read(*shapely.to_wkb(mixed)), strict=True):
        for exterior, *_ in rings(found):
            assert is_counterclockwise(exterior)
        again = shapely.from_geojson(json.dumps(found))
        assert shapely.hausdorff_distance(again, shape) < 1e-7


def test_exteriors_run_counterclockwise_and_holes_clockwise():
    for text in SHAPES:
        (found,) = read(shapely.to_wkb(wkt.loads(text)))
        if not found["type"].endswith("Polygon"):
            continue
        for exterior, *holes in rings(found) if found["coordinates"] else ():
            assert is_counterclockwise(exterior)
            assert not any(is_counterclockwise(hole) for hole in holes)


@given(st.lists(coordinates, min_size=2, max_size=30))
def test_every_coordinate_is_within_half_a_unit_of_the_last_decimal(points):
    (found,) = read(shapely.to_wkb(shapely.LineString(points)))
    assert np.abs(np.array(found["coordinates"]) - np.array(points)).max() <= 0.5000001e-7
