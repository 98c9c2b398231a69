"""The same piece from two requests at once, and a piece beside the end of its patrol."""

import pytest

from coverage.models import Patrol, PatrolTrack, TrackPart
from coverage.tracks import receiving
from tests.coverage.tracks import walks
from tests.coverage.tracks.walks import new_id, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked_too_early(monkeypatch):
    """Return a function that makes the first answer of a question one of before a row came."""

    def patch(name: str, answer: object) -> None:
        real, answers = getattr(receiving, name), [answer]
        monkeypatch.setattr(receiving, name, lambda key: answers.pop() if answers else real(key))

    return patch


def test_each_piece_is_made_once(phone, walk, asked_too_early):
    patrol, track, part = new_id(), new_id(), new_id()
    steps = (
        ("_is_kept", False, lambda: phone.begin(patrol, started())),
        ("_kept_track", None, lambda: phone.open(patrol, track)),
        ("_kept_part", None, lambda: phone.part(patrol, track, part, 0, walk)),
    )
    for name, answer, step in steps:
        first = step()
        asked_too_early(name, answer)
        again = step()
        assert (first.status_code, again.status_code) == (201, 200), name
        assert again.json() == first.json()
    for model, key in ((Patrol, patrol), (PatrolTrack, track), (TrackPart, part)):
        assert model.objects.filter(public_id=key).count() == 1
    assert PatrolTrack.objects.get(public_id=track).points_received == len(walk)


def test_other_content_under_the_same_id_is_refused(phone, walk, asked_too_early):
    patrol, track, part = new_id(), new_id(), new_id()
    phone.begin(patrol, started())
    phone.open(patrol, track)
    phone.part(patrol, track, part, 0, walk)
    asked_too_early("_kept_part", None)
    assert phone.part(patrol, track, part, 0, walk[:50]).status_code == 409
    assert TrackPart.objects.get(public_id=part).points_count == len(walk)


def test_a_part_beside_the_end_is_judged(phone, walk):
    """The patrol was read while it was under way, and has ended when its part is kept."""
    patrol, track, first = new_id(), new_id(), new_id()
    half = len(walk) // 2
    phone.begin(patrol, started())
    phone.open(patrol, track)
    phone.part(patrol, track, first, 0, walk[:half])
    under_way = Patrol.objects.get(public_id=patrol)
    phone.end(patrol, walks.end_of(walk), {track: [first]})
    assert under_way.status == "active"
    receiving.receive(under_way, track, new_id(), 1, walk[half:])
    assert Patrol.objects.get(public_id=patrol).is_valid is True
    assert PatrolTrack.objects.get(public_id=track).points_kept == len(walk)
