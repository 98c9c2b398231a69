import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.patrol_coverage import WalkRule, covered, merged, union
from coverage.analysis.riverside import EITHER, LEFT, RIGHT, prepare
from coverage.analysis.track import Fixes, clean, fixes
from tests.coverage.analysis.walks import RIVER, joined, recorded, stood, walked

SIDE = prepare([RIVER])
PATH = LineString([(0, 25), (2000, 25)])


def metres(track, side=SIDE, **options) -> float:
    """Covered metres of the first segment."""
    return float(covered(track, side, **options).stretches.covered_m(len(side))[0])


def test_twelve_hundred_of_two_thousand_metres_are_sixty_percent():
    found = covered(walked((0, 5), (1200, 5), noise_m=3), SIDE).stretches
    assert found.shares(SIDE)[0] == pytest.approx(0.6, abs=0.02)
    assert (len(found), found.bank.tolist()) == (1, [EITHER])
    assert (found.start_m[0], found.end_m[0]) == (
        pytest.approx(0, abs=20),
        pytest.approx(1200, abs=20),
    )


def test_a_road_three_hundred_metres_away_covers_nothing():
    side = prepare([RIVER], [LineString([(0, 300), (2000, 300)])])
    assert metres(walked((0, 300), (2000, 300), noise_m=5), side) == 0


@pytest.mark.parametrize(("aside_m", "share"), [(0, 1), (20, 1), (-20, 1), (45, 0), (-60, 0)])
def test_without_a_road_the_swath_decides(aside_m, share):
    assert metres(walked((0, aside_m), (2000, aside_m), noise_m=3)) == pytest.approx(
        2000 * share, abs=20
    )


@pytest.mark.parametrize(("aside_m", "share"), [(2, 1), (-8, 1), (25, 0), (22, 0)])
def test_who_walks_the_path_beside_the_river_has_not_walked_its_bank(aside_m, share):
    side = prepare([RIVER], [PATH])
    track = walked((0, aside_m), (2000, aside_m), noise_m=4)
    assert metres(track, side) == pytest.approx(2000 * share, abs=40)


def test_the_path_on_the_bank_belongs_to_the_river():
    bank_path = LineString([(0, 9), (2000, 9)])
    assert metres(walked((0, 9), (2000, 9), noise_m=3), prepare([RIVER], [bank_path])) > 1950


@pytest.mark.parametrize("angle", [90, 75])
@pytest.mark.parametrize("mapped", [True, False])
def test_crossing_is_not_walking_along(angle, mapped):
    way = 400 * np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    ends = tuple(1000 - way[0:1]) + tuple(-way[1:]), tuple(1000 + way[0:1]) + tuple(way[1:])
    side = prepare([RIVER], [LineString(ends)] if mapped else [])
    assert metres(walked(*ends, noise_m=4), side) == 0


def test_a_walk_that_crosses_and_goes_on_along_covers_what_it_walked_along():
    assert metres(walked((500, -300), (500, 5), (1500, 5), noise_m=3)) == pytest.approx(
        1000, abs=40
    )


def test_too_fast_covers_nothing():
    assert metres(walked((0, 5), (2000, 5), speed_ms=8, noise_m=3)) == 0
    assert metres(walked((0, 5), (2000, 5), speed_ms=2.5, noise_m=3)) > 1950


def test_a_hole_is_never_bridged():
    first = recorded((0, 5), (600, 5), noise_m=3)
    second = recorded((1100, 5), (2000, 5), noise_m=3, start_s=first.time_s[-1] + 400, seed=2)
    found = covered(clean(joined(first, second)), SIDE).stretches
    assert len(found) == 2
    assert found.start_m[1] - found.end_m[0] > 470


def test_a_pause_leaves_no_gap_and_covers_nothing_by_itself():
    first = recorded((0, 5), (900, 5), noise_m=3)
    pause = stood((900, 5), 1200, start_s=first.time_s[-1] + 5, noise_m=5)
    second = recorded((900, 5), (2000, 5), noise_m=3, start_s=pause.time_s[-1] + 5, seed=3)
    assert len(covered(clean(joined(first, pause, second)), SIDE).stretches) == 1
    assert metres(clean(stood((900, 5), 3600, noise_m=5))) == 0


def test_no_fix_one_fix_and_no_segment_cover_nothing():
    assert metres(clean(fixes([], []))) == 0
    assert metres(clean(fixes([(5, 5)], [0]))) == 0
    assert len(covered(walked((0, 0), (900, 0)), prepare([])).stretches) == 0


def test_segments_that_follow_each_other_are_covered_up_to_their_joint():
    halves = prepare([LineString([(0, 0), (1000, 0)]), LineString([(1000, 0), (2000, 0)])])
    found = covered(walked((300, 4), (1600, 4), every_s=10), halves).stretches
    assert found.segment.tolist() == [0, 1]
    assert found.end_m[0] == pytest.approx(1000)
    assert found.start_m[1] == pytest.approx(0)


def test_a_cut_through_the_neck_of_a_bend_does_not_cover_the_bend():
    bend = LineString([(0, 0), (0, 400), (50, 400), (50, 0), (1000, 0)])
    side = prepare([bend])
    assert metres(walked((-100, 200), (150, 200)), side) == 0
    assert metres(walked((0, 0), (0, 400), (50, 400), (50, 0), (1000, 0), noise_m=3), side) > 1750


