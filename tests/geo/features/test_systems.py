"""Systems and datums: axes in the order of the authorities, boxes that lose nothing."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from geo import crs
from geo.features.boxes import frame
from geo.features.coordinates import texts
from geo.features.geometry import geometries
from geo.features.systems import STORED, SYSTEMS, Target, system

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
HERE = (118.83, 35.18)
HOLED = (
    "POLYGON ((118.8 35.1, 118.9 35.1, 118.9 35.2, 118.8 35.1), "
    "(118.86 35.12, 118.88 35.14, 118.88 35.12, 118.86 35.12))"
)
SHAPES = [
    HOLED,
    f"MULTIPOLYGON ({HOLED[8:]})",
    "POLYGON EMPTY",
    "POINT EMPTY",
    "LINESTRING (118.8 35.1, 118.9 35.2)",
    "GEOMETRYCOLLECTION (POINT (118.8 35.1), LINESTRING (118 35, 119 36))",
]
BY_URI = {one.uri: one for one in SYSTEMS}
METRIC = [one for one in SYSTEMS if not one.is_degrees]


def shape_of(text: bytes) -> shapely.Geometry:
    return shapely.from_geojson(text.decode())


@pytest.mark.parametrize("one", SYSTEMS[1:], ids=repr)
def test_the_axes_are_in_the_order_of_the_authority(one):
    """EPSG says which axis comes first; pyproj without ``always_xy`` follows it."""
    first = CRS.from_epsg(one.srid).axis_info[0].direction
    assert one.is_swapped == (first == "north")
    (text,) = geometries([shapely.to_wkb(shapely.Point(HERE))], Target(one))
    expected = Transformer.from_crs(4326, one.srid).transform(HERE[1], HERE[0])
    assert json.loads(text)["coordinates"] == pytest.approx(expected, abs=0.001)


def test_crs84_comes_first_and_has_the_longitude_first():
    assert SYSTEMS[0].uri == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    (text,) = geometries([shapely.to_wkb(shapely.Point(HERE))])
    assert text == b'{"type":"Point","coordinates":[118.8300000,35.1800000]}'


@pytest.mark.parametrize("one", SYSTEMS, ids=repr)
@pytest.mark.parametrize("wkt", SHAPES)
def test_every_kind_of_geometry_comes_back_from_every_system(one, wkt):
    stored = shapely.from_wkt(wkt)
    (text,) = geometries([shapely.to_wkb(stored)], Target(one))
    found = shape_of(text)
    positions = shapely.get_coordinates(found)
    back = one.unproject(positions[:, ::-1] if one.is_swapped else positions)
    expected = shapely.get_coordinates(shapely.orient_polygons(stored))
    assert found.geom_type == stored.geom_type
    assert len(back) == len(expected)
    assert np.abs(back - expected).max(initial=0) < 2e-8 + 6e-8 * one.is_degrees


@pytest.mark.parametrize("one", SYSTEMS, ids=repr)
@pytest.mark.parametrize("simple", [True, False])
def test_rings_run_counterclockwise_on_the_ground(one, simple):
    clockwise = shapely.Polygon([(118.8, 35.1), (118.8, 35.2), (118.9, 35.2), (118.8, 35.1)])
    shape = clockwise if simple else shapely.from_wkt(HOLED).reverse()
    (text,) = geometries([shapely.to_wkb(shape)], Target(one))
    rings = json.loads(text)["coordinates"]
    turned = [[position[:: -1 if one.is_swapped else 1] for position in ring] for ring in rings]
    outer, *holes = [shapely.LinearRing(ring).is_ccw for ring in turned]
    assert outer
    assert not any(holes)


@pytest.mark.parametrize("one", METRIC, ids=repr)
def test_what_has_no_place_in_a_system_is_null(one):
    infinite = one.project(np.array([(-60.0, 0.0), (0.0, -90.0)]))
    points = [shapely.to_wkb(shapely.Point(at)) for at in ((-60, 0), (0, -90))]
    for text, position in zip(geometries(points, Target(one)), infinite, strict=True):
        assert (text == b"null") == (not np.isfinite(position).all())
        assert b"Infinity" not in text


NUMBERS = st.floats(-9e7, 9e7) | st.sampled_from([0.0, -0.5, 9999.9996, 10_000.0, -10_000.0, 1e7])


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=30), st.booleans())
def test_metres_are_written_as_numbers_with_three_decimals(positions, is_far):
    """Also near the origin, where the tables do not reach, and below zero."""
    array = np.array(positions) + (np.sign(positions) * 20_000 if is_far else 0)
    middle = len(array) // 2
    parts = texts(array, [0, middle, middle, len(array)], 3)
    assert parts[1] == b""
    written = np.array([*json.loads(b"[%b]" % parts[0]), *json.loads(b"[%b]" % parts[2])])
    assert np.abs(written - array).max() <= 0.000501
    assert (np.round(written, 3) == written).all()


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=30))
def test_degrees_are_written_with_seven_decimals(positions):
    array = np.array(positions)
    (text,) = texts(array, [0, len(array)], 7)
    assert np.abs(np.array(json.loads(b"[%b]" % text)) - array).max() <= 5.01e-8


def asked(one, box) -> dict[str, str]:
    west, south, east, north = box
    ordered = (south, west, north, east) if one.is_swapped else box
    return {"bbox": ",".join(repr(float(value)) for value in ordered), "bbox-crs": one.uri}


@pytest.mark.parametrize("one", SYSTEMS, ids=repr)
@given(data=st.data())
def test_a_box_holds_what_lies_in_it_and_nothing_beside(one, data):
    """Positions drawn in the system itself, up to the very edge; 5 cm beside are outside."""
    centre = one.project(np.array([HERE]))[0]
    reach = 0.2 if one.is_degrees else 40_000
    beside = 1e-6 if one.is_degrees else 0.05
    number = st.floats(-reach, reach)
    x = sorted(data.draw(st.tuples(number, number)))
    y = sorted(data.draw(st.tuples(number, number)))
    box = (centre[0] + x[0], centre[1] + y[0], centre[0] + x[1], centre[1] + y[1])
    found = frame(asked(one, box))
    share = np.array(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    inside = np.array(box[:2]) + share * (np.array(box[2:]) - box[:2])
    assert holds(found, one.unproject(inside.reshape(1, 2)))
    for outside in (
        (inside[0], box[3] + beside),
        (inside[0], box[1] - beside),
        (box[0] - beside, inside[1]),
        (box[2] + beside, inside[1]),
    ):
        assert not holds(found, one.unproject(np.array([outside])))


def holds(found, position) -> bool:
    point = shapely.points(position)[0]
    # An upright box is exact but for the rounding of the last bit.
    boxes = [shapely.box(*box).buffer(1e-12) for box in found.boxes]
    is_in_boxes = any(box.intersects(point) for box in boxes)
    outline = shapely.from_wkb(found.outline) if found.outline else None
    return is_in_boxes and (outline is None or outline.intersects(point))


def test_a_mercator_box_may_span_the_antimeridian():
    west, east = one_of("3857").project(np.array([(170.0, -20.0), (-170.0, -10.0)]))
    found = frame(asked(one_of("3857"), (*west, *east)))
    assert np.allclose(found.boxes, [(170, -20, 180, -10), (-180, -20, -170, -10)])


def one_of(code: str):
    return BY_URI[EPSG + code]


def test_the_system_of_no_parameter_is_crs84():
    assert system({}) == STORED.system


@pytest.mark.parametrize("uri", [EPSG + "4326", SYSTEMS[0].uri])
@given(st.lists(st.tuples(st.floats(73, 137), st.floats(2, 55)), min_size=1, max_size=20))
def test_gcj02_goes_back_within_a_millimetre(uri, positions):
    """Before the positions are written, with 7 decimals, which are a centimetre."""
    target = Target(BY_URI[uri], "gcj02")
    written = target.positions(np.array(positions))
    moved = written[:, ::-1] if target.system.is_swapped else written
    back = crs.shift(moved, "gcj02", "wgs84")
    assert np.abs(back - positions).max() * 111_320 < 0.001


def test_gcj02_leaves_what_lies_outside_china_untouched():
    outside = np.array([(139.7, 35.7), (-0.1, 51.5), (100.0, 0.5)])
    assert np.array_equal(Target(datum="gcj02").positions(outside), outside)
