"""What all tests share: a database that holds the reference data, and a real server."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, settings

from tools.service import service

# How long an example takes is the machine's affair, and no test's.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def _media(tmp_path_factory):
    """Keep photos and downloads away from those of a service that runs here."""
    from django.conf import settings

    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    settings.FILES_ROOT = tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session")
def django_db_setup(_media, django_db_setup, django_db_blocker):
    """Load the reference data once; every test then runs in a transaction of its own."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def _empty_cache():
    """Keep what one test cached away from the next, whose transaction never saw it."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _service_language():
    """Begin in the service's language: a request leaves the thread in the reader's."""
    from django.utils import translation

    translation.deactivate()


def empty_database(folder: Path, name: str) -> str:
    """Return the address of an empty database beside the tests' own, on the same engine."""
    from django.conf import settings

    default = settings.DATABASES["default"]
    if "spatialite" in default["ENGINE"]:
        return f"spatialite:///{folder / name}.sqlite3"
    import psycopg

    name = f"shizilu_{name}_{os.getpid()}"
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


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Serve a database of its own with gunicorn, as ``make run`` does; gives the base URL."""
    folder = tmp_path_factory.mktemp("server")
    with service(folder, empty_database(folder, "server")) as url:
        yield url
