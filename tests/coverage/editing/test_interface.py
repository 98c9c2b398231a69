"""The interface around the records: description, pages for people, logins, limits."""

import json
import re

import pytest
from django.test import Client
from openapi_spec_validator import validate
from rest_framework.throttling import ScopedRateThrottle

from coverage.models import Pairing
from geo.models import Village
from tests import register
from tests.coverage.editing.conftest import BASE, Editor, editor_with

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document() -> dict:
    return Client().get(f"{BASE}/schema/").json()


def test_the_document_is_valid_openapi_3_0(document):
    assert document["openapi"].startswith("3.0.")
    validate(document)


def test_every_operation_is_described(document):
    slugs = {path.split("/")[3] for path in document["paths"]}
    assert len(slugs) == 25
    for path, operations in document["paths"].items():
        wanted = {"get", "put", "patch", "delete"} if "{" in path else {"get", "post"}
        assert set(operations) == wanted, path
        for operation in operations.values():
            assert {"400", "401", "403"} <= set(operation["responses"])


def test_a_feature_follows_its_schema(document, committee):
    schema = document["components"]["schemas"]["Village"]
    row = committee("get", "villages/?limit=1").json()["features"][0]
    assert set(row) == set(schema["properties"])
    assert set(row["properties"]) == set(schema["properties"]["properties"]["properties"])


def test_the_root_lists_every_resource(committee):
    assert len(committee("get", "").json()) == 25


@pytest.fixture
def page_client():
    client = Client()
    client.force_login(
        register.user("committee", register.reference_unit()),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.mark.parametrize("path", ["", "villages/?limit=2", "deputies/?limit=2", "{row}", "x/"])
def test_pages_for_people_obey_the_strict_policy(page_client, path):
    path = path.format(row=f"villages/{Village.objects.first().public_id}/")
    response = page_client.get(f"{BASE}/{path}", headers={"Accept": "text/html"})
    assert response["Content-Type"].startswith("text/html")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = response.content.decode()
    for tag in re.findall(r"<(?:script|style)[^>]*>", page):
        assert "src=" in tag or "application/json" in tag or "nonce=" in tag
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", page)
    assert "http://" not in re.sub(r"http://testserver", "", page).replace("http://www.w3.org", "")


def test_a_form_of_the_page_writes(page_client):
    pairing = Pairing.objects.first()
    body = {
        "code": "FORM",
        "deputy": pairing.deputy.public_id,
        "village": pairing.village.public_id,
        "valid_from": "2020-02-01",
    }
    response = page_client.post(f"{BASE}/pairings/", body)
    assert response.status_code == 201, response.content
    made = Pairing.objects.get(code="FORM")
    assert made.history.get().history_user.username == "someone"


def test_a_session_needs_the_csrf_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        register.user("committee", register.reference_unit()),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    pairing = Pairing.objects.first()
    response = client.delete(f"{BASE}/pairings/{pairing.public_id}/")
    assert response.status_code == 403
    assert Pairing.objects.filter(pk=pairing.pk).exists()


def test_a_wrong_token_is_refused(db):
    response = Editor({"Authorization": "Token 0000"})("get", "villages/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"


def test_too_many_requests_are_told_when_to_go_on(monkeypatch):
    rates = {**ScopedRateThrottle.THROTTLE_RATES, "manage_write": "2/min"}
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", rates)
    editor = editor_with("committee")
    statuses = [editor("post", "pairings/", {}).status_code for _attempt in range(3)]
    assert statuses == [400, 400, 429]
    response = editor("post", "pairings/", {})
    assert int(response["Retry-After"]) > 0
    assert response["Content-Type"] == "application/problem+json"
    assert editor("get", "pairings/?limit=1").status_code == 200


def test_a_list_takes_a_fixed_number_of_queries(committee, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        committee("get", "river-segments/?limit=40")
    with django_assert_max_num_queries(6):
        committee("get", "deputies/?limit=32")


def test_answers_are_json_by_default(committee):
    response = committee("get", "villages/?limit=1", Accept="*/*")
    assert response["Content-Type"] == "application/json"
    json.loads(response.content)
