"""Full surveys (全面排查): what was visited once within the dates, and what is left.

A survey's targets are the segments, ponds and ditches in the register on its last day, or on the
day asked for while it runs. One visit is one day: what all valid patrols of a day covered of a
segment, of chiefs and deputies alike, is merged; on another day one begins anew. A pond or ditch
is visited by one patrol that saw enough of its shore.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely

from coverage.analysis import patrol
from coverage.analysis.riverside import EITHER, whole_m
from coverage.figures import banks
from coverage.figures import register as registers
from coverage.figures.register import Register
from coverage.figures.walks import Walks, walks
from coverage.models import RiverChief, Survey
from geo import crs

STATES = ("done", "left", "unknown")
PHASES = ("planned", "running", "ended")


@dataclass(frozen=True)
class Target:
    """What is to be visited once; ``share`` is the most that one day's patrols covered of it.

    ``state`` is unknown where a segment has no course to measure along. ``chief`` answers for it:
    of those in office the one of the lowest level. ``shape`` is in EPSG:4326.
    """

    kind: str
    place: object
    state: str
    share: float
    done_on: date | None
    chief: RiverChief | None
    shape: shapely.Geometry | None

    @property
    def length_m(self) -> float:
        return self.place.length_m or 0.0


@dataclass(frozen=True)
class Progress:
    """How far a survey is on a day; ``register`` is that of its targets."""

    survey: Survey
    day: date
    phase: str
    register: Register
    targets: list[Target]

    @property
    def left(self) -> list[Target]:
        return [target for target in self.targets if target.state != "done"]

    def summary(self) -> dict[str, dict]:
        """Return count and length of what is done and of all, by kind and together."""
        kinds = [kind for kind in ("segment", "pond", "ditch") if _asks_for(self.survey, kind)]
        found = {
            kind: _amounts([one for one in self.targets if one.kind == kind]) for kind in kinds
        }
        return {"all": _amounts(self.targets), **found}

    def by_village(self) -> list[dict]:
        """Return how far it is in each village, those with most left first."""
        villages = {village.pk: village for village in self.register.villages.rows}
        found = _grouped(self.targets, lambda one: villages.get(one.place.village_id))
        return [{"village": village} | amounts for village, amounts in found]

    def by_chief(self) -> list[dict]:
        """Return how far it is with each chief who answers for something, and with nobody."""
        return [
            {"chief": chief} | rest for chief, rest in _grouped(self.targets, lambda one: one.chief)
        ]


def progress(survey: Survey, day: date) -> Progress:
    """Return how far a survey is on a day."""
    until = min(max(day, survey.valid_from), survey.valid_to)
    found = registers.read(survey.subdistrict, until)
    places = [
        *(("segment", row, shape) for row, shape in _rows(found.segments) if survey.segments),
        *(
            (row.kind, row, shape)
            for row, shape in _rows(found.waters)
            if row.kind in ("pond", "ditch") and _asks_for(survey, row.kind)
        ),
    ]
    known = walks(found)
    first = np.datetime64(survey.valid_from, "D")
    last = np.datetime64(min(day, survey.valid_to), "D")
    share, done_on = _visited(places, known.of((known.day >= first) & (known.day <= last)), survey)
    shapes = crs.project(_shapes(places), crs.STORAGE_SRID, found.metric_srid)
    chiefs = _chiefs(found)
    targets = [
        Target(
            kind,
            place,
            _state(kind, places[row][2], done_on[row]),
            round(float(share[row]), 4),
            None if np.isnat(done_on[row]) else done_on[row].astype(date),
            chiefs.get((kind == "segment", place.pk if kind == "segment" else place.village_id)),
            shapes[row],
        )
        for row, (kind, place, _shape) in enumerate(places)
    ]
    return Progress(survey, day, phase_of(survey, day), found, targets)


def phase_of(survey: Survey, day: date) -> str:
    """Return whether a survey is planned, running or has ended on a day."""
    if day < survey.valid_from:
        return "planned"
    return "running" if day <= survey.valid_to else "ended"


def _rows(table):
    return zip(table.rows, table.shapes, strict=True)


def _shapes(places: list[tuple]) -> np.ndarray:
    return np.array([*(shape for _kind, _place, shape in places), None], dtype=object)[:-1]


def _asks_for(survey: Survey, kind: str) -> bool:
    return {"segment": survey.segments, "pond": survey.ponds, "ditch": survey.ditches}[kind]


def _state(kind: str, shape, done_on: np.datetime64) -> str:
    if kind == "segment" and shape is None:
        return "unknown"
    return "left" if np.isnat(done_on) else "done"


def _visited(places: list[tuple], known: Walks, survey: Survey) -> tuple[np.ndarray, np.ndarray]:
    """Return the most that one day covered of each place, and the first day that was enough."""
    share = np.zeros(len(places))
    done_on = np.full(len(places), np.datetime64("NaT", "D"))
    is_segment = np.array([kind == "segment" for kind, _place, _shape in places], dtype=bool)
    extent = np.where(is_segment, shapely.length(_shapes(places)), 1.0)
    asked = np.array(
        [banks.of(place) if kind == "segment" else EITHER for kind, place, _ in places]
    )
    row_of = {
        ("segment" if kind == "segment" else "water", place.pk): row
        for row, (kind, place, shape) in enumerate(places)
        if kind != "segment" or shape is not None
    }
    keys = zip(known.target.tolist(), known.place.tolist(), strict=True)
    row = np.array([row_of.get(key, -1) for key in keys], dtype=np.int64)
    own = np.flatnonzero(row >= 0)
    if not len(own):
        return share, done_on
    day = known.day[own].astype(np.int64)
    pairs, cell = np.unique(np.column_stack([row[own], day]), axis=0, return_inverse=True)
    mine, age, place = known.of(own), np.zeros(len(own)), pairs[:, 0]
    pieces = patrol.newest(
        extent[place], cell.reshape(-1), mine.start, mine.end, age, mine.bank, asked[place]
    )
    covered = np.bincount(
        pieces.segment, pieces.length_m * np.isfinite(pieces.age_days), minlength=len(pairs)
    )
    reached = np.minimum(covered / whole_m(extent, asked)[place], 1.0)
    np.maximum.at(share, place, reached)
    enough = reached >= survey.done_share - patrol.ROUNDING
    # The latest first, so that the earliest stays.
    for at, on in pairs[enough][::-1]:
        done_on[at] = np.datetime64(int(on), "D")
    return share, done_on


def _chiefs(register: Register) -> dict[tuple[bool, int], RiverChief]:
    """Return who answers for segments (True, id) and for the waters of villages (False, id)."""
    found = {}
    segments = register.segments
    for segment_id, held in register.chiefs.items():
        term = registers.lowest(held)
        found[True, segment_id] = term.chief
        row = segments.row_of_id.get(segment_id)
        if term.level == "village" and row is not None:
            found[False, segments.rows[row].village_id] = term.chief
    return found


def _amounts(targets: list[Target]) -> dict:
    done = [one for one in targets if one.state == "done"]
    length_m, done_m = (sum(one.length_m for one in rows) for rows in (targets, done))
    return {
        "count": len(targets),
        "done": len(done),
        "left": len(targets) - len(done),
        "share": round(len(done) / len(targets), 4) if targets else None,
        "length_m": round(length_m, 2),
        "done_m": round(done_m, 2),
        "share_m": round(done_m / length_m, 4) if length_m else None,
    }


def _grouped(targets: list[Target], key) -> list[tuple]:
    owners = [key(one) for one in targets]
    groups: dict = {owner: [] for owner in owners}
    for owner, one in zip(owners, targets, strict=True):
        groups[owner].append(one)
    found = [(owner, _amounts(rows)) for owner, rows in groups.items()]
    return sorted(found, key=lambda pair: (-pair[1]["left"], pair[0].code if pair[0] else "~"))


def counts(targets: list[Target]) -> dict[str, int]:
    """Return how many targets are in each state."""
    found = Counter(one.state for one in targets)
    return {state: found[state] for state in STATES}
