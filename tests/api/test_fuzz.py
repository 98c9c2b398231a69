"""Requests made from the OpenAPI documents: whatever is sent, the server does not fail."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.authtoken.models import Token
from rest_framework.throttling import SimpleRateThrottle

from coverage.editing.resources import RESOURCES as PEOPLE
from geo.editing.resources import RESOURCES as PLACES
from tests import register

pytestmark = pytest.mark.django_db
RESOURCES = {resource.slug: resource for resource in (*PLACES, *PEOPLE)}
FEATURES, EDITING = "/api/openapi.json", "/api/manage/schema/"


@pytest.fixture(scope="module")
def application():
    return WSGIHandler()


@pytest.fixture(autouse=True)
def _one_connection():
    """Keep the test's connection, and with it its transaction, open between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _without_limits(monkeypatch):
    """Answer every request: a 429 would hide what lies behind it."""
    rates = dict.fromkeys(SimpleRateThrottle.THROTTLE_RATES)
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", rates)


def member_headers() -> dict[str, str]:
    user = register.user("committee", register.reference_unit(), name="committee")
    return {"Authorization": f"Token {Token.objects.create(user=user).key}"}


def attack(operation, headers: dict[str, str], examples: int, real: dict[str, list[str]]) -> int:
    """Send generated requests to an operation and return how many were answered.

    ``real`` names values that exist, which half of the requests use in their path: made-up
    identifiers alone would never get behind a 404.
    """
    answered = 0

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), data=st.data())
    def send(case, data):
        nonlocal answered
        for name, values in real.items():
            if name in (case.path_parameters or {}) and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(values))
        response = case.call(headers=headers)
        answered += 1
        assert response.status_code < 500, (case.as_curl_command(), response.text[:2000])

    send()
    return answered


def operations(document_path: str, application, prefix: str = ""):
    document = schemathesis.openapi.from_wsgi(document_path, application)
    found = [result.ok() for result in document.get_all_operations()]
    return [operation for operation in found if operation.path.startswith(prefix)]


@pytest.mark.parametrize("slug", RESOURCES)
def test_the_editing_interface_survives_a_member_of_the_committee(application, slug):
    model = RESOURCES[slug].model
    real = {"public_id": list(model._default_manager.values_list("public_id", flat=True)[:3])}
    headers = member_headers()
    found = operations(EDITING, application, f"/api/manage/{slug}/")
    assert len(found) == 6
    for operation in found:
        assert attack(operation, headers, 20, real) > 0


def test_the_editing_interface_survives_anybody(application):
    for operation in operations(EDITING, application):
        assert attack(operation, {}, 2, {}) > 0


@pytest.mark.parametrize("as_member", [False, True])
def test_the_feature_interface_survives(application, as_member):
    headers = member_headers() if as_member else {}
    found = operations(FEATURES, application)
    assert found
    for operation in found:
        assert attack(operation, headers, 20, {}) > 0
