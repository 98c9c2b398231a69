"""Villages as features, and who may write them: for the tests of writing at the collections."""

import pytest

from geo.models import Village
from tests.coverage.editing.conftest import Editor, at_features


@pytest.fixture
def committee(committee) -> Editor:
    return at_features(committee)


@pytest.fixture
def village() -> Village:
    return Village.objects.order_by("code").first()


def feature(village: Village, **properties) -> dict:
    """Return a new village as the collection shows one."""
    values = {
        "code": "371327001999",
        "name": "示例村",
        "kind": "village",
        "subdistrict": "371327001",
        "quality": "surveyed",
        "source": "survey of the test",
        "as_of": "2026-01-01",
        "valid_from": "2026-01-01",
    }
    shape = {"type": "Polygon", "coordinates": village.geom[0].coords}
    return {"type": "Feature", "geometry": shape, "properties": values | properties}


def path_of(row, collection: str = "villages") -> str:
    return f"{collection}/items/{row.public_id}"


def changed(row) -> dict:
    """Return the values of a row as the database has them."""
    return type(row).objects.filter(pk=row.pk).values().get()
