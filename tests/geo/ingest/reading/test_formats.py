"""GeoPackage, GeoJSON, KML, KMZ and GPX."""

import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest
import shapely

from tests.geo.ingest.reading import files as made

POINT = "<Point><coordinates>118.83,35.17,55</coordinates></Point>"
RING = "118.8,35.1 118.9,35.1 118.9,35.2 118.8,35.1"
POLYGON = (
    f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing>"
    "</outerBoundaryIs></Polygon>"
)
TRACK = "<gx:Track><when>2026-01-01T00:00:00Z</when>" + "".join(
    f"<gx:coord>118.8{n} 35.1 0</gx:coord>" for n in range(3)
)


def write(tmp_path, name: str, body: bytes | str):
    path = tmp_path / name
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return path


@pytest.mark.parametrize("srid", [4326, 4490, 4528, 4549, 3857])
def test_gpkg(files, tmp_path, srid):
    path = made.layer(tmp_path / "a.gpkg", made.metric(srid=srid), srid=srid, layer="村界")
    found = files.understand(path)
    assert (found.format, found.crs, found.layer) == ("gpkg", f"EPSG:{srid}", "村界")
    assert found.questions == () and found.rows == 3
    batch = files.one(path)
    assert batch.values["编号"] == [1, 2, 3] and batch.values["名称"] == made.NAMES
    assert shapely.hausdorff_distance(batch.shapes, made.BOXES).max() < 1e-7


def test_gpkg_with_several_layers(files, tmp_path):
    path = made.layer(tmp_path / "a.gpkg", layer="村界")
    made.layer(path, made.POINTS, layer="站点", append=False)
    assert files.understand(path).layers == ("村界", "站点")
    assert files.understand(path, layer="站点").geometry == "point"


def test_gpkg_types_and_nothing(files, tmp_path):
    path = made.layer(tmp_path / "a.gpkg", layer="v")
    with closing(sqlite3.connect(path)) as base, base:
        for trigger in [
            n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]:
            base.execute(f'DROP TRIGGER "{trigger}"')
        base.execute("ALTER TABLE v ADD COLUMN kept BOOLEAN")
        base.execute("ALTER TABLE v ADD COLUMN picture BLOB")
        base.execute("UPDATE v SET kept = 1, picture = x'00', geom = NULL WHERE fid = 2")
        base.execute("UPDATE v SET geom = x'4750' WHERE fid = 3")
    batch = files.one(path)
    assert batch.values["kept"] == [None, True, None] and "picture" not in batch.values
    assert [shape is None for shape in batch.shapes] == [False, True, True]
    assert list(batch.faults) == [3]


def test_heights_of_a_gpkg_are_dropped_and_said(files, tmp_path):
    shapes = shapely.force_3d(made.BOXES, 55)
    path = made.layer(tmp_path / "a.gpkg", shapes, geometry_type="Polygon Z")
    assert "Heights" in files.understand(path).notes[0]
    assert not shapely.has_z(files.one(path).shapes).any()


def test_gpkg_without_a_system_is_asked(files, tmp_path):
    path = made.layer(tmp_path / "a.gpkg", made.metric(srid=4549), srid=None)
    (question,) = files.understand(path).questions
    assert question.choices[0][0] == "EPSG:4549"


def test_kinds_are_stated(files, tmp_path):
    shapes = [made.BOXES[0], made.POINTS[0], shapely.LineString([(118.8, 35.1), (118.9, 35.1)])]
    path = made.layer(tmp_path / "a.gpkg", shapes, geometry_type="Unknown")
    found = files.understand(path)
    assert found.geometry == "mixed"
    assert dict(found.kinds) == {"point": 1, "line": 1, "polygon": 1}


def test_geojson(files, tmp_path):
    features = [
        made.feature(made.point(118.83, 35.17), name="甲", n=1, more={"a": [1]}),
        made.feature(None, name="乙"),
        made.feature({"type": "Point", "coordinates": []}, name="丙"),
        made.feature(json.loads(shapely.to_geojson(made.BOXES[0])), late=True),
    ]
    path = write(tmp_path, "a.geojson", made.collection(features))
    found = files.understand(path)
    assert (found.crs, found.rows, found.questions) == ("EPSG:4326", 4, ())
    batch = files.one(path)
    assert (
        batch.values["name"] == ["甲", "乙", "丙", None] and batch.values["more"][0] == '{"a": [1]}'
    )
    assert [shape is None for shape in batch.shapes] == [False, True, True, False]
    assert batch.faults == {}


