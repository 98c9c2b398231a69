"""Each known fraud beside an honest walk that looks much like it and must pass."""

import numpy as np
import pytest
from shapely import LineString, box

from coverage.analysis.errors import InvalidValueError
from coverage.analysis.motion import motion
from coverage.analysis.patrol_coverage import covered, merged
from coverage.analysis.patrol_validity import ValidityRule, Verdict, judge
from coverage.analysis.riverside import prepare
from coverage.analysis.shores import prepare_shores, shore_shares
from coverage.analysis.track import Cleaned, Fixes, clean, fixes
from tests.coverage.analysis.walks import RIVER, joined, recorded, stood

ROAD = LineString([(0, 120), (2000, 120)])
SIDE = prepare([RIVER], [ROAD])


def verdict(track: Fixes, side=SIDE, rule: ValidityRule | None = None, waters=()) -> Verdict:
    cleaned = clean(track)
    moved = motion(cleaned)
    seen = shore_shares(cleaned, prepare_shores(waters), moved=moved)
    return judge(cleaned, covered(cleaned, side, moved=moved), side.length_m, seen, rule)


def share(track: Fixes, side=SIDE) -> float:
    return float(covered(clean(track), side).stretches.shares(side)[0])


def then(*makers) -> Fixes:
    """Recordings one after the other; each maker takes the second at which it begins."""
    tracks: list[Fixes] = []
    for make in makers:
        tracks.append(make(tracks[-1].time_s[-1] + 5 if tracks else 0.0))
    return joined(*tracks)


def honest(seed: int = 1, **options) -> Fixes:
    return recorded((0, 5), (1300, 5), noise_m=4, seed=seed, **options)


def test_an_honest_patrol_is_valid_without_a_flag():
    found = verdict(honest())
    assert (found.is_valid, found.reasons, found.flags) == (True, (), ())
    assert found.duration_s == found.recorded_s == pytest.approx(1040, abs=5)
    assert found.length_m == pytest.approx(1300, rel=0.06)
    assert found.best_share == pytest.approx(0.65, abs=0.02)


@pytest.mark.parametrize(
    ("to_m", "speed_ms", "reasons"),
    [
        (1300, 1.25, ()),
        (1300, 2.6, ("too_brief",)),
        (800, 1.25, ("too_short",)),
        (500, 1.25, ("too_brief", "too_short")),
    ],
)
def test_minutes_and_metres_are_asked_for(to_m, speed_ms, reasons):
    track = recorded((0, 5), (to_m, 5), speed_ms=speed_ms, noise_m=3)
    assert verdict(track).reasons == reasons


def test_of_a_short_segment_sixty_percent_are_enough():
    short = prepare([LineString([(0, 0), (1100, 0)])])
    assert verdict(recorded((0, 5), (760, 5), noise_m=3), short).is_valid
    assert verdict(recorded((0, 5), (600, 5), speed_ms=0.9, noise_m=3), short).reasons == (
        "too_short",
    )


def test_the_rule_is_the_callers():
    track = recorded((0, 5), (500, 5), noise_m=3)
    assert verdict(track, rule=ValidityRule(min_minutes=5, min_length_m=300)).is_valid
    with pytest.raises(InvalidValueError, match="min_minutes"):
        ValidityRule(min_minutes=-1)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_too_few_fixes_say_nothing(count):
    track = fixes([(10 * i, 5) for i in range(count)], [8 * i for i in range(count)])
    found = verdict(track)
    assert not found.is_valid
    assert found.reasons[0] == "too_few"


def test_a_walk_elsewhere_is_outside():
    found = verdict(recorded((0, 700), (1500, 700), noise_m=4))
    assert found.reasons == ("outside", "too_short")
    assert verdict(recorded((0, 120), (1500, 120), noise_m=4)).reasons == ("outside", "too_short")


def test_a_round_of_ponds_is_a_patrol():
    pond = box(3000, 0, 3200, 150)
    ring = ((2995, -5), (3205, -5), (3205, 155), (2995, 155), (2995, -5))
    assert verdict(recorded(*ring, noise_m=3, speed_ms=0.9), waters=[pond]).is_valid
    half = recorded(*ring[:2], noise_m=3, speed_ms=0.3, every_s=10)
    assert "too_short" in verdict(half, waters=[pond]).reasons


# Phone drift counted as walking.


@pytest.mark.parametrize("noise_m", [3, 5, 10, 15])
def test_a_phone_that_lies_at_the_river_has_not_walked(noise_m):
    track = stood((700, 5), 3000, noise_m=noise_m, every_s=1)
    found = verdict(track)
    assert clean(track).recorded_m > 1000
    assert not found.is_valid
    assert {"standing", "too_short"} <= set(found.reasons)
    assert found.flags == ("drift",)
    assert share(track) < 0.05


def test_a_phone_that_drifts_about_the_house_has_not_walked():
    dice = np.random.default_rng(5)
    xy = np.array([700.0, 10.0]) + np.cumsum(dice.normal(0, 2, (720, 2)), axis=0)
    track = fixes(xy, 5.0 * np.arange(720), np.full(720, 8.0))
    assert clean(track).recorded_m > 1000
    assert not verdict(track).is_valid
    assert share(track) < 0.05


