"""What would happen to the rows of a batch: added, changed, unchanged, or rejected and why."""

from dataclasses import dataclass, field

import numpy as np

from geo.ingest.matching import Row
from geo.ingest.units import Unit
from geo.ingest.values import Reason
from geo.models import ImportRow

ADDED, CHANGED = ImportRow.Action.ADDED.value, ImportRow.Action.CHANGED.value
UNCHANGED, REJECTED = ImportRow.Action.UNCHANGED.value, ImportRow.Action.REJECTED.value


@dataclass
class Plan:
    """One batch, a position a row.

    ``rows``: numbers in the file. ``shapes`` (EPSG:4326) and ``metric`` (the owner's metric CRS):
    object arrays. ``values``: column of the model -> new values. ``updates``: what is stored of
    changed rows. ``changes``: what is told of them. ``succeeded``: changed rows whose new state
    is a generation of its own.
    """

    rows: tuple[int, ...]
    shapes: np.ndarray
    metric: np.ndarray
    owners: list[Unit | None]
    keys: list[str | None]
    owner_codes: list[str | None] | None = None
    values: dict[str, list] = field(default_factory=dict)
    codes: dict[str, list] = field(default_factory=dict)
    existing: dict[int, Row] = field(default_factory=dict)
    reasons: dict[int, list[Reason]] = field(default_factory=dict)
    notes: dict[int, list[Reason]] = field(default_factory=dict)
    updates: dict[int, Row] = field(default_factory=dict)
    changes: dict[int, dict[str, object]] = field(default_factory=dict)
    succeeded: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.rows)

    def reject(self, position: int, why: Reason) -> None:
        self.reasons.setdefault(position, []).append(why)

    def note(self, position: int, what: Reason) -> None:
        self.notes.setdefault(position, []).append(what)

    @property
    def actions(self) -> list[str]:
        """What happens to each row."""
        found = [ADDED] * len(self)
        for position in self.existing:
            found[position] = CHANGED if position in self.updates else UNCHANGED
        for position in self.reasons:
            found[position] = REJECTED
        return found

    def label(self, position: int) -> tuple[str, str]:
        """Return code and name of a row as they are told."""
        known = self.existing.get(position, {})
        code = self._own("code", position) or known.get("code") or self.keys[position] or ""
        return str(code), str(self._own("name", position) or known.get("name") or "")

    def _own(self, name: str, position: int) -> object:
        column = self.values.get(name)
        return column[position] if column else None
