"""The encoder: what it writes is what others read, and the same every time."""

import mapbox_vector_tile
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.features.tiles import mvt, varints
from geo.features.tiles.grid import Tile
from geo.features.tiles.shapes import drawn

TILE = Tile(14, 13600, 6480)
WEST, SOUTH, EAST, NORTH = TILE.box
MIDDLE = ((WEST + EAST) / 2, (SOUTH + NORTH) / 2)
STEP = (EAST - WEST) / 10


def tile_of(*shapes, **columns) -> bytes:
    """Return a tile with one layer; ids count from 1."""
    found = {"n": mvt.Column(list(range(len(shapes))), int)}
    found |= {name: mvt.Column(values, lambda value: value) for name, values in columns.items()}
    ids = [number + 1 for number in range(len(shapes))]
    return mvt.layer("things", ids, found, *drawn(list(shapely.to_wkb(shapes)), TILE))


def decoded(body: bytes) -> list[dict]:
    """Return the features with y down, as the specification has it."""
    options = {"y_coord_down": True}
    return mapbox_vector_tile.decode(body, default_options=options)["things"]["features"]


def at(column: float, row: float) -> tuple[float, float]:
    """Return a position so many steps from the middle of the tile."""
    return MIDDLE[0] + column * STEP, MIDDLE[1] + row * STEP


@given(st.integers(0, 2**64 - 1))
def test_integers_are_written_as_protocol_buffers_want_them(value):
    text = np.zeros(12, dtype=np.uint8)
    end = varints.put(text, 1, np.uint64(value))
    assert text[1:end].tobytes() == varints.one(value)
    groups = [(value >> shift) & 127 for shift in range(0, 7 * (end - 1), 7)]
    assert [int(byte) for byte in text[1:end]] == [*(one | 128 for one in groups[:-1]), groups[-1]]
    assert value >> 7 * (end - 1) == 0


@given(st.integers(-(2**40), 2**40))
def test_signs_are_folded(value):
    assert varints.zigzag(np.int64(value)) == (2 * value if value >= 0 else -2 * value - 1)


VALUES = {
    "text": ["永泰社区", ""],
    "long": ["长" * 300, "x" * 125],
    "true": [True, False],
    "whole": [2**53, -(2**40)],
    "real": [1.5, -0.25],
    "none": [None, float("nan")],
}


def test_values_keep_their_types():
    first, second = decoded(tile_of(*[shapely.Point(MIDDLE)] * 2, **VALUES))
    for place, feature in enumerate((first, second)):
        wanted = {"n": place} | {k: v[place] for k, v in VALUES.items() if k != "none"}
        assert feature["properties"] == wanted
        assert [type(feature["properties"][key]) for key in wanted] == [
            type(value) for value in wanted.values()
        ]


def test_a_value_is_written_once():
    shapes = [shapely.Point(MIDDLE)] * 50
    once = tile_of(*shapes, a=["the same text"] * 50, b=["the same text"] * 50)
    assert once.count(b"the same text") == 1


def test_every_kind_of_geometry():
    lines = [[at(-1, -1), at(0, 1), at(1, -1)], [at(2, 2), at(3, 2)]]
    hole = shapely.box(*at(-0.5, -0.5), *at(0.5, 0.5))
    square = shapely.box(*at(-1, -1), *at(1, 1)) - hole
    shapes = [
        shapely.Point(at(0, 0)),
        shapely.MultiPoint([at(0, 0), at(1, 1)]),
        shapely.LineString(lines[0]),
        shapely.MultiLineString(lines),
        square,
        shapely.MultiPolygon([square, shapely.box(*at(2, 2), *at(3, 3))]),
        shapely.GeometryCollection([shapely.Point(at(0, 0)), square]),
    ]
    features = decoded(tile_of(*shapes))
    assert [feature["id"] for feature in features] == [1, 2, 3, 4, 5, 6, 7]
    kinds = [shape.geom_type for shape in shapes[:-1]] + ["Polygon"]
    assert [feature["geometry"]["type"] for feature in features] == kinds
    for feature, shape in zip(features, [*shapes[:-1], square], strict=True):
        wanted = shapely.transform(shape, TILE.units)
        found = shapely.geometry.shape(feature["geometry"])
        assert found.is_valid
        assert shapely.hausdorff_distance(found, wanted) < 0.75


def signed_area(ring: list) -> float:
    x, y = np.array(ring).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


@pytest.mark.parametrize("clockwise", [True, False])
def test_outer_rings_have_a_positive_area_and_holes_a_negative_one(clockwise):
    hole = shapely.box(*at(-0.5, -0.5), *at(0.5, 0.5))
    shape = shapely.box(*at(-4, -4), *at(7, 4)) - hole
    (feature,) = decoded(tile_of(shapely.orient_polygons(shape, exterior_cw=clockwise)))
    outer, inner = feature["geometry"]["coordinates"]
    assert signed_area(outer) > 0 > signed_area(inner)


def test_the_same_features_give_the_same_bytes():
    shapes = [shapely.Point(at(n, n)).buffer(STEP) for n in range(3)]
    names = ["c", "a", "b"]
    assert tile_of(*shapes, name=names) == tile_of(*shapes, name=list(names))


def test_nothing_gives_no_bytes():
    far = shapely.Point(WEST - 1, SOUTH)
    tiny = shapely.Point(MIDDLE).buffer(STEP / 1e6)
    assert tile_of(far, tiny, shapely.Polygon()) == b""


def test_gdal_reads_a_tile(tmp_path):
    square = shapely.box(*at(-1, -1), *at(1, 1))
    folder = tmp_path / str(TILE.zoom) / str(TILE.column)
    folder.mkdir(parents=True)
    path = folder / f"{TILE.row}.mvt"
    path.write_bytes(tile_of(square, name=["永泰社区"], area=[1.25]))
    meta, _, shapes, values = pyogrio.raw.read(path)
    columns = dict(zip(meta["fields"], values, strict=True))
    assert (columns["name"][0], columns["area"][0], columns["mvt_id"][0]) == ("永泰社区", 1.25, 1)
    assert pyogrio.list_layers(path)[0][0] == "things"
    # GDAL places a tile by the names of its folders, in metres of EPSG:3857.
    x = shapely.from_wkb(shapes[0]).centroid.x
    assert abs(x / 20037508.34 * 180 - MIDDLE[0]) < STEP / 2
    assert meta["crs"] == "EPSG:3857"
