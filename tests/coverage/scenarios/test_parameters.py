"""What is asked: every wrong value is named with what would be right, and defaults filled in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverage.models import CoverageSettings, Scenario
from coverage.scenarios.parameters import ScenarioForm
from coverage.scenarios.points import as_lines
from geo.models import Village
from tests import register
from tests.coverage.scenarios.conftest import DAY, ask_for

pytestmark = pytest.mark.django_db
INSIDE = {"name": "A", "lon": 118.85, "lat": 35.18}


def faults(**members) -> dict:
    form = ScenarioForm({"date": DAY.isoformat(), **members})
    assert not form.is_valid()
    return {name: " ".join(texts) for name, texts in form.errors.items()}


def test_what_is_not_given_comes_from_the_settings():
    CoverageSettings.objects.all().delete()
    CoverageSettings.objects.create(
        subdistrict=register.reference_unit(),
        mode="foot",
        minutes_foot=33,
        max_pairings_per_deputy=4,
    )
    asked = ask_for(kind="set_covering")
    assert asked.parameters == {"mode": "foot", "minutes": 33, "candidates": "villages"}
    assert asked.subdistrict.code == "371327001"
    assert asked.name
    assert ask_for(kind="pairing").parameters["limit"] == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "best"),
        ("date", "2026-02-30"),
        ("date", "tomorrow"),
        ("date", "1990-01-01"),
        ("mode", "boat"),
        ("minutes", 0),
        ("minutes", 121),
        ("minutes", "1.5"),
        ("minutes", 7.5),
        ("minutes", True),
        ("minutes", "9" * 5000),
        ("k", 0),
        ("k", -1),
        ("k", 21),
        ("k", "two"),
        ("k", ""),
        ("k", [1]),
        ("name", "x" * 81),
        ("subdistrict", "999"),
        ("subdistrict", "' OR 1=1"),
        ("candidates", "anywhere"),
    ],
)
def test_a_wrong_value_is_named(field, value):
    asked = {"kind": "maximal_covering", "k": 1} | {field: value}
    text = faults(**asked)
    assert text[field]


@pytest.mark.parametrize(
    "points",
    [
        "",
        "A",
        "A, 118.85",
        "A, x, y",
        "A, 35.18, 118.85",
        "A, 118.85, 95",
        "A, nan, 35.18",
        "A, 1e400, 35.18",
        "A, 117.0, 35.18",
        {"lon": 118.85, "lat": 35.18},
        [{"lon": 118.85}],
        [{"lon": True, "lat": 35.18}],
        [{"lon": 118.85, "lat": 35.18, "height": 3}],
        [{"lon": 118.85, "lat": 35.18, "name": "x" * 41}],
        [{"lon": 118.85, "lat": 35.18, "name": ["x"]}],
        [[118.85, 35.18]],
        [None],
        [INSIDE] * 201,
    ],
)
def test_wrong_points_are_named(points):
    text = faults(kind="p_median", k=1, candidates="points", points=points)
    assert text["points"]


def test_a_point_outside_is_named_by_its_number():
    points = [INSIDE, INSIDE | {"name": "B", "lon": 119.9}]
    text = faults(kind="p_median", k=1, candidates="points", points=points)["points"]
    assert "2" in text
    assert "B" in text


def test_more_stations_than_places_are_refused():
    text = faults(kind="p_median", k=3, candidates="points", points=[INSIDE] * 2)
    assert "2" in text["k"]
    assert "points" not in text


def test_before_the_first_day_there_is_nowhere_to_put_a_station():
    assert "date" in faults(kind="set_covering", date="1995-01-01")


def test_villages_without_a_known_point_are_no_places():
    Village.objects.exclude(code="371327001203").update(center=None)
    assert "k" in faults(kind="p_median", k=2)
    assert ask_for(kind="p_median", k=1).parameters["k"] == 1


def test_what_a_kind_does_not_take_is_not_kept():
    assert "k" not in ask_for(kind="set_covering", k=3).parameters
    assert set(ask_for(kind="pairing", k=3, minutes=5).parameters) == {
        "mode",
        "limit",
        "within_groups",
    }


def test_lines_and_objects_are_the_same_points():
    lines = "东集市, 118.85, 35.18\n\n 118.86，35.17 \n"
    from_text = ask_for(kind="p_median", k=1, candidates="points", points=lines)
    points = from_text.parameters["candidates"]
    assert points[0]["name"] == "东集市"
    assert points[1]["name"]
    again = ask_for(kind="p_median", k=1, candidates="points", points=as_lines(points))
    assert again.parameters == from_text.parameters


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["lon", "lat", "name", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kind=st.sampled_from([*Scenario.Kind.values, "x"]),
    members=st.dictionaries(
        st.sampled_from(["k", "minutes", "points", "limit", "within_groups", "candidates"]), JSON
    ),
)
def test_whatever_is_given_is_taken_or_refused(db, kind, members):
    form = ScenarioForm({"date": DAY.isoformat(), "kind": kind, **members})
    if form.is_valid():
        made = form.scenario(None)
        made.full_clean(exclude=["created_by"])
    else:
        assert all(texts for texts in form.errors.values())
