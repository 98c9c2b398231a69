"""The register as of a day: rows and geometries, asked for once and measured in metres.

``Register`` is what every figure is computed from. Its columns are lists and arrays in the order
of the villages' and segments' codes; geometries are shapely's in the metric CRS, None where a
place is not located.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock, RLock
from weakref import WeakValueDictionary

import numpy as np
import shapely
from django.core.cache import cache
from django.db.models import Model, QuerySet

from coverage.analysis.layers import Ground
from coverage.figures import tables
from coverage.figures.tables import Records, Table, Terms
from coverage.models import (
    ChiefLevel,
    CoverageSettings,
    Deputy,
    DutyRecord,
    Pairing,
    Patrol,
    PatrolRule,
    PatrolStretch,
    RiverChief,
    RiverChiefAssignment,
    WaterVisit,
)
from geo.models import (
    LiaisonStation,
    River,
    RiverSegment,
    Road,
    Subdistrict,
    TableVersion,
    Village,
    WaterBody,
)
from geo.models.version import joined

SOURCES = (
    Subdistrict,
    Village,
    LiaisonStation,
    River,
    RiverSegment,
    WaterBody,
    Road,
    Deputy,
    Pairing,
    DutyRecord,
    RiverChief,
    RiverChiefAssignment,
    Patrol,
    PatrolStretch,
    WaterVisit,
    PatrolRule,
    CoverageSettings,
)
# What the way to a station depends on; figures of it are kept over days and other writes.
SERVICE_SOURCES = (Subdistrict, Village, LiaisonStation, Road, CoverageSettings)


@dataclass(frozen=True)
class Register:
    """What is valid in ``subdistrict`` on ``day``; ``token`` names the state of the tables.

    References are to the places of the day: whatever generation of a village, segment or water
    was stored, its primary key here is that of the row of the same code valid on the day.
    ``versions`` are the tokens of the single tables by their names.
    """

    subdistrict: Subdistrict
    day: date
    token: str
    versions: dict[str, str] = field(compare=False, repr=False)

    @property
    def metric_srid(self) -> int:
        return self.subdistrict.metric_srid

    @cached_property
    def whole(self):
        """The boundary: the subdistrict's own, else the union of its villages; may be None."""
        if self.subdistrict.geom is not None:
            return self.metric([self.subdistrict.geom])[0]
        located = [shape for shape in self.villages.shapes if shape is not None]
        return shapely.union_all(located) if located else None

    @cached_property
    def ground(self) -> Ground | None:
        """The whole cut along the villages' borders; None where nothing is located."""
        if self.whole is None:
            return None
        return tables.ground(self.villages, self.whole)

    @cached_property
    def villages(self) -> Table:
        return self._table(Village)

    @cached_property
    def stations(self) -> Table:
        return self._in_villages(LiaisonStation)

    @cached_property
    def segments(self) -> Table:
        return self._in_villages(RiverSegment, River)

    @cached_property
    def waters(self) -> Table:
        return self._in_villages(WaterBody)

    @cached_property
    def roads(self) -> Table:
        """The roads one may use; railways are not among them."""
        return self._table(Road)

    @cached_property
    def settings(self) -> CoverageSettings:
        return tables.settings(self.subdistrict, self.version(CoverageSettings, Subdistrict))

    @property
    def rules(self) -> list[PatrolRule]:
        """The patrol rules in force on the day."""
        known = tables.rules(self.subdistrict.code, self.version(PatrolRule))
        valid = [
            rule
            for rule in known
            if rule.valid_from <= self.day and (rule.valid_to is None or self.day <= rule.valid_to)
        ]
        return tables.refer(valid, river_segment=self.segments)

    @property
    def pairing_terms(self) -> Terms:
        terms = tables.pairing_terms(self.subdistrict.code, self.version(Pairing, Deputy))
        return replace(terms, place=self.villages.keys(terms.place))

    @property
    def chief_terms(self) -> Terms:
        version = self.version(RiverChiefAssignment, RiverSegment)
        terms = tables.chief_terms(self.subdistrict.code, version)
        return replace(terms, place=self.segments.keys(terms.place))

    @property
    def duties(self) -> Records:
        """Valid duties of all days."""
        return tables.duties(self.subdistrict.code, self.version(DutyRecord, Village))

    @property
    def stretches(self) -> Records:
        """What valid patrols of all days covered of segments."""
        found = tables.stretches(self.subdistrict.code, self.version(Patrol, PatrolStretch))
        return replace(found, place=self.segments.keys(found.place))

    @property
    def water_visits(self) -> Records:
        """What valid patrols of all days saw of ponds and ditches."""
        found = tables.water_visits(self.subdistrict.code, self.version(Patrol, WaterVisit))
        return replace(found, place=self.waters.keys(found.place))

    @cached_property
    def centers(self) -> np.ndarray:
        """Committee points of the villages, shape (v, 2) in metres; NaN where unknown."""
        points = self.metric([village.center for village in self.villages.rows])
        return np.column_stack([shapely.get_x(points), shapely.get_y(points)])

    @cached_property
    def pairings(self) -> dict[int, list[Pairing]]:
        """Pairings in force on the day by the village's primary key."""
        return self._by(
            Pairing.objects.filter(deputy__subdistrict__code=self.subdistrict.code)
            .as_of(self.day)
            .select_related("deputy")
            .order_by("deputy__code"),
            "village",
            self.villages,
        )

    @cached_property
    def chiefs(self) -> dict[int, list[RiverChiefAssignment]]:
        """Assignments in force on the day by the segment's primary key."""
        return self._by(
            RiverChiefAssignment.objects.filter(
                river_segment__subdistrict__code=self.subdistrict.code
            )
            .as_of(self.day)
            .select_related("chief")
            .order_by("valid_from", "code"),
            "river_segment",
            self.segments,
        )

    def metric(self, geometries) -> np.ndarray:
        """Return GEOS geometries or None as shapely's in the metric CRS."""
        return tables.metric(geometries, self.metric_srid)

    def version(self, *models: type[Model]) -> str:
        """Return one token for the content of some of the tables."""
        names = [model._meta.db_table for model in models]
        return joined({name: self.versions.get(name, "") for name in names})

    def since(self, model: type[Model]) -> date:
        """Return the first day since which the same rows of ``model`` have been valid."""
        return tables.same_since(model, self.subdistrict.code, self.day, self.version(model))

    def _table(self, model: type[Model], *joins: type[Model]) -> Table:
        version = self.version(model, *joins)
        unit = self.subdistrict
        own = self.version(model)
        return tables.table(model, unit.code, unit.metric_srid, self.since(model), version, own)

    def _in_villages(self, model: type[Model], *joins: type[Model]) -> Table:
        return tables.in_villages(self._table(model, *joins), self.villages)

    @staticmethod
    def _by(queryset: QuerySet, name: str, places: Table) -> dict[int, list]:
        """Return rows by the primary key of the place they refer to, as it is on the day."""
        found = defaultdict(list)
        for row in tables.refer(list(queryset), **{name: places}):
            found[getattr(row, f"{name}_id")].append(row)
        return dict(found)


