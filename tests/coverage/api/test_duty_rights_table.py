"""The table of roles: role x address x method of duties, with the status that is expected."""

import json

import pytest
from django.db import transaction
from django.test import Client

from coverage.models import Deputy, RiverChief
from tests import register
from tests.coverage.editing.conftest import ROLES, editor_with, own_station

pytestmark = pytest.mark.django_db
DAY = "date=2026-11-22"
POINT = "lon=118.8425&lat=35.1945"
CHECKS = "/api/notice-boards/NB01/checks"
SEEN = {"state": "damaged", "note": "seen"}
RENEWED = {"state": "good", "is_renewal": True}
MEMBERS = {"public": 401}
STAFF = {"public": 401, "deputy": 403, "patroller": 403, "gis_reader": 403}
# Address, method, body: the statuses that differ from the first one.
CASES = {
    "due": (f"/api/patrols/due?{DAY}", "get", None, 200, {}),
    "due of supervision": (f"/api/patrols/due?{DAY}&kind=supervision", "get", None, 200, {}),
    "my due": (
        f"/api/patrols/due?{DAY}&person=me",
        "get",
        None,
        404,
        {"public": 401, "deputy": 200, "patroller": 200},
    ),
    "due of a chief": (
        f"/api/patrols/due?{DAY}&person=RC09",
        "get",
        None,
        404,
        {"public": 401, "committee": 200, "administrator": 200},
    ),
    "due of a deputy of the station": (
        f"/api/patrols/due?{DAY}&person={{deputy}}",
        "get",
        None,
        404,
        {"public": 401, "coordinator": 200, "committee": 200, "administrator": 200},
    ),
    "due of a deputy of another station": (
        f"/api/patrols/due?{DAY}&person={{stranger}}",
        "get",
        None,
        404,
        {"public": 401, "committee": 200, "administrator": 200},
    ),
    "due of the people": (f"/api/patrols/due/people?{DAY}", "get", None, 200, STAFF),
    "post due": ("/api/patrols/due", "post", {}, 405, {}),
    "surveys": (f"/api/surveys/?{DAY}", "get", None, 200, {}),
    "survey": (f"/api/surveys/SV01?{DAY}", "get", None, 200, {}),
    "survey left": (f"/api/surveys/SV01/left?{DAY}", "get", None, 200, {}),
    "survey features": (f"/api/surveys/SV01/features?{DAY}", "get", None, 200, {}),
    "delete survey": ("/api/surveys/SV01", "delete", None, 405, {}),
    "trace-back": (f"/api/trace-back?{DAY}&{POINT}", "get", None, 200, STAFF),
    "trace-back as features": (
        f"/api/trace-back?{DAY}&{POINT}&f=geojson",
        "get",
        None,
        200,
        STAFF,
    ),
    "boards due": (f"/api/notice-boards/due?{DAY}", "get", None, 200, MEMBERS),
    "checks": (CHECKS, "get", None, 200, MEMBERS),
    "check": (CHECKS, "post", SEEN, 201, {"public": 401, "gis_reader": 403}),
    "renewal": (CHECKS, "post", RENEWED, 201, {"public": 401, "gis_reader": 403, "deputy": 403}),
    "delete checks": (CHECKS, "delete", None, 405, {"public": 401}),
    "photo that is not there": (f"{CHECKS}/none/photo", "get", None, 404, MEMBERS),
}
PAGES = {
    f"/due/?{DAY}": (200, {}),
    f"/due/?{DAY}&view=places": (200, {}),
    f"/surveys/?{DAY}": (200, {}),
    f"/surveys/SV01/?{DAY}": (200, {}),
    f"/boards/?{DAY}": (200, {"public": 302}),
    f"/boards/NB01/?{DAY}": (200, {"public": 302}),
    f"/trace-back/?{DAY}": (
        200,
        {"public": 302, "deputy": 403, "patroller": 403, "gis_reader": 403},
    ),
}


def addressed(path: str) -> str:
    """Fill in deputies of the coordinator's own and of another station."""
    county = Deputy.objects.filter(level="county").order_by("code")
    return path.format(
        deputy=county.filter(group__station=own_station()).first().code,
        stranger=county.exclude(group__station=own_station()).first().code,
    )


@pytest.mark.parametrize("case", CASES)
def test_interface(case):
    path, method, body, usual, others = CASES[case]
    answers = {}
    for role in ROLES:
        editor = editor_with(role)
        with transaction.atomic():
            answer = Client().generic(
                method.upper(),
                addressed(path),
                b"" if body is None else json.dumps(body).encode(),
                content_type="application/json",
                headers={"Accept-Language": "en"} | editor.headers,
            )
            answers[role] = answer.status_code
            transaction.set_rollback(True)
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
    assert answers == {role: others.get(role, usual) for role in ROLES}


@pytest.mark.parametrize("path", PAGES)
def test_page(path):
    usual, others = PAGES[path]
    answers = {}
    for role in ROLES:
        client = Client()
        if role != "public":
            client.force_login(_user(role))
        answers[role] = client.get(path).status_code
    assert answers == {role: others.get(role, usual) for role in ROLES}


def _user(role: str):
    stands_for = {
        "coordinator": {"station": own_station()},
        "deputy": {"deputy": Deputy.objects.order_by("code").last()},
        "patroller": {"chief": RiverChief.objects.order_by("code").last()},
    }.get(role, {})
    return register.user(role, register.reference_unit(), name=role, **stands_for)


def test_a_role_elsewhere_sees_nothing_of_this_subdistrict():
    elsewhere = register.unit("371399001")
    user = register.user("committee", elsewhere, name="stranger")
    client = Client()
    client.force_login(user)
    answers = {
        path: client.get(path).status_code
        for path in (
            f"/api/patrols/due?{DAY}&person=RC09",
            f"/api/patrols/due/people?{DAY}",
            f"/api/trace-back?{DAY}&{POINT}",
            CHECKS,
            f"/trace-back/?{DAY}&{POINT}",
            f"/boards/NB01/?{DAY}",
        )
    }
    assert list(answers.values()) == [404, 403, 403, 404, 403, 403]
    answer = client.post(CHECKS, SEEN, content_type="application/json")
    assert answer.status_code == 404


def test_the_public_reads_no_name_of_who_walks():
    """Chiefs in office are public; who walked, when, and who answers for what is left is not."""
    client = Client()
    for path in (
        f"/api/patrols/due?{DAY}",
        f"/api/patrols/due?{DAY}&kind=supervision",
        f"/api/surveys/SV01?{DAY}",
        f"/api/surveys/SV01?{DAY}&format=csv",
        f"/api/surveys/SV01/features?{DAY}",
        f"/due/?{DAY}",
        f"/due/?{DAY}&kind=supervision",
        f"/surveys/SV01/?{DAY}",
    ):
        text = client.get(path).content.decode()
        assert "示例河长" not in text, path
        assert "示例代表" not in text, path
        assert "T08:" not in text, path
