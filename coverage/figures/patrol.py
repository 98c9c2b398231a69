"""Patrols: how much of each segment was walked within its period, which waters were seen."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from coverage.analysis import patrol, recency
from coverage.analysis.patrol import Pieces
from coverage.analysis.riverside import EITHER, RIGHT, whole_m
from coverage.analysis.shares import Shares, State, shares
from coverage.figures import banks, waters
from coverage.figures.layer import Layer, village_shares
from coverage.figures.register import Register
from coverage.figures.tables import Records
from coverage.figures.waters import Line
from coverage.figures.words import (
    PATROLS_EN,
    PATROLS_ZH,
    STATES,
    Text,
    day_before,
    days_en,
    percent,
    state_words,
)
from coverage.models import PatrolRule
from geo import crs
from geo.models import RiverSegment

KINDS = ("chief", "supervision")


@dataclass(frozen=True)
class Measured:
    """The patrols of one kind, measured: segments first, then ponds and ditches, shape (n,).

    ``since_days`` is how long ago each was last done, ``last_days`` how long ago anybody last
    passed (inf: never on record), ``period_days`` how often the rules ask for it (inf: not at
    all), ``done_share`` how much of it. ``metres`` (s, 4) are the lengths of the segments by
    state, of both banks together where each is asked for, and ``gap_m`` (s, 2) those of the gaps
    on the left and on the right bank of these. ``pieces`` and ``piece_state`` are their parts;
    ``segment`` is the row of a segment in the register for each row of the pieces' segments: only
    those with a course are measured.
    """

    state: np.ndarray
    since_days: np.ndarray
    last_days: np.ndarray
    period_days: np.ndarray
    done_share: np.ndarray
    known_days: float
    metres: np.ndarray
    gap_m: np.ndarray
    pieces: Pieces
    piece_state: np.ndarray
    segment: np.ndarray

    @cached_property
    def overdue_days(self) -> np.ndarray:
        return recency.overdue_days(self.since_days, self.period_days, self.known_days)


def layer(register: Register, kind: str = "chief") -> Layer:
    """Return what patrols of a kind covered: one row a segment, then one a pond or ditch."""
    found = measured(register, kind)
    places = [*register.segments.rows, *register.waters.rows]
    village_state = waters.village_states(register, places, found.state)
    count = len(register.segments)
    return Layer(
        "patrol",
        {"kind": kind, "due_share": register.settings.due_share},
        _rows(register, found, kind),
        waters.rows_by_village(register, places, found.state, village_state),
        village_state,
        village_shares(register, village_state)
        | {
            "segments": shares(found.state[:count]),
            "length_m": _metres(found.metres),
            "waters": shares(found.state[count:]),
        },
    )


def segment_rows(register: Register, kind: str) -> list[dict]:
    """Return the rows of the layer that are segments."""
    return _rows(register, measured(register, kind), kind)[: len(register.segments)]


def measured(register: Register, kind: str) -> Measured:
    """Measure the patrols of a kind up to the day."""
    walked = register.stretches.of(register.stretches.kind == kind)
    seen = register.water_visits.of(register.water_visits.kind == kind)
    known = recency.known_days(recency.ages(np.append(walked.day, seen.day), register.day))
    period, done = _rules(register, kind)
    due_share, count = register.settings.due_share, len(register.segments)

    segment, pieces, since, last = _segments(register, walked, done[:count])
    piece_state = recency.states(pieces.age_days, period[segment][pieces.segment], due_share, known)
    metres, gap_m = np.zeros((count, len(State))), np.zeros((count, 2))
    metres[segment] = patrol.lengths_by_state(pieces, piece_state, len(segment))
    gap_m[segment] = _gaps_by_bank(pieces, piece_state, len(segment))
    since_seen, last_seen = _waters(register, seen, done[count:])
    since, last = np.append(since, since_seen), np.append(last, last_seen)
    state = recency.states(since, period, due_share, known)
    state[np.setdiff1d(np.arange(count), segment)] = State.UNKNOWN
    return Measured(
        state, since, last, period, done, known, metres, gap_m, pieces, piece_state, segment
    )


def _gaps_by_bank(pieces: Pieces, state: np.ndarray, segments: int) -> np.ndarray:
    own = np.flatnonzero((pieces.bank != EITHER) & (state == State.GAP))
    cell = pieces.segment[own] * 2 + (pieces.bank[own] == RIGHT)
    return np.bincount(cell, pieces.length_m[own], minlength=2 * segments).reshape(segments, 2)


def _segments(
    register: Register, walked: Records, done: np.ndarray
) -> tuple[np.ndarray, Pieces, np.ndarray, np.ndarray]:
    """Return the rows of the segments with a course, their pieces, and of all the days since.

    The days are those since a segment was done and since anybody walked on it, shape (s,).
    """
    table = register.segments
    segment, row, own = _located(table, walked.place)
    lengths = shapely.length(table.shapes[segment])
    age = recency.ages(walked.day[own], register.day)
    asked = banks.asked(table.rows[one] for one in segment)
    pieces = patrol.newest(lengths, row, *walked.amount[own].T, age, walked.bank[own], asked)
    since, last = np.full((2, len(table)), np.inf)
    since[segment] = patrol.days_since_done(pieces, whole_m(lengths, asked), done[segment])
    last[segment] = recency.days_since(len(segment), row, age)
    return segment, pieces, since, last


def _waters(register: Register, seen: Records, done: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the days since ponds and ditches were done, and since anybody was there, (w,)."""
    table = register.waters
    row, own = _rows_of(table, seen.place)
    age = recency.ages(seen.day[own], register.day)
    shares = seen.amount[own, 0]
    since = patrol.water_days_since_done(len(table), row, shares, age, done)
    return since, recency.days_since(len(table), row, age)


