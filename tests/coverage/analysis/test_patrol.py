import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from coverage.analysis import patrol, recency
from coverage.analysis.errors import InvalidGeometryError, InvalidValueError
from coverage.analysis.riverside import EACH, EITHER, LEFT, RIGHT, whole_m
from coverage.analysis.shares import REACHED, State

NEVER = np.inf


def covered_m(pieces, age: float) -> float:
    return float(pieces.length_m[pieces.age_days <= age].sum())


def test_overlapping_stretches_count_once():
    pieces = patrol.newest([1000], [0, 0, 0], [0, 100, 350], [200, 300, 400], [1, 1, 1])
    assert covered_m(pieces, 1) == 350
    assert pieces.length_m.sum() == 1000


def test_the_newer_patrol_gives_the_age():
    pieces = patrol.newest([1000], [0, 0], [0, 400], [600, 800], [2, 9])
    assert list(zip(pieces.start_m, pieces.end_m, pieces.age_days, strict=True)) == [
        (0, 400, 2),
        (400, 600, 2),
        (600, 800, 9),
        (800, 1000, NEVER),
    ]


def test_what_lies_in_the_future_does_not_count():
    assert covered_m(patrol.newest([1000], [0], [0], [1000], [-1]), 1000) == 0


def test_a_stretch_beyond_the_end_is_cut_and_one_behind_it_falls_away():
    pieces = patrol.newest([1000], [0, 0], [900, 1000.005], [1000.01, 1000.01], [3, 3])
    assert covered_m(pieces, 3) == 100
    assert pieces.end_m.max() == 1000


def test_segments_do_not_mix():
    pieces = patrol.newest([100, 300], [1, 0], [0, 50], [300, 100], [1, 2])
    assert pieces.segment.tolist() == [0, 0, 1]
    assert pieces.age_days.tolist() == [NEVER, 2, 1]


def test_no_segments_and_no_stretches():
    assert patrol.newest([], [], [], [], []).segment.shape == (0,)
    untouched = patrol.newest([70], [], [], [], [])
    assert (untouched.end_m.tolist(), untouched.age_days.tolist()) == ([70], [NEVER])
    assert patrol.days_since_done(untouched, [70]).tolist() == [NEVER]
    assert patrol.days_since_done(patrol.newest([], [], [], [], []), []).shape == (0,)


@pytest.mark.parametrize(("end_m", "since"), [(800, 5), (799.9, NEVER)])
def test_done_at_exactly_the_wanted_share(end_m, since):
    pieces = patrol.newest([1000], [0], [0], [end_m], [5])
    assert patrol.days_since_done(pieces, [1000]).tolist() == [since]


def test_several_days_make_up_the_share_and_the_oldest_of_them_counts():
    pieces = patrol.newest([1000], [0, 0, 0], [0, 300, 0], [300, 850, 1000], [1, 6, 40])
    assert patrol.days_since_done(pieces, [1000]).tolist() == [6]
    assert patrol.days_since_done(pieces, [1000], 0.9).tolist() == [40]
    assert patrol.days_since_done(pieces, [1000], 0.3).tolist() == [1]


def test_lengths_by_state_are_covered_due_and_gap():
    pieces = patrol.newest([2000], [0, 0], [0, 800], [1200, 1700], [9, 2])
    metres = patrol.lengths_by_state(pieces, recency.states(pieces.age_days, 10), 1)
    assert metres[0, [State.COVERED, State.DUE, State.GAP]].tolist() == [900, 800, 300]


def test_neighbours_of_one_state_are_merged_and_cut_out_of_the_line():
    pieces = patrol.newest([100, 50], [0, 0, 0], [0, 20, 60], [30, 40, 70], [1, 2, 3])
    joined, state = patrol.merged(pieces, recency.states(pieces.age_days, 10))
    assert joined.start_m.tolist() == [0, 40, 60, 70, 0]
    assert state.tolist() == [1, 0, 1, 0, 0]
    assert joined.age_days.tolist()[0] == 2
    bent = shapely.LineString([(0, 0), (50, 0), (50, 50)])
    straight = shapely.LineString([(0, 9), (50, 9)])
    parts = patrol.lines([bent, straight], joined)
    assert shapely.length(parts).tolist() == [40, 20, 10, 30, 50]
    assert shapely.equals(parts[1], shapely.LineString([(40, 0), (50, 0), (50, 10)]))


