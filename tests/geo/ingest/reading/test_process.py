"""The process that reads: a crash, a hang and a flood are answers, and the next file is read."""

import os
import signal
from pathlib import Path

import pytest
from django.utils.translation import override

from geo.ingest.reading import parent
from geo.ingest.reading.limits import Limits
from geo.ingest.tables import Options
from tests.geo.ingest.reading import files as made


@pytest.fixture
def reader(tmp_path):
    found = parent.Reader(tmp_path, Limits(wait_s=20))
    yield found
    found.stop()


@pytest.fixture
def path(tmp_path):
    return made.write(tmp_path, "a.geojson", made.GOOD)


def read(reader, path):
    return list(reader.batches(path, path.name, Options(), 5))


def many(reader, path):
    """Return batches of more rows than fit into the pipe."""
    features = [made.feature(made.point(118.8, 35.1), text="x" * 900) for _n in range(2_000)]
    long = made.write(path.parent, "long.geojson", made.collection(features))
    return reader.batches(long, long.name, Options(), 100)


def test_a_crash(reader, path):
    rows = many(reader, path)
    next(rows)
    os.kill(reader._process.pid, signal.SIGSEGV)
    with pytest.raises(parent.BrokenReaderError):
        list(rows)
    assert len(read(reader, path)) == 1


def test_a_crash_between_two_files(reader, path):
    read(reader, path)
    reader._process.kill()
    reader._process.wait()
    assert len(read(reader, path)) == 1


@override("en")
def test_a_hang(tmp_path, path):
    reader = parent.Reader(tmp_path, Limits(wait_s=1))
    try:
        with pytest.raises(parent.BrokenReaderError) as caught:
            # Nothing writes to this end, so whoever opens it waits.
            os.mkfifo(tmp_path / "b.geojson")
            read(reader, tmp_path / "b.geojson")
        assert "1 s" in caught.value.message
        assert reader._process is None
    finally:
        reader.stop()


@override("en")
def test_too_much_work(tmp_path):
    reader = parent.Reader(tmp_path, Limits(cpu_s=1, wait_s=60))
    features = made.GOOD[len('{"type": "FeatureCollection", "features": [') : -2]
    body = b'{"features":[' + b",".join([features] * 200_000) + b"]}"
    path = made.write(tmp_path, "c.geojson", body)
    try:
        with pytest.raises(parent.BrokenReaderError) as caught:
            read(reader, path)
        assert "more than 1 s" in caught.value.message
    finally:
        reader.stop()


def test_too_much_memory(tmp_path):
    reader = parent.Reader(tmp_path, Limits(memory_mb=300))
    body = b'{"features":[{"type":"Feature","a":"' + b"x" * 99_000_000 + b'"}]}'
    path = made.write(tmp_path, "d.geojson", body)
    try:
        with pytest.raises(parent.UnreadableFileError) as caught:
            read(reader, path)
        assert "300 MB" in caught.value.message
    finally:
        reader.stop()


def test_who_stops_in_the_middle_leaves_nothing(reader, tmp_path):
    features = [made.feature(made.point(118.8, 35.1), n=n) for n in range(20)]
    path = made.write(tmp_path, "e.geojson", made.collection(features))
    rows = reader.batches(path, path.name, Options(), 5)
    assert len(next(rows)) == 5
    rows.close()
    assert sum(map(len, read(reader, path))) == 20


def test_the_process_has_no_secrets(reader, path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s3cr3t")
    read(reader, path)
    environment = Path(f"/proc/{reader._process.pid}/environ").read_bytes()
    assert b"s3cr3t" not in environment and b"DATABASE_URL" not in environment


def test_what_was_unpacked_is_removed(reader, tmp_path):
    path = made.shapefile(tmp_path)
    before = set(tmp_path.rglob("*"))
    read(reader, path)
    assert set(tmp_path.rglob("*")) == before
