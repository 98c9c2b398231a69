"""The table of roles where features are written: role x collection x method."""

from datetime import timedelta

import pytest
from django.db import transaction

from geo.features.collections import all_collections
from tests.coverage.editing import test_rights_table as manage
from tests.coverage.editing.conftest import ROLES, Editor, at_features, editor_with, own_station

pytestmark = pytest.mark.django_db
METHODS = ("list", "retrieve", "create", "update", "partial_update", "destroy")
COLLECTIONS = {item.id: item for item in all_collections()}
# Two collections are of one resource.
SLUGS = {"ponds": "water-bodies", "ditches": "water-bodies"}
TABLE = [(role, collection_id) for role in ROLES for collection_id in COLLECTIONS]
PUBLIC = Editor({}, "/api/collections")


def expected(role: str, collection_id: str) -> tuple[int, ...]:
    """Return what is expected at the editing interface; everybody reads what is public."""
    return (200, 200, *manage.expected(role, SLUGS.get(collection_id, collection_id))[2:])


def row_of(collection_id: str):
    if collection_id not in SLUGS:
        return manage.row_of(collection_id)
    collection = COLLECTIONS[collection_id]
    name, values = collection.only
    rows = collection.model.objects.filter(**{f"{name}__in": values}).order_by("pk")
    return next(row for row in rows if manage._is_referred_to(row))


@pytest.mark.parametrize(("role", "collection_id"), TABLE)
def test_table(role, collection_id):
    row = row_of(collection_id)
    editor = at_features(editor_with(role))
    path = f"{collection_id}/items/{row.public_id}"
    read = PUBLIC("get", path).json()
    new = {**read, "properties": {**read["properties"], "valid_to": None}}
    if COLLECTIONS[collection_id].geometry != "geom":
        # It is another record's, and not written with this one.
        new["geometry"] = None
    new["properties"]["valid_from"] = str(row.valid_from - timedelta(days=1))
    patch = {"type": "Feature", "properties": {"code": "X1"}}
    if "source" in read["properties"]:
        patch = {"type": "Feature", "properties": {"source": "seen on the spot"}}
    requests = {
        "list": ("get", f"{collection_id}/items?limit=1", None),
        "retrieve": ("get", path, None),
        "create": ("post", f"{collection_id}/items", new),
        "update": ("put", path, read),
        "partial_update": ("patch", path, patch),
        "destroy": ("delete", path, None),
    }
    answers = {}
    for name, (method, address, body) in requests.items():
        with transaction.atomic():
            answers[name] = editor(method, address, body).status_code
            transaction.set_rollback(True)
    assert answers == dict(zip(METHODS, expected(role, collection_id), strict=True))


def test_the_table_is_complete():
    assert len(TABLE) == len(ROLES) * len(COLLECTIONS) == 7 * 18
    assert own_station() == row_of("stations")
