"""The tables behind the figures, read once for each state they have had.

A table's content on a day is the same on every day between two changes of validity. So a table
is read for the first day of such a stretch (``same_since``) and kept under that day and the
version of the database table: a trend over a year reads the villages once, not twelve times.
Rows that carry a date of their own (terms, visits, patrols) are read for all days at once, as
arrays.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

import numpy as np
import shapely
from django.db.models import Expression, F, Model, QuerySet, Value

from coverage.analysis.layers import Ground, village_ground
from coverage.figures import banks
from coverage.models import (
    CoverageSettings,
    DutyRecord,
    Pairing,
    PatrolRule,
    PatrolStretch,
    RiverChiefAssignment,
    WaterVisit,
)
from geo import crs
from geo.models import LiaisonStation, RiverSegment, Road, Subdistrict, Village, WaterBody

KEPT = 64
NO_BANK = Value("")


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of one model and their geometries in the metric CRS, in the order of their codes."""

    rows: list
    shapes: np.ndarray

    @cached_property
    def row_of_id(self) -> dict[int, int]:
        """Row number by primary key."""
        return {row.pk: number for number, row in enumerate(self.rows)}

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Terms:
    """Terms of all days, arrays of shape (n,): whose place (primary key), from when to when."""

    place: np.ndarray
    first: np.ndarray
    last: np.ndarray


@dataclass(frozen=True, eq=False)
class Records:
    """What was done where and when, arrays of shape (n,), the oldest first.

    ``place`` is a code or a primary key; ``kind`` says what was done. ``amount`` has shape
    (n, 2) for stretches (metres along the segment) and (n, 1) for shares of a shore; ``bank`` is
    that of a stretch, as in ``coverage.analysis.riverside``.
    """

    place: np.ndarray
    day: np.ndarray
    kind: np.ndarray
    amount: np.ndarray
    bank: np.ndarray

    def of(self, chosen: np.ndarray) -> "Records":
        """Return the chosen rows."""
        return Records(*(column[chosen] for column in vars(self).values()))


def metric(geometries, srid: int) -> np.ndarray:
    """Return GEOS geometries or None as shapely's in the metric CRS."""
    wkb = [None if geometry is None else bytes(geometry.wkb) for geometry in geometries]
    return crs.project(np.array(shapely.from_wkb(wkb), dtype=object), srid)


def _roads() -> QuerySet:
    """The roads one may use; railways are not among them."""
    usable = Road.objects.exclude(road_class=Road.RoadClass.RAILWAY).filter(geom__isnull=False)
    return usable.only("pk", "geom", "speed_kmh", "is_one_way")


QUESTIONS = {
    Village: lambda: Village.objects.all(),
    LiaisonStation: lambda: LiaisonStation.objects.filter(geom__isnull=False),
    RiverSegment: lambda: RiverSegment.objects.select_related("river"),
    WaterBody: lambda: WaterBody.objects.all(),
    Road: _roads,
}


@lru_cache(maxsize=KEPT)
def table(model: type[Model], unit_id: int, srid: int, since: date, version: str) -> Table:
    """Return the rows of ``model`` in the subdistrict ``unit_id`` valid on ``since``."""
    valid = QUESTIONS[model]().filter(subdistrict=unit_id).as_of(since).order_by("code")
    rows = list(valid)
    return Table(rows, metric([row.geom for row in rows], srid))


@lru_cache(maxsize=KEPT)
def ground(villages: Table, whole: shapely.Geometry) -> Ground:
    """Return the whole cut along the borders of the villages."""
    return village_ground(whole, villages.shapes)


def same_since(model: type[Model], unit_id: int, day: date, version: str) -> date:
    """Return the first day since which the same rows of ``model`` have been valid up to ``day``."""
    changes = _changes(model, unit_id, version)
    before = bisect_right(changes, day)
    return changes[before - 1] if before else date.min


@lru_cache(maxsize=KEPT)
def _changes(model: type[Model], unit_id: int, version: str) -> list[date]:
    """Return the days on which rows become valid or are so no more, in order."""
    terms = model.objects.filter(subdistrict=unit_id).values_list("valid_from", "valid_to")
    days = set()
    for first, last in terms.distinct():
        days.add(first)
        if last is not None and last < date.max:
            days.add(last + timedelta(days=1))
    return sorted(days)


@lru_cache(maxsize=KEPT)
def settings(subdistrict: Subdistrict, version: str) -> CoverageSettings:
    """Return the settings that count in a subdistrict."""
    return CoverageSettings.of(subdistrict)


@lru_cache(maxsize=KEPT)
def rules(unit_id: int, version: str) -> list[PatrolRule]:
    """Return the patrol rules of all days."""
    return list(PatrolRule.objects.filter(subdistrict=unit_id).order_by("code", "valid_from"))


@lru_cache(maxsize=KEPT)
def pairing_terms(unit_id: int, version: str) -> Terms:
    """Return the pairings of all days; the place is a village."""
    return _terms(Pairing.objects.filter(deputy__subdistrict=unit_id), "village_id")


@lru_cache(maxsize=KEPT)
def chief_terms(unit_id: int, version: str) -> Terms:
    """Return the chiefs' terms of all days; the place is a segment."""
    terms = RiverChiefAssignment.objects.filter(river_segment__subdistrict=unit_id)
    return _terms(terms, "river_segment_id")


def _terms(queryset: QuerySet, place: str) -> Terms:
    rows = list(queryset.order_by().values_list(place, "valid_from", "valid_to"))
    places, first, last = zip(*rows, strict=True) if rows else ((), (), ())
    return Terms(
        np.array(places, dtype=np.int64),
        np.array(first, dtype="datetime64[D]"),
        np.array(last, dtype="datetime64[D]"),
    )


@lru_cache(maxsize=KEPT)
def duties(unit_id: int, version: str) -> Records:
    """Return the valid duties of all days; the place is a village's code.

    By code, because a visit stays one when the village's boundary or name changes.
    """
    valid = DutyRecord.objects.filter(subdistrict=unit_id, is_valid=True)
    return _records(valid.order_by("date", "code"), "village__code", "date", "kind")


@lru_cache(maxsize=KEPT)
def stretches(unit_id: int, version: str) -> Records:
    """Return what valid patrols covered of segments; the kind is the patrol's."""
    valid = PatrolStretch.objects.filter(patrol__subdistrict=unit_id, patrol__is_valid=True)
    names = ("river_segment_id", "patrol__date", "patrol__kind", "start_m", "end_m")
    return _records(valid.order_by("patrol__date", "pk"), *names, bank=F("bank"))


@lru_cache(maxsize=KEPT)
def water_visits(unit_id: int, version: str) -> Records:
    """Return what valid patrols saw of ponds and ditches; the kind is the patrol's."""
    valid = WaterVisit.objects.filter(patrol__subdistrict=unit_id, patrol__is_valid=True)
    names = ("water_body_id", "patrol__date", "patrol__kind", "shore_share")
    return _records(valid.order_by("patrol__date", "pk"), *names)


def _records(queryset: QuerySet, *names: str, bank: Expression = NO_BANK) -> Records:
    rows = list(queryset.values_list(*names, bank))
    place, day, kind, *amount, bank = zip(*rows, strict=True) if rows else [()] * (len(names) + 1)
    return Records(
        np.array(place),
        np.array(day, dtype="datetime64[D]"),
        np.array(kind, dtype=str),
        np.array(amount, dtype=float).T.reshape(len(rows), len(amount)),
        banks.walked(bank),
    )
