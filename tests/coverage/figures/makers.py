"""Makers of duties, patrols and rules for the tests of figures."""

from datetime import date, timedelta

from coverage import models as people
from geo import models
from tests import register as make

DAY = date(2026, 11, 22)
SQUARE_DEGREES = 0.01


def ago(days: int) -> date:
    return DAY - timedelta(days)


def villages(unit, count: int = 3, **values) -> list[models.Village]:
    """Make villages side by side, of 1000 people each."""
    defaults = {"population": 1000}
    return [
        make.village(
            unit,
            f"V{number}",
            short_name=f"村{number}",
            geom=make.square(118.80 + SQUARE_DEGREES * number, 35.1, SQUARE_DEGREES),
            center=make.point(118.805 + SQUARE_DEGREES * number, 35.105),
            **{**defaults, **values},
        )
        for number in range(1, count + 1)
    ]


def duty(village, deputy, days: int, **values) -> people.DutyRecord:
    number = people.DutyRecord.objects.count()
    defaults = {"kind": "visit", "date": ago(days)}
    return people.DutyRecord.objects.create(
        subdistrict=village.subdistrict,
        code=f"DU{number}",
        deputy=deputy,
        village=village,
        **{**defaults, **values},
    )


def segment(unit, code: str = "R1-1", village=None, **values) -> models.RiverSegment:
    """Make a segment from south to north, 1109.4 m long in EPSG:4549."""
    river = models.River.objects.filter(subdistrict=unit).first() or make.river(unit)
    defaults = {
        "name": f"Segment {code}",
        "sequence": 1,
        "start_chainage_m": 0,
        "end_chainage_m": 1000,
        "geom": make.line((118.815, 35.10), (118.815, 35.11)),
    }
    return models.RiverSegment.objects.create(
        subdistrict=unit,
        code=code,
        river=river,
        village=village,
        **{**make.PLACE, **defaults, **values},
    )


def pond(unit, village=None, code: str = "P1") -> models.WaterBody:
    return models.WaterBody.objects.create(
        subdistrict=unit,
        code=code,
        name=f"Pond {code}",
        kind="pond",
        village=village,
        geom=make.square(118.812, 35.102, 0.0005)[0],
        **make.PLACE,
    )


def chief(unit, code: str = "C1") -> people.RiverChief:
    return people.RiverChief.objects.create(
        subdistrict=unit, code=code, name=f"Chief {code}", level="village", valid_from=make.START
    )


def patrol(unit, days: int, who, kind: str = "chief", **values) -> people.Patrol:
    number = people.Patrol.objects.count()
    person = {"chief" if kind == "chief" else "deputy": who}
    defaults = {"status": "done", "is_valid": True, "date": ago(days)}
    return people.Patrol.objects.create(
        subdistrict=unit, code=f"PT{number}", kind=kind, **person, **{**defaults, **values}
    )


def walk(
    patrol, segment, start: float = 0.0, end: float = 1.0, bank: str = ""
) -> people.PatrolStretch:
    """Record that a patrol walked a segment from one share of its length to another."""
    return people.PatrolStretch.objects.create(
        patrol=patrol,
        river_segment=segment,
        start_m=start * segment.length_m,
        end_m=end * segment.length_m,
        bank=bank,
    )


def rule(unit, target: str = "segment", **values) -> people.PatrolRule:
    number = people.PatrolRule.objects.count()
    defaults = {"name": "Rule", "period_days": 10, "times": 1, "valid_from": make.START}
    return people.PatrolRule.objects.create(
        subdistrict=unit, code=f"PR{number}", target=target, **{**defaults, **values}
    )
