"""The pages of patrols: the list, one patrol, and handing a file in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coverage.models import Issue, Membership, Patrol
from tests import register
from tests.coverage.tracks import files, walks
from tests.coverage.tracks.test_wrong_input import state
from tests.coverage.tracks.walks import started

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(chief, phone) -> Client:
    """A browser in which the chief is logged in."""
    made = Client(headers={"Accept-Language": "en"})
    made.force_login(Membership.objects.get(chief=chief).user)
    return made


def hand_in(browser: Client, body: bytes, name: str = "walk.gpx", **more):
    form = {"file": SimpleUploadedFile(name, body), "datum": "wgs84", **more}
    return browser.post("/patrols/upload/", form)


def text_of(answer) -> str:
    """Return the text of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_file_leads_to_its_patrol(browser, walk, segment):
    answer = hand_in(browser, files.gpx(walk))
    row = Patrol.objects.get(tracks__file_name="walk.gpx")
    assert (answer.status_code, answer["Location"]) == (302, f"/patrols/{row.public_id}/")
    page = browser.get(answer["Location"])
    text = text_of(page)
    assert segment.name in text
    assert "Judged by the rule 村级河长巡河：每周1次" in text
    assert "valid" in text
    assert "Why it does not count" not in text
    assert f"/api/patrols/{row.public_id}/track" in page.content.decode()
    again = hand_in(browser, files.gpx(walk))
    assert again["Location"] == answer["Location"]


def test_a_patrol_that_does_not_count_says_why(browser, segment):
    walk = walks.along(segment, started(), 0.3)
    walk[5, 3] = 90
    text = text_of(
        hand_in(browser, files.csv(walk), "a.csv")
        and browser.get(f"/patrols/{Patrol.objects.get(tracks__isnull=False).public_id}/")
    )
    assert "Why it does not count" in text
    assert "shorter than the rule asks for (minutes)" in text
    assert "Dropped : too inaccurate 1" in text or "Dropped: too inaccurate 1" in text


def test_another_datum_is_said_on_the_page(browser, segment):
    answer = hand_in(browser, files.gpx(walks.along(segment, started(), datum="gcj02")))
    assert "Probably GCJ-02" in text_of(browser.get(answer["Location"]))


def test_what_was_reported_on_the_way_is_listed(browser, walk):
    answer = hand_in(browser, files.gpx(walk))
    patrol = Patrol.objects.get(tracks__isnull=False)
    Issue.objects.create(
        subdistrict=patrol.subdistrict,
        patrol=patrol,
        code="示例I1",
        category="dumping",
        description="-",
        found_at=started(),
    )
    assert "示例I1" in text_of(browser.get(answer["Location"]))


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("walk.txt", b"x", "Files ending in"),
        ("walk.gpx", b"<gpx", "broken or cut off"),
        ("walk.gpx", b"", "file"),
    ],
)
def test_a_wrong_file_is_explained_and_nothing_is_stored(browser, name, body, said):
    before = state()
    answer = hand_in(browser, body, name)
    assert answer.status_code == 400
    text = text_of(answer)
    assert said in text
    assert "Nothing was stored." in text
    assert state() == before


def test_the_form(browser, walk):
    page = browser.get("/patrols/upload/")
    assert page.status_code == 200
    for wrong in ({"datum": ""}, {"datum": "mars"}, {"kind": "stroll"}):
        assert hand_in(browser, files.gpx(walk), **wrong).status_code == 400
    assert browser.post("/patrols/upload/", {"datum": "wgs84"}).status_code == 400
    # What was chosen stays chosen.
    answer = browser.post("/patrols/upload/", {"datum": "bd09"})
    assert re.search(r'value="bd09" checked', answer.content.decode())
    assert browser.put("/patrols/upload/").status_code == 405


def test_a_file_that_is_too_large(browser, walk, settings):
    settings.TRACK_UPLOAD_MB = 1
    before = state()
    answer = hand_in(browser, b" " * 2_000_000)
    assert answer.status_code == 413
    assert "Nothing was stored." in text_of(answer)
    assert state() == before


def test_forged_forms_are_refused(chief, phone, walk):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Membership.objects.get(chief=chief).user)
    before = state()
    assert hand_in(browser, files.gpx(walk)).status_code == 403
    assert state() == before


def test_the_list_and_its_filters(browser, walk):
    hand_in(browser, files.gpx(walk))
    row = Patrol.objects.get(tracks__isnull=False)
    day = row.date.isoformat()
    for query, count in (
        ("", 1),
        (f"?from={day}&to={day}", 1),
        ("?valid=no", 0),
        ("?valid=yes&kind=chief&status=done", 1),
        (f"?person={row.chief.code}", 1),
        ("?person=RC01", 0),
    ):
        page = browser.get(f"/patrols/{query}").content.decode()
        assert page.count(f"/patrols/{row.public_id}/") == count, query
        assert re.search(rf'id="list-count">{count}<', page)
    for query in ("?from=x", "?kind=x", "?page=0", "?page=2", "?colour=x"):
        assert browser.get(f"/patrols/{query}").status_code == 400


def test_pages_of_the_list(phone, settings):
    committee = Client(headers={"Accept-Language": "en"})
    committee.force_login(register.user("committee", register.reference_unit(), name="c"))
    first = committee.get("/patrols/?from=2026-09-01").content.decode()
    codes = re.findall(r'data-code="([^"]+)"', first)
    assert len(codes) == 100
    after = re.search(r'href="(\?[^"]*page=2)"', first).group(1).replace("&amp;", "&")
    second = committee.get(f"/patrols/{after}").content.decode()
    assert not set(codes) & set(re.findall(r'data-code="([^"]+)"', second))
    assert "Hand in a track" not in first


def test_one_who_stands_for_nobody_gets_no_form():
    committee = Client(headers={"Accept-Language": "en"})
    committee.force_login(register.user("committee", register.reference_unit(), name="c"))
    page = committee.get("/patrols/upload/").content.decode()
    assert 'type="file"' not in page
    assert "You stand for no river chief" in page


def test_patrols_without_a_track_have_a_page_too(client):
    client.force_login(register.user("committee", register.reference_unit(), name="c"))
    for status in ("done", "planned", "cancelled"):
        row = Patrol.objects.filter(status=status).first()
        assert client.get(f"/patrols/{row.public_id}/").status_code == 200
    assert client.get("/patrols/nothing/").status_code == 404
    assert client.get(f"/patrols/{row.public_id}/?x=1").status_code == 400


def test_the_page_asks_a_bounded_number_of_questions(browser, walk, django_assert_max_num_queries):
    answer = hand_in(browser, files.gpx(walk))
    browser.get(answer["Location"])
    with django_assert_max_num_queries(30):
        browser.get(answer["Location"])
