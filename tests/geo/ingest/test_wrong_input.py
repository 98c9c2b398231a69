"""Wrong input of every kind: the answer names the parameter, and nothing is kept."""

from pathlib import Path

import pytest
from django.conf import settings

from geo.ingest import folder
from geo.models import Import, Village
from tests.geo.ingest.conftest import features, square

pytestmark = pytest.mark.django_db
ROW = {"code": "V1", "name": "甲", "kind": "village", "geometry": square()}
FILE = ("a.json", features(ROW))


def kept_files() -> list[str]:
    place = Path(settings.MEDIA_ROOT, "imports")
    return sorted(one.name for one in place.iterdir()) if place.exists() else []


@pytest.mark.parametrize(
    ("form", "parameter"),
    [
        ({"target": "hamlets"}, "target"),
        ({"target": ""}, "target"),
        ({"unit": "0"}, "subdistrict"),
        ({"unit": "9900010020000"}, "subdistrict"),
        ({"file": ("a.json", b"{")}, "file"),
        ({"file": ("a.exe", b"MZ")}, "file"),
        ({"options": "["}, "options"),
        ({"options": "[]"}, "options"),
        ({"options": '{"page": "1"}'}, "options"),
        ({"options": '{"crs": "EPSG:99"}'}, "crs"),
        ({"strange": "1"}, "strange"),
    ],
)
def test_a_wrong_file_is_not_kept(committee, unit, form, parameter):
    before = kept_files()
    given = {"target": "villages", "unit": unit.code, "file": FILE} | form
    name, content = given.pop("file")
    response = committee.send(name, content, given.pop("target"), given.pop("unit"), **given)
    assert response.status_code == 400, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["parameter"] == parameter
    assert not Import.objects.exists()
    assert kept_files() == before


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ([], "body"),
        ({"nothing": 1}, "nothing"),
        ({"valid_from": "2018-02-30"}, "valid_from"),
        ({"as_of": 2018}, "as_of"),
        ({"quality": "good"}, "quality"),
        ({"repair": "yes"}, "repair"),
        ({"boundary_set": 1}, "boundary_set"),
        ({"source": "x" * 301}, "source"),
        ({"mapping": {"name": "no such column"}}, "mapping.name"),
        ({"mapping": {"chief": "name"}}, "mapping.chief"),
        ({"mapping": {"short_name": "name"}}, "mapping"),
        ({"mapping": []}, "mapping"),
        ({"constants": {"kind": "hamlet"}}, "constants.kind"),
        ({"constants": {"code": "V1"}}, "constants.code"),
        ({"constants": {"kind": []}}, "constants.kind"),
        ({"confirm": ["everything"]}, "confirm"),
        ({"confirm": "outside"}, "confirm"),
        ({"options": {"axes": "zz"}}, "axes"),
        ({"options": {"layer": 1}}, "layer"),
    ],
)
def test_a_wrong_change_changes_nothing(committee, unit, body, parameter):
    found = committee.opened(*FILE, "villages", unit.code)
    before = Import.objects.filter(public_id=found).values().get()
    response = committee("patch", found, body)
    assert response.status_code == 400, response.content.decode()
    assert response.json()["parameter"] == parameter
    assert Import.objects.filter(public_id=found).values().get() == before


@pytest.mark.parametrize("member", ["as_of", "quality"])
def test_what_is_not_answered_is_asked(committee, unit, member):
    found = committee.opened(*FILE, "villages", unit.code, **{member: None})
    asked = committee("get", found).json()["questions"]
    assert [question["option"] for question in asked] == [member]
    refused = committee("post", f"{found}/check")
    assert (refused.status_code, refused.json()["parameter"]) == (400, member)


def test_a_file_without_any_key_is_asked_for_one(committee, unit):
    found = committee.opened(*FILE, "villages", unit.code, mapping={"code": None, "name": None})
    asked = committee("get", found).json()["questions"]
    assert [question["option"] for question in asked] == ["mapping"]


def test_steps_out_of_order_are_refused(committee, unit):
    found = committee.opened(*FILE, "villages", unit.code)
    assert committee("post", f"{found}/commit").status_code == 409
    assert committee("post", f"{found}/undo").status_code == 409
    committee("post", f"{found}/check")
    committee("post", f"{found}/commit")
    assert committee("post", f"{found}/commit").status_code == 409
    assert committee("post", f"{found}/check").status_code == 409
    assert committee("patch", found, {"repair": True}).status_code == 409
    assert committee("delete", found).status_code == 409
    assert Village.objects.filter(subdistrict=unit).count() == 1


def test_a_change_makes_it_open_again(committee, unit):
    found = committee.checked(*FILE, "villages", unit.code)
    changed = committee("patch", found["id"], {"mapping": {"name": None}}).json()
    assert (changed["state"], changed["report"]) == ("open", None)
    assert committee("get", f"{found['id']}/rows").json()["rows"] == []


def test_a_cancelled_import_leaves_nothing(committee, unit):
    found = committee.checked(*FILE, "villages", unit.code)
    kept = Import.objects.get(public_id=found["id"])
    assert folder.file_of(kept).exists()
    assert committee("delete", found["id"]).status_code == 204
    assert not Import.objects.exists()
    assert not folder.folder_of(kept).exists()
    assert committee("get", found["id"]).status_code == 404


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("?state=lost", "state"),
        ("?target=hamlets", "target"),
        ("?limit=0", "limit"),
        ("?page=1", "page"),
        ("{id}/rows?action=lost", "action"),
        ("{id}/rows?limit=9999", "limit"),
        ("{id}/features?action=lost", "action"),
        ("{id}/preview?rows=1", "rows"),
    ],
)
def test_a_wrong_question_is_refused(committee, unit, path, parameter):
    found = committee.opened(*FILE, "villages", unit.code)
    response = committee("get", path.format(id=found))
    assert (response.status_code, response.json()["parameter"]) == (400, parameter)


def test_a_file_that_is_too_large_is_refused(committee, unit, settings):
    settings.IMPORT_UPLOAD_MB = 0
    response = committee.send(*FILE, "villages", unit.code)
    assert (response.status_code, response.json()["parameter"]) == (413, "file")
