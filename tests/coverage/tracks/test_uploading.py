"""Finished patrols from files: taken once, or refused with nothing stored."""

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from coverage.models import Membership, Patrol, PatrolTrack, TrackPart
from coverage.tracks import checks, points
from coverage.tracks.readers.collecting import FileError
from tests import register
from tests.coverage.tracks import files, walks
from tests.coverage.tracks.test_wrong_input import check, state
from tests.coverage.tracks.walks import new_id, started

pytestmark = pytest.mark.django_db


def send(phone, body: bytes, name: str = "walk.gpx", datum: str | None = "wgs84", **more):
    form = {"file": SimpleUploadedFile(name, body), **more}
    if datum is not None:
        form["datum"] = datum
    return Client().post("/api/patrols/upload", form, headers=phone.headers)


@pytest.mark.parametrize("name", files.WRITERS)
def test_every_format(phone, walk, segment, name):
    answer = send(phone, files.WRITERS[name](walk), name)
    assert answer.status_code == 201, answer.content
    found = answer.json()["patrol"]
    assert answer["Location"] == f"/api/patrols/{found['id']}"
    assert (found["status"], found["is_valid"], found["kind"]) == ("done", True, "chief")
    assert found["date"] == str(started().date())
    (track,) = found["tracks"]
    assert (track["points_received"], track["file_name"]) == (len(walk), name)
    assert found["covered"][0]["share"] == pytest.approx(1, abs=0.02)


def test_the_same_file_again_changes_nothing(phone, walk):
    body = files.gpx(walk)
    first = send(phone, body)
    before = state()
    again = send(phone, body, name="renamed.gpx")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert state() == before


def test_the_same_file_in_another_datum_is_another_track(phone, segment):
    body = files.gpx(walks.along(segment, started(), datum="gcj02"))
    wrong = send(phone, body).json()["patrol"]
    assert wrong["tracks"][0]["hint"]["datum"] == "gcj02"
    right = send(phone, body, datum="gcj02")
    assert right.status_code == 201
    assert right.json()["patrol"]["is_valid"] is True
    assert right.json()["patrol"]["id"] != wrong["id"]


def test_raw_points_are_kept_in_parts(phone, walk, settings):
    settings.TRACK_PART_POINTS = 50
    found = send(phone, files.csv(walk), "a.csv").json()["patrol"]
    rows = TrackPart.objects.filter(track__public_id=found["tracks"][0]["id"]).order_by("sequence")
    assert [row.points_count for row in rows] == [50, 50, 50, len(walk) - 150]
    whole = points.joined([points.unpack(row.points) for row in rows])
    assert whole[:, :2] == pytest.approx(walk[:, :2], abs=1e-7)
    assert {row.sha256 for row in rows} == {
        points.digest(points.unpack(row.points)) for row in rows
    }


def test_a_file_for_a_patrol_that_is_under_way(phone, walk):
    patrol = new_id()
    phone.begin(patrol, started())
    found = send(phone, files.gpx(walk), id=patrol).json()["patrol"]
    assert (found["id"], found["status"], found["is_valid"]) == (patrol, "done", True)
    assert Patrol.objects.get(public_id=patrol).ended_at is not None


def test_a_second_file_for_a_patrol(phone, walk):
    patrol = new_id()
    half = len(walk) // 2
    first = send(phone, files.gpx(walk[:half]), id=patrol).json()["patrol"]
    assert (first["id"], first["is_valid"]) == (patrol, False)
    second = send(phone, files.csv(walk[half:]), "b.csv", id=patrol).json()["patrol"]
    assert (second["id"], second["is_valid"], len(second["tracks"])) == (patrol, True, 2)
    refused = send(phone, files.kml(walk), "c.kml", datum="gcj02", id=patrol)
    check(refused, 400, "datum", "has a track in WGS 84 already")


def test_duplicates_are_counted(phone, walk):
    twice = np.repeat(walk, 2, axis=0)
    found = send(phone, files.gpx(twice)).json()["patrol"]
    assert found["is_valid"] is True
    assert found["tracks"][0]["dropped"] == [
        {"code": "duplicate", "text": "a second one at the same time", "points": len(walk)}
    ]


def moved(walk: np.ndarray, column: int, by: float, row: slice = slice(None)) -> np.ndarray:
    found = walk.copy()
    found[row, column] += by
    return found


