"""Story 13: what a GeoPackage of the service held comes back whole after places were spoilt."""

import math
from datetime import date

import pytest
import shapely
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from django.db.models import F
from django.test import Client

from geo import crs
from geo.fields import MeasureField
from geo.models import Subdistrict
from tests.geo.ingest.conftest import sender_with
from tests.geo.ingest.test_round_trip import PLACES, SLUGS

pytestmark = pytest.mark.django_db
ANOTHER_DAY = date(2001, 1, 1)
# Which row it is, and what other rows or the geometry decide.
KEPT = ("public_id", "code", "valid_from", "valid_to", "sequence")
METRIC_SRID = 4549
MOST_M = 0.01


def package(collection) -> bytes:
    """Return a whole collection as the service hands it out."""
    response = Client().get(f"/data/{collection.id}.gpkg")
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def administrator(db):
    return sender_with("administrator", Subdistrict.objects.get(code="37"))


def rows(collection) -> dict[str, dict]:
    """Return the rows that a collection shows, by public id."""
    found = collection.model.objects.all()
    if collection.only:
        found = found.filter(**{f"{collection.only[0]}__in": collection.only[1]})
    return {row["public_id"]: row for row in found.values()}


def spoilt(field: models.Field) -> object:
    """Return another value for a field, None where it is left."""
    if field.name in KEPT or field.is_relation or field.primary_key or field.choices:
        return None
    if isinstance(field, MeasureField | GeometryField):
        return None
    if isinstance(field, models.BooleanField):
        return ~F(field.name)
    if isinstance(field, models.DateField):
        return ANOTHER_DAY
    if isinstance(field, models.IntegerField | models.FloatField):
        return F(field.name) + 3
    return "改过"


def spoil(collection) -> None:
    """Change every field of every row, and move every geometry by some 100 m."""
    model = collection.model
    changes = {field.name: spoilt(field) for field in model._meta.concrete_fields}
    changes = {name: value for name, value in changes.items() if value is not None}
    assert changes
    shown = model.objects.filter(public_id__in=rows(collection))
    shown.update(**changes)
    for place in shown.exclude(geom=None):
        moved = shapely.transform(shapely.from_wkb(bytes(place.geom.wkb)), lambda at: at + 0.001)
        shown.filter(pk=place.pk).update(
            geom=GEOSGeometry(memoryview(shapely.to_wkb(moved)), srid=4326)
        )


def remove(collection) -> bool:
    """Delete the rows; return whether nothing refers to places of this kind."""
    model = collection.model
    if any(not one.name.startswith("historical") for one in model._meta.related_objects):
        return False
    model.objects.filter(public_id__in=rows(collection)).delete()
    return True


def assert_same(before: dict[str, dict], after: dict[str, dict], but: tuple[str, ...] = ()) -> None:
    """Compare rows field by field: geometries within 1 cm, numbers within 1e-9."""
    assert set(after) == set(before) != set()
    for key, old in before.items():
        for name, value in old.items():
            new = after[key][name]
            if name in but:
                continue
            if isinstance(value, GEOSGeometry):
                assert distance_m(value, new) < MOST_M, (name, old["code"])
            elif isinstance(value, float):
                # A measure follows its geometry, which has moved by less than a centimetre.
                close = 1e-6 if name in ("area_m2", "length_m") else 1e-9
                assert math.isclose(value, new, rel_tol=close), (name, old["code"], value, new)
            else:
                assert new == value, (name, old["code"])


def distance_m(before: GEOSGeometry, after: GEOSGeometry) -> float:
    """Return the Hausdorff distance of two geometries in metres."""
    pair = [shapely.from_wkb(bytes(one.wkb)) for one in (before, after)]
    old, new = crs.project(pair, METRIC_SRID)
    return float(shapely.hausdorff_distance(old, new))


@pytest.mark.parametrize("collection", PLACES, ids=lambda one: one.id)
def test_a_package_mends_what_was_changed(collection, administrator):
    slug = SLUGS[collection.model]
    content, before = package(collection), rows(collection)
    found = administrator.checked("all.gpkg", content, slug, "371327001")
    told = administrator.rows(found, "changed") + administrator.rows(found, "rejected")
    assert (found["counts"]["unchanged"], told) == (len(before), [])
    spoil(collection)
    found = administrator.committed("all.gpkg", content, slug, "371327001")
    assert found["counts"] == {"added": 0, "changed": len(before), "unchanged": 0, "rejected": 0}
    assert_same(before, rows(collection))


REMOVABLE = {"outfalls", "livestock-zones", "roads", "service-centres"}


@pytest.mark.parametrize("collection", PLACES, ids=lambda one: one.id)
def test_a_package_brings_back_what_was_deleted(collection, administrator):
    content, before = package(collection), rows(collection)
    if not remove(collection):
        assert collection.id not in REMOVABLE
        return
    slug = SLUGS[collection.model]
    found = administrator.committed("all.gpkg", content, slug, "371327001")
    assert found["counts"]["added"] == len(before)
    assert_same(before, rows(collection), but=("id",))
