"""Whether a patrol counts by the rule in force, why not, and what somebody should look at.

A reason makes a patrol invalid; a flag does not, it asks for a look. What a fraud tried to win
never counts anyway: standing, driving and holes cover nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.motion import FAST, STANDING, WALKING
from coverage.analysis.patrol_coverage import Covered
from coverage.analysis.resemblance import same_track
from coverage.analysis.shores import Seen
from coverage.analysis.track import Cleaned

# Reasons, in the order in which they are told.
TOO_FEW = "too_few"  # hardly a usable fix
WRONG_DAY = "wrong_day"  # begun on another day than the patrol is of
OUTSIDE = "outside"  # never on the bank of a segment or at the shore of a water
TOO_FAST = "too_fast"  # most of the way along the waters was faster than on foot
STANDING_STILL = "standing"  # hardly a step was walked: the phone lay somewhere and drifted
TOO_BRIEF = "too_brief"  # fewer minutes than the rule asks for
TOO_SHORT = "too_short"  # fewer metres along the waters than the rule asks for
REASONS = (TOO_FEW, WRONG_DAY, OUTSIDE, TOO_FAST, STANDING_STILL, TOO_BRIEF, TOO_SHORT)

# Flags.
DRIVEN = "driven"  # further in less time than anybody walks, or invalid and mostly driven
LONG = "long"  # longer than a patrol takes: was the recording forgotten?
DRIFT = "drift"  # as recorded it would be long enough, but hardly a step of that was walked
STRAIGHT_OVER_HOLE = "straight_over_hole"  # fixes drawn in a straight line over a hole
HOLES = "holes"  # a large part of the way was not recorded
COPIED = "copied"  # the same recording as that of somebody else
FLAGS = (DRIVEN, LONG, DRIFT, STRAIGHT_OVER_HOLE, HOLES, COPIED)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ValidityRule:
    """What makes a patrol valid: minutes, and metres or the share of what is shorter.

    `least_fixes` usable fixes are needed to judge anything. In practice a patrol is looked at
    when it took more than `long_minutes`, or went more than `drive_m` in under `drive_minutes`.
    The shares say what is most of a way (driven, not recorded), of a time (standing) or
    of a track (copied).
    """

    min_minutes: float = 10.0
    min_length_m: float = 1000.0
    min_share_short: float = 0.6
    least_fixes: int = 10
    drive_minutes: float = 15.0
    drive_m: float = 4000.0
    long_minutes: float = 60.0
    fast_share: float = 0.5
    standing_share: float = 0.8
    hole_share: float = 0.5
    copied_share: float = 0.5

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not (np.isfinite(value) and value >= 0):
                raise InvalidValueError(name, value, "a finite number >= 0")


@dataclass(frozen=True)
class Measures:
    """What a patrol is judged by.

    `duration_s` runs from the first to the last fix, `recorded_s` without the holes. `length_m`
    was walked on banks and at shores, forth and back, `walked_m` anywhere; `fast_length_m` and
    `fast_m` were faster than on foot. `best_share` is the largest covered share of a segment or
    shore, `is_along` whether any fix lay at one.
    """

    fixes: int
    duration_s: float
    recorded_s: float
    standing_s: float
    recorded_m: float
    hole_m: float
    length_m: float
    walked_m: float
    fast_length_m: float
    fast_m: float
    best_share: float
    is_along: bool


@dataclass(frozen=True)
class Verdict(Measures):
    """Valid or not, with all reasons and flags, and the measures they rest on."""

    reasons: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        return not self.reasons


def judge(
    track: Cleaned,
    found: Covered,
    length_m: ArrayLike,
    seen: Seen | None = None,
    rule: ValidityRule | None = None,
    day_s: tuple[float, float] | None = None,
    others: Iterable[Cleaned] = (),
) -> Verdict:
    """The verdict on a cleaned track by what it covered of segments and saw of shores.

    `length_m` (s,) are the lengths of the segments that `found` speaks of. Long enough is a way
    of `min_length_m` along the waters, or `min_share_short` of one segment or shore. Time in
    holes does not count: nobody knows what was done in it. `day_s` is when the day of the patrol
    begins and ends, in the time of the fixes; `others` are tracks of other people of that day.
    """
    rule = rule or ValidityRule()
    lengths = checks.not_negative(length_m, "length_m").reshape(-1).astype(float)
    one = _measures(track, found, lengths, seen)
    is_short = one.length_m < rule.min_length_m and one.best_share < rule.min_share_short
    stands = is_short and one.standing_s > rule.standing_share * one.recorded_s
    reasons = _named(
        (TOO_FEW, one.fixes < rule.least_fixes),
        (WRONG_DAY, day_s is not None and not _begins_in(track, day_s)),
        (OUTSIDE, not one.is_along),
        (TOO_FAST, one.fast_length_m > rule.fast_share * (one.fast_length_m + one.length_m)),
        (STANDING_STILL, stands),
        (TOO_BRIEF, one.recorded_s < rule.min_minutes * 60),
        (TOO_SHORT, is_short),
    )
    way_m = one.walked_m + one.fast_m
    races = one.duration_s < rule.drive_minutes * 60 and way_m + one.hole_m > rule.drive_m
    rides = bool(reasons) and one.fast_m > rule.fast_share * way_m
    flags = _named(
        (DRIVEN, races or rides),
        (LONG, one.duration_s > rule.long_minutes * 60),
        (DRIFT, stands and one.recorded_m >= rule.min_length_m),
        (STRAIGHT_OVER_HOLE, "interpolated" in track.dropped),
        (HOLES, one.hole_m > rule.hole_share * (one.hole_m + way_m)),
        (COPIED, any(same_track(track, other) >= rule.copied_share for other in others)),
    )
    return Verdict(**vars(one), reasons=reasons, flags=flags)


def _measures(track: Cleaned, found: Covered, lengths: Floats, seen: Seen | None) -> Measures:
    moved = found.motion
    is_along = found.segment >= 0
    # Whoever walks one bank of a short segment has walked it, also where each bank is asked for.
    share = found.stretches.covered_m(len(lengths)) / lengths
    if seen is not None:
        is_along = is_along | seen.is_at_shore
        share = np.concatenate([share, seen.share])
    return Measures(
        fixes=len(track),
        duration_s=float(track.time_s[-1] - track.time_s[0]) if len(track) else 0.0,
        recorded_s=track.recorded_s,
        standing_s=_standing_s(track, moved.state),
        recorded_m=track.recorded_m,
        hole_m=float(track.holes.metres.sum()),
        length_m=float(moved.step_m[is_along & (moved.state == WALKING)].sum()),
        walked_m=moved.walked_m,
        fast_length_m=float(moved.step_m[is_along & (moved.state == FAST)].sum()),
        fast_m=moved.fast_m,
        best_share=float(min(share.max(initial=0.0), 1.0)),
        is_along=bool(is_along.any()),
    )


def _named(*tests: tuple[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, is_so in tests if is_so)


def _begins_in(track: Cleaned, day_s: tuple[float, float]) -> bool:
    return len(track) == 0 or bool(day_s[0] <= track.time_s[0] < day_s[1])


def _standing_s(track: Cleaned, state: NDArray[np.int8]) -> float:
    """Seconds of the steps at both ends of which one stood."""
    stands = (state[1:] == STANDING) & (state[:-1] == STANDING) & track.is_step
    return float(np.diff(track.time_s)[stands].sum())
