"""What all tests share: a database that holds the reference data, and a real server."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the reference data once; every test then runs in a transaction of its own."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def _empty_cache():
    """Keep what one test cached away from the next, whose transaction never saw it."""
    from django.core.cache import cache

    cache.clear()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _database_of_server(folder: Path) -> str:
    """Return the address of an empty database beside the tests' own, on the same engine."""
    from django.conf import settings

    default = settings.DATABASES["default"]
    if "spatialite" in default["ENGINE"]:
        return f"spatialite:///{folder / 'server.sqlite3'}"
    import psycopg

    name = f"shizilu_server_{os.getpid()}"
    parts = {
        "host": default["HOST"],
        "port": default["PORT"],
        "user": default["USER"],
        "password": default["PASSWORD"],
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **parts) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    login = f"{parts['user']}:{parts['password']}" if parts["password"] else parts["user"]
    return f"postgis://{login}@{parts['host']}:{parts['port']}/{name}"


def _wait_until_serving(url: str, process: subprocess.Popen) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with code {process.returncode}")
        try:
            urllib.request.urlopen(f"{url}/api/", timeout=5).close()  # noqa: S310
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {url}")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Serve a database of its own with gunicorn, as ``make run`` does; gives the base URL."""
    folder = tmp_path_factory.mktemp("server")
    environment = os.environ | {
        "DATABASE_URL": _database_of_server(folder),
        "SECRET_KEY": "only-for-the-tests",
        "DEMO_USERS_FILE": str(folder / "demo_users.json"),
        "LOG_LEVEL": "WARNING",
    }
    port = free_port()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_serving(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)
