"""Who owes which patrol: the duties of a person, or of everybody at a level, on a day.

A chief owes the segments of the terms in force that day, each at the level of its term and by the
rule of that level; a village's chief also the ponds and ditches of the villages of these segments.
A rule without a level asks that anybody walks: of the chiefs in office on a segment the one of the
lowest level owes it, as with boards and surveys. What counts is what the chief walked: another's
patrol does not do the chief's duty.

Seen by segment and level, the valid patrols of any chief of that level count, so that a segment is
not called overdue in the week in which its chief changed. By a rule without a level, which is told
only where no level has one as strict, those of any chief count.

A deputy is asked for the segments, ponds and ditches of the villages the deputy is paired with,
and to visit these. The supervision patrols of every deputy count for the waters: the rule asks
that a water be supervised, not that each deputy does it. A visit counts for the deputy who made
it.

A duty begins with the latest of: the term or pairing, the rule, the first record of its kind.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely

from coverage.analysis.riverside import EITHER
from coverage.figures import banks
from coverage.figures.patrol import rules_for
from coverage.figures.register import CHIEF_LEVELS, Register, lowest
from coverage.figures.walks import Walks, duty_visits, walks
from coverage.figures.words import PATROLS_EN, PATROLS_ZH, Text, days_en, percent
from coverage.models import Deputy, Patrol, PatrolRule, RiverChief
from geo.models import RiverSegment


@dataclass(frozen=True)
class Rule:
    """How often something is asked for, and in which words."""

    allowed_days: float
    by_thirds: bool
    done_share: float
    said: Text
    code: str | None = None
    name: str | None = None
    issuer: str | None = None
    issued_on: date | None = None


@dataclass(frozen=True)
class Owed:
    """A duty: a place of a kind, by a rule, since a first day.

    ``extent`` is what is covered along, in metres of a segment; 1 for what is covered by share.
    ``bank`` is the one a segment asks for. ``level`` is that of the chief, empty for a deputy.
    """

    kind: str
    place: object
    shape: shapely.Geometry | None
    extent: float
    level: str
    rule: Rule
    begin: date
    bank: int = EITHER


@dataclass(frozen=True)
class Group:
    """Duties that the same records can fulfil."""

    owed: list[Owed]
    walks: Walks


def of_chief(register: Register, chief: RiverChief) -> Iterator[Group]:
    """Yield what a chief owes."""
    terms = [
        (term.level, segment_id, term.valid_from)
        for segment_id, held in register.chiefs.items()
        for term in held
        if term.chief_id == chief.pk
    ]
    known = walks(register)
    own = known.of((known.kind == Patrol.Kind.CHIEF) & (known.chief == chief.pk))
    segments = register.segments
    since = {(level, segment): first for level, segment, first in terms}
    anybodys = {
        segment
        for level, segment, _first in terms
        if lowest(register.chiefs[segment]).level == level
    }
    owed = [
        one
        for level in CHIEF_LEVELS
        for one in _segments(
            register,
            "chief",
            level,
            {segment: first for (at, segment), first in since.items() if at == level},
            anybodys,
        )
    ]
    villages: dict[int, date] = {}
    for level, segment_id, first in terms:
        row = segments.row_of_id.get(segment_id)
        if level == "village" and row is not None:
            village = segments.rows[row].village_id
            villages[village] = min(first, villages.get(village, first))
    owed += _waters(register, "chief", "village", villages)
    yield Group(owed, own)


def of_deputy(register: Register, deputy: Deputy) -> Iterator[Group]:
    """Yield what a deputy is asked to supervise and to visit."""
    villages = {
        village: pairing.valid_from
        for village, pairings in register.pairings.items()
        for pairing in pairings
        if pairing.deputy_id == deputy.pk and village in register.villages.row_of_id
    }
    known = walks(register)
    inside = {
        segment.pk: villages[segment.village_id]
        for segment in register.segments.rows
        if segment.village_id in villages
    }
    yield Group(
        [
            *_segments(register, "supervision", "", inside, inside),
            *_waters(register, "supervision", "", villages),
        ],
        known.of(known.kind == Patrol.Kind.SUPERVISION),
    )
    visits = duty_visits(register)
    yield Group(_villages(register, villages), visits.of(visits.deputy == deputy.pk))


def of_everybody(register: Register, kind: str) -> Iterator[Group]:
    """Yield what is owed at each level, or by the deputies together, whoever does it."""
    known = walks(register)
    segments, villages = register.segments.first_days, register.villages.first_days
    if kind == "supervision":
        own = known.of(known.kind == kind)
        waters = _waters(register, kind, "", villages)
        yield Group([*_segments(register, kind, "", segments, segments), *waters], own)
        return
    of_chiefs = known.of(known.kind == kind)
    for level in CHIEF_LEVELS:
        owed = list(_segments(register, kind, level, segments, ()))
        yield Group(owed, of_chiefs.of(of_chiefs.level == level))
    anybodys = {pk: segments[pk] for pk in _anybodys(register)}
    waters = _waters(register, kind, "", villages)
    yield Group([*_segments(register, kind, "", anybodys, anybodys), *waters], of_chiefs)


def _anybodys(register: Register) -> Iterator[int]:
    """Yield the segments of which a rule without a level asks more than those of every level."""
    for segment in register.segments.rows:
        rules = (_strictest(register, (level,), segment) for level in ("", *CHIEF_LEVELS))
        anybodys, *own = (rule.interval_days if rule else np.inf for rule in rules)
        if anybodys < min(own):
            yield segment.pk


def _segments(
    register: Register,
    kind: str,
    level: str,
    since: dict[int, date],
    anybodys: Container[int],
) -> Iterator[Owed]:
    """Yield the located segments among ``since`` that a rule of the level asks for.

    Of those among ``anybodys`` the rules without a level count too.
    """
    first = _known_from(register, kind)
    for row, segment in enumerate(register.segments.rows):
        shape = register.segments.shapes[row]
        if segment.pk not in since or shape is None:
            continue
        levels = ("", level) if segment.pk in anybodys else (level,)
        rule = _strictest(register, levels, segment)
        if rule is not None:
            begin = max(since[segment.pk], rule.valid_from, first)
            extent = float(shapely.length(shape))
            bank = banks.of(segment)
            yield Owed("segment", segment, shape, extent, level, _rule(rule, kind), begin, bank)


def _waters(register: Register, kind: str, level: str, since: dict[int, date]) -> Iterator[Owed]:
    first = _known_from(register, kind)
    rules = rules_for(register.rules, kind)
    of_kind = {
        target: min(
            (rule for rule in rules if rule.target == target),
            key=lambda rule: rule.interval_days,
            default=None,
        )
        for target in ("pond", "ditch")
    }
    for row, water in enumerate(register.waters.rows):
        rule = of_kind.get(water.kind)
        if rule is not None and water.village_id in since:
            begin = max(since[water.village_id], rule.valid_from, first)
            shape = register.waters.shapes[row]
            yield Owed(water.kind, water, shape, 1.0, level, _rule(rule, kind), begin)


def _villages(register: Register, since: dict[int, date]) -> list[Owed]:
    allowed = register.settings.recency_days
    visits = duty_visits(register)
    first = visits.first_day or register.day
    said = Text(f"{allowed} 天内走访、联系或接待 1 次", f"a visit within {days_en(allowed)}")
    rule = Rule(allowed, False, 1.0, said)
    return [
        Owed("village", village, _point(center), 1.0, "", rule, max(since[village.pk], first))
        for village, center in zip(register.villages.rows, register.centers, strict=True)
        if village.pk in since
    ]


def _point(center: np.ndarray) -> shapely.Point | None:
    return shapely.Point(center) if np.isfinite(center).all() else None


def _known_from(register: Register, kind: str) -> date:
    """Return the first day of the records of a kind, the register's day where there are none."""
    return walks(register).first_of(kind, register.day)