CHIEF_LEVELS = tuple(ChiefLevel)


def lowest(held: list[RiverChiefAssignment]) -> RiverChiefAssignment | None:
    """Return of the terms on a segment the one of the lowest level, None where there is none."""
    return max(held, key=lambda term: CHIEF_LEVELS.index(term.level), default=None)


def read(subdistrict: Subdistrict, day: date) -> Register:
    """Return the register of ``subdistrict`` on ``day``; its tables are read when first used.

    Of several generations of the subdistrict it is the one that is valid on the day.
    """
    versions = TableVersion.objects.tokens(*SOURCES)
    return Register(subdistrict.on(day), day, joined(versions), versions)


def kept(register: Register, name: str, compute, *parameters):
    """Return ``compute()``, kept in the cache while the tables behind it do not change."""
    return _kept(
        (name, register.subdistrict.code, register.day, register.token), compute, parameters
    )


def kept_service(register: Register, name: str, compute, *parameters):
    """Return ``compute()`` of what only ways to stations decide, kept over days and visits."""
    models = (Village, LiaisonStation, Road)
    since = [register.since(model) for model in models]
    version = register.version(*SERVICE_SOURCES)
    return _kept((name, register.subdistrict.pk, version, *since), compute, parameters)


def _kept(state: tuple, compute, parameters: tuple):
    key = "figures:" + ":".join(str(part) for part in (*state, *parameters))
    value = cache.get(key)
    if value is not None:
        return value
    with _lock_of(key):
        value = cache.get(key)
        if value is None:
            value = compute()
            cache.set(key, value, timeout=None)
        return value


def _lock_of(key: str):
    """Return the lock of what is kept under ``key``: of requests that ask at once one computes.

    A page asks several questions together that rest on the same figures. Figures rest on each
    other without a circle, so whoever waits for one is waited for by nobody behind it.
    """
    with _locks_guard:
        lock = _locks.get(key)
        if lock is None:
            lock = _locks[key] = RLock()
        return lock


_locks: WeakValueDictionary = WeakValueDictionary()
_locks_guard = Lock()
