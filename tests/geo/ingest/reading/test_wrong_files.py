"""Files made to break or to reach elsewhere: each is refused in words, nothing else happens."""

import http.server
import os
import sqlite3
import stat
import struct
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import closing

import pytest

from geo.ingest.reading import parent
from tests.geo.ingest.reading import files as made

ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE kml [<!ENTITY a0 "ha">{ENTITIES}]>'
OUTSIDE = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAYER = b"<OGRVRTLayer name='a'><SrcDataSource>%s</SrcDataSource></OGRVRTLayer>"
VRT = b"<OGRVRTDataSource>" + LAYER + b"</OGRVRTDataSource>"
FEATURE = b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":'
VIEW = (
    "CREATE VIEW w AS SELECT fid, geom, load_extension('x') AS name FROM v",
    "INSERT INTO gpkg_contents SELECT 'w', 'features', 'w', '', last_change, 0, 0, 0, 0, srs_id "
    "FROM gpkg_contents",
    "INSERT INTO gpkg_geometry_columns SELECT 'w', column_name, geometry_type_name, srs_id, z, m "
    "FROM gpkg_geometry_columns",
)
DEPTH = 10_000_000


@pytest.mark.parametrize(
    "name", ["a.zip", "a.gpkg", "a.geojson", "a.kml", "a.kmz", "a.gpx", "a.csv", "a.xlsx"]
)
def test_empty_files(refused, tmp_path, name):
    assert "empty" in refused(made.write(tmp_path, name, b"")).message


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.shp", "zip archive"),
        ("a.xls", "xlsx"),
        ("a.rar", "zip archive"),
        ("a.vrt", "not read"),
        ("a", "not read"),
        ("/vsicurl/http://127.0.0.1/a", "not read"),
    ],
)
def test_endings_that_are_not_read(refused, tmp_path, name, said):
    error = refused(made.write(tmp_path, "file", made.GOOD), name=name)
    assert error.parameter == "file" and said in error.message


@pytest.mark.parametrize(
    ("name", "body", "found"),
    [
        ("a.csv", made.zipped({"a": b"1"}), "zip archive"),
        ("a.kml", made.GOOD, "JSON"),
        ("a.geojson", made.kml(""), "XML"),
        ("a.gpkg", made.GOOD, "JSON"),
        ("a.zip", b"SQLite format 3\0" + bytes(100), "SQLite"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        ("a.csv", b"a,b\n1,\0\n", "binary"),
        ("a.csv", VRT % b"/etc/passwd", "XML"),
        ("a.geojson", VRT % b"/etc/passwd", "XML"),
    ],
)
def test_a_content_that_does_not_fit_its_ending(refused, tmp_path, name, body, found):
    assert found in refused(made.write(tmp_path, name, body)).message


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.geojson", made.GOOD[:-5]),
        ("a.geojson", made.GOOD + b"x"),
        ("a.geojson", b"[1, 2]"),
        ("a.geojson", b"{}"),
        ("a.geojson", b'{"type": "Topology"}'),
        ("a.geojson", b'{"features": 5}'),
        ("a.geojson", b'{"features": [5]}'),
        ("a.geojson", b'{"features": [] "a"}'),
        ("a.geojson", b"{\xff}"),
        ("a.kml", made.kml("<Placemark>")),
        ("a.kml", b"<gpx></gpx>"),
        ("a.kml", b"<kml>" + b"<a>" * 100 + b"</a>" * 100 + b"</kml>"),
        ("a.gpx", b"<kml></kml>"),
        ("a.gpx", b"<gpx></gpx>"),
        ("a.kmz", made.zipped({"a.txt": b"x"})),
        ("a.zip", made.zipped({"a.txt": b"x"})),
        ("a.zip", made.zipped({"a.kml": made.kml("")})),
        ("a.zip", made.zipped({"a.zip": made.zipped({"a.shp": b""})})),
        ("a.zip", made.zipped({"a.txt": b"x" * 99})[:-30]),
        ("a.xlsx", made.zipped({"a.txt": b"x"})),
        ("a.csv", b"\n\n\n"),
        ("a.csv", b'a,b\n"1,2\n' + b"x" * 20_000_000),
        ("a.gpkg", b"SQLite format 3\0" + bytes(range(7, 256)) * 20),
    ],
    # Archives hold the time they were made at: no name to know a test by.
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}-bytes",
)
def test_broken_files(refused, tmp_path, name, body):
    error = refused(made.write(tmp_path, name, body))
    assert error.parameter == "file" and error.message and error.expected


