"""Gap per village by area and people, from fifty villages to a nation of 600,000.

Usage: make bench-scale, or python -m benchmarks.scale. Each nation is made from a seed into a
folder, then read and measured by a process of its own whose peak memory is taken. What is
measured begins when the process opens the folder and ends when the table is complete: starting
two worker processes, reading each county's villages and the service areas that meet it, checking
that they are valid, computing, and putting the tables together. Memory is the sum of the three
processes' peaks, shared pages counted thrice.
"""

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import shapely

from benchmarks import nation
from benchmarks.measure import peak_mb
from benchmarks.report import load, required, say, table
from coverage.analysis.gaps import VillageShares, village_shares
from coverage.analysis.overlay import Cover

SIZES = (50, 5_000, 50_000, 600_000)
# Growth is taken from here to the largest.
FIRST = 5_000
PROCESSES = 2
# The best of so many rounds counts up to FIRST, where a round is short.
ROUNDS = 5
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
MOST_SECONDS, MOST_MB, MOST_GROWTH, MOST_M2 = 30.0, 1024.0, 1.1, 1.0


_stored: nation.Stored


def _open(folder: Path) -> None:
    global _stored
    _stored = nation.Stored(folder)


def _county(number: int) -> tuple[VillageShares, int, float, float]:
    """The gap table of a county; the process, its peak memory, and what reading took."""
    start = time.perf_counter()
    villages, people = _stored.villages(number)
    areas = _stored.areas_near(villages)
    reading_s = time.perf_counter() - start
    shares = village_shares(villages, people, Cover(areas))
    return shares, os.getpid(), peak_mb(os.getpid()), reading_s


def measure(folder: Path) -> dict:
    """Return what the gap table of a stored nation says and costs."""
    before = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    start = time.perf_counter()
    counties = range(nation.Stored(folder).counties)
    with ProcessPoolExecutor(PROCESSES, initializer=_open, initargs=(folder,)) as pool:
        tables, pids, peaks, reading_s = zip(*pool.map(_county, counties, chunksize=4), strict=True)
    covered_m2, gap_m2, people, left = (
        np.concatenate([getattr(one, name) for one in tables])
        for name in ("covered_m2", "gap_m2", "people_covered", "people_gap")
    )
    seconds = time.perf_counter() - start
    workers = dict(zip(pids, peaks, strict=True))
    return {
        "villages": len(covered_m2),
        "seconds": seconds,
        "reading_s": sum(reading_s) / len(workers),
        "processor_s": sum(sum(resource.getrusage(who)[:2]) for who in WHO) - before,
        "peak_mb": peak_mb(os.getpid()) + sum(workers.values()),
        "area_share": covered_m2.sum() / (covered_m2 + gap_m2).sum(),
        "people_share": people.sum() / (people + left).sum(),
        "crossed_share": float(((covered_m2 > 0) & (gap_m2 > 1e-6)).mean()),
    }


def measured(villages: int, folder: Path) -> dict:
    """Make a nation and measure it, every round in a process of its own."""
    nation.write(nation.plan(villages), folder)
    command = [sys.executable, "-m", "benchmarks.scale", str(folder)]
    rounds = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(ROUNDS if villages <= FIRST else 1)
    ]
    return min(rounds, key=lambda one: one["seconds"])


def error_m2(folder: Path) -> float:
    """Return the largest difference of a nation to the plain intersection of each village."""
    stored = nation.Stored(folder)
    areas = stored.areas()
    union, cover = shapely.union_all(areas), Cover(areas)
    worst = 0.0
    for number in range(stored.counties):
        villages, _ = stored.villages(number)
        plain_m2 = shapely.area(shapely.intersection(villages, union))
        worst = max(worst, float(np.abs(cover.areas_in(villages) - plain_m2).max()))
    return worst


def compare() -> bool:
    """Print the tables of all sizes; return whether everything required was reached."""
    found, worst = {}, 0.0
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            say(f"a nation of {size} villages; load {load()}")
            found[size] = measured(size, Path(name))
            if size <= FIRST:
                worst = max(worst, error_m2(Path(name)))
    head = (
        "villages",
        "seconds",
        "of it reading",
        "processor s",
        "peak MB",
        "area",
        "people",
        "crossed",
    )
    lines = [
        (
            f"{one['villages']}",
            f"{one['seconds']:.2f}",
            f"{one['reading_s']:.2f}",
            f"{one['processor_s']:.2f}",
            f"{one['peak_mb']:.0f}",
            f"{one['area_share']:.1%}",
            f"{one['people_share']:.1%}",
            f"{one['crossed_share']:.1%}",
        )
        for one in found.values()
    ]
    print(f"\nGap per village; {os.cpu_count()} cores, {PROCESSES} processes, load now {load()}\n")
    print(table([head, *lines]))
    last = SIZES[-1]
    growth = math.log(found[last]["seconds"] / found[FIRST]["seconds"]) / math.log(last / FIRST)
    text, passed = required(
        [
            (f"{last} villages: seconds", "<=", MOST_SECONDS, found[last]["seconds"]),
            (f"{last} villages: peak MB", "<=", MOST_MB, found[last]["peak_mb"]),
            (f"growth exponent from {FIRST}", "<=", MOST_GROWTH, growth),
            (f"off the plain intersection, m2, to {FIRST}", "<=", MOST_M2, worst),
        ]
    )
    print(text)
    return passed


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        sys.exit(0 if compare() else 1)