def lines(register: Register, kind: str = "chief") -> list[Line]:
    """Return the stretches of the segments by state, then the ponds and ditches."""
    found = measured(register, kind)
    pieces, state = patrol.merged(found.pieces, found.piece_state)
    courses = patrol.lines(register.segments.shapes[found.segment], pieces)
    shapes = crs.project(courses, crs.STORAGE_SRID, register.metric_srid)
    drawn = []
    for number, segment_row in enumerate(found.segment[pieces.segment]):
        segment = register.segments.rows[segment_row]
        start, end = float(pieces.start_m[number]), float(pieces.end_m[number])
        bank = banks.STORED[int(pieces.bank[number])]
        drawn.append(
            Line(
                id=f"patrol-{segment.code}-{f'{bank}-' if bank else ''}{start:.0f}",
                code=segment.code,
                name=segment.name,
                kind="segment",
                state=STATES[State(state[number])],
                start_m=round(start, 2),
                end_m=round(end, 2),
                length_m=round(end - start, 2),
                illustrative=segment.quality == "illustrative",
                shape=shapes[number],
                bank=bank or None,
            )
        )
    return [*drawn, *_drawn_waters(register, found)]


def _drawn_waters(register: Register, found: Measured):
    shapes = crs.project(register.waters.shapes, crs.STORAGE_SRID, register.metric_srid)
    words = state_words(found.state[len(register.segments) :])
    for water, shape, word in zip(register.waters.rows, shapes, words, strict=True):
        if shape is not None:
            illustrative = water.quality == "illustrative"
            yield Line(
                f"patrol-{water.code}",
                water.code,
                water.name,
                water.kind,
                word,
                None,
                None,
                water.length_m and round(water.length_m, 2),
                illustrative,
                shape,
            )


