"""Tracks a minute through the interface: begun, sent in parts, ended, cleaned, measured, judged.

Usage: python -m benchmarks.uploads [TRACKS]. The service runs with two workers on a scratch
database with the reference data (DATABASE_URL names another, empty one). Several clients send
walks of 5,000 points along the rivers, made beforehand, each with errors of its own, spread over
people and days; every patrol must come out as done, with something covered. The first tracks warm
up and do not count. Processor time is that of the server's processes alone; the clients run
beside them on the same machine.
"""

import http.client
import json
import os
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
import orjson

from benchmarks.measure import processor_seconds
from benchmarks.report import load, required, say, table
from benchmarks.servers import Server, ours, running
from tools.service import service

TRACKS, POINTS, PART = 300, 5_000, 2_000
CLIENTS, PEOPLE, WARM_UP = 12, 25, 100
NOISE_M, SPEED_MS = 3.0, 1.2
LEAST_A_MINUTE, MOST_CPU_MS = 1_000.0, 120.0
SEED = 20_180_702


@dataclass(frozen=True)
class Request:
    """One request of a track: the path below ``/api/patrols/`` and its body."""

    path: str
    body: bytes


@dataclass(frozen=True)
class Track:
    """All requests of one patrol, in order, and the token of who sends them."""

    token: str
    requests: tuple[Request, ...]