def test_nothing_is_merged_to_nothing():
    joined, state = patrol.merged(patrol.newest([], [], [], [], []), [])
    assert (len(joined.segment), len(state), len(patrol.lines([], joined))) == (0, 0, 0)


def test_a_water_is_done_by_one_patrol_that_saw_enough_of_its_shore():
    since = patrol.water_days_since_done(
        3, [0, 0, 1, 1, 2], [0.8, 0.79, 0.5, 0.5, 1], [9, 1, 2, 3, -1]
    )
    assert since.tolist() == [9, NEVER, NEVER]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (([100], [1], [0], [50], [1]), "segment[0]"),
        (([100], [0], [50], [50], [1]), "end_m[0]"),
        (([100], [0], [60], [50], [1]), "end_m[0]"),
        (([100], [0], [-1], [50], [1]), "start_m[0]"),
        (([100], [0], [0], [np.nan], [1]), "end_m[0]"),
        (([0], [], [], [], []), "length_m[0]"),
        (([100], [0], [0], [50], [1, 2]), "age_days"),
    ],
)
def test_wrong_stretches_are_named(arguments, named):
    with pytest.raises(InvalidValueError) as caught:
        patrol.newest(*arguments)
    assert caught.value.parameter == named


def test_wrong_shares_and_lines_are_named():
    pieces = patrol.newest([100], [], [], [], [])
    with pytest.raises(InvalidValueError, match="done_share"):
        patrol.days_since_done(pieces, [100], 1.2)
    with pytest.raises(InvalidValueError, match="shore_share"):
        patrol.water_days_since_done(1, [0], [1.5], [1])
    with pytest.raises(InvalidGeometryError, match="segments"):
        patrol.lines([None], pieces)


LENGTHS = [500.0, 1000.0, 250.0]
STRETCHES = st.lists(
    st.tuples(st.integers(0, 2), st.floats(0, 900), st.floats(0.5, 900), st.integers(-5, 60)).map(
        lambda row: (row[0], row[1], row[1] + row[2], row[3])
    ),
    max_size=25,
)


def measured(rows):
    columns = zip(*rows, strict=True) if rows else [[]] * 4
    return patrol.newest(LENGTHS, *map(list, columns))


@given(STRETCHES, st.integers(0, 60))
def test_lengths_equal_those_of_geometric_unions(rows, age):
    pieces = measured(rows)
    for segment, length_m in enumerate(LENGTHS):
        walked = [
            shapely.LineString([(start, 0), (end, 0)])
            for place, start, end, days in rows
            if place == segment and 0 <= days <= age
        ]
        course = shapely.LineString([(0, 0), (length_m, 0)])
        expected_m = shapely.intersection(shapely.union_all(walked), course).length
        own = (pieces.segment == segment) & (pieces.age_days <= age)
        assert pieces.length_m[own].sum() == pytest.approx(expected_m, abs=1e-6)


@given(STRETCHES, st.integers(1, 60))
def test_parts_make_the_whole_and_no_share_leaves_the_unit_interval(rows, period):
    pieces = measured(rows)
    state = recency.states(pieces.age_days, period)
    metres = patrol.lengths_by_state(pieces, state, 3)
    assert metres.sum(axis=1) == pytest.approx(LENGTHS, abs=1e-9)
    assert ((metres >= 0) & (metres <= np.array(LENGTHS)[:, None] + 1e-9)).all()


@given(STRETCHES, st.randoms())
def test_order_does_not_matter_and_another_patrol_never_uncovers(rows, random):
    since = patrol.days_since_done(measured(rows), LENGTHS)
    shuffled = patrol.days_since_done(measured(random.sample(rows, len(rows))), LENGTHS)
    assert (since == shuffled).all()
    assert (since <= patrol.days_since_done(measured(rows[1:]), LENGTHS)).all()


@given(STRETCHES, st.integers(1, 60), st.integers(0, 30))
def test_a_segment_is_reached_when_enough_was_walked_within_its_period(rows, period, more):
    pieces = measured(rows)
    since = patrol.days_since_done(pieces, LENGTHS)
    reached = np.isin(recency.states(since, period), REACHED)
    for segment, length_m in enumerate(LENGTHS):
        own = (pieces.segment == segment) & (pieces.age_days <= period)
        assert reached[segment] == (pieces.length_m[own].sum() >= 0.8 * length_m - 1e-6)
    assert (reached <= np.isin(recency.states(since, period + more), REACHED)).all()


