"""New rows of a plan as a database takes them: columns, measures, ids. Needs no database.

Measures are taken from geometries that are projected already.
"""

import os
from dataclasses import dataclass

import numpy as np
import shapely
from django.db import models

from geo.fields import AreaField
from geo.ingest import copying
from geo.ingest.plan import Plan
from geo.ingest.targets import Target


@dataclass(frozen=True)
class Added:
    """New rows with the keys they get.

    ``rows``: for PostgreSQL the text that COPY takes, for SQLite rows of values with geometries
    as WKB.
    """

    keys: list[int]
    names: list[str]
    rows: bytes | list[tuple]


def encode(target: Target, plan: Plan, added: list[int], keys: list[int], by_copy: bool) -> Added:
    """Return the rows at the positions ``added`` as they are written."""
    columns = {"id": keys} | _columns(target, plan, added)
    if by_copy:
        return Added(keys, *copying.encoded(columns))
    columns["geom"] = shapely.to_wkb(columns["geom"])
    return Added(keys, list(columns), list(zip(*columns.values(), strict=True)))


def _columns(target: Target, plan: Plan, added: list[int]) -> dict[str, object]:
    """Return the values of every column but the key; of the geometry the shapes."""
    is_whole = len(added) == len(plan)
    found: dict[str, object] = {}
    measures = measures_of(target, plan.metric if is_whole else plan.metric[added])
    for one in target.model._meta.concrete_fields:
        if one.primary_key:
            continue
        if one.attname in measures:
            found[one.column] = measures[one.attname]
        elif one.name == "geom":
            found[one.column] = plan.shapes if is_whole else plan.shapes[added]
        elif one.attname == target.owner.attname:
            found[one.column] = [plan.owners[at].pk for at in added]
        elif one.name == "public_id":
            found[one.column] = _public_ids(plan, added)
        elif one.attname in plan.values:
            values = plan.values[one.attname]
            found[one.column] = stored(one, values if is_whole else [values[at] for at in added])
        else:
            default = one.get_default() if one.has_default() else None
            found[one.column] = [default] * len(added)
    return found


def _public_ids(plan: Plan, added: list[int]) -> list[str]:
    fresh = new_ids(len(added))
    given = plan.values.get("public_id")
    if given is None:
        return fresh
    return [given[at] or public_id for at, public_id in zip(added, fresh, strict=True)]


def new_ids(count: int) -> list[str]:
    """Return fresh public ids: random UUIDs (version 4), made at once."""
    digits = os.urandom(16 * count).hex()
    return [
        f"{one[:8]}-{one[8:12]}-4{one[13:16]}-{'89ab'[int(one[16], 16) & 3]}{one[17:20]}-{one[20:]}"
        for one in (digits[start : start + 32] for start in range(0, 32 * count, 32))
    ]


def measures_of(target: Target, metric: np.ndarray) -> dict[str, list]:
    """Return the measures of projected geometries by column, None without a geometry."""
    found = {}
    for one in target.measures:
        measure = shapely.area if isinstance(one, AreaField) else shapely.length
        values = measure(metric).tolist()
        for at in np.flatnonzero(shapely.is_missing(metric)):
            values[at] = None
        found[one.attname] = values
    return found


def stored(one: models.Field, values: list) -> list:
    """Return values as both databases take them: days as text."""
    if not isinstance(one, models.DateField):
        return values
    texts = {day: None if day is None else day.isoformat() for day in set(values)}
    return [texts[day] for day in values]
