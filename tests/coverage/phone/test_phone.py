"""What the phone stores: small, its owner's alone, and known by a tag."""

import gzip
import json
import re
from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from coverage.models import Deputy, DutyRecord, Membership, RiverChief
from coverage.pages import patrol
from tests import register

pytestmark = pytest.mark.django_db
LARGEST_BYTES = 400_000
WITHOUT_PERSON = ("coordinator", "committee", "gis_reader", "administrator")
IMPORT = re.compile(r'(?:from|import) "(\.{1,2}/[\w./]+\.js)"')


def client_of(role: str, **person) -> Client:
    """Return a client whose user has a role, and stands for a deputy or chief."""
    user = get_user_model().objects.create_user(f"phone_{role}", password="x")
    Membership.objects.create(user=user, role=role, subdistrict=register.reference_unit(), **person)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def deputy() -> Deputy:
    return Deputy.objects.filter(level="county").order_by("code").first()


@pytest.fixture
def chief() -> RiverChief:
    return RiverChief.objects.filter(level="village").order_by("code").first()


def test_the_data_are_small_and_whole(chief):
    answer = client_of("patroller", chief=chief).get("/patrol/data")
    data = answer.json()

    assert len(gzip.compress(answer.content)) < LARGEST_BYTES
    assert (data["owner"], data["person"]["name"]) == ("phone_patroller", chief.name)
    ground = data["ground"]
    assert len(ground["villages"]) == 50
    assert {"main", "village"} <= set(ground["roads"])
    assert all(len(segment["line"]) >= 2 for segment in ground["segments"])
    assert ground["illustrative"] is True
    assert {item["code"] for item in data["due"]["items"]} >= {
        term.river_segment.code for term in chief.assignments.filter(valid_to__isnull=True)
    }
    assert sum(data["due"]["summary"].values()) == len(data["due"]["items"])
    assert data["rules"]["swath_m"] == 30
    assert data["rounds"] == []


def test_a_known_copy_costs_no_second_one(chief):
    client = client_of("patroller", chief=chief)
    tag = client.get("/patrol/data")["ETag"]

    again = client.get("/patrol/data", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    chief.name = "示例河长改名"
    chief.save()
    assert client.get("/patrol/data", headers={"If-None-Match": tag}).status_code == 200


def test_the_copy_of_another_person_is_never_taken_for_ones_own(chief, deputy):
    tag = client_of("patroller", chief=chief).get("/patrol/data")["ETag"]

    answer = client_of("deputy", deputy=deputy).get("/patrol/data", headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert answer.json()["owner"] == "phone_deputy"


def test_nobody_elses_contacts_are_among_it(chief, deputy):
    numbers = iter(f"0990000{number:04}" for number in range(1000))
    for row in (*Deputy.objects.all(), *RiverChief.objects.all()):
        row.phone = next(numbers)
        row.save()
    for client in (client_of("deputy", deputy=deputy), client_of("patroller", chief=chief)):
        for path in ("/patrol/", "/patrol/data", "/patrol/who"):
            assert "0990000" not in client.get(path).content.decode(), path


def test_a_deputys_duties_stand_beside_what_the_quarter_asks_for(deputy, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: date(2026, 5, 20))
    DutyRecord.objects.filter(deputy=deputy).delete()
    village = deputy.pairings.first().village
    days = [date(2026, 2, 1), date(2026, 4, 1), date(2026, 5, 20), date(2026, 5, 21)]
    for number, day in enumerate(days):
        DutyRecord.objects.create(
            subdistrict=deputy.subdistrict,
            code=f"PH{number}",
            deputy=deputy,
            kind="visit",
            date=day,
            village=village,
        )
    DutyRecord.objects.filter(code="PH1").update(is_valid=False)

    duties = client_of("deputy", deputy=deputy).get("/patrol/data").json()["duties"]

    assert (duties["year"], duties["quarter"]) == (2026, 2)
    visits, contacts = duties["rows"]
    # Ten a year are five by the end of June; one of two valid ones lies in the quarter.
    assert visits["title_en"] == "Visits"
    assert [visits[name] for name in ("asked", "done_in_quarter", "done_in_year", "owed")] == [
        5,
        1,
        2,
        3,
    ]
    assert [contacts[name] for name in ("asked", "done_in_year", "owed")] == [3, 0, 3]


def test_a_chief_has_no_duties_of_a_deputy(chief):
    assert client_of("patroller", chief=chief).get("/patrol/data").json()["duties"] is None


@pytest.mark.parametrize("role", WITHOUT_PERSON)
def test_who_stands_for_nobody_is_told_so(role):
    client = client_of(role)

    page = client.get("/patrol/", headers={"Accept-Language": "en"})

    assert page.status_code == 403
    assert "for deputies and river chiefs" in page.content.decode()
    for path in ("/patrol/data", "/patrol/who"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert answer["Content-Type"] == "application/problem+json"


def test_strangers_are_asked_to_log_in():
    client = Client()
    assert client.get("/patrol/")["Location"] == "/login/?next=/patrol/"
    for path in ("/patrol/data", "/patrol/who"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["status"]) == (401, 401)


def test_the_worker_stores_every_file_of_the_page():
    worker = Client().get("/patrol/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    text = worker.content.decode()
    options = json.loads(text[text.index("serve(") + len("serve(") : text.rindex(")")])
    assert options["version"] == patrol.version()
    assert (options["page"], options["data"]) == ("/patrol/", "/patrol/data")
    assert len(options["files"]) == len(patrol.FILES)


def test_the_modules_that_are_imported_are_those_that_are_stored():
    scripts = settings.BASE_DIR / "static" / "js"
    found, open_ = set(), [scripts / "patrol" / "app.js"]
    while open_:
        script = open_.pop()
        if script in found:
            continue
        found.add(script)
        open_ += [(script.parent / name).resolve() for name in IMPORT.findall(script.read_text())]

    assert found == {scripts / f"{name}.js" for name in patrol.MODULES}


def test_the_manifest_opens_the_page_alone_on_the_screen():
    manifest = Client().get("/patrol/manifest.webmanifest", headers={"Accept-Language": "en"})

    body = manifest.json()
    assert manifest["Content-Type"] == "application/manifest+json"
    assert (body["display"], body["start_url"], body["scope"]) == (
        "standalone",
        "/patrol/",
        "/patrol/",
    )
    assert body["icons"][0]["type"] == "image/svg+xml"