def test_each_bank_is_painted_by_itself():
    pieces = patrol.newest([100], [0, 0], [0, 50], [100, 100], [1, 4], [LEFT, RIGHT], [EACH])
    rows = zip(pieces.bank, pieces.start_m, pieces.end_m, pieces.age_days, strict=True)
    assert list(rows) == [(LEFT, 0, 100, 1), (RIGHT, 0, 50, NEVER), (RIGHT, 50, 100, 4)]


@pytest.mark.parametrize(("right_m", "since"), [(60, 4), (59.9, NEVER)])
def test_each_bank_counts_half_when_it_is_done(right_m, since):
    walked = ([0, 0], [0, 0], [100, right_m], [1, 4], [LEFT, RIGHT], [EACH])
    pieces = patrol.newest([100], *walked)
    assert patrol.days_since_done(pieces, whole_m([100], [EACH])).tolist() == [since]


def test_the_same_bank_twice_does_not_do_the_other():
    pieces = patrol.newest([100], [0, 0], [0, 0], [100, 100], [1, 4], LEFT, EACH)
    assert patrol.days_since_done(pieces, [200], 0.5).tolist() == [1]
    assert patrol.days_since_done(pieces, [200], 0.51).tolist() == [NEVER]


@pytest.mark.parametrize(
    ("asked", "bank", "metres"),
    [
        (EITHER, EITHER, 50),
        (EITHER, RIGHT, 50),
        (LEFT, EITHER, 50),
        (LEFT, LEFT, 50),
        (LEFT, RIGHT, 0),
        (EACH, RIGHT, 50),
        (EACH, EITHER, 0),
    ],
)
def test_a_stretch_counts_on_the_bank_that_is_asked_for(asked, bank, metres):
    assert covered_m(patrol.newest([100], [0], [0], [50], [1], bank, asked), 1) == metres


def test_segments_with_and_without_banks_beside_each_other():
    pieces = patrol.newest(
        [100, 70, 100],
        [2, 1, 0],
        [0] * 3,
        [10] * 3,
        [1] * 3,
        [RIGHT, 0, LEFT],
        [EACH, EITHER, EACH],
    )
    assert pieces.segment.tolist() == [0, 0, 0, 1, 1, 2, 2, 2]
    assert pieces.bank.tolist() == [LEFT, LEFT, RIGHT, EITHER, EITHER, LEFT, RIGHT, RIGHT]


def test_neighbours_of_one_state_on_two_banks_stay_apart():
    pieces = patrol.newest([100], [], [], [], [], asked=[EACH])
    joined, _state = patrol.merged(pieces, recency.states(pieces.age_days, 10))
    assert joined.bank.tolist() == [LEFT, RIGHT]


def test_the_banks_are_drawn_to_the_sides_of_the_line():
    line = shapely.LineString([(0, 0), (100, 0)])
    pieces = patrol.newest([100], [], [], [], [], asked=[EACH])
    left, right = patrol.lines(np.array([line]), pieces)
    assert left.equals(shapely.LineString([(0, patrol.BANK_M), (100, patrol.BANK_M)]))
    assert right.equals(shapely.LineString([(0, -patrol.BANK_M), (100, -patrol.BANK_M)]))


def test_where_no_line_beside_a_bend_exists_the_rivers_own_is_drawn():
    circle = shapely.Point(0, 0).buffer(9).exterior
    bend = shapely.LineString(circle.coords[:-1])
    inside = [patrol.part(bend, 0, bend.length, bank) for bank in (LEFT, RIGHT)]
    assert all(isinstance(one, shapely.LineString) and one.length > 0 for one in inside)


@given(
    st.lists(
        st.tuples(st.sampled_from([LEFT, RIGHT]), st.integers(0, 90), st.integers(1, 10)),
        max_size=12,
    )
)
def test_two_banks_are_two_segments(rows):
    bank, start, length = (
        (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 3
    )
    end = [first + more for first, more in zip(start, length, strict=True)]
    age = [1] * len(rows)
    apart = patrol.newest([100], [0] * len(rows), start, end, age, bank, EACH)
    two = patrol.newest([100, 100], [one - LEFT for one in bank], start, end, age)
    assert (apart.bank - LEFT).tolist() == two.segment.tolist()
    assert apart.start_m.tolist() == two.start_m.tolist()
    assert apart.age_days.tolist() == two.age_days.tolist()
