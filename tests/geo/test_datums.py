"""The shifted datums of Chinese map services: GCJ-02 and BD-09."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import crs

HERE = (118.83, 35.18)
# Well inside, so that a shift of two kilometres does not lead across the edge.
INSIDE = st.tuples(st.floats(73, 137), st.floats(2, 55))


def metres(one, other) -> np.ndarray:
    """Return the distance of positions in degrees, good enough for short ways."""
    apart = (np.asarray(one) - np.asarray(other)) * 111_320
    apart[:, 0] *= np.cos(np.radians(np.asarray(one)[:, 1]))
    return np.hypot(*apart.T)


@pytest.mark.parametrize(
    ("datum", "least_m", "most_m"), [("gcj02", 450, 550), ("bd09", 1100, 1300)]
)
def test_how_far_they_are_shifted_here(datum, least_m, most_m):
    shifted = crs.shift([HERE], "wgs84", datum)
    assert least_m < metres([HERE], shifted)[0] < most_m


@pytest.mark.parametrize("source", crs.DATUMS)
@pytest.mark.parametrize("target", crs.DATUMS)
@given(positions=st.lists(INSIDE, min_size=1, max_size=20))
def test_a_round_trip_is_exact_to_a_millimetre(source, target, positions):
    there = crs.shift(positions, source, target)
    back = crs.shift(there, target, source)
    assert metres(positions, back).max() < 0.001


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@given(lon=st.floats(138.1, 180) | st.floats(-180, 71.7), lat=st.floats(-90, 90))
def test_nothing_moves_outside(datum, lon, lat):
    positions = np.array([HERE, (lon, lat), (lon, 60.0), (100.0, 0.5)])
    for pair in (("wgs84", datum), (datum, "wgs84")):
        moved = crs.shift(positions, *pair)
        assert np.array_equal(moved[1:], positions[1:])
        assert metres(moved[:1], positions[:1])[0] > 400


def test_the_first_position_does_not_decide_for_the_others():
    both = crs.shift([(139.7, 35.7), HERE], "wgs84", "gcj02")
    assert both[0].tolist() == [139.7, 35.7]
    assert both[1].tolist() == crs.shift([HERE], "wgs84", "gcj02")[0].tolist()


def test_nothing_one_and_nan():
    assert crs.shift(np.empty((0, 2)), "bd09", "wgs84").shape == (0, 2)
    assert crs.shift(HERE, "gcj02", "gcj02").tolist() == [list(HERE)]
    assert np.isnan(crs.shift([(np.nan, np.nan)], "bd09", "wgs84")).all()


def test_the_given_array_is_left_alone():
    given_positions = np.array([HERE])
    crs.shift(given_positions, "bd09", "wgs84")
    assert given_positions.tolist() == [list(HERE)]


def test_an_unknown_datum():
    with pytest.raises(ValueError, match="expected one of wgs84, gcj02, bd09"):
        crs.shift([HERE], "wgs84", "mars")
