"""People of each role, and clients that speak for them."""

import io
import json
import uuid
from dataclasses import dataclass

import pytest
from django.test import Client
from PIL import Image
from rest_framework.authtoken.models import Token

from coverage.models import Deputy, Membership, RiverChief
from geo.models import LiaisonStation, RiverSegment
from tests import register

BASE = "/api/issues/"
FOUND_AT = "2026-11-02T09:30:00+08:00"
ROLES = ("deputy", "patroller", "coordinator", "committee", "administrator", "gis_reader")
MEMBERS_AT_WORK = ROLES[:-1]


@dataclass
class Caller:
    """A client that speaks JSON with a token, or without one."""

    user: object = None

    def __post_init__(self) -> None:
        self.client = Client(headers={"Accept-Language": "en"})
        self.headers = {}
        if self.user is not None:
            token = Token.objects.get_or_create(user=self.user)[0].key
            self.headers["Authorization"] = f"Token {token}"

    def __call__(self, method: str, path: str = "", body: object = None, kind: str = ""):
        if isinstance(body, bytes):
            data, kind = body, kind or "image/jpeg"
        else:
            data, kind = b"" if body is None else json.dumps(body).encode(), "application/json"
        return self.client.generic(
            method, BASE + path, data, content_type=kind, headers=self.headers
        )


def new_id() -> str:
    return str(uuid.uuid4())


def on_a_river() -> tuple[RiverSegment, dict]:
    """Return a segment and the body of a report of an issue found on it."""
    segment = RiverSegment.objects.get(code="R01-04")
    point = segment.geom.interpolate_normalized(0.5)
    report = {
        "category": "dumping",
        "description": "A heap of rubble",
        "lon": round(point.x, 7),
        "lat": round(point.y, 7),
        "found_at": FOUND_AT,
    }
    return segment, report


def photo(color: str = "red", size: tuple[int, int] = (64, 48), form: str = "JPEG", **options):
    """Return the bytes of a small image of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, form, **options)
    return out.getvalue()


def member(role: str, name: str = "", **person):
    """Return a user with a role in the reference data's subdistrict."""
    stands_for = {
        "deputy": lambda: {"deputy": Deputy.objects.order_by("code").last()},
        "patroller": lambda: {"chief": RiverChief.objects.order_by("code").last()},
        "coordinator": lambda: {"station": LiaisonStation.objects.order_by("code").first()},
    }.get(role, dict)()
    unit = register.reference_unit()
    return register.user(role, unit, name=name or f"the-{role}", **{**stands_for, **person})


@pytest.fixture
def people(db) -> dict[str, object]:
    """Users by their roles."""
    return {role: member(role) for role in ROLES}


@pytest.fixture
def callers(people) -> dict[str, Caller]:
    """Clients by the roles they speak for."""
    return {role: Caller(user) for role, user in people.items()}


@pytest.fixture
def deputy(callers) -> Caller:
    return callers["deputy"]


@pytest.fixture
def committee(callers) -> Caller:
    return callers["committee"]


@pytest.fixture
def reported(deputy) -> str:
    """The id of an issue that the deputy has reported."""
    public_id = new_id()
    answer = deputy("PUT", public_id, on_a_river()[1])
    assert answer.status_code == 201, answer.content
    return public_id


def stand_for_nobody(user) -> None:
    """Take the deputy and the chief away from a user."""
    Membership.objects.filter(user=user).update(deputy=None, chief=None)
