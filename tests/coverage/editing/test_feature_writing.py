"""Writing at the addresses of OGC API - Features, as Part 4 (OGC 20-002) means it."""

from datetime import date

import pytest

from coverage.models import Deputy, Pairing
from geo.editing import resources
from geo.features.collections import all_collections
from geo.features.systems import SYSTEMS
from geo.models import LiaisonStation, NoticeBoard, River, Village, WaterBody
from tests import register
from tests.coverage.editing.conftest import Editor, at_features, editor_of, editor_with, own_station
from tests.coverage.editing.features import changed, committee, feature, path_of, village

# Fixtures of both modules that write features.
__all__ = ["committee", "village"]

pytestmark = pytest.mark.django_db
IDS = [item.id for item in all_collections()]
CRS84 = SYSTEMS[0].uri
GEOJSON = "application/geo+json"
PATCH = "application/merge-patch+json"


@pytest.fixture
def public() -> Editor:
    return Editor({}, "/api/collections")


def test_create(committee, public, village):
    """/conf/create-replace-delete/insert-post-op, -response-rid: 201 with the address."""
    response = committee("post", "villages/items", feature(village))
    assert response.status_code == 201, response.content
    made = response.json()
    assert response["Location"] == f"http://testserver/api/collections/villages/items/{made['id']}"
    assert response["Content-Type"] == GEOJSON
    assert response["Content-Crs"] == f"<{CRS84}>"
    read = public("get", f"villages/items/{made['id']}")
    assert read.json() == made
    assert read["ETag"] == response["ETag"]
    assert made["properties"]["subdistrict_name"] == "十字路街道"
    row = Village.objects.get(public_id=made["id"])
    assert made["properties"]["area_m2"] == round(row.area_m2, 2)
    entry = row.history.get()
    assert (entry.history_type, entry.history_user.username) == ("+", "committee")


def one_of(public, collection_id: str) -> dict:
    """Return a feature of a collection; of the units the own one, which may be written."""
    own = "&code=371327001" if collection_id == "subdistricts" else ""
    return public("get", f"{collection_id}/items?limit=1{own}").json()["features"][0]


@pytest.mark.parametrize("collection_id", IDS)
@pytest.mark.parametrize("media_type", [GEOJSON, "application/json"])
def test_what_is_read_can_be_put_back_and_changes_nothing(
    committee, public, collection_id, media_type
):
    """/conf/create-replace-delete/update-put-op, -response: for every collection."""
    path = f"{collection_id}/items/{one_of(public, collection_id)['id']}"
    model = next(item.model for item in all_collections() if item.id == collection_id)
    row = model.objects.get(public_id=path.rsplit("/", 1)[1])
    before, read = changed(row), public("get", path)
    headers = {"If-Match": read["ETag"], "Content-Type": media_type}
    response = committee("put", path, read.json(), **headers)
    assert response.status_code == 200, response.content
    assert response.json() == read.json()
    assert response["ETag"] == read["ETag"]
    assert changed(row) == before


@pytest.mark.parametrize("collection_id", IDS)
def test_a_copy_with_another_code_is_made_and_deleted(committee, public, collection_id):
    """/conf/create-replace-delete/delete-delete-op, -response: for every collection."""
    copy = one_of(public, collection_id)
    copy["properties"]["code"] += "-X"
    if "sequence" in copy["properties"]:
        copy["properties"]["sequence"] = 99
    if "parent_code" in copy["properties"]:
        # Units are made within the own one only.
        copy["properties"] |= {"code": "371327001998", "parent_code": "371327001"}
        copy["properties"] |= {"quality": "unlocated"}
        copy["geometry"] = None
    if collection_id in ("pairings", "river-chief-assignments"):
        # Somebody holds it already: another time.
        copy["properties"] |= {"valid_from": "2001-01-01", "valid_to": "2001-02-01"}
        copy["geometry"] = None
    response = committee("post", f"{collection_id}/items", copy)
    assert response.status_code == 201, response.content
    made = response.json()
    assert made["id"] != copy["id"]
    path = f"{collection_id}/items/{made['id']}"
    assert committee("delete", path, **{"If-Match": response["ETag"]}).status_code == 204
    assert public("get", path).status_code == 404


def test_put_sets_back_what_it_leaves_out(committee, village):
    Village.objects.filter(pk=village.pk).update(population=7, short_name="x")
    village.refresh_from_db()
    body = feature(village, code=village.code, valid_from=str(village.valid_from))
    response = committee("put", path_of(village), body)
    assert response.status_code == 200, response.content
    after = Village.objects.get(pk=village.pk)
    assert (after.population, after.short_name, after.name) == (None, "", "示例村")
    # What the collection does not show is not the feature's, and stays.
    assert after.center == village.center is not None


