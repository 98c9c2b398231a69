"""Gaps and overlaps of units, beside those that were put there."""

import doctest

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.ingest import neighbours

SIDE = 100.0


def grid(columns: int, rows: int) -> np.ndarray:
    """Return squares side by side, computed as floats are: borders differ by rounding."""
    x, y = np.meshgrid(np.arange(columns) * (SIDE / 3) * 3, np.arange(rows) * (SIDE / 7) * 7)
    return shapely.box(x.ravel(), y.ravel(), x.ravel() + SIDE, y.ravel() + SIDE)


def test_the_examples_hold():
    assert doctest.testmod(neighbours).failed == 0


@given(st.integers(1, 6), st.integers(1, 6))
@settings(max_examples=20)
def test_units_that_fit_have_neither(columns, rows):
    units = grid(columns, rows)
    assert neighbours.gaps(units, None) == []
    assert neighbours.overlaps(units) == []
    assert neighbours.gaps(units, shapely.union_all(units)) == []


@given(st.integers(3, 6), st.data())
@settings(max_examples=20)
def test_a_unit_that_is_missing_inside_is_the_gap(size, data):
    inner = [column + row * size for column in range(1, size - 1) for row in range(1, size - 1)]
    missing = data.draw(st.sampled_from(inner))
    units = grid(size, size)
    (gap,) = neighbours.gaps(np.delete(units, missing), None)
    assert gap.area == pytest.approx(SIDE**2)
    assert gap.equals_exact(units[missing].normalize(), 0.01) or gap.symmetric_difference(
        units[missing]
    ).area == pytest.approx(0, abs=0.1)


@given(st.floats(0.5, 40))
@settings(max_examples=20)
def test_a_unit_that_reaches_over_overlaps_by_its_strip(width):
    units = grid(2, 1)
    units[0] = shapely.box(0, 0, SIDE + width, SIDE)
    (overlap,) = neighbours.overlaps(units)
    assert (overlap.first, overlap.second) == (0, 1)
    assert overlap.area_m2 == pytest.approx(width * SIDE, rel=1e-6)


def test_the_bay_of_one_unit_is_no_gap():
    bay = shapely.Polygon([(0, 0), (100, 0), (100, 100), (51, 100), (50.5, 5), (50, 100), (0, 100)])
    assert neighbours.gaps(np.array([bay, shapely.box(300, 0, 400, 100)]), None) == []
