"""Trace-back: who answered for a place, who passed it, what was known there."""

from datetime import datetime, timedelta, timezone

import pytest
import shapely
from django.contrib.gis.geos import LineString, MultiLineString, Point

from coverage.figures import register, trace
from coverage.models import Issue, Patrol, PatrolTrack, RiverChiefAssignment
from geo import crs
from tests import register as make
from tests.coverage.figures import makers
from tests.coverage.figures.makers import DAY, ago

pytestmark = pytest.mark.django_db
# On the segment that the makers draw, half way up.
LON, LAT = 118.815, 35.105
METRES = 4549


@pytest.fixture
def unit():
    return make.unit()


@pytest.fixture
def village(unit):
    return makers.villages(unit, 1)[0]


@pytest.fixture
def segment(unit, village):
    return makers.segment(unit, village=village)


@pytest.fixture
def chief(unit):
    return makers.chief(unit)


def moved(east_m: float = 0.0, north_m: float = 0.0) -> tuple[float, float]:
    """Return the point so many metres from the middle of the segment, in degrees."""
    here = crs.project(shapely.Point(LON, LAT), METRES)
    there = crs.project(shapely.Point(here.x + east_m, here.y + north_m), 4326, METRES)
    return there.x, there.y


def traced(unit, at=(LON, LAT), radius_m=100.0, days=30, seen=None, tracks=None, day=DAY):
    return trace.trace(
        register.read(unit, day),
        trace.Question(*at, radius_m, days),
        Patrol.objects.all() if seen is None else seen,
        PatrolTrack.objects.all() if tracks is None else tracks,
    )


def term(chief, segment, level, first=make.START, last=None):
    RiverChiefAssignment.objects.create(
        code=f"A{RiverChiefAssignment.objects.count()}", chief=chief, river_segment=segment,
        level=level, valid_from=first, valid_to=last,
    )  # fmt: skip


def track(patrol, *positions) -> PatrolTrack:
    shape = MultiLineString(LineString(positions, srid=4326), srid=4326)
    return PatrolTrack.objects.create(patrol=patrol, source="live", geom=shape)


def issue(unit, code, at=None, days=3, **values) -> Issue:
    found_at = datetime.combine(ago(days), datetime.min.time(), timezone(timedelta(hours=8)))
    geom = at and Point(*at, srid=4326)
    return Issue.objects.create(
        subdistrict=unit, code=code, category="dumping", found_at=found_at, geom=geom, **values
    )


def ways(made) -> dict:
    """Return how each patrol is known to have passed, by how many days ago it was."""
    return {(DAY - one.patrol.date).days: one.method for one in made.passes}


def test_the_nearest_segment_within_the_radius(unit, segment):
    found = traced(unit, moved(east_m=60)).nearest
    assert (found.kind, found.place) == ("segment", segment)
    assert found.distance_m == pytest.approx(60, abs=1)
    assert found.along_m == pytest.approx(segment.length_m / 2, abs=1)
    assert traced(unit, moved(east_m=101)).nearest is None
    assert traced(unit, moved(east_m=101), radius_m=105).nearest.place == segment


def test_a_pond_that_is_nearer(unit, village, segment):
    pond = makers.pond(unit, village)
    inside = traced(unit, (118.8122, 35.1022)).nearest
    assert (inside.kind, inside.place, inside.distance_m) == ("pond", pond, 0)


def test_the_chiefs_of_that_day_at_each_level(unit, segment, chief):
    former, county = makers.chief(unit, "C2"), makers.chief(unit, "C3")
    term(former, segment, "village", last=ago(11))
    term(chief, segment, "village", first=ago(10))
    term(county, segment, "county")
    now = [(one.level, one.chief) for one in traced(unit).chiefs]
    assert now == [("county", county), ("village", chief)]
    then = [(one.level, one.chief) for one in traced(unit, day=ago(11)).chiefs]
    assert then == [("county", county), ("village", former)]


def test_a_pond_has_the_chief_of_its_village(unit, village, segment, chief):
    makers.pond(unit, village)
    term(chief, segment, "village")
    term(makers.chief(unit, "C2"), segment, "county")
    assert [one.chief for one in traced(unit, (118.8122, 35.1022)).chiefs] == [chief]


@pytest.mark.parametrize(("days_ago", "is_found"), [(-1, 0), (0, 1), (30, 1), (31, 0)])
def test_the_days_before_and_the_day_itself(unit, segment, chief, days_ago, is_found):
    makers.walk(makers.patrol(unit, days_ago, chief), segment)
    assert len(traced(unit).passes) == is_found


