"""Input that no model can answer: the error names the parameter and the value."""

import numpy as np
import pytest

from coverage.analysis.errors import AnalysisError, UnreachableError
from coverage.analysis.siting import maximal_covering, p_center, p_median, set_covering

COST = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
WEIGHT = np.array([1.0, 2.0])


def maximal(cost=COST, weight=WEIGHT, count=1, radius=2.0, **more):
    return maximal_covering(cost, weight, radius, count, **more)


def fewest(cost=COST, radius=2.0, **more):
    return set_covering(cost, radius, **more)


def median(cost=COST, weight=WEIGHT, count=1, **more):
    return p_median(cost, weight, count, **more)


def center(cost=COST, count=1, **more):
    return p_center(cost, count, **more)


ALL = [maximal, fewest, median, center]
COUNTED = [maximal, median, center]


@pytest.mark.parametrize("model", ALL)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"cost": [[1, np.nan, 3], [4, 5, 6]]}, r"cost\[0, 1\]: got nan"),
        ({"cost": [[1, 2, 3], [4, 5, -6]]}, r"cost\[1, 2\]: got -6"),
        ({"cost": [[-np.inf, 2, 3], [4, 5, 6]]}, r"cost\[0, 0\]: got -inf"),
        ({"cost": [1, 2, 3]}, r"cost: got \(3,\)"),
        ({"cost": [["a", "b"]]}, "cost: got"),
        ({"existing": [3]}, r"existing\[0\]: got 3, expected an index from 0 to 2"),
        ({"existing": [0, -1]}, r"existing\[1\]: got -1"),
        ({"existing": [0.5]}, "existing: got"),
        ({"existing": [True, False, True]}, "existing: got"),
        ({"time_limit_s": 0}, "time_limit_s: got 0"),
        ({"time_limit_s": np.nan}, "time_limit_s: got nan"),
    ],
)
def test_wrong_tables_are_named(model, arguments, said):
    with pytest.raises(AnalysisError, match=f"^{said}"):
        model(**arguments)


@pytest.mark.parametrize("model", COUNTED)
@pytest.mark.parametrize("count", [-1, 4, 1.5, "2", None, True])
def test_wrong_counts_are_named(model, count):
    with pytest.raises(AnalysisError, match=rf"^[kp]: got {count!r}, expected"):
        model(count=count)


@pytest.mark.parametrize("model", COUNTED)
def test_existing_places_cannot_be_opened_again(model):
    with pytest.raises(AnalysisError, match="got 2, expected 0 to 1, the number of candidates"):
        model(count=2, existing=[0, 1])


@pytest.mark.parametrize("model", [maximal, fewest])
@pytest.mark.parametrize("radius", [0, -5, np.nan, np.inf])
def test_wrong_radii_are_named(model, radius):
    with pytest.raises(AnalysisError, match=f"^radius: got {radius!r}"):
        model(radius=radius)


@pytest.mark.parametrize("model", [maximal, median])
@pytest.mark.parametrize(
    ("weight", "said"),
    [
        ([1, -2], r"weight\[1\]: got -2"),
        ([np.nan, 1], r"weight\[0\]: got nan"),
        ([np.inf, 1], r"weight\[0\]: got inf"),
        ([1], r"weight: got \(1,\), expected shape \(2,\)"),
        ([[1, 2]], "weight: got"),
        (["a", "b"], "weight: got"),
    ],
)
def test_wrong_weights_are_named(model, weight, said):
    with pytest.raises(AnalysisError, match=f"^{said}"):
        model(weight=weight)


@pytest.mark.parametrize("model", [median, center])
def test_no_place_at_all_reaches_nobody(model):
    with pytest.raises(UnreachableError, match=r"^p: got 0, expected at least 1"):
        model(count=0)


def test_nothing_is_changed():
    cost, weight = COST.copy(), WEIGHT.copy()
    for model in (maximal, median):
        model(cost=cost, weight=weight, existing=[1])
    center(cost=cost)
    fewest(cost=cost)
    np.testing.assert_array_equal(cost, COST)
    np.testing.assert_array_equal(weight, WEIGHT)


@pytest.mark.parametrize("model", [maximal, median])
def test_nobody_lives_anywhere(model):
    answer = model(weight=[0, 0])
    assert (answer.objective, answer.bound, answer.proven) == (0, 0, True)


def test_all_ways_are_missing():
    nowhere = np.full((2, 3), np.inf)
    assert maximal(cost=nowhere).objective == 0
    assert fewest(cost=nowhere).chosen.tolist() == []
    assert median(cost=nowhere).assigned.tolist() == [-1, -1]
    assert center(cost=nowhere).objective == 0
