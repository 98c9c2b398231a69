"""Wrong input: what is said of it, and that nothing of it is stored."""

import json
import math

import numpy as np
import pytest

from coverage.models import Patrol, PatrolTrack, TrackPart
from tests import register
from tests.coverage.tracks import walks
from tests.coverage.tracks.walks import new_id, started

pytestmark = pytest.mark.django_db
POINT = [118.83, 35.18, 1_790_000_000, 5]
MODELS = (Patrol, PatrolTrack, TrackPart)


def state() -> list[list]:
    """Return every row of what could have been changed."""
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


@pytest.fixture
def ids(phone) -> tuple[str, str]:
    patrol, track = new_id(), new_id()
    phone.begin(patrol, started())
    phone.open(patrol, track)
    return patrol, track


def check(answer, status: int, parameter: str, said: str = "") -> dict:
    """Check that an answer is a problem that names the parameter, and return it."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["parameter"] == parameter
    assert said in body["detail"]
    return body


BAD_POINTS = [
    ([], "points", "at least one point"),
    ({}, "points", "is a list"),
    (None, "points", "is a list"),
    ([POINT, [118.83, 35.18, 1_790_000_000]], "points[1]", "Point 1 is not [lon, lat"),
    ([[None, 35.18, 1_790_000_000, 5]], "points[0]", "Point 0 is not"),
    ([["118.83", 35.18, 1_790_000_000, 5]], "points[0]", "Point 0 is not"),
    ([[True, 35.18, 1_790_000_000, 5]], "points[0]", "Point 0 is not"),
    ([POINT, [35.18, 118.83, 1_790_000_000, 5]], "points[1]", "out of range"),
    ([[35.18, 118.83, 1_790_000_000, 5]], "points[0]", "look swapped"),
    ([[300, 35.18, 1_790_000_000, 5]], "points[0]", "is out of range"),
    ([[118.83, 35.18, 1_790_000_000_000, 5]], "points[0]", "lies in the future"),
    ([[118.83, 35.18, 4_000_000_000, 5]], "points[0]", "lies in the future"),
    ([[118.83, 35.18, 1000, 5]], "points[0]", "before the year 2000"),
    ([POINT] * 2001, "points", "at most 2000 points"),
]


@pytest.mark.parametrize(("points", "parameter", "said"), BAD_POINTS)
def test_points(phone, ids, points, parameter, said):
    patrol, track = ids
    before = state()
    path = f"{patrol}/tracks/{track}/parts/{new_id()}"
    body = check(phone("put", path, {"sequence": 0, "points": points}), 400, parameter, said)
    assert body["expected"]
    assert state() == before


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none(phone, ids, text):
    before = state()
    body = f'{{"sequence": 0, "points": [[118.8, {text}, 1790000000, 5]]}}'.encode()
    answer = phone("put", f"{ids[0]}/tracks/{ids[1]}/parts/{new_id()}", body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert state() == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 5000])
def test_bodies(phone, ids, body):
    before = state()
    patrol, track = ids
    for path in ("", "/tracks/{}", "/tracks/{}/parts/{}", "/end"):
        made = path.format(track if "parts" in path else new_id(), new_id())
        answer = phone("put", patrol + made, body)
        assert answer.status_code == 400, (path, answer.content)
        assert answer["Content-Type"] == "application/problem+json"
    assert state() == before


def test_sequences_members_and_ids(phone, ids):
    before = state()
    patrol, track = ids
    good = {"sequence": 0, "points": [POINT]}
    path = f"{patrol}/tracks/{track}/parts/{new_id()}"
    for sequence in (-1, 1.5, "0", None, True, 10**9):
        check(phone("put", path, good | {"sequence": sequence}), 400, "sequence")
    check(phone("put", path, good | {"colour": 1}), 400, "colour", "no member 'colour'")
    check(phone("put", f"{patrol}/tracks/{track}/parts/17", good), 400, "part", "not a UUID")
    check(phone("put", f"{patrol}/tracks/x/parts/{new_id()}", good), 400, "track")
    check(phone("put", f"{patrol}/tracks/{new_id()}/parts/{new_id()}", good), 404, "track")
    check(phone("put", f"{new_id()}/tracks/{track}/parts/{new_id()}", good), 404, "patrol")
    check(phone("get", "nowhere"), 400, "patrol")
    check(phone("get", new_id()), 404, "patrol")
    assert state() == before


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "started_at"),
        ({"started_at": 5}, "started_at"),
        ({"started_at": "2026-11-01"}, "started_at"),
        ({"started_at": "2026-11-01T08:00:00"}, "started_at"),
        ({"started_at": "2026-13-01T08:00:00Z"}, "started_at"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "started_at"),
        ({"started_at": "2400-11-01T08:00:00Z"}, "started_at"),
        ({"kind": "stroll"}, "kind"),
        ({"kind": ["chief"]}, "kind"),
        ({"kind": "supervision"}, "kind"),
        ({"note": 5}, "note"),
        ({"note": "x" * 2001}, "note"),
        ({"survey": "S99"}, "survey"),
        ({"survey": 5}, "survey"),
        ({"route_round": "x"}, "route_round"),
        ({"route_round": "7f3c0a52-6d0c-4f0e-9b39-2b8f1c7d5a11"}, "route_round"),
    ],
)
def test_beginnings(phone, body, parameter):
    before = state()
    if parameter != "started_at":
        body = {"started_at": started().isoformat(), **body}
    check(phone("put", new_id(), body), 400, parameter)
    assert state() == before


def test_tracks(phone, ids):
    before = state()
    for body, parameter in (
        ({"source": "live"}, "datum"),
        ({"source": "live", "datum": "mars"}, "datum"),
        ({"source": "gpx", "datum": "wgs84"}, "source"),
    ):
        check(phone("put", f"{ids[0]}/tracks/{new_id()}", body), 400, parameter)
    check(phone.open(ids[0], new_id(), "gcj02"), 400, "datum", "has a track in WGS 84 already")
    assert state() == before


def test_ends(phone, ids):
    patrol, track = ids
    before = state()
    late, early = started(days=-2), started(days=2)
    check(phone.end(patrol, late, {track: []}), 400, "ended_at", "future")
    check(phone.end(patrol, early, {track: []}), 400, "ended_at", "before the start")
    good = {"ended_at": started(hour=10).isoformat()}
    for tracks in (None, [], {track: None}, {track: "x"}):
        check(phone("put", f"{patrol}/end", good | {"tracks": tracks}), 400, "tracks")
    check(phone("put", f"{patrol}/end", good | {"tracks": {"x": []}}), 400, "tracks")
    check(phone("put", f"{patrol}/end", good | {"tracks": {track: [5]}}), 400, f"tracks.{track}")
    assert state() == before


def test_the_same_id_with_other_content(phone, ids, walk):
    patrol, track = ids
    part = new_id()
    phone.part(patrol, track, part, 0, walk)
    phone.end(patrol, walks.end_of(walk), {track: [part]})
    before = state()
    found = check(phone.begin(patrol, started(hour=8)), 409, "started_at", "kept already")
    assert found["expected"] == started().isoformat()
    check(phone.begin(patrol, started(), note="x"), 409, "note")
    found = check(phone.open(patrol, track, "gcj02"), 409, "datum")
    assert found["expected"] == "wgs84"
    found = check(phone.part(patrol, track, part, 0, walk[1:]), 409, "points")
    assert TrackPart.objects.get(public_id=part).sha256 in found["expected"]
    check(phone.part(patrol, track, part, 1, walk), 409, "points")
    check(phone.end(patrol, started(hour=23), {track: [part]}), 409, "ended_at")
    assert state() == before


def test_ids_of_another_patrol(phone, ids, walk):
    patrol, track = ids
    part, other, other_track = new_id(), new_id(), new_id()
    phone.part(patrol, track, part, 0, walk)
    phone.begin(other, started(days=2))
    phone.open(other, other_track)
    before = state()
    found = check(phone.open(other, track), 409, "track")
    assert found["expected"] == patrol
    check(phone.part(other, other_track, part, 0, walk), 409, "part", "in use already")
    check(phone.part(other, track, new_id(), 0, walk), 404, "track")
    assert state() == before


def test_patrols_that_are_over_or_not_begun(phone, chief):
    for status, code in (("planned", "T1"), ("cancelled", "T2")):
        row = register.patrol(chief, started().date(), code, status=status, is_valid=None)
        before = state()
        check(phone.open(row.public_id, new_id()), 409, "status")
        check(phone.end(row.public_id, started(), {}), 409, "status")
        assert state() == before
    check(phone.begin(row.public_id, started()), 409, "started_at")


def test_too_many_points_of_a_track(phone, ids, walk, settings):
    patrol, track = ids
    settings.TRACK_MAX_POINTS = len(walk) + 10
    assert phone.part(patrol, track, new_id(), 0, walk).status_code == 201
    before = state()
    check(phone.part(patrol, track, new_id(), 1, walk), 400, "points", "A track holds at most")
    assert state() == before


def test_a_body_that_is_too_long_is_not_read(phone, ids):
    before = state()
    path = f"{ids[0]}/tracks/{ids[1]}/parts/{new_id()}"
    answer = phone("put", path, b" " * 600_000)
    assert check(answer, 413, "Content-Length")["expected"] == "<= 500000"
    assert state() == before


def test_somebody_else(phone, ids, walk):
    patrol, track = ids
    before = state()
    other = walks.phone_of(walks.chief("RC51"), "other")
    check(other.begin(patrol, started()), 404, "patrol")
    check(other.open(patrol, new_id()), 404, "patrol")
    check(other.part(patrol, track, new_id(), 0, walk), 404, "patrol")
    check(other.end(patrol, walks.end_of(walk), {track: []}), 404, "patrol")
    check(other("get", patrol), 404, "patrol")
    check(other("get", f"{patrol}/track"), 404, "patrol")
    nobody = walks.Phone(register.user("committee", register.reference_unit(), name="nobody"))
    check(nobody.begin(new_id(), started()), 403, "user", "stand for no river chief")
    for anonymous in (walks.Phone(), walks.Phone(register.user(None, name="no role"))):
        for path in ("", patrol, f"{patrol}/track"):
            assert anonymous("get", path).status_code in (401, 403)
        assert anonymous.begin(new_id(), started()).status_code in (401, 403)
    assert state() == before


def test_values_are_repeated_in_a_form_that_json_has(phone, ids):
    body = {"sequence": 0, "points": [[118.8, 35.1, 1.79e9, 1e300]]}
    answer = phone("put", f"{ids[0]}/tracks/{ids[1]}/parts/{new_id()}", body)
    assert answer.status_code == 201
    assert not math.isnan(json.loads(answer.content)["receipt"]["points"])


def test_time_that_runs_backwards_in_a_live_part_is_kept_and_not_used(phone, ids, walk):
    patrol, track = ids
    part = new_id()
    turned = walk.copy()
    turned[20, 2] -= 300
    assert phone.part(patrol, track, part, 0, turned).status_code == 201
    found = phone.end(patrol, walks.end_of(walk), {track: [part]}).json()["patrol"]
    assert found["tracks"][0]["dropped"] == [
        {"code": "backwards_in_time", "text": "time runs backwards", "points": 1}
    ]
    assert np.isfinite(found["walked_m"])