def test_put_wants_a_whole_feature(committee, village):
    body = feature(village)
    del body["properties"]["source"]
    problem = committee("put", path_of(village), body).json()
    assert (problem["status"], problem["parameter"]) == (400, "source")
    del (body := feature(village))["geometry"]
    problem = committee("put", path_of(village), body).json()
    assert (problem["status"], problem["parameter"]) == (400, "geometry")


@pytest.mark.parametrize("media_type", [PATCH, GEOJSON, "application/json"])
def test_patch_changes_what_it_names(committee, village, media_type):
    """/conf/update/update-patch-op, -response."""
    before = changed(village)
    body = {"type": "Feature", "properties": {"name": "另一村", "population": None}}
    response = committee("patch", path_of(village), body, **{"Content-Type": media_type})
    assert response.status_code == 200, response.content
    assert response.json()["properties"]["name"] == "另一村"
    assert changed(village) == before | {"name": "另一村", "population": None}


def test_a_geometry_is_changed_and_measured(committee, village):
    ring = [[118.8, 35.17], [118.805, 35.17], [118.805, 35.175], [118.8, 35.175], [118.8, 35.17]]
    shape = {"type": "MultiPolygon", "coordinates": [[ring]]}
    response = committee("patch", path_of(village), {"type": "Feature", "geometry": shape})
    assert response.json()["geometry"] == shape
    assert Village.objects.get(pk=village.pk).area_m2 == pytest.approx(252_800, rel=0.01)


@pytest.mark.parametrize(
    ("form", "status"),
    [("{}", 200), ("W/{strong}", 200), ("{strong}", 200), ('"other", {}', 200), ("*", 200),
     ('W/"other"', 412), ("x", 412)],
)  # fmt: skip
def test_the_tag_of_reading_is_the_tag_of_writing(committee, public, village, form, status):
    """/conf/optimistic-locking-etags; also the tag of a gzipped answer, and of another system."""
    gzipped = public("get", path_of(village), **{"Accept-Encoding": "gzip"})
    projected = public("get", f"{path_of(village)}?crs={SYSTEMS[3].uri}")
    tag = public("get", path_of(village))["ETag"]
    assert gzipped["Content-Encoding"] == "gzip"
    assert gzipped["ETag"] == projected["ETag"] == tag
    given = form.format(tag, strong=tag.removeprefix("W/"))
    patch = {"type": "Feature", "properties": {"name": "x"}}
    response = committee("patch", path_of(village), patch, **{"If-Match": given})
    assert response.status_code == status
    after = public("get", path_of(village))["ETag"]
    assert after == (response["ETag"] if status == 200 else tag)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_stale_edit_changes_nothing(committee, public, method):
    board = NoticeBoard.objects.order_by("code").first()
    path = path_of(board, "notice-boards")
    read = public("get", path)
    NoticeBoard.objects.filter(pk=board.pk).update(name="changed meanwhile")
    before = changed(board)
    response = committee(method, path, read.json(), **{"If-Match": read["ETag"]})
    assert response.status_code == 412
    problem = response.json()
    assert (problem["parameter"], problem["value"]) == ("If-Match", read["ETag"])
    assert problem["expected"] == public("get", path)["ETag"] != read["ETag"]
    assert changed(board) == before


def test_a_write_to_another_feature_does_not_make_the_tag_stale(committee, public, village):
    tag = public("get", path_of(village))["ETag"]
    Village.objects.exclude(pk=village.pk).update(population=1)
    patch = {"type": "Feature", "properties": {"name": "x"}}
    response = committee("patch", path_of(village), patch, **{"If-Match": tag})
    assert response.status_code == 200


@pytest.mark.parametrize("collection_id", IDS)
def test_options_name_the_methods(public, collection_id):
    """/conf/create-replace-delete/methods: what OPTIONS says, 405 says too."""
    path = f"{collection_id}/items"
    one = f"{path}/{one_of(public, collection_id)['id']}"
    for address, allowed, refused in (
        (path, "GET, HEAD, OPTIONS, POST", ("put", "patch", "delete")),
        (one, "GET, HEAD, OPTIONS, PUT, PATCH, DELETE", ("post",)),
    ):
        response = public("options", address)
        assert (response.status_code, response["Allow"]) == (204, allowed)
        for method in refused:
            response = public(method, address)
            assert (response.status_code, response["Allow"]) == (405, allowed)
            assert response.json()["expected"] == allowed


def test_a_collection_that_nothing_edits_is_read_only(committee, monkeypatch, village):
    monkeypatch.delitem(resources._by_model, Village)
    for method, path in (("post", "villages/items"), ("delete", path_of(village))):
        response = committee(method, path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert committee("options", "villages/items")["Allow"] == "GET, HEAD, OPTIONS"


def test_a_ditch_is_not_made_a_pond(committee, public):
    ditch = WaterBody.objects.filter(kind="ditch").first()
    assert committee("delete", path_of(ditch, "ponds")).status_code == 404
    pond = one_of(public, "ponds")
    patch = {"type": "Feature", "properties": {"kind": "ditch"}}
    problem = committee("patch", f"ponds/items/{pond['id']}", patch).json()
    assert (problem["status"], problem["parameter"]) == (400, "kind")
    assert "pond, reservoir" in problem["detail"]


def test_a_geometry_that_another_record_holds_is_not_written(committee, public):
    pairing = one_of(public, "pairings")
    body = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [118.8, 35.1]}}
    for path in (
        f"pairings/items/{pairing['id']}",
        f"deputies/items/{one_of(public, 'deputies')['id']}",
    ):
        problem = committee("patch", path, body).json()
        assert (problem["status"], problem["parameter"]) == (400, "geometry")


