"""The tables behind the figures, read once for each state they have had.

A table's content on a day is the same on every day between two changes of validity. So a table
is read for the first day of such a stretch (``same_since``) and kept under that day and the
version of the database table: a trend over a year reads the villages once, not twelve times.
Rows that carry a date of their own (terms, visits, patrols) are read for all days at once, as
arrays.

A reference to a place means the place of that code: rows that were stored with a primary key of
another generation are resolved to the one that is valid on the day. A code that no row has on
the day stays unresolved.
"""

import copy
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import groupby

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
    """Rows of one model and their geometries in the metric CRS, in the order of their codes.

    ``generations`` are all rows of these codes, where a code may have had more than one.
    """

    rows: list
    shapes: np.ndarray
    generations: tuple["Generation", ...] = ()

    @cached_property
    def row_of_id(self) -> dict[int, int]:
        """Row number by primary key, also by those of other generations."""
        row_of_code = {row.code: number for number, row in enumerate(self.rows)}
        others = {
            one.pk: row_of_code[one.code] for one in self.generations if one.code in row_of_code
        }
        return others | {row.pk: number for number, row in enumerate(self.rows)}

    @cached_property
    def moved(self) -> dict[int, int]:
        """The primary keys of the rows by those of the other generations of their codes."""
        keys = {pk: self.rows[row].pk for pk, row in self.row_of_id.items()}
        return {pk: key for pk, key in keys.items() if pk != key}

    def keys(self, given: np.ndarray) -> np.ndarray:
        """Return primary keys of any generations as those of the rows; unknown ones stay."""
        if not self.moved:
            return given
        keys = (self.moved.get(key, key) for key in given.tolist())
        return np.fromiter(keys, dtype=np.int64, count=len(given))

    @cached_property
    def first_days(self) -> dict[int, date]:
        """The first day of each row by primary key, of the first of the generations up to it."""
        found = {row.pk: row.valid_from for row in self.rows}
        for _code, same in groupby(self.generations, lambda one: one.code):
            first, end = None, None
            for one in same:
                if end is None or one.first - end > timedelta(days=1):
                    first = one.first
                if one.pk in found:
                    found[one.pk] = first
                end = one.last or date.max
        return found

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Generation:
    """A row of a code, with its first and last day."""

    pk: int
    code: str
    first: date
    last: date | None


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
def table(
    model: type[Model], unit: str, srid: int, since: date, version: str, own_version: str
) -> Table:
    """Return the rows of ``model`` in the subdistrict with the code ``unit`` valid on ``since``.

    ``version`` is that of all tables that are read, ``own_version`` that of the model's alone.
    """
    valid = QUESTIONS[model]().filter(subdistrict__code=unit).as_of(since).order_by("code")
    rows = list(valid)
    shapes = metric([row.geom for row in rows], srid)
    return Table(rows, shapes, _generations(model, unit, own_version))


@lru_cache(maxsize=KEPT)
def in_villages(places: Table, villages: Table) -> Table:
    """Return places that refer to the villages of the day."""
    return replace(places, rows=refer(places.rows, village=villages))


def refer(rows: list, **tables: Table) -> list:
    """Return rows whose references are to rows of tables, by name, where these have the code.

    A row that refers to another generation is replaced by a copy; what is stored does not change.
    """
    for name, found in tables.items():
        if found.moved:
            rows = [_referring(row, name, found) for row in rows]
    return rows


def _referring(row: Model, name: str, found: Table) -> Model:
    key = getattr(row, f"{name}_id")
    if key not in found.moved:
        return row
    own = copy.copy(row)
    setattr(own, name, found.rows[found.row_of_id[key]])
    return own


@lru_cache(maxsize=KEPT)
def ground(villages: Table, whole: shapely.Geometry) -> Ground:
    """Return the whole cut along the borders of the villages."""
    return village_ground(whole, villages.shapes)


def same_since(model: type[Model], unit: str, day: date, version: str) -> date:
    """Return the first day since which the same rows of ``model`` have been valid up to ``day``."""
    changes = _changes(model, unit, version)
    before = bisect_right(changes, day)
    return changes[before - 1] if before else date.min


@lru_cache(maxsize=KEPT)
def _spans(model: type[Model], unit: str, version: str) -> list[tuple[date, date | None]]:
    """Return the first and last days that rows have, each pair once."""
    spans = model.objects.filter(subdistrict__code=unit).order_by()
    return list(spans.values_list("valid_from", "valid_to").distinct())


@lru_cache(maxsize=KEPT)
def _generations(model: type[Model], unit: str, version: str) -> tuple[Generation, ...]:
    """Return all rows by code and first day; none, without a query, where no row has ended."""
    if all(last is None for _first, last in _spans(model, unit, version)):
        return ()
    rows = model.objects.filter(subdistrict__code=unit).order_by("code", "valid_from")
    return tuple(
        Generation(*row) for row in rows.values_list("pk", "code", "valid_from", "valid_to")
    )


@lru_cache(maxsize=KEPT)
def _changes(model: type[Model], unit: str, version: str) -> list[date]:
    """Return the days on which rows become valid or are so no more, in order."""
    days = set()
    for first, last in _spans(model, unit, version):
        days.add(first)
        if last is not None and last < date.max:
            days.add(last + timedelta(days=1))
    return sorted(days)


@lru_cache(maxsize=KEPT)
def settings(subdistrict: Subdistrict, version: str) -> CoverageSettings:
    """Return the settings that count in a subdistrict."""
    return CoverageSettings.of(subdistrict)


@lru_cache(maxsize=KEPT)
def rules(unit: str, version: str) -> list[PatrolRule]:
    """Return the patrol rules of all days."""
    return list(PatrolRule.objects.filter(subdistrict__code=unit).order_by("code", "valid_from"))


@lru_cache(maxsize=KEPT)
def pairing_terms(unit: str, version: str) -> Terms:
    """Return the pairings of all days; the place is a village."""
    return _terms(Pairing.objects.filter(deputy__subdistrict__code=unit), "village_id")


@lru_cache(maxsize=KEPT)
def chief_terms(unit: str, version: str) -> Terms:
    """Return the chiefs' terms of all days; the place is a segment."""
    terms = RiverChiefAssignment.objects.filter(river_segment__subdistrict__code=unit)
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
def duties(unit: str, version: str) -> Records:
    """Return the valid duties of all days; the place is a village's code.

    By code, because a visit stays one when the village's boundary or name changes.
    """
    valid = DutyRecord.objects.filter(subdistrict__code=unit, is_valid=True)
    return _records(valid.order_by("date", "code"), "village__code", "date", "kind")


@lru_cache(maxsize=KEPT)
def stretches(unit: str, version: str) -> Records:
    """Return what valid patrols covered of segments; the kind is the patrol's."""
    valid = PatrolStretch.objects.filter(patrol__subdistrict__code=unit, patrol__is_valid=True)
    names = ("river_segment_id", "patrol__date", "patrol__kind", "start_m", "end_m")
    return _records(valid.order_by("patrol__date", "pk"), *names, bank=F("bank"))


@lru_cache(maxsize=KEPT)
def water_visits(unit: str, version: str) -> Records:
    """Return what valid patrols saw of ponds and ditches; the kind is the patrol's."""
    valid = WaterVisit.objects.filter(patrol__subdistrict__code=unit, patrol__is_valid=True)
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
