"""Clients with a role, and rows of the reference data to try them on."""

import json
from dataclasses import dataclass
from functools import lru_cache

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from coverage.models import Deputy, RiverChief
from geo.models import LiaisonStation
from tests import register

ROLES = (
    "public",
    "deputy",
    "patroller",
    "gis_reader",
    "coordinator",
    "committee",
    "administrator",
)
BASE = "/api/manage"


@lru_cache(maxsize=1)
def _client() -> Client:
    """Return one client for all: making one reads the list of static files."""
    return Client()


@dataclass
class Editor:
    """A client that speaks JSON with a token, or without one."""

    headers: dict[str, str]
    base: str = BASE

    def __call__(self, method: str, path: str, body: object = None, **headers: str):
        data = b"" if body is None else json.dumps(body).encode()
        client = _client()
        client.cookies.clear()
        content_type = headers.pop("Content-Type", "application/json")
        return client.generic(
            method.upper(),
            f"{self.base}/{path}",
            data,
            content_type=content_type,
            headers={"Accept-Language": "en"} | self.headers | headers,
        )


def editor_of(user) -> Editor:
    token = Token.objects.get_or_create(user=user)[0].key
    return Editor({"Authorization": f"Token {token}"})


def at_features(editor: Editor) -> Editor:
    """Return the same user at the addresses of OGC API - Features."""
    return Editor(editor.headers, "/api/collections")


def own_station() -> LiaisonStation:
    """Return the station of the coordinator of these tests."""
    return LiaisonStation.objects.order_by("code").first()


def editor_with(role: str) -> Editor:
    """Return an editor with a role in the reference data's subdistrict."""
    if role == "public":
        return Editor({})
    stands_for = {
        "coordinator": {"station": own_station()},
        "deputy": {"deputy": Deputy.objects.order_by("code").last()},
        "patroller": {"chief": RiverChief.objects.order_by("code").last()},
    }.get(role, {})
    return editor_of(register.user(role, register.reference_unit(), name=role, **stands_for))


@pytest.fixture
def committee(db) -> Editor:
    return editor_with("committee")


@pytest.fixture
def anonymous(db) -> Editor:
    return Editor({})
