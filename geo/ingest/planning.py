"""Plans batch by batch: values, owners, keys, references, geometries, rights; writes nothing.

What needs no database comes first, as a draft, so that it can be done while the database is busy.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from geo import crs
from geo.ingest import matching, rules, shapes
from geo.ingest.comparing import compare, project_each
from geo.ingest.generations import pick
from geo.ingest.job import Job
from geo.ingest.plan import Plan
from geo.ingest.tables import Batch
from geo.ingest.targets import TargetField
from geo.ingest.units import Units
from geo.ingest.values import convert, reason


@dataclass(frozen=True)
class Draft:
    """A batch as far as it can be planned without the database.

    ``places`` is None without any geometry; ``metric`` are the shapes of ``places`` in the own
    unit's metric CRS, None where rows name units of their own.
    """

    plan: Plan
    places: shapes.Checked | None
    metric: np.ndarray | None


class Planner:
    """Plans the batches of one file in their order; remembers the keys it has seen."""

    def __init__(self, job: Job):
        self.job, self.target = job, job.target
        self.units = Units(job)
        self.seen: dict[int, int] = {}
        self.rules = rules.rules_of(job.target.model)
        self.may_add = job.rights.may_add(job.target.model)
        self.allowed = job.rights.fields(job.target.model)

    def draft(self, batch: Batch) -> Draft:
        """Return a batch with its values converted and its geometries checked."""
        empty = np.full(len(batch), None, dtype=object)
        plan = Plan(batch.rows, empty, empty.copy(), [], [None] * len(batch))
        self._take_faults(plan, batch)
        self._convert(plan, batch)
        if shapely.is_missing(batch.shapes).all():
            return Draft(plan, None, None)
        srid = self.units.own.metric_srid
        places = shapes.checked(batch.shapes, self.target.shape_types, self.job.repair, srid)
        names_units = self._column(plan, self.target.owner_name) is not None
        return Draft(plan, places, None if names_units else crs.project(places.shapes, srid))

    def plan(self, draft: Draft) -> Plan:
        """Return what would happen to the rows of a batch."""
        plan = draft.plan
        self._find_owners(plan)
        self._take_keys(plan)
        self._match(plan)
        self._refer(plan)
        self._take_shapes(plan, draft)
        compare(self.job, plan)
        self._complete(plan)
        self._ask_rights(plan)
        return plan

    # -- Values ---------------------------------------------------------------------------------
    def _take_faults(self, plan: Plan, batch: Batch) -> None:
        if not batch.faults:
            return
        position = {number: at for at, number in enumerate(batch.rows)}
        for number, text in batch.faults.items():
            plan.reject(position[number], {"code": "unreadable", "text": str(text)})

    def _convert(self, plan: Plan, batch: Batch) -> None:
        for name, one in self.target.fields.items():
            column = self.job.mapping.get(name)
            if column is not None:
                values, wrong = convert(one, batch.values[column])
            elif name in self.job.constants:
                values, wrong = convert(one, [self.job.constants[name]])
                values = values * len(batch)
                wrong = dict.fromkeys(range(len(batch)), wrong[0]) if wrong else {}
            else:
                continue
            plan.values[one.attname] = values
            for at, why in wrong.items():
                plan.reject(at, why)

    def _column(self, plan: Plan, name: str) -> list | None:
        one = self.target.fields.get(name)
        return plan.values.get(one.attname) if one else None

    def _find_owners(self, plan: Plan) -> None:
        """Find the unit of each row: the one its column names, else the import's own."""
        codes = self._column(plan, self.target.owner_name)
        own = self.units.own
        if codes is None:
            plan.owners = [own] * len(plan)
            return
        named = set(codes) - {None}
        self.units.look_up(named)
        units = {code: self.units.found[code] for code in named} | {None: own}
        plan.owners = [units[code] for code in codes]
        plan.owner_codes = codes
        del plan.values[self.target.owner.attname]
        for at, unit in enumerate(plan.owners):
            if unit is None:
                why = reason("unknown_unit", field=self.target.owner_name, value=codes[at])
                plan.reject(at, why)

    # -- Keys -----------------------------------------------------------------------------------
    def _take_keys(self, plan: Plan) -> None:
        """Take the key of each row; the same key again is rejected."""
        key = self.job.key
        plan.keys = self._column(plan, key)
        has_owner = matching.has_owner_in_key(self.job)
        owners = [unit.code if unit and has_owner else "" for unit in plan.owners]
        firsts = self._column(plan, "valid_from") if self.job.by_generation else None
        firsts = firsts if firsts and key != "public_id" else [None] * len(plan)
        for at, (number, *parts) in enumerate(
            zip(plan.rows, owners, plan.keys, firsts, strict=True)
        ):
            if parts[1] is None:
                if at not in plan.reasons:
                    plan.reject(at, reason("missing_key", field=key))
                continue
            first = self.seen.setdefault(hash(tuple(parts)), number)
            if first != number:
                plan.reject(at, reason("duplicate_key", row=first, value=parts[1]))

    def _match(self, plan: Plan) -> None:
        """Find the row of the register that each row speaks of, in the right generation."""
        job = self.job
        here = [at for at, unit in enumerate(plan.owners) if unit and plan.keys[at] is not None]
        known = matching.find(job, ((plan.owners[at].code, plan.keys[at]) for at in here))
        firsts = self._column(plan, "valid_from") if job.by_generation else None
        lasts = self._column(plan, "valid_to") if "valid_to" in job.mapping else None
        has_owner = matching.has_owner_in_key(job)
        for at in here if known.rows else ():
            owner = plan.owners[at].code if has_owner else ""
            generations = known.generations(owner, plan.keys[at])
            if not generations:
                continue
            first = (firsts and firsts[at]) or job.valid_from
            row, succeeds, why = pick(job, generations, first, lasts and lasts[at])
            if why is not None:
                plan.reject(at, why)
            if row is not None:
                plan.existing[at] = row
                self._refuse_move(plan, at, row)
                if succeeds:
                    plan.succeeded.add(at)
        self._refuse_strangers(plan)

    def _refuse_move(self, plan: Plan, at: int, row: matching.Row) -> None:
        """Refuse to move a place from one unit to another, which rights and codes hang on."""
        named = plan.owner_codes is not None and plan.owner_codes[at] is not None
        if named and row["owner_code"] != plan.owners[at].code:
            plan.reject(at, reason("moved_unit", value=row["owner_code"]))
        elif not named and row["owner_code"] in self.units.found:
            plan.owners[at] = self.units.found[row["owner_code"]] or plan.owners[at]

    def _refuse_strangers(self, plan: Plan) -> None:
        """Refuse new rows that cannot be made: without a code, or with somebody's public id."""
        new = [at for at in range(len(plan)) if at not in plan.existing and at not in plan.reasons]
        if self.job.key != "code":
            code = {"public_id": "unknown_id", "name": "missing_code"}[self.job.key]
            for at in new:
                plan.reject(at, reason(code, value=plan.keys[at]))
            return
        ids = self._column(plan, "public_id")
        if ids is None:
            return
        taken = matching.taken_ids(self.job, (ids[at] for at in new if ids[at] is not None))
        for at in new if taken else ():
            if ids[at] in taken:
                plan.reject(at, reason("taken_id", value=ids[at], owner=taken[ids[at]]))

    def _refer(self, plan: Plan) -> None:
        """Replace the codes of references by what they refer to."""
        for one in self.target.references:
            codes = plan.values.get(one.attname)
            if codes is None:
                continue
            found = matching.References(self.job, one).find(set(codes) - {None})
            firsts = self._column(plan, "valid_from") or [None] * len(plan)
            keys = [
                self._key_of(plan, at, one, code, found, firsts[at] or self.job.valid_from)
                for at, code in enumerate(codes)
            ]
            plan.codes[one.attname], plan.values[one.attname] = codes, keys

    def _key_of(self, plan, at: int, one: TargetField, code, found, day) -> int | None:
        if code is None or plan.owners[at] is None:
            return None
        if code not in found:
            plan.reject(at, reason("unknown_reference", field=one.name, value=code))
            return None
        key = matching.chosen(found[code], plan.owners[at].code, day)
        if key is None:
            plan.reject(at, reason("several_of_code", field=one.name, value=code))
        return key

    # -- Geometries -----------------------------------------------------------------------------
    def _take_shapes(self, plan: Plan, draft: Draft) -> None:
        if draft.places is None:
            return
        for at, why in draft.places.wrong.items():
            plan.reject(at, why)
        for at, what in draft.places.notes.items():
            plan.note(at, what)
        plan.shapes = draft.places.shapes
        srids = np.array(
            [unit.metric_srid if unit else crs.DEFAULT_METRIC_SRID for unit in plan.owners]
        )
        own = self.units.own.metric_srid
        is_projected = draft.metric is not None and (srids == own).all()
        plan.metric = draft.metric if is_projected else project_each(plan.shapes, srids)
        self._question_places(plan)

    def _question_places(self, plan: Plan) -> None:
        """Note the places far outside the surroundings of their unit."""
        bounds = shapely.bounds(plan.metric)
        for unit in {id(one): one for one in plan.owners if one and one.box}.values():
            left, bottom, right, top = unit.box.bounds_m
            here = np.array([one is unit for one in plan.owners])
            west, south, east, north = bounds.T
            inside = (west >= left) & (south >= bottom) & (east <= right) & (north <= top)
            for at in np.flatnonzero(here & ~inside & ~shapely.is_missing(plan.metric)):
                what = {"unit": unit.box.unit, "limits": unit.box.degrees()}
                plan.note(int(at), {"code": "outside", **what})

    # -- Whole rows -----------------------------------------------------------------------------
    def _complete(self, plan: Plan) -> None:
        """Ask of each row that would be stored what its model asks of it."""
        new = [at for at in range(len(plan)) if at not in plan.existing]
        self._fill(plan, new)
        lasts, always = plan.values["valid_to"], len(self.rules) > len(rules.COMMON)
        for at in new:
            is_plain = plan.shapes[at] is not None and lasts[at] is None and not always
            if at not in plan.reasons and not is_plain:
                self._ask_rules(plan, at, {}, plan.shapes[at])
            if self.target.is_division and at not in plan.reasons:
                self._ask_parent(plan, at)
        for at, row in plan.existing.items():
            if at in plan.reasons or at not in plan.updates:
                continue
            shape = plan.shapes[at]
            if shape is None:
                shape = matching.shape_of(row["wkb"])
            self._ask_rules(plan, at, row | plan.updates[at], shape)

    def _fill(self, plan: Plan, new: list[int]) -> None:
        """Give new rows what their columns leave open: answers, defaults, nothing."""
        job = self.job
        fallback = {"valid_from": job.valid_from, **job.answers}
        for name, one in self.target.fields.items():
            if one.attname == self.target.owner.attname or name == "public_id":
                continue
            values = plan.values.get(one.attname)
            is_given = values is not None
            if not is_given:
                values = plan.values[one.attname] = [None] * len(plan)
            if name == "quality":
                self._fill_quality(plan, new, values)
                continue
            other = fallback.get(name)
            if other is None and one.has_default:
                other = one.model_field.get_default()
            if other is None and one.may_be_empty:
                other = one.empty
            if is_given and other is None and one.may_be_empty:
                continue
            for at in new:
                if values[at] is not None:
                    continue
                values[at] = other
                if other is None and not one.may_be_empty and at not in plan.reasons:
                    plan.reject(at, reason("missing_value", field=name))

    def _fill_quality(self, plan: Plan, new: list[int], values: list) -> None:
        """Give the quality of the import's geometries to those that say none."""
        answer = self.job.answers.get("quality")
        for at in new:
            if plan.shapes[at] is None and values[at] is None:
                values[at] = "unlocated"
            elif values[at] is None:
                values[at] = answer
                if answer is None and at not in plan.reasons:
                    plan.reject(at, reason("missing_value", field="quality"))

    def _ask_rules(self, plan: Plan, at: int, known: dict, shape) -> None:
        values = known or {name: column[at] for name, column in plan.values.items()}
        for rule in self.rules:
            why = rule(values, shape)
            if why is not None:
                plan.reject(at, why)

    def _ask_parent(self, plan: Plan, at: int) -> None:
        above = plan.owners[at].code
        if not plan.keys[at].startswith(above) or plan.keys[at] == above:
            plan.reject(at, reason("parent_code", value=above))

    # -- Rights ---------------------------------------------------------------------------------
    def _ask_rights(self, plan: Plan) -> None:
        for at in range(len(plan)):
            if at in plan.existing or at in plan.reasons:
                continue
            if not (self.may_add and plan.owners[at].is_writable):
                plan.reject(at, reason("right_add"))
        changed = {plan.existing[at]["id"]: at for at in plan.updates if at not in plan.reasons}
        if not changed:
            return
        rows = self.target.model._default_manager.filter(pk__among=list(changed))
        writable = set(self.job.rights.writable(rows).values_list("pk", flat=True))
        for key, at in changed.items():
            if key not in writable or (at in plan.succeeded and not self.may_add):
                plan.reject(at, reason("right_change"))
            elif self.allowed is not None:
                strange = sorted(set(plan.updates[at]) - self.allowed)
                if strange:
                    plan.reject(at, reason("right_field", fields=strange))
