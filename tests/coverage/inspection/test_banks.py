"""A segment that asks for each bank is planned up the one and down the other."""

import numpy as np
import pytest
import shapely

from coverage.inspection.places import BANK_M, around
from coverage.models import Patrol, RiverChief
from geo import crs
from geo.models import RiverSegment
from tests.coverage.inspection.conftest import finished
from tests.coverage.tracks import walks

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment(unit) -> RiverSegment:
    RiverSegment.objects.filter(subdistrict=unit, code="R1-1").update(bank="each")
    return RiverSegment.objects.get(subdistrict=unit, code="R1-1")


def test_it_is_twice_as_long_and_ends_where_it_began(unit, segment):
    line = shapely.LineString([(0, 0), (300, 0), (300, 200)])
    ring = around(segment, line)
    assert ring.is_closed
    # An outer and an inner corner, and a crossing at each end.
    assert ring.length == pytest.approx(2 * line.length + 4 * BANK_M, abs=BANK_M)
    assert shapely.hausdorff_distance(ring, line) <= 1.5 * BANK_M
    assert ring.distance(line) == 0
    segment.bank = "both"
    assert around(segment, line) is line
    segment.bank = "each"
    assert around(segment, None) is None


def test_who_walks_the_planned_way_covers_both_banks(unit, segment):
    stop = finished(codes=["R1-1"]).rounds.get().stops.get()
    srid = unit.metric_srid
    way = crs.project(shapely.from_wkb(bytes(stop.geom.wkb)), srid)
    assert way.length == pytest.approx(2 * segment.length_m, rel=0.1)
    steps = np.arange(0, way.length, walks.STEP_M)
    xy = shapely.get_coordinates(shapely.line_interpolate_point(way, steps))
    xy += np.random.default_rng(1).normal(0, 2, xy.shape)
    start = walks.started()
    time_s = start.timestamp() + 10 + walks.STEP_S * np.arange(len(steps))
    positions = crs.project_positions(xy, crs.STORAGE_SRID, srid)
    points = np.column_stack([positions, time_s, np.full(len(steps), 5.0)])
    phone = walks.phone_of(RiverChief.objects.get(subdistrict=unit))
    answer = phone.walk(points, start).json()["patrol"]
    assert answer["is_valid"], answer
    patrol = Patrol.objects.get(public_id=answer["id"])
    covered_m = {"left": 0.0, "right": 0.0}
    for row in patrol.stretches.filter(river_segment=segment):
        covered_m[row.bank] += row.end_m - row.start_m
    assert min(covered_m.values()) > 0.9 * segment.length_m
