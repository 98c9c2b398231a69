import numpy as np
import pytest
from shapely import LineString

from coverage.analysis.resemblance import beside, same_track
from coverage.analysis.track import Fixes, clean, fixes
from tests.coverage.analysis.walks import recorded, stood, walked

WAY = ((0, 0), (400, 60), (700, -50), (1200, 20))


def changed(track: Fixes, rows=slice(None), shift_s: float = 0.0):
    return clean(Fixes(track.xy[rows], track.time_s[rows] + shift_s, track.accuracy_m[rows]))


TRACK = recorded(*WAY, noise_m=4, every_s=2)


@pytest.mark.parametrize(
    "copy",
    [
        changed(TRACK),
        changed(TRACK, shift_s=3 * 86400),
        changed(TRACK, slice(None, None, 2)),
        changed(TRACK, slice(100, 400)),
        changed(Fixes(TRACK.xy[::-1], TRACK.time_s, TRACK.accuracy_m)),
        changed(Fixes(TRACK.xy.round(1), TRACK.time_s, TRACK.accuracy_m)),
    ],
    ids=["same", "another day", "every second fix", "a part", "backwards", "rounded"],
)
def test_one_recording_of_two_people_is_found(copy):
    assert same_track(changed(TRACK), copy) > 0.95
    assert same_track(copy, changed(TRACK)) > 0.95


@pytest.mark.parametrize("every_s", [1, 2, 10])
def test_two_phones_side_by_side_and_another_day_are_not_the_same(every_s):
    mine = walked(*WAY, noise_m=4, every_s=every_s, seed=1)
    assert same_track(mine, walked(*WAY, noise_m=4, every_s=every_s, seed=2)) < 0.05
    assert same_track(mine, walked(*WAY[::-1], noise_m=4, every_s=every_s, seed=3)) < 0.05


def test_a_copied_half_is_a_half():
    own = recorded((1200, 20), (1900, 300), noise_m=4, every_s=2, start_s=99_999, seed=9)
    mixed = Fixes(*(np.concatenate(pair) for pair in zip(half(TRACK), half(own), strict=True)))
    assert same_track(changed(TRACK), clean(mixed)) == pytest.approx(0.5, abs=0.15)


def half(track: Fixes):
    rows = slice(0, len(track) // 2)
    return track.xy[rows], track.time_s[rows], track.accuracy_m[rows]


def test_hardly_a_fix_and_standing_prove_nothing():
    empty, still = clean(fixes([], [])), clean(stood((5, 5), 600))
    assert same_track(empty, empty) == 0
    assert same_track(still, still) == 0
    assert same_track(changed(TRACK), empty) == 0


NETWORK = [LineString(WAY), LineString([(0, -400), (1200, 300)])]
SHIFTS = {"gcj02": (-430.0, 250.0), "bd09": (-900.0, 800.0)}


@pytest.mark.parametrize("name", SHIFTS)
def test_a_track_in_another_datum_is_named_with_what_would_move_it_back(name):
    shifted = TRACK.xy - SHIFTS[name]
    found = beside(shifted, NETWORK, SHIFTS)
    assert (found.name, found.x_m, found.y_m) == (name, *SHIFTS[name])
    assert found.distance_m == pytest.approx(np.hypot(*SHIFTS[name]))
    assert (found.on_before, found.on_after) == (
        pytest.approx(0, abs=0.2),
        pytest.approx(1, abs=0.1),
    )


def test_a_track_on_the_network_and_one_in_the_fields_are_left_alone():
    assert beside(TRACK.xy, NETWORK, SHIFTS) is None
    assert beside(TRACK.xy - (300, 5000), NETWORK, SHIFTS) is None
    assert beside(TRACK.xy - (500, -500), NETWORK, SHIFTS) is None


def test_nothing_lies_beside_nothing():
    assert beside([], NETWORK, SHIFTS) is None
    assert beside(TRACK.xy, [], SHIFTS) is None
    assert beside(TRACK.xy, NETWORK, {}) is None
