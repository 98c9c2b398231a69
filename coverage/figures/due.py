"""What is due: how it stands on a day with the patrols, visits and boards that are owed.

Who owes what, and whose records count, is said in ``owed``. The words for how it stands are those
of ``coverage.analysis.periods``: overdue, due, coming, done.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.utils import timezone

from coverage.analysis import patrol, periods, recency
from coverage.analysis.riverside import whole_m
from coverage.figures import boards, owed
from coverage.figures.boards import Board
from coverage.figures.owed import Group, Owed
from coverage.figures.register import Register, lowest
from coverage.figures.walks import Walks
from coverage.figures.words import Text, days_en
from coverage.models import Deputy, RiverChief
from geo import crs

KINDS = ("segment", "pond", "ditch", "board", "village")
STATES = periods.STATES
TARGETS = {"segment": "segment", "village": "village", "pond": "water", "ditch": "water"}


@dataclass(frozen=True)
class DueItem:
    """One thing that is owed, and how it stands with it.

    ``share`` is what was walked or seen of it in the running period, None where that is not
    measured; ``last_on`` the day on which what counts was last done in part or whole, ``done_on``
    on which it was last done. ``level`` is the chief's, empty for deputies. ``shape`` is in
    EPSG:4326, the committee's point for a village.
    """

    key: str
    kind: str
    code: str
    name: str
    level: str
    village_id: int | None
    state: str
    due_on: date
    overdue_days: int
    last_on: date | None
    done_on: date | None
    share: float | None
    length_m: float | None
    done_share: float | None
    rule: owed.Rule
    shape: shapely.Geometry | None
    illustrative: bool

    @property
    def said(self) -> Text:
        """How often it is asked for, in words."""
        return self.rule.said


def due_items(
    register: Register,
    person: RiverChief | Deputy | None,
    kind: str = "chief",
    known: list[Board] | None = None,
) -> list[DueItem]:
    """Return what a chief or deputy owes on the register's day, the most urgent first.

    Without a person: what is owed of each segment at each level, of ponds and ditches, whoever
    does it; ``kind`` is "chief" or "supervision". ``known`` are the boards, where somebody has
    asked for them already.
    """
    if isinstance(person, RiverChief):
        groups = owed.of_chief(register, person)
    elif isinstance(person, Deputy):
        groups = owed.of_deputy(register, person)
    else:
        groups = owed.of_everybody(register, kind)
    items = [item for group in groups for item in _items(register, group)]
    if not isinstance(person, Deputy) and (person is not None or kind == "chief"):
        found = boards.boards(register) if known is None else known
        items += _boards(register, person, found)
    return sorted(items, key=urgency)


def of_people(register: Register, people: list[RiverChief | Deputy]) -> list[dict]:
    """Return how it stands with what each person owes: a row each, the most overdue first."""
    known = boards.boards(register)
    rows = []
    for person in people:
        items = due_items(register, person, known=known)
        rows.append(
            {
                "person": person,
                "kind": "chief" if isinstance(person, RiverChief) else "supervision",
                "items": len(items),
                **summary(items),
                "overdue_days": max((item.overdue_days for item in items), default=0),
            }
        )
    return sorted(rows, key=lambda row: (-row["overdue"], -row["due"], row["person"].code))


def urgency(item: DueItem) -> tuple:
    """Return what orders items: the state, then the last day, then the place."""
    return STATES.index(item.state), item.due_on, item.kind, item.code, item.level


def summary(items: list[DueItem]) -> dict[str, int]:
    """Return how many items are in each state."""
    counts = Counter(item.state for item in items)
    return {state: counts[state] for state in STATES}


def _boards(register: Register, chief: RiverChief | None, known: list[Board]) -> list[DueItem]:
    """Return the boards that wait for a renewal; a chief's are those of the lowest level.

    Where a village's chief is in office, that one stands beside the board; the others need not
    each be told.
    """
    days = boards.board_days(register)
    said = Text(
        f"河长变更后 {days} 天内更新公示牌",
        f"a notice board is renewed within {days_en(days)} of a change of chief",
    )
    found = []
    for one in known:
        beside = lowest(register.chiefs.get(one.board.river_segment_id, []))
        if one.renewal == "done" or (
            chief is not None and (beside is None or beside.chief_id != chief.pk)
        ):
            continue
        point = one.board.geom
        found.append(
            DueItem(
                key=f"board:{one.board.code}",
                kind="board",
                code=one.board.code,
                name=str(one.board),
                level=beside.level if beside else "",
                village_id=one.board.village_id,
                state=one.renewal,
                due_on=one.due_on,
                overdue_days=one.overdue_days,
                last_on=timezone.localdate(one.check.at) if one.check else None,
                done_on=one.renewed_on,
                share=None,
                length_m=None,
                done_share=None,
                rule=owed.Rule(days, False, 1.0, said),
                shape=point and shapely.from_wkb(bytes(point.wkb)),
                illustrative=one.board.quality == "illustrative",
            )
        )
    return found


def _items(register: Register, group: Group) -> list[DueItem]:
    if not group.owed:
        return []
    measured = _measured(register, group.owed, group.walks)
    shapes = crs.project(owed.shapes_of(group.owed), crs.STORAGE_SRID, register.metric_srid)
    return [
        _item(register, one, shapes[row], *(column[row] for column in measured))
        for row, one in enumerate(group.owed)
    ]


def _measured(register: Register, duties: list[Owed], known: Walks) -> tuple[np.ndarray, ...]:
    """Return the state, the last day, the share in the period, last and done days, each (n,)."""
    row, own = _matched(duties, known)
    extent = np.array([one.extent for one in duties])
    wanted = np.array([one.rule.done_share for one in duties])
    begin = np.array([one.begin for one in duties], dtype="datetime64[D]")
    allowed = np.array([one.rule.allowed_days for one in duties])
    thirds = np.array([one.rule.by_thirds for one in duties])
    today = np.datetime64(register.day, "D")

    age = recency.ages(known.day[own], register.day)
    asked = np.array([one.bank for one in duties])
    mine = known.of(own)
    pieces = patrol.newest(extent, row, mine.start, mine.end, age, mine.bank, asked)
    whole = whole_m(extent, asked)
    since = patrol.days_since_done(pieces, whole, wanted)
    last = _day(today, recency.days_since(len(duties), row, age))
    done = _day(today, since)
    due_share = register.settings.due_share
    state, until = periods.by_interval(register.day, done, begin, allowed, due_share)
    window = np.floor(allowed)
    if thirds.any():
        third = _done_third(duties, row, mine, age >= 0, wanted)
        by_third = periods.by_thirds(register.day, third, begin, due_share)
        state, until = (
            np.where(thirds, *pair) for pair in zip(by_third, (state, until), strict=True)
        )
        first = periods.third_days(periods.third_of([today]))[0][0]
        window = np.where(thirds, (today - first).astype(float), window)
    within = pieces.age_days <= window[pieces.segment]
    covered = np.bincount(pieces.segment, pieces.length_m * within, minlength=len(duties))
    return state, until, covered / whole, last, done


def _matched(duties: list[Owed], known: Walks) -> tuple[np.ndarray, np.ndarray]:
    """Return for each record of a duty the row of the duty and the row of the record.

    A person may owe a place at two levels: then a record counts for both.
    """
    owed_key = np.array([f"{TARGETS[one.kind]}:{one.place.pk}" for one in duties])
    names, number = np.unique(owed_key, return_inverse=True)
    keys = np.char.add(np.char.add(known.target, ":"), known.place.astype(str))
    at = np.minimum(np.searchsorted(names, keys), len(names) - 1)
    record = np.flatnonzero(names[at] == keys)
    order = np.argsort(number, kind="stable")
    first = np.searchsorted(number[order], np.arange(len(names) + 1))
    counts = np.diff(first)[at[record]]
    own = np.repeat(record, counts)
    step = np.arange(len(own)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[np.repeat(first[at[record]], counts) + step], own


def _done_third(
    duties: list[Owed], row: np.ndarray, known: Walks, past: np.ndarray, wanted: np.ndarray
) -> np.ndarray:
    """Return the number of the last third of a month in which each duty was done; -1e9 if none."""
    found = np.full(len(duties), -1_000_000_000)
    if not past.any():
        return found
    row, known = row[past], known.of(past)
    pairs, cell = np.unique(
        np.column_stack([row, periods.third_of(known.day)]), axis=0, return_inverse=True
    )
    extent = np.array([one.extent for one in duties])[pairs[:, 0]]
    asked = np.array([one.bank for one in duties])[pairs[:, 0]]
    age = np.zeros(len(row))
    pieces = patrol.newest(extent, cell.reshape(-1), known.start, known.end, age, known.bank, asked)
    since = patrol.days_since_done(pieces, whole_m(extent, asked), wanted[pairs[:, 0]])
    enough = np.isfinite(since)
    np.maximum.at(found, pairs[enough, 0], pairs[enough, 1])
    return found


def _day(today: np.datetime64, days: np.ndarray) -> np.ndarray:
    """Return the days so long before another, NaT for inf."""
    known = np.isfinite(days)
    back = np.where(known, days, 0).astype("timedelta64[D]")
    return np.where(known, today - back, np.datetime64("NaT", "D"))


def _item(register: Register, one: Owed, shape, state, until, share, last, done) -> DueItem:
    place = one.place
    due_on = min(until, np.datetime64(date.max, "D")).astype(date)
    is_village = one.kind == "village"
    return DueItem(
        key=f"{one.kind}:{place.code}",
        kind=one.kind,
        code=place.code,
        name=str(place) if is_village else place.name,
        level=one.level,
        village_id=place.pk if is_village else place.village_id,
        state=str(state),
        due_on=due_on,
        overdue_days=max((register.day - due_on).days, 0),
        last_on=_known(last),
        done_on=_known(done),
        share=None if is_village else round(min(float(share), 1.0), 4),
        length_m=(one.kind != "village" and place.length_m and round(place.length_m, 2)) or None,
        done_share=None if is_village else one.rule.done_share,
        rule=one.rule,
        shape=shape,
        illustrative=place.quality == "illustrative",
    )


def _known(day: np.datetime64) -> date | None:
    return None if np.isnat(day) else day.astype(date)
