"""Every format gives the same points."""

import io
import json
import struct

import numpy as np
import pytest
from django.utils import timezone

from coverage.tracks import readers
from tests.coverage.tracks import files

TIMES = 1_790_000_000 + np.arange(5) * 7.0
POINTS = np.column_stack(
    [118.83 + np.arange(5) * 1e-4, 35.18 + np.arange(5) * 2e-4, TIMES, np.arange(5) + 3.0]
)
KEEPS_ACCURACY = {"a.csv", "points.json", "a.fit"}


def read(name: str, body: bytes) -> readers.Reading:
    return readers.read(name, io.BytesIO(body))


@pytest.mark.parametrize("name", files.WRITERS)
def test_points_come_back(name):
    found = read(name, files.WRITERS[name](POINTS))
    assert found.source == {"json": "geojson"}.get(name[-4:], name.rpartition(".")[2])
    assert found.points[:, :2] == pytest.approx(POINTS[:, :2], abs=1e-7)
    assert found.points[:, 2].tolist() == TIMES.tolist()
    if name in KEEPS_ACCURACY:
        assert found.points[:, 3].tolist() == POINTS[:, 3].tolist()
    else:
        assert np.isnan(found.points[:, 3]).all()


@pytest.mark.parametrize("name", ["WALK.GPX", "x/y/walk.gpx", "我的轨迹.gpx"])
def test_the_name_counts_by_its_ending(name):
    assert len(read(name, files.gpx(POINTS)).points) == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_csv(encoding):
    assert len(read("a.csv", files.csv(POINTS, encoding=encoding)).points) == 5


@pytest.mark.parametrize(
    "head",
    [
        "lon,lat,time,accuracy",
        "Longitude, Latitude ,Timestamp,x",
        "经度（度）,纬度（度）,定位时间,精度",
    ],
)
def test_heads_of_csv(head):
    assert read("a.csv", files.csv(POINTS, head=head)).points[0, 0] == pytest.approx(118.83)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_delimiters_of_csv(delimiter):
    body = files.csv(POINTS).replace(b",", delimiter.encode())
    assert len(read("a.csv", body).points) == 5


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-09-21T10:13:20Z", 1_789_985_600),
        ("2026-09-21T18:13:20+08:00", 1_789_985_600),
        ("1789985600", 1_789_985_600),
        ("1789985600.5", 1_789_985_600.5),
        ("1789985600500", 1_789_985_600.5),
    ],
)
def test_times(text, seconds):
    body = f"lon,lat,time\n118.8,35.1,{text}\n".encode()
    assert read("a.csv", body).points[0, 2] == seconds


@pytest.mark.parametrize("text", ["2026-09-21 08:05:00", "2026/9/21 8:05", "2026/09/21 8:05:00"])
def test_times_without_a_zone_are_local_in_a_table(text):
    found = read("a.csv", f"lon,lat,time\n118.8,35.1,{text}\n".encode()).points[0, 2]
    local = timezone.datetime.fromtimestamp(found, tz=timezone.get_default_timezone())
    assert local.strftime("%Y-%m-%d %H:%M") == "2026-09-21 08:05"


def test_a_date_in_a_column_of_its_own():
    body = "日期,时间,经度,纬度\n2026/9/21,8:05:30,118.8,35.1\n".encode()
    found = read("a.csv", body).points[0, 2]
    local = timezone.datetime.fromtimestamp(found, tz=timezone.get_default_timezone())
    assert local.isoformat().startswith("2026-09-21T08:05:30")


def test_lines_of_several_parts():
    feature = {
        "type": "Feature",
        "geometry": {
            "type": "MultiLineString",
            "coordinates": [[[118.8, 35.1], [118.81, 35.1]], [[118.82, 35.1], [118.83, 35.1]]],
        },
        "properties": {"coordinateProperties": {"times": [[1.7e9, 1.7e9 + 5], [1.7e9 + 9] * 2]}},
    }
    assert len(read("a.geojson", json.dumps(feature).encode()).points) == 4


def test_the_accuracy_in_an_extension_of_gpx():
    body = files.gpx(POINTS).replace(
        b"</trkpt>", b"<extensions><accuracy>4.5</accuracy></extensions></trkpt>"
    )
    assert read("a.gpx", body).points[:, 3].tolist() == [4.5] * 5


def test_comments_and_other_elements_are_passed_over():
    body = files.gpx(POINTS).replace(b"<trk>", b"<!-- x --><wpt lat='1' lon='2'/><trk><?pi?>")
    assert len(read("a.gpx", body).points) == 5


def test_records_without_a_position_are_no_points():
    body = files.fit(POINTS)[:-2]
    latitude = struct.pack("<i", round(POINTS[1, 1] * files.SEMICIRCLES))
    # FIT's "no value".
    without = body.replace(latitude, b"\xff\xff\xff\x7f")
    assert len(read("a.fit", files.closed(without)).points) == 4
