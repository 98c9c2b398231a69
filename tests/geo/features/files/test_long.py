"""Long files: written by the worker, with progress, cancelled, kept a while, let go of."""

import os
import time
from pathlib import Path

import pytest
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from coverage.runs.worker import TaskWorker
from geo.features.files import jobs, store
from geo.features.files.views import LONG_STREAM_ROWS
from tests import register
from tests.geo.features.conftest import body
from tests.geo.features.files.conftest import ogr

pytestmark = pytest.mark.django_db
ADDRESS = "/data/villages.gpkg"


@pytest.fixture(autouse=True)
def _long_from_ten_rows(settings, monkeypatch):
    """Call a file of eleven rows long, and keep the connection that holds the transaction."""
    settings.FILES_LONG_ROWS = 10
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def asked(client) -> str:
    """The address of the job of a long file."""
    response = client.get(ADDRESS)
    assert response.status_code == 202
    assert response["Location"] == response.json()["self"]
    return response["Location"].removeprefix("http://testserver")


def work() -> None:
    """Do what waits, as the worker does."""
    TaskWorker().take_one()


def test_a_long_file_waits_and_is_written(client, asked, tmp_path):
    waiting = client.get(asked).json()
    assert (waiting["state"], waiting["rows"], waiting["of"]) == ("waiting", 0, 50)
    assert "file" not in waiting
    assert client.get(f"{asked}/file").status_code == 404
    work()
    done = client.get(asked).json()
    assert (done["state"], done["rows"]) == ("done", 50)
    response = client.get(done["file"])
    assert response["Content-Type"] == "application/geopackage+sqlite3"
    assert response["Content-Disposition"].startswith('attachment; filename="villages_')
    path = tmp_path / "villages.gpkg"
    path.write_bytes(body(response))
    assert len(ogr(path, "villages")) == 50
    # From now on the address itself has it, with its tag.
    again = client.get(ADDRESS)
    assert (again.status_code, body(again)) == (200, path.read_bytes())
    assert client.get(ADDRESS, headers={"If-None-Match": again["ETag"]}).status_code == 304


def test_a_short_file_does_not_wait(client):
    assert client.get("/data/stations.gpkg").status_code == 200
    assert not DBTaskResult.objects.exists()


def test_what_can_be_streamed_does_not_wait(client):
    assert client.get("/data/villages.csv").status_code == 200
    assert LONG_STREAM_ROWS > 10


def test_whoever_asks_for_the_same_is_told_of_the_same(client, asked):
    assert client.get(ADDRESS)["Location"].endswith(asked)
    assert client.get(f"{ADDRESS}?crs=EPSG:4490")["Location"] != asked
    assert DBTaskResult.objects.count() == 2


def test_a_cancelled_one_is_not_written(client, asked):
    assert client.delete(asked).status_code == 204
    work()
    assert client.get(asked).status_code == 404
    assert list(Path(jobs.settings.FILES_ROOT).glob("*")) == []
    # Asked for again it begins again.
    assert client.get(ADDRESS).status_code == 202


def test_a_cancel_breaks_off_what_is_being_written(client, asked, monkeypatch):
    monkeypatch.setattr(jobs, "TOLD_EVERY_S", 0.0)
    monkeypatch.setattr("geo.features.files.rows.BATCH_ROWS", 10)
    for module in ("geo.features.sql", "geo.features.files.rows"):
        monkeypatch.setattr(f"{module}.CHUNK_ROWS", 10)
    seen = []
    tell = jobs._write

    def told(key: str, state: dict) -> None:
        tell(key, state)
        if state["rows"]:
            seen.append(state["rows"])
            jobs.cancel(key)

    monkeypatch.setattr(jobs, "_write", told)
    work()
    assert len(seen) == 1
    assert list(store._folder().glob("*")) == []


def test_a_failure_is_told(client, asked, monkeypatch):
    def fail(*_arguments):
        raise OSError("no room")

    monkeypatch.setattr(store, "make", fail)
    work()
    failed = client.get(asked).json()
    assert (failed["state"], failed["error"]) == ("failed", jobs.FAILURE)
    monkeypatch.undo()
    assert "file" not in failed


def test_a_write_meanwhile_leaves_the_file_to_who_asked(client, asked):
    register.village(register.unit(), "V1")
    work()
    assert client.get(asked).json()["state"] == "done"
    # The file that is asked for now is another one.
    assert client.get(ADDRESS).status_code == 202


def test_what_a_killed_worker_left_is_asked_for_again(client, asked):
    key = asked.rsplit("/", 1)[1]
    jobs._write(key, jobs.read(key) | {"state": "running", "rows": 20})
    client.get(ADDRESS)
    assert jobs.read(key)["state"] == "running"
    long_ago = time.time() - jobs.SILENT_S - 1
    os.utime(store.state_file(key), (long_ago, long_ago))
    client.get(ADDRESS)
    assert jobs.read(key)["state"] == "waiting"


def test_too_many_at_once_are_refused(client, asked, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_JOBS", 1)
    response = client.get(f"{ADDRESS}?crs=EPSG:4490")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert client.get(ADDRESS).status_code == 202


def test_the_page_shows_progress_and_offers_to_cancel(client, asked):
    response = client.get(ADDRESS, headers={"Accept": "text/html"})
    assert (response.status_code, response["Location"]) == (302, asked)
    page = client.get(asked, headers={"Accept": "text/html"}).content.decode()
    assert '<meta http-equiv="refresh"' in page
    assert '<progress max="50" value="0">' in page
    work()
    page = client.get(asked, headers={"Accept": "text/html"}).content.decode()
    assert f"{asked}/file" in page
    assert "refresh" not in page
    response = client.post(asked)
    assert response.status_code == 302
    assert client.get(asked).status_code == 404


@pytest.mark.parametrize("key", ["a", "..", "0" * 32, "a.b", "%2e%2e"])
def test_no_address_leads_to_another_file(client, key):
    for address in (f"/data/jobs/{key}", f"/data/jobs/{key}/file"):
        assert client.get(address).status_code == 404


def test_a_file_is_written_once_for_a_version(client, monkeypatch):
    client.get("/data/stations.gpkg")
    written = list(store._folder().glob("*.file"))
    client.get("/data/stations.gpkg")
    assert list(store._folder().glob("*.file")) == written
    assert len(written) == 1
    assert not list(store._folder().glob(f"{store.UNFINISHED}*"))


def test_old_files_are_let_go_of(client, monkeypatch):
    client.get("/data/stations.gpkg")
    (path,) = store._folder().glob("*.file")
    long_ago = time.time() - store.KEPT_S - 1
    os.utime(path, (long_ago, long_ago))
    left = store._folder() / f"{store.UNFINISHED}x"
    left.mkdir()
    os.utime(left, (0, 0))
    store.purge()
    assert list(store._folder().glob("*")) == []


def test_the_least_used_make_room(client, monkeypatch):
    for number, srid in enumerate((4326, 4490, 4549)):
        client.get(f"/data/stations.fgb?crs=EPSG:{srid}")
        newest = max(store._folder().glob("*.file"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (time.time() - 100 + number,) * 2)
    sizes = sum(path.stat().st_size for path in store._folder().glob("*.file"))
    monkeypatch.setattr(store, "ROOM_BYTES", sizes - 1)
    store.purge()
    assert len(list(store._folder().glob("*.file"))) == 2
