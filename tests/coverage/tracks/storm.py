"""A server that can be killed at any moment, and clients that go on sending all the same."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tools.service import ROOT, free_port

# A machine that tests may be busy; this only ends a wait in vain.
LONGEST_WAIT_S = 120
POINTS, PARTS = 30, 8
AGAIN = 0.2
# Every so many times the master is killed too, which takes longer to start again.
WHOLE = 7
# Preloaded, so that a worker that was killed is followed by another one at once.
GUNICORN = ("config.wsgi:application", "--preload", "--worker-class", "gthread", "--threads", "4")
SET_UP = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
"""
MAKE_PEOPLE = """
from django.contrib.auth import get_user_model
from rest_framework.authtoken.models import Token
from coverage.models import Membership, RiverChief
tokens = []
for chief in RiverChief.objects.filter(level="village").order_by("code")[:int(sys.argv[1])]:
    user = get_user_model().objects.create_user(f"storm {chief.code}")
    Membership.objects.create(
        user=user, role="patroller", subdistrict=chief.subdistrict, chief=chief
    )
    tokens.append(Token.objects.create(user=user).key)
print(json.dumps(tokens))
"""
READ_BACK = """
from coverage.models import Patrol, TrackPart
from coverage.tracks import points
parts = TrackPart.objects.select_related("track__patrol").order_by("sequence", "pk")
# Without those of the reference data.
parts = parts.exclude(track__patrol__code__startswith="PT")
own = Patrol.objects.exclude(code__startswith="PT")
print(json.dumps({
    "parts": [
        [part.track.patrol.public_id, part.track.public_id, part.public_id, part.sequence,
         part.points_count, part.sha256, points.unpack(part.points).tolist()]
        for part in parts
    ],
    "patrols": {
        one.public_id: [one.status, one.is_valid is not None,
                        sum(track.points_received for track in one.tracks.all())]
        for one in own.filter(tracks__isnull=False).prefetch_related("tracks")
    },
}))
"""


class Server:
    """Gunicorn with one worker on a database that is ready."""

    def __init__(self, folder: Path, database_url: str):
        self.log, self.port = folder / "server.log", free_port()
        self.environment = os.environ | {
            "DATABASE_URL": database_url,
            "SECRET_KEY": "only-for-a-scratch-service",
            "DEMO_USERS_FILE": str(folder / "demo_users.json"),
            "LOG_LEVEL": "ERROR",
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        gunicorn = str(Path(sys.executable).parent / "gunicorn")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [gunicorn, *GUNICORN, "--bind", f"127.0.0.1:{self.port}", "--log-level", "error"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        latest = time.monotonic() + LONGEST_WAIT_S
        while time.monotonic() < latest:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/", timeout=10).close()
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
        raise RuntimeError(f"no answer: {self.log.read_text()[-500:]}")

    def kill(self) -> None:
        """Kill the master and its worker at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_worker(self) -> None:
        """Kill what holds the requests and the database; the master starts another one."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGKILL)

    def run(self, code: str, *arguments: str) -> object:
        """Return what a program prints as JSON that uses the server's database."""
        done = subprocess.run(
            [sys.executable, "-c", SET_UP + code, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@dataclass
class Sender(threading.Thread):
    """A phone: sends patrols in parts, each piece until it has an answer.

    Patrols end when all is over: judging them is not what is stormed.
    """

    port: int
    token: str
    seed: int
    is_over: threading.Event
    sent: dict[tuple[str, str, str], list] = field(default_factory=dict)
    receipts: dict[tuple[str, str, str], dict] = field(default_factory=dict)
    patrols: list[tuple[str, str, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    failures: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.dice = random.Random(self.seed)  # noqa: S311 - a test
        self.connection: http.client.HTTPConnection | None = None

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.is_over.is_set():
            self.patrol()
        for patrol in self.patrols:
            self.end(*patrol)

    def patrol(self) -> None:
        """Begin a patrol and send its parts in any order, some of what had a receipt again."""
        patrol, track = self.new_id(), self.new_id()
        start = 1_790_000_000.0 + 86_400 * (len(self.patrols) % 40) + 1000 * self.seed
        self.put(patrol, {"started_at": moment(start)})
        self.put(f"{patrol}/tracks/{track}", {"source": "live", "datum": "wgs84"})
        self.patrols.append((patrol, track, start))
        for sequence in self.dice.sample(range(PARTS), PARTS):
            self.part((patrol, track, self.new_id()), start, sequence)
            if self.dice.random() < AGAIN:
                self.again()

    def end(self, patrol: str, track: str, start: float) -> None:
        parts = [key[2] for key in self.sent if key[0] == patrol]
        last = moment(start + 5 * POINTS * PARTS)
        answer = self.put(f"{patrol}/end", {"ended_at": last, "tracks": {track: parts}})
        if answer["missing"]:
            self.faults.append(f"missing after receipts: {answer['missing']}")

    def part(self, key: tuple[str, str, str], start: float, sequence: int) -> None:
        points = [
            [118.8 + self.dice.random() / 100, 35.2, start + 5.0 * (POINTS * sequence + n), 5.0]
            for n in range(POINTS)
        ]
        self.sent[key] = [sequence, points]
        self.receipts[key] = self.put(self.path(key), self.body(key))["receipt"]

    def again(self) -> None:
        """Send something again that had a receipt: it must be there, with the same receipt."""
        key = self.dice.choice(list(self.receipts))
        answer = self.put(self.path(key), self.body(key), only=200)
        if answer["receipt"] != self.receipts[key]:
            self.faults.append(f"{self.receipts[key]} became {answer['receipt']}")

    def path(self, key: tuple[str, str, str]) -> str:
        patrol, track, part = key
        return f"{patrol}/tracks/{track}/parts/{part}"

    def body(self, key: tuple[str, str, str]) -> dict:
        sequence, points = self.sent[key]
        return {"sequence": sequence, "points": points}

    def put(self, path: str, body: dict, only: int | None = None) -> dict:
        """Send until there is an answer."""
        while True:
            try:
                status, answer = self.request(path, json.dumps(body))
            except (OSError, http.client.HTTPException):
                self.failures += 1
                self.connection = None
                time.sleep(0.02)
                continue
            if status in (429, 503):
                time.sleep(0.2)
                continue
            if status not in (200, 201) or (only and status != only):
                self.faults.append(f"{path}: {status} {answer[:300]}")
                raise RuntimeError(self.faults[-1])
            return json.loads(answer)

    def request(self, path: str, body: str) -> tuple[int, str]:
        self.connection = self.connection or http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=30
        )
        headers = {"Authorization": f"Token {self.token}", "Content-Type": "application/json"}
        self.connection.request("PUT", f"/api/patrols/{path}", body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()

    def new_id(self) -> str:
        return str(uuid.UUID(int=self.dice.getrandbits(128), version=4))


def storm(
    server: Server, tokens: list[str], kills: int, pause: Callable[[], float]
) -> list[Sender]:
    """Let the clients send while the server is killed and started again; return them, done."""
    is_over = threading.Event()
    server.start()
    senders = [
        Sender(server.port, token, seed, is_over) for seed, token in enumerate(tokens, start=1)
    ]
    for sender in senders:
        sender.start()
    for number in range(kills):
        time.sleep(pause())
        if number % WHOLE == 0:
            server.kill()
            server.start()
        else:
            server.kill_worker()
    is_over.set()
    for sender in senders:
        sender.join(LONGEST_WAIT_S)
    return senders


def moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat()