def test_nul_in_a_csv_does_not_come_through(files, tmp_path):
    path = made.write(tmp_path, "a.csv", b"a,b\n" + b"1,2\n" * 2_000 + b"1,\0x\n")
    assert files.one(path).values["b"][-1] == "x"


def test_a_gpkg_cut_off(refused, tmp_path):
    path = made.layer(tmp_path / "a.gpkg")
    made.write(tmp_path, "a.gpkg", path.read_bytes()[:-40_000])
    assert "cut off" in refused(path).message


def test_a_gpkg_with_broken_bytes_in_its_schema(refused, tmp_path):
    """SQLite then quotes bytes that are no text."""
    body = made.layer(tmp_path / "a.gpkg").read_bytes()
    at = body.index(b"gpkg_geometry_columns", body.index(b"CREATE TABLE gpkg_geometry_columns"))
    body = body[:at] + b"gpkg_\xac" + body[at + 6 :]
    assert "GeoPackage is broken" in refused(made.write(tmp_path, "b.gpkg", body)).message


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (b"[", b""),
        (b'{"a":', b""),
        (b'{"features":[', b""),
        (FEATURE + b'{"type":"Polygon","coordinates":', b"}}]}"),
        (b'{"type":"FeatureCollection","x":', b"}"),
    ],
)
def test_ten_million_brackets(refused, tmp_path, start, end):
    path = made.write(tmp_path, "a.geojson", start + b"[" * DEPTH + b"]" * DEPTH + end)
    began = time.monotonic()
    assert refused(path).parameter == "file"
    assert time.monotonic() - began < 30


def test_collections_within_collections(files, tmp_path):
    inner = b'{"type":"GeometryCollection","geometries":[' * 50 + b"]}" * 50
    body = b'{"features":[{"type":"Feature","geometry":' + inner + b"}]}"
    assert list(files.one(made.write(tmp_path, "a.geojson", body)).faults) == [1]


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("name", ["a.kml", "a.kmz", "a.gpx"])
def test_entities(refused, tmp_path, name, head):
    root = "gpx" if name == "a.gpx" else "kml"
    body = f"<?xml version='1.0'?>{head}<{root}><name>&a9;&x;</name></{root}>".encode()
    body = made.zipped({"doc.kml": body}) if name == "a.kmz" else body
    error = refused(made.write(tmp_path, name, body))
    assert "document type" in error.message or "entit" in error.message.lower()


def test_entities_in_a_workbook(refused, tmp_path):
    path = made.workbook(tmp_path / "a.xlsx", [["a", "b"], ["c", "d"]])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    for head in (LAUGHS, OUTSIDE):
        body = members[sheet].replace(b"<worksheet", head.encode() + b"<worksheet", 1)
        body = body.replace(b"<v>0</v>", b"<v>&a9;&x;</v>")
        path = made.archive(tmp_path / "b.xlsx", {**members, sheet: body})
        assert refused(path).parameter == "file"


def test_a_bomb(refused, tmp_path):
    bomb = made.archive(tmp_path / "a.zip", {"a.shp": bytes(5_000_000)})
    assert "200 times" in refused(bomb).message
    bomb = made.archive(tmp_path / "a.xlsx", {"xl/workbook.xml": bytes(5_000_000)})
    assert "200 times" in refused(bomb).message
    bomb = made.archive(tmp_path / "a.kmz", {"doc.kml": b" " * 5_000_000})
    assert "200 times" in refused(bomb).message


def test_too_many_members(refused, tmp_path):
    path = made.archive(tmp_path / "a.zip", {f"{n}.txt": b"" for n in range(1_001)})
    assert "1000 members" in refused(path).message


def test_too_much_when_unpacked(refused, tmp_path):
    """What the directory states is enough to refuse; nothing is unpacked."""
    body = made.zipped({"a.shp": os.urandom(1_000)})
    at = body.index(b"PK\1\2")
    body = body[: at + 24] + struct.pack("<I", 3_000_000_000) + body[at + 28 :]
    assert "2048 MB" in refused(made.write(tmp_path, "a.zip", body)).message


