"""Whole answers of the coverage API on a register small enough to check by hand."""

from math import pi

import pytest

from coverage.models import Pairing, RiverChiefAssignment
from geo.models import LiaisonStation
from tests import register as make
from tests.coverage.figures import makers
from tests.coverage.figures.makers import ago

pytestmark = pytest.mark.django_db
DAY = "2026-11-22"


@pytest.fixture(autouse=True)
def _small_register():
    """Two villages of 1000 people: the first paired and visited; a segment with a chief in it."""
    unit = make.unit()
    first, second = makers.villages(unit, 2)
    deputy = make.deputy(unit, name="示例代表A")
    make.station(unit, geom=make.point(118.815, 35.105))
    Pairing.objects.create(code="P1", deputy=deputy, village=first, valid_from=ago(100))
    makers.duty(first, deputy, 10)
    makers.duty(second, deputy, 120)
    segment = makers.segment(unit, village=first)
    RiverChiefAssignment.objects.create(
        code="A1",
        chief=makers.chief(unit),
        river_segment=segment,
        level="village",
        valid_from=ago(100),
    )


def get(client, name: str, **query) -> dict:
    response = client.get(
        f"/api/coverage/{name}", {"subdistrict": make.ELSEWHERE, "date": DAY, **query}
    )
    assert response.status_code == 200, response.content
    return response.json()


HEAD = {"subdistrict": {"code": make.ELSEWHERE, "name": f"Unit {make.ELSEWHERE}"}, "date": DAY}
NOTE = {
    "source": "made for a test",
    "note_zh": "几何均有出处，无示意数据。",
    "note_en": "All geometry has a source; none is illustrative.",
}
# The villages lie in a square of 0.1 degrees, most of which is no village's ground.
HALF = {
    "villages": {"covered": 1, "due": 0, "gap": 1, "unknown": 0, "total": 2, "share": 0.5},
    "people": {"covered": 1000, "due": 0, "gap": 1000, "unknown": 0, "total": 2000, "share": 0.5},
    "area_m2": {
        "covered": 1011247.51,
        "due": 0.0,
        "gap": 1010992.2,
        "unknown": 99098053.84,
        "total": 101120293.55,
        "share": 0.01,
    },
}


def without_columns(found: dict) -> dict:
    return {key: value for key, value in found.items() if key != "columns"}


def properties(found: dict) -> list[tuple]:
    return [(feature["id"], feature["properties"]) for feature in found["features"]]


def test_pairing(client):
    assert without_columns(get(client, "layers/pairing")) == {
        "title_zh": "覆盖：对口帮扶",
        "title_en": "Coverage: Paired assistance",
        **HEAD,
        "layer": "pairing",
        "parameters": {"term_due_days": 30},
        "shares": HALF,
        **NOTE,
        "rows": [
            {
                "code": "V1",
                "name": "村1",
                "kind": "village",
                "state": "covered",
                "population": 1000,
                "area_m2": 1011769.24,
                "deputies": "示例代表A",
                "paired_until": None,
                "days_without": None,
                "reason_zh": "由示例代表A（自 2026-08-14）对口帮扶。",
                "reason_en": "Paired with 示例代表A (since 2026-08-14).",
            },
            {
                "code": "V2",
                "name": "村2",
                "kind": "village",
                "state": "gap",
                "population": 1000,
                "area_m2": 1011764.35,
                "deputies": "",
                "paired_until": None,
                "days_without": None,
                "reason_zh": "2026-11-22 没有代表对口帮扶该村，以前也没有。",
                "reason_en": "No deputy is paired with it on 2026-11-22, and none ever was.",
            },
        ],
    }


def test_columns_are_described(client):
    assert get(client, "layers/pairing")["columns"][:5] == [
        {"key": "code", "title_zh": "代码", "title_en": "Code", "unit": "", "kind": "text"},
        {"key": "name", "title_zh": "名称", "title_en": "Name", "unit": "", "kind": "text"},
        {"key": "kind", "title_zh": "类别", "title_en": "Kind", "unit": "", "kind": "text"},
        {"key": "state", "title_zh": "状态", "title_en": "State", "unit": "", "kind": "text"},
        {
            "key": "population",
            "title_zh": "人口",
            "title_en": "People",
            "unit": "persons",
            "kind": "integer",
        },
    ]


