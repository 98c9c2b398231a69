from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from coverage.analysis.errors import (
    Cancelled,
    InvalidGeometryError,
    InvalidValueError,
    UnreachableError,
)
from coverage.analysis.modes import MODES, WALK_MS
from coverage.analysis.network import build_network
from coverage.analysis.routing import Job, Person, inspection_plan
from coverage.analysis.routing.ground import surveyed
from coverage.analysis.routing.jobs import checked_jobs, checked_people
from coverage.analysis.routing.plan import problem_of
from coverage.analysis.routing.problem import directed

ROAD = LineString([(0, 0), (4000, 0)])
HOME = Person((0, 0), (0, 0), np.inf)
QUICK = {"budget_s": 10.0, "most_rounds": 3000}


@pytest.fixture
def road():
    return build_network([ROAD], [36])


@pytest.fixture
def grid():
    """Streets 500 m apart, 3 km across."""
    lines = []
    for at in range(0, 3001, 500):
        for along in range(0, 3000, 500):
            lines += [LineString([(along, at), (along + 500, at)])]
            lines += [LineString([(at, along), (at, along + 500)])]
    return build_network(lines, [20] * len(lines))


def scattered(count, seed=0):
    random = np.random.default_rng(seed)
    starts, ends = random.uniform(100, 2900, (2, count, 2))
    ends = starts + (ends - starts) / 6
    return [Job(LineString([*pair])) for pair in zip(starts, ends, strict=True)]


def best_by_force(network, jobs, people):
    """The least total time over all assignments, orders and directions."""
    who = checked_people(people)
    what = checked_jobs(jobs, len(who), WALK_MS)
    problem = problem_of(surveyed(network, what, who, MODES["ebike"], 300.0), what, who)
    best = np.inf
    for owners in product(range(len(people)), repeat=len(jobs)):
        total = 0.0
        for person in range(len(people)):
            mine = [job for job, owner in enumerate(owners) if owner == person]
            cost = min(directed(problem, person, np.array(o, int))[1] for o in permutations(mine))
            cost += problem.service[mine].sum()
            total += cost if cost <= people[person].limit_s else np.inf
        best = min(best, total)
    return best


@pytest.mark.parametrize("seed", range(3))
def test_plans_are_the_best_of_all_for_two_people(grid, seed):
    jobs = scattered(4, seed)
    people = [Person((0, 0), (0, 0), 2400.0), Person((3000, 3000), (3000, 0), 2400.0)]
    plan = inspection_plan(grid, jobs, people, **QUICK)
    assert plan.left_out == ()
    assert plan.time_s == pytest.approx(best_by_force(grid, jobs, people))
    assert plan.bound_s <= plan.time_s * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_one_round_is_the_best_of_all(grid, seed):
    jobs = [*scattered(4, seed), Job(Point(2000, 700), service_s=120)]
    plan = inspection_plan(grid, jobs, [HOME], **QUICK)
    assert plan.time_s == pytest.approx(best_by_force(grid, jobs, [HOME]))
    assert plan.method == "giant tour"
    assert plan.over_bound == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("balance", [False, True])
def test_legs_join_up_and_times_add_up(grid, balance):
    jobs = [*scattered(12), Job(Point(1200, 1800), 300.0)]
    people = [HOME, Person((3000, 3000), (0, 3000), np.inf)]
    plan = inspection_plan(grid, jobs, people, balance=balance, **QUICK)
    assert sorted(v.job for one in plan.rounds for v in one.visits) == list(range(13))
    for one, person in zip(plan.rounds, people, strict=True):
        at, clock_s = Point(person.start), 0.0
        for leg, visit in zip(one.legs, [*one.visits, None], strict=True):
            if not leg.line.is_empty:
                assert shapely.get_point(leg.line, 0).equals(at)
                at = shapely.get_point(leg.line, -1)
            clock_s += leg.time_s
            if visit is None:
                continue
            assert visit.start_s == pytest.approx(clock_s)
            shape = jobs[visit.job].shape
            walk_s = shape.length / WALK_MS + jobs[visit.job].service_s
            assert visit.end_s - visit.start_s == pytest.approx(walk_s)
            clock_s = visit.end_s
            if isinstance(shape, Point):
                assert at.equals(shape)
                assert visit.line.is_empty
            else:
                wanted = shape.reverse() if visit.backwards else shape
                assert visit.line.equals_exact(wanted)
                assert shapely.get_point(visit.line, 0).distance(at) == 0
                at = shapely.get_point(visit.line, -1)
        assert at.equals(Point(person.end))
        assert one.time_s == pytest.approx(clock_s)
        assert one.line.length == pytest.approx(one.length_m)
    assert plan.time_s == pytest.approx(sum(one.time_s for one in plan.rounds))


