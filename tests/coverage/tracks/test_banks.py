"""A segment that asks for each bank by itself, from the points of a phone to the answers."""

import pytest

from coverage.models import PatrolStretch
from tests import register
from tests.coverage.tracks import walks
from tests.coverage.tracks.test_layers import row_of
from tests.coverage.tracks.walks import started

pytestmark = pytest.mark.django_db
BANK_M = 12.0


@pytest.fixture
def apart(segment):
    """The segment, of which each bank is asked for, and which nobody has walked."""
    PatrolStretch.objects.filter(river_segment=segment).delete()
    segment.bank = "each"
    segment.save()
    return segment


def walked(phone, segment, left_m: float, hour: int = 9) -> dict:
    """Walk one bank from end to end; return what the answer says of the segment."""
    start = started(hour=hour)
    patrol = phone.walk(walks.along(segment, start, left_m=left_m), start).json()["patrol"]
    assert patrol["is_valid"]
    own = next(one for one in patrol["covered"] if one["code"] == segment.code)
    return own | {"id": patrol["id"]}


def test_one_bank_alone_is_half(phone, apart):
    own = walked(phone, apart, BANK_M)
    assert own["share"] == pytest.approx(0.5, abs=0.02)
    assert (own["bank"], own["whole_m"]) == ("each", pytest.approx(2 * apart.length_m, abs=0.02))
    assert {stretch[2] for stretch in own["stretches"]} == {"left"}
    row = row_of(apart.code)
    assert row["reached_share"] == pytest.approx(0.5, abs=0.02)
    assert row["gap_right_m"] == pytest.approx(apart.length_m, abs=0.02)
    assert row["gap_left_m"] < 0.04 * apart.length_m
    assert row["done_on"] is None
    assert row["last_on"] == str(started().date())


def test_both_banks_are_the_whole_also_by_two_people(phone, apart):
    walked(phone, apart, BANK_M)
    other = walks.phone_of(walks.chief("RC51"), "other")
    assert walked(other, apart, -BANK_M, hour=14)["stretches"][0][2] == "right"
    row = row_of(apart.code)
    assert (row["state"], row["done_on"]) == ("covered", str(started().date()))
    assert row["reached_share"] == pytest.approx(1.0, abs=0.02)
    assert row["covered_m"] == pytest.approx(2 * apart.length_m, rel=0.02)


def test_the_same_bank_twice_stays_half(phone, apart):
    walked(phone, apart, BANK_M)
    walked(phone, apart, BANK_M, hour=14)
    row = row_of(apart.code)
    assert row["reached_share"] == pytest.approx(0.5, abs=0.02)
    assert row["done_on"] is None


def test_the_gap_is_drawn_bank_by_bank(phone, apart):
    patrol = walked(phone, apart, BANK_M)["id"]
    features = phone("get", f"{patrol}/track").json()["features"]
    own = [one["properties"] for one in features if one["properties"].get("code") == apart.code]
    gaps = [one for one in own if one["kind"] == "gap" and one["length_m"] > 30]
    assert [(one["bank"], one["start_m"]) for one in gaps] == [("right", 0)]
    assert {one["bank"] for one in own if one["kind"] == "covered"} == {"left"}


def test_either_bank_is_enough_where_both_count_together(phone, segment):
    own = walked(phone, segment, -BANK_M)
    assert own["share"] == pytest.approx(1.0, abs=0.02)
    assert all(len(stretch) == 2 for stretch in own["stretches"])


def test_the_page_says_what_of_each_bank_was_walked(phone, apart, client):
    patrol = walked(phone, apart, BANK_M)["id"]
    client.force_login(register.user("committee", apart.subdistrict))
    text = client.get(f"/patrols/{patrol}/", headers={"Accept-Language": "en"}).content.decode()
    assert 'data-bank="1"><td>left bank</td>' in text
    assert 'data-bank="2"><td>right bank</td>' in text
