"""From raw points to a judgement: datum, metres, cleaning, coverage, validity.

Several tracks of one patrol are measured as one, in the order of their first fix: what two of
them recorded at the same time counts once, because a track's time only runs forward.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone

from coverage.analysis import patrol_validity, track
from coverage.analysis.motion import Motion, MotionRule, motion
from coverage.analysis.patrol_coverage import Covered, covered
from coverage.analysis.patrol_validity import ValidityRule
from coverage.analysis.shores import Seen, shore_shares
from coverage.analysis.track import REASONS, Cleaned, CleaningRule
from coverage.figures import banks
from coverage.figures.patrol import rules_for
from coverage.figures.register import Register, read
from coverage.models import Patrol, PatrolRule, PatrolSettings, PatrolTrack
from coverage.tracks import copies, hints
from coverage.tracks.ground import Ground, ground
from coverage.tracks.points import ACCURACY, TIME, Points
from geo import crs

# A drawn track keeps within this of the fixes; figures come from the fixes themselves.
DRAWN_M = 0.5
# What measuring sets of a track, apart from its line.
FIGURES = (
    "points_received",
    "points_kept",
    "dropped",
    "holes",
    "first_at",
    "last_at",
    "duration_s",
    "length_m",
    "marks",
    "hint",
)


@dataclass(frozen=True)
class Recording:
    """A track and its raw points, in the track's datum."""

    track: PatrolTrack
    points: Points


