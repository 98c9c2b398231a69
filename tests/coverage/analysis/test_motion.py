import numpy as np
import pytest

from coverage.analysis.motion import FAST, STANDING, WALKING, MotionRule, motion
from coverage.analysis.track import clean
from tests.coverage.analysis.walks import joined, recorded, stood, walked


@pytest.mark.parametrize("noise_m", [0, 5, 10])
@pytest.mark.parametrize("every_s", [1, 10])
def test_a_walk_is_as_long_as_it_was(noise_m, every_s):
    found = motion(walked((0, 0), (1500, 0), noise_m=noise_m, every_s=every_s))
    assert found.walked_m == pytest.approx(1500, rel=0.12)
    assert found.fast_m == 0
    assert (found.state == WALKING).mean() > 0.97


@pytest.mark.parametrize("noise_m", [0, 3, 5, 10])
def test_who_stands_walks_nowhere(noise_m):
    found = motion(clean(stood((0, 0), 3600, noise_m=noise_m)))
    assert (found.state == STANDING).mean() > 0.95
    assert found.walked_m < 60


def test_a_pause_is_seen_between_two_walks():
    first = recorded((0, 0), (500, 0), noise_m=3)
    pause = stood((500, 0), 600, start_s=first.time_s[-1] + 5, noise_m=3)
    second = recorded((500, 0), (1000, 0), noise_m=3, start_s=pause.time_s[-1] + 5)
    found = motion(clean(joined(first, pause, second)))
    middle = slice(len(first) + 12, len(first) + len(pause) - 12)
    assert (found.state[middle] == STANDING).all()
    assert found.walked_m == pytest.approx(1000, rel=0.1)


def test_a_slow_walk_is_a_walk_and_a_car_is_none():
    slow = motion(walked((0, 0), (600, 0), speed_ms=0.6, noise_m=3))
    assert (slow.state == WALKING).mean() > 0.97
    fast = motion(walked((0, 0), (6000, 0), speed_ms=8, noise_m=3))
    assert (fast.state == FAST).all()
    assert fast.walked_m == 0


@pytest.mark.parametrize(("kmh", "state"), [(11, WALKING), (13, FAST)])
def test_the_fastest_walk_is_a_setting(kmh, state):
    track = walked((0, 0), (2000, 0), speed_ms=kmh / 3.6)
    assert set(motion(track).state) == {state}
    assert set(motion(track, MotionRule(max_walk_kmh=kmh + 1)).state) == {WALKING}
    assert set(motion(track, MotionRule(max_walk_kmh=kmh - 1)).state) == {FAST}


def test_speed_is_known_with_a_fix_a_minute():
    found = motion(walked((0, 0), (2000, 0), speed_ms=3.0, every_s=60))
    assert np.allclose(found.velocity, (3, 0))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_a_fix(count):
    found = motion(clean(stood((0, 0), 5 * count)))
    assert len(found.state) == count
