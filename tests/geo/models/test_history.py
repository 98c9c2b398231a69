"""The history's tables: written at every import, so without the indexes that maps need."""

import pytest
from django.db import connection

from geo.models import RiverSegment, Village
from tests import register

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Village, RiverSegment])
def test_only_keys_and_days_are_indexed(model):
    table = model.history.model._meta.db_table
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    indexed = {one["columns"][0] for one in found if one["index"] or one["primary_key"]}
    assert {"history_id", "id", "history_date"} <= indexed
    assert not {"geom", "center", "public_id"} & indexed


def test_places_keep_their_indexes():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "geo_village").values()
    indexed = {one["columns"][0] for one in found if one["index"] or one["unique"]}
    assert {"geom", "center", "public_id"} <= indexed


def test_a_geometry_is_kept_in_the_history():
    village = register.village(register.unit())
    before = village.geom.clone()
    village.geom = register.square(side=0.02)
    village.save()
    newest, oldest = Village.history.filter(id=village.pk).order_by("-history_id")
    assert oldest.geom.equals_exact(before)
    assert newest.geom.equals_exact(village.geom)
