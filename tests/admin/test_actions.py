"""Bulk actions: on all selected rows or on none, within the rights."""

from datetime import date

import pytest

from coverage.models import Deputy, Pairing
from geo.models import Subdistrict, Village
from tests.admin.conftest import own_station
from tests.admin.test_pages import address

pytestmark = pytest.mark.django_db


def act(client, model, rows, **values):
    body = {"_selected_action": [row.pk for row in rows], **values}
    return client.post(address(model), body)


def test_validity_is_ended_after_asking_for_the_day(committee):
    rows = list(Pairing.objects.filter(valid_to=None)[:3])
    asked = act(committee, Pairing, rows, action="close_validity")
    assert asked.status_code == 200
    assert 'type="date"' in asked.content.decode()
    assert not Pairing.objects.filter(pk__in=[r.pk for r in rows]).exclude(valid_to=None)
    done = act(
        committee, Pairing, rows, action="close_validity", confirmed="yes", last_day="2026-12-31"
    )
    assert done.status_code == 302
    for row in rows:
        row.refresh_from_db()
        assert row.valid_to == date(2026, 12, 31)
        assert row.history.latest().history_user.username == "committee"


@pytest.mark.parametrize("day", ["1990-01-01", "", "tomorrow"])
def test_a_wrong_day_changes_no_row(committee, day):
    rows = list(Pairing.objects.filter(valid_to=None)[:3])
    response = act(committee, Pairing, rows, action="close_validity", confirmed="yes", last_day=day)
    assert response.status_code == 200
    assert response.context["error"]
    assert not Pairing.objects.filter(pk__in=[r.pk for r in rows]).exclude(valid_to=None)


def test_a_coordinator_ends_only_own_rows(coordinator):
    own = Pairing.objects.filter(deputy__group__station=own_station(), valid_to=None).first()
    other = Pairing.objects.exclude(deputy__group__station=own_station()).first()
    body = {"action": "close_validity", "confirmed": "yes", "last_day": "2026-12-31"}
    act(coordinator, Pairing, [own, other], **body)
    own.refresh_from_db()
    assert own.valid_to is None
    act(coordinator, Pairing, [own], **body)
    own.refresh_from_db()
    assert own.valid_to == date(2026, 12, 31)


def test_rows_of_a_unit_above_are_not_deleted(committee):
    county = Subdistrict.objects.get(code="371327")
    act(committee, Subdistrict, [county], action="delete_selected", post="yes")
    assert Subdistrict.objects.filter(pk=county.pk).exists()


def test_selected_places_are_exported(committee):
    rows = list(Village.objects.order_by("code")[:2])
    response = act(committee, Village, rows, action="export_geojson")
    assert response["Content-Type"] == "application/geo+json"
    assert "attachment" in response["Content-Disposition"]
    body = response.json()
    assert {feature["id"] for feature in body["features"]} == {row.public_id for row in rows}
    first = next(f for f in body["features"] if f["id"] == rows[0].public_id)
    assert first["geometry"]["type"] == "MultiPolygon"
    assert first["properties"]["subdistrict"] == rows[0].subdistrict.public_id
    assert first["properties"]["valid_from"] == rows[0].valid_from.isoformat()


def test_an_export_of_people_has_no_private_fields(committee):
    rows = list(Deputy.objects.all()[:3])
    response = act(committee, Deputy, rows, action="export_geojson")
    text = response.content.decode()
    assert rows[0].name in text
    assert "phone" not in text
    assert all(row.phone not in text for row in rows)