def test_what_can_only_be_read_is_not_written(committee, public, village):
    """Part 5 says it of properties that are readOnly in the schema: they are not used."""
    schema = public("get", "villages/schema").json()["properties"]
    read_only = {name for name, one in schema.items() if one.get("readOnly")}
    assert read_only == {"id", "subdistrict_name", "area_m2"}
    before = changed(village)
    patch = {"type": "Feature", "properties": {"subdistrict_name": "x", "area_m2": 1}}
    assert committee("patch", path_of(village), patch).status_code == 200
    assert changed(village) == before


def test_a_code_means_the_generation_of_the_features_day(committee, village):
    """A village in two generations: a board of each time stands in its own."""
    older = register.village(
        village.subdistrict, village.code, valid_from=date(1990, 1, 1), valid_to=date(1999, 12, 31)
    )
    boards = NoticeBoard.objects.exclude(village=village).order_by("code")
    for board, day, expected in (
        (boards[0], "1995-01-01", older),
        (boards[1], str(boards[1].valid_from), village),
    ):
        properties = {"village_code": village.code, "valid_from": day}
        patch = {"type": "Feature", "properties": properties}
        response = committee("patch", path_of(board, "notice-boards"), patch)
        assert response.status_code == 200, response.content
        assert NoticeBoard.objects.get(pk=board.pk).village == expected


def test_a_code_of_another_unit_is_told_apart_or_refused(village):
    admin = register.user(None)
    admin.is_superuser = True
    admin.save()
    editor = at_features(editor_of(admin))
    river = River.objects.order_by("code").first()
    register.river(register.unit(), river.code, valid_from=river.valid_from)
    segment = river.segments.first()
    body = editor("get", path_of(segment, "river-segments")).json()
    body["properties"] |= {"code": "NEW", "sequence": 99}
    response = editor("post", "river-segments/items", body)
    assert response.status_code == 201, response.content
    assert response.json()["properties"]["river_name"] == river.name
    body["properties"] |= {"code": "NEWER", "subdistrict": "371327"}
    problem = editor("post", "river-segments/items", body).json()
    assert (problem["status"], problem["parameter"]) == (400, "river_code")


def test_an_unset_reference_is_null(committee):
    deputy = Deputy.objects.exclude(electoral_district=None).first()
    patch = {"type": "Feature", "properties": {"district_code": None}}
    response = committee("patch", path_of(deputy, "deputies"), patch)
    assert response.status_code == 200, response.content
    assert response.json()["properties"]["district_name"] is None


def test_what_is_for_staff_stays_and_is_not_shown(committee):
    deputy = Deputy.objects.order_by("code").first()
    Deputy.objects.filter(pk=deputy.pk).update(phone="0990000123")
    read = committee("get", path_of(deputy, "deputies"))
    response = committee("put", path_of(deputy, "deputies"), read.json())
    assert response.status_code == 200
    assert b"0990000123" not in response.content
    assert Deputy.objects.get(pk=deputy.pk).phone == "0990000123"
    patch = {"type": "Feature", "properties": {"phone": "1"}}
    assert committee("patch", path_of(deputy, "deputies"), patch).json()["parameter"] == "phone"


def test_a_referred_to_record_stays_and_says_why(committee):
    pairing = Pairing.objects.first()
    response = committee("delete", path_of(pairing.village))
    assert response.status_code == 409
    assert any(pairing.public_id in text for text in response.json()["references"])


def test_a_coordinator_changes_only_what_the_role_allows():
    coordinator = at_features(editor_with("coordinator"))
    path = path_of(own_station(), "stations")
    read = coordinator("get", path)
    assert coordinator("put", path, read.json()).status_code == 200
    patch = {"type": "Feature", "properties": {"name": "x"}}
    problem = coordinator("patch", path, patch).json()
    assert (problem["status"], problem["parameter"]) == (403, "name")
    other = LiaisonStation.objects.exclude(pk=own_station().pk).first()
    patch = {"type": "Feature", "properties": {"source": "x"}}
    assert coordinator("patch", path_of(other, "stations"), patch).status_code == 403


def test_a_session_needs_the_token_against_forgery(client, village):
    from django.test import Client

    user = register.user("committee", register.reference_unit())
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    response = browser.delete(f"/api/collections/{path_of(village)}")
    assert response.status_code == 403
    assert Village.objects.filter(pk=village.pk).exists()
