"""One layer on a day: a row for each thing it judges, the state of each village, the shares."""

from dataclasses import dataclass, field

import numpy as np

from coverage.analysis.layers import Areas
from coverage.analysis.shares import Shares, shares
from coverage.figures.register import Register
from coverage.figures.words import Text, state_words


@dataclass(frozen=True)
class Layer:
    """What one layer says on a day.

    ``rows`` are its villages, or its segments and waters, each with ``code``, ``name``,
    ``kind``, ``state``, ``reason_zh``, ``reason_en`` and the layer's own numbers. ``villages``
    has one such row a village in the order of the register (the same list where villages are what
    the layer judges) and ``village_state`` (v,) their states. ``shares`` are by the names of
    their measures: ``villages``, ``people`` and ``area_m2`` by the state of the village; for
    waters also ``segments``, ``length_m`` and ``waters``; for stations ``people_by_area``, and
    ``area_m2`` by the ground reached. ``numbers`` are other figures of the whole layer.
    """

    name: str
    parameters: dict
    rows: list[dict]
    villages: list[dict]
    village_state: np.ndarray
    shares: dict[str, Shares]
    numbers: dict = field(default_factory=dict)

    def summary(self) -> dict:
        """Return the shares and numbers as plain data."""
        found = {measure: amounts(share, measure) for measure, share in self.shares.items()}
        return found | self.numbers


def amounts(found: Shares, measure: str) -> dict:
    """Return shares as plain data; ``share`` is (covered + due) / total, None of nothing."""
    parts = {
        "covered": found.covered,
        "due": found.due,
        "gap": found.gap,
        "unknown": found.unknown,
    }
    share = found.covered_share
    if measure in ("area_m2", "length_m"):
        parts = {state: round(value, 2) for state, value in parts.items()}
        total = round(sum(parts.values()), 2)
    else:
        total = sum(parts.values())
    return parts | {"total": total, "share": None if share is None else round(share, 4)}


def people(register: Register) -> list[int]:
    """Return the people of each village."""
    return [village.population or 0 for village in register.villages.rows]


def dropped(areas: Areas | None) -> dict:
    """Return how much and how many slivers were left out of a gap; None where nothing is cut."""
    if areas is None:
        return {"dropped_m2": None, "dropped_parts": None}
    return {"dropped_m2": round(areas.dropped_m2, 2), "dropped_parts": areas.dropped_parts}


def village_shares(register: Register, state: np.ndarray) -> dict[str, Shares]:
    """Return the shares by villages, people and area where each village has one state."""
    found = {"villages": shares(state), "people": shares(state, people(register))}
    if register.ground is not None:
        found["area_m2"] = register.ground.shares_m2(state)
    return found


def village_rows(
    register: Register, state: np.ndarray, reasons: list[Text], **columns: list
) -> list[dict]:
    """Return one row a village; ``columns`` are the layer's own, in the order of the villages."""
    words = state_words(state)
    return [
        {
            "code": village.code,
            "name": village.short_name,
            "kind": village.kind,
            "state": words[row],
            **reasons[row].members(),
            "population": village.population,
            "area_m2": village.area_m2 and round(village.area_m2, 2),
            **{name: values[row] for name, values in columns.items()},
        }
        for row, village in enumerate(register.villages.rows)
    ]