def test_a_member_longer_than_it_says(refused, tmp_path):
    path = made.shapefile(tmp_path)
    body = bytearray(path.read_bytes())
    at = body.index(b"PK\1\2")
    body[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refused(made.write(tmp_path, "b.zip", bytes(body))).parameter == "file"


@pytest.mark.parametrize(
    "name", ["../a.shp", "/etc/a.shp", "a/../../a.shp", "..\\a.shp", "C:\\a.shp"]
)
def test_names_that_lead_out(refused, tmp_path, name):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    assert "leads out" in refused(path).message


def test_links_in_an_archive(refused, tmp_path):
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("a.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, b"/etc/passwd")
    assert "link" in refused(path).message


def test_an_encrypted_archive(refused, tmp_path):
    body = bytearray(made.shapefile(tmp_path).read_bytes())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        where = -1
        while (where := body.find(mark, where + 1)) >= 0:
            body[where + at] |= 1
    assert "encrypted" in refused(made.write(tmp_path, "b.zip", bytes(body))).message


class _Asked(http.server.BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_args):
        pass


@pytest.fixture
def server():
    """Listen, and note who asks."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Asked) as found:
        found.asked = []
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


@pytest.mark.parametrize("part", [".shp", ".dbf", ".prj", ".cpg"])
def test_a_dataset_that_reads_elsewhere(files, tmp_path, server, part):
    """A VRT with an address in place of a part of a shapefile: nobody is asked."""
    address = f"/vsicurl/http://127.0.0.1:{server.server_port}/a.shp".encode()
    path = made.shapefile(tmp_path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    path = made.archive(tmp_path / "b.zip", {**members, f"村界{part}": VRT % address})
    try:
        files.batches(path, crs="EPSG:4326")
    except parent.UnreadableFileError as error:
        assert not isinstance(error, parent.BrokenReaderError)
    assert server.asked == []


def test_only_one_driver_is_left(tmp_path, server):
    """GDAL in the reading process opens shapefiles and nothing else, by no name."""
    script = (
        "from geo.ingest.reading import gdal; raw = gdal._raw();"
        "import sys, pyogrio\n"
        "for name in sys.argv[1:]:\n"
        "    try: pyogrio.read_info(name); print('opened', name)\n"
        "    except pyogrio.errors.DataSourceError: pass\n"
    )
    made.layer(tmp_path / "a.gpkg")
    (tmp_path / "a.vrt").write_bytes(VRT % str(tmp_path / "a.gpkg").encode())
    address = f"http://127.0.0.1:{server.server_port}/a.shp"
    names = [str(tmp_path / "a.gpkg"), str(tmp_path / "a.vrt"), f"/vsicurl/{address}", address]
    names += [f"WFS:{address}", f"GeoJSON:{address}", f"/vsizip//vsicurl/{address}"]
    environment = {"PATH": os.environ["PATH"], **parent.FIXED}
    found = subprocess.run(
        [sys.executable, "-c", script, *names], capture_output=True, text=True, env=environment
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout == "" and server.asked == []


def test_views_and_functions_of_a_gpkg_are_not_run(files, refused, tmp_path):
    path = made.layer(tmp_path / "a.gpkg", layer="v")
    with closing(sqlite3.connect(path)) as base, base:
        for statement in VIEW:
            base.execute(statement)
    found = files.understand(path)
    assert found.layers == ("v",) and "w" in found.notes[0]
    assert refused(path, layer="w").parameter == "layer"


def test_a_gpkg_of_views_alone_is_refused(refused, tmp_path):
    path = made.layer(tmp_path / "a.gpkg", layer="v")
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE VIEW w AS SELECT * FROM v")
        base.execute("PRAGMA foreign_keys = OFF")
        base.execute("UPDATE gpkg_contents SET table_name = 'w', identifier = 'w'")
        base.execute("UPDATE gpkg_geometry_columns SET table_name = 'w'")
    assert "views are not read" in refused(path).message


def test_a_gpkg_whose_table_reads_another_file(refused, tmp_path):
    """A virtual table under the name of the layer."""
    path = made.layer(tmp_path / "a.gpkg", layer="v")
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA writable_schema = ON")
        table = "CREATE VIRTUAL TABLE v USING csv(filename=/etc/passwd)"
        base.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'v'", [table])
    assert refused(path).parameter == "file"