def test_by_stretches_only_where_they_lie_within_the_radius(unit, segment, chief):
    makers.walk(makers.patrol(unit, 1, chief), segment, 0, 0.45)
    makers.walk(makers.patrol(unit, 2, chief), segment, 0.45, 0.55)
    makers.walk(makers.patrol(unit, 3, chief), segment, 0.56, 1)
    # 0.05 of the segment are 55 m.
    assert ways(traced(unit, radius_m=50)) == {2: "stretch"}
    assert ways(traced(unit, radius_m=60)) == {1: "stretch", 2: "stretch"}
    [found] = traced(unit, radius_m=50).passes
    assert (found.distance_m, found.names) == (pytest.approx(0, abs=0.01), [segment.name])
    length = crs.length_m(shapely.union_all(found.shapes), METRES)
    assert length == pytest.approx(100, abs=0.1)


def test_a_track_tells_more_than_stretches(unit, segment, chief):
    near, far = makers.patrol(unit, 1, chief), makers.patrol(unit, 2, chief)
    for patrol in (near, far):
        makers.walk(patrol, segment)
    track(near, moved(east_m=20, north_m=-50), moved(east_m=20, north_m=50))
    track(far, moved(east_m=150, north_m=-50), moved(east_m=150, north_m=50))
    # The stretches say that both passed; the track of the second says that it did not.
    made = traced(unit)
    assert ways(made) == {1: "track"}
    assert made.passes[0].distance_m == pytest.approx(20, abs=0.5)


def test_a_track_that_one_may_not_see_leaves_the_stretches(unit, segment, chief):
    patrol = makers.patrol(unit, 1, chief)
    makers.walk(patrol, segment)
    track(patrol, moved(east_m=20, north_m=-50), moved(east_m=20, north_m=50))
    assert ways(traced(unit, tracks=PatrolTrack.objects.none())) == {1: "stretch"}


def test_a_visit_of_a_pond_passes_it(unit, village, chief):
    pond = makers.pond(unit, village)
    makers.patrol(unit, 1, chief).water_visits.create(water_body=pond, shore_share=0.3)
    makers.patrol(unit, 2, chief).water_visits.create(water_body=pond, shore_share=0)
    assert ways(traced(unit, (118.8122, 35.1022))) == {1: "visit"}


def test_patrols_that_are_not_valid_passed_too_planned_ones_did_not(unit, segment, chief):
    makers.walk(makers.patrol(unit, 1, chief, is_valid=False), segment)
    makers.walk(makers.patrol(unit, 2, chief, status="cancelled", is_valid=None), segment)
    [found] = traced(unit).passes
    assert (found.patrol.date, found.patrol.is_valid) == (ago(1), False)


def test_of_patrols_one_may_not_see_only_the_number_is_told(unit, segment, chief):
    deputy = make.deputy(unit)
    makers.walk(makers.patrol(unit, 1, chief), segment)
    makers.walk(makers.patrol(unit, 2, deputy, "supervision"), segment)
    made = traced(unit, seen=Patrol.objects.filter(deputy=deputy))
    assert (ways(made), made.hidden) == ({2: "stretch"}, 1)


def test_what_a_patrol_reported(unit, segment, chief):
    patrol = makers.patrol(unit, 1, chief)
    makers.walk(patrol, segment)
    own = issue(unit, "I1", moved(east_m=900), patrol=patrol)
    made = traced(unit)
    assert made.passes[0].issues == [own]
    assert made.issues == []


def test_earlier_issues_by_their_distance_in_metres(unit, segment):
    issue(unit, "I1", moved(north_m=99), days=1)
    issue(unit, "I2", moved(east_m=99), days=400)
    issue(unit, "I3", moved(east_m=101))
    issue(unit, "I4", moved(east_m=72, north_m=72))
    issue(unit, "I5", river_segment=segment, days=2)
    issue(unit, "I6", (LON, LAT), days=-1)
    found = traced(unit).issues
    assert [one.issue.code for one in found] == ["I1", "I5", "I2"]
    assert [one.distance_m and round(one.distance_m) for one in found] == [99, None, 99]


def test_nothing_known_is_an_empty_answer(unit):
    made = traced(unit)
    assert (made.nearest, made.chiefs, made.passes, made.hidden, made.issues) == (
        None, [], [], 0, [],
    )  # fmt: skip


def test_the_first_day_does_not_fall_out_of_the_calendar(unit):
    day = ago(0).replace(year=1, month=1, day=2)
    assert traced(unit, days=3660, day=day).first_day == day.replace(day=1)


def test_few_questions_for_many_patrols(unit, segment, chief, django_assert_max_num_queries):
    for days in range(1, 20):
        makers.walk(makers.patrol(unit, days, chief), segment)
    with django_assert_max_num_queries(20):
        assert len(traced(unit).passes) == 19