def test_areas_of_recency(client):
    found = get(client, "layers/recency/areas")
    assert {key: value for key, value in found.items() if key != "features"} == {
        "type": "FeatureCollection",
        "date": DAY,
        "layer": "recency",
        "parameters": {"recency_days": 90, "due_share": 0.8},
        "shares": HALF,
    }
    assert properties(found) == [
        (
            f"recency-{state}",
            {"layer": "recency", "state": state, "area_m2": area_m2, "illustrative": True},
        )
        for state, area_m2 in (
            ("covered", 1011247.51),
            ("gap", 1010992.2),
            ("unknown", 99098053.84),
        )
    ]


def test_lines_of_chiefs(client):
    found = get(client, "layers/chiefs/areas")
    assert found["shares"]["segments"] == {
        "covered": 1,
        "due": 0,
        "gap": 0,
        "unknown": 0,
        "total": 1,
        "share": 1.0,
    }
    (feature,) = found["features"]
    assert feature == {
        "type": "Feature",
        "id": "chiefs-R1-1",
        "geometry": {
            "type": "LineString",
            "coordinates": [[118.815, 35.1], [118.815, 35.11]],
        },
        "properties": {
            "code": "R1-1",
            "name": "Segment R1-1",
            "kind": "segment",
            "state": "covered",
            "start_m": 0.0,
            "end_m": 1109.58,
            "length_m": 1109.58,
            "illustrative": False,
            "bank": None,
        },
    }


def test_combined(client):
    found = get(client, "combined", layers="recency,pairing", at_least=1)
    assert found["parameters"] == {
        "layers": ["pairing", "recency"],
        "at_least": 1,
        "minutes": 15,
        "mode": "ebike",
        "method": "straight_line",
    }
    assert found["shares"] == HALF | {"dropped_m2": 0.0, "dropped_parts": 0}
    assert [row["state"] for row in found["villages"]] == ["covered", "gap"]
    assert [state for state, _ in properties(found)] == [
        "combined-covered",
        "combined-gap",
        "combined-unknown",
    ]
    every = get(client, "combined")
    assert every["parameters"]["layers"] == ["pairing", "service", "recency", "patrol", "chiefs"]
    assert every["parameters"]["at_least"] == 5


def test_ranking(client):
    found = without_columns(get(client, "ranking", limit=1))
    (row,) = found.pop("rows")
    assert found == {
        "title_zh": "盲区排名",
        "title_en": "Ranking of gaps",
        **HEAD,
        "parameters": {"minutes": 15, "mode": "ebike", "method": "straight_line"},
        "layer": None,
        "formula_zh": "得分 = 人口 ÷ 1000 × 1 + 逾期天数 ÷ 30 × 1 + 长度（公里）× 1",
        "formula_en": "points = people / 1000 × 1 + days overdue / 30 × 1 + length in km × 1",
        "weights": {"per_1000_people": 1.0, "per_30_days": 1.0, "per_km": 1.0},
        "total": found["total"],
        **NOTE,
    }
    # 1000 people and 120 - 90 days overdue.
    assert row == {
        "rank": 1,
        "points": 2.0,
        "layer": "recency",
        "id": "recency-V2",
        "code": "V2",
        "name": "村2",
        "name_en": "村2",
        "kind": "village",
        "people": 1000,
        "days_overdue": 30,
        "length_m": None,
        "area_m2": 1011764.35,
        "sentence_zh": "村2：1,000 人，已 120 天没有代表走访（规定 90 天）。",
        "sentence_en": "村2: 1,000 people, no deputy has visited for 120 days (90 allowed).",
        "reason_zh": row["reason_zh"],
        "reason_en": row["reason_en"],
        "illustrative": False,
        "lon": 118.825,
        "lat": 35.105,
    }


def test_a_ranking_of_one_layer(client):
    found = get(client, "ranking", layer="pairing")
    assert [(row["rank"], row["id"], row["points"]) for row in found["rows"]] == [
        (1, "pairing-V2", 1.0)
    ]
    assert (found["layer"], found["total"]) == ("pairing", 1)


