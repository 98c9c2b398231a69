import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from coverage.analysis.errors import InvalidGeometryError, InvalidValueError
from coverage.analysis.shores import prepare_shores, shore_shares
from coverage.analysis.track import clean, fixes
from tests.coverage.analysis.walks import joined, recorded, stood, walked

POND = box(0, 0, 200, 100)
ROUND = ((-5, -5), (205, -5), (205, 105), (-5, 105), (-5, -5))


def share(track, *waters, **options) -> list[float]:
    return shore_shares(track, prepare_shores(waters), **options).share.tolist()


def test_a_round_sees_the_whole_shore():
    found = shore_shares(walked(*ROUND, noise_m=3), prepare_shores([POND]))
    assert found.share.tolist() == [1]
    assert found.is_at_shore.all()


def test_one_long_side_sees_that_side_and_thirty_metres_round_the_corners():
    expected = (200 + 2 * (30**2 - 5**2) ** 0.5 - 2 * 5) / 600
    assert share(walked((0, -5), (200, -5)), POND)[0] == pytest.approx(expected, abs=0.02)


def test_the_swath_is_a_setting():
    track = walked((0, -40), (200, -40))
    assert share(track, POND) == [0]
    assert share(track, POND, swath_m=45)[0] > 0.3
    with pytest.raises(InvalidValueError, match="swath_m"):
        share(track, POND, swath_m=0)


def test_a_ditch_is_seen_along_its_line():
    ditch = LineString([(0, 0), (1000, 0)])
    assert share(walked((0, 5), (600, 5)), ditch)[0] == pytest.approx(0.63, abs=0.02)


def test_standing_driving_and_a_hole_see_nothing():
    assert share(clean(stood((100, -5), 1800, noise_m=5)), POND) == [0]
    assert share(walked((-900, -5), (900, -5), speed_ms=9, every_s=2), POND) == [0]
    before = recorded((-800, -5), (-300, -5))
    after = recorded((500, -5), (900, -5), start_s=before.time_s[-1] + 600)
    assert share(clean(joined(before, after)), POND) == [0]


def test_waters_are_told_apart_and_islands_have_a_shore():
    ring = Polygon(box(0, 0, 200, 100).exterior, [box(90, 40, 110, 60).exterior.coords])
    far = box(5000, 0, 5100, 100)
    found = share(walked(*ROUND), ring, far, MultiPolygon([POND, far]))
    assert found[0] == pytest.approx(600 / 680, abs=0.02)
    assert found[1] == 0
    assert found[2] == pytest.approx(0.6, abs=0.02)


def test_nothing_is_seen_of_nothing_and_by_nobody():
    assert share(walked(*ROUND)) == []
    assert share(clean(fixes([], [])), POND) == [0]
    assert share(clean(fixes([(0, 0)], [0])), POND) == [0]


@pytest.mark.parametrize("water", [None, Point(0, 0), LineString(), "POND"])
def test_other_geometries_are_named(water):
    with pytest.raises(InvalidGeometryError) as caught:
        prepare_shores([POND, water])
    assert caught.value.parameter == "waters[1]"


PLACES = st.tuples(st.integers(-100, 300), st.integers(-100, 200))


@settings(max_examples=25)
@given(st.lists(PLACES, min_size=2, max_size=5, unique=True))
def test_more_of_a_walk_sees_no_less(places):
    track = recorded(*places)
    half = fixes(track.xy[: len(track) // 2], track.time_s[: len(track) // 2])
    shares = [share(clean(one), POND)[0] for one in (half, track)]
    assert 0 <= shares[0] <= shares[1] + 1e-9
    assert shares[1] <= 1
    assert np.isfinite(shares).all()