def test_a_locked_stop_is_its_persons_alone(grid):
    jobs = [replace(job, person=row % 2) for row, job in enumerate(scattered(8))]
    plan = inspection_plan(grid, jobs, [HOME, Person((3000, 3000), (3000, 3000), np.inf)], **QUICK)
    for row, one in enumerate(plan.rounds):
        assert {visit.job % 2 for visit in one.visits} == {row}


def test_limits_are_kept_and_the_least_valuable_left_out(road):
    jobs = [Job(Point(1000 * at, 0), 600.0, prize) for at, prize in ((1, 1.0), (2, 5.0), (3, 3.0))]
    # 4 km there and back at 20 km/h are 720 s: time for two stops at most.
    person = replace(HOME, limit_s=2 * 600.0 + 6000 / (20 / 3.6) + 1)
    plan = inspection_plan(road, jobs, [person], **QUICK)
    assert plan.left_out == (0,)
    assert plan.time_s <= person.limit_s


def test_a_limit_too_short_for_anything_leaves_everybody_at_home(road):
    plan = inspection_plan(road, [Job(Point(3000, 0))], [replace(HOME, limit_s=60.0)], **QUICK)
    assert (plan.left_out, plan.time_s, plan.rounds[0].legs) == ((0,), 0, ())


def test_what_no_way_leads_to_is_named():
    network = build_network([ROAD, LineString([(0, 9000), (4000, 9000)])], [36, 36])
    jobs = [Job(Point(500, 100)), Job(LineString([(0, 8900), (500, 8900)])), Job(Point(900, 50))]
    plan = inspection_plan(network, jobs, [HOME], **QUICK)
    assert (plan.unreachable, plan.left_out) == ((1,), ())
    assert [visit.job for visit in plan.rounds[0].visits] in ([0, 2], [2, 0])


def test_each_side_of_a_gap_has_its_person():
    network = build_network([ROAD, LineString([(0, 9000), (4000, 9000)])], [36, 36])
    jobs = [Job(Point(500, 8950)), Job(Point(900, 50)), Job(Point(700, 50), person=0)]
    people = [Person((0, 9000), (0, 9000), np.inf), HOME]
    plan = inspection_plan(network, jobs, people, **QUICK)
    assert [[visit.job for visit in one.visits] for one in plan.rounds] == [[0], [1]]
    assert plan.unreachable == (2,)
    assert plan.bound_s <= plan.time_s * (1 + 1e-9)


def test_replanning_from_where_one_stands(road):
    standing = Person((2000, 0), (0, 0), np.inf)
    plan = inspection_plan(road, [Job(Point(1000, 0), 60.0)], [standing], **QUICK)
    assert plan.time_s == pytest.approx(60 + 2000 / (20 / 3.6))
    assert plan.over_bound == pytest.approx(0)


def test_who_stands_away_goes_home_without_jobs(road):
    plan = inspection_plan(road, [], [Person((1000, 0), (0, 0), np.inf), HOME], **QUICK)
    away, home = plan.rounds
    assert (len(away.visits), len(away.legs), home.legs) == (0, 1, ())
    assert plan.time_s == pytest.approx(1000 / (20 / 3.6))
    assert plan.bound_s == pytest.approx(plan.time_s)


def test_one_way_roads_are_kept(one_way_ring):
    river = LineString([(1000, 500), (1500, 500), (1000, 600)])
    plan = inspection_plan(one_way_ring, [Job(river)], [HOME, HOME], "car", walk_m=0, **QUICK)
    (visit,) = [visit for one in plan.rounds for visit in one.visits]
    assert not visit.backwards
    assert plan.length_m == pytest.approx(1500 + river.length + 2400)


