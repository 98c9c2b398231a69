"""A scenario beside today, or beside another scenario of stations or of pairings."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from coverage.figures import service
from coverage.models import Scenario
from coverage.scenarios import pair_results, station_results
from coverage.scenarios.kinds import PAIRING, family
from coverage.scenarios.questions import pair_question, register_of, rule_of
from coverage.scenarios.stations import Reached
from geo.features.collections import Text


@dataclass(frozen=True)
class Measure:
    """One line of a comparison: where it stands in the figures, its words, unit and kind.

    ``more_is_better`` says which way is up; ``kind`` is that of a table's column.
    """

    key: str
    title: Text
    unit: str = ""
    kind: str = "integer"
    more_is_better: bool = True

    def of(self, figures: dict) -> float | None:
        """Return the value in the figures; None where it is not known."""
        value = figures
        for step in self.key.split("."):
            value = None if value is None else value.get(step)
        return value


def _shares(part: str, zh: str, en: str, unit: str = "", kind: str = "integer") -> tuple:
    return (
        Measure(f"{part}.covered", Text(f"{zh}（已覆盖）", f"{en} covered"), unit, kind),
        Measure(f"{part}.gap", Text(f"{zh}（盲区）", f"{en} in the gap"), unit, kind, False),
        Measure(f"{part}.share", Text(f"{zh}覆盖率", f"share of {en.lower()}"), kind="share"),
    )


COMMON = (
    *_shares("villages", "村（社区）", "Villages"),
    *_shares("people", "人口", "People"),
    *_shares("area_m2", "面积", "Area", "m²", "number"),
)
MEASURES = {
    "stations": (
        *COMMON,
        Measure("mean_s", Text("人均路程时间", "Mean travel time"), "s", "number", False),
        Measure("longest_s", Text("最长路程时间", "Longest travel time"), "s", "number", False),
        Measure(
            "without_way", Text("无路可达的村", "Villages without a way"), more_is_better=False
        ),
    ),
    PAIRING: (
        *COMMON,
        Measure(
            "most_pairings",
            Text("一名代表最多对口村数", "Most villages of one deputy"),
            more_is_better=False,
        ),
        Measure(
            "mean_pairings",
            Text("代表平均对口村数", "Villages of a deputy on average"),
            kind="number",
            more_is_better=False,
        ),
        Measure(
            "deputies_without",
            Text("无对口村的代表", "Deputies without a village"),
            more_is_better=False,
        ),
    ),
}


@dataclass(frozen=True)
class Side:
    """One of the two that are compared: figures, and the state of each village by its code."""

    identity: str
    day: date
    figures: dict
    states: dict[str, str]


def side_of(scenario: Scenario) -> Side:
    """Return a scenario that is done, as it would be."""
    states = {row["code"]: row["after"] for row in scenario.result["villages"]}
    return Side(scenario.public_id, scenario.day, scenario.result["after"], states)


def before(scenario: Scenario) -> Side:
    """Return how it was on the day of a scenario that is done."""
    states = {row["code"]: row["before"] for row in scenario.result["villages"]}
    return Side("before", scenario.day, scenario.result["before"], states)


def today(scenario: Scenario, day: date) -> Side:
    """Return how it is on ``day`` by the register as it now stands, by the scenario's rule."""
    found = register_of(scenario, day)
    codes = [village.code for village in found.villages.rows]
    if scenario.kind == PAIRING:
        question = pair_question(scenario, found)
        words = ["covered" if held else "gap" for held in question.paired]
        figures = pair_results.standing(found, question)
    else:
        rule = rule_of(scenario, found)
        reached = _standing(found, service.reach(found, rule.minutes, rule.mode))
        people = np.array([village.population or 0 for village in found.villages.rows])
        words = [station_results.word(time_s, rule.limit_s) for time_s in reached.time_s]
        figures = station_results.figures(people, rule.limit_s, reached)
    return Side("today", day, figures, dict(zip(codes, words, strict=True)))


def _standing(found, reach: service.Reach) -> Reached:
    known = np.isfinite(found.centers).all(axis=1)
    return Reached(
        reach.method,
        np.where(known, reach.best_s, np.nan),
        reach.nearest,
        reach.partition,
        reach.villages,
    )


def measures(kind: str, this: Side, other: Side) -> list[dict]:
    """Return one row a measure: what it is here and there, and the difference."""
    rows = []
    for measure in MEASURES[family(kind)]:
        here, there = measure.of(this.figures), measure.of(other.figures)
        known = here is not None and there is not None
        difference = round(here - there, 4) if known else None
        rows.append(
            {
                "key": measure.key,
                "title_zh": measure.title.zh,
                "title_en": measure.title.en,
                "unit": measure.unit,
                "kind": measure.kind,
                "this": here,
                "other": there,
                "difference": difference,
                "better": (difference > 0) == measure.more_is_better if difference else None,
            }
        )
    return rows


def gained_and_lost(this: Side, other: Side, names: dict[str, str]) -> dict[str, list[dict]]:
    """Return the villages that are covered here and not there, and the other way round."""

    def only(here: Side, there: Side) -> list[dict]:
        return [
            {"code": code, "name": names.get(code, code)}
            for code, state in here.states.items()
            if state == "covered" and there.states.get(code) != "covered"
        ]

    return {"gained": only(this, other), "lost": only(other, this)}