def test_all_kinds_of_geojson(files, tmp_path):
    shapes = [
        shapely.MultiPoint([(118, 35), (119, 35)]),
        shapely.MultiLineString([[(118, 35), (119, 35)]]),
        shapely.MultiPolygon([made.BOXES[0], made.BOXES[2]]),
        shapely.GeometryCollection([made.POINTS[0], made.BOXES[0]]),
        shapely.force_3d(made.BOXES[1], 5),
    ]
    features = [made.feature(json.loads(shapely.to_geojson(shape))) for shape in shapes]
    batch = files.one(write(tmp_path, "a.json", made.collection(features)))
    assert batch.faults == {}
    for found, shape in zip(batch.shapes, shapes, strict=True):
        assert found.equals(shapely.force_2d(shape)) and not found.has_z


def test_geojson_with_an_old_crs(files, tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4528"}}
    east, north = made.metric(made.POINTS)[0].coords[0]
    features = [made.feature(made.point(east, north))]
    path = write(tmp_path, "a.geojson", made.collection(features, crs=crs))
    assert files.understand(path).crs == "EPSG:4528"
    assert files.one(path).shapes[0].distance(made.POINTS[0]) < 1e-9


def test_geojson_out_of_range(files, tmp_path):
    """Numbers that are no degrees, and those JSON has not but Python reads."""
    places = "[218, 35]", "[35.17, 118.83]", "[NaN, 35]", "[118, Infinity]", '["a", 35]', "[118]"
    features = ",".join(
        f'{{"type":"Feature","geometry":{{"type":"Point","coordinates":{place}}}}}'
        for place in places
    )
    path = write(tmp_path, "a.geojson", f'{{"type":"FeatureCollection","features":[{features}]}}')
    batch = files.one(path)
    assert sorted(batch.faults) == [1, 2, 3, 4, 5, 6] and not any(batch.shapes)
    assert "swapped" in batch.faults[2]


@pytest.mark.parametrize(
    "geometry",
    [
        '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}',
        '{"type":"LineString","coordinates":[[0,0]]}',
        '{"type":"Circle","coordinates":[0,0]}',
        '{"type":"Point"}',
        '{"type":"Point","coordinates":{"a":1}}',
        '{"type":"Polygon","coordinates":5}',
        '{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[]}]}',
        "5",
        "[]",
    ],
)
def test_a_geometry_that_is_none_is_a_fault_of_its_row(files, tmp_path, geometry):
    good = json.dumps(made.feature(made.point(118, 35)))
    bad = f'{{"type":"Feature","properties":null,"geometry":{geometry}}}'
    body = f'{{"type":"FeatureCollection","features":[{bad},{good}]}}'
    batch = files.one(write(tmp_path, "a.geojson", body))
    assert list(batch.faults) == [1] and batch.shapes[0] is None and batch.shapes[1] is not None


@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_a_feature_a_line(files, tmp_path, mark):
    lines = [json.dumps(made.feature(made.point(118.8, 35.1), n=n)) for n in range(3)]
    body = "".join(f"{mark}{line}\n" for line in lines)
    path = write(tmp_path, "a.geojsonl", body)
    assert files.understand(path).format == "geojsonseq"
    assert files.one(path).values["n"] == [0, 1, 2]


def test_numbers_and_text_across_blocks(files, tmp_path):
    """Features longer than what is read at once, and members behind the features."""
    long = "村" * 700_000
    features = [made.feature(made.point(118.8, 35.1), text=long, n=n) for n in range(3)]
    body = made.collection(features)[:-1] + b', "name": "x"}  '
    batch = files.one(write(tmp_path, "a.geojson", body))
    assert batch.values["n"] == [0, 1, 2] and batch.values["text"] == [long] * 3


def test_text_that_no_database_takes_is_mended(files, tmp_path):
    body = made.collection([made.feature(made.point(118.8, 35.1), a="x\0y", n=10**30)])
    body = body.replace(b'"n"', b'"\\ud800": 5, "n"')
    batch = files.one(write(tmp_path, "a.geojson", body))
    assert batch.values["a"] == ["xy"] and batch.values["n"] == [str(10**30)]


def test_kml(files, tmp_path):
    data = '<ExtendedData><Data name="编号"><value>001</value></Data></ExtendedData>'
    simple = '<SchemaData><SimpleData name="户数">12</SimpleData></SchemaData>'
    schema = f"<ExtendedData>{simple}</ExtendedData>"
    line = "<LineString><coordinates>118.8,35.1 118.9,35.1,7</coordinates></LineString>"
    body = (
        f"<Folder><name>河流</name><Folder><name>支流</name>{made.placemark('甲', line, data)}"
        f"</Folder></Folder>{made.placemark('乙', POLYGON, schema)}"
        f"{made.placemark('丙', f'<MultiGeometry>{POINT}{POINT}</MultiGeometry>')}"
        f"{made.placemark('丁', TRACK + '</gx:Track>')}{made.placemark('戊', '')}"
    )
    path = write(tmp_path, "a.kml", made.kml(body))
    found = files.understand(path)
    assert (found.crs, found.questions, found.rows) == ("EPSG:4326", (), 5)
    batch = files.one(path)
    kinds = [shape.geom_type if shape else None for shape in batch.shapes]
    assert kinds == ["LineString", "Polygon", "MultiPoint", "LineString", None]
    assert batch.values["folder"][:2] == ["河流/支流", ""]
    assert batch.values["编号"][0] == "001" and batch.values["户数"][1] == "12"
    assert batch.faults == {} and not shapely.has_z(batch.shapes).any()


def test_html_descriptions(files, tmp_path):
    rows = ("<td>村名</td><td>示例<b>村</b></td>", "<td>户数</td><td>12</td>")
    table = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    more = (
        f"<description><![CDATA[<html><script>x()</script>一&amp;二<br>三{table}]]></description>"
    )
    path = write(tmp_path, "a.kml", made.kml(made.placemark("甲", POINT, more)))
    batch = files.one(path)
    assert batch.values["村名"] == ["示例村"] and batch.values["户数"] == ["12"]
    assert batch.values["description"][0].startswith("一&二\n三")
    assert "x()" not in batch.values["description"][0]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.ovkml", made.kml(made.placemark("甲", POINT))),
        ("a.kml", made.kml(made.placemark("甲", POINT), "<!-- OvitalMap -->")),
        ("a.ovkmz", made.zipped({"doc.kml": made.kml(made.placemark("甲", POINT))})),
        ("a.ovkmz", made.zipped({"doc.ovkml": made.kml(made.placemark("甲", POINT))})),
    ],
)
def test_ovital_is_asked_for_its_datum(files, tmp_path, name, body):
    path = write(tmp_path, name, body)
    (question,) = files.understand(path).questions
    assert question.option == "crs" and question.choices[0][0] == "gcj02"
    assert files.understand(path, crs="gcj02").questions == ()
    apart = (
        files.one(path, crs="gcj02").shapes[0].distance(files.one(path, crs="EPSG:4326").shapes[0])
    )
    assert 0.002 < apart < 0.01


