"""Gaps of every layer as ranked rows with their geometry: what is not covered, and who feels it."""

from dataclasses import dataclass

import numpy as np
import shapely

from coverage.analysis.gaps import village_shares
from coverage.figures.chiefs import without_chief
from coverage.figures.register import Register, kept
from coverage.figures.service import Reach
from geo import crs

MODES_ZH = {"foot": "步行", "ebike": "骑电动自行车", "car": "驾车"}
MODES_EN = {"foot": "on foot", "ebike": "by e-bike", "car": "by car"}


@dataclass(frozen=True)
class Gap:
    """One gap; ``shape`` is in EPSG:4326, measures are in metres and square metres."""

    layer: str
    id: str
    code: str | None
    name: str
    kind: str
    people: int | None
    area_m2: float | None
    length_m: float | None
    reason_zh: str
    reason_en: str
    illustrative: bool
    shape: shapely.Geometry | None

    def row(self) -> dict:
        """Return the gap as a row of the ranking, with a point inside it."""
        point = None if self.shape is None else shapely.point_on_surface(self.shape)
        return self.properties() | {
            "lon": None if point is None else round(point.x, 7),
            "lat": None if point is None else round(point.y, 7),
        }

    def properties(self) -> dict:
        """Return everything but the geometry."""
        return {key: value for key, value in vars(self).items() if key != "shape"}


def ranked(register: Register, reach: Reach) -> list[Gap]:
    """Return every gap, the one that most people feel first, then by area, then by length."""
    found = kept(
        register,
        "gaps",
        lambda: [
            *_unpaired(register),
            *_unreached(register, reach),
            *_chiefless(register),
        ],
        reach.minutes,
        reach.mode,
    )
    return sorted(
        found, key=lambda gap: (-(gap.people or 0), -(gap.area_m2 or 0), -(gap.length_m or 0))
    )


def _degrees(register: Register, shape):
    if shape is None:
        return None
    return crs.project(shape, crs.STORAGE_SRID, register.metric_srid)


def _unpaired(register: Register):
    for village, shape in zip(register.villages.rows, register.villages.shapes, strict=True):
        if village.pk in register.pairings:
            continue
        yield Gap(
            layer="pairing",
            id=f"pairing-{village.code}",
            code=village.code,
            name=village.short_name,
            kind=village.kind,
            people=village.population,
            area_m2=village.area_m2 and round(village.area_m2, 2),
            length_m=None,
            reason_zh=f"{register.day:%Y-%m-%d} 没有代表对口帮扶该{_kind_zh(village)}。",
            reason_en=f"No deputy is paired with it on {register.day:%Y-%m-%d}.",
            illustrative=village.quality == "illustrative",
            shape=_degrees(register, shape),
        )


def _kind_zh(village) -> str:
    return "社区" if village.kind == "community" else "村"


def _unreached(register: Register, reach: Reach):
    if reach.partition is None:
        return
    way_zh, way_en = MODES_ZH[reach.mode], MODES_EN[reach.mode]
    for number, part in enumerate(reach.partition.gaps, 1):
        people, main = _people_in(register, part)
        yield Gap(
            layer="service",
            id=f"service-{number}",
            code=None,
            name=main or str(number),
            kind="area",
            people=people,
            area_m2=round(float(part.area), 2),
            length_m=None,
            reason_zh=f"从这里{way_zh} {reach.minutes} 分钟内到不了任何代表工作站。",
            reason_en=f"No liaison station is reached from here within {reach.minutes} minutes "
            f"{way_en}.",
            illustrative=True,
            shape=_degrees(register, part),
        )


def _people_in(register: Register, part) -> tuple[int | None, str]:
    """Return the people inside ``part`` (evenly spread in each village) and its main village."""
    rows = [row for row, shape in enumerate(register.villages.shapes) if shape is not None]
    if not rows:
        return None, ""
    villages = [register.villages.rows[row] for row in rows]
    shares = village_shares(
        register.villages.shapes[rows], [village.population or 0 for village in villages], part
    )
    main = villages[int(np.argmax(shares.covered_m2))]
    return round(shares.people.covered), main.short_name


def _chiefless(register: Register):
    for number in without_chief(register):
        segment = register.segments.rows[number]
        yield Gap(
            layer="chiefs",
            id=f"chiefs-{segment.code}",
            code=segment.code,
            name=segment.name,
            kind="segment",
            people=None,
            area_m2=None,
            length_m=round(segment.length_m or 0.0, 2),
            reason_zh=f"{register.day:%Y-%m-%d} 没有任何一级河长在任。",
            reason_en=f"No chief of any level is in office on {register.day:%Y-%m-%d}.",
            illustrative=segment.quality == "illustrative",
            shape=_degrees(register, register.segments.shapes[number]),
        )
