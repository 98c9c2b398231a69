"""What can be visited on a day: segments, ponds, ditches, boards and villages, by their keys."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from django.db.models import Model

from coverage.figures.register import Register
from geo.models import NoticeBoard, RiverSegment, WaterBody

KINDS = ("segment", "pond", "ditch", "board", "village")
LINES = ("segment", "pond", "ditch")
# How far beside the line of a river its banks are walked: clear of it, and well within sight.
BANK_M = 10.0


@dataclass(frozen=True)
class Place:
    """Something to visit: ``shape`` is what is visited, in metres; None where that is not known.

    A segment and a ditch are walked from end to end, a pond around its shore, and a segment that
    asks for each bank up the one and down the other; boards and the committee points of villages
    are points.
    """

    kind: str
    code: str
    name: str
    row: Model
    shape: shapely.Geometry | None

    @property
    def key(self) -> str:
        return key_of(self.kind, self.code)

    @property
    def illustrative(self) -> bool:
        return self.row.quality == "illustrative"


def key_of(kind: str, code: str) -> str:
    """Return the key of a place, such as segment:R01-01; a code alone may name several."""
    return f"{kind}:{code}"


class Places:
    """The places of the register on its day."""

    def __init__(self, found: Register):
        self.found = found

    @cached_property
    def by_key(self) -> dict[str, Place]:
        return {place.key: place for place in self._all()}

    @cached_property
    def _by_code(self) -> dict[str, list[Place]]:
        found = defaultdict(list)
        for place in self.by_key.values():
            found[place.code].append(place)
        return found

    def named(self, word: str) -> list[Place]:
        """Return the places that a key or a code names: none, one, or several."""
        if word in self.by_key:
            return [self.by_key[word]]
        return self._by_code.get(word, [])

    def _all(self):
        found = self.found
        for row, shape in zip(found.segments.rows, found.segments.shapes, strict=True):
            yield _place("segment", row, row.name, around(row, shape))
        for row, shape in zip(found.waters.rows, found.waters.shapes, strict=True):
            is_ditch = row.kind == WaterBody.Kind.DITCH
            line = longest_line(shape) if is_ditch else shore(shape)
            yield _place("ditch" if is_ditch else "pond", row, row.name, line)
        boards = NoticeBoard.objects.filter(subdistrict__code=found.subdistrict.code).as_of(
            found.day
        )
        boards = list(boards.order_by("code"))
        for row, shape in zip(boards, found.metric([row.geom for row in boards]), strict=True):
            yield _place("board", row, row.name or row.short_name, shape)
        for row, xy in zip(found.villages.rows, found.centers, strict=True):
            shape = shapely.Point(xy) if np.isfinite(xy).all() else None
            yield _place("village", row, row.short_name or row.name, shape)


def _place(kind: str, row: Model, name: str, shape: shapely.Geometry | None) -> Place:
    return Place(kind, row.code, name or row.code, row, shape)


def around(segment: RiverSegment, shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return how a segment is walked: where each bank is asked for, a ring BANK_M beside it."""
    if shape is None or segment.bank != RiverSegment.Bank.EACH:
        return shape
    return shore(shapely.buffer(shape, BANK_M, cap_style="flat"))


def shore(shape: shapely.Geometry | None) -> shapely.LineString | None:
    """Return the outer shore of the largest part of an area as a closed line."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if not parts:
        return longest_line(shape)
    ring = max(parts, key=lambda part: part.area).exterior
    return shapely.LineString(shapely.get_coordinates(ring))


def longest_line(shape: shapely.Geometry | None) -> shapely.LineString | None:
    """Return the longest line of a geometry; None where there is none."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    return max(parts, key=lambda part: part.length, default=None)
