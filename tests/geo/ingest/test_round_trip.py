"""What every collection hands out comes back without a change, and into an empty unit whole."""

import json

import pytest
from django.test import Client

from geo.features.collections import all_collections
from geo.ingest.targets import targets
from geo.models import Subdistrict
from tests import register
from tests.geo.ingest.conftest import sender_with

pytestmark = pytest.mark.django_db
SLUGS = {target.model: slug for slug, target in targets().items()}
PLACES = [one for one in all_collections() if one.model in SLUGS]


def exported(collection) -> bytes:
    """Return a whole collection as the service hands it out, ids as a column."""
    response = Client().get(f"/data/{collection.id}.geojson")
    found = json.loads(
        b"".join(response.streaming_content) if response.streaming else response.content
    )
    for feature in found["features"]:
        feature["properties"]["public_id"] = feature["id"]
    return json.dumps({"type": "FeatureCollection", "features": found["features"]}).encode()


@pytest.mark.parametrize("collection", PLACES, ids=lambda one: one.id)
def test_an_export_comes_back_without_a_change(collection):
    administrator = sender_with("administrator", Subdistrict.objects.get(code="37"))
    content = exported(collection)
    slug = SLUGS[collection.model]
    found = administrator.checked("all.geojson", content, slug, "371327001")
    rows = len(json.loads(content)["features"])
    assert rows > 0
    told = administrator.rows(found, "changed") + administrator.rows(found, "rejected")
    assert (found["counts"]["unchanged"], told) == (rows, [])


def test_a_deleted_place_comes_back_whole():
    collection = next(one for one in PLACES if one.id == "outfalls")
    content = exported(collection)
    model = collection.model
    before = list(model.objects.order_by("public_id").values())
    model.objects.all().delete()
    committee = sender_with("committee")
    found = committee.committed("outfalls.geojson", content, "outfalls", "371327001")
    assert found["counts"]["added"] == len(before)
    after = list(model.objects.order_by("public_id").values())
    for old, new in zip(before, after, strict=True):
        assert new.pop("geom").equals_exact(old.pop("geom"), 1e-7)
        assert (new | {"id": 0}) == (old | {"id": 0})


def test_every_kind_of_place_is_a_target():
    assert len(targets()) == 12
    assert {collection.model for collection in PLACES} == set(SLUGS)


def test_a_shapefile_and_its_copy_in_another_system_are_the_same(tmp_path):
    """Story 2: a GBK shapefile in EPSG:4528 without .cpg, within a metre of the one in 4490."""
    import zipfile

    import numpy as np
    import pyogrio.raw
    import shapely

    from geo import crs

    unit = register.unit()
    committee = sender_with("committee", unit)
    shape = shapely.box(118.8, 35.1, 118.81, 35.11)

    def zipped(srid: int, encoding: str) -> bytes:
        moved = crs.project(np.array([shape], dtype=object), srid)
        folder = tmp_path / str(srid)
        folder.mkdir()
        pyogrio.raw.write(
            folder / "村界.shp",
            shapely.to_wkb(moved),
            [np.array(["990001002201"], dtype=object), np.array(["示例村"], dtype=object)],
            ["行政村代码", "村名"],
            geometry_type="Polygon",
            crs=f"EPSG:{srid}",
            driver="ESRI Shapefile",
            encoding=encoding,
        )
        (folder / "村界.cpg").unlink(missing_ok=True)
        with zipfile.ZipFile(folder / "a.zip", "w") as archive:
            for path in folder.glob("村界.*"):
                archive.write(path, path.name)
        return (folder / "a.zip").read_bytes()

    answers = {"constants": {"kind": "village"}}
    first = committee.committed("a.zip", zipped(4528, "GBK"), "villages", unit.code, **answers)
    assert first["mapping"] == {"code": "行政村代码", "name": "村名"}
    assert committee.rows(first, "added")[0]["name"] == "示例村"
    again = committee.checked("b.zip", zipped(4490, "GBK"), "villages", unit.code, **answers)
    assert again["counts"] == {"added": 0, "changed": 0, "unchanged": 1, "rejected": 0}
