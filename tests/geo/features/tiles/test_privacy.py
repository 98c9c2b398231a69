"""Tiles hold what the collections hold, and nothing of what only staff may see."""

import pytest

from coverage.models import Deputy, Patrol, RiverChief
from geo.features.collections import all_collections
from geo.triggers import versioned_models
from tests.geo.features.test_privacy import HOME, PHONE

pytestmark = pytest.mark.django_db


def test_no_tile_holds_a_phone_or_a_home(client):
    Deputy.objects.update(phone=PHONE, home_address=HOME)
    RiverChief.objects.update(phone=PHONE)
    drawable = [item.id for item in all_collections() if item.geometry]
    for zoom, column, row in ((5, 26, 12), (10, 849, 405), (14, 13598, 6482)):
        roots = ["/api/tiles", *(f"/api/collections/{name}/tiles" for name in drawable)]
        for root in roots:
            address = f"{root}/{zoom}/{column}/{row}.mvt?datetime=../.."
            response = client.get(address)
            assert response.status_code in (200, 204)
            for secret in (PHONE.encode(), HOME.encode(), b"home_address", b"phone"):
                assert secret not in response.content, address


def test_no_other_table_has_tiles(client):
    assert Patrol.objects.exists()
    public = {item.id for item in all_collections()}
    for model in versioned_models():
        table = model._meta
        for name in {table.db_table, table.model_name, f"{table.model_name}s", table.label_lower}:
            if name not in public:
                address = f"/api/collections/{name}/tiles/0/0/0.mvt"
                assert client.get(address).status_code == 404, name


def test_tiles_say_who_may_be_seen_as_the_features_do():
    for item in all_collections():
        for path in [one.path for one in item.properties] + [item.geometry]:
            for word in ("phone", "home", "track", "raw", "password"):
                assert word not in path