def test_travel_times(client):
    found = get(client, "travel-times", minutes=3)
    assert found["parameters"] == {"minutes": 3, "mode": "ebike", "method": "straight_line"}
    # 0.01 degrees east are 911.9 m here: times 1.3, at 20 km/h.
    assert found["rows"] == [
        {
            "code": "V1",
            "name": "村1",
            "minutes_S1": 0.0,
            "station_code": "S1",
            "station": "",
            "minutes": 0.0,
            "reached": True,
        },
        {
            "code": "V2",
            "name": "村2",
            "minutes_S1": 3.6,
            "station_code": "S1",
            "station": "",
            "minutes": 3.6,
            "reached": False,
        },
    ]


def test_without_a_station_nothing_is_known(client):
    LiaisonStation.objects.filter(subdistrict__code=make.ELSEWHERE).delete()
    found = get(client, "travel-times")
    assert found["parameters"]["method"] == "none"
    assert [row["reached"] for row in found["rows"]] == [None, None]
    assert get(client, "bands") == {
        "type": "FeatureCollection",
        "date": DAY,
        "parameters": {"minutes": [5, 10, 15, 30, 45], "mode": "ebike", "method": "none"},
        "features": [],
    }


def test_bands(client):
    found = get(client, "bands", minutes="1,3")
    assert found["parameters"] == {"minutes": [1, 3], "mode": "ebike", "method": "straight_line"}
    rings = [feature["properties"] for feature in found["features"]]
    assert [feature["id"] for feature in found["features"]] == [
        "band-ebike-0-1",
        "band-ebike-1-3",
        "band-ebike-3-beyond",
    ]
    assert [(ring["from_minutes"], ring["minutes"]) for ring in rings] == [
        (0, 1),
        (1, 3),
        (3, None),
    ]
    # A disc of 60 s at 20 km/h over a detour of 1.3; a village's side is about 1 km.
    radius_m = 60 * 20 / 3.6 / 1.3
    assert rings[0]["area_m2"] == pytest.approx(pi * radius_m**2, rel=0.005)
    assert [ring["villages"] for ring in rings] == [1, 0, 1]
    assert sum(ring["people"] for ring in rings) == 2000
    assert rings[0]["people"] == pytest.approx(1000 * pi * radius_m**2 / 1011769, abs=5)


def test_trend(client):
    found = get(client, "trend", **{"from": "2026-10"})
    assert {key: found[key] for key in ("from", "to", "parameters")} == {
        "from": "2026-10",
        "to": "2026-11",
        "parameters": {"minutes": 15, "mode": "ebike"},
    }
    assert [(month["month"], month["date"]) for month in found["months"]] == [
        ("2026-10", "2026-10-31"),
        # The month is not over on the day that is asked for.
        ("2026-11", DAY),
    ]
    assert found["months"][1]["layers"]["pairing"] == HALF
    assert list(found["months"][0]["layers"]) == [
        "pairing",
        "service",
        "recency",
        "patrol",
        "chiefs",
    ]


def test_a_trend_without_from_is_of_twelve_months(client):
    months = [month["month"] for month in get(client, "trend", to="2026-10")["months"]]
    assert (len(months), months[0], months[-1]) == (12, "2025-11", "2026-10")


def test_changes(client):
    address = f"/api/coverage/changes?subdistrict={make.ELSEWHERE}&from=2026-08-01&to={DAY}"
    found = client.get(address).json()
    assert (found["from"], found["to"]) == ("2026-08-01", DAY)
    assert found["layers"]["pairing"] == {
        "gained": [
            {
                "kind": "village",
                "code": "V1",
                "name": "村1",
                "population": 1000,
                "from_state": "gap",
                "to_state": "covered",
                "reason_zh": "由示例代表A（自 2026-08-14）对口帮扶。",
                "reason_en": "Paired with 示例代表A (since 2026-08-14).",
                "before_zh": "2026-08-01 没有代表对口帮扶该村，以前也没有。",
                "before_en": "No deputy is paired with it on 2026-08-01, and none ever was.",
            }
        ],
        "lost": [],
    }
    # Visited on 25 July, 120 days before.
    assert [row["code"] for row in found["layers"]["recency"]["lost"]] == ["V2"]
    assert [row["code"] for row in found["layers"]["chiefs"]["gained"]] == ["R1-1"]
