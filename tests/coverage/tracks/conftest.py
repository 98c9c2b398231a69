"""A chief with a phone, and a segment of the reference data to walk along."""

import pytest

from coverage.models import PatrolTrack
from tests.coverage.tracks import walks


@pytest.fixture
def chief(db):
    return walks.chief()


@pytest.fixture
def phone(chief) -> walks.Phone:
    return walks.phone_of(chief)


@pytest.fixture
def segment(db):
    return walks.segment()


@pytest.fixture
def walk(segment):
    """The points of somebody who walks the whole segment once yesterday, from nine o'clock."""
    return walks.along(segment, walks.started())


@pytest.fixture(autouse=True)
def _no_other_tracks(request):
    """Begin without the tracks of the reference data, where a test has the database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        PatrolTrack.objects.all().delete()
