"""Files that are no tracks: each is refused with its fault, and nothing else ever happens."""

import io
import tracemalloc
import zipfile

import numpy as np
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverage.tracks import readers
from coverage.tracks.errors import TrackError
from coverage.tracks.readers.collecting import FileError
from tests.coverage.tracks import files
from tests.coverage.tracks.readers.test_formats import POINTS, read

BOMB = "".join(
    f'<!ENTITY a{n} "{("&a" + str(n - 1) + ";") * 10}">' if n else '<!ENTITY a0 "xxxxxxxxxx">'
    for n in range(10)
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def refused(name: str, body: bytes) -> FileError:
    with pytest.raises(FileError) as caught:
        read(name, body)
    assert caught.value.parameter == "file"
    return caught.value


def archive() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as made:
        made.writestr("a.gpx", files.gpx(POINTS))
    return body.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.gpx", b"", "The file is empty"),
        ("a.txt", files.gpx(POINTS), "Files ending in '.txt' are not read"),
        ("gpx", files.gpx(POINTS), "Files ending in '' are not read"),
        ("a.kmz", archive(), "Files ending in '.kmz'"),
        ("a.gpx", archive(), "zip archive"),
        ("a.gpx", files.kml(POINTS), "outermost element is 'kml'; expected 'gpx'"),
        ("a.kml", files.gpx(POINTS), "outermost element is 'gpx'; expected 'kml'"),
        ("a.gpx", files.gpx(POINTS)[:-300], "broken or cut off at line"),
        ("a.gpx", files.fit(POINTS), "broken or cut off"),
        ("a.fit", files.gpx(POINTS), "broken, cut off, or no FIT file"),
        ("a.fit", files.fit(POINTS)[:-20], "broken, cut off"),
        ("a.geojson", files.geojson(POINTS)[:-20], "broken or cut off"),
        ("a.geojson", b"[1, 2]", "no GeoJSON with features"),
        ("a.geojson", b'{"type": "Feature", "geometry": NaN}', "broken"),
        ("a.csv", b"a,b\n1,2\n", "There is no column lon"),
        ("a.csv", b"\xff\xfe\xfa", "neither in UTF-8 nor in GB 18030"),
        ("a.csv", b"lon,lat,time\n118.8,35.1,yesterday\n", "'yesterday' is not a time"),
        ("a.csv", b"lon,lat,time\n118.8,35.1,20260921080500\n", "is not a time"),
        ("a.csv", b"lon,lat,time\nnan,35.1,1789985600\n", "Point 1: 'nan' is not a value of lon"),
        ("a.csv", b"lon,lat,time\n118,inf,1789985600\n", "Point 1: 'inf' is not a value of lat"),
        ("a.csv", b"lon,lat,time\n118.8\n", "Point 1: '' is not a value of lat"),
        ("a.kml", files.kml_line(POINTS), "without a time for each point (LineString)"),
    ],
)
def test_what_is_said(name, body, said):
    assert said in refused(name, body).detail


def test_in_chinese_there_is_another_text():
    with translation.override("zh-hans"):
        text = refused("a.txt", b"x").detail
    assert ".txt" in text


@pytest.mark.parametrize("what", ["entities", "attribute", "external", "only a document type"])
def test_document_types_are_refused(what, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("<wpt/>geheim")
    prolog = {
        "entities": f"<!DOCTYPE gpx [{BOMB}]>",
        "attribute": f"<!DOCTYPE gpx [{BOMB}]>",
        "external": f'<!DOCTYPE gpx [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
        "only a document type": "<!DOCTYPE gpx>",
    }[what]
    body = files.gpx(POINTS, prolog=prolog)
    if what == "attribute":
        body = body.replace(b'creator="a phone"', b'creator="&a9;"')
    body = body.replace("巡河".encode(), b"&a9;" if what == "entities" else b"&x;")
    if what == "only a document type":
        body = body.replace(b"&x;", b"")
    tracemalloc.start()
    text = refused("a.gpx", body).detail
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "geheim" not in text
    assert peak < 20_000_000


def test_deep_nesting():
    deep = b"<gpx>" + b"<a>" * 100 + b"</a>" * 100 + b"</gpx>"
    assert "nested more than 64 deep" in refused("a.gpx", deep).detail
    assert refused("a.geojson", b'{"type":' + b"[" * 100_000)


def test_more_points_than_the_limit_stop_there(settings):
    settings.TRACK_MAX_POINTS = 100
    many = np.repeat(POINTS, 50, axis=0)
    for name, write in files.WRITERS.items():
        error = refused(name, write(many))
        assert error.detail == "The file has more than 100 points. Hand in a part of it."
        assert error.expected == "<= 100"


class Endless(io.RawIOBase):
    """A GPX file of ten million points, which counts how much of it was read."""

    def __init__(self):
        self.left = 10_000_000
        self.head = files.gpx(POINTS[:0]).partition(b"</trkseg>")[0]
        self.row = files.gpx(POINTS[:1]).partition(b"<trkseg>\n")[2].partition(b"</trkseg>")[0]
        self.given = 0
        self.rest = b""

    def readable(self):
        return True

    def seek(self, *_):
        self.rest = self.head
        return 0

    def read(self, size=-1):
        if size == 2:
            return b"<?"
        while len(self.rest) < size and self.left > 0:
            self.rest += self.row * 100
            self.left -= 100
        found, self.rest = self.rest[:size], self.rest[size:]
        self.given += len(found)
        return found


def test_ten_million_points_are_not_read():
    file = Endless()
    with pytest.raises(FileError, match="more than 200000 points"):
        readers.read("a.gpx", file)
    assert file.given < 30_000_000


def test_reading_needs_little_memory():
    body = files.gpx(np.repeat(POINTS, 6_000, axis=0))
    file = io.BytesIO(body)
    tracemalloc.start()
    assert len(readers.read("a.gpx", file).points) == 30_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


MUTATION = st.tuples(
    st.floats(0, 1),
    st.sampled_from(["set", "cut", "insert", "repeat", "drop"]),
    st.binary(max_size=4),
)


def mutated(body: bytes, changes) -> bytes:
    for place, kind, piece in changes:
        at = int(place * len(body))
        body = {
            "set": body[:at] + piece + body[at + len(piece) :],
            "cut": body[:at] if at > 20 else body,
            "insert": body[:at] + piece + body[at:],
            "repeat": body[:at] + body[at : at + 40] * 3 + body[at + 40 :],
            "drop": body[:at] + body[at + 7 :],
        }[kind]
    return body


@pytest.mark.parametrize("name", files.WRITERS)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(MUTATION, min_size=1, max_size=5))
def test_mutated_files_never_crash(name, changes):
    body = mutated(files.WRITERS[name](POINTS), changes)
    try:
        found = read(name, body)
    except TrackError:
        return
    assert found.points.shape[1] == 4


@settings(max_examples=300)
@given(changes=st.lists(MUTATION, min_size=1, max_size=3))
def test_mutated_records_of_fit_never_crash(changes):
    body = files.fit(POINTS)[:-2]
    try:
        read("a.fit", files.closed(body[:14] + mutated(body[14:], changes)))
    except TrackError:
        return


@pytest.mark.parametrize("ending", [".gpx", ".kml", ".csv", ".geojson", ".fit"])
@settings(max_examples=60)
@given(body=st.binary(max_size=200))
def test_noise_never_crashes(ending, body):
    try:
        read(f"a{ending}", body)
    except TrackError:
        return
