"""What a patrol came to: of each segment what was walked and what was not, the waters seen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from django.db.models import QuerySet

from coverage.analysis import track
from coverage.analysis.patrol import Pieces, merged, newest, part
from coverage.analysis.track import REASONS
from coverage.figures import banks
from coverage.figures.register import Register, read
from coverage.models import (
    Patrol,
    PatrolRule,
    PatrolSettings,
    PatrolStretch,
    PatrolTrack,
    TrackPart,
    WaterVisit,
)
from coverage.tracks import measuring, points, words
from coverage.tracks.measuring import Recording
from geo import crs
from geo.models import RiverSegment

# Shorter ones come from rounding.
LEAST_GAP_M = 0.05


@dataclass(frozen=True)
class Side:
    """A segment, or one bank of it: what of ``length_m`` was walked, (start, end) in metres."""

    bank: int
    length_m: float
    stretches: tuple[tuple[float, float], ...]

    @property
    def covered_m(self) -> float:
        return sum(end - start for start, end in self.stretches)

    @property
    def share(self) -> float:
        """The covered share, from 0 to 1."""
        return min(self.covered_m / self.length_m, 1.0) if self.length_m else 0.0

    @property
    def gaps(self) -> list[tuple[float, float]]:
        """What was not walked."""
        edges = [0.0, *(edge for stretch in self.stretches for edge in stretch), self.length_m]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return [(start, end) for start, end in pairs if end - start > LEAST_GAP_M]

    @property
    def name(self) -> str:
        """The word of the bank, empty where it makes no difference."""
        return words.bank(self.bank)


@dataclass(frozen=True)
class Walked:
    """A segment and what was walked of it: as a whole, or of each bank where it asks for each."""

    segment: RiverSegment
    sides: tuple[Side, ...]

    @property
    def covered_m(self) -> float:
        return sum(side.covered_m for side in self.sides)

    @property
    def whole_m(self) -> float:
        """What is to be walked: the length, twice where each bank is asked for."""
        return sum(side.length_m for side in self.sides)

    @property
    def share(self) -> float:
        """The covered share, from 0 to 1."""
        return min(self.covered_m / self.whole_m, 1.0) if self.whole_m else 0.0


def walked(patrol: Patrol) -> list[Walked]:
    """Return what a patrol walked, segment by segment, in the order of their codes."""
    return joined(patrol.stretches.all())


def joined(rows: QuerySet[PatrolStretch]) -> list[Walked]:
    """Return what stretches cover together, segment by segment, in the order of their codes."""
    # Their courses come from the register, where they are kept in metres.
    rows = rows.select_related("river_segment").defer("river_segment__geom")
    found: dict[int, tuple[RiverSegment, list]] = {}
    for row in rows.order_by("river_segment__code", "river_segment_id"):
        _, stretches = found.setdefault(row.river_segment_id, (row.river_segment, []))
        stretches.append((row.start_m, row.end_m, banks.WALKED[row.bank]))
    return [Walked(segment, sides(segment, stretches)) for segment, stretches in found.values()]


def sides(segment: RiverSegment, stretches: list[tuple[float, float, int]]) -> tuple[Side, ...]:
    """Return a segment's sides with what was walked of each, joined where it touches.

    ``stretches`` are (start, end, bank) in metres, in any order and overlapping.
    """
    length_m = segment.length_m or 0.0
    if not length_m:
        return ()
    start, end, bank = np.array(stretches, dtype=float).reshape(-1, 3).T
    row, age = np.zeros(len(bank), dtype=int), np.zeros(len(bank))
    whole = newest([length_m], row, start, end, age, bank.astype(int), [banks.of(segment)])
    whole, state = merged(whole, np.isfinite(whole.age_days))
    return tuple(
        Side(side, length_m, _intervals(whole, (whole.bank == side) & (state > 0)))
        for side in np.unique(whole.bank).tolist()
    )


def _intervals(whole: Pieces, chosen: np.ndarray) -> tuple[tuple[float, float], ...]:
    start, end = whole.start_m[chosen], whole.end_m[chosen]
    return tuple(zip(start.tolist(), end.tolist(), strict=True))


def visits(patrol: Patrol) -> QuerySet[WaterVisit]:
    """Return what a patrol saw of ponds and ditches, in the order of their codes."""
    rows = patrol.water_visits.select_related("water_body").defer("water_body__geom")
    return rows.order_by("water_body__code")


def rule(patrol: Patrol, found: list[Walked], kinds: set[str]) -> PatrolRule | None:
    """Return the rule that a patrol is judged by, as the rules of its day are now."""
    register = read(patrol.subdistrict, patrol.date)
    return measuring.rule_of(register, patrol, {one.segment.pk for one in found}, kinds)


def courses(
    patrol: Patrol, found: list[Walked]
) -> Iterator[tuple[str, Walked, Side, tuple, object]]:
    """Give ("covered" or "gap", segment, side, (start, end), line in EPSG:4326) by piece."""
    register = read(patrol.subdistrict, patrol.date)
    for *where, line in pieces(register, found):
        yield *where, crs.project(line, crs.STORAGE_SRID, register.metric_srid)


def pieces(
    register: Register, found: Iterable[Walked]
) -> Iterator[tuple[str, Walked, Side, tuple, shapely.LineString]]:
    """Give the pieces of ``courses`` as lines in the metric CRS."""
    for one in found:
        row = register.segments.row_of_id.get(one.segment.pk)
        course = None if row is None else register.segments.shapes[row]
        if course is None:
            continue
        for side in one.sides:
            for kind, places in (("covered", side.stretches), ("gap", side.gaps)):
                for place in places:
                    yield kind, one, side, place, part(course, *place, side.bank)


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
