"""Wrong filters: always a 400 that names the parameter, the place and what would be right."""

import time
from urllib.parse import urlencode

import orjson
import pytest

from tests.geo.features.conftest import ITEMS

pytestmark = pytest.mark.django_db
DEEP = 100_000
WRONG = [
    "",
    " ",
    "kind",
    "population",
    "kind =",
    "= 1",
    "kind = 'village' AND",
    "kind == 'village'",
    "kind = 'village",
    'kind = "village',
    "kind = 'village')",
    "(kind = 'village'",
    "(kind = 'village')) OR ((TRUE",
    "colour = 'red'",
    "source = 'x'",
    '"a b" = 1',
    "foo(kind) = 1",
    "kind = 1",
    "population = 'x'",
    "population = '1'",
    "population > TRUE",
    "population = NULL",
    "population = kind",
    "kind > TRUE",
    "TRUE > FALSE",
    "valid_from = 'x'",
    "valid_from = '2018-02-30'",
    "valid_from = 5",
    "valid_from = name",
    "valid_from = DATE('x')",
    "valid_from = DATE(valid_to)",
    "valid_from = DATE('2018-1-1')",
    "valid_from > TIMESTAMP('2018-01-01')",
    "valid_from > TIMESTAMP('2018-01-01T25:00:00Z')",
    "valid_from > TIMESTAMP('9999-12-31T23:59:59-12:00')",
    "name LIKE 5",
    "name LIKE code",
    "name LIKE 'a\\'",
    "population LIKE '1%'",
    "CASEI(population) = 'x'",
    "CASEI(name, name) = 'x'",
    "CASEI(name)",
    "population IN ()",
    "population IN (1, 'x')",
    "population BETWEEN 1 AND 'x'",
    "population BETWEEN 1",
    "population + 'x' = 1",
    "population + 1",
    "name + 'x' = 'yx'",
    "population ^ 9 > 1",
    "2 ^ 1000 > 1",
    "population * 1e300 > 1",
    "1e300 * 1e300 > 1",
    "1e-300 * 1e-300 > 1",
    "1e999 > 1",
    "(((population ^ 8) ^ 8) ^ 8) > 1",
    "S_INTERSECTS(geometry)",
    "S_INTERSECTS(geometry, 'POINT(1 2)')",
    "S_INTERSECTS(kind, POINT(1 2))",
    "S_INTERSECTS(geom, POINT(1 2))",
    "S_INTERSECTS(geometry, POINT(1))",
    "S_INTERSECTS(geometry, POINT(1 2 3 4 5))",
    "S_INTERSECTS(geometry, POINT(181 2))",
    "S_INTERSECTS(geometry, POINT(35.1 118.8))",
    "S_INTERSECTS(geometry, POINT(1e400 2))",
    "S_INTERSECTS(geometry, POINT EMPTY)",
    "S_INTERSECTS(geometry, POINT(NaN NaN))",
    "S_INTERSECTS(geometry, LINESTRING(1 2))",
    "S_INTERSECTS(geometry, POLYGON((1 1, 2 2, 3 1)))",
    "S_INTERSECTS(geometry, POLYGON((1 1, 2 2, 3 1, 1 2)))",
    "S_INTERSECTS(geometry, POLYGON((0 0, 2 2, 2 0, 0 2, 0 0)))",
    "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 2 2, 0 0)))",
    "S_INTERSECTS(geometry, BBOX(1, 2, 3))",
    "S_INTERSECTS(geometry, BBOX(1, 4, 3, 2))",
    "S_INTERSECTS(geometry, BBOX(1, 2, 3, 'x'))",
    "S_INTERSECTS(geometry, BBOX(1, 2, 3, 91))",
    "S_INTERSECTS(geometry, TRIANGLE((0 0, 1 1, 1 0, 0 0)))",
    "S_WITHIN(geometry, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(1 2, 3 4)))",
    "S_NEAR(geometry, POINT(1 2))",
    "geometry = POINT(1 2)",
    "geometry",
    "T_AFTER(valid_from)",
    "T_AFTER(kind, DATE('2018-01-01'))",
    "T_AFTER(valid_from, 'x')",
    "T_AFTER(valid_from, 5)",
    "T_DURING(valid_from, INTERVAL('2018-01-01', '..'))",
    "T_DURING(INTERVAL(valid_from, valid_to), DATE('2018-01-01'))",
    "T_AFTER(valid_from, INTERVAL('2018-01-01'))",
    "T_AFTER(valid_from, INTERVAL('2018-01-01', 'x'))",
    "T_AFTER(valid_from, INTERVAL('2019-01-01', '2018-01-01'))",
    "T_AFTER(valid_from, INTERVAL(kind, '..'))",
    "INTERVAL('..', '..') = INTERVAL('..', '..')",
    "A_CONTAINS(kind)",
    "A_CONTAINS(kind, (POINT(1 2)))",
    "A_EQUALS(((1, 2), 3), (3, (1, 2)))",
    "kind IN (SELECT 1)",
    "1; DROP TABLE geo_village",
    "kind = 'a' -- x",
    "\ue000 = 1",
    '"\ue000" = 1',
    "('a', 'b')",
    "NOT 5",
    "5 AND 6",
]


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_filter_is_named(get, text):
    problem = get(f"{ITEMS}?{urlencode({'filter': text})}", status=400)
    assert problem["parameter"] == "filter"
    assert problem["value"]
    assert problem["expected"] in problem["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "(" * DEEP,
        "(" * DEEP + "kind = 'a'" + ")" * DEEP,
        "(" * 4000 + "kind = 'a'" + ")" * 4000,
        "(" * 60 + "kind = !" + ")" * 60,
        "(" * 40 + "kind = 'a'" + " AND kind = 'a'" * 500 + " !" + ")" * 40,
        "NOT " * 2000 + "kind = 'a'",
        "kind" + " = kind" * 1000,
        "population = 1" + " + 1" * 2000,
        "population = " + "- " * 4000 + "1",
        "CASEI(" * 1500 + "kind" + ")" * 1500 + " = 'a'",
        "population IN (" * 500 + "1" + ")" * 500,
        "population IN (" * 30 + '"' + ")" * 30,
        "S_INTERSECTS(geometry, " + "POLYGON((" * 300 + "1 1" + "))" * 300 + ")",
        "S_INTERSECTS(geometry, " + "GEOMETRYCOLLECTION(" * 300 + "POINT(1 1)" + ")" * 301,
        "A_OVERLAPS((" + "population," * 400 + "1), (" + "population," * 400 + "1))",
        "population " + "% population " * 30 + "= 1",
        "kind = '" + "a" * 20_000 + "'",
    ],
    ids=range(17),
)
def test_a_filter_too_long_or_too_deep_is_refused_at_once(get, text):
    began = time.monotonic()
    problem = get(f"{ITEMS}?{urlencode({'filter': text})}", status=400)
    assert problem["parameter"] == "filter"
    assert len(problem["value"]) < 200
    # What would hang takes minutes and years.
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("(((((((((((((((((((((((((((((((kind = 'village')))))))))))))))))))))))))))))))", 25),
        ("kind = 'village'" + " AND kind = 'village'" * 400, 25),
        ("kind = 'x'" + " OR kind = 'village'" * 400, 25),
        ("code IN (" + "'V0'," * 1500 + "'V1') OR TRUE", 50),
    ],
    ids=range(4),
)
def test_a_filter_within_the_bounds_is_answered(get, text, matched):
    assert get(f"{ITEMS}?{urlencode({'filter': text})}")["numberMatched"] == matched


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("kind = 'a' AND AND", "AND"),
        ("kind = 'a' AND = 5", "'= 5' at character 16"),
        ("(kind = 'a' AND (population > ))", "'))' at character 31"),
        ("kind = 'a'\nAND population > !", "'!' at character 29"),
        ("kind = 'a", "''a' at character 8"),
        ("kind = 'a')", "')' at character 11"),
        ("(kind = 'a'", "'(kind = 'a'' at character 1"),
        ("kind = 'a' AND", "the end, character 15"),
        ("colour = 'red'", "colour"),
        ("population = 'x'", "(population = 'x')"),
    ],
)
def test_the_place_is_told(get, text, place):
    problem = get(f"{ITEMS}?{urlencode({'filter': text})}", status=400)
    assert problem["value"].startswith(place)


