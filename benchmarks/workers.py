"""The gap table of a nation in PostGIS: by one process, then by two workers of Dask.

Usage: make bench-scale, or python -m benchmarks.workers with DATABASE_URL naming an empty PostGIS
database. A partition is a county: each reads its villages and, around them, the stations and
roads that matter, computes the service areas and the gap of every village. What is measured
holds reading and computing; for the workers also starting two processes with Django.
"""

import os
import subprocess
import sys
import time
from datetime import date

import numpy as np

from benchmarks.report import load, required, say, table
from benchmarks.scale import MOST_M2

VILLAGES = 5_000
PROCESSES = 2
DAY = date(2026, 1, 1)


def compare() -> bool:
    """Fill the database, print the table, return whether both answers are the same."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from benchmarks.fill_nation import CODE
    from coverage.nation import run
    from coverage.nation.county import counties, question
    from geo.models import Subdistrict

    say(f"filling the database with {VILLAGES} villages; load {load()}")
    subprocess.run([sys.executable, "-m", "benchmarks.fill_nation", str(VILLAGES)], check=True)
    unit = Subdistrict.objects.get(code=CODE)
    asked, codes = question(unit, DAY), counties(unit, DAY)
    say(f"one process; load {load()}")
    start = time.perf_counter()
    alone = list(run.here(codes, asked))
    alone_s = time.perf_counter() - start
    say(f"{PROCESSES} workers; load {load()}")
    start = time.perf_counter()
    found = run.on_workers(codes, asked, PROCESSES)
    workers = [next(found)]
    first_s = time.perf_counter() - start
    workers += found
    workers_s = time.perf_counter() - start
    apart = [np.abs(a.covered_m2 - b.covered_m2).max() for a, b in zip(alone, workers, strict=True)]
    lines = [
        ("computed by", "villages", "counties", "seconds", "to the first county"),
        ("one process", f"{VILLAGES}", f"{len(codes)}", f"{alone_s:.1f}", ""),
        (
            f"{PROCESSES} workers",
            f"{VILLAGES}",
            f"{len(codes)}",
            f"{workers_s:.1f}",
            f"{first_s:.1f}",
        ),
    ]
    print(f"\nFrom PostGIS; {os.cpu_count()} cores, load now {load()}\n")
    print(table(lines))
    text, passed = required([("workers off one process, m2", "<=", MOST_M2, float(max(apart)))])
    print(text)
    return passed


if __name__ == "__main__":
    if not os.environ.get("DATABASE_URL", "").startswith("postgis://"):
        sys.exit("benchmark: DATABASE_URL must name a PostGIS database; run 'make bench-scale'")
    sys.exit(0 if compare() else 1)
