"""Pairing: which villages have a deputy, and for how much longer."""

from datetime import date

import numpy as np

from coverage.analysis.pairing import held_before, held_until, states_on
from coverage.analysis.shares import State
from coverage.figures.layer import Layer, village_rows, village_shares
from coverage.figures.register import Register
from coverage.figures.words import Text, known_day, village_kind


def layer(register: Register) -> Layer:
    """Return which villages have a paired deputy on the day."""
    due_days = register.settings.term_due_days
    terms = register.pairing_terms
    question = (
        [village.pk for village in register.villages.rows],
        terms.place,
        terms.first,
        terms.last,
        register.day,
    )
    state = states_on(*question, due_days)
    until = [known_day(day) for day in held_until(*question)]
    before = [known_day(day) for day in held_before(*question)]
    reasons = [
        _reason(register, village, State(state[row]), until[row], before[row])
        for row, village in enumerate(register.villages.rows)
    ]
    rows = village_rows(
        register,
        state,
        reasons,
        deputies=[_deputies(register, village) for village in register.villages.rows],
        paired_until=[day and day.isoformat() for day in until],
        days_without=_days_without(register, state, before),
    )
    return Layer(
        "pairing",
        {"term_due_days": due_days},
        rows,
        rows,
        state,
        village_shares(register, state),
    )


def _deputies(register: Register, village) -> str:
    held = register.pairings.get(village.pk, [])
    return "、".join(pairing.deputy.name for pairing in held)


def _days_without(register: Register, state: np.ndarray, before: list) -> list[int | None]:
    """Return the days since a village lost its deputy; None where it has one or never had."""
    return [
        (register.day - day).days if code == State.GAP and day else None
        for code, day in zip(state, before, strict=True)
    ]


def _reason(
    register: Register, village, state: State, until: date | None, before: date | None
) -> Text:
    if state == State.GAP and before is None:
        return Text(
            f"{register.day} 没有代表对口帮扶该{village_kind(village)}，以前也没有。",
            f"No deputy is paired with it on {register.day}, and none ever was.",
        )
    if state == State.GAP:
        return Text(
            f"{register.day} 没有代表对口帮扶该{village_kind(village)}，上一次到 {before} 为止。",
            f"No deputy is paired with it on {register.day}; the last pairing ended on {before}.",
        )
    held = [(one.deputy.name, one.valid_from) for one in register.pairings.get(village.pk, [])]
    names_zh = "、".join(f"{name}（自 {first}）" for name, first in held)
    names_en = ", ".join(f"{name} (since {first})" for name, first in held)
    if state == State.DUE:
        return Text(
            f"由{names_zh}对口帮扶，到 {until} 为止，没有接续。",
            f"Paired with {names_en} until {until}; nobody follows.",
        )
    return Text(f"由{names_zh}对口帮扶。", f"Paired with {names_en}.")
