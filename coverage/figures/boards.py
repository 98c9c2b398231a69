"""Notice boards: which name a chief who has gone, which are damaged, and where there is none.

A board must be renewed within ``PatrolSettings.board_days`` of a change of chief on its segment:
the first change after its last renewal sets the last day. A term that follows another of the same
chief at the same level without a break is no change.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import shapely
from django.utils import timezone

from coverage.figures import tables
from coverage.figures.register import Register
from coverage.models import BoardCheck, PatrolSettings, RiverChiefAssignment
from geo import crs
from geo.models import NoticeBoard, River, Village

STATES = ("overdue", "due", "done")
# A river that only cuts a corner of a village for less than this is not said to cross it.
LEAST_CROSSING_M = 10.0


@dataclass(frozen=True)
class Board:
    """A notice board on a day; ``renewal`` says how it stands with its renewal.

    ``changes`` are the terms that began since it was last renewed, ``check`` the newest check.
    """

    board: NoticeBoard
    renewed_on: date | None
    renewal: str
    changes: list[RiverChiefAssignment]
    due_on: date | None
    overdue_days: int
    check: BoardCheck | None

    @property
    def changed_on(self) -> date | None:
        return self.changes[0].valid_from if self.changes else None

    @property
    def needs_care(self) -> bool:
        """Whether anything is to be done about it."""
        return self.renewal != "done" or self.board.state != NoticeBoard.State.GOOD


@dataclass(frozen=True)
class Crossing:
    """A river that crosses a village in which no board of it stands; ``shape`` in EPSG:4326."""

    river: River
    village: Village
    length_m: float
    shape: shapely.Geometry


def boards(register: Register) -> list[Board]:
    """Return the boards of the register's day in the order of their codes; three queries."""
    rows = NoticeBoard.objects.filter(subdistrict__code=register.subdistrict.code).as_of(
        register.day
    )
    rows = rows.select_related("village", "river_segment__river").order_by("code")
    terms, checks = _changes(register), _checks(register)
    days = board_days(register)
    return [
        _board(row, terms.get(row.river_segment_id, []), checks.get(row.pk, []), days, register.day)
        for row in tables.refer(
            list(rows), village=register.villages, river_segment=register.segments
        )
    ]


def board_days(register: Register) -> int:
    """Return within how many days of a change of chief a board must be renewed."""
    return PatrolSettings.of(register.subdistrict).board_days


def summary(found: list[Board]) -> dict[str, int]:
    """Return how many boards are overdue, due, damaged, missing, and in all."""
    return {
        "boards": len(found),
        **{state: sum(one.renewal == state for one in found) for state in STATES[:2]},
        **{
            str(state): sum(one.board.state == state for one in found)
            for state in (NoticeBoard.State.DAMAGED, NoticeBoard.State.MISSING)
        },
    }


def without_board(register: Register, found: list[Board]) -> list[Crossing]:
    """Return where a river crosses a village and no board of it is on record."""
    segments, villages = register.segments, register.villages
    located = np.array([shape is not None for shape in segments.shapes], dtype=bool)
    courses = segments.shapes[located]
    rivers = [segment.river for segment, is_on in zip(segments.rows, located, strict=True) if is_on]
    pairs = shapely.STRtree(courses).query(villages.shapes, predicate="intersects")
    parts = shapely.intersection(villages.shapes[pairs[0]], courses[pairs[1]])
    crossing: dict[tuple[int, int], list] = defaultdict(list)
    for village, segment, part in zip(*pairs.tolist(), parts, strict=True):
        crossing[rivers[segment].pk, village].append(part)
    standing = {(one.board.river_segment.river_id, one.board.village.code) for one in found}
    by_id = {river.pk: river for river in rivers}
    missing = []
    for (river, row), pieces in crossing.items():
        village, length_m = villages.rows[row], float(shapely.length(pieces).sum())
        if length_m >= LEAST_CROSSING_M and (river, village.code) not in standing:
            shape = crs.project(shapely.union_all(pieces), crs.STORAGE_SRID, register.metric_srid)
            missing.append(Crossing(by_id[river], village, length_m, shape))
    return sorted(missing, key=lambda one: (one.river.code, one.village.code))


def _changes(register: Register) -> dict[int, list[RiverChiefAssignment]]:
    """Return the terms that began with a change of chief up to the day, by segment, in order."""
    terms = RiverChiefAssignment.objects.filter(
        river_segment__subdistrict__code=register.subdistrict.code, valid_from__lte=register.day
    )
    rows = list(terms.select_related("chief").order_by("valid_from", "code"))
    rows = tables.refer(rows, river_segment=register.segments)
    ended = {(term.river_segment_id, term.level, term.chief_id, term.valid_to) for term in rows}
    found = defaultdict(list)
    for term in rows:
        before = term.valid_from - timedelta(days=1) if term.valid_from > date.min else None
        if (term.river_segment_id, term.level, term.chief_id, before) not in ended:
            found[term.river_segment_id].append(term)
    return found


def _checks(register: Register) -> dict[int, list[BoardCheck]]:
    """Return the checks up to the day by board, the newest first."""
    checks = BoardCheck.objects.filter(
        notice_board__subdistrict__code=register.subdistrict.code, at__date__lte=register.day
    )
    found = defaultdict(list)
    for check in checks.order_by("-at", "-pk"):
        found[check.notice_board_id].append(check)
    return found


def _board(
    row: NoticeBoard,
    terms: list[RiverChiefAssignment],
    checks: list[BoardCheck],
    days: int,
    day: date,
) -> Board:
    renewed = _renewed_on(row, checks, day)
    # A board that was never renewed names who was in office when it was put up.
    since = renewed or row.valid_from
    changes = [term for term in terms if term.valid_from > since]
    due_on = None
    if changes:
        due_on = min(
            np.datetime64(changes[0].valid_from) + np.timedelta64(days, "D"),
            np.datetime64(date.max),
        ).astype(date)
    late = max((day - due_on).days, 0) if due_on else 0
    renewal = "overdue" if late else "due" if changes else "done"
    return Board(row, renewed, renewal, changes, due_on, late, checks[0] if checks else None)


def _renewed_on(row: NoticeBoard, checks: list[BoardCheck], day: date) -> date | None:
    """Return when a board was last renewed up to a day: on record of it, or by its checks."""
    known = [timezone.localdate(check.at) for check in checks if check.is_renewal]
    if row.renewed_on is not None and row.renewed_on <= day:
        known.append(row.renewed_on)
    return max(known, default=None)
