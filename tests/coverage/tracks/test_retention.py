"""Raw points go after their time; the figures stay."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from coverage.models import Patrol, PatrolSettings, PatrolTrack, TrackPart
from coverage.tracks import retention
from tests.coverage.tracks import files, walks
from tests.coverage.tracks.test_uploading import send
from tests.coverage.tracks.walks import new_id, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def patrols(phone, segment) -> list[dict]:
    """Hand in one patrol of 40 days ago and one of yesterday."""
    return [
        send(phone, files.gpx(walks.along(segment, started(days=days)))).json()["patrol"]
        for days in (40, 1)
    ]


def test_what_is_old_is_deleted_and_its_figures_stay(patrols, phone):
    PatrolSettings.objects.update(raw_days=30)
    old, new = (PatrolTrack.objects.get(patrol__public_id=one["id"]) for one in patrols)
    points = old.points_received
    printed = StringIO()
    call_command("delete_old_points", stdout=printed)
    assert f"1 tracks with {points} points" in printed.getvalue()
    old.refresh_from_db()
    assert (old.geom, old.marks, old.raw_deleted_on) == (None, None, timezone.localdate())
    assert not TrackPart.objects.filter(track=old, points__isnull=False).exists()
    assert TrackPart.objects.filter(track=new, points__isnull=True).count() == 0
    assert phone("get", patrols[1]["id"]).json() == patrols[1]
    kept = phone("get", patrols[0]["id"]).json()
    assert kept["tracks"][0].pop("raw_deleted_on") == str(timezone.localdate())
    del patrols[0]["tracks"][0]["raw_deleted_on"]
    assert kept == patrols[0]
    kinds = {
        one["properties"]["kind"]
        for one in phone("get", f"{kept['id']}/track").json()["features"]
        if one["geometry"]
    }
    assert kinds <= {"covered", "gap"}


def test_a_second_run_finds_nothing(patrols):
    today = timezone.localdate() + timedelta(days=200)
    assert [one.tracks for one in retention.delete_old(today)] == [2]
    assert retention.delete_old(today) == []
    printed = StringIO()
    call_command("delete_old_points", stdout=printed)
    assert printed.getvalue() == "nothing is old enough\n"


def test_the_last_day_is_kept(patrols):
    day = started(days=40).date()
    assert retention.delete_old(day + timedelta(days=180)) == []
    assert len(retention.delete_old(day + timedelta(days=181))) == 1


def test_a_part_that_comes_after_the_deletion_changes_no_figure(phone, walk):
    patrol, track, part = new_id(), new_id(), new_id()
    phone.begin(patrol, started())
    phone.open(patrol, track)
    phone.part(patrol, track, part, 0, walk)
    phone.end(patrol, walks.end_of(walk), {track: [part]})
    before = Patrol.objects.get(public_id=patrol)
    retention.delete_old(timezone.localdate() + timedelta(days=300))
    assert phone.part(patrol, track, new_id(), 1, walk[:5]).status_code == 201
    after = Patrol.objects.get(public_id=patrol)
    assert (after.is_valid, after.walked_m) == (before.is_valid, before.walked_m)
    assert after.stretches.count() == before.stretches.count() > 0