def test_banks_count_by_the_side_on_which_one_walked():
    there, back = walked((0, 12), (2000, 12), noise_m=3), walked((2000, -12), (0, -12), noise_m=3)
    sides = {bank: prepare([RIVER], banks=[bank]) for bank in ("either", "left", "right", "each")}
    assert metres(there, sides["left"]) > 1950
    assert metres(there, sides["right"]) == 0
    assert metres(back, sides["right"]) > 1950
    one = covered(there, sides["each"]).stretches
    assert one.shares(sides["each"])[0] == pytest.approx(0.5, abs=0.02)
    assert set(one.bank) == {LEFT}
    both = merged([one, covered(back, sides["each"]).stretches])
    assert both.bank.tolist() == [LEFT, RIGHT]
    assert both.shares(sides["each"])[0] == pytest.approx(1, abs=0.02)
    assert covered(there, sides["either"]).stretches.shares(sides["either"])[0] <= 1


def test_several_tracks_of_a_day_are_one_union():
    tracks = walked((0, 5), (600, 5)), walked((900, 5), (300, 5))
    day = [covered(track, SIDE).stretches for track in tracks]
    assert merged(day).covered_m(1)[0] == pytest.approx(900, abs=10)
    assert len(merged(day)) == 1
    assert len(merged([])) == 0


def test_metres_along_the_bank_count_there_and_back():
    found = covered(walked((0, 5), (1000, 5), (0, 5), noise_m=3), SIDE)
    assert found.along_m == pytest.approx(2000, rel=0.05)
    assert found.stretches.covered_m(1)[0] == pytest.approx(1000, abs=25)


def test_wrong_rules_are_named():
    with pytest.raises(InvalidValueError, match="memory_s"):
        WalkRule(memory_s=0)


WALKS = st.tuples(
    st.lists(
        st.tuples(st.integers(-200, 2200), st.integers(-80, 80)),
        min_size=2,
        max_size=5,
        unique=True,
    ),
    st.integers(1, 10),
    st.integers(0, 10),
    st.integers(0, 99),
)


def walk(parameters) -> Fixes:
    places, every_s, noise_m, seed = parameters
    return recorded(*places, every_s=every_s, noise_m=noise_m, seed=seed)


@settings(max_examples=30)
@given(WALKS)
def test_shares_are_shares_and_stretches_lie_on_their_segment(parameters):
    side = prepare([RIVER], [PATH])
    found = covered(clean(walk(parameters)), side).stretches
    assert 0 <= found.shares(side)[0] <= 1
    assert (found.start_m >= 0).all()
    assert (found.end_m <= 2000 + 1e-9).all()
    assert (found.end_m - found.start_m >= 30).all()
    assert (found.start_m[1:] > found.end_m[:-1]).all()


@settings(max_examples=30)
@given(WALKS, st.integers(-(10**6), 10**6))
def test_the_time_of_day_does_not_matter(parameters, shift_s):
    track = walk(parameters)
    later = Fixes(track.xy, track.time_s + shift_s, track.accuracy_m)
    assert metres(clean(track)) == pytest.approx(metres(clean(later)), abs=0.01)


@settings(max_examples=30)
@given(WALKS)
def test_the_way_back_covers_the_same(parameters):
    track = walk(parameters)
    back = Fixes(track.xy[::-1], -track.time_s[::-1], track.accuracy_m[::-1])
    assert metres(clean(track)) == pytest.approx(metres(clean(back)), abs=0.01)


@settings(max_examples=30)
@given(WALKS, st.floats(0.1, 0.9))
def test_a_track_cut_by_a_hole_covers_what_its_parts_cover(parameters, place):
    track = walk(parameters)
    cut = int(place * len(track))
    late = np.where(np.arange(len(track)) >= cut, 10_000.0, 0.0)
    whole = covered(clean(Fixes(track.xy, track.time_s + late, track.accuracy_m)), SIDE).stretches
    parts = [
        covered(clean(Fixes(track.xy[rows], track.time_s[rows], track.accuracy_m[rows])), SIDE)
        for rows in (slice(cut), slice(cut, None))
    ]
    both = merged([part.stretches for part in parts])
    assert np.allclose(whole.start_m, both.start_m)
    assert np.allclose(whole.end_m, both.end_m)


INTERVALS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 90), st.integers(1, 30), st.integers(0, 2)),
    max_size=20,
)


@given(INTERVALS)
def test_a_union_is_that_of_the_metres(rows):
    array = np.array(rows, dtype=float).reshape(-1, 4)
    found = union(array[:, 0], array[:, 1], array[:, 1] + array[:, 2], array[:, 3])
    for segment in range(3):
        for bank in range(3):
            metres_ = {
                metre
                for place, start, length, side in rows
                if (place, side) == (segment, bank)
                for metre in range(start, start + length)
            }
            mine = (found.segment == segment) & (found.bank == bank)
            assert (found.end_m - found.start_m)[mine].sum() == len(metres_)
    again = merged([found, found])
    assert np.array_equal(again.start_m, found.start_m)
    assert np.array_equal(again.end_m, found.end_m)
