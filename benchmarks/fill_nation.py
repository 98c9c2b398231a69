"""Write a made nation into the database: counties, townships, villages, stations, roads.

Usage: python -m benchmarks.fill_nation VILLAGES [--roads], with DATABASE_URL naming an empty
database. Stations stand at the middles of the made service areas; the roads join the middles of
neighbouring villages, a few of them missing or one-way.
"""

import argparse
import os

import django
import numpy as np
import shapely

from benchmarks import nation

CODE = "88"
PER_TOWNSHIP = 50
# The corner of the made plane in EPSG:4549.
CORNER = np.array([450_000.0, 3_850_000.0])
PROVENANCE = {
    "quality": "illustrative",
    "source": "benchmark",
    "as_of": "2020-01-01",
    "valid_from": "2020-01-01",
}
# Units are known by their codes alone.
UNIT = PROVENANCE | {"quality": "unlocated"}
BATCH = 2_000


def county_code(county: int) -> str:
    """Return the six digits of a county."""
    return f"{CODE}{county + 1:04}"


def geometries(shapes) -> list:
    """Return shapes of the made plane as Django's in EPSG:4326."""
    from django.contrib.gis.geos import GEOSGeometry

    from geo import crs

    moved = shapely.transform(shapes, lambda xy: xy + CORNER)
    degrees = crs.project(moved, crs.STORAGE_SRID, crs.DEFAULT_METRIC_SRID)
    return [GEOSGeometry(memoryview(wkb), srid=4326) for wkb in shapely.to_wkb(degrees)]


def fill(villages: int, with_roads: bool) -> None:
    """Migrate the database and write the nation."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from geo.models import LiaisonStation, Road, Village

    call_command("migrate", verbosity=0)
    made = nation.plan(villages)
    with transaction.atomic():
        for county in range(made.counties):
            shapes = nation.villages_of(made, county)
            units = _units(county, shapes)
            people = nation.people_of(made, county)
            Village.objects.bulk_create(_villages(units, shapes, people), batch_size=BATCH)
            middles = shapely.centroid(nation.areas_of(made, county))
            LiaisonStation.objects.bulk_create(_stations(units[0], middles), batch_size=BATCH)
            if with_roads:
                Road.objects.bulk_create(_roads(units[0], made, county), batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _units(county: int, villages: np.ndarray) -> list:
    from geo.models import Subdistrict

    parent, _ = Subdistrict.objects.get_or_create(
        code=CODE, defaults=UNIT | {"name": "示例省", "level": "province"}
    )
    code = county_code(county)
    row = Subdistrict.objects.create(
        code=code, name=f"示例县{county + 1}", level="county", parent=parent, **UNIT
    )
    return [
        Subdistrict.objects.create(
            code=f"{code}{number + 1:03}",
            name=f"示例镇{number + 1}",
            level="township",
            parent=row,
            **UNIT,
        )
        for number in range(len(villages) // PER_TOWNSHIP)
    ]


def _villages(units: list, shapes: np.ndarray, people: np.ndarray) -> list:
    from geo.models import Village

    parts = geometries(shapely.multipolygons([[shape] for shape in shapes]))
    return [
        Village(
            subdistrict=units[number // PER_TOWNSHIP],
            code=f"{units[number // PER_TOWNSHIP].code}{number % PER_TOWNSHIP + 200}",
            name=f"示例村{number}",
            kind="village",
            population=int(people[number]),
            geom=geom,
            **PROVENANCE,
        )
        for number, geom in enumerate(parts)
    ]


def _stations(unit, middles: np.ndarray) -> list:
    from geo.models import LiaisonStation

    return [
        LiaisonStation(
            subdistrict=unit,
            code=f"S{number}",
            name=f"示例站{number}",
            host_kind="community",
            host="示例",
            geom=geom,
            **PROVENANCE,
        )
        for number, geom in enumerate(geometries(middles))
    ]


def _roads(unit, made: nation.Plan, county: int) -> list:
    from geo.models import Road

    lines = nation.roads_of(made, county)
    chance = np.random.default_rng([nation.SEED, county, 3])
    return [
        Road(
            subdistrict=unit,
            code=f"R{number}",
            road_class="county",
            speed_kmh=float(chance.choice([20, 40, 60])),
            is_one_way=bool(chance.random() < 0.1),
            geom=geom,
            **PROVENANCE,
        )
        for number, geom in enumerate(geometries(lines))
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("villages", type=int)
    parser.add_argument("--roads", action="store_true")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    fill(given.villages, given.roads)
