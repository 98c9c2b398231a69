"""A boundary set: a new generation of all units from a day on, and what ends with it."""

from collections.abc import Iterable
from datetime import timedelta

import numpy as np
import shapely
from django.db.models import Q
from django.utils.translation import gettext as _

from geo import crs
from geo.ingest import matching
from geo.ingest.collecting import Collector
from geo.ingest.errors import ImportFault
from geo.ingest.job import Job
from geo.ingest.neighbours import gaps, overlaps
from geo.ingest.plan import Plan
from geo.ingest.values import reason
from geo.models import ImportRow, Subdistrict

# A township has some hundred units, a county some thousand; all are compared with each other.
MOST_UNITS = 20_000
CLOSED, REJECTED = ImportRow.Action.CLOSED.value, ImportRow.Action.REJECTED.value


class BoundarySet:
    """Takes the plans of a set; then knows which units it does not have, and how it fits."""

    def __init__(self, job: Job):
        self.job = job
        self.present: dict[str, set[str]] = {}
        self.labels: list[str] = []
        self.shapes: list[shapely.Geometry] = []

    def take(self, plan: Plan) -> None:
        """Remember the units and shapes of a batch; a rejected row does not end its unit."""
        if len(self.labels) + len(plan) > MOST_UNITS:
            text = _("A boundary set has at most %(most)s rows; load it in parts.")
            raise ImportFault(text % {"most": MOST_UNITS}, "file", None, f"<= {MOST_UNITS}")
        for at, unit in enumerate(plan.owners):
            if unit is None or plan.keys[at] is None:
                continue
            self.present.setdefault(unit.code, set()).add(plan.keys[at])
            if plan.metric[at] is not None:
                self.labels.append(" ".join(plan.label(at)).strip())
                self.shapes.append(plan.metric[at])

    def left_out(self) -> list[matching.Row]:
        """Return the rows valid on the first day, in the units of the file, that it does not have.

        Locked where the database can, when a transaction is open.
        """
        job, first = self.job, self.job.valid_from
        model, owner = job.target.model, job.target.owner.name
        valid = model._default_manager.as_of(first)
        rows = valid.filter(**{f"{owner}__code__in": sorted(self.present)})
        rows = job.rights.writable(rows)
        matching.lock(model, rows)
        return [
            row
            for row in matching.values(job, rows.order_by("code"))
            if row[job.key] not in self.present[row["owner_code"]]
        ]

    def tell(self, collector: Collector) -> list[int]:
        """Tell what ends and how the set fits; return the keys of the rows that end."""
        first = self.job.valid_from
        last = first - timedelta(days=1)
        ending = []
        for row in self.left_out():
            label = (row["code"], row["name"])
            shape = matching.shape_of(row["wkb"])
            if row["valid_from"] == first:
                why = reason("same_day_left", first=first)
                collector.reasons["same_day_left"] += 1
                collector.add(REJECTED, None, *label, [why], shape=shape)
                continue
            collector.add(CLOSED, None, *label, [reason("left_out", last=last)], shape=shape)
            ending.append(row["id"])
        collector.sign(repr(sorted(ending)))
        return ending

    def tell_fit(self, collector: Collector) -> dict:
        """Tell gaps and overlaps between the units; return their numbers and areas."""
        units = np.array(self.shapes, dtype=object)
        srid = self.job.unit.metric_srid
        shared, left = overlaps(units), gaps(units, self._whole(srid))
        for one in shared:
            names = {"first": self.labels[one.first], "second": self.labels[one.second]}
            self._tell(collector, "overlap", one.shape, one.area_m2, srid, names)
        for shape in left:
            self._tell(collector, "gap", shape, float(shape.area), srid, {})
        return {
            "overlaps": len(shared),
            "overlap_m2": round(sum(one.area_m2 for one in shared), 1),
            "gaps": len(left),
            "gap_m2": round(sum(shape.area for shape in left), 1),
        }

    def _tell(self, collector, action: str, shape, area_m2: float, srid: int, names: dict) -> None:
        here = crs.project(shape, crs.STORAGE_SRID, srid)
        point = shapely.point_on_surface(here)
        place = {"x": round(point.x, 6), "y": round(point.y, 6)}
        why = reason(f"neighbours_{action}", area_m2=round(area_m2, 1), **place, **names)
        collector.add(action, None, "", "", [why], shape=here)

    def _whole(self, srid: int) -> shapely.Geometry | None:
        """Return the union of the units' boundaries, None where one is not known."""
        rows = Subdistrict.objects.as_of(self.job.valid_from).filter(code__in=sorted(self.present))
        found = [
            shapely.from_wkb(bytes(row.geom.wkb)) if row.geom else None for row in rows.only("geom")
        ]
        if not found or None in found or len(found) < len(self.present):
            return None
        return shapely.union_all(crs.project(np.array(found, dtype=object), srid))


def still_referred_to(job: Job, keys: Iterable[int]) -> dict[str, int]:
    """Return how many rows, by kind, last beyond the first day and refer to rows that end."""
    listed = list(keys)
    counts: dict[str, int] = {}
    for link in job.target.model._meta.related_objects if listed else ():
        model = link.related_model
        names = {field.name for field in model._meta.concrete_fields}
        if hasattr(model, "history_object") or "valid_to" not in names:
            continue
        lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=job.valid_from)
        rows = model._default_manager.filter(lasting, **{f"{link.field.name}__in": listed})
        count = rows.count()
        if count:
            counts[str(model._meta.label_lower)] = count
    return counts