def prepare(count: int) -> list[Track]:
    """Make the people in the database and the requests of so many tracks."""
    import django

    django.setup()
    import shapely

    from geo.models import River

    tokens = _people()
    lines = [shapely.from_wkb(bytes(one.geom.wkb)) for one in River.objects.order_by("-length_m")]
    dice = np.random.default_rng(SEED)
    today = datetime.now().astimezone().replace(hour=8, minute=0, second=0, microsecond=0)
    found = []
    for number in range(count):
        start = today - timedelta(days=1 + number // PEOPLE)
        points = _walk(lines[number % len(lines)], start.timestamp(), dice)
        found.append(Track(tokens[number % PEOPLE], tuple(_requests(points, start))))
    return found


def _people() -> list[str]:
    """Make chiefs of villages who stand for themselves; return the tokens of their users."""
    from django.contrib.auth import get_user_model
    from rest_framework.authtoken.models import Token

    from coverage.models import Membership, RiverChief
    from geo.models import Subdistrict

    unit = Subdistrict.objects.get(code="371327001")
    tokens = []
    for number in range(PEOPLE):
        chief = RiverChief.objects.create(
            subdistrict=unit,
            code=f"BENCH{number}",
            name=f"示例巡查人{number}",
            post="-",
            level="village",
            valid_from="2020-01-01",
        )
        user = get_user_model().objects.create_user(f"bench{number}")
        Membership.objects.create(user=user, role="patroller", subdistrict=unit, chief=chief)
        tokens.append(Token.objects.create(user=user).key)
    return tokens


def _walk(line, start_s: float, dice: np.random.Generator) -> np.ndarray:
    """Return a fix a second along a river, back and forth where it is shorter than the walk."""
    import shapely

    from geo import crs

    course = crs.project(line, crs.DEFAULT_METRIC_SRID)
    way_m = SPEED_MS * np.arange(POINTS) + dice.uniform(0, course.length)
    along_m = course.length - np.abs(course.length - way_m % (2 * course.length))
    xy = shapely.get_coordinates(shapely.line_interpolate_point(course, along_m))
    xy += dice.normal(0, NOISE_M, xy.shape)
    positions = crs.project_positions(xy, crs.STORAGE_SRID, crs.DEFAULT_METRIC_SRID)
    seconds = start_s + 5 + np.arange(POINTS)
    return np.column_stack([positions.round(7), seconds, np.full(POINTS, 5.0)])


def _requests(points: np.ndarray, start: datetime) -> Iterator[Request]:
    patrol, track = str(uuid.uuid4()), str(uuid.uuid4())
    yield Request(patrol, orjson.dumps({"started_at": start.isoformat()}))
    yield Request(f"{patrol}/tracks/{track}", b'{"source": "live", "datum": "wgs84"}')
    ids = []
    for number, first in enumerate(range(0, len(points), PART)):
        ids.append(str(uuid.uuid4()))
        body = {"sequence": number, "points": points[first : first + PART].tolist()}
        yield Request(f"{patrol}/tracks/{track}/parts/{ids[-1]}", orjson.dumps(body))
    end = start + timedelta(seconds=POINTS + 10)
    yield Request(
        f"{patrol}/end", orjson.dumps({"ended_at": end.isoformat(), "tracks": {track: ids}})
    )


def send(port: int, tracks: list[Track]) -> float:
    """Send tracks by several clients at once; return the seconds it took."""
    queue: SimpleQueue[Track] = SimpleQueue()
    for one in tracks:
        queue.put(one)
    faults: list[str] = []
    clients = [threading.Thread(target=_client, args=(port, queue, faults)) for _ in range(CLIENTS)]
    start = time.perf_counter()
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    assert not faults, faults[0]
    return time.perf_counter() - start


def _client(port: int, queue: "SimpleQueue[Track]", faults: list[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        while not faults:
            _send_one(connection, queue.get_nowait())
    except Empty:
        connection.close()
    except (OSError, AssertionError, http.client.HTTPException) as error:
        faults.append(repr(error))


def _send_one(connection: http.client.HTTPConnection, track: Track) -> None:
    headers = {"Authorization": f"Token {track.token}", "Content-Type": "application/json"}
    for one in track.requests:
        connection.request("PUT", f"/api/patrols/{one.path}", one.body, headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status in (200, 201), (answer.status, body[:300])
    ended = json.loads(body)
    patrol = ended["patrol"]
    assert not ended["missing"] and patrol["status"] == "done" and patrol["covered"], body[:500]


def server(address: str) -> Server:
    """Return the service with the workers and threads that docs/operation.md names."""
    made = ours(address)
    command = list(made.command)
    for option, number in (("--workers", "2"), ("--threads", "4")):
        command[command.index(option) + 1] = number
    return replace(made, command=tuple(command))


def compare(count: int) -> bool:
    """Measure and print; return whether what is required was reached."""
    print(f"load before {load()}")
    with tempfile.TemporaryDirectory(prefix="shizilu-uploads-") as name:
        folder = Path(name)
        address = os.environ.get("DATABASE_URL") or f"spatialite:///{folder / 'uploads.sqlite3'}"
        say("loading the reference data")
        with service(folder, address):
            pass
        os.environ |= {
            "DATABASE_URL": address,
            "SECRET_KEY": "benchmark",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        say(f"making {count + WARM_UP} tracks of {POINTS} points")
        tracks = prepare(count + WARM_UP)
        one = server(address)
        with running(one, folder / "server.log") as (port, pids):
            send(port, tracks[:WARM_UP])
            say(f"sending {count} tracks by {CLIENTS} clients")
            before, clients = processor_seconds(pids), time.process_time()
            seconds = send(port, tracks[WARM_UP:])
            cpu_ms = 1000 * (processor_seconds(pids) - before) / count
            client_ms = 1000 * (time.process_time() - clients) / count
    return _report(one.name, count, seconds, cpu_ms, client_ms)


def _report(name: str, count: int, seconds: float, cpu_ms: float, client_ms: float) -> bool:
    minute = 60 * count / seconds
    head = ("server", "tracks", "points", "seconds", "tracks/min", "CPU/track ms", "client ms")
    row = (
        name,
        f"{count}",
        f"{POINTS}",
        f"{seconds:.1f}",
        f"{minute:.0f}",
        f"{cpu_ms:.1f}",
        f"{client_ms:.1f}",
    )
    print(f"\nTracks through the interface; {os.cpu_count()} cores, load now {load()}\n")
    print(table([head, row]))
    text, passed = required(
        [
            ("tracks a minute", ">=", LEAST_A_MINUTE, minute),
            ("server's CPU for a track, ms", "<=", MOST_CPU_MS, cpu_ms),
        ]
    )
    print(text)
    return passed


if __name__ == "__main__":
    sys.exit(0 if compare(int(sys.argv[1]) if len(sys.argv) > 1 else TRACKS) else 1)
