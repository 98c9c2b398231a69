"""Walks along segments of the reference data, and a client that sends them."""

import json
import uuid
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import shapely
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from coverage.models import RiverChief
from geo import crs
from geo.models import RiverSegment
from tests import register

STEP_M, STEP_S = 6.0, 5.0
BASE = "/api/patrols"


def segment(least_m: float = 1000.0) -> RiverSegment:
    """Return a segment of the reference data that is at least so long."""
    rows = RiverSegment.objects.filter(length_m__gte=least_m, geom__isnull=False)
    return rows.order_by("code").first()


def started(days: int = 1, hour: int = 9) -> datetime:
    """Return a moment some days ago, which is always in the past."""
    day = timezone.localtime() - timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def along(
    row: RiverSegment,
    start: datetime,
    share: float = 1.0,
    noise_m: float = 3.0,
    seed: int = 1,
    datum: str = "wgs84",
    aside_m: float = 0.0,
    left_m: float = 0.0,
) -> np.ndarray:
    """Return the points (n, 4) of somebody who walks a share of a segment at 1.2 m/s.

    The whole walk lies ``aside_m`` to the east, and ``left_m`` to the left of the segment's line.
    """
    srid = row.subdistrict.metric_srid
    line = crs.project(shapely.from_wkb(bytes(row.geom.wkb)), srid)
    line = line.offset_curve(left_m) if left_m else line
    ways = np.arange(0, line.length * share + STEP_M, STEP_M).clip(max=line.length * share)
    xy = shapely.get_coordinates(shapely.line_interpolate_point(line, ways))
    dice = np.random.default_rng(seed)
    xy = xy + np.array([aside_m, 0.0]) + dice.normal(0, noise_m, xy.shape)
    positions = crs.project_positions(xy, crs.STORAGE_SRID, srid)
    time_s = start.timestamp() + 10 + STEP_S * np.arange(len(ways))
    accuracy = np.full(len(ways), 5.0)
    return np.column_stack([crs.shift(positions, "wgs84", datum), time_s, accuracy])


def end_of(points: np.ndarray) -> datetime:
    """Return a moment a little after the last point."""
    last = float(points[:, 2].max()) + 5
    return datetime.fromtimestamp(round(last), tz=timezone.get_default_timezone())


def as_rows(points: np.ndarray) -> list[list]:
    """Return points as JSON takes them."""
    return [[None if np.isnan(value) else value for value in row] for row in points.tolist()]


def new_id() -> str:
    return str(uuid.uuid4())


@lru_cache(maxsize=1)
def _client() -> Client:
    """Return one client for all: making one reads the list of static files."""
    return Client()


class Phone:
    """A client with the token of a user, and what it sends of a patrol."""

    def __init__(self, user=None, language: str = "en"):
        self.headers = {"Accept-Language": language}
        if user is not None:
            token = Token.objects.get_or_create(user=user)[0].key
            self.headers["Authorization"] = f"Token {token}"

    def __call__(self, method: str, path: str, body: object = None):
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body)
        client = _client()
        client.cookies.clear()
        return client.generic(
            method.upper(),
            f"{BASE}/{path}",
            data,
            content_type="application/json",
            headers=self.headers,
        )

    def begin(self, patrol: str, start: datetime, **more: object):
        return self("put", patrol, {"started_at": start.isoformat(), **more})

    def open(self, patrol: str, track: str, datum: str = "wgs84"):
        return self("put", f"{patrol}/tracks/{track}", {"source": "live", "datum": datum})

    def part(self, patrol: str, track: str, part: str, sequence: int, points: np.ndarray):
        body = {"sequence": sequence, "points": as_rows(points)}
        return self("put", f"{patrol}/tracks/{track}/parts/{part}", body)

    def end(self, patrol: str, end: datetime, tracks: dict[str, list[str]]):
        return self("put", f"{patrol}/end", {"ended_at": end.isoformat(), "tracks": tracks})

    def walk(self, points: np.ndarray, start: datetime, datum: str = "wgs84", parts: int = 3):
        """Send a whole patrol and return the answer to its end."""
        patrol, track = new_id(), new_id()
        assert self.begin(patrol, start).status_code == 201
        assert self.open(patrol, track, datum).status_code == 201
        ids = [new_id() for _ in range(parts)]
        for number, chunk in enumerate(np.array_split(points, parts)):
            answer = self.part(patrol, track, ids[number], number, chunk)
            assert answer.status_code == 201, answer.content
        return self.end(patrol, end_of(points), {track: ids})


def chief(code: str = "RC50") -> RiverChief:
    """Make a chief of a village in the reference data's subdistrict."""
    return register.chief(register.reference_unit(), code, name=f"示例巡查人{code}")


def phone_of(person: RiverChief, name: str = "walker", language: str = "en") -> Phone:
    unit = register.reference_unit()
    return Phone(register.user("patroller", unit, name=name, chief=person), language)
