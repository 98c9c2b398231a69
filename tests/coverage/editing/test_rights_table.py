"""The table of roles: role x resource x method, with the status that is expected."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from coverage.editing.resources import RESOURCES as PEOPLE
from coverage.models import DutyRecord, Pairing, Patrol, StationDuty
from geo.editing.resources import RESOURCES as PLACES
from tests import register
from tests.coverage.editing.conftest import ROLES, editor_with, own_station

pytestmark = pytest.mark.django_db
METHODS = ("list", "retrieve", "create", "update", "partial_update", "destroy")
RESOURCES = {resource.slug: resource for resource in (*PLACES, *PEOPLE)}

CLOSED = (401,) * 6
READS = (200, 200, 403, 403, 403, 403)
WRITES = (200, 200, 201, 200, 200, 204)
# Other records refer to the row that is tried, so that nobody can delete it.
WRITES_REFERRED_TO = (200, 200, 201, 200, 200, 409)
PLACES_OWN_STATION = (200, 200, 403, 200, 200, 403)
OUT_OF_SIGHT = (200, 404, 403, 403, 403, 403)
OWN_STATION = {"pairings", "station-duties", "duty-records", "patrols"}

NOT_REFERRED_TO = {
    "service-centres",
    "outfalls",
    "notice-boards",
    "livestock-zones",
    "roads",
    "pairings",
    "station-duties",
    "river-chief-assignments",
    "duty-records",
    "patrols",
    "patrol-rules",
    "coverage-settings",
    "patrol-settings",
    "surveys",
}


def expected(role: str, slug: str) -> tuple[int, ...]:
    """Return the six statuses of a role on a resource, in the order of METHODS."""
    if role == "public":
        return CLOSED
    if role in ("committee", "administrator"):
        return WRITES if slug in NOT_REFERRED_TO else WRITES_REFERRED_TO
    if role == "coordinator" and slug in OWN_STATION:
        return WRITES
    if role == "coordinator" and slug == "stations":
        return PLACES_OWN_STATION
    if slug == "patrols":
        return OUT_OF_SIGHT
    return READS


TABLE = [(role, slug) for role in ROLES for slug in RESOURCES]


def row_of(slug: str):
    """Return a row of the reference data; for a coordinator's resources one of the own station."""
    model = RESOURCES[slug].model
    rows = model._default_manager.order_by("pk")
    if slug == "subdistricts":
        return rows.get(code="371327001")
    if model in (Pairing, DutyRecord, Patrol):
        rows = rows.filter(deputy__group__station=own_station())
    elif model is StationDuty:
        rows = rows.filter(station=own_station())
    elif slug == "stations":
        return own_station()
    elif slug not in NOT_REFERRED_TO:
        rows = [row for row in rows if _is_referred_to(row)]
        return rows[0]
    return rows.first()


def _is_referred_to(row) -> bool:
    links = row._meta.related_objects
    return any(
        link.related_model._default_manager.filter(**{link.field.name: row}).exists()
        for link in links
        if not hasattr(link.related_model, "history_object")
    )


@pytest.mark.parametrize(("role", "slug"), TABLE)
def test_table(role, slug):
    row = row_of(slug)
    committee = editor_with("committee")
    editor = committee if role == "committee" else editor_with(role)
    read = committee("get", f"{slug}/{row.public_id}/")
    answers = {}
    for method in METHODS:
        with transaction.atomic():
            answers[method] = REQUESTS[method](
                editor, slug, row, json.loads(read.content)
            ).status_code
            transaction.set_rollback(True)
    assert answers == dict(zip(METHODS, expected(role, slug), strict=True))


def _create(editor, slug, row, body):
    fields = body.get("properties", body)
    if hasattr(row, "valid_from"):
        fields["valid_from"] = str(row.valid_from - timedelta(days=1))
        # A full survey has a last day, everything else may last.
        fields["valid_to"] = str(row.valid_from) if slug == "surveys" else None
    elif "code" in fields:
        fields["code"] = "NEW"
    else:
        below = register.unit("371327001999", parent=row.subdistrict)
        fields["subdistrict"] = below.public_id
    return editor("post", f"{slug}/", body)


def _change(editor, slug, row, body):
    patch = {"type": "Feature", "properties": {"source": "seen on the spot"}}
    if "properties" not in body:
        number = "board_days" if slug == "patrol-settings" else "walk_m"
        patch = {"code": "X1"} if "code" in body else {number: 250}
    return editor("patch", f"{slug}/{row.public_id}/", patch)


REQUESTS = {
    "list": lambda editor, slug, row, body: editor("get", f"{slug}/?limit=1"),
    "retrieve": lambda editor, slug, row, body: editor("get", f"{slug}/{row.public_id}/"),
    "create": _create,
    "update": lambda editor, slug, row, body: editor("put", f"{slug}/{row.public_id}/", body),
    "partial_update": _change,
    "destroy": lambda editor, slug, row, body: editor("delete", f"{slug}/{row.public_id}/"),
}


def test_the_table_is_complete():
    assert len(RESOURCES) == 25
    assert len(set(TABLE)) == len(ROLES) * len(RESOURCES)
