"""Recency: how long ago a deputy last visited, contacted or received the people of a village."""

import numpy as np

from coverage.analysis import recency
from coverage.figures.layer import Layer, village_rows, village_shares
from coverage.figures.register import Register
from coverage.figures.tables import Records
from coverage.figures.words import DUTIES_ZH, Text, ago, day_before, days_en


def layer(register: Register) -> Layer:
    """Return how recently each village was reached."""
    settings = register.settings
    allowed = settings.recency_days
    past = _until(register.duties, register)
    row_of = {village.code: row for row, village in enumerate(register.villages.rows)}
    own = np.isin(past.place, list(row_of)) if len(past.place) else np.zeros(0, dtype=bool)
    place = [row_of[code] for code in past.place[own]]
    age = recency.ages(past.day, register.day)
    since = recency.days_since(len(row_of), place, age[own])
    known = recency.known_days(age)
    state = recency.states(since, allowed, settings.due_share, known)
    # The records come oldest first, so the last one of a village is the one that stays.
    kinds = dict(zip(place, past.kind[own], strict=True))
    visited = [None if np.isinf(days) else int(days) for days in since]
    rows = village_rows(
        register,
        state,
        [_reason(register, kinds.get(row), visited[row], known) for row in range(len(visited))],
        last_on=[days if days is None else _last(register, days) for days in visited],
        last_kind=[kinds.get(row) and str(kinds[row]) for row in range(len(visited))],
        days=visited,
        allowed_days=[allowed] * len(visited),
        days_overdue=[int(day) for day in recency.overdue_days(since, allowed, known)],
    )
    parameters = {"recency_days": allowed, "due_share": settings.due_share}
    return Layer("recency", parameters, rows, rows, state, village_shares(register, state))


def _until(records: Records, register: Register) -> Records:
    """Return the records up to the day."""
    return records.of(records.day <= np.datetime64(register.day, "D"))


def _last(register: Register, days: int) -> str:
    return day_before(register.day, days).isoformat()


def _reason(register: Register, kind: str | None, days: int | None, known: float) -> Text:
    allowed = register.settings.recency_days
    if days is None and known < 0:
        return Text("还没有任何履职记录。", "There is no record of any duty yet.")
    if days is None:
        first = day_before(register.day, known)
        return Text(
            f"自 {first} 有记录以来没有代表走访（规定 {allowed} 天内一次）。",
            f"No deputy has visited since the records began on {first} "
            f"(once in {days_en(allowed)} is the rule).",
        )
    rule_zh, rule_en = f"规定 {allowed} 天内一次", f"once in {days_en(allowed)} is the rule"
    late_zh = f"，已超过 {days - allowed} 天" if days > allowed else ""
    late_en = f", {days_en(days - allowed)} overdue" if days > allowed else ""
    last, since = _last(register, days), ago(days)
    return Text(
        f"最近一次{DUTIES_ZH[kind]}在 {last}，{since.zh}{late_zh}（{rule_zh}）。",
        f"The last {kind} was on {last}, {since.en}{late_en} ({rule_en}).",
    )
