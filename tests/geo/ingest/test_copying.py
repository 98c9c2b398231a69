"""The text that COPY takes: signs it would misread, nothing, numbers, geometries."""

import numpy as np
import shapely

from geo.crs import STORAGE_SRID
from geo.ingest.copying import encoded


def test_a_column_of_one_value_comes_first_and_stands_in_every_row():
    names, body = encoded({"id": [1, 2], "kind": ["village", "village"], "to": [None, None]})
    assert names == ["kind", "to", "id"]
    assert body.decode() == "village\t\\N\t1\nvillage\t\\N\t2\n"


def test_columns_that_are_all_the_same_make_all_the_rows():
    assert encoded({"a": ["x", "x", "x"], "b": [1, 1, 1]})[1] == b"x\t1\nx\t1\nx\t1\n"
    assert encoded({"a": ["x"]}) == (["a"], b"x\n")


def test_signs_that_end_a_cell_or_a_row_are_escaped():
    _names, body = encoded({"id": [1, 2, 3], "name": ["a\tb", "c\nd\r", "e\\N"]})
    assert body.decode() == "1\ta\\tb\n2\tc\\nd\\r\n3\te\\\\N\n"


def test_nothing_among_texts_and_numbers():
    _names, body = encoded({"a": ["x", None, ""], "b": [1, None, 3], "c": [0.1, 1e-300, None]})
    assert body.decode() == "x\t1\t0.1\n\\N\t\\N\t1e-300\n\t3\t\\N\n"


def test_geometries_are_those_of_shapely_with_their_system():
    square = shapely.box(118.8, 35.1, 118.9, 35.2)
    many = [shapely.Point(1, 2), square, shapely.multipolygons([square]), None]
    given = np.array([*many, shapely.LineString([(0, 0), (1, 1)])], dtype=object)
    _names, body = encoded({"id": [1, 2, 3, 4, 5], "geom": given})
    cells = [line.split("\t")[1] for line in body.decode().splitlines()]
    placed = shapely.set_srid(given, STORAGE_SRID)
    expected = shapely.to_wkb(placed, hex=True, include_srid=True, byte_order=1)
    assert cells == [one or "\\N" for one in expected]


def test_no_geometry_at_all():
    given = np.full(2, None, dtype=object)
    assert encoded({"id": [1, 2], "geom": given}) == (["geom", "id"], b"\\N\t1\n\\N\t2\n")
