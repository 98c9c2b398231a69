"""Rows of the register that rows of a file speak of: looked up with a query per batch."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.db import connection, models
from django.db.models import F

from geo.ingest import spans
from geo.ingest.job import Job
from geo.ingest.targets import TargetField

FOREVER = date.max
Row = dict[str, object]


def shape_of(wkb: object) -> shapely.Geometry | None:
    """Return the geometry of a row's WKB; None stays None."""
    return None if wkb is None else shapely.from_wkb(bytes(wkb))


def shapes_of(rows: Iterable[Row]) -> np.ndarray:
    """Return the geometries of rows, None where there is none."""
    found = [None if row["wkb"] is None else bytes(row["wkb"]) for row in rows]
    return shapely.from_wkb(np.array(found, dtype=object))


@dataclass
class Known:
    """The rows that a batch may speak of, all generations, by owner's code and key."""

    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)

    def generations(self, owner: str, key: str) -> list[Row]:
        return self.rows.get((owner, key), [])


def columns_of(job: Job) -> list[str]:
    """Return the columns of the target that are kept as they are: all but key and shapes."""
    fields = job.target.model._meta.concrete_fields
    return [f.attname for f in fields if not hasattr(f, "geom_type") and not f.primary_key]


def lock(model: type[models.Model], rows: models.QuerySet) -> None:
    """Keep others from changing rows until the transaction ends.

    SQLite's transactions keep others from writing at all.
    """
    if connection.features.has_select_for_update and connection.in_atomic_block:
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            locked = model._default_manager.filter(pk__among=keys).order_by("pk")
            list(locked.select_for_update().values_list("pk"))


def find(job: Job, pairs: Iterable[tuple[str, str]]) -> Known:
    """Return the rows with these keys in the units with these codes, given as (unit, key).

    Where the unit is no part of the key, the rows with these keys in any unit.
    """
    known = Known()
    wanted = sorted(set(pairs))
    rows = _rows(job, wanted) if wanted else None
    if rows is None:
        return known
    lock(job.target.model, rows)
    key, has_owner = job.key, has_owner_in_key(job)
    for row in values(job, rows.order_by("valid_from")):
        at = ((row["owner_code"] or "") if has_owner else "", row[key])
        known.rows.setdefault(at, []).append(row)
    return known


def _rows(job: Job, wanted: list[tuple[str, str]]) -> models.QuerySet | None:
    """Return the rows of units and keys, None where it is known that there are none."""
    units, keys = ({one[at] for one in wanted} for at in (0, 1))
    if job.key == "code" and has_owner_in_key(job) and spans.are_used():
        found = spans.keys_of(job.target, units, keys)
        return spans.rows_of(job.target.model, found) if found else None
    rows = job.target.model._default_manager.filter(**{f"{job.key}__among": sorted(keys)})
    if has_owner_in_key(job):
        rows = rows.filter(**{f"{job.target.owner.name}__code__in": sorted(units)})
    return rows


def has_owner_in_key(job: Job) -> bool:
    """Return whether the owner is part of the key: not for divisions and public ids."""
    return not (job.target.is_division or job.key == "public_id")


def values(job: Job, rows) -> Iterable[Row]:
    """Return rows as plain data: columns, ``wkb``, ``owner_code`` and codes of references."""
    model = job.target.model
    extra = {f"{one.name}_": F(f"{one.model_field.name}__code") for one in job.target.references}
    return rows.annotate(
        wkb=AsWKB("geom"), owner_code=F(f"{job.target.owner.name}__code"), **extra
    ).values(model._meta.pk.attname, *columns_of(job), "wkb", "owner_code", *extra)


def taken_ids(job: Job, ids: Iterable[str]) -> dict[str, str]:
    """Return the codes of the rows that have these public ids."""
    rows = job.target.model._default_manager.filter(public_id__among=sorted(set(ids)))
    return dict(rows.values_list("public_id", "code"))


class References:
    """Finds what a field refers to by code: in the same unit, else where there is only one."""

    def __init__(self, job: Job, one: TargetField):
        self.job, self.field = job, one

    def find(self, codes: Iterable[str]) -> dict[str, list[tuple[str, date, date, int]]]:
        """Return (unit, first day, last day, key) of the readable places with each code."""
        wanted = sorted(set(codes))
        found: dict[str, list] = {}
        if not wanted:
            return found
        model = self.field.model_field.related_model
        rows = self.job.rights.readable(model._default_manager.filter(code__among=wanted))
        columns = ("code", "subdistrict__code", "valid_from", "valid_to", "pk")
        for code, unit, first, last, key in rows.order_by("valid_from").values_list(*columns):
            found.setdefault(code, []).append((unit, first, last or FOREVER, key))
        return found


def chosen(candidates: list[tuple[str, date, date, int]], unit: str, day: date) -> int | None:
    """Return the key of the place to refer to on a day; None where more than one unit has one."""
    own = [one for one in candidates if one[0] == unit]
    if not own and len({one[0] for one in candidates}) > 1:
        return None
    here = own or candidates
    valid = [one for one in here if one[1] <= day <= one[2]]
    return (valid or here)[-1][3]
