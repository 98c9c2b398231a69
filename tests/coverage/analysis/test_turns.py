"""Turns of a way: runs of one road, their headings and bends."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from coverage.analysis.network import build_network
from coverage.analysis.turns import heading_deg, turned_deg, turns
from coverage.analysis.ways import Stretch

ROADS = [
    LineString([(0, 0), (100, 0)]),
    LineString([(100, 0), (200, 0)]),
    LineString([(200, 0), (200, 80)]),
    # Drawn towards the junction, travelled away from it.
    LineString([(200, 200), (200, 80)]),
]
NETWORK = build_network(ROADS, [30] * 4)
WAY = [Stretch(0, 40, 100), Stretch(1, 0, 100), Stretch(2, 0, 80), Stretch(3, 120, 0)]


def test_stretches_of_one_name_are_one_run():
    found = turns(NETWORK, WAY, ["East", "East", "North", "North"])
    assert [(turn.edge, turn.length_m) for turn in found] == [(0, 160), (2, 200)]
    assert found[0].bend_deg is None
    assert found[0].heading_deg == pytest.approx(90)
    assert found[1].bend_deg == pytest.approx(-90)
    assert found[1].heading_deg == pytest.approx(0, abs=1e-9)
    assert found[1].xy == (200, 0)


def test_without_names_only_a_sharp_bend_is_a_turn():
    found = turns(NETWORK, WAY, [""] * 4)
    assert [(turn.edge, turn.length_m) for turn in found] == [(0, 160), (2, 200)]


def test_a_named_road_is_one_run_around_any_bend():
    assert [turn.length_m for turn in turns(NETWORK, WAY, ["Ring"] * 4)] == [360]


def test_no_way_has_no_runs_and_stretches_of_no_length_are_none():
    assert turns(NETWORK, [], []) == []
    assert turns(NETWORK, [Stretch(0, 50, 50)], ["East"] * 4) == []


@given(st.floats(0, 360, exclude_max=True), st.floats(0.1, 500))
def test_a_line_sets_out_where_it_points(degrees, length_m):
    angle = math.radians(degrees)
    end = (length_m * math.sin(angle), length_m * math.cos(angle))
    found = heading_deg(np.array([(0.0, 0.0), end]))
    assert abs(turned_deg(degrees, found)) < 1e-6


@given(st.floats(0, 360), st.floats(0, 360))
def test_one_never_turns_more_than_half_around(before, after):
    assert -180 <= turned_deg(before, after) <= 180
