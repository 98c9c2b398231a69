"""What a dry run reports: all rows counted, the first of each action kept, a digest of the plan."""

import hashlib
from collections import Counter

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry

from geo.crs import STORAGE_SRID
from geo.ingest.plan import ADDED, CHANGED, REJECTED, UNCHANGED, Plan
from geo.ingest.values import Reason
from geo.models import Import, ImportRow

# Of each action; all are counted.
MOST_KEPT = 1000
LETTERS = {ADDED: "a", CHANGED: "c", UNCHANGED: "u", REJECTED: "r"}


class Collector:
    """Takes the plans of a file and keeps counts, the first rows and a digest."""

    def __init__(self, kept: Import):
        self.kept = kept
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.shown: Counter[str] = Counter()
        self.rows: list[ImportRow] = []
        self._digest = hashlib.blake2b(digest_size=16)

    @property
    def total(self) -> int:
        """How many rows of the file were taken."""
        return sum(self.counts[action] for action in LETTERS)

    @property
    def digest(self) -> str:
        """What another plan of the same file has only if it does the same to the same rows."""
        return self._digest.hexdigest()

    def take(self, plan: Plan) -> None:
        """Count the rows of a plan and keep the first ones."""
        actions = plan.actions
        self.counts.update(actions)
        self._digest.update("".join(LETTERS[action] for action in actions).encode())
        self._sign(plan)
        for reasons in plan.reasons.values():
            self.reasons.update({str(one["code"]) for one in reasons})
        for at, notes in plan.notes.items():
            if at not in plan.reasons:
                self.notes.update({str(one["code"]) for one in notes})
        if all(self.shown[action] >= MOST_KEPT for action in set(actions)):
            return
        for at, action in enumerate(actions):
            if self.shown[action] < MOST_KEPT:
                self._keep_row(plan, at, action)

    def _sign(self, plan: Plan) -> None:
        for at in sorted(plan.existing):
            told = (at, plan.existing[at]["id"], plan.changes.get(at), at in plan.succeeded)
            self._digest.update(repr(told).encode())

    def _keep_row(self, plan: Plan, at: int, action: str) -> None:
        code, name = plan.label(at)
        reasons = plan.reasons.get(at) or plan.notes.get(at, [])
        changes = plan.changes.get(at, {}) if action == CHANGED else {}
        shape = plan.shapes[at]
        if shape is None and at in plan.existing and plan.existing[at]["wkb"] is not None:
            shape = shapely.from_wkb(bytes(plan.existing[at]["wkb"]))
        self.add(action, plan.rows[at], code, name, reasons, changes, shape, count=False)

    def add(
        self,
        action: str,
        row: int | None,
        code: str,
        name: str,
        reasons: list[Reason],
        changes: dict | None = None,
        shape: shapely.Geometry | None = None,
        count: bool = True,
    ) -> None:
        """Keep one row, if there are not too many of its action; count it unless it is."""
        self.counts[action] += count
        if self.shown[action] >= MOST_KEPT:
            return
        self.shown[action] += 1
        self.rows.append(
            ImportRow(
                of_import=self.kept,
                row=row,
                action=action,
                code=code[:100],
                name=name[:120],
                reasons=reasons,
                changes=changes or {},
                geom=_stored(shape),
            )
        )

    def sign(self, text: str) -> None:
        """Let the digest depend on something else that will be done."""
        self._digest.update(text.encode())

    def report(self) -> dict:
        """Return the counts as plain data."""
        actions = [*LETTERS, *(a for a in self.counts if a not in LETTERS)]
        return {
            "rows": self.total,
            "counts": {action: self.counts[action] for action in actions},
            "shown": {action: self.shown[action] for action in actions},
            "reasons": dict(self.reasons),
            "notes": dict(self.notes),
        }


def _stored(shape: shapely.Geometry | None) -> GEOSGeometry | None:
    if shape is None or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=STORAGE_SRID)
