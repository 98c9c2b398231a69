"""Logging in: by role, and not by trying."""

import pytest
from django.test import Client

from coverage.models import Deputy
from tests import register

PASSWORD = "a-long-unusual-phrase"
pytestmark = pytest.mark.django_db


def log_in(name: str, password: str):
    return Client().post("/admin/login/?next=/admin/", {"username": name, "password": password})


@pytest.fixture
def committee():
    return register.user("committee", register.reference_unit(), "committee", PASSWORD)


def test_staff_logs_in(committee):
    assert log_in("committee", PASSWORD)["Location"] == "/admin/"


def test_a_deputy_does_not(db):
    deputy = Deputy.objects.first()
    register.user("deputy", register.reference_unit(), "deputy", PASSWORD, deputy=deputy)
    assert log_in("deputy", PASSWORD).status_code == 200


def test_five_wrong_passwords_lock_the_door(committee):
    statuses = [log_in("committee", f"wrong {attempt}").status_code for attempt in range(5)]
    assert statuses[:4] == [200] * 4
    assert statuses[4] in (200, 403, 429)
    locked = log_in("committee", PASSWORD)
    assert locked.status_code in (403, 429)
    assert "sessionid" not in locked.cookies


def test_another_user_is_not_locked_out(committee):
    for attempt in range(6):
        log_in("somebody else", f"wrong {attempt}")
    assert log_in("committee", PASSWORD).status_code == 302


def test_a_next_address_elsewhere_is_not_followed(committee):
    response = Client().post(
        "/admin/login/?next=https://example.org/",
        {"username": "committee", "password": PASSWORD, "next": "https://example.org/"},
    )
    assert "example.org" not in response.get("Location", "")
