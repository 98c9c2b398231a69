"""Writing: whole, in one transaction, with the version that was read, and remembered."""

import pytest

from coverage.models import Deputy, Pairing
from geo.models import LiaisonStation, NoticeBoard, Subdistrict, Village
from tests import register
from tests.coverage.editing.conftest import BASE, editor_of, own_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def village() -> Village:
    return Village.objects.order_by("code").first()


def feature(village: Village, **properties) -> dict:
    """Return a feature for a new village of the reference data's subdistrict."""
    values = {
        "subdistrict": register.reference_unit().public_id,
        "code": "371327001999",
        "name": "示例村",
        "kind": "village",
        "quality": "surveyed",
        "source": "survey of the test",
        "as_of": "2026-01-01",
        "valid_from": "2026-01-01",
    }
    shape = {"type": "Polygon", "coordinates": village.geom[0].coords}
    return {"type": "Feature", "geometry": shape, "properties": values | properties}


def test_a_feature_is_made_measured_and_remembered(committee, village):
    response = committee("post", "villages/", feature(village))
    assert response.status_code == 201, response.content
    made = response.json()
    assert response["Location"] == f"http://testserver{BASE}/villages/{made['id']}/"
    row = Village.objects.get(public_id=made["id"])
    assert made["geometry"]["type"] == "MultiPolygon"
    assert made["properties"]["area_m2"] == row.area_m2 == pytest.approx(village.area_m2)
    assert made["properties"]["center"] is None
    entry = row.history.get()
    assert (entry.history_type, entry.history_user.username) == ("+", "committee")
    assert committee("get", f"villages/{row.public_id}/")["ETag"] == response["ETag"]