def test_kmz(files, tmp_path):
    members = {"files/a.png": b"x", "文档.kml": made.kml(made.placemark("甲", POINT))}
    assert files.one(made.archive(tmp_path / "a.kmz", members)).values["name"] == ["甲"]


def test_links_of_kml_are_not_followed(files, tmp_path):
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/a.kml</href></Link></NetworkLink>"
    path = write(tmp_path, "a.kml", made.kml(link + made.placemark("甲", POINT)))
    assert files.understand(path).notes[0].startswith("1 links")
    assert files.one(path).values["name"] == ["甲"]


def test_coordinates_of_kml_that_are_no_numbers(files, tmp_path):
    wrong = "<Point><coordinates>a,b</coordinates></Point>"
    path = write(tmp_path, "a.kml", made.kml(made.placemark("甲", wrong)))
    assert list(files.one(path).faults) == [1]


def test_gpx(files, tmp_path):
    points = '<trkpt lon="118.8" lat="35.1"/><trkpt lon="118.9" lat="35.1"/>'
    route = points.replace("trkpt", "rtept")
    body = (
        f"<gpx><wpt lon='118.83' lat='35.17'><name>公示牌</name></wpt><wpt lon='x' lat='1'/>"
        f"<rte><name>路线</name>{route}</rte><trk><trkseg>{points}</trkseg><trkseg>{points}</trkseg></trk></gpx>"
    )
    path = write(tmp_path, "a.gpx", body)
    found = files.understand(path)
    assert found.layers == ("waypoints", "routes", "tracks") and found.rows == 2
    assert list(files.one(path).faults) == [2]
    assert files.one(path, layer="routes").shapes[0].geom_type == "LineString"
    assert files.one(path, layer="tracks").shapes[0].geom_type == "MultiLineString"


def test_all_formats_give_the_same_places(files, tmp_path):
    """The same file in any format lies in the same place."""
    paths = [made.layer(tmp_path / f"a.{ending}") for ending in ("gpkg", "geojson")]
    paths += [made.layer(tmp_path / "a.kml", driver="KML"), made.shapefile(tmp_path)]
    for path in paths:
        shapes = files.one(path).shapes
        assert shapely.hausdorff_distance(shapes, made.BOXES).max() < 1e-9, path
        assert np.array_equal(shapely.area(shapes).round(12), shapely.area(made.BOXES).round(12))
