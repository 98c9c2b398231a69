"""People who send files, and files of places made in memory."""

import csv
import io
import json
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.authtoken.models import Token

from coverage.models import Deputy, RiverChief
from geo.ingest.reading import parent
from geo.models import LiaisonStation
from tests import register

BASE = "/api/imports/"


@dataclass
class Sender:
    """A client of the API with a token, or without one."""

    user: object
    headers: dict[str, str]

    def __call__(self, method: str, path: str = "", body: object = None, language: str = "en"):
        data = b"" if body is None else json.dumps(body).encode()
        return Client().generic(
            method.upper(),
            f"{BASE}{path}",
            data,
            content_type="application/json",
            headers={"Accept-Language": language} | self.headers,
        )

    def send(self, name: str, content: bytes, target: str, unit: str, **more: object):
        """Send a file; return the answer."""
        form = {"file": SimpleUploadedFile(name, content), "target": target, **more}
        form["subdistrict"] = unit
        headers = {"Accept-Language": "en"} | self.headers
        return Client().post(BASE, form, headers=headers)

    def opened(self, name: str, content: bytes, target: str, unit: str, **answers: object) -> str:
        """Send a file and answer what is asked; return the id of the import."""
        response = self.send(name, content, target, unit)
        assert response.status_code == 201, response.content.decode()
        found = response.json()["id"]
        response = self("patch", found, {"as_of": "2023-06-30", "quality": "official", **answers})
        assert response.status_code == 200, response.content.decode()
        return found

    def checked(self, name: str, content: bytes, target: str, unit: str, **answers: object) -> dict:
        """Send a file, answer what is asked and check it; return the import."""
        found = self.opened(name, content, target, unit, **answers)
        response = self("post", f"{found}/check")
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def committed(self, name: str, content: bytes, target: str, unit: str, **answers) -> dict:
        """Send a file, answer, check and take it in; return the import."""
        found = self.checked(name, content, target, unit, **answers)
        response = self("post", f"{found['id']}/commit")
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def rows(self, found: dict, action: str) -> list[dict]:
        return self("get", f"{found['id']}/rows?action={action}").json()["rows"]


def sender_with(role: str, unit=None, **values) -> Sender:
    """Return somebody with a role in a unit, by default that of the reference data."""
    if role == "public":
        return Sender(None, {})
    stands_for = {
        "coordinator": {"station": LiaisonStation.objects.order_by("code").first()},
        "deputy": {"deputy": Deputy.objects.order_by("code").last()},
        "patroller": {"chief": RiverChief.objects.order_by("code").last()},
    }.get(role, {})
    unit = unit or register.reference_unit()
    user = register.user(role, unit, name=values.pop("name", role), **stands_for)
    token = Token.objects.create(user=user).key
    return Sender(user, {"Authorization": f"Token {token}"})


@pytest.fixture(scope="session")
def _one_reader(tmp_path_factory):
    """The process that reads files, for all tests: starting it takes a second each time."""
    child = parent.Reader(tmp_path_factory.mktemp("reader"), parent.limits())
    yield child
    child.stop()


@pytest.fixture(autouse=True)
def _reused_reader(_one_reader, monkeypatch):
    monkeypatch.setattr(parent, "reader", lambda: nullcontext(_one_reader))


@pytest.fixture
def unit(db):
    """A township of its own beside the reference data."""
    return register.unit()


@pytest.fixture
def committee(unit) -> Sender:
    """The committee of that township."""
    return sender_with("committee", unit)


def table(*rows: dict, encoding: str = "utf-8") -> bytes:
    """Return rows as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def square(west: float = 118.8, south: float = 35.1, side: float = 0.01) -> dict:
    """Return a square in degrees as GeoJSON."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def features(*rows: dict) -> bytes:
    """Return rows as GeoJSON; ``geometry`` is that of the feature."""
    listed = [
        {
            "type": "Feature",
            "geometry": row.get("geometry"),
            "properties": {name: value for name, value in row.items() if name != "geometry"},
        }
        for row in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed}).encode()