def test_balanced_rounds_are_of_like_length(grid):
    middle = Person((1500, 1500), (1500, 1500), np.inf)
    jobs = scattered(40)
    free = inspection_plan(grid, jobs, [middle] * 3, **QUICK)
    even = inspection_plan(grid, jobs, [middle] * 3, balance=True, **QUICK)
    assert even.longest_over_mean <= 1.1 < free.longest_over_mean
    assert even.left_out == ()


def test_edges_of_legs_are_those_of_their_lines(grid):
    plan = inspection_plan(grid, scattered(6), [HOME], walk_m=0, **QUICK)
    for leg in plan.rounds[0].legs:
        for edge, from_m, to_m in leg.edges:
            middle = shapely.line_interpolate_point(grid.lines[edge], (from_m + to_m) / 2)
            assert leg.line.distance(middle) < 1e-6
        on_road_m = sum(abs(to_m - from_m) for _, from_m, to_m in leg.edges)
        assert on_road_m <= leg.length_m + 1e-6


def test_the_same_steps_give_the_same_plan(grid):
    people = [replace(HOME, limit_s=4000.0)] * 3
    first, again = (inspection_plan(grid, scattered(20), people, **QUICK) for _ in range(2))
    assert first.rounds == again.rounds
    assert first.left_out == again.left_out


def test_progress_rises_and_may_cancel(grid):
    told = []
    people = [HOME, HOME]
    inspection_plan(grid, scattered(9), people, progress=lambda *one: told.append(one), **QUICK)
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)

    def stop(share, note):
        raise Cancelled

    for crowd in (people, people[:1]):
        with pytest.raises(Cancelled):
            inspection_plan(grid, scattered(30), crowd, progress=stop, **QUICK)


@pytest.mark.parametrize(
    ("arguments", "error", "named"),
    [
        ({"people": []}, InvalidValueError, "people"),
        ({"people": [Person((0, 0), (0, 0), 0.0)]}, InvalidValueError, "people[0].limit_s"),
        ({"people": [Person((0, 0), (0, 0), np.nan)]}, InvalidValueError, "people[0].limit_s"),
        ({"people": [Person((0, np.nan), (0, 0), 9)]}, InvalidValueError, "people[0].start[0]"),
        ({"people": [Person((0, 0), (0, 0, 0), 9)]}, InvalidValueError, "people[0].end"),
        ({"jobs": [Job(Point(0, 0), person=1)]}, InvalidValueError, "jobs[0].person"),
        ({"jobs": [Job(Point(0, 0), person=-1)]}, InvalidValueError, "jobs[0].person"),
        ({"jobs": [Job(Point(0, 0), prize=0)]}, InvalidValueError, "jobs[0].prize"),
        ({"jobs": [Job(Point(0, 0), service_s=-1)]}, InvalidValueError, "jobs.service_s[0]"),
        ({"jobs": [Job(Point())]}, InvalidGeometryError, "jobs[0].shape"),
        ({"jobs": [Job(Point(np.nan, 0))]}, InvalidGeometryError, "jobs[0].shape"),
        ({"jobs": [Job(None)]}, InvalidGeometryError, "jobs[0].shape"),
        ({"jobs": [Job(LineString())]}, InvalidGeometryError, "jobs[0].shape[0]"),
        ({"budget_s": 0}, InvalidValueError, "budget_s"),
        ({"most_rounds": 0}, InvalidValueError, "most_rounds"),
        ({"service_kmh": np.inf}, InvalidValueError, "service_kmh"),
        ({"walk_m": -1}, InvalidValueError, "walk_m[0]"),
        ({"mode": "boat"}, InvalidValueError, "mode"),
    ],
)
def test_wrong_input_is_named(road, arguments, error, named):
    given = {"jobs": [Job(Point(9, 9))], "people": [HOME], **arguments}
    with pytest.raises(error) as caught:
        inspection_plan(road, **given)
    assert caught.value.parameter == named


def test_people_who_cannot_get_home_are_named(road):
    network = build_network([ROAD, LineString([(0, 9000), (4000, 9000)])], [36, 36])
    people = [HOME, Person((0, 9000), (0, 0), np.inf)]
    with pytest.raises(UnreachableError) as caught:
        inspection_plan(network, [], people, **QUICK)
    assert (caught.value.parameter, caught.value.value) == ("people", [1])
