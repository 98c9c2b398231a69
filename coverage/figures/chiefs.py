"""Which segments have a chief in office, at which levels, and for how much longer."""

from datetime import date

import numpy as np

from coverage.analysis.pairing import held_before, held_until, states_on
from coverage.analysis.shares import Shares, State, shares
from coverage.figures import patrol, waters
from coverage.figures.layer import Layer, village_shares
from coverage.figures.register import CHIEF_LEVELS, Register
from coverage.figures.waters import Line
from coverage.figures.words import LEVELS_ZH, Text, known_day, state_words
from geo import crs


def layer(register: Register) -> Layer:
    """Return which segments have a chief of any level in office on the day."""
    due_days = register.settings.term_due_days
    segments = register.segments.rows
    state = _states(register)
    village_state = waters.village_states(register, segments, state)
    return Layer(
        "chiefs",
        {"term_due_days": due_days},
        _rows(register, state),
        waters.rows_by_village(register, segments, state, village_state),
        village_state,
        village_shares(register, village_state)
        | {"segments": shares(state), "length_m": _metres(register, state)},
    )


def lines(register: Register) -> list[Line]:
    """Return the located segments with their states."""
    state = state_words(_states(register))
    shapes = crs.project(register.segments.shapes, crs.STORAGE_SRID, register.metric_srid)
    return [
        Line(
            id=f"chiefs-{segment.code}",
            code=segment.code,
            name=segment.name,
            kind="segment",
            state=word,
            start_m=0.0,
            end_m=round(segment.length_m, 2),
            length_m=round(segment.length_m, 2),
            illustrative=segment.quality == "illustrative",
            shape=shape,
        )
        for segment, shape, word in zip(register.segments.rows, shapes, state, strict=True)
        if shape is not None
    ]


def _states(register: Register) -> np.ndarray:
    return states_on(*_question(register), register.settings.term_due_days)


def _question(register: Register) -> tuple:
    terms = register.chief_terms
    places = [segment.pk for segment in register.segments.rows]
    return places, terms.place, terms.first, terms.last, register.day


def _metres(register: Register, state: np.ndarray) -> Shares:
    return shares(state, [float(segment.length_m or 0) for segment in register.segments.rows])


def _rows(register: Register, state: np.ndarray) -> list[dict]:
    segments = register.segments.rows
    words = state_words(state)
    until = [known_day(day) for day in held_until(*_question(register))]
    before = [known_day(day) for day in held_before(*_question(register))]
    villages = waters.codes_of_villages(register, segments)
    people = waters.people_at(register, segments)
    return [
        {
            "code": segment.code,
            "name": segment.name,
            "kind": "segment",
            "state": words[row],
            **_reason(register, segment, State(state[row]), until[row], before[row]).members(),
            "river": segment.river.name,
            "village_code": villages[row],
            "population": people[row],
            "length_m": segment.length_m and round(segment.length_m, 2),
            **{str(level): _chief(register, segment, level) for level in CHIEF_LEVELS},
            "held_until": until[row] and until[row].isoformat(),
        }
        for row, segment in enumerate(segments)
    ]


def _chief(register: Register, segment, level: str) -> str | None:
    held = register.chiefs.get(segment.pk, [])
    return next((term.chief.name for term in held if term.level == level), None)


def _reason(
    register: Register, segment, state: State, until: date | None, before: date | None
) -> Text:
    if state == State.GAP:
        since_zh = f"，上一任到 {before} 为止" if before else ""
        since_en = f"; the last term ended on {before}" if before else ""
        return Text(
            f"{register.day} 没有任何一级河长在任{since_zh}。",
            f"No chief of any level is in office on {register.day}{since_en}.",
        )
    if state == State.DUE:
        return Text(
            f"所有河长的任期到 {until} 为止，没有接续。",
            f"All terms of its chiefs end by {until}; nobody follows.",
        )
    empty = [level for level in CHIEF_LEVELS if not _chief(register, segment, level)]
    if empty:
        zh = "、".join(LEVELS_ZH[level] for level in empty)
        en = " and ".join(str(level) for level in empty)
        return Text(f"有河长在任，{zh}空缺。", f"A chief is in office; vacant: {en}.")
    return Text("各级河长都在任。", "A chief of every level is in office.")


def segment_rows(register: Register) -> list[dict]:
    """Return one row a segment: its chiefs by level, its patrols, its state in every layer.

    ``state`` says whether all, some or none of the levels have a chief.
    """
    held = state_words(_states(register))
    chief, supervision = (patrol.segment_rows(register, kind) for kind in patrol.KINDS)
    return [
        _segment_row(register, segment)
        | {
            "states": {
                "patrol": chief[row]["state"],
                "supervision": supervision[row]["state"],
                "chiefs": held[row],
            },
            "last_patrol_on": chief[row]["last_on"],
            "last_supervision_on": supervision[row]["last_on"],
            "patrol_share": chief[row]["reached_share"],
        }
        for row, segment in enumerate(register.segments.rows)
    ]


def without_chief(register: Register) -> list[int]:
    """Return the row numbers of the segments without any chief in office."""
    return [
        number
        for number, segment in enumerate(register.segments.rows)
        if segment.pk not in register.chiefs
    ]


def _segment_row(register: Register, segment) -> dict:
    levels = {str(level): None for level in CHIEF_LEVELS}
    for assignment in register.chiefs.get(segment.pk, []):
        levels[assignment.level] = {
            "name": assignment.chief.name,
            "post": assignment.chief.post,
            "since": assignment.valid_from.isoformat(),
        }
    filled = sum(value is not None for value in levels.values())
    state = "none" if filled == 0 else "all" if filled == len(levels) else "some"
    return {
        "code": segment.code,
        "name": segment.name,
        "river": segment.river.name,
        "length_m": round(segment.length_m or 0.0, 2),
        "levels": levels,
        "state": state,
    }
