"""Patrols in pieces: each piece once, whatever is sent again, and nothing lost."""

import hashlib
from datetime import timedelta

import numpy as np
import pytest

from coverage.models import Patrol, PatrolTrack, TrackPart
from coverage.tracks import points
from tests import register
from tests.coverage.tracks import walks
from tests.coverage.tracks.walks import new_id, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(phone) -> tuple[str, str]:
    """Return the ids of a patrol that is under way and of its open track."""
    patrol, track = new_id(), new_id()
    assert phone.begin(patrol, started()).status_code == 201
    assert phone.open(patrol, track).status_code == 201
    return patrol, track


def kept() -> tuple:
    """Return what the database holds of patrols that were begun here."""
    return (
        sorted(Patrol.objects.filter(code__startswith="P2").values_list("public_id", "status")),
        sorted(PatrolTrack.objects.values_list("public_id", "points_received")),
        sorted(TrackPart.objects.values_list("public_id", "sha256")),
    )


def test_a_patrol_from_begin_to_end(phone, chief, segment, walk):
    answer = phone.walk(walk, started())
    assert answer.status_code == 200
    body = answer.json()
    assert body["missing"] == {}
    found = body["patrol"]
    assert found["kind"] == "chief"
    assert found["status"] == "done"
    assert found["is_valid"] is True
    assert found["reasons"] == [] == found["flags"]
    assert found["person"] == {"code": chief.code, "name": chief.name}
    assert found["rule"] == {"code": "PR01", "name": "村级河长巡河：每周1次"}
    (track,) = found["tracks"]
    assert track["points_received"] == track["points_kept"] == len(walk)
    assert (track["dropped"], track["holes"], track["hint"]) == ([], 0, None)
    covered = {one["code"]: one for one in found["covered"]}[segment.code]
    assert covered["share"] == pytest.approx(1, abs=0.02)
    row = Patrol.objects.get(public_id=found["id"])
    assert (row.chief, row.date, row.is_valid) == (chief, started().date(), True)
    assert phone("get", found["id"]).json() == found


def test_everything_may_be_sent_again(phone, walk):
    patrol, track, part = new_id(), new_id(), new_id()
    steps = (
        lambda: phone.begin(patrol, started(), note="示例"),
        lambda: phone.open(patrol, track),
        lambda: phone.part(patrol, track, part, 0, walk),
        lambda: phone.end(patrol, walks.end_of(walk), {track: [part]}),
    )
    for number, step in enumerate(steps):
        first = step()
        before = kept()
        again = step()
        assert (first.status_code, again.status_code) == ((201, 200) if number < 3 else (200, 200))
        assert again.json() == first.json()
        assert kept() == before
    for step in steps[:3]:
        assert step().status_code == 200
    assert Patrol.objects.get(public_id=patrol).status == "done"


def test_a_receipt(phone, begun, walk):
    walk[3, 3] = np.nan
    part = new_id()
    receipt = phone.part(*begun, part, 0, walk).json()["receipt"]
    row = TrackPart.objects.get(public_id=part)
    assert receipt["id"] == part
    assert receipt["points"] == len(walk) == row.points_count
    # What a phone can compute from a Float64Array, whose NaN is this one.
    expected = np.array(walk, dtype="<f8")
    assert receipt["sha256"] == hashlib.sha256(expected.tobytes()).hexdigest()
    assert expected[3, 3:].tobytes().hex() == "000000000000f87f"
    assert np.array_equal(points.unpack(row.points), walk, equal_nan=True)


@pytest.mark.parametrize("parts", [2, 7])
def test_parts_come_in_any_order(phone, begun, walk, parts):
    patrol, track = begun
    ids = [new_id() for _ in range(parts)]
    chunks = list(enumerate(np.array_split(walk, parts)))
    order = [chunks[number] for number in np.random.default_rng(parts).permutation(parts)]
    manifest = {track: ids}
    for number, chunk in order[:-1]:
        phone.part(patrol, track, ids[number], number, chunk)
    last, chunk = order[-1]
    answer = phone.end(patrol, walks.end_of(walk), manifest).json()
    assert answer["missing"] == {track: [ids[last]]}
    assert answer["patrol"]["status"] == "active"
    phone.part(patrol, track, ids[last], last, chunk)
    answer = phone.end(patrol, walks.end_of(walk), manifest).json()
    assert answer["missing"] == {}
    assert answer["patrol"]["is_valid"] is True
    assert answer["patrol"]["tracks"][0]["points_kept"] == len(walk)


def test_a_part_that_comes_days_after_the_end_is_judged_too(phone, begun, walk):
    patrol, track = begun
    first, late = new_id(), new_id()
    half = len(walk) // 2
    phone.part(patrol, track, first, 0, walk[:half])
    answer = phone.end(patrol, walks.end_of(walk), {track: [first]}).json()["patrol"]
    assert answer["is_valid"] is False
    assert [reason["code"] for reason in answer["reasons"]] == ["too_brief", "too_short"]
    assert phone.part(patrol, track, late, 1, walk[half:]).status_code == 201
    found = phone("get", patrol).json()
    assert found["is_valid"] is True
    assert found["tracks"][0]["points_received"] == len(walk)
    assert found["covered"][0]["share"] > answer["covered"][0]["share"] + 0.3
    again = phone.end(patrol, walks.end_of(walk), {track: [first, late]})
    assert again.json() == {"missing": {}, "patrol": found}


