"""Issues as a table, for CSV and xlsx."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from coverage.api.issue_answers import is_overdue, position
from coverage.issues.words import CATEGORIES, ILLUSTRATIVE, STATES
from coverage.models import Issue
from coverage.tables import Column, Fact, Table
from geo.features.collections import Text

COLUMNS = (
    Column("code", "编号", "Code"),
    Column("category", "类别", "Category", words=CATEGORIES),
    Column("state", "状态", "State", words=STATES),
    Column("found_on", "发现日期", "Found on", kind="date"),
    Column("village", "村（社区）", "Village"),
    Column("water", "水体", "Water"),
    Column("description", "描述", "Description"),
    Column("handling_unit", "责任单位", "Responsible unit"),
    Column("deadline", "整改期限", "Deadline", kind="date"),
    Column("overdue", "逾期", "Overdue"),
    Column("escalated_on", "上报升级日期", "Escalated on", kind="date"),
    Column("lon", "经度", "Longitude", "°", "number", 7),
    Column("lat", "纬度", "Latitude", "°", "number", 7),
    Column("illustrative", "示意", "Illustrative"),
)
HANDLER = Column("handler", "经办账号", "Handler's account")


def issue_table(issues: Iterable[Issue], day: date, with_people: bool) -> Table:
    """Return one row an issue; accounts of handlers only ``with_people``."""
    rows = [_row(issue, day) for issue in issues]
    facts = [Fact("date", "日期", "Date", day.isoformat())]
    if any(row["illustrative"] for row in rows):
        facts.append(Fact("note", "备注", "Note", ILLUSTRATIVE))
    columns = (*COLUMNS, HANDLER) if with_people else COLUMNS
    title = Text("涉水问题台账", "Issues on the waters")
    return Table(f"issues-{day.isoformat()}", title, columns, rows, tuple(facts))


def _row(issue: Issue, day: date) -> dict:
    water = issue.river_segment or issue.water_body
    return {
        "code": issue.code,
        "category": issue.category,
        "state": issue.state,
        "found_on": timezone.localdate(issue.found_at),
        "village": issue.village and str(issue.village),
        "water": water and (water.name or water.code),
        "description": issue.description,
        "handling_unit": issue.handling_unit,
        "deadline": issue.deadline,
        "overdue": is_overdue(issue, day),
        "escalated_on": issue.escalated_on,
        "handler": issue.handler and issue.handler.get_username(),
        "illustrative": issue.illustrative,
        **position(issue),
    }
