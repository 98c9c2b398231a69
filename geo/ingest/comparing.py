"""What a row of a file changes in the row of the register it speaks of."""

import math
from datetime import date

import numpy as np
import shapely

from geo import crs
from geo.ingest import shapes
from geo.ingest.job import Job
from geo.ingest.matching import shapes_of
from geo.ingest.plan import Plan
from geo.ingest.targets import TargetField
from geo.ingest.values import reason

# Shapefiles and spreadsheets keep some 15 digits.
RELATIVE = 1e-9


def compare(job: Job, plan: Plan) -> None:
    """Find the changes of all rows of a plan that exist: values, then geometries at once."""
    positions = [at for at in plan.existing if at not in plan.reasons]
    fields = _compared(job, plan)
    for at in positions:
        _compare_values(plan, at, fields)
    _compare_shapes(job, plan, [at for at in positions if plan.shapes[at] is not None])


def _compared(job: Job, plan: Plan) -> list[TargetField]:
    """Return the fields whose values may change: not those that say which row it is."""
    fixed = {job.key, job.target.owner_name, "public_id", "code"}
    if job.by_generation:
        fixed.add("valid_from")
    return [
        one
        for name, one in job.target.fields.items()
        if name not in fixed and one.attname in plan.values
    ]


def _compare_values(plan: Plan, at: int, fields: list[TargetField]) -> None:
    known = plan.existing[at]
    for one in fields:
        new, old = plan.values[one.attname][at], known[one.attname]
        if new is None:
            if one.may_be_empty:
                new = one.empty
            elif one.has_default:
                continue
            else:
                plan.reject(at, reason("empty_value", field=one.name))
                continue
        if one.kind == "reference":
            told = (known[f"{one.name}_"], plan.codes[one.attname][at])
            if told[0] == told[1]:
                # The same place, in the generation that is referred to already.
                continue
        else:
            told = (old, new)
        if not is_same(old, new):
            plan.updates.setdefault(at, {})[one.attname] = new
            plan.changes.setdefault(at, {})[one.name] = [plain(value) for value in told]


def is_same(old: object, new: object) -> bool:
    """Return whether two values are the same; numbers as far as files keep their digits."""
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=RELATIVE)
    return old == new


def plain(value: object) -> object:
    """Return a value as JSON can carry it."""
    return value.isoformat() if isinstance(value, date) else value


def _compare_shapes(job: Job, plan: Plan, positions: list[int]) -> None:
    if not positions:
        return
    before = shapes_of(plan.existing[at] for at in positions)
    had_none = shapely.is_missing(before)
    srids = np.array([plan.owners[at].metric_srid for at in positions])
    projected = project_each(before, srids)
    after = plan.metric[positions]
    equal = np.zeros(len(positions), dtype=bool)
    equal[~had_none] = shapes.same(projected[~had_none], after[~had_none])
    different = np.flatnonzero(~equal)
    moved = shapes.distances_m(projected[different], after[different])
    for index, moved_m in zip(different, moved, strict=True):
        at = positions[index]
        plan.updates.setdefault(at, {})["geom"] = True
        told = _told(projected[index], after[index], float(moved_m))
        plan.changes.setdefault(at, {})["geometry"] = told
        _take_answers(job, plan, at)


def _told(before: shapely.Geometry | None, after: shapely.Geometry, moved_m: float) -> dict:
    """Return how a geometry changed, in metres and square metres."""
    told: dict[str, object] = {} if before is None else {"moved_m": round(moved_m, 2)}
    measures = {2: ("area_m2", shapely.area), 1: ("length_m", shapely.length)}
    name, measure = measures.get(int(shapely.get_dimensions(after)), ("", None))
    if measure is not None:
        old = None if before is None else round(float(measure(before)), 1)
        told[name] = [old, round(float(measure(after)), 1)]
    return told


def _take_answers(job: Job, plan: Plan, at: int) -> None:
    """Take the import's answers on the provenance for a geometry that is new."""
    for name, answer in job.answers.items():
        if name in job.mapping or name in job.constants:
            continue
        old = plan.existing[at][name]
        if old != answer:
            plan.updates[at][name] = answer
            plan.changes[at][name] = [plain(old), plain(answer)]


def project_each(found: np.ndarray, srids: np.ndarray) -> np.ndarray:
    """Return geometries in EPSG:4326 projected, each to its own metric CRS."""
    projected = np.empty(len(found), dtype=object)
    for srid in np.unique(srids):
        here = srids == srid
        projected[here] = crs.project(found[here], int(srid))
    return projected