def test_its_twin_who_rests_for_half_an_hour_passes():
    track = then(
        lambda start_s: recorded((0, 5), (700, 5), noise_m=5, start_s=start_s),
        lambda start_s: stood((700, 5), 1800, noise_m=5, start_s=start_s, seed=2),
        lambda start_s: recorded((700, 5), (1300, 5), noise_m=5, start_s=start_s, seed=3),
    )
    found = verdict(track)
    assert (found.is_valid, found.flags) == (True, ())
    assert found.standing_s == pytest.approx(1800, abs=120)
    assert share(track) == pytest.approx(0.65, abs=0.02)


# Driving past.


def test_six_kilometres_in_twelve_minutes_are_flagged_and_cover_nothing():
    long = prepare([LineString([(0, 0), (6000, 0)])])
    track = recorded((0, 5), (6000, 5), speed_ms=6000 / 720, noise_m=4)
    found = verdict(track, long)
    assert not found.is_valid
    assert "too_fast" in found.reasons
    assert found.flags == ("driven",)
    assert share(track, long) == 0


def test_driving_is_seen_with_a_fix_every_half_minute():
    track = recorded((0, 5), (6000, 5), speed_ms=6000 / 720, every_s=30)
    assert "driven" in verdict(track, prepare([LineString([(0, 0), (6000, 0)])])).flags


def test_a_slow_drive_of_half_an_hour_is_too_fast_as_well():
    long = prepare([LineString([(0, 0), (9000, 0)])])
    found = verdict(recorded((0, 5), (9000, 5), speed_ms=5, noise_m=4), long)
    assert (found.is_valid, found.flags) == (False, ("driven",))


def test_its_twin_who_drives_to_the_river_and_then_walks_passes():
    track = then(
        lambda start_s: recorded((-6000, 900), (-20, 150), speed_ms=10, noise_m=4),
        lambda start_s: recorded((-20, 150), (0, 5), (1300, 5), noise_m=4, start_s=start_s),
    )
    found = verdict(track)
    assert (found.is_valid, found.flags) == (True, ())
    assert share(track) == pytest.approx(0.65, abs=0.02)


def test_its_twin_who_walks_briskly_passes():
    assert verdict(recorded((0, 5), (1500, 5), speed_ms=2.2, noise_m=4)).is_valid


def test_a_recording_over_an_hour_is_looked_at_and_counts():
    track = recorded((0, 5), (2000, 5), (0, 5), (1500, 5), noise_m=4)
    found = verdict(track)
    assert (found.is_valid, found.flags) == (True, ("long",))


# The same track for every member of a team.


def test_members_of_a_team_who_hand_in_one_recording_are_found_and_their_twins_are_not():
    copy = clean(Fixes(honest().xy, honest().time_s + 60, honest().accuracy_m))
    mine, beside_me = clean(honest()), clean(honest(seed=2))
    found = covered(mine, SIDE)
    assert judge(mine, found, SIDE.length_m, others=[beside_me, copy]).flags == ("copied",)
    assert judge(mine, found, SIDE.length_m, others=[beside_me]).flags == ()


def test_members_of_a_team_are_not_multiplied():
    team = [covered(clean(honest(seed)), SIDE).stretches for seed in (1, 2, 3)]
    assert merged(team).shares(SIDE)[0] == pytest.approx(0.65, abs=0.02)


# A straight line across a hole in the signal.


def test_a_hole_is_not_covered_whether_or_not_something_drew_a_line_over_it():
    first = recorded((0, 5), (500, 5), noise_m=4)
    last = recorded((1300, 5), (2000, 5), noise_m=4, seed=2, start_s=first.time_s[-1] + 900)
    part = np.linspace(0, 1, 162)[1:-1]
    drawn = fixes(
        first.xy[-1] + np.outer(part, last.xy[0] - first.xy[-1]),
        first.time_s[-1] + 900 * part,
        np.full(160, 5.0),
    )
    fraud, twin = joined(first, drawn, last), joined(first, last)
    assert share(fraud) == pytest.approx(0.6, abs=0.02)
    assert share(twin) == pytest.approx(0.6, abs=0.02)
    assert verdict(fraud).flags == ("straight_over_hole",)
    assert (verdict(twin).is_valid, verdict(twin).flags) == (True, ())


def test_time_in_a_hole_does_not_count():
    first = recorded((0, 5), (300, 5), noise_m=4)
    last = recorded((1700, 5), (2000, 5), noise_m=4, seed=2, start_s=first.time_s[-1] + 1500)
    found = verdict(joined(first, last))
    assert {"too_brief", "too_short"} == set(found.reasons)
    assert found.flags == ("holes",)
    assert found.duration_s > 1900 > 600 > found.recorded_s


@pytest.mark.parametrize(("day_s", "reasons"), [((-60, 9e4), ()), ((60, 9e4), ("wrong_day",))])
def test_a_patrol_begins_on_its_day(day_s, reasons):
    cleaned = clean(honest())
    found = covered(cleaned, SIDE)
    assert judge(cleaned, found, SIDE.length_m, day_s=day_s).reasons == reasons


def test_the_verdict_needs_no_shores():
    cleaned: Cleaned = clean(honest())
    assert judge(cleaned, covered(cleaned, SIDE), SIDE.length_m).is_valid
