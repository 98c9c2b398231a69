"""Rules that the database holds on both engines, whoever writes."""

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from geo.constraints import GeometryConstraint, LocatedOrSaid, ValidGeometry
from geo.models import ImportRow, RiverSegment, Road, Village, WaterBody
from geo.triggers import versioned_models
from tests import register

pytestmark = pytest.mark.django_db
BOWTIE = "MULTIPOLYGON(((118.8 35.1,118.9 35.2,118.9 35.1,118.8 35.2,118.8 35.1)))"


def execute(sql: str, *parameters) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def village():
    return register.village(register.unit())


def test_an_invalid_polygon_is_refused(village):
    village.geom = GEOSGeometry(BOWTIE, srid=4326)
    with pytest.raises(ValidationError) as refused:
        village.full_clean()
    assert "Self-intersection" in str(refused.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        village.save()


def test_an_invalid_polygon_is_refused_in_raw_sql(village):
    sql = "UPDATE geo_village SET geom = ST_GeomFromText(%s, 4326) WHERE id = %s"
    with pytest.raises(IntegrityError):
        execute(sql, BOWTIE, village.pk)
    village.refresh_from_db()
    assert village.geom.valid


def test_an_invalid_polygon_is_refused_in_bulk(village):
    rows = [
        Village(**register.PLACE, subdistrict=village.subdistrict, code=f"B{i}", kind="village")
        for i in range(2)
    ]
    rows[0].geom, rows[1].geom = register.square(), GEOSGeometry(BOWTIE, srid=4326)
    with pytest.raises(IntegrityError), transaction.atomic():
        Village.objects.bulk_create(rows)
    assert not Village.objects.filter(code__in=["B0", "B1"], subdistrict=village.subdistrict)


def test_a_missing_geometry_must_be_said(village):
    village.geom = None
    with pytest.raises(ValidationError) as refused:
        village.full_clean()
    assert set(refused.value.message_dict) == {"quality"}
    with pytest.raises(IntegrityError), transaction.atomic():
        village.save()
    village.quality = "unlocated"
    village.full_clean()
    village.save()
    assert village.area_m2 is None


def test_a_missing_geometry_is_refused_in_raw_sql(village):
    with pytest.raises(IntegrityError):
        execute("UPDATE geo_village SET geom = NULL WHERE id = %s", village.pk)
    execute("UPDATE geo_village SET geom = NULL, quality = 'unlocated' WHERE id = %s", village.pk)


def test_a_last_day_before_the_first_is_refused_in_raw_sql(village):
    with pytest.raises(IntegrityError):
        execute("UPDATE geo_village SET valid_to = '2019-12-31' WHERE id = %s", village.pk)


@pytest.mark.parametrize(("start", "end"), [(-1, 10), (10, 10), (10, 5)])
def test_chainage_begins_at_nought_and_grows(start, end):
    unit = register.unit()
    segment = RiverSegment(
        **register.PLACE,
        subdistrict=unit,
        code="R1-1",
        river=register.river(unit),
        sequence=1,
        start_chainage_m=start,
        end_chainage_m=end,
        geom=register.line(),
    )
    with pytest.raises(ValidationError):
        segment.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        segment.save()


@pytest.mark.parametrize("speed_kmh", [0, -5])
def test_a_road_is_passable(speed_kmh):
    road = Road(**register.PLACE, subdistrict=register.unit(), code="W1", road_class="street")
    road.speed_kmh, road.geom = speed_kmh, register.line()
    with pytest.raises(IntegrityError), transaction.atomic():
        road.save()


@pytest.mark.parametrize(
    ("kind", "shape", "accepted"),
    [
        ("ditch", register.line(), True),
        ("ditch", register.square()[0], False),
        ("pond", register.square()[0], True),
        ("reservoir", register.line(), False),
    ],
)
def test_a_ditch_is_a_line_and_a_pond_an_area(kind, shape, accepted):
    water = WaterBody(**register.PLACE, subdistrict=register.unit(), code="P1", kind=kind)
    water.geom = shape
    if accepted:
        water.full_clean()
        return
    with pytest.raises(ValidationError) as refused:
        water.full_clean()
    assert set(refused.value.message_dict) == {"geom"}


def test_every_geometry_is_valid_by_constraint_and_every_place_says_when_it_has_none():
    # What an import shows of a file may be invalid: that is what it tells.
    for model in set(versioned_models()) - {ImportRow}:
        names = {field.name for field in model._meta.fields}
        kinds = [type(c) for c in model._meta.constraints if isinstance(c, GeometryConstraint)]
        is_place = {"geom", "quality"} <= names
        expected = [ValidGeometry, LocatedOrSaid] if is_place else [ValidGeometry]
        assert kinds == (expected if "geom" in names else []), model


def test_every_geometry_has_a_spatial_index():
    for model in versioned_models():
        for field in model._meta.fields:
            if hasattr(field, "geom_type"):
                assert _is_indexed(model._meta.db_table, field.column), (model, field)


def _is_indexed(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sql = (
                "SELECT spatial_index_enabled FROM geometry_columns "
                "WHERE f_table_name = %s AND f_geometry_column = %s"
            )
            cursor.execute(sql, [table, column])
            return cursor.fetchone() == (1,)
        sql = "SELECT indexdef FROM pg_indexes WHERE tablename = %s"
        cursor.execute(sql, [table])
        # A column whose name is a word of SQL stands in quotation marks.
        made = [row[0].replace('"', "") for row in cursor.fetchall()]
        return any("gist" in index and f"({column})" in index for index in made)
