"""Versions: renewed by every write of a table, and by nothing else."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import F

from geo import triggers
from geo.apps import GeoConfig
from geo.models import River, TableVersion, Village
from tests import register

pytestmark = pytest.mark.django_db


def tokens() -> dict[str, str]:
    return dict(TableVersion.objects.values_list("name", "token"))


def changed(before: dict[str, str]) -> set[str]:
    after = tokens()
    return {name for name in after if before.get(name) != after[name]}


@pytest.fixture
def village():
    return register.village(register.unit())


def test_insert_update_and_delete_renew_the_table_alone(village):
    unit = village.subdistrict
    before = tokens()
    other = register.village(unit, "V2")
    assert changed(before) == {"geo_village"}
    before = tokens()
    other.name = "renamed"
    other.save()
    assert changed(before) == {"geo_village"}
    before = tokens()
    other.delete()
    assert changed(before) == {"geo_village"}


def test_bulk_writes_renew(village):
    before = tokens()
    row = Village(**register.PLACE, subdistrict=village.subdistrict, code="B", kind="village")
    row.geom = register.square()
    Village.objects.bulk_create([row])
    assert changed(before) == {"geo_village"}
    before = tokens()
    Village.objects.filter(pk=village.pk).update(name="x")
    assert changed(before) == {"geo_village"}


def test_raw_sql_renews(village):
    before = tokens()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE geo_village SET name = 'x' WHERE id = %s", [village.pk])
    assert changed(before) == {"geo_village"}


def test_reading_renews_nothing(village):
    before = tokens()
    list(Village.objects.all())
    assert changed(before) == set()


def test_a_token_for_several_tables_changes_with_each(village, django_assert_num_queries):
    with django_assert_num_queries(1):
        both = TableVersion.objects.token(Village, River)
    assert TableVersion.objects.token(River, Village) == both
    register.river(village.subdistrict)
    after_river = TableVersion.objects.token(Village, River)
    register.village(village.subdistrict, "V2")
    assert len({both, after_river, TableVersion.objects.token(Village, River)}) == 3


@pytest.mark.parametrize("model", triggers.versioned_models())
def test_every_table_has_a_version_after_a_write(model):
    unit = register.unit()
    register.place_import(unit, register.user("committee", unit))
    register.scenario(unit)
    register.route_stop(register.route_round(register.inspection_route(unit)))
    register.issue_photo(register.issue(unit))
    register.holiday(date(1999, 1, 4))
    before = tokens()
    column = model._meta.concrete_fields[1].attname
    assert model._default_manager.update(**{column: F(column)}) > 0
    assert changed(before) == {model._meta.db_table}


def test_installing_again_changes_nothing():
    before = trigger_names()
    triggers.install(sender=type("Sender", (), {"name": GeoConfig.name}))
    assert trigger_names() == before
    assert before


def trigger_names() -> list[str]:
    catalogue = {
        "sqlite": "SELECT name || sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1",
        "postgresql": "SELECT tgrelid::text || tgname FROM pg_trigger "
        "WHERE NOT tgisinternal ORDER BY 1",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return [row[0] for row in cursor.fetchall()]
