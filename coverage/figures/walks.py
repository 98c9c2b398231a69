"""What valid patrols covered and whom a duty record visited, with who did it; of all days.

Read once for each state of the tables, as arrays. Here stands who walked: what is made of it must
look at who asks.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache

import numpy as np

from coverage.figures import banks
from coverage.figures.register import Register
from coverage.models import (
    Deputy,
    DutyRecord,
    Patrol,
    PatrolStretch,
    RiverChief,
    WaterVisit,
)
from geo.models import Village, WaterBody

KEPT = 16


@dataclass(frozen=True, eq=False)
class Walks:
    """What was covered, arrays of shape (n,), the oldest first.

    ``target`` is "segment", "water" or "village" and ``place`` a primary key. ``start`` and
    ``end`` are metres along a segment; of a water or village they are 0 and the share, up to 1.
    ``bank`` is that of a stretch, as in ``coverage.analysis.riverside``. ``chief`` and ``deputy``
    are primary keys, 0 for none; ``level`` is that of the chief.
    """

    target: np.ndarray
    place: np.ndarray
    day: np.ndarray
    kind: np.ndarray
    start: np.ndarray
    end: np.ndarray
    bank: np.ndarray
    chief: np.ndarray
    deputy: np.ndarray
    level: np.ndarray
    patrol: np.ndarray

    def of(self, chosen: np.ndarray) -> "Walks":
        """Return the chosen rows."""
        return Walks(*(column[chosen] for column in vars(self).values()))

    @property
    def first_day(self) -> date | None:
        """The day of the oldest record."""
        return self.day[0].astype(date) if len(self.day) else None

    def first_of(self, kind: str, default: date) -> date:
        """Return the day of the oldest record of a kind that is not after ``default``."""
        own = np.flatnonzero(self.kind == kind)
        return min(default, self.day[own[0]].astype(date)) if len(own) else default


def walks(register: Register) -> Walks:
    """Return what valid patrols of all days covered of segments, ponds and ditches."""
    version = register.version(Patrol, PatrolStretch, WaterVisit, RiverChief, WaterBody)
    found = _walks(register.subdistrict.code, version)
    segments, waters = (table.keys(found.place) for table in (register.segments, register.waters))
    return replace(found, place=np.where(found.target == "segment", segments, waters))


def duty_visits(register: Register) -> Walks:
    """Return the valid visits, contacts and receptions of deputies; the place is a village.

    The village that is valid on the register's day, by its code: a visit stays one when the
    village's boundary or name changes.
    """
    version = register.version(DutyRecord, Village, Deputy)
    found = _visits(register.subdistrict.code, version)
    ids = {village.code: village.pk for village in register.villages.rows}
    places = np.array([ids.get(code, 0) for code in found.place.tolist()], dtype=np.int64)
    return Walks(**{**vars(found), "place": places})


@lru_cache(maxsize=KEPT)
def _walks(unit: str, version: str) -> Walks:
    valid = {"patrol__subdistrict__code": unit, "patrol__is_valid": True}
    who = ("patrol__chief", "patrol__deputy", "patrol__chief__level", "patrol")
    named = ("patrol__date", "patrol__kind")
    stretches = PatrolStretch.objects.filter(**valid).order_by()
    rows = [
        ("segment", *row)
        for row in stretches.values_list("river_segment", *named, "start_m", "end_m", "bank", *who)
    ]
    seen = WaterVisit.objects.filter(**valid, shore_share__gt=0).order_by()
    rows += [
        ("water", place, day, kind, 0.0, share, "", *whose)
        for place, day, kind, share, *whose in seen.values_list(
            "water_body", *named, "shore_share", *who
        )
    ]
    return _columns(rows, np.int64)


@lru_cache(maxsize=KEPT)
def _visits(unit: str, version: str) -> Walks:
    valid = DutyRecord.objects.filter(subdistrict__code=unit, is_valid=True).order_by()
    rows = [
        ("village", code, day, kind, 0.0, 1.0, "", None, deputy, None, None)
        for code, day, kind, deputy in valid.values_list("village__code", "date", "kind", "deputy")
    ]
    return _columns(rows, str)


def _columns(rows: list[tuple], place_type: type) -> Walks:
    rows.sort(key=lambda row: row[2])
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(fields(Walks))
    target, place, day, kind, start, end, bank, chief, deputy, level, patrol = columns

    def keys(values: tuple) -> np.ndarray:
        return np.array([value or 0 for value in values], dtype=np.int64)

    return Walks(
        np.array(target, dtype=str),
        np.array(place, dtype=place_type),
        np.array(day, dtype="datetime64[D]"),
        np.array(kind, dtype=str),
        np.array(start, dtype=float),
        np.array(end, dtype=float),
        banks.walked(bank),
        keys(chief),
        keys(deputy),
        np.array([value or "" for value in level], dtype=str),
        keys(patrol),
    )
