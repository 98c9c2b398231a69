"""Random filters: what the database selects is what plain Python selects from the same rows."""

from datetime import date

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.features.collections import find
from geo.features.cql import checking, parsing
from geo.features.cql.nodes import shown
from geo.features.parameters import Period, Query
from geo.features.sql import source
from geo.models import Village
from tests import register
from tests.geo.features.cql.reference import SIGNS, evaluate

pytestmark = pytest.mark.django_db
NAMES = [
    "",
    "R",
    "r",
    "Straße",
    "STRASSE",
    "Ångström",
    "十字路",
    "a%b",
    "a_b",
    "a\\b",
    "O'x",
    "[x]",
    "ΟΔΟΣ",
]
DAYS = [date(2000, 1, 1), date(2010, 6, 1), date(2020, 12, 31)]
NUMBERS = [0, 1, 2, 7, 100, -3, 0.5]
WITHIN = [0.0, 0.01, 0.02, 0.03, 0.05]


def name(one: str) -> dict:
    return {"property": one}


def call(op: str, *args: object) -> dict:
    return {"op": op, "args": list(args)}


calls = st.builds
texts = st.sampled_from(NAMES)
patterns = st.sampled_from(
    ["%", "_", "R%", "%a%", "a\\%b", "a\\_b", "%\\\\%", "[x]", "___", "str%", "*"]
)
strings = st.recursive(
    st.sampled_from([name("name"), name("short_name"), name("kind")]) | texts,
    lambda inner: calls(call, st.sampled_from(["casei", "accenti"]), inner),
    max_leaves=2,
)
numbers = st.recursive(
    st.just(name("population")) | st.sampled_from(NUMBERS),
    lambda inner: calls(
        call, st.sampled_from(["+", "-", "*", "/", "%", "div", "^"]), inner, inner
    ).filter(lambda tree: tree["op"] != "^" or tree["args"][1] in (0, 1, 2)),
    max_leaves=3,
)
days = st.sampled_from(DAYS).map(lambda day: {"date": day.isoformat()})
instants = st.sampled_from([name("valid_from"), name("valid_to"), name("as_of")]) | days
ends = st.sampled_from(DAYS).map(date.isoformat)
lives = st.just({"interval": [name("valid_from"), name("valid_to")]})
intervals = lives | st.tuples(ends | st.just(".."), ends | st.just("..")).filter(
    lambda one: ".." in one or one[0] <= one[1]
).map(lambda one: {"interval": list(one)})
places = st.tuples(st.sampled_from(WITHIN), st.sampled_from(WITHIN)).map(
    lambda at: [118 + at[0], 35 + at[1]]
)
points = places.map(lambda at: {"type": "Point", "coordinates": at})
lines = st.lists(places, min_size=2, max_size=3, unique_by=tuple).map(
    lambda at: {"type": "LineString", "coordinates": at}
)
boxes = (
    st.tuples(places, places)
    .filter(lambda two: two[0][0] < two[1][0] and two[0][1] < two[1][1])
    .map(lambda two: {"bbox": [*two[0], *two[1]]})
)
shapes = st.just(name("geometry")) | points | lines | boxes
signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
scalars = strings | numbers
arrays = st.lists(texts | st.just(name("kind")) | st.integers(0, 2), min_size=1, max_size=3)
predicates = st.one_of(
    calls(call, signs, strings, strings),
    calls(call, signs, numbers, numbers),
    calls(call, signs, instants, instants),
    calls(call, st.just("like"), strings, patterns),
    calls(call, st.just("between"), numbers, numbers, numbers),
    calls(call, st.just("between"), strings, strings, strings),
    calls(call, st.just("in"), strings, st.lists(strings, min_size=1, max_size=3)),
    calls(call, st.just("in"), numbers, st.lists(numbers, min_size=1, max_size=3)),
    calls(call, st.just("isNull"), strings | numbers | instants | shapes),
    calls(call, st.sampled_from(checking.SPATIAL), shapes, shapes),
    calls(call, st.sampled_from(checking.INSTANTS), instants | intervals, instants | intervals),
    calls(call, st.sampled_from(checking.INTERVALS), intervals, intervals),
    calls(
        call,
        st.sampled_from(checking.ARRAYS),
        arrays,
        arrays,
    ),
    st.booleans(),
)
conditions = st.recursive(
    predicates,
    lambda inner: (
        calls(call, st.sampled_from(["and", "or"]), inner, inner)
        | calls(call, st.just("not"), inner)
        | calls(call, st.sampled_from(["=", "<>"]), inner, inner)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """Rows of many kinds in the database, and the same in Python; taken back at the end."""
    with django_db_blocker.unblock():
        unit = register.unit("990001009")
        for number, text in enumerate(NAMES):
            register.village(
                unit,
                f"V{number}",
                name=text,
                short_name=NAMES[number - 3],
                kind=["village", "community"][number % 2],
                population=[None, 0, 7, 100][number % 4],
                valid_from=DAYS[number % 2],
                valid_to=[None, DAYS[1], DAYS[2]][number % 3],
                as_of=DAYS[number % 3],
                geom=register.square(118 + WITHIN[number % 5], 35 + WITHIN[number % 3]),
            )
        yield [_row(village) for village in Village.objects.filter(subdistrict=unit).order_by("pk")]
        Village.objects.filter(subdistrict=unit).delete()
        unit.delete()


def _row(village: Village) -> dict:
    names = ("name", "short_name", "kind", "population", "valid_from", "valid_to", "as_of", "code")
    row = {one: getattr(village, one) for one in names}
    return row | {"geometry": shapely.from_wkb(bytes(GEOSGeometry(village.geom).wkb))}


def _kept(positions):
    return positions


def selected(tree: object) -> list[str]:
    condition = checking.check(tree, find("villages"), _kept)
    query = Query(Period(None, None), filters=(("subdistrict", "990001009"),), condition=condition)
    with transaction.atomic():
        return [row[3] for row in source(find("villages")).everything(query).rows()]


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(tree=conditions)
def test_the_database_selects_what_python_selects(rows, db, tree):
    expected = [row["code"] for row in rows if evaluate(tree, row) is True]
    assert selected(tree) == expected, shown(tree)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(tree=conditions)
def test_text_says_what_json_says(tree):
    collection = find("villages")
    read = parsing.from_text(written(tree))
    assert checking.check(read, collection, _kept) == checking.check(tree, collection, _kept)


def written(tree: object) -> str:
    """Return a tree as CQL2 text, with parentheses around everything."""
    if isinstance(tree, bool):
        return str(tree).upper()
    if isinstance(tree, str):
        return "'" + tree.replace("'", "''") + "'"
    if isinstance(tree, list):
        return f"({', '.join(map(written, tree))})"
    if not isinstance(tree, dict):
        return str(tree)
    if "op" not in tree:
        return _literal(tree)
    op, args = tree["op"].upper(), [written(one) for one in tree["args"]]
    if op in ("AND", "OR", "LIKE", "IN", *"+-*/%^", "DIV", *SIGNS):
        return f"({args[0]} {op} {args[1]})"
    if op == "NOT":
        return f"(NOT {args[0]})"
    if op == "ISNULL":
        return f"({args[0]} IS NULL)"
    if op == "BETWEEN":
        return f"({args[0]} BETWEEN {args[1]} AND {args[2]})"
    return f"{op}({', '.join(args)})"


def _literal(tree: dict) -> str:
    if "property" in tree:
        return tree["property"]
    if "date" in tree:
        return f"DATE('{tree['date']}')"
    if "interval" in tree:
        return f"INTERVAL({', '.join(map(written, tree['interval']))})"
    if "bbox" in tree:
        return f"BBOX({', '.join(map(str, tree['bbox']))})"
    return shapely.to_wkt(shapely.geometry.shape(tree), rounding_precision=-1)
