"""Scenarios as tables: what changes for each village, and two sides compared."""

from coverage.api.facts import METHODS, place_and_day
from coverage.figures.register import Register
from coverage.figures.words import MODES_EN, MODES_ZH
from coverage.models import Scenario
from coverage.scenarios.kinds import PAIRING
from coverage.scenarios.words import KINDS, NOTE, REASONS, STATES
from coverage.tables import Column, Fact, Table
from geo.features.collections import Text

VILLAGE = (
    Column("code", "统计用区划代码", "Division code"),
    Column("name", "村（社区）", "Village"),
    Column("people", "人口", "People", kind="integer"),
    Column("before", "目前", "Now", words=STATES),
    Column("after", "方案", "Scenario", words=STATES),
    Column("changed", "有变化", "Changes"),
)
STATIONS = (
    Column("before_station", "目前最近工作站", "Nearest station now"),
    Column("before_s", "目前路程时间", "Travel time now", "s", "number", 0),
    Column("after_station", "方案最近工作站", "Nearest station in the scenario"),
    Column("after_s", "方案路程时间", "Travel time in the scenario", "s", "number", 0),
)
PAIRS = (
    Column("station", "最近工作站", "Nearest station"),
    Column("before_deputy", "目前对口代表", "Paired deputy now"),
    Column("after_deputy", "建议对口代表", "Proposed deputy"),
    Column("travel_s", "路程时间", "Travel time", "s", "number", 0),
    Column("reason", "未能安排的原因", "Why nobody", words=REASONS),
)
UNITS = {
    "people": Text("人", "people"),
    "person_seconds": Text("人·秒", "person-seconds"),
    "seconds": Text("秒", "s"),
    "stations": Text("个站点", "stations"),
}


def village_table(scenario: Scenario, found: Register) -> Table:
    """Return one row a village: its state, station or deputy, now and in the scenario."""
    result = scenario.result
    reasons = {row["village"]: row["reason"] for row in result.get("left", [])}
    rows = [row | {"reason": reasons.get(row["code"])} for row in result["villages"]]
    more = PAIRS if scenario.kind == PAIRING else STATIONS
    return Table(
        f"scenario-{scenario.kind}-{found.subdistrict.code}-{scenario.day.isoformat()}",
        Text(f"方案：{scenario.name}", f"Scenario: {scenario.name}"),
        (*VILLAGE, *more),
        rows,
        _facts(scenario, found),
    )


def compare_table(scenario: Scenario, found: Register, other: Text, rows: list[dict]) -> Table:
    """Return one row a measure: this scenario, the other side, the difference."""
    columns = (
        Column("title_zh", "指标", "Measure (Chinese)"),
        Column("title_en", "指标（英文）", "Measure"),
        Column("unit", "单位", "Unit"),
        Column("this", "本方案", "This scenario", kind="number", decimals=4),
        Column("other", other.zh, other.en, kind="number", decimals=4),
        Column("difference", "差值", "Difference", kind="number", decimals=4),
    )
    return Table(
        f"scenario-compare-{found.subdistrict.code}-{scenario.day.isoformat()}",
        Text(f"方案比较：{scenario.name}", f"Comparison: {scenario.name}"),
        columns,
        rows,
        _facts(scenario, found),
    )


def _facts(scenario: Scenario, found: Register) -> tuple[Fact, ...]:
    result, given = scenario.result, scenario.parameters
    solved = result["solver"]
    mode = given["mode"]
    unit = UNITS[solved["unit"]]
    words = {
        "minutes": ("时限（分钟）", "Limit (min)"),
        "k": ("新增站点数", "Further stations"),
        "limit": ("每名代表最多对口村数", "Most villages of a deputy"),
        "within_groups": ("限于本小组", "Within the group"),
    }
    return (
        *place_and_day(found),
        Fact("kind", "方法", "Kind", scenario.kind, KINDS[scenario.kind]),
        Fact("parameters.mode", "出行方式", "Mode", mode, Text(MODES_ZH[mode], MODES_EN[mode])),
        *(Fact(f"parameters.{key}", *words[key], given[key]) for key in words if key in given),
        Fact("parameters.method", "计算方法", "Method", result["travel_method"],
             METHODS[result["travel_method"]]),
        Fact("solver.objective", "目标值", "Objective", solved["objective"]),
        Fact("solver.unit", "目标单位", "Unit of the objective", solved["unit"], unit),
        Fact("solver.bound", "界", "Bound", solved["bound"]),
        Fact("solver.proven", "已证明最优", "Proven best", solved["proven"]),
        Fact("note", "备注", "Note", NOTE),
    )  # fmt: skip
