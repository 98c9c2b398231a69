"""The register as of a day: rows and geometries, asked for once and measured in metres.

``Register`` is what every figure is computed from. Its columns are lists and arrays in the order
of the villages' and segments' codes; geometries are shapely's in the metric CRS, None where a
place is not located.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from django.core.cache import cache
from django.db.models import QuerySet

from coverage.models import (
    ChiefLevel,
    CoverageSettings,
    Deputy,
    Pairing,
    RiverChief,
    RiverChiefAssignment,
)
from geo import crs
from geo.models import (
    LiaisonStation,
    River,
    RiverSegment,
    Road,
    Subdistrict,
    TableVersion,
    Village,
)

SOURCES = (
    Subdistrict,
    Village,
    LiaisonStation,
    River,
    RiverSegment,
    Road,
    Deputy,
    Pairing,
    RiverChief,
    RiverChiefAssignment,
    CoverageSettings,
)


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Register:
    """What is valid in ``subdistrict`` on ``day``; ``token`` names the state of the tables."""

    subdistrict: Subdistrict
    day: date
    token: str

    @property
    def metric_srid(self) -> int:
        return self.subdistrict.metric_srid

    @cached_property
    def settings(self) -> CoverageSettings:
        """The settings that count here: the subdistrict's, else the nearest unit's above."""
        return CoverageSettings.of(self.subdistrict)

    @cached_property
    def whole(self):
        """The boundary: the subdistrict's own, else the union of its villages; may be None."""
        if self.subdistrict.geom is not None:
            return self.metric([self.subdistrict.geom])[0]
        located = [shape for shape in self.villages.shapes if shape is not None]
        return shapely.union_all(located) if located else None

    @cached_property
    def villages(self) -> Table:
        return self._table(Village.objects.all())

    @cached_property
    def stations(self) -> Table:
        return self._table(LiaisonStation.objects.filter(geom__isnull=False))

    @cached_property
    def segments(self) -> Table:
        return self._table(RiverSegment.objects.select_related("river"))

    @cached_property
    def roads(self) -> Table:
        """The roads one may use; railways are not among them."""
        usable = Road.objects.exclude(road_class=Road.RoadClass.RAILWAY)
        return self._table(
            usable.filter(geom__isnull=False).only("pk", "geom", "speed_kmh", "is_one_way")
        )

    @cached_property
    def centers(self) -> np.ndarray:
        """Committee points of the villages, shape (v, 2) in metres; NaN where unknown."""
        points = self.metric([village.center for village in self.villages.rows])
        return np.column_stack([shapely.get_x(points), shapely.get_y(points)])

    @cached_property
    def pairings(self) -> dict[int, list[Pairing]]:
        """Pairings in force on the day by the village's primary key."""
        return self._by(
            Pairing.objects.filter(deputy__subdistrict=self.subdistrict)
            .as_of(self.day)
            .select_related("deputy")
            .order_by("deputy__code"),
            "village_id",
        )

    @cached_property
    def chiefs(self) -> dict[int, list[RiverChiefAssignment]]:
        """Assignments in force on the day by the segment's primary key."""
        return self._by(
            RiverChiefAssignment.objects.filter(river_segment__subdistrict=self.subdistrict)
            .as_of(self.day)
            .select_related("chief")
            .order_by("valid_from", "code"),
            "river_segment_id",
        )

    def metric(self, geometries) -> np.ndarray:
        """Return GEOS geometries or None as shapely's in the metric CRS."""
        wkb = [None if geometry is None else bytes(geometry.wkb) for geometry in geometries]
        return crs.project(np.array(shapely.from_wkb(wkb), dtype=object), self.metric_srid)

    def _table(self, queryset: QuerySet) -> Table:
        rows = list(queryset.filter(subdistrict=self.subdistrict).as_of(self.day).order_by("code"))
        return Table(rows, self.metric([row.geom for row in rows]))

    @staticmethod
    def _by(queryset: QuerySet, key: str) -> dict[int, list]:
        found = defaultdict(list)
        for row in queryset:
            found[getattr(row, key)].append(row)
        return dict(found)


CHIEF_LEVELS = tuple(ChiefLevel)


def read(subdistrict: Subdistrict, day: date) -> Register:
    """Return the register of ``subdistrict`` on ``day``; its tables are read when first used."""
    return Register(subdistrict, day, TableVersion.objects.token(*SOURCES))


def kept(register: Register, name: str, compute, *parameters):
    """Return ``compute()``, kept in the cache while the tables behind it do not change."""
    parts = (name, register.subdistrict.code, register.day, register.token, *parameters)
    key = "figures:" + ":".join(str(part) for part in parts)
    value = cache.get(key)
    if value is None:
        value = compute()
        cache.set(key, value, timeout=None)
    return value
