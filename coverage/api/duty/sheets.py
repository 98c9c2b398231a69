"""Tables of what is due, of surveys, boards and trace-backs."""

from django.utils import timezone

from coverage.api import facts
from coverage.api.sheets import words
from coverage.figures.boards import Board
from coverage.figures.due import DueItem
from coverage.figures.register import Register
from coverage.figures.surveys import Progress, Target
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


PEOPLE_COLUMNS = (
    Column("code", "编号", "Code"),
    Column("name", "姓名", "Name"),
    Column("kind", "职责", "Duty", words=words.PATROLS),
    Column("level", "层级", "Level", words=LEVELS | {"city": Text("市", "city")}),
    Column("items", "应巡", "Owed", kind="integer"),
    *(
        Column(key, text.zh, text.en.capitalize(), kind="integer")
        for key, text in DUE_STATES.items()
    ),
    Column("overdue_days", "最长逾期", "Longest overdue", words.DAYS, "integer"),
)


def people_table(found: Register, rows: list[dict]) -> Table:
    """Return how it stands with what each chief and deputy owes."""
    return Table(
        f"due-people-{found.subdistrict.code}-{found.day}",
        Text("各人巡查到期情况", "What is due by person"),
        PEOPLE_COLUMNS,
        [
            {**row, "code": row["person"].code, "name": row["person"].name}
            | {"level": row["person"].level}
            for row in rows
        ],
        facts.place_and_day(found),
    )


BOARD_STATES = {
    "good": Text("完好", "good"),
    "damaged": Text("损坏", "damaged"),
    "missing": Text("缺失", "missing"),
}
RENEWALS = {
    "overdue": Text("逾期未更新", "overdue"),
    "due": Text("待更新", "due"),
    "done": Text("已更新", "up to date"),
}
BOARD_COLUMNS = (
    words.CODE,
    words.NAME,
    VILLAGE_CODE,
    VILLAGE,
    Column("segment_code", "河段代码", "Code of the segment"),
    Column("state", "状态", "State", words=BOARD_STATES),
    Column("renewal", "更新", "Renewal", words=RENEWALS),
    Column("changed_on", "河长变更日期", "Chief changed on", kind="date"),
    Column("renewed_on", "最近更新", "Renewed on", kind="date"),
    Column("due_on", "最迟日期", "Due on", kind="date"),
    Column("overdue_days", "逾期", "Overdue", words.DAYS, "integer"),
    Column("checked_on", "最近检查", "Checked on", kind="date"),
    ILLUSTRATIVE,
)


def board_table(found: Register, rows: list[Board]) -> Table:
    """Return notice boards with their renewals."""
    return Table(
        f"notice-boards-{found.subdistrict.code}-{found.day}",
        Text("公示牌", "Notice boards"),
        BOARD_COLUMNS,
        [board_members(one) for one in rows],
        (*facts.place_and_day(found), *facts.sources([one.board for one in rows])),
    )


def board_members(one: Board) -> dict:
    """Return a board and its renewal as plain data."""
    board = one.board
    return {
        "code": board.code,
        "name": board.name or str(board),
        "village_code": board.village.code,
        "village": str(board.village),
        "segment_code": board.river_segment.code,
        "state": board.state,
        "renewal": one.renewal,
        "changed_on": one.changed_on,
        "renewed_on": one.renewed_on,
        "due_on": one.due_on,
        "overdue_days": one.overdue_days,
        "checked_on": one.check and timezone.localdate(one.check.at),
        "illustrative": board.quality == "illustrative",
    }


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


SURVEY_STATES = {
    "done": Text("已排查", "visited"),
    "left": Text("未排查", "left"),
    "unknown": Text("未知", "unknown"),
}
SURVEY_COLUMNS = (
    Column("kind", "类别", "Kind", words=KINDS),
    words.CODE,
    words.NAME,
    VILLAGE_CODE,
    VILLAGE,
    Column("state", "状态", "State", words=SURVEY_STATES),
    Column("done_on", "排查日期", "Visited on", kind="date"),
    Column("share", "单日最大比例", "Most in one day", kind="share"),
    Column("length_m", "长度", "Length", "m", "number"),
    ILLUSTRATIVE,
)
CHIEF_COLUMNS = (
    Column("chief_code", "河长编号", "Code of the chief"),
    Column("chief_name", "河长", "Chief"),
)


def survey_table(found: Progress, targets: list[Target], named: bool) -> Table:
    """Return the targets of a survey; with ``named`` also who answers for each."""
    villages = {village.pk: village for village in found.register.villages.rows}
    survey, total = found.survey, found.summary()["all"]
    rows = [
        {
            **vars(one),
            "code": one.place.code,
            "name": one.place.name,
            "village_code": getattr(villages.get(one.place.village_id), "code", None),
            "village": villages.get(one.place.village_id),
            "length_m": one.place.length_m,
            "illustrative": one.place.quality == "illustrative",
            "chief_code": one.chief and one.chief.code,
            "chief_name": one.chief and one.chief.name,
        }
        for one in targets
    ]
    done = Text(f"{total['done']} / {total['count']}", f"{total['done']} of {total['count']}")
    return Table(
        f"survey-{survey.code}-{found.day}",
        Text(survey.name, survey.name),
        (*SURVEY_COLUMNS, *(CHIEF_COLUMNS if named else ())),
        rows,
        (
            *facts.place(found.register),
            Fact("date", "截至日期", "As of", found.day.isoformat()),
            Fact("first_day", "开始日期", "First day", survey.valid_from.isoformat()),
            Fact("last_day", "结束日期", "Last day", survey.valid_to.isoformat()),
            Fact("done", "已排查", "Visited", total["done"], done),
            *facts.sources([one.place for one in targets]),
        ),
    )