WRONG = {
    "one point": (lambda walk: files.gpx(walk[:1]), "1 points of a track"),
    "no point": (lambda walk: files.gpx(walk[:0]), "0 points of a track"),
    "no times": (lambda walk: files.gpx(walk, timed=False), "The points have no times"),
    "one without": (
        lambda walk: files.gpx(walk).replace(files.iso(walk[6, 2]).encode(), b""),
        "Point 7 has no time",
    ),
    "backwards": (
        lambda walk: files.gpx(moved(walk, 2, -100, slice(9, 10))),
        "Time runs backwards at point 10, by 95 s",
    ),
    "future": (lambda walk: files.gpx(moved(walk, 2, 10 * 86400)), "Point 1 lies in the future"),
    "swapped": (
        lambda walk: files.gpx(walk[:, [1, 0, 2, 3]]),
        "longitude and latitude look swapped",
    ),
    "elsewhere": (lambda walk: files.gpx(moved(walk, 0, 3)), "outside the surroundings of"),
    "NaN": (lambda walk: files.gpx(moved(walk, 1, np.nan, slice(4, 5))), "Point 5: 'nan'"),
    "infinite": (lambda walk: files.gpx(moved(walk, 1, np.inf, slice(4, 5))), "Point 5: 'inf'"),
    "cut off": (lambda walk: files.gpx(walk)[:-100], "broken or cut off"),
    "empty": (lambda walk: b"", "The file is empty"),
    "zip": (lambda walk: b"PK\x03\x04", "zip archive"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_files(phone, walk, what):
    write, said = WRONG[what]
    before = state()
    answer = send(phone, write(walk))
    assert answer.status_code == 400, answer.content
    body = answer.json()
    assert said in body["detail"]
    assert body["parameter"].startswith("file")
    assert body["expected"]
    assert state() == before


def test_swapped_axes_inside_the_range_are_questioned(phone, walk):
    """South of 90 degrees east the exchanged values are a place too, only not here."""
    unit = register.unit("990001777", geom=register.square(30.0, 40.0, 0.1))
    rows = np.column_stack([np.full(3, 40.05), np.full(3, 30.05), walk[:3, 2], walk[:3, 3]])
    swapped = r"look swapped: the track lies around longitude 40\.05"
    with override("en"), pytest.raises(FileError, match=swapped):
        checks.refuse(rows, "wgs84", unit)
    checks.refuse(rows[:, [1, 0, 2, 3]], "wgs84", unit)


def test_the_form(phone, walk):
    body = files.gpx(walk)
    before = state()
    check(send(phone, body, datum=None), 400, "datum", "Say in which datum")
    check(send(phone, body, datum="mars"), 400, "datum", "one of wgs84, gcj02, bd09")
    check(send(phone, body, kind="supervision"), 400, "kind")
    check(send(phone, body, id="x"), 400, "id")
    check(send(phone, body, colour="red"), 400, "colour")
    check(send(phone, body, "walk.txt"), 400, "file", "not read")
    form = {"datum": "wgs84"}
    check(Client().post("/api/patrols/upload", form, headers=phone.headers), 400, "file")
    assert state() == before


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "multipart/form-data"])
@pytest.mark.parametrize("body", [b"", b"{}", b"x" * 100])
def test_what_is_no_form(phone, media_type, body):
    answer = Client().generic(
        "POST", "/api/patrols/upload", body, media_type, headers=phone.headers
    )
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_a_large_file_with_the_most_points(phone, walk, settings):
    """A file that Django keeps on disk while it comes in."""
    settings.TRACK_MAX_POINTS = 40_000
    body = files.gpx(np.repeat(walk, 40_000 // len(walk), axis=0))
    assert len(body) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    found = send(phone, body).json()["patrol"]
    assert found["tracks"][0]["points_kept"] == len(walk)


def test_files_for_another_s_patrol(phone, walk):
    patrol = phone.walk(walk, started()).json()["patrol"]["id"]
    before = state()
    other = walks.phone_of(walks.chief("RC51"), "other")
    check(send(other, files.gpx(walk), id=patrol), 404, "patrol")
    assert send(walks.Phone(), files.gpx(walk)).status_code == 401
    assert state() == before


def test_a_file_over_the_limit(phone, walk, settings):
    settings.TRACK_UPLOAD_MB = 1
    before = state()
    body = files.gpx(walk) + b" " * 1_000_000
    check(send(phone, body), 400, "file", "at most 1 MB")
    check(send(phone, body + b" " * 200_000), 413, "Content-Length", "MB")
    assert state() == before


class Unread:
    """A body that nobody may read."""

    def read(self, *_):
        raise AssertionError("read")

    readline = read


@pytest.mark.parametrize("with_session", [False, True])
def test_a_hundred_megabytes_are_refused_unread(phone, chief, client, with_session):
    headers = {} if with_session else phone.headers
    if with_session:
        client.force_login(Membership.objects.get(chief=chief).user)
    answer = client.generic(
        "POST",
        "/api/patrols/upload",
        content_type="multipart/form-data; boundary=x",
        headers=headers,
        CONTENT_LENGTH="100000000",
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert answer.json()["parameter"] == "Content-Length"


def test_a_session_needs_its_token_against_forgery(chief, phone, walk):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Membership.objects.get(chief=chief).user)
    form = {"file": SimpleUploadedFile("a.gpx", files.gpx(walk)), "datum": "wgs84"}
    assert browser.post("/api/patrols/upload", form).status_code == 403
    assert not PatrolTrack.objects.exists()
