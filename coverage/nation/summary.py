"""The answer for a unit as a table: one row a village, the totals beside it."""

from collections.abc import Iterator, Sequence

import numpy as np

from coverage.api import facts
from coverage.nation.table import CountyTable, Question
from coverage.tables import Column, Fact, Table
from geo.features.collections import Text
from geo.models import Subdistrict

TITLE = Text("各村居代表工作站服务盲区", "What reaches no liaison station, village by village")
PEOPLE = Text("人", "people")
COLUMNS = (
    Column("unit_code", "乡镇街道代码", "Unit code"),
    Column("code", "村居代码", "Village code"),
    Column("name", "村居", "Village"),
    Column("people", "人口", "People", PEOPLE, "integer"),
    Column("people_gap", "盲区人口", "People in the gap", PEOPLE, "number", 1),
    Column("area_m2", "面积", "Area", "m²", "number"),
    Column("gap_m2", "盲区面积", "Area of the gap", "m²", "number"),
    Column("gap_share", "盲区占比", "Share of the gap", "", "share"),
    Column("method", "计算方法", "Method", words=facts.METHODS),
)


def gap_table(unit: Subdistrict, asked: Question, tables: Sequence[CountyTable]) -> Table:
    """Return the table of all counties in their order, with the totals of the unit."""
    return Table(
        f"nation-{unit.code}-{asked.day}-{asked.mode}",
        TITLE,
        COLUMNS,
        [row for table in tables for row in _rows(table)],
        (
            Fact("unit", "范围", "Unit", unit.code),
            Fact("date", "截至日期", "As of", asked.day.isoformat()),
            *facts.limit(asked.minutes, asked.mode),
            *_totals(tables),
        ),
    )


def _rows(table: CountyTable) -> Iterator[dict]:
    gap_m2 = table.area_m2 - table.covered_m2
    people_gap = table.people - table.people_covered
    for row, code in enumerate(table.code):
        yield {
            "unit_code": table.unit[row],
            "code": code,
            "name": table.name[row],
            "people": table.people[row],
            "people_gap": people_gap[row],
            "area_m2": table.area_m2[row],
            "gap_m2": gap_m2[row],
            "gap_share": gap_m2[row] / table.area_m2[row],
            "method": table.method,
        }


def _totals(tables: Sequence[CountyTable]) -> Iterator[Fact]:
    """Sums over what is known: a village without boundary or population adds nothing."""

    def total(name: str) -> float:
        return float(sum(np.nansum(getattr(table, name)) for table in tables))

    counted = sum(len(table.code) for table in tables)
    located = sum(int(np.isfinite(table.area_m2).sum()) for table in tables)
    yield Fact("villages", "村居数", "Villages", counted)
    yield Fact("villages_located", "有边界的村居数", "Villages with a boundary", located)
    yield Fact("covered_m2", "覆盖面积（m²）", "Covered area (m²)", round(total("covered_m2"), 2))
    yield Fact("area_m2", "面积（m²）", "Area (m²)", round(total("area_m2"), 2))
    yield Fact("people_covered", "覆盖人口", "People covered", round(total("people_covered")))
    yield Fact("people", "人口", "People", round(total("people")))
