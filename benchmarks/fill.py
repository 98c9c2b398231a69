"""Fill the table that every server of the benchmark serves: 20,000 villages of 70 vertices.

Usage: python -m benchmarks.fill, with DATABASE_URL naming an empty database.
"""

import os

import django
import numpy as np
import shapely

ROWS = 20_000
VERTICES = 70
PER_LINE = 200
STEP_DEGREES = 0.02


def polygons(rows: int = ROWS) -> np.ndarray:
    """Return multipolygons on a grid, each a ring of VERTICES points of uneven radius."""
    chance = np.random.default_rng(371327001)
    angle = np.linspace(0, 2 * np.pi, VERTICES - 1, endpoint=False)
    radius = STEP_DEGREES * (0.3 + 0.15 * chance.random((rows, VERTICES - 1)))
    number = np.arange(rows)
    west = 116 + STEP_DEGREES * (number % PER_LINE)
    south = 34 + STEP_DEGREES * (number // PER_LINE)
    rings = np.stack(
        (west[:, None] + radius * np.cos(angle), south[:, None] + radius * np.sin(angle)), axis=-1
    )
    return shapely.multipolygons([[shapely.polygons(ring)] for ring in rings])


def fill() -> None:
    """Migrate the database and write the rows."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from geo.models import Subdistrict, Village

    call_command("migrate", verbosity=0)
    provenance = {"source": "benchmark", "as_of": "2018-09-28", "valid_from": "2018-09-28"}
    place = Subdistrict.objects.create(
        code="371327001", name="十字路街道", level="township", quality="unlocated", **provenance
    )
    constant = {
        "quality": "illustrative",
        **provenance,
        "subdistrict_id": place.pk,
        "short_name": "示例村",
        "kind": "village",
        "population": 1234,
        "area_m2": 1234567.891,
    }
    names = [*constant, "public_id", "code", "name", "geom"]
    columns = [field.column for field in Village._meta.concrete_fields if field.attname in names]
    assert len(columns) == len(names)
    marks = ", ".join(["%s"] * (len(names) - 1) + ["ST_GeomFromWKB(%s, 4326)"])
    listed = ", ".join(f'"{name}"' for name in names)
    rows = [
        (
            *constant.values(),
            f"village-{index:06}",
            f"{371327001000 + index}",
            f"示例村{index}",
            wkb,
        )
        for index, wkb in enumerate(shapely.to_wkb(polygons()))
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO geo_village ({listed}) VALUES ({marks})", rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    fill()
