"""GDAL reads 20,000 villages page by page, ten a page, as it does when nobody tells it otherwise.

Usage: make bench-clients, or python -m benchmarks.clients. SpatiaLite, and the empty PostGIS
database of DATABASE_URL when it names one. The clients are ogr2ogr of the system and the GDAL
inside pyogrio, which both ask for the next page when they have the one before; what the server
alone spends on a page is its processor time.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import servers
from benchmarks.fill import ROWS
from benchmarks.measure import processor_seconds
from benchmarks.report import load, required, say, table

MOST_S = 20.0
PAGE = 10
PAGES = ROWS // PAGE
READ = (
    "import pyogrio.raw, sys; "
    "found = pyogrio.raw.read(sys.argv[1], layer='villages', PAGE_SIZE=int(sys.argv[2])); "
    "print(len(found[2]))"
)


@dataclass(frozen=True)
class Reading:
    """One client over all pages: what it took, and what the server spent on a page."""

    name: str
    seconds: float
    page_ms: float


def main() -> int:
    """Run the benchmark; return 1 when something required was not reached."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        databases = {"SpatiaLite": f"spatialite:///{folder / 'bench.sqlite3'}"}
        given = os.environ.get("DATABASE_URL", "")
        if given.startswith("postgis://"):
            databases["PostGIS"] = given
        found = [one for engine, url in databases.items() for one in _readings(engine, url, folder)]
    print(f"\nMachine: {os.cpu_count()} cores, load now {load()}\n")
    lines = [("client, database", "seconds", "pages", "server CPU/page ms")]
    lines += [(one.name, f"{one.seconds:.1f}", f"{PAGES}", f"{one.page_ms:.2f}") for one in found]
    print(table(lines))
    text, passed = required([(f"{one.name}: seconds", "<=", MOST_S, one.seconds) for one in found])
    print(text)
    return 0 if passed else 1


def _readings(engine: str, url: str, folder: Path) -> list[Reading]:
    say(f"filling {engine} with {ROWS} polygons")
    subprocess.run(
        [sys.executable, "-m", "benchmarks.fill"],
        cwd=servers.ROOT,
        env=os.environ | {"DATABASE_URL": url, "SECRET_KEY": "benchmark"},
        check=True,
    )
    with servers.running(servers.ours(url), folder / "log") as (port, pids):
        source = f"OAPIF:http://127.0.0.1:{port}/api/"
        _check_page_size(port)
        return [
            _timed(f"{name}, {engine}", read, source, folder, pids)
            for name, read in (("ogr2ogr", _ogr2ogr), ("pyogrio", _pyogrio))
        ]


def _check_page_size(port: int) -> None:
    """Refuse to measure a service whose pages are larger than GDAL's own."""
    address = f"http://127.0.0.1:{port}/api/collections/villages/items?limit={PAGE}"
    with urllib.request.urlopen(address) as answer:
        page = json.load(answer)
    assert (page["numberMatched"], page["numberReturned"]) == (ROWS, PAGE), page["numberMatched"]


def _timed(
    name: str, read: Callable[[str, Path], int], source: str, folder: Path, pids: list[int]
) -> Reading:
    say(f"{name}; load {load()}")
    before, start = processor_seconds(pids), time.perf_counter()
    rows = read(source, folder)
    seconds = time.perf_counter() - start
    spent = processor_seconds(pids) - before
    assert rows == ROWS, rows
    return Reading(name, seconds, 1000 * spent / PAGES)


def _ogr2ogr(source: str, folder: Path) -> int:
    """Copy to FlatGeobuf with Debian's GDAL, whose page is ten; return how many came."""
    target = folder / "villages.fgb"
    target.unlink(missing_ok=True)
    subprocess.run(["ogr2ogr", "-f", "FlatGeobuf", str(target), source, "villages"], check=True)
    told = ["ogrinfo", "-so", "-al", str(target)]
    summary = subprocess.run(told, check=True, capture_output=True, text=True).stdout
    return int(summary.split("Feature Count: ")[1].split()[0])


def _pyogrio(source: str, folder: Path) -> int:
    """Read with pyogrio's GDAL, told to ask for ten; return how many came."""
    command = [sys.executable, "-c", READ, source, str(PAGE)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    sys.exit(main())
