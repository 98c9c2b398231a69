"""Photos through the API: kept once, without metadata, for those who may see the issue."""

import io

import pytest
from django.core.management import call_command
from PIL import Image

from coverage.models import Issue, IssuePhoto
from tests.coverage.issues.conftest import Caller, new_id, on_a_river, photo

pytestmark = pytest.mark.django_db
SECRET = b"SECRETMARK"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A folder of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def body_of(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def put(caller, issue: str, body: bytes, phase="before", identity=""):
    return caller("PUT", f"{issue}/photos/{identity or new_id()}?phase={phase}", body)


def with_position() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 10.0, 30.0), 3: "E", 4: (118.0, 50.0, 6.0)})
    return photo(exif=exif, comment=SECRET)


def test_a_photo_is_kept_and_served_without_metadata(deputy, reported, committee):
    answer = put(deputy, reported, with_position())
    assert answer.status_code == 201
    kept = answer.json()
    assert set(kept) == {"id", "phase", "width", "height", "received_at", "href", "thumbnail"}
    for address in (kept["href"], kept["thumbnail"]):
        served = deputy("GET", address.removeprefix("/api/issues/"))
        assert served.status_code == 200
        assert served["Content-Type"] == "image/jpeg"
        assert served["X-Content-Type-Options"] == "nosniff"
        assert served["Cache-Control"].startswith("private")
        content = body_of(served)
        assert content.startswith(b"\xff\xd8")
        assert SECRET not in content
        assert b"Exif" not in content
        assert not Image.open(io.BytesIO(content)).getexif()
    seen = committee("GET", reported).json()["photos"][0]
    assert seen["position"] == [118.835, 35.175]
    assert "position" not in deputy("GET", reported).json()["photos"][0]


def test_the_same_photo_again_changes_nothing(deputy, reported, media):
    identity, body = new_id(), photo()
    first, again = (put(deputy, reported, body, identity=identity) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = put(deputy, reported, body)
    assert (other.status_code, other.json()["id"]) == (200, identity)
    assert IssuePhoto.objects.filter(issue__public_id=reported).count() == 1
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2


def test_the_same_id_with_another_photo_is_a_conflict(deputy, reported):
    identity = new_id()
    put(deputy, reported, photo("red"), identity=identity)
    assert put(deputy, reported, photo("blue"), identity=identity).status_code == 409
    other = new_id()
    deputy("PUT", other, on_a_river()[1])
    assert put(deputy, other, photo("red"), identity=identity).status_code == 409


@pytest.mark.parametrize(
    ("role", "phase", "status"),
    [
        ("deputy", "before", 201),
        ("deputy", "after", 403),
        ("coordinator", "before", 201),
        ("coordinator", "after", 201),
        ("committee", "after", 201),
        ("patroller", "before", 404),
        ("gis_reader", "before", 403),
    ],
)
def test_who_may_add_which(callers, reported, role, phase, status):
    assert put(callers[role], reported, photo(), phase).status_code == status


def test_strangers_get_nothing(deputy, reported):
    kept = put(deputy, reported, photo()).json()
    stranger = Caller()
    photos = [kept[name].removeprefix("/api/issues/") for name in ("href", "thumbnail")]
    for path in ("", "features", "table", reported, *photos):
        answer = stranger("GET", path)
        assert answer.status_code == 401
        assert b"rubble" not in answer.content
    assert put(stranger, reported, photo()).status_code == 401


def test_files_have_no_address_of_their_own(deputy, reported, client):
    put(deputy, reported, photo())
    name = IssuePhoto.objects.get(issue__public_id=reported).image.name
    for prefix in ("/media/", "/static/", "/var/media/", "/"):
        assert client.get(prefix + name).status_code == 404


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "image/jpeg", 400),
        (b"hello", "image/jpeg", 415),
        (photo(form="GIF"), "image/gif", 415),
        (photo()[:-40], "image/jpeg", 400),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50, "image/heic", 415),
    ],
)
def test_what_is_no_photo_leaves_nothing(deputy, reported, media, body, kind, status):
    answer = deputy("PUT", f"{reported}/photos/{new_id()}?phase=before", body, kind)
    assert answer.status_code == status
    assert answer.json()["parameter"] == "photo"
    assert not IssuePhoto.objects.filter(issue__public_id=reported).exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("query", ["", "?phase=during", "?phase=before&phase=after", "?size=1"])
def test_the_phase_has_to_be_said(deputy, reported, query):
    answer = deputy("PUT", f"{reported}/photos/{new_id()}{query}", photo())
    assert answer.status_code == 400


def test_limits_of_size_and_number(deputy, reported, settings):
    settings.ISSUE_PHOTO_MB = 0
    assert put(deputy, reported, photo()).status_code == 413
    settings.ISSUE_PHOTO_MB, settings.ISSUE_PHOTOS = 10, 1
    assert put(deputy, reported, photo("red")).status_code == 201
    assert put(deputy, reported, photo("blue")).status_code == 409
    assert put(deputy, reported, photo("red")).status_code == 200


def test_nothing_is_added_once_it_is_closed(committee, reported):
    Issue.objects.filter(public_id=reported).update(state="closed")
    assert put(committee, reported, photo()).status_code == 409


def test_cleaning_keeps_what_has_a_row(deputy, reported, media):
    put(deputy, reported, photo())
    call_command("clean_photos", verbosity=0)
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2
