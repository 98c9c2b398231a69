"""Compare vector tiles of 20,000 polygons with a raw ST_AsMVT query and with django-vectortiles.

Usage: make bench-tiles, or python -m benchmarks.tiles with DATABASE_URL naming an empty PostGIS
database. Each tile is made anew, nothing is kept. What counts is processor time, of the service
and of the database's process together, the best of several runs: what else the machine does only
ever adds. Prints what was measured and, last, whether what is required was reached.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

from benchmarks.fill import ROWS
from benchmarks.measure import processor_seconds
from benchmarks.report import load, required, say, table
from benchmarks.servers import PEERS, ROOT

# Zoom, column, row of tiles with all of the polygons, with half, a tenth, a screenful, and few.
TILES = (
    (5, 26, 12),
    (6, 52, 25),
    (8, 210, 101),
    (10, 845, 405),
    (12, 3383, 1620),
    (13, 6766, 3240),
    (14, 13532, 6480),
)
# Of a small tile there are more runs, so that each gets a quiet moment.
RUNS, SECONDS = 5, 1.0
BUFFER = 128
# The same features with the same properties as ours; ids and order as well.
RAW = """
SELECT ST_AsMVT(tile, 'villages', 4096, 'geom', 'fid') FROM (
  SELECT v.id AS fid, v.public_id AS id, v.code, v.name, v.short_name, v.kind, v.population,
    s.code AS subdistrict, s.name AS subdistrict_name, v.area_m2, v.quality, v.source,
    v.as_of::text, v.valid_from::text, v.valid_to::text,
    ST_AsMVTGeom(ST_Transform(v.geom, 3857), ST_TileEnvelope(%s, %s, %s), 4096, %s) AS geom
  FROM geo_village v JOIN geo_subdistrict s ON s.id = v.subdistrict_id
  WHERE v.geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326)
    AND v.valid_from <= CURRENT_DATE AND (v.valid_to IS NULL OR v.valid_to >= CURRENT_DATE)
  ORDER BY v.id
) AS tile
"""
# Dates and joined names are beyond the encoder of the peer, so it writes less than ours.
PEER_FIELDS = ("public_id", "code", "name", "short_name", "kind", "population", "area_m2")
PEER_RUNS = 1


def main() -> int:
    """Run the benchmark; return 1 when something required was not reached."""
    postgis = os.environ.get("DATABASE_URL", "")
    if not postgis.startswith("postgis://"):
        sys.exit("benchmark: DATABASE_URL must name a PostGIS database; run 'make bench-tiles'")
    with tempfile.TemporaryDirectory() as folder:
        found = [_measured(url) for url in (postgis, f"spatialite:///{Path(folder) / 'b.sqlite3'}")]
    print(f"\nMachine: {os.cpu_count()} cores, load now {load()}; processor time of one tile\n")
    print(_table("PostGIS", "raw ST_AsMVT", found[0]))
    print(_table("SpatiaLite", "django-vectortiles", found[1]))
    text, passed = required(
        [
            *(
                (
                    f"PostGIS, {one['features']} polygons: raw ST_AsMVT / ours",
                    ">=",
                    1.0,
                    one["peer_s"] / one["s"],
                )
                for one in found[0]
            ),
            (
                "SpatiaLite, all polygons: django-vectortiles / ours",
                ">=",
                10.0,
                found[1][0]["peer_s"] / found[1][0]["s"],
            ),
        ]
    )
    print(text)
    return 0 if passed else 1


def _measured(url: str) -> list[dict]:
    """Fill a database and measure its tiles, in a process of its own."""
    say(f"filling {url.split(':', 1)[0]} with {ROWS} polygons and drawing tiles; load {load()}")
    run = [sys.executable, "-m", "benchmarks.tiles", "--measure"]
    environment = os.environ | {"DATABASE_URL": url, "SECRET_KEY": "benchmark"}
    answer = subprocess.run(run, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(answer.stdout)


def _table(database: str, peer: str, found: list[dict]) -> str:
    head = (database, "features", "ours ms", f"{peer} ms", "ratio", "ours kB", "peer kB")
    lines = [head]
    for one in found:
        sizes = (f"{one[name] / 1000:.0f}" for name in ("bytes", "peer_bytes"))
        times = (f"{one[name] * 1000:.1f}" for name in ("s", "peer_s"))
        ratio = f"{one['peer_s'] / one['s']:.2f}"
        lines.append((one["tile"], str(one["features"]), *times, ratio, *sizes))
    return table(lines)


def measure() -> list[dict]:
    """Return what our tiles and the peer's cost on the database of DATABASE_URL."""
    from django.db import connection

    from benchmarks.fill import fill
    from geo.features.collections import find
    from geo.features.parameters import Period, Query, today
    from geo.features.sql import source
    from geo.features.tiles import answers
    from geo.features.tiles.grid import Tile

    fill()
    villages, query = find("villages"), Query(Period(today(), today()))
    is_postgis = connection.vendor == "postgresql"
    peer, runs = (_raw, RUNS) if is_postgis else (_vectortiles(), PEER_RUNS)
    found = []
    for place in TILES if is_postgis else TILES[:1]:
        tile = Tile(*place)
        features = len(source(villages).touching(tile.box, query, ROWS + 1).rows())
        cost, body = _cost(lambda tile=tile: answers.layer(villages, query, tile), RUNS)
        peer_cost, peer_body = _cost(lambda tile=tile: peer(tile), runs)
        name = "/".join(map(str, place))
        sizes = {"bytes": len(body), "peer_bytes": len(peer_body)}
        found.append({"tile": name, "features": features, "s": cost, "peer_s": peer_cost, **sizes})
    return found


def _cost(make: Callable[[], bytes], runs: int) -> tuple[float, bytes]:
    """Return the least processor seconds of several runs, here and in the database's process."""
    from django.db import connection

    connection.ensure_connection()
    pids = [os.getpid()]
    if connection.vendor == "postgresql":
        pids.append(connection.connection.info.backend_pid)
    costs, body = [], b""
    end = time.monotonic() + SECONDS
    while len(costs) < runs or (runs == RUNS and time.monotonic() < end):
        before = processor_seconds(pids)
        body = make()
        costs.append(processor_seconds(pids) - before)
    return min(costs), body


def _raw(tile) -> bytes:
    from django.db import connection

    with connection.cursor() as cursor:
        # Workers would be processes whose time nobody counts.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute(RAW, [tile.zoom, tile.column, tile.row, BUFFER, *tile.box])
        return bytes(cursor.fetchone()[0])


def _vectortiles() -> Callable[..., bytes]:
    """Return django-vectortiles' way to a tile on a database without ST_AsMVT."""
    # Behind our own packages: only what we do not have comes from the peers' environment.
    sys.path.extend(str(path) for path in PEERS.parent.glob("lib/python*/site-packages"))
    from vectortiles.backends.python import VectorLayer

    from geo.models import Village

    class Layer(VectorLayer):
        model, id, tile_buffer, tile_fields = Village, "villages", BUFFER, PEER_FIELDS

    return lambda tile: Layer().get_tile(tile.column, tile.row, tile.zoom)


if __name__ == "__main__":
    if "--measure" not in sys.argv:
        sys.exit(main())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(measure()))