def _rules(register: Register, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return period in days and wanted share of every segment, pond and ditch."""
    rules = rules_for(register.rules, kind)
    asked = [
        *(_strictest(rules, "segment", segment.pk) for segment in register.segments.rows),
        *(_strictest(rules, water.kind) for water in register.waters.rows),
    ]
    period = [rule.interval_days if rule else np.inf for rule in asked]
    return np.array(period), np.array([rule.done_share if rule else 1.0 for rule in asked])


def rules_for(rules: list[PatrolRule], kind: str) -> list[PatrolRule]:
    """Return the rules that ask for patrols of a kind: those of a level are for chiefs only."""
    return [rule for rule in rules if kind == "chief" or not rule.level]


def _strictest(
    rules: list[PatrolRule], target: str, segment_id: int | None = None
) -> PatrolRule | None:
    """Return the rule with the shortest interval of those for a kind of place or for a segment."""
    apply = (
        rule
        for rule in rules
        if rule.target == target and rule.river_segment_id in (None, segment_id)
    )
    return min(apply, key=lambda rule: rule.interval_days, default=None)


def _located(segments, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the rows of segments with a course; of the stretches the row among them, and which."""
    located = np.array(
        [row for row, shape in enumerate(segments.shapes) if shape is not None], dtype=np.intp
    )
    number = {segments.rows[row].pk: order for order, row in enumerate(located)}
    own = np.flatnonzero([place in number for place in places.tolist()])
    return located, np.array([number[place] for place in places[own].tolist()], np.intp), own


def _rows_of(table, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    own = np.flatnonzero([place in table.row_of_id for place in places.tolist()])
    return np.array([table.row_of_id[place] for place in places[own].tolist()], np.intp), own


def _metres(metres: np.ndarray) -> Shares:
    return Shares(*(float(metres[:, one].sum()) for one in (1, 3, 0, 2)))


def _rows(register: Register, found: Measured, kind: str) -> list[dict]:
    places = [*register.segments.rows, *register.waters.rows]
    words = state_words(found.state)
    villages = waters.codes_of_villages(register, places)
    people = waters.people_at(register, places)
    count = len(register.segments)
    return [
        {
            "code": place.code,
            "name": place.name,
            "kind": "segment" if row < count else place.kind,
            "state": words[row],
            **_reason(register, found, row, kind).members(),
            "river": place.river.name if row < count else None,
            "village_code": villages[row],
            "population": people[row],
            "length_m": place.length_m and round(place.length_m, 2),
            **(_lengths(found.metres[row]) if row < count else _lengths(None)),
            **(_bank(place, found.gap_m[row]) if row < count else _bank(None, None)),
            "last_on": _day(register, found.last_days[row]),
            "done_on": _day(register, found.since_days[row]),
            "days_since_done": _finite(found.since_days[row]),
            "period_days": _finite(found.period_days[row]),
            "days_overdue": round(float(found.overdue_days[row]), 1),
        }
        for row, place in enumerate(places)
    ]


def _lengths(metres: np.ndarray | None) -> dict:
    """Return the walked, due and unwalked length and the reached share; nothing for a water."""
    names = {State.COVERED: "covered_m", State.DUE: "due_m", State.GAP: "gap_m"}
    if metres is None or metres.sum() == 0:
        return dict.fromkeys([*names.values(), "reached_share"])
    reached = (metres[State.COVERED] + metres[State.DUE]) / metres.sum()
    lengths = {name: round(float(metres[one]), 2) for one, name in names.items()}
    return lengths | {"reached_share": round(float(reached), 4)}


def _bank(segment: RiverSegment | None, gap_m: np.ndarray | None) -> dict:
    """Return the bank that a segment asks for, and the gap of each where each is asked for."""
    is_apart = segment is not None and segment.bank == RiverSegment.Bank.EACH
    left_m, right_m = (round(float(one), 2) for one in gap_m) if is_apart else (None, None)
    return {
        "bank": segment and segment.bank,
        "gap_left_m": left_m,
        "gap_right_m": right_m,
    }


def _finite(days: float) -> float | None:
    """Return days as a short number, None where there are none."""
    return None if np.isinf(days) else round(float(days), 2)


def _day(register: Register, days: float) -> str | None:
    return None if np.isinf(days) else day_before(register.day, days).isoformat()


def _reason(register: Register, found: Measured, row: int, kind: str) -> Text:
    word_zh, word_en = PATROLS_ZH[kind], PATROLS_EN[kind]
    period = found.period_days[row]
    if np.isinf(period):
        return Text(f"没有规定{word_zh}的周期。", f"No rule asks for a {word_en} of it.")
    if found.known_days < 0:
        return Text(f"还没有任何{word_zh}记录。", f"There is no record of any {word_en} yet.")
    if row < len(register.segments) and register.segments.shapes[row] is None:
        return Text("位置未知，无法判断。", "Its course is not known.")
    rule_zh = f"规定 {period:g} 天内完成 {percent(found.done_share[row])}"
    rule_en = f"{percent(found.done_share[row])} within {period:g} days is the rule"
    since = found.since_days[row]
    if np.isinf(since):
        first = day_before(register.day, found.known_days)
        return Text(
            f"自 {first} 有记录以来{word_zh}从未达到要求（{rule_zh}）。",
            f"No {word_en} has done it since the records began on {first} ({rule_en}).",
        )
    late = float(found.overdue_days[row])
    share = percent(found.done_share[row])
    late_zh = f"，已超过 {late:.0f} 天" if late > 0 else ""
    late_en = f", {days_en(late)} overdue" if late > 0 else ""
    within = Text(f"最近 {since:.0f} 天", f"the last {days_en(since)}")
    if since == 0:
        within = Text("当天", "that day")
    return Text(
        f"{within.zh}的{word_zh}合计达到 {share}{late_zh}（规定 {period:g} 天内）。",
        f"The {word_en}s of {within.en} make {share}{late_en} ({period:g} days are allowed).",
    )
