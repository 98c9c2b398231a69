"""One county: its villages, what lies near enough to matter, and the gap of every village.

A county is computed by itself, in any process that knows the settings: it reads its villages
and, around them, the stations and roads from which a village of it can be reached in time (the
halo). Stations of a neighbouring county count like its own.
"""

from datetime import date

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import Polygon
from django.db.models import Max, QuerySet

from coverage.analysis.access import station_times
from coverage.analysis.gaps import village_shares
from coverage.analysis.modes import mode_named
from coverage.analysis.network import Network, build_network
from coverage.analysis.overlay import Cover
from coverage.analysis.service_area import service_areas
from coverage.models import CoverageSettings
from coverage.nation.table import CountyTable, Question
from geo import crs
from geo.models import LiaisonStation, Road, Subdistrict, Village

# Points set along the sides of a box, which are no straight lines in another projection.
BOX_SEGMENTS = 16


def question(
    unit: Subdistrict, day: date, mode: str | None = None, minutes: int | None = None
) -> Question:
    """Return the question for a unit: what is not given comes from its settings."""
    settings = CoverageSettings.of(unit)
    mode = mode_named(mode or settings.mode).name
    roads = _roads(day).aggregate(top_kmh=Max("speed_kmh"))
    return Question(
        day,
        mode,
        minutes or settings.minutes(mode),
        settings.walk_m,
        settings.detour_factor,
        roads["top_kmh"],
    )


def counties(unit: Subdistrict, day: date) -> list[str]:
    """Return the codes of the counties that have villages below a unit; a smaller unit is one.

    The first six digits of a division code are its county's.
    """
    found = (
        Village.objects.filter(subdistrict__code__startswith=unit.code)
        .as_of(day)
        .values_list("subdistrict__code", flat=True)
        .distinct()
    )
    return sorted({code[: max(6, len(unit.code))] for code in found})


def county_table(code: str, asked: Question) -> CountyTable:
    """Return the table of the villages whose unit's code begins with ``code``."""
    units = Subdistrict.objects.filter(code__startswith=code).order_by("code")
    srid = units.values_list("metric_srid", flat=True)[0]
    villages = Village.objects.filter(subdistrict__code__startswith=code).as_of(asked.day)
    ordered = villages.order_by("subdistrict__code", "code", "pk")
    (unit, codes, names, population), shapes = _columns(
        ordered, srid, "subdistrict__code", "code", "name", "population"
    )
    people = np.array(population, dtype=float)
    located = ~shapely.is_missing(shapes)
    method, cover = _cover(shapes[located], asked, srid)
    shares = village_shares(shapes[located], np.nan_to_num(people[located]), cover)
    return CountyTable(
        method,
        unit,
        codes,
        names,
        people,
        np.where(np.isnan(people), np.nan, _filled(located, shares.people_covered)),
        _filled(located, shares.covered_m2 + shares.gap_m2),
        _filled(located, shares.covered_m2),
    )


def _filled(located: np.ndarray, values: np.ndarray) -> np.ndarray:
    column = np.full(len(located), np.nan)
    column[located] = values
    return column


def _cover(villages: np.ndarray, asked: Question, srid: int) -> tuple[str, Cover]:
    """Return the method, and where the stations in and around the villages are reached from."""
    if len(villages) == 0:
        return "none", Cover([])
    box = shapely.box(*shapely.total_bounds(villages))
    near = LiaisonStation.objects.filter(geom__intersects=_grown(box, asked.reach_m, srid))
    _, stations = _columns(near.as_of(asked.day).order_by("code", "pk"), srid)
    if len(stations) == 0:
        return "none", Cover([])
    times = station_times(
        _network(box, asked, srid),
        shapely.get_coordinates(stations),
        asked.mode,
        asked.walk_m,
        asked.detour_factor,
    )
    areas = service_areas(times, box, [asked.minutes * 60.0]).by_station[:, 0]
    return times.method, Cover(areas[~shapely.is_empty(areas)])


def _network(box: shapely.Polygon, asked: Question, srid: int) -> Network | None:
    """Return the roads around a box, or None where there are none."""
    # A way to a station of the halo, and the road next to it, lie within twice the reach.
    near = _roads(asked.day).filter(geom__intersects=_grown(box, 2 * asked.reach_m, srid))
    (speed_kmh, one_way), lines = _columns(
        near.order_by("code", "pk"), srid, "speed_kmh", "is_one_way"
    )
    return build_network(lines, speed_kmh, one_way) if len(lines) else None


def _roads(day: date) -> QuerySet:
    return Road.objects.exclude(road_class=Road.RoadClass.RAILWAY).as_of(day)


def _columns(queryset: QuerySet, srid: int, *fields: str) -> tuple[list[list], np.ndarray]:
    """Return columns of a table and its geometries in the metric CRS, None where there is none."""
    rows = list(queryset.annotate(wkb=AsWKB("geom")).values_list("wkb", *fields))
    columns = [[row[number] for row in rows] for number in range(1 + len(fields))]
    wkb = [None if one is None else bytes(one) for one in columns[0]]
    shapes = np.array(shapely.from_wkb(wkb), dtype=object)
    return columns[1:], crs.project(shapes, srid)


def _grown(box: shapely.Polygon, by_m: float, srid: int) -> Polygon:
    """Return a box in degrees that holds a metric box and what lies ``by_m`` around it."""
    west, south, east, north = box.bounds
    grown = shapely.box(west - by_m, south - by_m, east + by_m, north + by_m)
    sides = shapely.segmentize(grown, (east - west + 2 * by_m) / BOX_SEGMENTS)
    degrees = crs.project(sides, crs.STORAGE_SRID, srid)
    found = Polygon.from_bbox(degrees.bounds)
    found.srid = crs.STORAGE_SRID
    return found
