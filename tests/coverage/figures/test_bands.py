"""Isochrone bands: against the exact times of 20,000 points, as a partition, and without roads."""

from datetime import date

import numpy as np
import pytest
import shapely

from coverage.analysis.errors import InvalidValueError
from coverage.figures import bands, register, service
from geo.models import LiaisonStation, Road, Subdistrict, Village

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
MINUTES = (5, 10, 15, 30, 45)


def read() -> register.Register:
    return register.read(Subdistrict.objects.get(code="371327001"), DAY)


def sampled(whole, count: int) -> np.ndarray:
    """Points inside the whole, shape (count, 2), evenly spread at random."""
    rng = np.random.default_rng(371327001)
    west, south, east, north = whole.bounds
    points = rng.uniform((west, south), (east, north), (3 * count, 2))
    shapely.prepare(whole)
    found = points[shapely.contains_xy(whole, points)][:count]
    assert len(found) == count
    return found


@pytest.mark.parametrize("mode", ["foot", "ebike", "car"])
def test_at_most_one_per_cent_of_the_points_is_in_a_wrong_band(mode):
    found = read()
    made = bands.bands(found, mode, MINUTES)
    assert made.method == "network"
    points = sampled(found.whole, 20_000)
    exact_s = service.times_to_stations(found, mode).at(points).min(axis=0)
    right = np.searchsorted(np.array(MINUTES) * 60.0, exact_s)
    judged = np.full(len(points), -1)
    for number, band in enumerate(made.bands):
        shapely.prepare(band.shape)
        judged[shapely.intersects_xy(band.shape, points)] = number
    assert (judged >= 0).all()
    # Of each line between two bands, and of all lines together.
    for line in range(len(MINUTES)):
        assert ((judged <= line) != (right <= line)).mean() < 0.01
    assert (judged != right).mean() < 0.01


@pytest.mark.parametrize("mode", ["foot", "ebike", "car"])
def test_the_bands_are_the_whole_cut_in_rings(mode):
    found = read()
    made = bands.bands(found, mode, MINUTES).bands
    assert [(band.from_minutes, band.to_minutes) for band in made] == [
        (0, 5),
        (5, 10),
        (10, 15),
        (15, 30),
        (30, 45),
        (45, None),
    ]
    shapes = np.array([band.shape for band in made], dtype=object)
    assert shapely.is_valid(shapes).all()
    assert sum(band.area_m2 for band in made) == pytest.approx(found.whole.area, abs=1)
    overlap = shapely.area(shapely.intersection(shapes[:-1], shapes[1:]))
    assert overlap.max() < 1e-3
    assert sum(band.people for band in made) == 160_000
    assert sum(band.villages for band in made) == 50
    within = sum(band.villages for band in made if band.to_minutes in (5, 10, 15))
    reached = (service.reach(found, 15, mode).best_s <= 900).sum()
    assert within == reached


def test_the_area_within_fifteen_minutes_is_that_of_the_service_area():
    found = read()
    made = bands.bands(found, "ebike", MINUTES).bands
    within = shapely.union_all([band.shape for band in made[:3]])
    reached = service.reach(found, 15, "ebike").reached
    # The raster is refined along every contour, so a few cells differ by a hair.
    assert shapely.symmetric_difference(within, reached).area < 0.001 * reached.area


def test_lines_are_smooth_enough_to_show():
    """Lines between bands run on, without the steps of a raster's cells."""
    found = read()
    shapes = [band.shape for band in bands.bands(found, "ebike", MINUTES).bands[:3]]
    lines = shapely.difference(shapely.boundary(shapes), found.whole.boundary.buffer(1))
    parts = shapely.get_parts(shapely.line_merge(lines))
    turns = np.concatenate([_turns(part) for part in parts])
    assert np.median(turns) < 5
    assert (turns > 60).mean() < 0.05


def _turns(ring) -> np.ndarray:
    """Degrees by which a ring turns at its vertices."""
    step = np.diff(shapely.get_coordinates(ring), axis=0)
    heading = np.degrees(np.arctan2(step[:, 1], step[:, 0]))
    return np.abs((np.diff(heading) + 180) % 360 - 180)


def test_without_roads_the_bands_are_discs_and_say_so():
    Road.objects.all().delete()
    found = read()
    made = bands.bands(found, "foot", (5, 10))
    assert made.method == "straight_line"
    stations = shapely.get_coordinates(found.stations.shapes)
    radius_m = 300 * 4.5 / 3.6 / found.settings.detour_factor
    disc = shapely.union_all(shapely.buffer(shapely.points(stations), radius_m, quad_segs=64))
    wanted = shapely.intersection(disc, found.whole).area
    assert made.bands[0].area_m2 == pytest.approx(wanted, rel=0.005)


def test_without_stations_there_are_no_bands():
    LiaisonStation.objects.update(geom=None, quality="unlocated")
    made = bands.bands(read(), "ebike", MINUTES)
    assert (made.method, made.bands) == ("none", ())


def test_a_village_without_boundary_leaves_people_unknown():
    village = Village.objects.filter(code="371327001001").get()
    village.geom, village.quality = None, "unlocated"
    village.save()
    made = bands.bands(read(), "ebike", (15,)).bands
    assert [band.people for band in made] == [None, None]
    assert sum(band.villages for band in made) == 50


@pytest.mark.parametrize("minutes", [(), (0, 5), (10, 5), (5, 5)])
def test_minutes_that_do_not_grow_are_refused(minutes):
    with pytest.raises(InvalidValueError, match="thresholds_s"):
        bands.bands(read(), "ebike", minutes)
