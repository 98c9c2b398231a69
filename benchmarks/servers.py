"""The servers that are compared, each run alone as one process on a port of this machine."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools.service import ROOT, free_port

PEERS = ROOT / "var" / "bench-venv" / "bin"
GUNICORN = ("--workers", "1", "--worker-class", "gthread", "--threads", "8", "--log-level", "error")
PAGE = 50
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A server: how to start it, and where its pages and its dump are."""

    name: str
    command: tuple[str, ...]
    page: str
    dump: str
    environment: dict[str, str] = field(default_factory=dict)

    def page_path(self, number: int) -> str:
        """Return the address of a page, counted from 0."""
        return self.page.format(offset=number * PAGE)


def _gunicorn(application: str, folder: Path = Path(sys.executable).parent) -> tuple[str, ...]:
    return (str(folder / "gunicorn"), application, *GUNICORN, "--bind", "127.0.0.1:{port}")


def ours(database: str) -> Server:
    """Return the project's own server."""
    return Server(
        "ours, SpatiaLite" if database.startswith("spatialite") else "ours, PostGIS",
        _gunicorn("config.wsgi:application"),
        f"/api/collections/villages/items?limit={PAGE}&offset={{offset}}",
        "/data/villages.geojson",
        {"DATABASE_URL": database},
    )


def stock(database: str) -> Server:
    """Return the stock serializer of djangorestframework-gis on the project's model."""
    return Server(
        "DRF-GIS",
        _gunicorn("config.wsgi:application"),
        f"/page?limit={PAGE}&offset={{offset}}",
        "/dump",
        {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "benchmarks.stock.settings"},
    )


def tipg(database: str, rows: int) -> Server:
    """Return tipg under uvicorn."""
    uvicorn = str(PEERS / "uvicorn")
    return Server(
        "tipg",
        (uvicorn, "tipg.main:app", "--port", "{port}", "--log-level", "error"),
        f"/collections/public.geo_village/items?limit={PAGE}&offset={{offset}}&geom-column=geom",
        f"/collections/public.geo_village/items?limit={rows}&geom-column=geom",
        {
            "DATABASE_URL": database.replace("postgis://", "postgresql://"),
            "TIPG_MAX_FEATURES_PER_QUERY": str(rows),
        },
    )


def pygeoapi(database: str, rows: int, folder: Path) -> Server:
    """Return pygeoapi under gunicorn; its configuration and OpenAPI document go to ``folder``."""
    configuration = folder / "pygeoapi.json"
    configuration.write_text(json.dumps(_pygeoapi_configuration(database, rows)))
    document = folder / "openapi.json"
    document.write_text(json.dumps({"openapi": "3.0.2", "paths": {}}))
    return Server(
        "pygeoapi",
        _gunicorn("pygeoapi.flask_app:APP", PEERS),
        f"/collections/villages/items?f=json&limit={PAGE}&offset={{offset}}",
        f"/collections/villages/items?f=json&limit={rows}",
        {"PYGEOAPI_CONFIG": str(configuration), "PYGEOAPI_OPENAPI": str(document)},
    )


def _pygeoapi_configuration(database: str, rows: int) -> dict:
    parts = urllib.parse.urlsplit(database)
    login = {
        "host": parts.hostname,
        "port": parts.port,
        "dbname": parts.path.lstrip("/"),
        "user": parts.username,
        "password": parts.password or "",
        "search_path": ["public"],
    }
    contact = {"name": "benchmark", "address": "", "city": "", "email": "a@example.org"}
    text = {"title": "villages", "description": "villages", "keywords": ["villages"]}
    box = {"bbox": [116, 34, 120, 36], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": login,
        "id_field": "id",
        "table": "geo_village",
        "geom_field": "geom",
    }
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 5000},
            "url": "http://127.0.0.1:5000",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "language": "en-US",
            "pretty_print": False,
            "limits": {"default_items": 10, "max_items": rows},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**text, "keywords_type": "theme", "terms_of_service": "", "url": ""},
            "license": {"name": "", "url": ""},
            "provider": {"name": "", "url": ""},
            "contact": contact,
        },
        "resources": {
            "villages": {
                "type": "collection",
                **text,
                "links": [],
                "extents": {"spatial": box},
                "providers": [provider],
            }
        },
    }


@contextmanager
def running(server: Server, log: Path) -> Iterator[tuple[int, list[int]]]:
    """Start a server; give its port and the ids of its processes; stop it afterwards."""
    port = free_port()
    command = [part.format(port=port) for part in server.command]
    environment = os.environ | {"SECRET_KEY": "benchmark", "LOG_LEVEL": "ERROR"}
    with log.open("ab") as stream:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | server.environment,
            stdout=stream,
            stderr=stream,
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}{server.page_path(0)}", log)
        yield port, [process.pid, *_children(process.pid)]
    finally:
        process.terminate()
        process.wait(timeout=20)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def _wait(process: subprocess.Popen, url: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped: see {log}\n{log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(url, timeout=30).read()  # noqa: S310  this machine's
            return
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{url}: {error.code} {error.read()[:500]!r}; see {log}") from error
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"no answer from {url}; see {log}")
