"""What a patrol came to: of each segment what was walked and what was not, the waters seen."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet
from shapely.ops import substring

from coverage.analysis import track
from coverage.analysis.track import REASONS
from coverage.figures.register import Register, read
from coverage.models import Patrol, PatrolRule, PatrolSettings, PatrolTrack, TrackPart
from coverage.tracks import measuring, points
from coverage.tracks.measuring import Recording
from geo import crs
from geo.models import RiverSegment

# Shorter ones come from rounding.
LEAST_GAP_M = 0.05


@dataclass(frozen=True)
class Walked:
    """A segment and what a patrol walked of it: (start, end) in metres along its line."""

    segment: RiverSegment
    stretches: tuple[tuple[float, float], ...]

    @property
    def covered_m(self) -> float:
        return sum(end - start for start, end in self.stretches)

    @property
    def share(self) -> float:
        """The covered share, from 0 to 1."""
        return min(self.covered_m / self.segment.length_m, 1.0) if self.segment.length_m else 0.0

    @property
    def gaps(self) -> list[tuple[float, float]]:
        """What was not walked."""
        edges = [0.0, *(edge for stretch in self.stretches for edge in stretch)]
        edges.append(self.segment.length_m or 0.0)
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return [(start, end) for start, end in pairs if end - start > LEAST_GAP_M]


def walked(patrol: Patrol) -> list[Walked]:
    """Return what a patrol walked, segment by segment, in the order of their codes."""
    rows = patrol.stretches.select_related("river_segment").order_by(
        "river_segment__code", "river_segment_id", "start_m"
    )
    found: dict[int, tuple[RiverSegment, list]] = {}
    for row in rows:
        _, stretches = found.setdefault(row.river_segment_id, (row.river_segment, []))
        if stretches and row.start_m <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], row.end_m))
        else:
            stretches.append((row.start_m, row.end_m))
    return [Walked(segment, tuple(stretches)) for segment, stretches in found.values()]


def rule(patrol: Patrol, found: list[Walked], kinds: set[str]) -> PatrolRule | None:
    """Return the rule that a patrol is judged by, as the rules of its day are now."""
    register = read(patrol.subdistrict, patrol.date)
    return measuring.rule_of(register, patrol, {one.segment.pk for one in found}, kinds)


def courses(patrol: Patrol, found: list[Walked]) -> Iterator[tuple[str, Walked, tuple, object]]:
    """Give ("covered" or "gap", segment, (start, end), line in EPSG:4326) piece by piece."""
    register = read(patrol.subdistrict, patrol.date)
    for one in found:
        row = register.segments.row_of_id.get(one.segment.pk)
        course = None if row is None else register.segments.shapes[row]
        if course is None:
            continue
        for kind, pieces in (("covered", one.stretches), ("gap", one.gaps)):
            for start, end in pieces:
                yield kind, one, (start, end), _cut(register, course, start, end)


def _cut(register: Register, course, start: float, end: float):
    return crs.project(substring(course, start, end), crs.STORAGE_SRID, register.metric_srid)


def dropped(patrol: Patrol, tracks: QuerySet[PatrolTrack]) -> dict[str, np.ndarray]:
    """Return the points that were not used by reason, longitude and latitude in WGS 84, (n, 2).

    Nothing once the raw points were deleted.
    """
    recordings = measuring.in_order([Recording(one, raw(one)) for one in tracks])
    rules = PatrolSettings.of(patrol.subdistrict)
    fixes = measuring.fixes_of(recordings, patrol.subdistrict.metric_srid)
    reason = track.clean(fixes, measuring.cleaning(rules)).reason
    places = np.concatenate([np.empty((0, 2)), *map(measuring.wgs84, recordings)])
    return {
        name: places[reason == code]
        for code, name in enumerate(REASONS)
        if code and (reason == code).any()
    }


def raw(row: PatrolTrack) -> points.Points:
    """Return the raw points of a track that are still kept, in its datum."""
    parts = TrackPart.objects.filter(track=row, points__isnull=False).order_by("sequence", "pk")
    return points.joined([points.unpack(part.points) for part in parts])
