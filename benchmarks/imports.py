"""Many places at once: looked at, checked, taken in by COPY, the same again, undone.

Usage: make bench-imports, or python -m benchmarks.imports [--rows N] [--positions N] with
DATABASE_URL naming an empty PostGIS database. The file is a GeoPackage of villages with four
columns; their polygons are squares, or rings of more positions. --large is a file of 1 GB: 60,000
rings of 1,000 positions, looked at, checked and taken in.

Rates are rows a second of wall-clock time from the file to the end of the transaction, with the
history of every row; memory is what the process grows by at its peak. The process that reads has a
limit of its own. Processor time a row is that of this process, of the database's and of the one
that reads: three stages that work at the same time. What two idle cores can take in follows from
the longest stage and from half of the sum; on a machine that does other things it says more than
the clock.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely

from benchmarks.measure import peak_mb, processor_seconds
from benchmarks.report import load, required, say, table

ROWS, SQUARE = 600_000, 5
LARGE_ROWS, LARGE_POSITIONS = 60_000, 1_000
LEAST_A_SECOND, MOST_MB, CORES = 20_000.0, 200.0, 2
PER_LINE, STEP_DEGREES = 1_000, 0.001
ROWS_AT_ONCE = 2_000
HEAD = ("step", "rows", "seconds", "rows/s", "memory MB", "CPU: here µs/row", "database", "reader")
HEAD += ("two idle cores: rows/s",)
UNIT = "990001001"


@dataclass(frozen=True)
class Measured:
    """One step: how long it took, how much the process grew by at most, processor times."""

    name: str
    seconds: float
    memory_mb: float
    rows: int
    here_s: float
    database_s: float
    reader_s: float

    @property
    def rate(self) -> float:
        return self.rows / self.seconds

    @property
    def stages_us(self) -> tuple[float, float, float]:
        """Microseconds of processor time a row: here, in the database, in the reader."""
        stages = (self.here_s, self.database_s, self.reader_s)
        return tuple(spent / self.rows * 1e6 for spent in stages)

    @property
    def idle_rate(self) -> float:
        """Rows a second that two cores with nothing else to do can take."""
        return 1e6 / max(*self.stages_us, sum(self.stages_us) / CORES)


def write(path: Path, rows: int, positions: int) -> None:
    """Write a GeoPackage of villages on a grid, a part at a time."""
    for start in range(0, rows, ROWS_AT_ONCE):
        number = np.arange(start, min(start + ROWS_AT_ONCE, rows))
        pyogrio.raw.write(
            path,
            shapely.to_wkb(_shapes(number, positions)),
            [
                np.array([f"{one:09d}" for one in number], dtype=object),
                np.array([f"示例村{one}" for one in number], dtype=object),
                np.full(len(number), "village", dtype=object),
                (number % 3_000).astype(np.int32),
            ],
            ["code", "name", "kind", "population"],
            geometry_type="Polygon",
            crs="EPSG:4326",
            driver="GPKG",
            layer="villages",
            append=start > 0,
        )


def _shapes(number: np.ndarray, positions: int) -> np.ndarray:
    west = 118 + STEP_DEGREES * (number % PER_LINE)
    south = 34 + STEP_DEGREES * (number // PER_LINE)
    side = 0.9 * STEP_DEGREES
    if positions == SQUARE:
        return shapely.box(west, south, west + side, south + side)
    turn = np.linspace(0, 2 * np.pi, positions)
    # Uneven, as surveyed boundaries are, so that nothing is left to compress.
    radius = side / 2 * (1 - 0.01 * np.random.default_rng(5).random((len(number), positions)))
    radius[:, -1] = radius[:, 0]
    x = (west + side / 2)[:, None] + radius * np.cos(turn)
    y = (south + side / 2)[:, None] + radius * np.sin(turn)
    x[:, -1], y[:, -1] = x[:, 0], y[:, 0]
    return shapely.polygons(np.stack([x, y], axis=-1))


def measure(rows: int, positions: int) -> bool:
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
        # By another process, whose memory is not this one's.
        given = [f"--rows={rows}", f"--positions={positions}", f"--write={path}"]
        subprocess.run([sys.executable, "-m", "benchmarks.imports", *given], check=True)
        size_mb = path.stat().st_size / 1e6
        what = f"{rows} rows of {positions} positions, {size_mb:.0f} MB"
        say(f"{what}, {connection.vendor}; load {load()}")
        found = _steps(path, rows, positions == SQUARE)
    print(table([HEAD, *map(_line, found)]))
    commit = next(one for one in found if one.name == "commit")
    say(f"load {load()}; commit: {size_mb / commit.seconds:.1f} MB of the file a second")
    limits = [("memory grows by at most, MB", "<=", MOST_MB, max(one.memory_mb for one in found))]
    if positions == SQUARE:
        idle = ("commit: rows a second, two idle cores", ">=", LEAST_A_SECOND, commit.idle_rate)
        clock = ("commit: rows a second by the clock", ">=", LEAST_A_SECOND, commit.rate)
        limits += [idle, clock]
    text, is_good = required(limits)
    print(text)
    return is_good


def _line(one: Measured) -> tuple[str, ...]:
    """Return a step as a line of the table."""
    return (
        one.name,
        f"{one.rows}",
        f"{one.seconds:.1f}",
        f"{one.rate:.0f}",
        f"{one.memory_mb:.0f}",
        *(f"{each:.1f}" for each in one.stages_us),
        f"{one.idle_rate:.0f}",
    )


def _steps(path: Path, rows: int, is_whole: bool) -> list[Measured]:
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
        before_mb, before = _reset_peak_mb(), _processors(backend)
        start = time.perf_counter()
        kept = act()
        seconds = time.perf_counter() - start
        growth_mb = peak_mb(os.getpid()) - before_mb
        spent = [after - first for after, first in zip(_processors(backend), before, strict=True)]
        found.append(Measured(name, seconds, growth_mb, rows, *spent))
        say(f"{name}: {found[-1].rate:.0f} rows/s, {growth_mb:.0f} MB")
        return kept

    def opened():
        with path.open("rb") as file:
            return opening.open_import(None, file, path.name, targets()["villages"], unit, given)

    for again in ("", " again") if is_whole else ("",):
        kept = timed(f"open{again}", opened)
        kept.refresh_from_db()
        for step in (steps.CHECK, steps.COMMIT):
            timed(f"{step}{again}", lambda kept=kept, step=step: steps.run(kept, step, None))
        counts = kept.report["counts"]
        assert counts["unchanged" if again else "added"] == rows, counts
    if not is_whole:
        return found
    first = type(kept).objects.earliest("pk")
    timed("undo", lambda: steps.run(first, steps.UNDO, None))
    assert not Village.objects.filter(subdistrict=unit).exists()
    return found


def _reset_peak_mb() -> float:
    """Forget the most memory this process had; return what it has now."""
    # 5 resets the peak: proc(5).
    Path("/proc/self/clear_refs").write_text("5")
    return peak_mb(os.getpid())


def _processors(backend: list[int]) -> tuple[float, float, float]:
    """Return processor seconds so far: of this process, the database's, and ended children."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time(), processor_seconds(backend), ended.ru_utime + ended.ru_stime


def main() -> int:
    """Return 1 unless all that is required was reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--positions", type=int, default=SQUARE, help="of each ring")
    parser.add_argument("--large", action="store_true", help="a file of 1 GB")
    parser.add_argument("--write", type=Path, help="only write the file")
    given = parser.parse_args()
    rows, positions = given.rows, given.positions
    if given.large:
        rows, positions = LARGE_ROWS, LARGE_POSITIONS
    if given.write:
        write(given.write, rows, positions)
        return 0
    return int(not measure(rows, positions))


if __name__ == "__main__":
    sys.exit(main())
