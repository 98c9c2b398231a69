"""Zipped shapefiles: encodings, systems, axes, parts that are missing or wrong."""

import struct
import zipfile

import pytest
import shapely

from geo import crs
from tests.geo.ingest.reading import files as made

PARTS = (".shp", ".shx", ".dbf")


def distance_m(here, there):
    """Return the greatest distance between pairs of shapes in metres."""
    return shapely.hausdorff_distance(crs.project(here, 4549), crs.project(there, 4549)).max()


def without(path, *endings, extra=None):
    """Return the archive again without some members, and with others."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    kept = {name: body for name, body in members.items() if not name.endswith(endings or "\0")}
    return made.archive(path.with_name("again.zip"), {**kept, **(extra or {})})


def test_gbk_in_4528_without_cpg(files, tmp_path):
    """Story 2 of the staff: readable names, the right place, within 1 m of the same in 4490."""
    path = made.shapefile(tmp_path, made.metric(srid=4528), 4528)
    found = files.understand(path)
    assert (found.encoding, found.crs, found.questions) == ("gb18030", "EPSG:4528", ())
    assert "UTF-8" in found.encoding_reason and ".prj" in found.crs_reason
    assert [column.name for column in found.columns] == ["名称", "编号"]
    assert found.columns[0].samples == tuple(made.NAMES)
    assert (found.rows, found.geometry) == (3, "polygon")
    batch = files.one(path)
    same = files.one(made.shapefile(tmp_path, srid=4490, name="同样"))
    assert batch.values["名称"] == same.values["名称"] == made.NAMES
    assert distance_m(batch.shapes, same.shapes) < 0.01
    assert distance_m(batch.shapes, made.BOXES) < 0.01


def test_cpg_comes_first(files, tmp_path):
    path = made.shapefile(tmp_path, encoding="utf-8", without=())
    assert files.understand(path).encoding == "utf-8"
    assert ".cpg" in files.understand(path).encoding_reason


def test_language_driver_comes_second(files, tmp_path):
    path = made.shapefile(tmp_path)
    with zipfile.ZipFile(path) as archive:
        dbf = bytearray(archive.read("村界.dbf"))
    dbf[29] = 0x4D
    path = without(path, ".dbf", extra={"村界.dbf": bytes(dbf)})
    found = files.understand(path)
    assert found.encoding == "gb18030"
    assert "language driver" in found.encoding_reason


def test_strict_utf8_comes_third(files, tmp_path):
    path = made.shapefile(tmp_path, encoding="utf-8")
    found = files.understand(path)
    assert found.encoding == "utf-8"
    assert found.columns[0].samples == tuple(made.NAMES)


def test_a_cpg_that_lies_is_not_believed(files, tmp_path):
    path = without(made.shapefile(tmp_path), extra={"村界.cpg": b"UTF-8"})
    found = files.understand(path)
    assert found.encoding == "gb18030" and found.columns[0].samples == tuple(made.NAMES)


def test_encoding_is_overridden(files, tmp_path):
    path = made.shapefile(tmp_path)
    found = files.understand(path, encoding="big5")
    assert (found.encoding, found.encoding_reason) == ("big5", "chosen")
    assert found.columns[0].samples != tuple(made.NAMES)
    assert files.understand(path, encoding="GBK").columns[0].samples == tuple(made.NAMES)


def test_an_unknown_encoding_is_refused(refused, tmp_path):
    error = refused(made.shapefile(tmp_path), encoding="zip")
    assert error.parameter == "encoding" and "'zip'" in error.message


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_text_cut_at_the_width_of_its_field_ends_before_the_cut(files, tmp_path):
    """A name of 10 bytes and text of 254 are cut within a character."""
    long = "村" * 200
    path = made.shapefile(tmp_path, names=[long, long, long])
    assert files.one(path).values["名称"] == ["村" * 127] * 3


def test_without_prj_the_system_is_asked_with_the_right_guess_first(files, tmp_path):
    path = made.shapefile(tmp_path, made.metric(srid=4528), None, without=(".cpg", ".prj"))
    found = files.understand(path)
    (question,) = found.questions
    assert (question.code, question.option) == ("crs", "crs")
    assert question.choices[0][0] == "EPSG:4528" and "within the county" in question.choices[0][1]
    assert found.crs is None and found.bounds is None
    answered = files.understand(path, crs="EPSG:4528")
    assert answered.questions == () and answered.crs == "EPSG:4528"


def test_eastings_without_a_zone_are_guessed_by_the_county(files, tmp_path):
    path = made.shapefile(tmp_path, made.metric(srid=4549), None, without=(".cpg", ".prj"))
    (question,) = files.understand(path).questions
    assert question.choices[0][0] == "EPSG:4549"


def test_nothing_is_read_while_the_system_is_open(refused, tmp_path):
    path = made.shapefile(tmp_path, made.metric(), None, without=(".cpg", ".prj"))
    assert refused(path).parameter == "crs"


@pytest.mark.parametrize("srid", [4549, 4528, 4490])
def test_northing_first_against_the_prj_is_asked(files, tmp_path, srid):
    """EPSG:4549 calls the northing X; a .prj of a shapefile always means easting first."""
    path = made.shapefile(tmp_path, made.swapped(made.metric(srid=srid)), srid)
    (question,) = files.understand(path).questions
    assert (question.code, question.choices[0][0]) == ("axes", "yx")
    assert files.understand(path, axes="yx").questions == ()
    assert distance_m(files.one(path, axes="yx").shapes, made.BOXES) < 0.01


def test_wrong_prj_is_questioned(files, tmp_path):
    """Eastings of zone 39 under a .prj of zone 40: 270 km beside the county."""
    path = made.shapefile(tmp_path, made.metric(srid=4548), 4549)
    (question,) = files.understand(path).questions
    assert (question.code, question.option) == ("outside", "accept")
    assert "rows 1, 2, 3" in question.text
    assert files.understand(path, accept=("outside",)).questions == ()
    assert files.understand(path, crs="EPSG:4548").questions == ()


MOON = (
    b'GEOGCS["Moon",DATUM["Moon",SPHEROID["Moon",1737400,0]],PRIMEM["Reference",0],'
    b'UNIT["degree",0.0174532925199433]]'
)


@pytest.mark.parametrize("prj", [b"LOCAL[]", MOON], ids=["no system", "the Moon's"])
def test_a_prj_that_is_not_understood_is_said(files, tmp_path, prj):
    path = without(made.shapefile(tmp_path), ".prj", extra={"村界.prj": prj})
    found = files.understand(path)
    assert found.questions[0].code == "crs" and prj[:6].decode() in found.notes[0]


def test_several_layers(files, refused, tmp_path):
    first = made.shapefile(tmp_path)
    second = made.shapefile(tmp_path, made.POINTS, name="站点")
    with zipfile.ZipFile(second) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    path = without(first, extra=members)
    assert files.understand(path).layers == ("村界", "站点")
    assert files.understand(path, layer="站点").geometry == "point"
    error = refused(path, layer="河流")
    assert error.parameter == "layer" and "村界, 站点" in error.message


def test_names_of_members_in_gbk(files, tmp_path):
    """Windows packs Chinese names in GBK without saying so."""
    path = made.shapefile(tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name[-4:]: archive.read(name) for name in archive.namelist()}
    packed = made.zipped({f"????{ending}": body for ending, body in parts.items()})
    packed = packed.replace(b"????", "村界".encode("gbk"))
    (tmp_path / "gbk.zip").write_bytes(packed)
    assert files.understand(tmp_path / "gbk.zip").layer == "村界"


def test_heights_are_dropped(files, tmp_path):
    path = made.shapefile(tmp_path, shapely.force_3d(made.BOXES, 55), kind="Polygon Z")
    assert "Heights" in files.understand(path).notes[0]
    assert not shapely.has_z(files.one(path).shapes).any()


def test_deleted_rows_keep_the_numbers_of_the_others(files, tmp_path):
    path = made.shapefile(tmp_path)
    with zipfile.ZipFile(path) as archive:
        dbf = bytearray(archive.read("村界.dbf"))
    start, width = struct.unpack("<HH", dbf[8:12])
    dbf[start + width] = ord("*")
    path = without(path, ".dbf", extra={"村界.dbf": bytes(dbf)})
    rows = [batch.rows for batch in files.batches(path, size=1)]
    assert rows == [(1,), (3,)]
    assert files.understand(path).rows == 2


def test_batches_are_as_long_as_asked(files, tmp_path):
    assert [len(batch) for batch in files.batches(made.shapefile(tmp_path), size=2)] == [2, 1]


@pytest.mark.parametrize("missing", PARTS)
def test_a_missing_part_is_named(refused, tmp_path, missing):
    error = refused(without(made.shapefile(tmp_path), missing))
    assert missing in error.message and error.expected == missing


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("body", [b"", b"x" * 50, b"<OGRVRTDataSource/>" * 20])
def test_a_part_that_is_something_else(refused, tmp_path, part, body):
    error = refused(without(made.shapefile(tmp_path), part, extra={f"村界{part}": body}))
    assert part in error.message


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_cut_off(refused, tmp_path, part):
    path = made.shapefile(tmp_path)
    with zipfile.ZipFile(path) as archive:
        body = archive.read(f"村界{part}")
    error = refused(without(path, part, extra={f"村界{part}": body[:-30]}))
    assert error.parameter == "file"


def test_parts_of_different_files(refused, tmp_path):
    path = made.shapefile(tmp_path)
    other = made.shapefile(tmp_path, made.BOXES[:1], name="另", names=["一"])
    with zipfile.ZipFile(other) as archive:
        body = archive.read("另.dbf")
    error = refused(without(path, ".dbf", extra={"村界.dbf": body}))
    assert "3 shapes" in error.message and "1 rows" in error.message