def test_a_late_part_of_a_cancelled_patrol_is_kept_and_not_judged(phone, begun, walk):
    patrol, track = begun
    first, late = new_id(), new_id()
    phone.part(patrol, track, first, 0, walk[:50])
    phone.end(patrol, walks.end_of(walk), {track: [first]})
    Patrol.objects.filter(public_id=patrol).update(status="cancelled", is_valid=None)
    assert phone.part(patrol, track, late, 1, walk[50:]).status_code == 201
    row = Patrol.objects.get(public_id=patrol)
    assert (row.status, row.is_valid) == ("cancelled", None)
    assert TrackPart.objects.filter(public_id=late).exists()


def test_missing_tracks_are_named(phone, begun, walk):
    patrol, track = begun
    other, part = new_id(), new_id()
    answer = phone.end(patrol, walks.end_of(walk), {track: [], other: [part]})
    assert answer.json()["missing"] == {other: [part]}
    assert phone.end(patrol, walks.end_of(walk), {other: []}).json()["missing"] == {other: []}


def test_a_patrol_without_any_point_ends_too(phone, begun):
    patrol, track = begun
    answer = phone.end(patrol, started(hour=10), {track: []}).json()["patrol"]
    assert answer["is_valid"] is False
    assert "too_few" in [reason["code"] for reason in answer["reasons"]]


def test_two_tracks_of_one_patrol_are_measured_together(phone, segment, walk):
    patrol, tracks, ids = new_id(), [new_id(), new_id()], [new_id(), new_id()]
    phone.begin(patrol, started())
    half = len(walk) // 2
    for track, part, chunk in zip(tracks, ids, (walk[:half], walk[half - 20 :]), strict=True):
        phone.open(patrol, track)
        phone.part(patrol, track, part, 0, chunk)
    manifest = {track: [part] for track, part in zip(tracks, ids, strict=True)}
    found = phone.end(patrol, walks.end_of(walk), manifest).json()["patrol"]
    assert found["is_valid"] is True
    assert found["covered"][0]["share"] == pytest.approx(1, abs=0.02)
    # What both recorded counts once.
    assert sum(track["points_kept"] for track in found["tracks"]) == len(walk)
    assert found["walked_m"] == pytest.approx(segment.length_m, rel=0.06)


def test_points_in_another_datum_lie_where_they_were_walked(phone, segment):
    for datum in ("gcj02", "bd09"):
        shifted = walks.along(segment, started(), datum=datum)
        found = phone.walk(shifted, started(), datum).json()["patrol"]
        assert found["covered"][0]["code"] == segment.code
        assert found["covered"][0]["share"] == pytest.approx(1, abs=0.02)
        assert found["tracks"][0]["hint"] is None
        row = TrackPart.objects.filter(track__public_id=found["tracks"][0]["id"]).first()
        assert points.unpack(row.points)[0, 0] == shifted[0, 0]


@pytest.mark.parametrize(
    ("declared", "real"), [("wgs84", "gcj02"), ("gcj02", "wgs84"), ("wgs84", "bd09")]
)
def test_another_datum_than_declared_is_said_and_not_mended(phone, segment, declared, real):
    walk = walks.along(segment, started(), datum=real)
    found = phone.walk(walk, started(), declared).json()["patrol"]
    hint = found["tracks"][0]["hint"]
    assert hint["datum"] == real
    assert "Probably" in hint["text"]
    assert found["covered"] == []
    assert found["is_valid"] is False


def test_a_planned_patrol_begins(phone, chief):
    planned = register.patrol(chief, started().date(), status="planned", is_valid=None)
    assert phone.begin(planned.public_id, started()).status_code == 201
    planned.refresh_from_db()
    assert (planned.status, planned.started_at, planned.code) == ("active", started(), "T1")
    assert phone.begin(planned.public_id, started()).status_code == 200


def test_the_kind_follows_from_the_person(db, walk):
    unit = register.reference_unit()
    deputy = register.deputy(unit, "D50")
    user = register.user("deputy", unit, name="deputy", deputy=deputy)
    phone = walks.Phone(user)
    found = phone.walk(walk, started()).json()["patrol"]
    assert (found["kind"], found["person"]["code"]) == ("supervision", "D50")
    # The rules of a level are for chiefs.
    assert found["rule"]["code"] == "PR05"
    refused = phone.begin(new_id(), started(), kind="chief")
    assert (refused.status_code, refused.json()["expected"]) == (400, "supervision")


def test_the_list(phone, chief, walk):
    first = phone.walk(walk, started()).json()["patrol"]
    second = new_id()
    phone.begin(second, started(days=0, hour=0))
    everything = phone("get", "").json()
    assert everything["numberMatched"] == 2
    assert [one["id"] for one in everything["patrols"]] == [second, first["id"]]
    day = started().date()
    for query, count in (
        (f"from={day}&to={day}", 1),
        (f"from={day + timedelta(days=5)}", 0),
        ("kind=supervision", 0),
        ("status=active", 1),
        ("valid=yes", 1),
        ("valid=unjudged", 1),
        ("person=me", 2),
        (f"person={chief.code}", 2),
        ("person=RC99", 0),
    ):
        assert phone("get", f"?{query}").json()["numberMatched"] == count, query
    assert len(phone("get", "?limit=1&offset=1").json()["patrols"]) == 1
    for query in ("from=soon", "kind=x", "status=x", "valid=x", "limit=0", "colour=red"):
        answer = phone("get", f"?{query}")
        assert answer.status_code == 400
        assert answer.json()["parameter"] == query.partition("=")[0]
