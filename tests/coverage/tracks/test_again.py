"""Patrols are judged again where their raw points are kept."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from coverage.models import Patrol, PatrolStretch, PatrolTrack, TrackPart
from coverage.tracks import again
from geo.models import RiverSegment
from tests.coverage.tracks import walks
from tests.coverage.tracks.walks import started

pytestmark = pytest.mark.django_db
BANK_M = 12.0


def run(*options: str) -> str:
    out = StringIO()
    call_command("judge_patrols", *options, stdout=out, verbosity=0)
    return out.getvalue()


def told(judged: int, changed: int, without: int) -> str:
    return (
        f"{judged} patrols judged again, {changed} of them changed; "
        f"{without} without raw points stay as they were\n"
    )


@pytest.fixture
def patrol(phone, segment) -> Patrol:
    """Somebody walked the left bank before each bank was asked for; all others are gone."""
    Patrol.objects.all().delete()
    start = started()
    answer = phone.walk(walks.along(segment, start, left_m=BANK_M), start).json()["patrol"]
    assert answer["is_valid"]
    return Patrol.objects.get(public_id=answer["id"])


def banks(patrol: Patrol, segment) -> set[str]:
    return set(patrol.stretches.filter(river_segment=segment).values_list("bank", flat=True))


def ask_for_each(segment) -> None:
    RiverSegment.objects.filter(pk=segment.pk).update(bank="each")


def test_a_segment_that_begins_to_ask_for_each_bank(patrol, segment):
    assert banks(patrol, segment) == {""}
    ask_for_each(segment)
    assert run("--segment", segment.code) == told(1, 1, 0)
    assert banks(patrol, segment) == {"left"}
    patrol.refresh_from_db()
    assert (patrol.is_valid, patrol.status) == (True, "done")
    assert run("--segment", segment.code) == told(1, 0, 0)


def test_nothing_changes_where_nothing_was_changed(patrol, segment, phone):
    before = phone("get", patrol.public_id).json()
    stretches = list(patrol.stretches.values_list("river_segment", "start_m", "end_m", "bank"))
    assert run() == told(1, 0, 0)
    assert phone("get", patrol.public_id).json() == before
    after = list(patrol.stretches.values_list("river_segment", "start_m", "end_m", "bank"))
    assert after == stretches


def test_without_points_a_patrol_stays_as_it_was(patrol, segment):
    TrackPart.objects.filter(track__patrol=patrol, sequence=1).update(points=None)
    ask_for_each(segment)
    assert run("--segment", segment.code) == told(0, 0, 1)
    assert banks(patrol, segment) == {""}


@pytest.mark.parametrize("lost", ["parts", "tracks", "day"])
def test_what_was_never_or_no_longer_recorded_is_left_alone(patrol, segment, lost):
    if lost == "parts":
        TrackPart.objects.all().delete()
    elif lost == "tracks":
        PatrolTrack.objects.all().delete()
    else:
        PatrolTrack.objects.update(raw_deleted_on=timezone.localdate())
    count = PatrolStretch.objects.filter(patrol=patrol).count()
    assert count
    assert run() == told(0, 0, 1)
    assert PatrolStretch.objects.filter(patrol=patrol).count() == count


def test_an_empty_track_beside_a_full_one_is_no_loss(patrol):
    PatrolTrack.objects.create(patrol=patrol, source="live")
    assert run() == told(1, 0, 0)


def test_only_patrols_of_the_days_and_the_segment(patrol, segment):
    assert run("--since", str(patrol.date)) == told(1, 0, 0)
    assert run("--since", str(patrol.date + timedelta(days=1))) == told(0, 0, 0)
    far = max(
        RiverSegment.objects.filter(subdistrict=segment.subdistrict, geom__isnull=False),
        key=lambda row: row.geom.distance(segment.geom),
    )
    assert run("--segment", far.code) == told(0, 0, 0)
    # A track near it counts also where no stretch of it was found.
    patrol.stretches.all().delete()
    assert again.done(segments=[segment]).get() == patrol


def test_a_patrol_that_is_not_judged_yet_is_left_to_its_end(patrol):
    Patrol.objects.filter(pk=patrol.pk).update(status="active", is_valid=None)
    assert run() == told(0, 0, 0)


def test_the_first_of_two_with_the_same_track_stays_the_one_that_counts(patrol, segment):
    start = started()
    other = walks.phone_of(walks.chief("RC51"), "other")
    copy = other.walk(walks.along(segment, start, left_m=BANK_M), start).json()["patrol"]
    assert copy["is_valid"] is False
    assert run() == told(2, 0, 0)
    patrol.refresh_from_db()
    assert patrol.is_valid
    assert Patrol.objects.get(public_id=copy["id"]).is_valid is False


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--segment", "none", "no segment with the code"), ("--since", "2026-13-01", "YYYY-MM-DD")],
)
def test_wrong_options_say_what_would_be_right(patrol, option, value, said):
    with pytest.raises(CommandError, match=said):
        run(option, value)
