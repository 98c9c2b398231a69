"""Whether a patrol counts by the rule in force, why not, and what somebody should look at.

A reason makes a patrol invalid; a flag does not, it asks for a look. What a fraud tried to win
never counts anyway: standing, driving and holes cover nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coverage.analysis import checks
from coverage.analysis.motion import FAST, STANDING, WALKING
from coverage.analysis.patrol_coverage import Covered
from coverage.analysis.shores import Seen
from coverage.analysis.track import Cleaned

# Reasons, in the order in which they are told.
TOO_FEW = "too_few"  # hardly a usable fix
OUTSIDE = "outside"  # never on the bank of a segment or at the shore of a water
TOO_FAST = "too_fast"  # most of the way along the waters was faster than on foot
STANDING_STILL = "standing"  # hardly a step was walked: the phone lay somewhere and drifted
TOO_BRIEF = "too_brief"  # fewer minutes than the rule asks for
TOO_SHORT = "too_short"  # fewer metres along the waters than the rule asks for
REASONS = (TOO_FEW, OUTSIDE, TOO_FAST, STANDING_STILL, TOO_BRIEF, TOO_SHORT)

# Flags.
DRIVEN = "driven"  # further in less time than anybody walks, or invalid and mostly driven
LONG = "long"  # longer than a patrol takes: was the recording forgotten?
DRIFT = "drift"  # as recorded it would be long enough, but hardly a step of that was walked
STRAIGHT_OVER_HOLE = "straight_over_hole"  # fixes drawn in a straight line over a hole
HOLES = "holes"  # a large part of the way was not recorded
FLAGS = (DRIVEN, LONG, DRIFT, STRAIGHT_OVER_HOLE, HOLES)


@dataclass(frozen=True)
class ValidityRule:
    """What makes a patrol valid: minutes, and metres or the share of what is shorter.

    `least_fixes` usable fixes are needed to judge anything. In practice a patrol is looked at
    when it took more than `long_minutes`, or went more than `drive_m` in under `drive_minutes`.
    The shares say what is most of a way (driven, not recorded) or of a time (standing).
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

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            checks.not_negative([value], name)


@dataclass(frozen=True)
class Verdict:
    """Valid or not, with all reasons and flags, and the measures they rest on.

    `duration_s` runs from the first to the last fix, `recorded_s` without the holes. `length_m`
    was walked on banks and at shores, forth and back, `walked_m` anywhere, `fast_m` faster than
    on foot. `best_share` is the largest covered share of a segment or shore.
    """

    is_valid: bool
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    duration_s: float
    recorded_s: float
    standing_s: float
    length_m: float
    walked_m: float
    fast_m: float
    best_share: float


def judge(
    track: Cleaned,
    found: Covered,
    length_m: ArrayLike,
    seen: Seen | None = None,
    rule: ValidityRule | None = None,
) -> Verdict:
    """The verdict on a cleaned track by what it covered of segments and saw of shores.

    `length_m` (s,) are the lengths of the segments that `found` speaks of. Long enough is a way
    of `min_length_m` along the waters, or `min_share_short` of one segment or shore. Time in
    holes does not count: nobody knows what was done in it.
    """
    rule = rule or ValidityRule()
    lengths = checks.not_negative(length_m, "length_m").reshape(-1).astype(float)
    moved = found.motion
    share = np.concatenate(
        [found.stretches.covered_m(len(lengths)) / lengths, seen.share if seen else []]
    )
    best_share = float(min(share.max(initial=0.0), 1.0))
    at_shore = seen.is_at_shore if seen else np.zeros(len(track), dtype=bool)
    is_along = (found.segment >= 0) | at_shore
    along_m = float(moved.step_m[is_along & (moved.state == WALKING)].sum())
    fast_along_m = float(moved.step_m[is_along & (moved.state == FAST)].sum())
    duration_s = float(track.time_s[-1] - track.time_s[0]) if len(track) else 0.0
    standing_s = _standing_s(track, moved.state)
    is_short = along_m < rule.min_length_m and best_share < rule.min_share_short
    stands = is_short and standing_s > rule.standing_share * track.recorded_s
    reasons = _named(
        (TOO_FEW, len(track) < rule.least_fixes),
        (OUTSIDE, not (best_share > 0 or is_along.any())),
        (TOO_FAST, fast_along_m > rule.fast_share * (fast_along_m + along_m)),
        (STANDING_STILL, stands),
        (TOO_BRIEF, track.recorded_s < rule.min_minutes * 60),
        (TOO_SHORT, is_short),
    )
    way_m, hole_m = moved.walked_m + moved.fast_m, float(track.holes.metres.sum())
    races = duration_s < rule.drive_minutes * 60 and way_m + hole_m > rule.drive_m
    rides = bool(reasons) and moved.fast_m > rule.fast_share * way_m
    flags = _named(
        (DRIVEN, races or rides),
        (LONG, duration_s > rule.long_minutes * 60),
        (DRIFT, stands and track.recorded_m >= rule.min_length_m),
        (STRAIGHT_OVER_HOLE, "interpolated" in track.dropped),
        (HOLES, hole_m > rule.hole_share * (hole_m + way_m)),
    )
    return Verdict(
        not reasons,
        reasons,
        flags,
        duration_s,
        track.recorded_s,
        standing_s,
        along_m,
        moved.walked_m,
        moved.fast_m,
        best_share,
    )


def _named(*tests: tuple[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, is_so in tests if is_so)


def _standing_s(track: Cleaned, state: NDArray[np.int8]) -> float:
    """Seconds of the steps at both ends of which one stood."""
    stands = (state[1:] == STANDING) & (state[:-1] == STANDING) & track.is_step
    return float(np.diff(track.time_s)[stands].sum())
