import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.patrol_coverage import covered
from coverage.analysis.patrol_validity import judge
from coverage.analysis.riverside import prepare
from coverage.analysis.shores import prepare_shores, shore_shares
from coverage.analysis.track import REASONS, CleaningRule, Fixes, clean, fixes
from tests.coverage.analysis.walks import RIVER, error, joined, recorded

NAN = float("nan")


def line(count: int = 12, every_s: float = 5.0, step_m: float = 6.0) -> tuple[list, list]:
    """Places and times of an even walk to the east."""
    return [(step_m * i, 0.0) for i in range(count)], [every_s * i for i in range(count)]


def test_a_good_walk_is_kept_as_it_is():
    track = recorded((0, 0), (1500, 0), noise_m=5)
    found = clean(track)
    assert found.dropped == {}
    assert np.array_equal(found.xy, track.xy)
    assert (len(found.holes), found.first.tolist()) == (0, [0, len(track)])


@pytest.mark.parametrize("count", [0, 1])
def test_no_fix_and_one_fix_are_tracks_without_a_step(count):
    found = clean(fixes(*(column[:count] for column in line())))
    assert (len(found), found.recorded_s, found.recorded_m, found.dropped) == (count, 0, 0, {})
    assert len(list(found.parts)) == count


def test_inaccurate_fixes_are_dropped_and_unknown_accuracy_is_not():
    xy, time_s = line(5)
    found = clean(fixes(xy, time_s, [50, 50.1, NAN, -1, 4]))
    assert found.row.tolist() == [0, 2, 4]
    assert found.dropped == {"inaccurate": 2}


@pytest.mark.parametrize("wrong", [NAN, float("inf"), -float("inf"), 1e300, 1.7e12])
def test_fixes_without_a_place_or_a_time_are_dropped(wrong):
    xy, time_s = line(6)
    xy[1], time_s[3] = (wrong, 0), wrong
    assert clean(fixes(xy, time_s)).dropped == {"incomplete": 2}


def test_a_fix_that_runs_backwards_in_time_falls_away_alone():
    xy, time_s = line(8)
    time_s[4] = 2.5
    found = clean(fixes(xy, time_s))
    assert found.row.tolist() == [0, 1, 2, 3, 5, 6, 7]
    assert found.dropped == {"backwards_in_time": 1}


def test_one_fix_from_the_future_does_not_cost_those_behind_it():
    xy, time_s = line(8)
    time_s[2] = 9e9
    assert clean(fixes(xy, time_s)).row.tolist() == [0, 1, 3, 4, 5, 6, 7]


def test_a_track_in_reverse_order_has_hardly_a_usable_fix():
    xy, time_s = line(30)
    assert clean(fixes(xy, time_s[::-1])).dropped == {"backwards_in_time": 29}


def test_a_second_fix_at_the_same_time_is_a_duplicate():
    xy, time_s = line(6)
    found = clean(fixes([*xy[:3], xy[2], *xy[3:]], [*time_s[:3], time_s[2], *time_s[3:]]))
    assert found.row.tolist() == [0, 1, 2, 4, 5, 6]
    assert found.dropped == {"duplicate": 1}


def test_standing_at_one_place_is_no_duplicate():
    assert clean(fixes([(3, 3)] * 20, range(0, 100, 5))).dropped == {}


@pytest.mark.parametrize("row", [0, 5, 11])
def test_a_place_that_nobody_can_have_reached_falls_away(row):
    xy, time_s = line(12)
    xy[row] = (9000, 9000)
    found = clean(fixes(xy, time_s))
    assert found.dropped == {"impossible_speed": 1}
    assert row not in found.row
    assert len(found.holes) == 0


def test_several_wild_fixes_in_a_row_fall_away():
    xy, time_s = line(40)
    for row in (10, 11, 12):
        xy[row] = (xy[row][0], 5000.0)
    assert clean(fixes(xy, time_s)).dropped == {"impossible_speed": 3}


def test_a_track_that_goes_on_elsewhere_is_cut_and_kept():
    xy, time_s = line(40)
    found = clean(fixes(xy[:20] + [(x + 9000, y) for x, y in xy[20:]], time_s))
    assert found.dropped == {}
    assert found.first.tolist() == [0, 20, 40]
    assert found.holes.metres.tolist() == [9006.0]


def test_a_jump_aside_and_back_is_dropped_and_a_way_there_and_back_is_not():
    xy, time_s = line(20)
    aside = [*xy[:10], (xy[10][0], 80.0), *xy[11:]]
    assert clean(fixes(aside, time_s)).dropped == {"jump": 1}
    slowly = [60.0 * i for i in range(20)]
    assert clean(fixes(aside, slowly)).dropped == {}


@pytest.mark.parametrize(
    ("seconds", "metres", "parts"), [(180, 100, 1), (181, 100, 2), (90, 201, 2)]
)
def test_a_track_is_cut_where_too_long_or_too_far_passed(seconds, metres, parts):
    xy, time_s = line(20)
    later = [(x + metres - 6, y) for x, y in xy], [time + 95 + seconds for time in time_s]
    xy = [*xy, *((x + xy[-1][0] + 6, y) for x, y in later[0])]
    found = clean(fixes(xy, [*time_s, *later[1]]))
    assert len(list(found.parts)) == parts
    assert found.holes.seconds.tolist() == [seconds] * (parts - 1)
    assert found.holes.metres.tolist() == [metres] * (parts - 1)
    assert found.recorded_s == 190 + seconds * (2 - parts)


