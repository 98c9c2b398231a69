"""The table of roles: role x endpoint x method of imports, with the status that is expected."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from geo.ingest import steps
from geo.ingest.api.urls import urlpatterns
from geo.models import Import
from tests.coverage.editing.conftest import ROLES
from tests.geo.ingest.conftest import BASE, features, sender_with, square

pytestmark = pytest.mark.django_db
UNIT = "371327001"
ROW = {"code": "NEW1", "name": "新", "kind": "village", "geometry": square(118.83, 35.18)}
PARTS = ("", "/rows", "/features", "/preview", "/file")
STEPS = ("/check", "/commit", "/undo")
METHODS = ("list", "send", *PARTS, "patch", *STEPS, "delete")


@pytest.fixture
def checked() -> Import:
    """An import of the committee, checked."""
    sender = sender_with("committee", name="its sender")
    found = sender.checked("a.json", features(ROW), "villages", UNIT)
    return Import.objects.get(public_id=found["id"])


def expected(role: str) -> tuple[int, ...]:
    """Return the statuses of a role on somebody else's import, in the order of METHODS."""
    if role == "public":
        return (401,) * len(METHODS)
    if role in ("committee", "administrator"):
        return (200, 201, 200, 200, 200, 200, 200, 200, 200, 200, 200, 409)
    if role == "coordinator":
        # Villages are not a coordinator's, and the import is somebody else's.
        return (200, 403, *(404,) * (len(METHODS) - 2))
    return (403,) * len(METHODS)


@pytest.mark.parametrize("role", ROLES)
def test_table(role, checked):
    sender = sender_with(role)
    answers = [sender("get").status_code, _send(sender)]
    answers += [sender("get", f"{checked.public_id}{part}").status_code for part in PARTS]
    answers.append(sender("patch", checked.public_id, {"repair": False}).status_code)
    answers += [sender("post", f"{checked.public_id}{step}").status_code for step in STEPS]
    answers.append(sender("delete", checked.public_id).status_code)
    assert dict(zip(METHODS, answers, strict=True)) == dict(
        zip(METHODS, expected(role), strict=True)
    )


def _send(sender) -> int:
    form = {"file": SimpleUploadedFile("a.json", features(ROW)), "target": "villages"}
    return Client().post(BASE, form | {"subdistrict": UNIT}, headers=sender.headers).status_code


def test_the_table_is_complete():
    names = {pattern.name for pattern in urlpatterns}
    assert names == {"imports", "import", *(part.strip("/") for part in (*PARTS[1:], *STEPS))}
    assert {step.strip("/") for step in STEPS} == {str(step) for step in steps.DO}


def test_a_coordinator_sees_and_undoes_the_own_import():
    coordinator = sender_with("coordinator")
    station = coordinator.user.membership.station
    row = {"code": station.code, "geometry": {"type": "Point", "coordinates": [118.83, 35.18]}}
    found = coordinator.committed("s.json", features(row), "stations", UNIT)
    station.refresh_from_db()
    assert station.geom.tuple == (118.83, 35.18)
    assert coordinator("get").json()["numberMatched"] == 1
    assert coordinator("post", f"{found['id']}/undo").status_code == 200
