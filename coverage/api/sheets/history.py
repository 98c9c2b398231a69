"""The tables over time: the shares of every layer by month, and what changed between two days."""

from coverage.api import facts
from coverage.api.questions import ChangesQuestion, TrendQuestion
from coverage.api.sheets import words
from coverage.figures import history
from coverage.figures.history import Progress, Rule
from coverage.figures.register import Register
from coverage.tables import Column, Fact, Table
from geo.features.collections import Text

MEASURE = Column("measure", "口径", "Measure", words=words.MEASURES)
AMOUNTS = tuple(
    Column(state, word.zh, word.en.capitalize(), kind="number")
    for state, word in words.STATES.items()
)
TREND = (
    Column("month", "月份", "Month"),
    Column("date", "截至日期", "As of", kind="date"),
    words.LAYER,
    MEASURE,
    *AMOUNTS,
    Column("total", "合计", "Total", kind="number"),
    Column("share", "覆盖率", "Coverage ratio", kind="share"),
)
CHANGES = (
    words.LAYER,
    Column(
        "change",
        "变化",
        "Change",
        words={"gained": Text("新覆盖", "gained"), "lost": Text("失去覆盖", "lost")},
    ),
    words.KIND,
    words.CODE,
    words.NAME,
    words.PEOPLE,
    Column("from_state", "此前状态", "State before", words=words.STATES),
    Column("to_state", "此后状态", "State after", words=words.STATES),
    *words.REASONS,
    Column("before_zh", "此前说明", "Reason before in Chinese"),
    Column("before_en", "此前英文说明", "Reason before"),
)


def trend_data(found: Register, asked: TrendQuestion, progress: Progress | None = None) -> dict:
    """Return the shares of every layer on each of the days asked for, month by month."""
    rule = Rule(asked.minutes, asked.mode)
    return {
        "subdistrict": {"code": found.subdistrict.code, "name": found.subdistrict.name},
        "from": f"{asked.first:%Y-%m}",
        "to": f"{asked.last:%Y-%m}",
        "parameters": {"minutes": asked.minutes, "mode": asked.mode},
        "months": history.trend(found.subdistrict, list(asked.days), rule, progress),
    }


def trend_sheet(found: Register, asked: TrendQuestion, progress: Progress | None = None) -> Table:
    """Return one row for each month, layer and measure."""
    months = trend_data(found, asked, progress)["months"]
    return Table(
        f"trend-{found.subdistrict.code}-{asked.first:%Y-%m}-{asked.last:%Y-%m}",
        Text("覆盖趋势", "Trend of coverage"),
        TREND,
        [
            {"month": month["month"], "date": month["date"], "layer": layer, "measure": measure}
            | amounts
            for month in months
            for layer, summary in month["layers"].items()
            for measure, amounts in summary.items()
            if isinstance(amounts, dict)
        ],
        _facts(found, asked, f"{asked.first:%Y-%m}", f"{asked.last:%Y-%m}"),
    )


def changes_data(found: Register, asked: ChangesQuestion) -> dict:
    """Return what each layer gained and lost."""
    rule = Rule(asked.minutes, asked.mode)
    return {
        "subdistrict": {"code": found.subdistrict.code, "name": found.subdistrict.name},
        "from": asked.first.isoformat(),
        "to": asked.day.isoformat(),
        "parameters": {"minutes": asked.minutes, "mode": asked.mode},
        "layers": history.changes(found.subdistrict, asked.first, asked.day, rule),
    }


def changes_sheet(found: Register, asked: ChangesQuestion) -> Table:
    """Return one row for each place that a layer gained or lost."""
    changed = changes_data(found, asked)["layers"]
    return Table(
        f"changes-{found.subdistrict.code}-{asked.first}-{asked.day}",
        Text("覆盖变化", "Changes of coverage"),
        CHANGES,
        [
            {"layer": layer, "change": change} | row
            for layer, found_changes in changed.items()
            for change, rows in found_changes.items()
            for row in rows
        ],
        _facts(found, asked, asked.first.isoformat(), asked.day.isoformat()),
    )


def _facts(found: Register, asked, first: str, last: str) -> tuple[Fact, ...]:
    return (
        *facts.place(found),
        Fact("from", "自", "From", first),
        Fact("to", "至", "To", last),
        *facts.limit(asked.minutes, asked.mode),
        *facts.sources([*found.villages.rows, *found.segments.rows, *found.stations.rows]),
    )
