"""Tables of what is due, of surveys, boards and trace-backs."""

from coverage.api import facts
from coverage.api.sheets import words
from coverage.figures.due import DueItem
from coverage.figures.register import Register
from coverage.tables import Column, Fact, Table
from geo.features.collections import Text

DUE_STATES = {
    "overdue": Text("逾期", "overdue"),
    "due": Text("到期", "due"),
    "coming": Text("即将到期", "due soon"),
    "done": Text("已完成", "done"),
}
KINDS = words.KINDS | {"board": Text("公示牌", "notice board"), "village": Text("村居", "village")}
LEVELS = {
    "county": Text("县级", "county"),
    "subdistrict": Text("街道级", "subdistrict"),
    "village": Text("村级", "village"),
    "": Text("", ""),
}
STATE = Column("state", "状态", "State", words=DUE_STATES)
LEVEL = Column("level", "河长层级", "Level", words=LEVELS)
VILLAGE_CODE = Column("village_code", "村居代码", "Village code")
VILLAGE = Column("village", "村居", "Village")
ILLUSTRATIVE = Column("illustrative", "示意", "Illustrative")
DUE_COLUMNS = (
    Column("kind", "类别", "Kind", words=KINDS),
    words.CODE,
    words.NAME,
    LEVEL,
    VILLAGE_CODE,
    VILLAGE,
    STATE,
    Column("due_on", "最迟日期", "Due on", kind="date"),
    Column("overdue_days", "逾期", "Overdue", words.DAYS, "integer"),
    Column("last_on", "最近一次", "Last on", kind="date"),
    Column("done_on", "最近完成", "Last done on", kind="date"),
    Column("share", "本期比例", "Share in the period", kind="share"),
    Column("length_m", "长度", "Length", "m", "number"),
    Column("rule_zh", "规定", "Rule in Chinese"),
    Column("rule_en", "英文规定", "Rule"),
    Column("rule_name", "规定名称", "Name of the rule"),
    Column("rule_issuer", "发布单位", "Issued by"),
    Column("rule_issued_on", "发布日期", "Issued on", kind="date"),
    ILLUSTRATIVE,
)


def due_table(found: Register, person, kind: str, items: list[DueItem]) -> Table:
    """Return what is due as a table, the most urgent first."""
    villages = {village.pk: village for village in found.villages.rows}
    who = person.code if person else kind
    title = Text("巡查到期表", "What is due")
    facts_of_person = (Fact("person", "人员", "Person", person.name),) if person else ()
    return Table(
        f"due-{who}-{found.subdistrict.code}-{found.day}",
        title,
        DUE_COLUMNS,
        [_due_row(item, villages.get(item.village_id)) for item in items],
        (*facts.place_and_day(found), *facts_of_person, *facts.sources(found.segments.rows)),
    )


def _due_row(item: DueItem, village) -> dict:
    return {
        **vars(item),
        **item.said.members("rule"),
        "village_code": village and village.code,
        "village": village and str(village),
        "rule_name": item.rule.name,
        "rule_issuer": item.rule.issuer,
        "rule_issued_on": item.rule.issued_on,
    }