def test_an_unknown_name_is_answered_with_the_names_there_are(get):
    problem = get(f"{ITEMS}?filter=colour%3D1", status=400)
    assert {"code", "name", "geometry"} <= set(problem["expected"].split("one of ")[1].split(", "))
    address = "/api/collections/deputies/items?filter=geometry%20IS%20NULL"
    assert "geometry" not in get(address, status=400)["expected"]


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {},
        "x",
        5,
        {"op": "="},
        {"op": "=", "args": 5},
        {"op": 5, "args": []},
        {"op": "=", "args": [{"property": "kind"}]},
        {"op": "=", "args": [{"property": "kind"}, "a", "b"]},
        {"op": "=", "args": [{"property": ["kind"]}, "a"]},
        {"op": "=", "args": [{"property": "kind", "more": 1}, "a"]},
        {"op": "and", "args": []},
        {"op": "and", "args": [True]},
        {"op": "in", "args": [{"property": "kind"}, []]},
        {"op": "in", "args": [{"property": "kind"}, "village"]},
        {"op": "isNull", "args": []},
        {"op": "=", "args": [{"date": 5}, {"property": "valid_from"}]},
        {"op": "t_after", "args": [{"interval": "x"}, {"interval": ["..", ".."]}]},
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point"}]},
        {"op": "s_intersects", "args": [{"type": "Point", "coordinates": [1, "x"]}, {"bbox": 5}]},
        {"op": "s_intersects", "args": [{"type": "Feature", "geometry": None}, {"bbox": 5}]},
        {"op": "s_intersects", "args": [{"type": "GeometryCollection", "geometries": []}] * 2},
        {"op": "s_intersects", "args": [{"type": "Polygon", "coordinates": [[[1, 1]]]}] * 2},
        {"op": "=", "args": [{"property": "kind"}, "a\x00b"]},
        {"function": {"name": "pg_sleep", "args": [5]}},
    ],
)
def test_a_wrong_tree_is_named(get, tree):
    parameters = {"filter-lang": "cql2-json", "filter": orjson.dumps(tree).decode()}
    problem = get(f"{ITEMS}?{urlencode(parameters)}", status=400)
    assert problem["parameter"] == "filter"
    assert problem["expected"]


