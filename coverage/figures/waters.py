"""What the layers of rivers, ponds and ditches share: rows of villages, and what is drawn."""

from dataclasses import dataclass

import numpy as np
import shapely

from coverage.analysis.shares import State, worst
from coverage.figures.layer import village_rows
from coverage.figures.register import Register
from coverage.figures.words import STATES, Text, listed


@dataclass(frozen=True)
class Line:
    """A stretch of a segment, or a whole pond or ditch, in one state; ``shape`` in EPSG:4326.

    ``start_m`` and ``end_m`` run along the segment from its first point, None for a water.
    ``bank`` is "left" or "right" where the segment asks for each by itself, else None.
    """

    id: str
    code: str
    name: str
    kind: str
    state: str
    start_m: float | None
    end_m: float | None
    length_m: float | None
    illustrative: bool
    shape: shapely.Geometry
    bank: str | None = None

    def properties(self) -> dict:
        """Return everything but the geometry."""
        return {key: value for key, value in vars(self).items() if key not in ("id", "shape")}


def people_at(register: Register, places: list) -> list[int | None]:
    """Return the people of the village in which each segment or water lies."""
    row_of, villages = register.villages.row_of_id, register.villages.rows
    return [
        villages[row_of[place.village_id]].population if place.village_id in row_of else None
        for place in places
    ]


def codes_of_villages(register: Register, places: list) -> list[str | None]:
    """Return the code of the village in which each segment or water lies."""
    row_of, villages = register.villages.row_of_id, register.villages.rows
    return [
        villages[row_of[place.village_id]].code if place.village_id in row_of else None
        for place in places
    ]


def village_states(register: Register, places: list, state: np.ndarray) -> np.ndarray:
    """Return the worst state of the waters of each village, unknown where it has none."""
    row_of = register.villages.row_of_id
    inside = [row for row, place in enumerate(places) if place.village_id in row_of]
    owner = [row_of[places[row].village_id] for row in inside]
    return worst(len(register.villages), owner, state[inside])


def rows_by_village(
    register: Register, places: list, state: np.ndarray, village_state: np.ndarray
) -> list[dict]:
    """Return one row a village: how many of its waters are in which state, and which are gaps."""
    row_of = register.villages.row_of_id
    own: list[list[int]] = [[] for _ in register.villages.rows]
    for number, place in enumerate(places):
        if place.village_id in row_of:
            own[row_of[place.village_id]].append(number)
    counts = {
        STATES[one]: [int(sum(state[number] == one for number in numbers)) for numbers in own]
        for one in (State.COVERED, State.DUE, State.GAP, State.UNKNOWN)
    }
    return village_rows(
        register,
        village_state,
        [_reason([places[number] for number in numbers], state[numbers]) for numbers in own],
        waters=[len(numbers) for numbers in own],
        **{f"waters_{name}": values for name, values in counts.items()},
    )


def _reason(places: list, state: np.ndarray) -> Text:
    if not places:
        return Text("没有河段、汪塘或沟渠。", "It has no river segment, pond or ditch.")
    count = len(places)
    worst_first = ((State.GAP, "盲区", "a gap"), (State.DUE, "将到期", "due"))
    for one, zh, en in worst_first:
        names = [place.name for place, code in zip(places, state, strict=True) if code == one]
        if names:
            shown_zh, more = listed(names, "、")
            shown_en, _ = listed(names, ", ")
            return Text(
                f"{count} 处水体中 {len(names)} 处{zh}：{shown_zh}{'等' if more else ''}。",
                f"{len(names)} of {count} waters {'is' if len(names) == 1 else 'are'} {en}: "
                f"{shown_en}{' and others' if more else ''}.",
            )
    known = int((state == State.COVERED).sum())
    if not known:
        return Text(f"{count} 处水体都无法判断。", f"None of {count} waters can be judged.")
    return Text(f"{count} 处水体中 {known} 处已覆盖。", f"{known} of {count} waters are covered.")