@dataclass(frozen=True)
class Judgement:
    """What a patrol is found to be.

    ``stretches`` are (segment's key, start, end in metres, bank), the bank named where the segment
    asks for each; ``visits`` are (water's key, share); ``tracks`` carry their figures and are not
    saved yet, ``cleaned`` are their used points.
    """

    tracks: tuple[PatrolTrack, ...]
    cleaned: Cleaned
    stretches: tuple[tuple[int, float, float, str], ...]
    visits: tuple[tuple[int, float], ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    walked_m: float


def measure(patrol: Patrol, recordings: Sequence[Recording]) -> Judgement:
    """Measure the recordings of a patrol against the register of its day."""
    rules = PatrolSettings.of(patrol.subdistrict)
    register = read(patrol.subdistrict, patrol.date)
    place = ground(register, rules)
    recordings = in_order(recordings)
    fixes = fixes_of(recordings, register.metric_srid)
    cleaned = track.clean(fixes, cleaning(rules))
    moved = motion(cleaned, MotionRule(max_walk_kmh=rules.max_walk_kmh))
    found = covered(cleaned, place.riverside, moved=moved)
    seen = shore_shares(cleaned, place.shores, rules.swath_m, moved)
    stretches, visits = _stretches(place, found), _visits(place, seen)
    rule = rule_of(register, patrol, {key for key, *_ in stretches}, _kinds(place, seen))
    verdict = patrol_validity.judge(
        cleaned, found, place.riverside.length_m, seen, validity(rules, rule), day_s(patrol)
    )
    start = np.cumsum([0, *(len(one.points) for one in recordings)])
    for number, one in enumerate(recordings):
        rows = slice(start[number], start[number + 1])
        _describe(one, cleaned, moved, rows, register.metric_srid)
        one.track.hint = hints.hint(one.track.datum, one.points, fixes.xy[rows], place, register)
    return Judgement(
        tuple(one.track for one in recordings),
        cleaned,
        stretches,
        visits,
        verdict.reasons,
        verdict.flags,
        verdict.walked_m,
    )


def in_order(recordings: Sequence[Recording]) -> list[Recording]:
    """Return recordings in the order of their first fix."""
    return sorted(recordings, key=_first_time)


def fixes_of(recordings: Sequence[Recording], metric_srid: int) -> track.Fixes:
    """Return the points of several recordings, one after the other, as fixes in metres."""
    raw = np.concatenate([np.empty((0, 4)), *(one.points for one in recordings)])
    positions = np.concatenate([np.empty((0, 2)), *(map(wgs84, recordings))])
    xy = crs.project_positions(positions, metric_srid)
    return track.fixes(xy, raw[:, TIME], raw[:, ACCURACY])


def _first_time(one: Recording) -> float:
    return float(one.points[:, TIME].min()) if len(one.points) else np.inf


def wgs84(one: Recording) -> np.ndarray:
    """Return longitudes and latitudes (n, 2) of a recording in WGS 84."""
    return crs.shift(one.points[:, :2], one.track.datum, PatrolTrack.Datum.WGS84)


def cleaning(rules: PatrolSettings) -> CleaningRule:
    """Return by what the fixes of a subdistrict are cleaned."""
    return CleaningRule(
        max_accuracy_m=rules.max_accuracy_m,
        max_speed_kmh=rules.max_speed_kmh,
        hole_s=rules.hole_s,
        hole_m=rules.hole_m,
    )


def validity(rules: PatrolSettings, rule: PatrolRule | None) -> ValidityRule:
    """Return by what a patrol counts: the rule's numbers, the defaults where there is none."""
    rule = rule or PatrolRule()
    return ValidityRule(
        min_minutes=rule.min_minutes,
        min_length_m=rule.min_length_m,
        min_share_short=rule.min_share_short,
        drive_minutes=rules.fast_minutes,
        drive_m=rules.fast_km * 1000,
        long_minutes=rules.long_minutes,
    )


def rule_of(
    register: Register, patrol: Patrol, walked: set[int], kinds: set[str]
) -> PatrolRule | None:
    """Return the rule in force that a patrol is judged by; None where none applies.

    Of those for the chief's level and the segments that were ``walked`` (for all when none was),
    the one with the shortest interval; those of ponds and ditches when only such ``kinds`` of
    waters were seen.
    """
    targets = {"segment"} if walked or not kinds else kinds
    level = patrol.chief.level if patrol.chief_id else ""
    apply = [
        rule
        for rule in rules_for(register.rules, patrol.kind)
        if rule.target in targets
        and rule.level in ("", level)
        and (rule.river_segment_id is None or rule.river_segment_id in walked)
    ]
    return min(apply, key=lambda rule: rule.interval_days, default=None)


def day_s(patrol: Patrol) -> tuple[float, float]:
    """Return when the day of a patrol begins and ends here, in seconds since 1970."""
    begin = timezone.make_aware(datetime.combine(patrol.date, time()))
    return begin.timestamp(), (begin + timedelta(days=1)).timestamp()


def moment(seconds: float) -> datetime:
    """Return the moment of seconds since 1970."""
    return datetime.fromtimestamp(float(seconds), tz=timezone.get_default_timezone())


def _describe(
    one: Recording, cleaned: Cleaned, moved: Motion, rows: slice, metric_srid: int
) -> None:
    """Set the figures of one track: what of the measured whole lies in its ``rows``."""
    own = (cleaned.row >= rows.start) & (cleaned.row < rows.stop)
    counts = np.bincount(cleaned.reason[rows], minlength=len(REASONS)).tolist()
    time_s = cleaned.time_s[own]
    row = one.track
    row.points_received, row.points_kept = len(one.points), int(own.sum())
    row.dropped = {
        name: count for name, count in zip(REASONS[1:], counts[1:], strict=True) if count
    }
    row.holes = int(own[cleaned.holes.before + 1].sum()) if len(cleaned.holes) else 0
    row.first_at = moment(time_s[0]) if len(time_s) else None
    row.last_at = moment(time_s[-1]) if len(time_s) else None
    row.duration_s = float(time_s[-1] - time_s[0]) if len(time_s) else 0.0
    row.length_m = float(moved.step_m[own].sum())
    row.geom = drawn(cleaned.xy[own], cleaned.part[own], metric_srid)
    row.marks = copies.marks(one.points, row.datum)


def drawn(xy: np.ndarray, part: np.ndarray, metric_srid: int) -> GEOSGeometry | None:
    """Return the parts of a cleaned track (k, 2) in metres as lines of EPSG:4326, thinned.

    A part of a single place makes no line; None where there is none at all.
    """
    _, part, count = np.unique(part, return_inverse=True, return_counts=True)
    several = count[part] > 1
    if not several.any():
        return None
    _, part = np.unique(part[several], return_inverse=True)
    lines = shapely.linestrings(xy[several], indices=part)
    lines = shapely.simplify(lines, DRAWN_M, preserve_topology=False)
    lines = lines[shapely.length(lines) > 0]
    if len(lines) == 0:
        return None
    whole = crs.project(shapely.multilinestrings(lines), crs.STORAGE_SRID, metric_srid)
    return GEOSGeometry(memoryview(shapely.to_wkb(whole)), srid=crs.STORAGE_SRID)


def _stretches(place: Ground, found: Covered) -> tuple[tuple[int, float, float, str], ...]:
    rows = found.stretches
    columns = (rows.segment, rows.start_m, rows.end_m, rows.bank)
    each = zip(*(column.tolist() for column in columns), strict=True)
    return tuple(
        (place.segments[row].pk, start, end, banks.STORED[bank]) for row, start, end, bank in each
    )


def _visits(place: Ground, seen: Seen) -> tuple[tuple[int, float], ...]:
    return tuple(
        (place.waters[row].pk, float(min(seen.share[row], 1.0)))
        for row in np.flatnonzero(seen.share > 0)
    )


def _kinds(place: Ground, seen: Seen) -> set[str]:
    return {place.waters[row].kind for row in np.flatnonzero(seen.share > 0)}
