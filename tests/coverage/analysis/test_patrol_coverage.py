import numpy as np
import pytest
import shapely
from shapely import LineString

from coverage.analysis.patrol_coverage import covered, merged
from coverage.analysis.riverside import prepare
from coverage.analysis.track import clean, fixes

RIVER = LineString([(0, 0), (2000, 0)])


def walked(*places, speed_ms=1.25, every_s=5, start_s=0.0, noise_m=0.0, seed=1):
    """The cleaned track of a walk over `places` at an even pace."""
    line = LineString(places)
    count = int(line.length / speed_ms / every_s) + 1
    along = np.arange(count) * speed_ms * every_s
    xy = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    xy += np.random.default_rng(seed).normal(0, noise_m, xy.shape)
    return clean(fixes(xy, start_s + np.arange(count) * every_s))


def test_twelve_hundred_of_two_thousand_metres_are_sixty_percent():
    side = prepare([RIVER])
    found = covered(walked((0, 5), (1200, 5), noise_m=3), side).stretches
    assert found.shares(side)[0] == pytest.approx(0.6, abs=0.02)


def test_a_road_three_hundred_metres_away_covers_nothing():
    side = prepare([RIVER], [LineString([(0, 300), (2000, 300)])])
    assert covered(walked((0, 300), (2000, 300), noise_m=3), side).stretches.covered_m(1) == [0]


def test_several_tracks_of_a_day_are_one_union():
    side = prepare([RIVER])
    day = [
        covered(walked(a, b), side).stretches for a, b in (((0, 5), (600, 5)), ((900, 5), (300, 5)))
    ]
    assert merged(day).covered_m(1)[0] == pytest.approx(900, abs=10)
    assert len(merged([])) == 0