def over_a_hole(drawn: bool):
    """A noisy walk along a bend with 500 m missing in the middle, drawn in straight or not."""
    before = recorded((0, 0), (500, 100), noise_m=3)
    start_s = before.time_s[-1] + 400
    after = recorded((900, 400), (900, 1000), noise_m=3, start_s=start_s, seed=2)
    share = np.linspace(0, 1, 41)[1:-1, None]
    middle = fixes(
        before.xy[-1] * (1 - share) + after.xy[0] * share,
        before.time_s[-1] + 400 * share[:, 0],
        np.full(39, 4.0),
    )
    return joined(before, *([middle] if drawn else []), after)


def test_what_was_drawn_in_a_straight_line_over_a_hole_is_dropped():
    found, honest = clean(over_a_hole(drawn=True)), clean(over_a_hole(drawn=False))
    assert found.dropped == {"interpolated": 39}
    assert honest.dropped == {}
    assert len(found.holes) == len(honest.holes) == 1
    assert found.recorded_m == honest.recorded_m


def test_a_straight_walk_and_a_track_without_any_scatter_are_not_taken_for_drawn():
    assert clean(recorded((0, 0), (900, 0), noise_m=2)).dropped == {}
    assert clean(recorded((0, 0), (900, 0), (900, 900))).dropped == {}


def test_every_fix_received_has_its_reason():
    xy, time_s = line(9)
    xy[4], time_s[7] = (NAN, 0), 1.0
    found = clean(fixes(xy, time_s))
    assert [REASONS[code] for code in found.reason[[3, 4, 7]]] == [
        "kept",
        "incomplete",
        "backwards_in_time",
    ]


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: fixes([(1, 2, 3)], [0]), "xy"),
        (lambda: fixes([(1, 2)], [0, 1]), "time_s"),
        (lambda: fixes([(1, 2)], [0], [1, 2]), "accuracy_m"),
        (lambda: CleaningRule(hole_s=0), "hole_s"),
        (lambda: CleaningRule(max_speed_kmh=NAN), "max_speed_kmh"),
    ],
)
def test_wrong_input_is_named(make, named):
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert caught.value.parameter == named


ANY = st.floats(allow_nan=True, allow_infinity=True)
PLACE = st.one_of(st.floats(-3000, 3000), ANY)
ROWS = st.lists(
    st.tuples(PLACE, PLACE, st.one_of(st.integers(-50, 2000).map(float), ANY), ANY), max_size=60
)


@given(ROWS)
def test_whatever_comes_is_kept_in_order_or_dropped_with_a_reason(rows):
    columns = np.array(rows, dtype=float).reshape(-1, 4)
    found = clean(Fixes(columns[:, :2], columns[:, 2], columns[:, 3]))
    assert len(found) + sum(found.dropped.values()) == len(rows)
    assert np.array_equal(np.flatnonzero(found.reason == 0), found.row)
    assert (np.diff(found.time_s) > 0).all()
    assert np.isfinite(found.xy).all()
    rule = CleaningRule()
    step_s, step_m = np.diff(found.time_s), np.hypot(*np.diff(found.xy, axis=0).T)
    within = found.is_step
    assert (step_s[within] <= rule.hole_s).all()
    assert (step_m[within] <= rule.hole_m).all()
    assert len(found.holes) == max(0, len(list(found.parts)) - 1)


@settings(max_examples=50)
@given(ROWS)
def test_whatever_comes_is_judged_and_covers_no_more_than_there_is(rows):
    columns = np.array(rows, dtype=float).reshape(-1, 4)
    found = clean(Fixes(columns[:, :2], columns[:, 2], columns[:, 3]))
    side, pond = prepare([RIVER]), prepare_shores([box(0, 50, 200, 150)])
    walk, seen = covered(found, side), shore_shares(found, pond)
    verdict = judge(found, walk, side.length_m, seen)
    assert 0 <= walk.stretches.shares(side)[0] <= 1
    assert 0 <= seen.share[0] <= 1
    assert verdict.is_valid == (not verdict.reasons)
    assert np.isfinite([verdict.length_m, verdict.walked_m, verdict.recorded_s]).all()


@given(ROWS)
def test_what_was_cleaned_stays_clean_and_drops_nothing_but_jumps(rows):
    columns = np.array(rows, dtype=float).reshape(-1, 4)
    once = clean(Fixes(columns[:, :2], columns[:, 2], columns[:, 3]))
    again = clean(Fixes(once.xy, once.time_s, once.accuracy_m))
    assert set(again.dropped) <= {"jump", "impossible_speed"}


@given(st.integers(0, 50), st.integers(-(10**9), 10**9))
def test_the_time_of_day_does_not_matter(seed, shift_s):
    track = recorded((0, 0), (400, 0), noise_m=8, seed=seed)
    wild = track.xy + np.where(error(len(track), 5, 8, seed) > 14, 300, 0)
    found = clean(Fixes(wild, track.time_s, track.accuracy_m))
    later = clean(Fixes(wild, track.time_s + shift_s, track.accuracy_m))
    assert np.array_equal(found.reason, later.reason)
    assert np.array_equal(found.part, later.part)
