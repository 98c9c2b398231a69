"""Compare the feature API with its peers in one run, on the same table.

Usage: make bench, or python -m benchmarks.main with DATABASE_URL naming an empty PostGIS
database. Prints what was measured and, last, whether what is required was reached.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import servers
from benchmarks.fill import ROWS, VERTICES
from benchmarks.measure import Dump, check_page, dump, entity_tag, page_cpu_ms
from benchmarks.report import load, measured_table, required_table, say


def main() -> int:
    """Run the benchmark; return 1 when something required was not reached."""
    database = os.environ.get("DATABASE_URL", "")
    if not database.startswith("postgis://"):
        sys.exit("benchmark: DATABASE_URL must name a PostGIS database; run 'make bench'")
    with tempfile.TemporaryDirectory() as name:
        return _compare(database, Path(name))


def _compare(database: str, folder: Path) -> int:
    spatialite = f"spatialite:///{folder / 'bench.sqlite3'}"
    for url in (database, spatialite):
        say(f"filling {url.split(':', 1)[0]} with {ROWS} polygons of {VERTICES} vertices")
        subprocess.run(
            [sys.executable, "-m", "benchmarks.fill"],
            cwd=servers.ROOT,
            env=os.environ | {"DATABASE_URL": url, "SECRET_KEY": "benchmark"},
            check=True,
        )
    compared = [
        servers.ours(database),
        servers.ours(spatialite),
        servers.stock(database),
        servers.tipg(database, ROWS),
        servers.pygeoapi(database, ROWS, folder),
    ]
    pages: dict[str, tuple[float, int]] = {}
    dumps: dict[str, Dump] = {}
    for server in compared:
        say(f"measuring {server.name}; load {load()}")
        with servers.running(server, folder / "log") as (port, pids):
            check_page(port, server.page_path(0), servers.PAGE)
            pages[server.name] = page_cpu_ms(port, pids, server.page_path)
            if server.name == "ours, PostGIS":
                pages |= _short_answers(port, pids, server)
            dumps[server.name] = dump(port, pids, server)
        assert dumps[server.name].features == ROWS, dumps[server.name]
    print(f"\nMachine: {os.cpu_count()} cores, load now {load()}\n")
    print(measured_table(pages, dumps))
    text, passed = required_table(pages, dumps)
    print(text)
    return 0 if passed else 1


def _short_answers(port: int, pids: list[int], server: servers.Server) -> dict:
    """Measure what is not encoded again: a copy that is current, and kept bytes."""
    first = server.page_path(0).removesuffix("&offset=0")
    tag = {"If-None-Match": entity_tag(port, first)}
    return {
        "ours, 304": page_cpu_ms(port, pids, lambda page: first, tag),
        "ours, kept bytes": page_cpu_ms(port, pids, lambda page: first),
    }


if __name__ == "__main__":
    sys.exit(main())
