"""The ranking of gaps: points, sentences and names."""

from datetime import date

import pytest

from coverage.figures import gaps, ranking, register, service
from coverage.models import CoverageSettings
from tests import register as make
from tests.coverage.figures.makers import DAY, duty, villages

pytestmark = pytest.mark.django_db


def ranked(unit, layer=None, limit=None, day: date = DAY) -> ranking.Ranking:
    found = register.read(unit, day)
    return ranking.ranking(found, service.reach(found, *service.usual(found)), layer, limit)


@pytest.fixture
def late():
    """Three villages of 2345 people, last visited 91, 123 and 300 days ago."""
    unit = make.unit()
    deputy = make.deputy(unit)
    for village, days in zip(villages(unit, population=2345), (91, 123, 300), strict=True):
        duty(village, deputy, days)
    return unit


def test_points_by_hand(late):
    rows = ranked(late, "recency").rows()
    assert [(row["rank"], row["code"], row["points"]) for row in rows] == [
        (1, "V3", 9.35),
        (2, "V2", 3.45),
        (3, "V1", 2.38),
    ]
    assert [row["days_overdue"] for row in rows] == [210, 33, 1]


def test_every_row_explains_itself_in_one_sentence(late):
    row = ranked(late, "recency").rows()[1]
    assert row["sentence_zh"] == "村2：2,345 人，已 123 天没有代表走访（规定 90 天）。"
    assert (
        row["sentence_en"] == "村2: 2,345 people, no deputy has visited for 123 days (90 allowed)."
    )
    (pairing, *_) = ranked(late, "pairing").rows()
    assert pairing["sentence_zh"] == "村1：2,345 人，没有代表对口帮扶。"


def test_weights_are_settings_and_the_formula_says_them(late):
    before = ranked(late)
    assert before.weights == {"per_1000_people": 1.0, "per_30_days": 1.0, "per_km": 1.0}
    CoverageSettings.objects.create(
        subdistrict=late, points_per_1000_people=10, points_per_30_days=0, points_per_km=2.5
    )
    after = ranked(late, "recency")
    assert {gap.points for gap in after.gaps} == {23.45}
    assert after.formula.zh == "得分 = 人口 ÷ 1000 × 10 + 逾期天数 ÷ 30 × 0 + 长度（公里）× 2.5"
    assert (
        after.formula.en
        == "points = people / 1000 × 10 + days overdue / 30 × 0 + length in km × 2.5"
    )


def test_a_limit_cuts_the_list_and_not_the_total(late):
    found = ranked(late, limit=2)
    assert (len(found.gaps), found.total) == (2, 6)
    assert ranked(late, "chiefs").total == 0


def test_a_gap_of_the_stations_is_named_after_its_main_villages():
    unit = make.reference_unit()
    found = ranked(unit, "service").gaps
    assert found
    for gap in found:
        names = gap.name.removesuffix("一带").split("、")
        assert 1 <= len(names) <= 3
        assert gap.name_en == f"around {', '.join(names)}"
        assert gap.sentence_zh.startswith(gap.name)
        assert gap.sentence_en.startswith(f"Around {names[0]}")


def test_all_sentences_of_the_reference_data_are_whole():
    found = register.read(make.reference_unit(), DAY)
    for gap in gaps.ranked(found, service.reach(found, *service.usual(found))):
        assert gap.sentence_zh.endswith("。")
        assert gap.sentence_en.endswith(".")
        for text in (gap.sentence_zh, gap.sentence_en, gap.reason_zh, gap.reason_en):
            assert not any(wrong in text for wrong in ("None", "nan", "inf", "  "))
        assert gap.rank >= 1
