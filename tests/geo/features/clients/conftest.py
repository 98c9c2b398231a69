"""Real clients, a real server, and a proxy between them that notes what was asked."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

PROXY = Path(__file__).with_name("proxy.py")


@dataclass
class AccessLog:
    """A proxy in front of the server: its address, and the file of what was asked for."""

    url: str
    path: Path

    def pages(self, collection: str, containing: str = "") -> list[str]:
        """Return the requests for pages of a collection, unquoted."""
        asked = [unquote(one) for one in self.path.read_text().splitlines()]
        return [one for one in asked if f"/{collection}/items?" in one and containing in one]


@pytest.fixture
def access_log(server, tmp_path) -> Iterator[AccessLog]:
    """Return a proxy of the server whose links lead back to it."""
    path = tmp_path / "access.log"
    path.touch()
    command = [sys.executable, str(PROXY), server, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield AccessLog(f"http://127.0.0.1:{int(process.stdout.readline())}", path)
        process.terminate()


def run(*command: str, **options) -> str:
    """Return what a program prints; an error of it is an error of the test."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def ask(server: str, path: str) -> dict:
    """Return the JSON under an address of the server."""
    with urllib.request.urlopen(server + quote(path, safe="/?&=,+:"), timeout=60) as response:  # noqa: S310
        return json.load(response)


def items(server: str, collection: str) -> dict:
    """Return all features of a collection, as the service answers them."""
    found = ask(server, f"/api/collections/{collection}/items?limit=10000")
    assert found["numberMatched"] == len(found["features"]) > 0
    return found
