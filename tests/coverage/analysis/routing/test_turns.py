import pytest
from shapely import LineString

from coverage.analysis.network import build_network
from coverage.analysis.routing.turns import Step, Turn, turn_list
from coverage.analysis.ways import Stretch

WEST_EAST = LineString([(0, 0), (100, 0)])


def onward(*xy):
    return LineString([(100, 0), xy])


@pytest.mark.parametrize(
    ("after", "turn"),
    [
        (onward(200, 0), Turn.STRAIGHT),
        (onward(200, 40), Turn.STRAIGHT),
        (onward(100, 100), Turn.LEFT),
        (onward(100, -100), Turn.RIGHT),
        (onward(0, 40), Turn.SHARP_LEFT),
        (onward(0, -40), Turn.SHARP_RIGHT),
        (onward(0, 5), Turn.BACK),
    ],
)
def test_turns_follow_the_angle(after, turn):
    network = build_network([WEST_EAST, after], [30, 30])
    steps = turn_list(network, [Stretch(0, 0, 100), Stretch(1, 0, after.length)])
    assert [step.turn for step in steps] == [Turn.START, turn]


def test_an_edge_against_its_drawing_turns_the_other_way():
    network = build_network([WEST_EAST, LineString([(100, 100), (100, 0)])], [30, 30])
    steps = turn_list(network, [Stretch(0, 50, 100), Stretch(1, 100, 60)])
    assert steps == [Step(Turn.START, 0, False, 50), Step(Turn.LEFT, 1, True, 40)]


def test_stretches_without_length_are_passed_over():
    network = build_network([WEST_EAST, onward(100, 100)], [30, 30])
    way = [Stretch(1, 0, 0), Stretch(0, 0, 100), Stretch(0, 100, 100), Stretch(1, 0, 100)]
    assert [step.edge for step in turn_list(network, way)] == [0, 1]
    assert turn_list(network, []) == []
