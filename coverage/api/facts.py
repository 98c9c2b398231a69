"""What every table of figures says of itself: place, day, rule, source, how far to trust it."""

from collections.abc import Iterable

from coverage.figures.register import Register
from coverage.figures.words import MODES_EN, MODES_ZH
from coverage.tables import Fact
from geo.features.collections import Text

ILLUSTRATIVE = Text(
    "含示意几何（quality=illustrative）：由生成得到，未经测量，仅供参考。",
    "Holds illustrative geometry: generated, not surveyed, indicative only.",
)
LOCATED = Text("几何均有出处，无示意数据。", "All geometry has a source; none is illustrative.")
METHODS = {
    "network": Text("沿路网，离路步行", "over the road network, walking off the road"),
    "straight_line": Text(
        "无路网：直线距离乘绕行系数", "no road network: straight lines times a detour factor"
    ),
    "none": Text("没有已定位的工作站", "no station is located"),
}


def place(found: Register) -> tuple[Fact, ...]:
    """Return the subdistrict of a register."""
    unit = found.subdistrict
    return (
        Fact("subdistrict.code", "统计用区划代码", "Division code", unit.code),
        Fact("subdistrict.name", "街道", "Subdistrict", unit.name),
    )


def place_and_day(found: Register) -> tuple[Fact, ...]:
    """Return the subdistrict and the day of a register."""
    return (*place(found), Fact("date", "截至日期", "As of", found.day.isoformat()))


def limit(minutes: int, mode: str) -> tuple[Fact, ...]:
    """Return within how many minutes, and how, a station must be reached."""
    way = Text(MODES_ZH[mode], MODES_EN[mode])
    return (
        Fact("parameters.minutes", "时限（分钟）", "Limit (min)", minutes),
        Fact("parameters.mode", "出行方式", "Mode", mode, way),
    )


def rule(minutes: int, mode: str, method: str) -> tuple[Fact, ...]:
    """Return how a station counts as reached, and how that was computed."""
    how = Fact("parameters.method", "计算方法", "Method", method, METHODS[method])
    return (*limit(minutes, mode), how)


def sources(places: Iterable) -> tuple[Fact, ...]:
    """Return where the geometry of ``places`` comes from, and a note when any is illustrative."""
    rows = list(places)
    named = sorted({row.source for row in rows if row.source})
    note = ILLUSTRATIVE if any(row.quality == "illustrative" for row in rows) else LOCATED
    return (
        Fact("source", "数据来源", "Source", "; ".join(named)),
        Fact("note", "备注", "Note", note),
    )
