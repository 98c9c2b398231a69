"""The table of gaps, the one with most points first."""

from coverage.api import facts
from coverage.api.questions import RankingQuestion
from coverage.api.sheets import words
from coverage.api.sheets.layer import places
from coverage.figures import ranking, service
from coverage.figures.register import Register
from coverage.tables import Column, Fact, Table
from geo.features.collections import Text

COLUMNS = (
    Column("rank", "名次", "Rank", kind="integer"),
    Column("points", "得分", "Points", kind="number"),
    words.LAYER,
    Column("id", "编号", "Id"),
    words.CODE,
    words.NAME,
    Column("name_en", "英文名称", "Name in English"),
    words.KIND,
    Column("people", "人口", "People", words.PERSONS, "integer"),
    Column("days_overdue", "逾期", "Overdue", words.DAYS, "number", 1),
    Column("length_m", "长度", "Length", "m", "number"),
    Column("area_m2", "面积", "Area", "m²", "number"),
    Column("sentence_zh", "说明", "Sentence in Chinese"),
    Column("sentence_en", "英文说明", "Sentence"),
    Column("reason_zh", "原因", "Reason in Chinese"),
    Column("reason_en", "英文原因", "Reason"),
    Column("illustrative", "示意", "Illustrative"),
    Column("lon", "经度", "Longitude", "°", "number", 7),
    Column("lat", "纬度", "Latitude", "°", "number", 7),
)
WEIGHTS = {
    "per_1000_people": Text("每千人得分", "Points per 1,000 people"),
    "per_30_days": Text("每逾期30天得分", "Points per 30 days overdue"),
    "per_km": Text("每公里得分", "Points per kilometre"),
}


def sheet(found: Register, asked: RankingQuestion) -> Table:
    """Return the gaps of all layers or of one, with the formula of their points."""
    reach = service.reach(found, asked.minutes, asked.mode)
    made = ranking.ranking(found, reach, asked.layer, asked.limit)
    formula = Text(made.formula.zh, made.formula.en)
    return Table(
        f"ranking-{asked.layer or 'all'}-{found.subdistrict.code}-{found.day}",
        Text("盲区排名", "Ranking of gaps"),
        COLUMNS,
        made.rows(),
        (
            *facts.place_and_day(found),
            *facts.rule(asked.minutes, asked.mode, reach.method),
            Fact("layer", "图层", "Layer", asked.layer, words.LAYERS.get(asked.layer)),
            Fact("formula", "公式", "Formula", formula),
            *(
                Fact(f"weights.{key}", WEIGHTS[key].zh, WEIGHTS[key].en, value)
                for key, value in made.weights.items()
            ),
            Fact("total", "盲区总数", "Gaps in all", made.total),
            *facts.sources([*places(found, "service"), *places(found, "patrol")]),
        ),
    )
