"""What every answer says to the browser, and the door of the pages."""

import re

import pytest
from django.test import Client

from tests import register
from tests.api.addresses import page_addresses

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-unusual-phrase"
OTHERS = ["/admin/login/", "/api/", "/api/collections", "/api/manage/", "/api/manage/schema/"]


def test_every_page_has_the_strict_policy_and_secure_headers():
    client = Client()
    for address in [*page_addresses(), *OTHERS, "/nothing-here/"]:
        response = client.get(address)
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert response["X-Frame-Options"] == "DENY", address
        assert response["Referrer-Policy"] == "same-origin", address
        policy = _directives(response["Content-Security-Policy"])
        assert policy["default-src"] == ["'none'"], address
        assert policy["frame-ancestors"] == ["'none'"], address
        assert not [word for words in policy.values() for word in words if "unsafe" in word]
        assert not [word for words in policy.values() for word in words if "://" in word]


def _directives(policy: str) -> dict[str, list[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: words for name, *words in parts}


def test_pages_need_nothing_that_the_policy_forbids():
    client = Client()
    for address in page_addresses():
        response = client.get(address)
        page = response.content.decode()
        policy = response.get("Content-Security-Policy", "")
        for tag in re.findall(r"<(?:script|style)[^>]*>", page):
            nonce = re.search(r'nonce="([^"]+)"', tag)
            if nonce:
                assert f"'nonce-{nonce[1]}'" in policy, (address, tag)
            else:
                assert re.search(r'src="/(?!/)', tag) or "json" in tag, (address, tag)
        assert not re.search(r"<[^>]+\son[a-z]+=", page), address
        assert not re.search(r'<[^>]+(src|href)="(https?:)?//', page), address


def log_in(password: str):
    client = Client()
    return client.post("/login/", {"username": "committee", "password": password})


def test_five_wrong_passwords_lock_the_pages_too():
    register.user("committee", register.reference_unit(), "committee", PASSWORD)
    assert log_in(PASSWORD).status_code == 302
    for attempt in range(5):
        log_in(f"wrong {attempt}")
    locked = log_in(PASSWORD)
    assert locked.status_code in (403, 429)
    assert "sessionid" not in locked.cookies


def test_cookies_are_kept_from_scripts_and_other_sites():
    register.user("committee", register.reference_unit(), "committee", PASSWORD)
    cookie = log_in(PASSWORD).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_errors_of_the_interfaces_are_problems():
    client = Client()
    for address, status in [("/api/manage/villages/", 401), ("/api/collections/nothing", 404)]:
        response = client.get(address)
        assert response.status_code == status
        assert response["Content-Type"].startswith("application/problem+json"), address
        assert response.json()["status"] == status
