"""What stretches cover together: of a segment as a whole, or of each bank."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis.riverside import EITHER, LEFT, RIGHT
from coverage.tracks.report import Walked, sides
from geo.models import RiverSegment

LENGTH_M = 100.0
BANKS = st.sampled_from([EITHER, LEFT, RIGHT])
PARTS = st.lists(st.tuples(st.integers(0, 80), st.integers(1, 20), BANKS), max_size=8)


def of(bank: str, stretches) -> Walked:
    segment = RiverSegment(bank=bank, length_m=LENGTH_M)
    return Walked(segment, sides(segment, stretches))


def metres(intervals) -> set[int]:
    return {metre for start, end in intervals for metre in range(int(start), int(end))}


@given(PARTS, st.sampled_from(["both", "each"]))
def test_joined_stretches_cover_the_same_and_do_not_touch(parts, bank):
    stretches = [(start, start + length, on) for start, length, on in parts]
    for side in of(bank, stretches).sides:
        own = [one for one in stretches if bank == "both" or one[2] == side.bank]
        assert metres(side.stretches) == metres(one[:2] for one in own)
        assert all(before[1] < after[0] for before, after in pairwise(side.stretches))
        assert side.covered_m + sum(b - a for a, b in side.gaps) == pytest.approx(LENGTH_M)


def test_one_bank_alone_is_half_of_a_segment_that_asks_for_each():
    walked = of("each", [(0, 100, LEFT)])
    assert (walked.whole_m, walked.covered_m, walked.share) == (200, 100, 0.5)
    assert [(side.bank, side.share, side.gaps) for side in walked.sides] == [
        (LEFT, 1.0, []),
        (RIGHT, 0.0, [(0.0, 100.0)]),
    ]


@pytest.mark.parametrize(
    ("bank", "stretches", "share"),
    [
        ("each", [(0, 100, LEFT), (0, 100, RIGHT)], 1.0),
        ("each", [(0, 100, LEFT), (0, 100, LEFT)], 0.5),
        ("each", [(0, 100, EITHER)], 0.0),
        ("both", [(0, 60, LEFT), (40, 80, RIGHT)], 0.8),
        ("left", [(0, 60, EITHER), (60, 80, RIGHT)], 0.6),
        ("both", [], 0.0),
    ],
)
def test_what_counts_follows_from_the_bank_that_is_asked_for(bank, stretches, share):
    assert of(bank, stretches).share == pytest.approx(share)


def test_a_segment_without_a_length_has_no_sides():
    segment = RiverSegment(bank="each", length_m=None)
    walked = Walked(segment, sides(segment, [(0, 10, LEFT)]))
    assert (walked.sides, walked.whole_m, walked.share) == ((), 0, 0.0)
