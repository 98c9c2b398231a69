"""One recording handed in by several people counts for one of them."""

import numpy as np
import pytest

from coverage.models import Patrol
from coverage.tracks import copies
from tests.coverage.tracks import files, walks
from tests.coverage.tracks.test_uploading import send
from tests.coverage.tracks.walks import new_id, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(phone) -> list[walks.Phone]:
    """Three members of a team, each with a phone."""
    others = (walks.phone_of(walks.chief(f"RC5{n}"), f"member{n}") for n in (1, 2))
    return [phone, *others]


def codes(found: dict, name: str = "reasons") -> list[str]:
    return [one["code"] for one in found[name]]


def thinned(walk: np.ndarray) -> np.ndarray:
    return walk[::2]


def cut(walk: np.ndarray) -> np.ndarray:
    return walk[30:-10]


def later(walk: np.ndarray) -> np.ndarray:
    return walk + np.array([0, 0, 3600, 0])


def rounded(walk: np.ndarray) -> np.ndarray:
    return np.column_stack([walk[:, :2].round(6), walk[:, 2:]])


@pytest.mark.parametrize("change", [lambda walk: walk, thinned, cut, later, rounded])
def test_the_same_track_of_another_member(team, walk, change):
    first = send(team[0], files.gpx(walk)).json()["patrol"]
    second = send(team[1], files.csv(change(walk)), "b.csv").json()["patrol"]
    third = team[2].walk(change(walk), started()).json()["patrol"]
    assert first["is_valid"] is True
    for copy in (second, third):
        assert copy["is_valid"] is False
        assert codes(copy) == ["same_track"] or codes(copy)[-1] == "same_track"
        assert "copied" in codes(copy, "flags")
    assert Patrol.objects.get(public_id=first["id"]).is_valid is True


def test_members_who_walk_side_by_side_all_count(team, segment):
    for number, phone in enumerate(team):
        walk = walks.along(segment, started(), seed=number, noise_m=3)
        assert phone.walk(walk, started()).json()["patrol"]["is_valid"] is True


def test_the_same_way_on_another_day_counts(team, segment):
    for days, phone in enumerate(team, start=1):
        walk = walks.along(segment, started(days), seed=7)
        assert phone.walk(walk, started(days)).json()["patrol"]["is_valid"] is True


def test_the_same_person_may_send_a_walk_twice(phone, walk):
    assert send(phone, files.gpx(walk)).json()["patrol"]["is_valid"] is True
    assert send(phone, files.csv(walk), "b.csv").json()["patrol"]["is_valid"] is True


def test_a_late_part_of_the_first_does_not_turn_the_order(team, walk):
    patrol, track, parts = new_id(), new_id(), [new_id(), new_id()]
    team[0].begin(patrol, started())
    team[0].open(patrol, track)
    team[0].part(patrol, track, parts[0], 0, walk[:-5])
    team[0].end(patrol, walks.end_of(walk), {track: parts[:1]})
    copy = team[1].walk(walk, started()).json()["patrol"]
    assert codes(copy) == ["same_track"]
    team[0].part(patrol, track, parts[1], 1, walk[-5:])
    assert team[0]("get", patrol).json()["is_valid"] is True


def test_marks_are_those_of_the_place_whatever_the_datum(segment):
    walk = walks.along(segment, started())
    shifted = walks.along(segment, started(), datum="bd09")
    ours, theirs = (
        np.frombuffer(copies.marks(points, datum), "<u8")
        for points, datum in ((walk, "wgs84"), (shifted, "bd09"))
    )
    assert len(ours) == copies.MARKS
    assert np.isin(ours, theirs).mean() > 0.9
    assert copies.marks(walk[:0], "wgs84") == b""