@pytest.mark.parametrize("text", ["", "{", "[" * DEEP, '{"op":' * 3000, "NaN", "kind = 'a'", "\\"])
def test_what_is_no_json_is_named(get, text):
    parameters = {"filter-lang": "cql2-json", "filter": text}
    assert get(f"{ITEMS}?{urlencode(parameters)}", status=400)["parameter"] == "filter"


def test_a_nul_in_the_text_is_named(get):
    assert get(f"{ITEMS}?filter=kind%3D'%00'", status=400)["parameter"] == "filter"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("filter-lang", "cql"),
        ("filter-lang", ""),
        ("filter-crs", "EPSG:4326"),
        ("sortby", ""),
        ("sortby", "colour"),
        ("sortby", "--kind"),
        ("sortby", "kind,-kind"),
        ("sortby", "kind,"),
        ("sortby", "source"),
        ("properties", ""),
        ("properties", "colour"),
        ("properties", "kind,,name"),
        ("skipGeometry", "1"),
        ("skipGeometry", ""),
    ],
)
def test_a_wrong_value_beside_the_filter_is_named(get, name, value):
    problem = get(f"{ITEMS}?{urlencode({name: value})}", status=400)
    assert (problem["parameter"], problem["value"]) == (name, value)
    assert problem["expected"]


@pytest.mark.parametrize(
    "value",
    ["x", "5", "[]", "[5]", '["a"]', '[1,"a",5]', '["a",-1]', '["a",5.5]', '["a",true]', "[null]"],
)
def test_a_wrong_place_in_an_order_is_named(get, value):
    problem = get(f"{ITEMS}?{urlencode({'sortby': 'name', 'after': value})}", status=400)
    assert (problem["parameter"], problem["value"]) == ("after", value)


@pytest.mark.parametrize("value", ['["2018-02-30",5]', "[5,5]", "[true,5]", '["x",5]'])
def test_a_wrong_day_in_an_order_is_named(get, value):
    parameters = {"sortby": "valid_from", "after": value}
    assert get(f"{ITEMS}?{urlencode(parameters)}", status=400)["parameter"] == "after"