def test_what_is_read_can_be_sent_back_unchanged(committee, village):
    path = f"villages/{village.public_id}/"
    read = committee("get", path)
    response = committee("put", path, read.json(), **{"If-Match": read["ETag"]})
    assert response.status_code == 200
    assert response.json() == read.json()
    assert response["ETag"] == read["ETag"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_stale_edit_changes_nothing(committee, village, method):
    path = f"villages/{village.public_id}/"
    read = committee("get", path)
    Village.objects.filter(pk=village.pk).update(population=7)
    body = None if method == "delete" else read.json()
    response = committee(method, path, body, **{"If-Match": read["ETag"]})
    assert response.status_code == 412
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["parameter"] == "If-Match"
    assert problem["value"] == read["ETag"]
    assert problem["expected"] == committee("get", path)["ETag"] != read["ETag"]
    assert Village.objects.get(pk=village.pk).population == 7


@pytest.mark.parametrize(
    ("form", "status"), [("{}", 200), ("W/{}", 200), ('"other", {}', 200), ("*", 200), ("x", 412)]
)
def test_forms_of_if_match(committee, village, form, status):
    path = f"villages/{village.public_id}/"
    tag = committee("get", path)["ETag"]
    patch = {"type": "Feature", "properties": {"name": "x"}}
    assert committee("patch", path, patch, **{"If-Match": form.format(tag)}).status_code == status


def test_a_referred_to_record_stays_and_says_why(committee):
    pairing = Pairing.objects.first()
    response = committee("delete", f"villages/{pairing.village.public_id}/")
    assert response.status_code == 409
    assert any(pairing.public_id in text for text in response.json()["references"])
    assert Village.objects.filter(pk=pairing.village_id).exists()


def test_deleting_is_remembered(committee):
    board = NoticeBoard.objects.first()
    assert committee("delete", f"notice-boards/{board.public_id}/").status_code == 204
    assert not NoticeBoard.objects.filter(pk=board.pk).exists()
    entry = NoticeBoard.history.filter(id=board.pk).latest()
    assert (entry.history_type, entry.history_user.username) == ("-", "committee")


def test_nothing_is_written_outside_the_tree(committee, village):
    other = register.unit()
    made = register.village(other)
    assert committee("get", f"villages/{made.public_id}/").status_code == 404
    assert committee("delete", f"villages/{made.public_id}/").status_code == 404
    body = feature(village, subdistrict=other.public_id)
    response = committee("post", "villages/", body)
    assert (response.status_code, response.json()["parameter"]) == (400, "subdistrict")
    ids = {row["id"] for row in committee("get", "villages/?limit=1000").json()["features"]}
    assert made.public_id not in ids


def test_units_above_can_be_read_but_not_changed(committee):
    county = Subdistrict.objects.get(code="371327")
    path = f"subdistricts/{county.public_id}/"
    assert committee("get", path).status_code == 200
    patch = {"type": "Feature", "properties": {"name": "x"}}
    assert committee("patch", path, patch).status_code == 403


def test_a_unit_cannot_be_made_beside_the_own_one(committee):
    county = Subdistrict.objects.get(code="371327")
    body = {
        "type": "Feature",
        "geometry": None,
        "properties": {
            "parent": county.public_id,
            "code": "371327002",
            "name": "x",
            "level": "township",
            "quality": "unlocated",
            "source": "x",
            "as_of": "2026-01-01",
            "valid_from": "2026-01-01",
        },
    }
    assert committee("post", "subdistricts/", body).status_code == 403
    assert not Subdistrict.objects.filter(code="371327002").exists()
    assert not Subdistrict.history.filter(code="371327002").exists()


def test_a_superuser_edits_everywhere(village):
    admin = register.user(None)
    admin.is_superuser = True
    admin.save()
    other = register.unit()
    body = feature(village, subdistrict=other.public_id)
    body["geometry"]["coordinates"] = register.square()[0].coords
    assert editor_of(admin)("post", "villages/", body).status_code == 201


@pytest.fixture
def coordinator():
    user = register.user("coordinator", register.reference_unit(), station=own_station())
    return editor_of(user)


def pairing_body(deputy: Deputy) -> dict:
    village = Village.objects.order_by("code").last()
    return {
        "code": "P-new",
        "deputy": deputy.public_id,
        "village": village.public_id,
        "valid_from": "2026-02-01",
    }


def test_a_coordinator_pairs_the_own_stations_deputies_only(coordinator):
    at_station = Deputy.objects.filter(group__station=own_station()).first()
    elsewhere = Deputy.objects.exclude(group__station=own_station()).first()
    assert coordinator("post", "pairings/", pairing_body(at_station)).status_code == 201
    assert coordinator("post", "pairings/", pairing_body(elsewhere)).status_code == 403
    assert Pairing.objects.filter(code="P-new").count() == 1
    assert Pairing.history.filter(code="P-new").count() == 1
    foreign = (
        Pairing.objects.filter(deputy=elsewhere).first()
        or Pairing.objects.exclude(deputy__group__station=own_station()).first()
    )
    assert coordinator("delete", f"pairings/{foreign.public_id}/").status_code == 403


def test_a_coordinator_cannot_hand_a_pairing_over_to_another_station(coordinator):
    pairing = Pairing.objects.filter(deputy__group__station=own_station()).first()
    elsewhere = Deputy.objects.exclude(group__station=own_station()).first()
    patch = {"deputy": elsewhere.public_id}
    assert coordinator("patch", f"pairings/{pairing.public_id}/", patch).status_code == 403
    assert Pairing.objects.get(pk=pairing.pk).deputy_id == pairing.deputy_id


def test_a_coordinator_places_the_own_station_and_changes_nothing_else(coordinator):
    station = own_station()
    path = f"stations/{station.public_id}/"
    x, y = station.geom.coords
    moved = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [x + 0.001, y]}}
    assert coordinator("patch", path, moved).status_code == 200
    assert LiaisonStation.objects.get(pk=station.pk).geom.x == pytest.approx(x + 0.001)
    renamed = {"type": "Feature", "properties": {"name": "x"}}
    response = coordinator("patch", path, renamed)
    assert (response.status_code, response.json()["parameter"]) == (403, "name")
    other = LiaisonStation.objects.exclude(pk=station.pk).first()
    assert coordinator("patch", f"stations/{other.public_id}/", moved).status_code == 403


def test_a_coordinator_without_a_station_writes_nothing():
    user = register.user("coordinator", register.reference_unit())
    body = pairing_body(Deputy.objects.first())
    assert editor_of(user)("post", "pairings/", body).status_code == 403
