"""Many places at once: looked at, checked, taken in by COPY, the same again, undone.

Usage: make bench-imports, or python -m benchmarks.imports [ROWS] with DATABASE_URL naming an empty
PostGIS database. The file is a GeoPackage of villages with simple polygons (squares, five
positions) and four columns. Rates are rows a second of wall-clock time from the file to the end of
the transaction, with the history of every row; memory is what the process grows by at its peak,
the process that reads apart, which has a limit of its own. Processor time a row is that of this
process and of the database's; on a machine that does other things it says more than the clock.
"""

import os
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely

from benchmarks.measure import processor_seconds
from benchmarks.report import load, required, say, table

ROWS = 600_000
LEAST_A_SECOND, MOST_MB = 20_000.0, 200.0
PER_LINE, STEP_DEGREES = 1_000, 0.001
UNIT = "990001001"


@dataclass(frozen=True)
class Measured:
    """One step: how long it took, how much the process grew by at most, rows a second."""

    name: str
    seconds: float
    memory_mb: float
    rows: int
    here_s: float
    database_s: float

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


def write(path: Path, rows: int) -> None:
    """Write a GeoPackage of villages on a grid."""
    number = np.arange(rows)
    west = 118 + STEP_DEGREES * (number % PER_LINE)
    south = 34 + STEP_DEGREES * (number // PER_LINE)
    side = 0.9 * STEP_DEGREES
    shapes = shapely.box(west, south, west + side, south + side)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        [
            np.array([f"{one:09d}" for one in number], dtype=object),
            np.array([f"示例村{one}" for one in number], dtype=object),
            np.full(rows, "village", dtype=object),
            (number % 3_000).astype(np.int32),
        ],
        ["code", "name", "kind", "population"],
        geometry_type="Polygon",
        crs="EPSG:4326",
        driver="GPKG",
        layer="villages",
    )


def now_mb() -> float:
    """Return the memory this process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Peak:
    """The most memory this process has while it is looked at, ten times a second."""

    def __init__(self):
        self.before_mb = self.most_mb = now_mb()
        self.is_done = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self.is_done.wait(0.1):
            self.most_mb = max(self.most_mb, now_mb())

    def __enter__(self) -> "Peak":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_done.set()
        self.thread.join()

    @property
    def growth_mb(self) -> float:
        return self.most_mb - self.before_mb


def measure(rows: int) -> bool:
    """Fill the database, print the table, return whether all that is required was reached."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = Path(folder)
        path = Path(folder, "villages.gpkg")
        write(path, rows)
        size_mb = path.stat().st_size / 1e6
        say(f"{rows} rows, {size_mb:.0f} MB, {connection.vendor}; load {load()}")
        found = _steps(path, rows)
    head = ("step", "rows", "seconds", "rows/s", "memory MB", "CPU µs/row", "database µs/row")
    print(table([head, *map(_line, found)]))
    commit = next(one for one in found if one.name == "commit")
    text, is_good = required(
        [
            ("commit: rows a second", ">=", LEAST_A_SECOND, commit.rate),
            ("memory grows by at most, MB", "<=", MOST_MB, max(one.memory_mb for one in found)),
        ]
    )
    print(text)
    return is_good


def _line(one: Measured) -> tuple[str, ...]:
    """Return a step as a line of the table."""
    processors = (one.here_s / one.rows * 1e6, one.database_s / one.rows * 1e6)
    return (
        one.name,
        f"{one.rows}",
        f"{one.seconds:.1f}",
        f"{one.rate:.0f}",
        f"{one.memory_mb:.0f}",
        *(f"{each:.1f}" for each in processors),
    )


def _steps(path: Path, rows: int) -> list[Measured]:
    from django.db import connection

    from geo.ingest import opening, steps
    from geo.ingest.targets import targets
    from geo.models import Subdistrict, Village

    unit = Subdistrict.objects.create(
        code=UNIT,
        name="示例",
        level="township",
        quality="unlocated",
        source="benchmark",
        as_of="2026-01-01",
        valid_from="2026-01-01",
    )
    given = {"as_of": "2026-01-01", "quality": "illustrative"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = [cursor.fetchone()[0]]
    found = []

    def timed(name: str, act):
        say(f"{name}; load {load()}")
        before = (time.process_time(), processor_seconds(backend))
        start = time.perf_counter()
        with Peak() as peak:
            kept = act()
        seconds = time.perf_counter() - start
        spent = (time.process_time() - before[0], processor_seconds(backend) - before[1])
        found.append(Measured(name, seconds, peak.growth_mb, rows, *spent))
        return kept

    def opened():
        with path.open("rb") as file:
            return opening.open_import(None, file, path.name, targets()["villages"], unit, given)

    for again in ("", " again"):
        kept = timed(f"open{again}", opened)
        kept.refresh_from_db()
        for step in (steps.CHECK, steps.COMMIT):
            timed(f"{step}{again}", lambda kept=kept, step=step: steps.run(kept, step, None))
        counts = kept.report["counts"]
        assert counts["unchanged" if again else "added"] == rows, counts
    first = type(kept).objects.earliest("pk")
    timed("undo", lambda: steps.run(first, steps.UNDO, None))
    assert not Village.objects.filter(subdistrict=unit).exists()
    return found


if __name__ == "__main__":
    sys.exit(not measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
