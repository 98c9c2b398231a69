"""Tracks and settings in the admin: tracks to look at, settings to change."""

import pytest

from coverage.models import Patrol, PatrolSettings, PatrolTrack
from tests import register
from tests.admin.conftest import client_of
from tests.coverage.tracks.walks import started

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser():
    user = register.user(None, name="root")
    user.is_superuser = user.is_staff = True
    user.save()
    return client_of(user)


def test_a_track_can_be_seen_and_not_changed(superuser, phone, walk):
    phone.walk(walk, started())
    track = PatrolTrack.objects.get()
    assert superuser.get("/admin/coverage/patroltrack/?q=RC50").status_code == 200
    page = superuser.get(f"/admin/coverage/patroltrack/{track.pk}/change/")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="_save"' not in text
    assert "MULTILINESTRING" not in text
    assert superuser.get("/admin/coverage/patroltrack/add/").status_code == 403
    address = f"/admin/coverage/patroltrack/{track.pk}/delete/"
    assert superuser.post(address, {"post": "yes"}).status_code == 403
    patrol = Patrol.objects.get(tracks=track)
    assert superuser.get(f"/admin/coverage/patrol/{patrol.pk}/change/").status_code == 200


def test_settings_have_pages(superuser):
    row = PatrolSettings.objects.get(subdistrict=register.reference_unit())
    for page in ("", f"{row.pk}/change/", f"{row.pk}/history/", "add/"):
        assert superuser.get(f"/admin/coverage/patrolsettings/{page}").status_code == 200


def test_a_coordinator_sees_tracks_of_the_own_station_alone(phone, walk):
    phone.walk(walk, started())
    unit = register.reference_unit()
    station = register.station(unit, "S50")
    user = register.user("coordinator", unit, name="co", station=station)
    user.is_staff = True
    user.save()
    page = client_of(user).get("/admin/coverage/patroltrack/")
    assert page.status_code == 200
    assert "P2" not in page.context["cl"].result_list.values_list("patrol__code", flat=True)
    assert page.context["cl"].result_count == 0
