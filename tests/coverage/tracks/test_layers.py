"""A patrol that comes in changes what the coverage figures say, without more ado."""

import pytest
from django.test import Client

from tests.coverage.tracks import walks
from tests.coverage.tracks.walks import started

pytestmark = pytest.mark.django_db


def row_of(code: str, kind: str = "chief") -> dict:
    answer = Client().get(f"/api/coverage/layers/patrol?kind={kind}").json()
    return next(row for row in answer["rows"] if row["code"] == code)


def test_a_walked_segment_is_covered(phone, segment, walk):
    before = row_of(segment.code)
    phone.walk(walk, started())
    after = row_of(segment.code)
    assert after["last_on"] == str(started().date())
    assert after["done_on"] == str(started().date())
    assert (after["state"], after["days_since_done"]) == ("covered", 1)
    assert after["covered_m"] == pytest.approx(segment.length_m, rel=0.02)
    assert after != before
    assert row_of(segment.code, "supervision") == row_of(segment.code, "supervision")


def test_what_does_not_count_changes_nothing(phone, segment):
    before = row_of(segment.code)
    # Too short a walk, by minutes and by metres.
    assert not phone.walk(walks.along(segment, started(), 0.2), started()).json()["patrol"][
        "is_valid"
    ]
    assert row_of(segment.code) == before