def _strictest(
    register: Register, levels: tuple[str, ...], segment: RiverSegment
) -> PatrolRule | None:
    fit = (
        rule
        for rule in register.rules
        if rule.target == "segment"
        and rule.level in levels
        and rule.river_segment_id in (None, segment.pk)
    )
    return min(fit, key=lambda rule: rule.interval_days, default=None)


def _rule(rule: PatrolRule, kind: str) -> Rule:
    by_thirds = rule.spread == PatrolRule.Spread.THIRD_OF_MONTH
    zh, en = PATROLS_ZH[kind], PATROLS_EN[kind]
    share = percent(rule.done_share)
    if by_thirds:
        often = Text("每月上、中、下旬各 1 次", "one in each third of the month")
    elif rule.times == 1:
        often = Text(f"{rule.period_days} 天 1 次", f"one in {days_en(rule.period_days)}")
    else:
        often = Text(
            f"{rule.period_days} 天 {rule.times} 次",
            f"{rule.times} in {days_en(rule.period_days)}",
        )
    said = Text(f"{zh}：{often.zh}，达到 {share}", f"{en}: {often.en}, {share} of it")
    return Rule(
        rule.interval_days,
        by_thirds,
        rule.done_share,
        said,
        rule.code,
        rule.name,
        rule.issuer or None,
        rule.issued_on,
    )


def shapes_of(owed: list[Owed]) -> np.ndarray:
    """Return the geometries of duties in the metric CRS, shape (n,)."""
    return np.array([*(one.shape for one in owed), None], dtype=object)[:-1]
